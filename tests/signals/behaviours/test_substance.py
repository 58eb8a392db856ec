import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.behaviours.substance import substance


@pytest.mark.parametrize(
    ("sentence", "points"),
    [
        ("This is risky.", 0),
        ("There must be another way.", 1),  # a step is needed, of nothing in particular
        ("The webhook is new.", 1),
        ("If the webhook retries after the refund we pay twice.", 2),
        ("HAR-212 must be released first.", 2),
        ("We should lock the order before the refund, because the webhook retries.", 3),
        ("Let's ship single-tender first, since split payments double the refund cases.", 3),
        ("Which of the two rates applies to berths, and who decides?", 2),
        ("I also added a test for `refund()`.", 2),
        ("Ok.", 0),
        ("", 0),
    ],
)
def test_object_reason_and_next_step_give_a_point_each(sentence, points):
    assert substance(sentence) == points


def test_a_reason_may_stand_beside_the_sentence():
    assert substance("Drop the phone field.") + 1 == substance("Drop the phone field.", "Because nobody fills it in.")


def test_the_object_must_stand_in_the_sentence_itself():
    assert substance("This is risky.", "The webhook is new.") == 0


@given(st.text(), st.text())
def test_points_stay_between_none_and_three(sentence, around):
    assert 0 <= substance(sentence) <= substance(sentence, around) <= 3
