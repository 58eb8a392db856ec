"""What may go wrong between an app and Slack, set from outside while the server runs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Answer 429 and name the seconds to wait."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Broken:
    """Answer with a server error and do nothing."""

    status: int = 503


@dataclass(frozen=True, slots=True)
class Refused:
    """Answer `ok: false` with this error and do nothing."""

    error: str = "fatal_error"


@dataclass(frozen=True, slots=True)
class Unheard:
    """Cut the connection before doing anything."""


@dataclass(frozen=True, slots=True)
class LostAnswer:
    """Do the work, then cut the connection before the answer."""


@dataclass(frozen=True, slots=True)
class Slow:
    """Do the work after that long."""

    by: timedelta


Fault = RateLimited | Broken | Refused | Unheard | LostAnswer | Slow
Decision = Callable[[str, int], Fault | None]  # (method, number of the call) -> what goes wrong with it


@dataclass(slots=True)
class _Plan:
    fault: Fault
    method: str | None
    every: int
    left: int | None
    seen: int = 0

    def struck(self, method: str) -> Fault | None:
        if self.left == 0 or self.method not in {None, method}:
            return None
        self.seen += 1
        if self.seen % self.every:
            return None
        self.left = None if self.left is None else self.left - 1
        return self.fault


@dataclass(slots=True)
class Faults:
    """The faults in force. Plain attributes may be set at any time; plans are tried in the order they were made."""

    away: bool = False  # every connection is cut, every WebSocket closed
    paced: bool = False  # more than one post a second into a channel answers 429
    latency: timedelta = timedelta()
    copies: int = 0  # that many more deliveries of each event, command and action
    decide: Decision | None = None
    _plans: list[_Plan] = field(default_factory=list)
    _calls: int = 0
    _lock: Lock = field(default_factory=Lock)

    def plan(self, fault: Fault, *, method: str | None = None, every: int = 1, times: int | None = 1) -> None:
        """From now on each n-th call of the method (or of any) meets the fault, that many times (None: for good)."""
        with self._lock:
            self._plans.append(_Plan(fault, method, every, times))

    def clear(self) -> None:
        """Nothing goes wrong from now on."""
        with self._lock:
            self._plans.clear()
            self.away, self.paced, self.latency, self.copies, self.decide = False, False, timedelta(), 0, None

    def struck(self, method: str) -> Fault | None:
        """The fault that this call meets, if any."""
        with self._lock:
            self._calls += 1
            if self.away:
                return Unheard()
            if self.decide is not None and (fault := self.decide(method, self._calls)) is not None:
                return fault
            return next((fault for plan in self._plans if (fault := plan.struck(method)) is not None), None)
