"""What to do about one delivery: decided from the row, the clock and what stands in the channel, without I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.due import MISSED, MUTED, Due, is_over
from models.activity import SourceState
from models.runs import Delivery

# A holder proves with every step that it is alive; one that shows no sign for so long has died. No single call of a
# surface may take this long.
LEASE = timedelta(minutes=10)
_SHORTEST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)
LONGEST_WITHHELD = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Settled:
    """Nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now, because `why`."""

    why: str


@dataclass(frozen=True, slots=True)
class Take:
    """Claim it, then look whether it stands in the channel already."""


@dataclass(frozen=True, slots=True)
class Post:
    """It is not there: post it."""


@dataclass(frozen=True, slots=True)
class Recognise:
    """It is there, though nobody recorded it: record this message, then complete its thread."""

    message: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """It is not there, and too late or unwanted: record `why`."""

    why: str


def next_step(held: Delivery | None, due: Due, now: datetime, *, unchanged_for: timedelta) -> Settled | Wait | Take:
    """Whether to take the delivery on. `held` is its row; `unchanged_for` how long this process saw it unchanged.

    A claim without a result belongs to its holder until nothing moved for a lease as measured by the watcher's own
    steady clock: two machines' clocks, or one that was set back, decide nothing. After an error it is free again when
    the pause is over, which grows with the time since the digest was due.
    """
    if held is None:
        return Take()
    if is_over(held):
        return Settled()
    if held.error is None:
        return Take() if unchanged_for >= LEASE else Wait("another process is posting it")
    pause = min(max((held.claimed_at - due.at) / 2, _SHORTEST_WAIT), _LONGEST_WAIT)
    set_back = now < held.claimed_at
    return Take() if set_back or now - held.claimed_at >= pause else Wait(f"the last attempt failed: {held.error}")


def after_looking(seen: str | None, due: Due, now: datetime, *, muted: bool) -> Post | Recognise | GiveUp:
    """What the claim's holder does once it has looked for the message in the channel."""
    if seen is not None:
        return Recognise(seen)
    if now > due.until:
        return GiveUp(f"{MUTED}the channel was silenced" if muted else f"{MISSED}{_lateness(due)}")
    return Post()


def _lateness(due: Due) -> str:
    hours = round((due.until - due.at) / timedelta(hours=1))
    return f"it could not be posted within {hours} {'hour' if hours == 1 else 'hours'}"


def withheld(states: Iterable[SourceState], due: Due, now: datetime) -> str | None:
    """Why the digest should not go out yet: sources not pulled so far. None when all are, or after waiting enough.

    It is held back for four hours at most, and never for more than half of the time it may be late; then it goes out
    and says itself what is missing.
    """
    patience = min(LONGEST_WITHHELD, (due.until - due.at) / 2)
    behind = [state.source for state in states if state.complete_until is None or state.complete_until < due.data_until]
    if not behind or now >= due.at + patience:
        return None
    return f"{' and '.join(behind)} {'is' if len(behind) == 1 else 'are'} not complete yet"
