from datetime import date, timedelta

import factories as f
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.wording import day, days_of, duration, joined, moment, number, quoted, several, shorten, working_days
from bot.document import Text, words
from models.activity import Week


@pytest.mark.parametrize(("count", "said"), [(0, "no items"), (1, "1 item"), (2, "2 items"), (21, "21 items")])
def test_none_one_and_many_read_right(count, said):
    assert several(count, "item", "items") == said


@pytest.mark.parametrize(("value", "said"), [(6.0, "6"), (6.5, "6.5"), (0.0, "0"), (10.0, "10")])
def test_a_median_carries_no_decimal_that_the_data_does_not(value, said):
    assert number(value) == said


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "under an hour"), (1, "1 hour"), (23, "23 hours"), (23.9, "1 day"), (30, "1 day"), (72, "3 days")],
)
def test_durations_are_whole_hours_below_a_day_and_whole_days_above(hours, said):
    assert duration(timedelta(hours=hours)) == said


@pytest.mark.parametrize(
    ("days", "said"), [(0, "less than a working day"), (1, "1 working day"), (3, "3 working days")]
)
def test_waits_are_told_in_working_days(days, said):
    assert working_days(days) == said


@pytest.mark.parametrize(
    ("when", "said"),
    [(f.at(1), "Tue 17 Nov"), (f.at(1, hours=14.5), "Wed 18 Nov"), (date(2026, 12, 5), "Sat 5 Dec")],
)
def test_days_are_those_of_the_readers_zone(when, said):
    assert day(when, f.ZONE, near=f.at()) == said


def test_a_far_day_carries_its_year():
    assert day(date(2028, 2, 29), f.ZONE, near=f.at()) == "Tue 29 Feb 2028"
    assert moment(f.at(6, hours=9), f.ZONE, near=f.at()) == "Sun 22 Nov, 19:00"


@pytest.mark.parametrize(
    ("week", "said"),
    [
        (Week(2026, 47), "week 47 (16-22 Nov 2026)"),
        (Week(2026, 49), "week 49 (30 Nov - 6 Dec 2026)"),
        (Week(2026, 53), "week 53 (28 Dec 2026 - 3 Jan 2027)"),
        (Week(2026, 43), "week 43 (19-25 Oct 2026)"),
    ],
)
def test_a_week_says_its_days_across_months_years_and_clock_changes(week, said):
    assert days_of(week.window(f.ZONE), f.ZONE) == said


@pytest.mark.parametrize(
    ("names", "said"), [("", ""), ("a", "a"), ("ab", "a and b"), ("abc", "a, b and c"), ("abcde", "a, b, c and 2 more")]
)
def test_lists_end_in_and(names, said):
    assert words(joined([(Text(name),) for name in names], 3)) == said


def test_a_long_quote_ends_at_a_word_with_an_ellipsis():
    assert quoted("If the webhook retries, we pay twice", 24) == "“If the webhook retries…”"


@given(st.text(max_size=400), st.integers(2, 200))
def test_a_shortened_text_is_one_line_that_begins_as_the_text_does(text, longest):
    line = " ".join(text.split())
    short = shorten(text, longest)

    assert len(short) <= longest
    assert line.startswith(short.removesuffix("…"))
    assert (short == line) == (len(line) <= longest)
