import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_cases import CHART, HOSTILE, LINE, document, documents
from rich.cells import cell_len
from sample import DIGEST

from bot.document import Evidence, Link, OpenItem, Paragraph, Strong, Table, Text
from bot.render.terminal import render_terminal

CODES = re.compile(r"\x1b\[[\d;]*m|\x1b]8;[^\x1b]*\x1b\\")


def shown(*blocks, width=80, colour=False):
    return render_terminal(document(*blocks), width=width, colour=colour)


@given(whole=documents, width=st.integers(20, 100))
def test_no_line_exceeds_the_width(whole, width):
    text = render_terminal(whole, width=width, colour=False)

    assert [line for line in text.split("\n") if cell_len(line) > width] == []


@given(whole=documents, width=st.integers(20, 100))
def test_colour_changes_no_word(whole, width):
    text = CODES.sub("", render_terminal(whole, width=width, colour=True))

    assert "\x1b" not in text
    assert [line for line in text.split("\n") if cell_len(line.rstrip()) > width] == []


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_the_digest_fits_every_width(width):
    text = render_terminal(DIGEST, width=width, colour=False)

    assert max(cell_len(line) for line in text.split("\n")) <= min(width, 100)


def test_escape_codes_stand_only_where_colour_is_asked_for():
    assert "\x1b" not in shown(Paragraph(LINE))
    assert "\x1b[1mheavy words\x1b[0m" in shown(Paragraph(LINE), colour=True)
    assert "\x1b]8;;https://tracker.example/HAR-7\x1b\\" in shown(Paragraph(LINE), colour=True)


@pytest.mark.parametrize("text", HOSTILE)
def test_escapes_from_trackers_reach_no_terminal(text):
    assert "\x1b" not in CODES.sub("", shown(Paragraph((Strong(text), Link(text, text))), colour=True))
    assert "evil.example\x1b" not in shown(Paragraph((Strong(text), Link(text, text))), colour=True)


def test_rich_markup_and_emoji_names_stay_as_written():
    text = "[bold red]no markup[/] :smile:"

    assert text in shown(Paragraph((Text(text),)))
    assert text in shown(Table("Sources", (text,), (((Text(text),),),)))


def test_a_quote_stands_behind_a_bar_with_its_address_beneath():
    who = (Text("Ana, "), Link("HAR-7", "https://tracker.example/HAR-7"))

    lines = shown(Evidence("f", "risk_flag", "We pay twice.\nOr thrice.", who)).split("\n")

    assert lines[-5:-1] == [
        "│ “We pay twice.",
        "│ Or thrice.”",
        "│ Risk flag · Ana, HAR-7",
        "│ https://tracker.example/HAR-7",
    ]


def test_what_an_open_item_holds_up_stands_beneath_it():
    item = OpenItem("f", (Text("Maria: who owns the keys? Waiting 2 working days"),), (Text("HAR-7"),))

    assert shown(item).split("\n")[-3:-1] == [
        "\u2022 Maria: who owns the keys? Waiting 2 working days",
        "  holds up HAR-7",
    ]
    assert "holds up" not in shown(OpenItem("f", item.line))


def test_bars_grow_with_their_values_and_the_level_stands_in_one_column():
    lines = shown(CHART, width=40).split("\n")

    first, second, legend = lines[-4:-1]
    assert second.count("█") > 2 * first.count("█") > 0
    assert first.index("│") == second.index("│") == legend.index("└")
    assert legend.endswith("└ median 6")


def test_a_table_aligns_its_numbers():
    rows = (((Text("Jira"),), (Text("412"),)), ((Text("GitHub"),), (Text("9"),)))

    lines = shown(Table("Sources", ("Name", "Issues"), rows, frozenset({1}))).split("\n")

    assert lines[-5:-1] == ["Name     Issues", "───────────────", "Jira        412", "GitHub        9"]


def test_a_word_longer_than_its_cell_breaks_and_loses_nothing():
    address = "".join(f"{number:02}" for number in range(60))

    text = shown(Table("Sources", (address, "Issues"), (((Text(address),), (Text("9"),)),)), width=40)

    assert "".join(re.findall(r"\d{6,}", text)) == address + address


def test_a_table_too_wide_for_the_screen_becomes_a_list():
    columns = tuple(f"Measure {number}" for number in range(4))
    table = Table("Sources", columns, (tuple((Text(f"value {number}"),) for number in range(4)),))

    assert "value 0\n  Measure 1: value 1\n" in shown(table, width=30)
