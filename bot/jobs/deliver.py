"""Posting a digest exactly once: claim the row, look whether it stands there already, post, record, for every message.

The order makes every crash harmless. A claim is written before anything is posted, each message carries a mark by which
it is found again, and nothing is posted before it was looked for. A holder whose claim was taken over stops at its next
step, because each step first renews the claim. What remains is a process that sleeps between that renewal and the post
for longer than a lease; no surface without idempotent posts can exclude it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Engine

from bot.document import Document
from bot.due import Due
from bot.jobs.delivery_steps import GiveUp, Post, Recognise, Take, after_looking, next_step
from models import deliveries
from models.db import reading, writing
from models.deliveries import DeliveryKey
from models.runs import Delivery

_SHORT_PAUSE = timedelta(seconds=60)
_THREAD_PATIENCE = timedelta(days=1)  # how much later than the message its thread may still be completed


class PostError(Exception):
    """The surface did not say that the message was posted; it may have been. The message is one line for the log."""

    def __init__(self, message: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after  # set where it certainly was not posted, and when to try again


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a digest: the one in the channel (empty key) or a reply; `content` is the surface's own."""

    key: str
    content: object


class Board(Protocol):
    """A surface that holds posts and finds them again by their marks. Every call raises PostError at most."""

    def lay_out(self, document: Document) -> Sequence[Part]:
        """The messages of the digest, the one for the channel first."""

    def find(self, key: DeliveryKey, *, since: datetime) -> str | None:
        """The message with that mark among all posted since then."""

    def replies(self, key: DeliveryKey, message: str) -> Collection[str]:
        """The keys of the replies that stand under the message."""

    def post(self, key: DeliveryKey, part: Part, *, under: str | None) -> str:
        """The id of the message, now posted with its mark."""


@dataclass(slots=True)
class Watch:
    """Since when each claim has looked the same, by a clock that only runs forward."""

    steady: Callable[[], timedelta]
    seen: dict[DeliveryKey, tuple[datetime, timedelta]] = field(default_factory=dict)

    def unchanged_for(self, key: DeliveryKey, claimed_at: datetime) -> timedelta:
        """How long this process has seen that very claim."""
        now = self.steady()
        if self.seen.get(key, (None, now))[0] != claimed_at:
            self.seen[key] = (claimed_at, now)
        return now - self.seen[key][1]


@dataclass(frozen=True, slots=True)
class Courier:
    """What deliveries need: the database, the surface, clocks, and a way to pause."""

    engine: Engine
    board: Board
    clock: Callable[[], datetime]
    pause: Callable[[timedelta], None]
    watch: Watch


@dataclass(slots=True)
class _Claim:
    """A delivery that this process holds; every write moves the claim, and fails once somebody else has it."""

    courier: Courier
    key: DeliveryKey
    claimed_at: datetime

    def renew(self, **values: Any) -> None:  # noqa: ANN401 - columns of the delivery
        now = max(self.courier.clock(), self.claimed_at + timedelta(microseconds=1))
        with writing(self.courier.engine) as session:
            if not deliveries.keep(session, self.key, self.claimed_at, {"claimed_at": now, **values}):
                raise _LostError
        self.claimed_at = now


class _LostError(Exception):
    """Somebody else holds the delivery now."""


def deliver(courier: Courier, due: Due, *, compose: Callable[[], Document], muted: bool = False) -> str | None:
    """Bring the digest as far as it goes now; one line where that is worth a log line. Raises nothing of the surface's.

    `compose` is asked only by the one who posts. A muted digest is recorded as such once its time is over.
    """
    key = due.key
    held = stored(courier.engine, key)
    now = courier.clock()
    if muted and now <= due.until:
        return None
    unchanged = courier.watch.unchanged_for(key, held.claimed_at) if held is not None else timedelta()
    if not isinstance(next_step(held, due, now, unchanged_for=unchanged), Take):
        return None
    claimed_at = _claimed(courier, key, held, now)
    if claimed_at is None:
        return None
    claim = _Claim(courier, key, claimed_at)
    try:
        return _carry(claim, due, held, compose=compose, muted=muted)
    except _LostError:
        return f"{_name(key)}: another process goes on with it"
    except PostError as error:
        return _failed(claim, str(error), gone=_given_up(courier, due, held, muted=muted))
    except Exception as error:
        _failed(claim, f"{type(error).__name__}: {error}")
        raise


def stored(engine: Engine, key: DeliveryKey) -> Delivery | None:
    """The delivery as it stands."""
    with reading(engine) as session:
        return deliveries.delivery_of(session, key)


def _claimed(courier: Courier, key: DeliveryKey, held: Delivery | None, now: datetime) -> datetime | None:
    with writing(courier.engine) as session:
        if held is None:
            return deliveries.claim(session, key, now)
        return deliveries.take_over(session, held, now)


def _carry(claim: _Claim, due: Due, held: Delivery | None, *, compose: Callable[[], Document], muted: bool) -> str:
    courier, message = claim.courier, held.message if held is not None else None
    seen = message or courier.board.find(claim.key, since=due.at)
    match after_looking(seen, due, courier.clock(), muted=muted):
        case GiveUp(why):
            claim.renew(error=why)
            return f"{_name(claim.key)}: {why}"
        case Recognise(found):
            claim.renew(message=found)
            if courier.clock() > due.until + _THREAD_PATIENCE:
                return _finish(claim, "the message stands; its thread may lack replies")
            message = found
            parts = courier.board.lay_out(compose())
        case Post():
            parts = courier.board.lay_out(compose())
            message = _post(claim, parts[0], under=None)
            claim.renew(message=message)
    _complete(claim, message, parts[1:])
    return _finish(claim, "posted")


def _complete(claim: _Claim, message: str, replies: Sequence[Part]) -> None:
    there = claim.courier.board.replies(claim.key, message) if replies else ()
    for part in replies:
        if part.key not in there:
            _post(claim, part, under=message)


def _post(claim: _Claim, part: Part, *, under: str | None) -> str:
    """The message's id; a short wait that the surface asks for is waited, a longer one is left to the next attempt."""
    courier = claim.courier
    claim.renew()
    try:
        return courier.board.post(claim.key, part, under=under)
    except PostError as error:
        if error.retry_after is None or error.retry_after > _SHORT_PAUSE:
            raise
        courier.pause(error.retry_after)
    claim.renew()
    return courier.board.post(claim.key, part, under=under)


def _finish(claim: _Claim, said: str) -> str:
    claim.renew(posted_at=claim.courier.clock(), error=None)
    return f"{_name(claim.key)}: {said}"


def _given_up(courier: Courier, due: Due, held: Delivery | None, *, muted: bool) -> GiveUp | None:
    """Why it is not tried again: a surface where nobody can look would otherwise be asked for weeks."""
    now, stands = courier.clock(), held is not None and held.message is not None
    step = after_looking(None, due, now, muted=muted)
    return step if now > due.until + _THREAD_PATIENCE and not stands and isinstance(step, GiveUp) else None


def _failed(claim: _Claim, why: str, *, gone: GiveUp | None = None) -> str:
    try:
        claim.renew(error=f"{gone.why} ({why})" if gone else why or "it failed without a word")
    except _LostError:
        return f"{_name(claim.key)}: another process goes on with it"
    return f"{_name(claim.key)}: {f'{gone.why}: {why}' if gone else f'not posted yet, it is tried again: {why}'}"


def _name(key: DeliveryKey) -> str:
    return f"{key.engagement}, week {key.week}, {key.edition} edition in {key.channel}"
