# ruff: noqa: RUF001 - people write in their own letters
import re
from unicodedata import combining

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_cases import HOSTILE, lines, strings

from bot.demo.slack.mentions import calls
from bot.demo.slack.mrkdwn import TOKEN
from bot.document import Emphasis, Link, Strong, Text
from bot.render.safe import one_line
from bot.render.slack_text import cut, inert, mrkdwn, plain_text, preformatted, quoted, size

MARKUP = (
    "<!channel> look",
    "<@U1> and <#C1|general> and <!subteam^S1>",
    "<http://evil.example|your bank>",
    "*bold* _italic_ ~gone~ `code` ```block```",
    "**bold** __init__ (_really_) *a* b*",
    "> quoted\n> twice",
    "&lt;!channel&gt; &amp;lt;",
    "@channel @here @everyone #general",
    ":tada: at 10:20:30 :+1:",
    "see https://evil.example now",
)
mixed = st.one_of(st.sampled_from(MARKUP), strings, st.text("*_~`<>&@:!|#aé \n", max_size=40))


def shown(text):
    plain = text.translate(dict.fromkeys((0x200B, 0x2060, 0x2068, 0x2069)))
    plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return plain.translate(str.maketrans("\u2217\u02cd\u223c\u02cb", "*_~`"))


def markup_in(text):
    return [found[0] for found in TOKEN.finditer(text) if found.lastgroup != "bare"]  # `verbatim` keeps addresses bare


@pytest.mark.parametrize("text", MARKUP)
def test_markup_from_trackers_reads_as_it_was_written_and_does_nothing(text):
    written = inert(text)

    assert shown(written) == text
    assert markup_in(written) == []
    assert calls(written, [{"type": "mrkdwn", "text": written}], links_names=True) == ()
    assert [line for line in written.split("\n") if line.startswith(("&gt;", ">"))] == []


@given(text=mixed)
def test_no_text_is_ever_markup(text):
    assert markup_in(inert(text)) == []
    assert calls(inert(text), (), links_names=True) == ()


@given(one=mixed, other=mixed)
def test_neighbouring_texts_make_no_markup_together(one, other):
    assert markup_in(mrkdwn((Text(one), Text(other)))) == []


def test_marks_within_words_stay_so_that_names_can_be_copied():
    assert inert("order_id of 2*3 and a~b") == "order_id of 2*3 and a~b"


@given(line=lines, most=st.integers(20, 200))
def test_a_line_fits_and_its_links_stay_whole(line, most):
    written = mrkdwn(line, most)

    assert size(written) <= most
    assert re.sub(r"<https?://[^<>|\s]+\|[^<>]*>", "", written).count("<") == 0
    assert re.sub(r"&(amp|lt|gt);", "", written).count("&") == 0


@given(line=lines)
def test_a_line_that_fits_says_everything(line):
    said = shown(mrkdwn(line))

    for span in line:
        assert shown(inert(" ".join(one_line(span.text).split()))) in re.sub(r"\s+", " ", said)


def test_only_the_web_is_linked():
    assert mrkdwn((Link("HAR-7", "https://x.example/a?b=1&c=<2>|3"),)) == (
        "<https://x.example/a?b=1&amp;c=%3C2%3E%7C3|HAR-7>"
    )
    assert mrkdwn((Link("", "https://x.example/a"),)) == "<https://x.example/a|https://x.example/a>"
    assert mrkdwn((Link("run", "javascript:alert(1)"),)) == "run"
    assert mrkdwn((Link("long", "https://x.example/" + "a" * 2_000),)) == "long"


def test_our_marks_hold_beside_letters_and_spaces():
    assert mrkdwn((Strong("bold"), Text("er and "), Emphasis(" aside "), Text("."))) == "*bold*\u200ber and  _aside_ ."
    assert mrkdwn((Strong("7 issues"), Text(": 4"))) == "*7 issues*: 4"
    assert mrkdwn((Strong("2*3"),)) == "*2\u22173*"
    assert mrkdwn((Strong("  "),)).strip() == ""


def test_words_from_right_to_left_are_kept_apart():
    assert mrkdwn((Text("שלום"), Text(" (3)"))) == "\u2068שלום\u2069 (3)"
    assert plain_text("שלום", 20) == "\u2068שלום\u2069"
    assert quoted("\u202eשלום", 50) == "&gt; \u2068שלום\u2069"


@given(text=st.text(), most=st.integers(1, 40))
def test_a_cut_is_short_and_parts_no_letter(text, most):
    kept = cut(text, most)

    assert size(kept) <= most
    if kept != text:
        assert kept.endswith("\u2026")
        assert text.startswith(kept[:-1])
        assert text[len(kept) - 1].isspace() or not combining(text[len(kept) - 1]) or kept == "\u2026"


@given(quote=mixed, most=st.integers(10, 80))
def test_every_line_of_a_quote_is_quoted(quote, most):
    written = quoted(quote, most)

    assert size(written) <= most
    assert all(line.startswith("&gt; ") for line in written.split("\n") if written)
    assert markup_in(written) == []


def test_a_short_quote_is_verbatim():
    assert quoted("We pay twice.\n\nOr thrice.", 100) == "&gt; We pay twice.\n&gt; \n&gt; Or thrice."
    assert quoted("  \n ", 100) == ""


@pytest.mark.parametrize("text", [*HOSTILE, *MARKUP])
def test_nothing_ends_letters_of_equal_width_before_their_end(text):
    assert preformatted(text).count("```") == 2
    assert "<" not in preformatted(text)
