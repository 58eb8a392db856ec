from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import RateLimitedError, UnavailableError
from connectors.patience import ATTEMPTS, AgainLater, persist, retry_after

HOUR = timedelta(hours=1)


def failing(times: int, *, after: timedelta | None = None):
    """An attempt that works after so many failures."""
    left = [times]

    def attempt() -> str:
        left[0] -= 1
        if left[0] >= 0:
            raise AgainLater("Jira rests", failure=UnavailableError("Jira is away: sync later"), after=after)
        return "here"

    return attempt


def waits(attempt, *, longest: timedelta = HOUR) -> list[timedelta]:
    waited: list[timedelta] = []
    persist(attempt, wait=lambda duration, _: waited.append(duration), longest=longest)
    return waited


def test_what_works_at_once_waits_for_nothing():
    assert waits(failing(0)) == []


def test_what_the_server_tells_is_what_is_waited():
    assert waits(failing(2, after=timedelta(seconds=1.5))) == [timedelta(seconds=1.5)] * 2


def test_untold_waits_grow_and_stay_below_a_minute():
    waited = waits(failing(ATTEMPTS - 1))

    assert waited == sorted(waited)
    assert waited[0] == timedelta(seconds=1)
    assert waited[-1] == timedelta(minutes=1)


def test_the_last_failure_becomes_the_error():
    with pytest.raises(UnavailableError, match="sync later"):
        waits(failing(ATTEMPTS))


def test_a_wait_longer_than_allowed_is_an_error_that_tells_it_and_is_not_waited():
    waited = []

    with pytest.raises(RateLimitedError, match="60 minutes"):
        persist(failing(1, after=HOUR), wait=lambda d, _: waited.append(d), longest=timedelta(minutes=15))

    assert waited == []


def test_without_leave_to_wait_the_failure_comes_at_once():
    with pytest.raises(UnavailableError):
        waits(failing(1), longest=timedelta(0))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "60"}, 60),
        ({"Retry-After": " 1.5 "}, 1.5),
        ({"Retry-After": "-4"}, 0),
        (
            {"Retry-After": "Wed, 25 Nov 2026 10:05:00 GMT", "Date": "Wed, 25 Nov 2026 10:00:00 GMT"},
            300,
        ),
        ({"Retry-After": "Wed, 25 Nov 2020 10:00:00 GMT"}, 0),
    ],
)
def test_retry_after_is_read_in_each_of_its_forms(headers, seconds):
    assert retry_after(headers) == timedelta(seconds=seconds)


@pytest.mark.parametrize("told", ["", "soon", "nan", "inf", "1e400"])
def test_an_unreadable_retry_after_says_nothing(told):
    assert retry_after({"Retry-After": told}) is None


@given(st.text(max_size=40))
def test_no_header_value_can_raise(told):
    retry_after({"Retry-After": told, "Date": told})
