"""Asking again: waits as long as the server says, else longer each time, and gives up with one clear error."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt

from connectors.base import ConnectorError, RateLimitedError, Wait

T = TypeVar("T")

ATTEMPTS = 8
_LONGEST_GUESS = timedelta(minutes=1)  # where the server does not say how long


class AgainLater(Exception):  # noqa: N818 - not a failure yet: `failure` is what it becomes
    """It may work later: why it did not now, how long to wait (None: guess), and the error if it never does."""

    def __init__(self, reason: str, *, failure: ConnectorError, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.failure = failure
        self.after = after


def persist(attempt: Callable[[], T], *, wait: Wait, longest: timedelta) -> T:
    """What the attempt answers, asked up to eight times, every pause going through `wait`.

    Raises the last AgainLater's failure, or RateLimitedError where the server asks for a wait beyond `longest`.
    """

    def pause(state: RetryCallState) -> None:
        wait(_delay(state), _cause(state).reason)

    def too_long(state: RetryCallState) -> bool:
        return _delay(state) > longest

    retrying = Retrying(
        retry=retry_if_exception_type(AgainLater),
        stop=lambda state: stop_after_attempt(ATTEMPTS)(state) or too_long(state),
        before_sleep=pause,
        sleep=lambda _: None,
        reraise=True,
    )
    try:
        return retrying(attempt)
    except AgainLater as again:
        if again.after is not None and again.after > longest:
            message = (
                f"{again.reason} and asks to wait {shown(again.after)}: what is stored stays; sync again after that"
            )
            raise RateLimitedError(message) from None
        raise again.failure from None


def _cause(state: RetryCallState) -> AgainLater:
    cause = state.outcome.exception() if state.outcome else None
    assert isinstance(cause, AgainLater)
    return cause


def _delay(state: RetryCallState) -> timedelta:
    told = _cause(state).after
    return told if told is not None else min(_LONGEST_GUESS, timedelta(seconds=2 ** (state.attempt_number - 1)))


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """How long `Retry-After` asks to wait, in seconds, decimals or as an HTTP date; None where that cannot be read.

    A date is compared with the server's own `Date`, so a clock that is wrong on either side does not matter.
    """
    told = headers.get("Retry-After", "").strip()
    try:
        return max(timedelta(0), timedelta(seconds=float(told)))
    except (ValueError, OverflowError):
        pass
    try:
        return max(timedelta(0), _http_date(told) - _server_time(headers))
    except (ValueError, TypeError):
        return None


def _http_date(text: str) -> datetime:
    parsed = parsedate_to_datetime(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def _server_time(headers: Mapping[str, str]) -> datetime:
    try:
        return _http_date(headers.get("Date", ""))
    except (ValueError, TypeError):
        return datetime.now(UTC)


def shown(duration: timedelta) -> str:
    """`90 seconds` or `5 minutes`, as a person would say it."""
    seconds = duration.total_seconds()
    return f"{seconds:g} seconds" if seconds < 120 else f"{round(seconds / 60)} minutes"
