from typing import get_args

import pytest
import slack_reader
from hypothesis import given
from page_reader import read_page
from render_cases import BLOCKS, HOSTILE, SPANS, document, documents
from sample import DIGEST

from bot.document import BarChart, Block, Document, Paragraph, Section, Span, Text
from bot.render.html import render_html
from bot.render.json import render_json
from bot.render.slack import render_answer, render_home
from bot.render.terminal import render_terminal

RENDERERS = {
    "terminal": lambda whole: render_terminal(whole, width=80, colour=False),
    "coloured": lambda whole: render_terminal(whole, width=80, colour=True),
    "html": lambda whole: read_page(render_html(whole)).words,
    "json": render_json,
    "slack answer": lambda whole: slack_reader.words([message.blocks for message in render_answer(whole)]),
    "slack in letters": lambda whole: slack_reader.words([m.blocks for m in render_answer(whole, native_charts=False)]),
    "slack home": lambda whole: slack_reader.words(render_home(whole)),
}
every_renderer = pytest.mark.parametrize("render", RENDERERS.values(), ids=RENDERERS)


@every_renderer
@pytest.mark.parametrize("kind", get_args(Block), ids=lambda kind: kind.__name__)
def test_every_block_says_what_it_holds(render, kind):
    block, expected = BLOCKS[kind]

    shown = render(document(block))

    assert type(block) is kind
    assert [words for words in expected if words not in shown] == []


@every_renderer
@pytest.mark.parametrize("kind", get_args(Span), ids=lambda kind: kind.__name__)
def test_every_span_says_its_words(render, kind):
    span, expected = SPANS[kind]

    shown = render(document(Paragraph((span,))))

    assert type(span) is kind
    assert [words for words in expected if words not in shown] == []


@every_renderer
def test_title_headline_sections_and_foot_stand_in_reading_order(render):
    lead = Section("s", "Shipped", ((Text("Seven issues."),),), (Paragraph((Text("Behind it."),)),))

    shown = render(document(sections=(lead,), foot=((Text("Made by a machine."),),)))

    order = ["Harbour, week 47", "All is well.", "Shipped", "Seven issues.", "Behind it.", "Made by a machine."]
    places = [shown.index(words) for words in order]
    assert places == sorted(places)


@every_renderer
def test_an_empty_section_keeps_its_title(render):
    assert "Failed silently" in render(document(sections=(Section("silent", "Failed silently"),)))


@every_renderer
def test_an_empty_document_renders(render):
    assert "None" not in render(Document("", (), (), ()))


@every_renderer
@pytest.mark.parametrize("values", [(-1.0, 2.0), (float("inf"), 2.0), (1.0,)])
def test_a_chart_that_no_bar_can_show_is_refused(render, values):
    false = BarChart("Items", ("W46", "W47"), values, "items", None, "", "Cannot be drawn.")

    with pytest.raises(ValueError, match="'Items'"):
        render(document(false))


@every_renderer
def test_equal_documents_give_equal_text(render):
    assert render(DIGEST) == render(DIGEST)


@every_renderer
@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_or_reordering_character_gets_out(render, text):
    shown = render(document(Paragraph((Text(text),))))

    ours = {"\n"} | ({"\x1b"} if render is RENDERERS["coloured"] else set())
    bad = {c for c in shown if c < " " or "\x7f" <= c < "\xa0" or c in "\u202e\u2066\u2028"} - ours
    assert bad == set()
    assert "\x1b[31m" not in shown


@every_renderer
@given(whole=documents)
def test_whatever_trackers_say_it_renders_as_utf8(render, whole):
    assert render(whole).encode("utf-8") != b""
