"""Bad days on demand: what goes wrong with the nth request, decided purely."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Mishap = Literal["rate_limit", "error", "cut", "html", "empty"]


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong, and how often: `every=3` is the third, sixth, ... request since these faults were set.

    `only` narrows mishaps to one endpoint by name (as counted in `JiraServer.requests`); latency and pages are for all.
    """

    latency: timedelta = timedelta(0)
    only: str | None = None
    rate_limit_every: int | None = None
    retry_after: str | None = None  # the header as sent: seconds, a decimal, an HTTP date; None sends no header
    error_every: int | None = None
    error_status: int = 503
    cut_every: int | None = None  # the connection drops halfway through the body
    html_every: int | None = None  # a login page with status 200
    empty_every: int | None = None  # status 200 and no body
    forbidden: str | None = None  # this endpoint answers 403
    page_cap: int | None = None  # no page is longer, whatever was asked
    short_pages: bool = False  # pages before the last carry fewer than asked
    repeat_token: bool = False  # a next page token leads back to its own page


def mishap(faults: Faults, *, endpoint: str, number: int) -> Mishap | None:
    """What befalls the nth request (counted from 1) to that endpoint; None when it goes well."""
    if faults.only not in (None, endpoint):
        return None
    rates: tuple[tuple[Mishap, int | None], ...] = (
        ("rate_limit", faults.rate_limit_every),
        ("error", faults.error_every),
        ("cut", faults.cut_every),
        ("html", faults.html_every),
        ("empty", faults.empty_every),
    )
    return next((name for name, every in rates if every and number % every == 0), None)


def page_length(faults: Faults, *, asked: int, limit: int) -> int:
    """How many things a page may carry; at least one."""
    length = min(asked, limit, faults.page_cap or limit)
    return max(1, length // 2 if faults.short_pages else length)
