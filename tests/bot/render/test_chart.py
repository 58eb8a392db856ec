import math
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_cases import CHART, charts

from bot.document import BarChart
from bot.render.chart import NARROW, WIDE, bar_chart, number, shown


def drawn(chart=CHART):
    return ET.fromstring(bar_chart(chart, name="c"))


def of_class(svg, name):
    return [element for element in svg if name in element.get("class", "").split()]


def weeks(*values, **fields):
    return BarChart(
        "Items", tuple(f"W{place}" for place in range(len(values))), values, "items", None, "", "", **fields
    )


@given(chart=charts())
def test_any_chart_is_a_well_formed_picture(chart):
    svg = drawn(chart)

    assert svg.tag == "svg"
    assert all(0 <= float(bar.get("height")) <= float(svg.get("height")) for bar in of_class(svg, "bar"))


def test_a_chart_says_in_words_what_it_shows():
    svg = drawn()

    assert (svg.get("role"), svg.get("aria-labelledby"), svg.get("aria-describedby")) == ("img", "c-title", "c-words")
    assert [svg.find("title").text, svg.find("desc").text] == ["Items finished a week", "Three, then nine."]


def test_bars_are_as_high_as_their_values():
    three, nine = (float(bar.get("height")) for bar in of_class(drawn(), "bar"))

    assert nine == pytest.approx(3 * three, abs=0.05)


def test_the_level_stands_at_its_value_and_is_named():
    svg = drawn()

    line = of_class(svg, "level")[0]
    bars = of_class(svg, "bar")
    bottom = float(bars[1].get("y")) + float(bars[1].get("height"))
    assert bottom - float(line.get("y1")) == pytest.approx(float(bars[1].get("height")) * 6 / 9, abs=0.05)
    assert of_class(svg, "legend")[0].text == "median 6"


def test_without_a_level_no_line_is_drawn():
    assert of_class(drawn(replace(CHART, level=None)), "level") == []


def test_zero_is_a_hairline_and_missing_is_a_dash():
    svg = drawn(weeks(0.0, math.nan, 5.0))

    assert of_class(svg, "bar")[0].get("height") == "1"
    assert len(of_class(svg, "bar")) == 2
    assert [value.text for value in of_class(svg, "value")] == ["0", "\u2013", "5"]


@pytest.mark.parametrize("values", [(), (0.0, 0.0), (math.nan,)])
def test_nothing_to_show_is_drawn_without_a_fault(values):
    assert drawn(weeks(*values)).tag == "svg"


def test_numbers_at_the_end_of_what_floats_hold_are_drawn_to_scale():
    bars = of_class(drawn(weeks(8e307, 1.6e308)), "bar")

    assert [float(bar.get("height")) for bar in bars] == [52, 104]


@pytest.mark.parametrize("level", [-1.0, math.inf, math.nan])
def test_a_level_that_no_line_can_show_is_refused(level):
    with pytest.raises(ValueError, match="Items finished a week"):
        drawn(replace(CHART, level=level))


@given(
    texts=st.lists(st.text("W0123456789", max_size=12), min_size=1, max_size=80), width=st.sampled_from([NARROW, WIDE])
)
def test_labels_never_touch(texts, width):
    room = 7.2 * max(map(len, texts))
    middles = [width * (place + 0.5) / len(texts) for place in sorted(shown(texts, width))]

    assert all(after - before >= room + 6 - 1e-6 for before, after in pairwise(middles))
    assert all(middle - room / 2 >= -12 - 1e-6 and middle + room / 2 <= width + 12 + 1e-6 for middle in middles)


def test_the_last_week_is_always_labelled():
    labels = [label.text for label in of_class(drawn(weeks(*[1.0] * 12)), "label")]

    assert "W11" in labels


def test_labels_that_only_a_wide_page_has_room_for_hide_elsewhere():
    labels = of_class(drawn(weeks(*[1.0] * 12)), "label")

    everywhere = [label.text for label in labels if label.get("display") is None]
    assert everywhere == ["W1", "W3", "W5", "W7", "W9", "W11"]
    assert [label.text for label in labels] == [f"W{week}" for week in range(12)]


@pytest.mark.parametrize(
    ("value", "text"),
    [(7.0, "7"), (7.5, "7.5"), (0.0, "0"), (12_345.0, "12k"), (2_000_000.0, "2,000k"), (None, "\u2013")],
)
def test_numbers_are_as_short_as_they_read(value, text):
    assert number(value) == text
