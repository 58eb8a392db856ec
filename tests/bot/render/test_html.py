import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from page_reader import read_page
from render_cases import BLOCKS, HOSTILE, document, documents
from sample import DIGEST

from bot.document import Bullets, Evidence, Link, Note, OpenItem, Paragraph, Table, Text
from bot.render.html import render_html

OURS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2"),
    *("p", "div", "span", "bdi", "a", "strong", "em", "ul", "li", "figure", "blockquote", "figcaption"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "desc", "rect", "line", "text"),
}


def content(block):
    return read_page(render_html(document(block)))


@given(whole=documents)
def test_hostile_text_makes_no_tag_attribute_or_address(whole):
    page = read_page(render_html(whole))

    assert page.faults == []
    assert {tag for tag, _ in page.tags} <= OURS
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"]
    assert all(re.match(r"https?://[^\s<>]+$", href) for href in page.values("href"))
    ids = page.values("id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.isascii() and text.isprintable()])
def test_hostile_text_reads_as_it_was_written(text):
    page = content(Paragraph((Text(text),)))

    assert text in page.words


def test_a_page_asks_nothing_of_any_other_machine():
    written = render_html(DIGEST)

    page = read_page(written)
    assert page.faults == []
    assert page.values("src") == []
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img", "iframe", "object", "base"})
    assert "url(" not in written
    assert "@import" not in written


def test_the_policy_allows_the_pages_own_style_and_nothing_else():
    written = render_html(DIGEST)

    style = re.search("<style>(.*?)</style>", written, re.DOTALL)[1]
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = next(value for value in read_page(written).values("content") if value.startswith("default-src"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://", "http://[", ""]
)
def test_an_address_that_is_not_of_the_web_becomes_text(url):
    page = content(Paragraph((Link("open me", url),)))

    assert page.values("href") == []
    assert "open me" in page.words


def test_a_page_has_one_language_landmarks_and_named_headings():
    page = read_page(render_html(DIGEST))

    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": "en"}) in page.tags
    assert [tags.count(tag) for tag in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    assert tags.count("h2") == tags.count("section") == len(DIGEST.sections)
    named = set(page.values("aria-labelledby")) | set(page.values("aria-describedby"))
    assert named <= set(page.values("id"))


def test_right_to_left_words_are_isolated_and_quotes_choose_their_side():
    page = content(Evidence("f", "waiting", "שלום", (Text("נועה"), Text(", Tue 17 Nov"))))

    tags = [tag for tag, _ in page.tags]
    assert ("blockquote", {"dir": "auto"}) in page.tags
    assert tags.count("bdi") == 1


def test_numbers_align_right_and_rows_are_headed():
    page = content(BLOCKS[Table][0])

    assert ("th", {"scope": "col", "class": "number short"}) in page.tags
    assert ("th", {"scope": "row"}) in page.tags
    assert ("td", {"class": "number short", "data-column": "Issues"}) in page.tags


def test_a_table_without_rows_says_so():
    assert "Nothing to list." in content(Table("Sources", ("Name", "Issues"), ())).words


def test_an_open_item_says_what_it_holds_up_only_where_it_does():
    asked = (Text("Maria: who owns the keys?"),)

    assert "Holds up HAR-7" in content(OpenItem("f", asked, (Text("HAR-7"),))).words
    assert "Holds up" not in content(OpenItem("f", asked)).words


def test_what_is_left_out_is_counted_and_nothing_is_not():
    assert "and 1 more" in content(Bullets(((Text("one"),),), 1)).words
    assert "more" not in content(Bullets(((Text("one"),),), 0)).words


def test_small_print_is_told_apart_from_paragraphs():
    assert ("p", {"class": "note"}) in content(Note((Text("small"),))).tags


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_every_colour_contrasts_enough_with_its_paper(scheme):
    palette = dict(
        re.findall(r"--(\w+): (#\w{6});", re.findall(r":root \{(.*?)\}", render_html(DIGEST), re.DOTALL)[scheme])
    )

    for text in ("ink", "muted", "link"):
        assert contrast(palette[text], palette["paper"]) >= 4.5
    for mark in ("bar", "axis", "level"):
        assert contrast(palette[mark], palette["paper"]) >= 3
