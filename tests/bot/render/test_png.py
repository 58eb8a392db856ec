"""Charts as pictures: read back with the library that wrote them, pixel by pixel."""

import math
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from render_cases import CHART, charts

from bot.document import BarChart
from bot.render.png import _DRAWN, BACKGROUND, BAR, LEVEL, SIZE, _font, drawable, render_png

UNPLOTTED = 176  # pixels above the highest bar: title, legend and value


def drawn(chart):
    return Image.open(BytesIO(render_png(chart)))


def weeks(*values, level=None):
    labels = tuple(f"W{place}" for place in range(len(values)))
    return BarChart("Items", labels, values, "items", level, "", "")


def column(image, left, colour):
    """From where to where the colour stands in that column of pixels."""
    return [top for top in range(UNPLOTTED - 10, SIZE[1]) if image.getpixel((left, top)) == colour]


def height(image, slot, slots):
    """The pixels of that bar above each other, in its middle."""
    middle = 48 + (SIZE[0] - 96) * (slot + 0.5) / slots
    return len(column(image, round(middle), BAR))


def level_at(image):
    return column(image, 50, LEVEL)


def ink(image, box):
    """How many pixels of that part are not background."""
    return sum(count for count, colour in image.crop(box).getcolors(1 << 20) if colour != BACKGROUND)


def test_a_picture_is_a_png_large_enough_for_a_phone():
    image = drawn(CHART)

    assert (image.format, image.size, image.mode) == ("PNG", (1200, 600), "RGB")


def test_the_same_chart_is_the_same_bytes():
    assert render_png(CHART) == render_png(replace(CHART))


def test_a_picture_is_small_enough_to_be_sent_with_every_digest():
    assert len(render_png(weeks(*map(float, range(60))))) < 100_000


def test_bars_are_as_high_as_their_values():
    image = drawn(weeks(3.0, 9.0, 4.5))

    three, nine, half = (height(image, slot, 3) for slot in range(3))
    assert nine > 300
    assert three == pytest.approx(nine / 3, abs=1)
    assert half == pytest.approx(nine / 2, abs=1)


def test_zero_is_a_hairline_and_missing_is_no_bar():
    image = drawn(weeks(0.0, math.nan, 5.0))

    assert [height(image, slot, 3) for slot in range(2)] == [3, 0]


def test_what_is_missing_is_marked():
    missing, unmarked = (drawn(weeks(first, 5.0)) for first in (math.nan, 0.0))

    assert ink(missing, (310, 485, 340, 495)) > 0
    dash = missing.getpixel((324, 490))
    assert dash not in {BACKGROUND, BAR}
    assert unmarked.getpixel((324, 519)) == BAR


def test_the_level_stands_at_its_value():
    image = drawn(weeks(3.0, 9.0, level=6.0))

    middle = sum(level_at(image)) / len(level_at(image))
    assert 520 - middle == pytest.approx(height(image, 1, 2) * 6 / 9, abs=8)


def test_the_level_is_dashed_from_side_to_side():
    image = drawn(weeks(3.0, 9.0, level=6.0))

    line = [image.getpixel((left, level_at(image)[2])) == LEVEL for left in range(48, 1152)]
    assert line[:18] == [True] * 18
    assert line[18:30] == [False] * 12
    assert sum(line[-30:]) > 0


def test_the_level_is_named_above_the_bars():
    named, other = drawn(replace(CHART, level_label="median 6")), drawn(replace(CHART, level_label="middle 6"))
    legend = (150, 80, 1152, 124)

    assert ink(named, legend) > 0
    assert named.crop(legend).tobytes() != other.crop(legend).tobytes()


def test_without_a_level_no_line_is_drawn():
    image = drawn(replace(CHART, level=None))

    assert LEVEL not in {colour for _, colour in image.getcolors(1 << 20)}


def test_the_highest_thing_may_be_the_level():
    image = drawn(weeks(5.0, level=10.0))

    assert height(image, 0, 1) == pytest.approx((520 - min(level_at(image))) / 2, abs=3)


def test_title_values_and_labels_are_written():
    image, bare = drawn(weeks(3.0, 9.0)), drawn(weeks())

    assert ink(image, (48, 20, 1152, 70)) > 1000  # the title
    assert ink(image, (840, 120, 920, 170)) > 50  # the nine above its bar
    assert ink(image, (48, 530, 1152, 580)) > 200  # two weeks below the axis
    assert ink(bare, (48, 530, 1152, 580)) == 0


def test_the_newest_label_is_written_where_not_all_have_room():
    image = drawn(weeks(*[1.0] * 60))

    slot = (SIZE[0] - 96) / 60
    newest = round(48 + slot * 59.5)
    assert ink(image, (newest - 30, 530, SIZE[0], 580)) > 100
    assert ink(image, (newest - 50, 530, newest - 40, 580)) == 0


def test_long_words_end_inside_the_picture():
    image = drawn(BarChart("W" * 500, ("W" * 90,) * 9, (1e308,) * 9, "hours " * 99, 5.0, "level " * 99, ""))

    edges = [image.crop((0, 0, 12, 600)), image.crop((1188, 0, 1200, 600))]
    assert [ink(edge, (0, 0, 12, 600)) for edge in edges] == [0, 0]


@settings(max_examples=60, deadline=None)
@given(chart=charts())
def test_any_chart_is_a_picture(chart):
    assert drawn(chart).size == SIZE


@settings(max_examples=30, deadline=None)
@given(values=st.lists(st.floats(0, allow_infinity=False), min_size=1, max_size=5))
def test_no_number_is_too_large_or_too_small_for_a_bar(values):
    image = drawn(weeks(*values))

    assert all(3 <= height(image, slot, len(values)) <= 520 - UNPLOTTED for slot in range(len(values)))


@pytest.mark.parametrize(
    "fields", [{"values": (1.0,)}, {"values": (-1.0, 2.0)}, {"values": (math.inf, 2.0)}, {"level": math.nan}]
)
def test_what_no_bar_can_show_is_refused_as_everywhere(fields):
    with pytest.raises(ValueError, match="Items finished a week"):
        render_png(replace(CHART, **fields))


def test_the_font_has_every_letter_that_is_taken_for_drawn():
    box = bytes(_font(36).getmask("\ufffd"))

    assert [letter for letter in sorted(_DRAWN) if bytes(_font(36).getmask(letter)) == box] == []


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Week 47 \u00b7 16\u201322 Nov", "Week 47 \u00b7 16-22 Nov"),
        ("caf\u00e9 Stra\u00dfe \u0141\u00f3d\u017a", "cafe Strasse Lodz"),
        ("\u2264 5 \u20ac \u00d7 \u00bd", "<= 5 EUR x 1/2"),
        ("\u6771\u4eac W4", "\ufffd\ufffd W4"),
        ("half \ud800", "half \ufffd"),
    ],
)
def test_letters_that_the_font_lacks_have_something_in_their_place(text, letters):
    assert drawable(text) == letters


def test_letters_of_no_font_are_boxes_and_no_holes():
    image, blank = (drawn(replace(CHART, title=title, unit="")) for title in ("\u6771\u4eac", "  "))

    assert ink(image, (48, 20, 200, 70)) > 300
    assert image.tobytes() != blank.tobytes()
