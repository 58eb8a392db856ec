import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.text import plain
from models.columns import Zone

MARKS = "*_-+^~?[]{}|!#>`\\\n \r\t:/.ab1h\ue000\0\u2028é😀"
MACROS = [
    "{code}",
    "{code:java}",
    "{noformat}",
    "{quote}",
    "{panel:title=a}",
    "{{a}}",
    "[~ana]",
    "[a|b]",
    "||h||",
    "|c|",
]
wiki_texts = st.lists(st.one_of(st.sampled_from(MACROS), st.text(MARKS, max_size=8)), max_size=40).map("".join)
markdown_texts = st.text(MARKS + "<!->=", max_size=200)


def zones(body, markup="wiki"):
    text, found = plain(body, markup=markup)
    return [(zone.kind, text[zone.start : zone.end]) for zone in found]


def doc(*content):
    return {"type": "doc", "version": 1, "content": list(content)}


def node(type_, *content, **attributes):
    return {"type": type_, "content": list(content), "attrs": attributes}


def words(text, *marks):
    return {"type": "text", "text": text, "marks": [{"type": mark} for mark in marks]}


def para(*content):
    return node("paragraph", *[words(part) if isinstance(part, str) else part for part in content])


def assert_tiles(text: str, found: list[Zone]) -> None:
    covered = 0
    for zone in found:
        assert covered <= zone.start < zone.end <= len(text)
        assert not text[covered : zone.start].strip()
        assert text[zone.start : zone.end] == text[zone.start : zone.end].strip()
        assert zone.kind in {"prose", "quote", "code", "table", "heading"}
        covered = zone.end
    assert covered == len(text)


@pytest.mark.parametrize("body", [None, "", {}, "   \r\n ", {"type": "doc"}])
def test_nothing_is_nothing(body):
    assert plain(body) == ("", [])


@pytest.mark.parametrize("body", ["a\0b\r\nc \ud83d", {"type": "text", "text": "a\0b\r\nc \ud83d"}])
def test_what_databases_refuse_is_not_in_the_text(body):
    assert plain(body)[0] == "ab\nc \ufffd"


def test_an_adf_document_becomes_blocks_with_zones():
    body = doc(
        node("heading", words("Risks"), level=2),
        para("If it retries, ", node("mention", id="5b", text="@Ana"), " pays ", words("twice", "strong"), "."),
        node("codeBlock", words("pay()\npay()"), language="py"),
        node("blockquote", para("We should wait.")),
        node("bulletList", node("listItem", para("one")), node("listItem", para("two"))),
    )

    assert zones(body) == [
        ("heading", "Risks"),
        ("prose", "If it retries, @Ana pays twice."),
        ("code", "pay()\npay()"),
        ("quote", "We should wait."),
        ("prose", "one"),
        ("prose", "two"),
    ]


def test_an_adf_table_is_one_line_a_row():
    cells = [node("tableHeader", para("Field")), node("tableCell", para("Old"), para("value"))]

    assert zones(doc(node("table", node("tableRow", *cells)))) == [("table", "Field | Old value")]


def test_inline_nodes_of_adf_become_what_readers_see():
    body = para(
        node("emoji", shortName=":boom:", text="💥"),
        " ",
        node("status", text="BLOCKED"),
        " ",
        node("date", timestamp="1795564800000"),
        " ",
        node("inlineCard", url="https://jira.example/browse/HAR-1"),
        node("hardBreak"),
        node("mention", id="5b10"),
        node("mediaInline", id="x"),
    )

    assert plain(doc(body))[0] == "💥 BLOCKED 2026-11-25 https://jira.example/browse/HAR-1\n@5b10"


def test_unknown_adf_nodes_keep_their_text_and_media_leaves_none():
    body = doc(
        {"type": "hologram", "content": [para("Still here.")]},
        node("mediaSingle", node("media", id="1", alt="a picture")),
        node("expand", para("Inside."), title="More"),
    )

    assert zones(body) == [("prose", "Still here."), ("prose", "More"), ("prose", "Inside.")]


@pytest.mark.parametrize(
    ("text", "kind"), [("Impact:", "heading"), ("This must not ship.", "prose"), ("Open questions", "heading")]
)
def test_a_line_in_bold_is_a_heading_where_it_reads_as_a_forms_label(text, kind):
    assert zones(doc(para(words(text, "strong")))) == [(kind, text)]
    assert zones(f"*{text}*") == [(kind, text)]
    assert zones(f"**{text}**", "markdown") == [(kind, text)]


def test_ten_thousand_nested_adf_nodes_are_read():
    body = words("deep")
    for _ in range(10_000):
        body = node("blockquote", body)

    assert sys.getrecursionlimit() < 10_000
    assert zones(body) == [("quote", "deep")]


def test_wiki_blocks_become_zones():
    body = (
        "h2. Risks\r\nIf it retries\r\nwe pay twice.\r\n\r\n* one\n** two\n# three\n"
        "{code:java}\nint *a*;\n{quote}\n{code}\n{quote}\nHe said so.\n{quote}\n"
        "||Field||Old||\n|a|[b|https://b.example]|\nbq. Quoted.\n> Mailed.\n----\nEnd."
    )

    assert zones(body) == [
        ("heading", "Risks"),
        ("prose", "If it retries\nwe pay twice."),
        ("prose", "one"),
        ("prose", "two"),
        ("prose", "three"),
        ("code", "int *a*;\n{quote}"),
        ("quote", "He said so."),
        ("table", "Field | Old"),
        ("table", "a | b"),
        ("quote", "Quoted."),
        ("quote", "Mailed."),
        ("prose", "End."),
    ]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("*bold* _em_ -gone- +new+ {{a_b *c*}}", "bold em gone new a_b *c*"),
        ("*_both_*", "both"),
        ("snake_case_name and 2*3*4 and a-b-c", "snake_case_name and 2*3*4 and a-b-c"),
        ("[~ana] [~accountid:5b:1]", "@ana @5b:1"),
        ("[the docs|https://a.example/b_c_d]", "the docs"),
        ("[https://a.example/x|https://a.example/x|smart-link]", "https://a.example/x"),
        ("https://a.example/_x_/y_z_", "https://a.example/_x_/y_z_"),
        ("see !shot.png|thumbnail! here", "see  here"),
        ("Stop! It works! Really!", "Stop! It works! Really!"),
        ("{color:red}red{color} text", "red text"),
        (r"\{code} \*not bold\*", "{code} *not bold*"),
        (r"one\\two", "one\ntwo"),
        ("a[0] and [WIP]", "a[0] and [WIP]"),
        ("??cited?? done", "cited done"),
        ("private \ue000 stays {{x}}", "private \ue000 stays x"),
    ],
)
def test_wiki_marks_leave_what_readers_see(markup, shown):
    assert plain(markup)[0] == shown


def test_a_macro_that_is_never_closed_runs_to_the_end():
    assert zones("Before.\n{code}\nx = 1\n\nh1. y") == [("prose", "Before."), ("code", "x = 1\n\nh1. y")]


def test_a_panel_keeps_its_title_and_its_words():
    assert zones("{panel:title=Open questions|bgColor=#fff}Who pays?{panel}") == [
        ("heading", "Open questions"),
        ("prose", "Who pays?"),
    ]


def test_markdown_becomes_zones_and_template_comments_go():
    body = (
        "## Risks\n<!-- what could\ngo wrong? -->\nIf it **retries** we [pay](https://a.example) `twice` @ana.\n\n"
        "> We should wait.\n\n- one\n- two\n\n```py\npay()\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n![shot](a.png)"
    )

    assert zones(body, "markdown") == [
        ("heading", "Risks"),
        ("prose", "If it retries we pay twice @ana."),
        ("quote", "We should wait."),
        ("prose", "one"),
        ("prose", "two"),
        ("code", "pay()"),
        ("table", "a | b"),
        ("table", "1 | 2"),
    ]


def test_a_very_long_markdown_body_keeps_code_apart_from_prose():
    body = "Before.\n```\n" + "x = 1\n" * 20_000 + "```\nAfter."

    assert [kind for kind, _ in zones(body, "markdown")] == ["prose", "code", "prose"]


@given(wiki_texts)
def test_zones_of_any_wiki_markup_tile_its_text(markup):
    assert_tiles(*plain(markup))


@given(st.text("abc. \n", max_size=60))
def test_wiki_text_without_marks_keeps_every_word(text):
    assert plain(text)[0].split() == text.split()


@settings(deadline=None)
@given(markdown_texts)
def test_zones_of_any_markdown_tile_its_text(markup):
    assert_tiles(*plain(markup, markup="markdown"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3)
)
adf_types = st.sampled_from([
    "doc", "paragraph", "text", "table", "tableRow", "tableCell", "codeBlock", "mention", "date", "expand", "emoji",
    "inlineCard", "hologram",
])  # fmt: skip
adf_attributes = st.dictionaries(st.sampled_from(["text", "id", "url", "timestamp", "title"]), json_values)
adf_leaves = st.fixed_dictionaries(
    {"type": adf_types | json_values}, optional={"text": json_values, "attrs": json_values, "marks": json_values}
)
adf_nodes = st.recursive(
    adf_leaves,
    lambda inner: st.fixed_dictionaries(
        {"type": adf_types, "content": st.lists(inner | json_values, max_size=4)}, optional={"attrs": adf_attributes}
    ),
    max_leaves=30,
)


@given(adf_nodes)
def test_zones_of_any_adf_tile_its_text(document):
    assert_tiles(*plain(document))


@given(st.lists(st.text("abc ", min_size=1, max_size=8), max_size=20))
def test_every_word_of_an_adf_document_is_in_its_text(parts):
    text, _ = plain(doc(*[para(part) for part in parts]))

    assert text.split() == " ".join(parts).split()


UNITS = (
    "[", "{{", "{", "*a ", "_a", "!", "|", "{code", "{quote}", "{code:x}", "[a|", "!a.b", "-a-", "??", "\\", "{{a}b",
    "https://", "*_", "+a", "~a", "^a", "||a", "h1.", "bq.", "> ", "\n", "\ue000",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_megabyte_of_any_mark_is_read_in_linear_time(unit):
    small, large = (timed(unit * (size // len(unit))) for size in (100_000, 1_000_000))

    assert large < max(40 * small, 0.5)


def timed(body: str) -> float:
    start = time.process_time()
    plain(body)
    return time.process_time() - start
