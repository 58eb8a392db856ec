"""Claims: whoever writes the row first, or changes it from what it was, has the work. On SQLite as on PostgreSQL."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from models.runs import Delivery
from models.surface import Receipt

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class DeliveryKey:
    """Which digest of which week goes where: there is one delivery of it, ever."""

    engagement: str
    week: str
    edition: str
    channel: str


def key_of(delivery: Delivery) -> DeliveryKey:
    """The key of a stored delivery."""
    return DeliveryKey(delivery.engagement, delivery.week, delivery.edition, delivery.channel)


def delivery_of(session: Session, key: DeliveryKey) -> Delivery | None:
    """The delivery as it stands; None where nobody has begun it."""
    return session.get(Delivery, (key.engagement, key.week, key.edition, key.channel))


def deliveries_since(session: Session, engagements: Collection[str], week: str) -> list[Delivery]:
    """Deliveries of these engagements for that week and later ones, by week."""
    where = (col(Delivery.engagement).in_(engagements), col(Delivery.week) >= week)
    return list(session.scalars(select(Delivery).where(*where).order_by(col(Delivery.week))))


def claim(session: Session, key: DeliveryKey, at: datetime) -> datetime | None:
    """The claim (its instant), where nobody had begun the delivery; None where somebody was first."""
    values = {
        "engagement": key.engagement,
        "week": key.week,
        "edition": key.edition,
        "channel": key.channel,
        "claimed_at": at,
    }
    return at if _first(session, Delivery, values) else None


def take_over(session: Session, held: Delivery, at: datetime) -> datetime | None:
    """The new claim, where the delivery still stands as it was read; None where somebody else was first.

    A claim is always later than the one before it, also where the clock was set back: its holder is known by it.
    """
    claimed_at = max(at, held.claimed_at + _TICK)
    changed = _change(session, key_of(held), held.claimed_at, {"claimed_at": claimed_at, "error": None})
    return claimed_at if changed else None


def keep(session: Session, key: DeliveryKey, claimed_at: datetime, values: dict[str, Any]) -> bool:
    """Write how the delivery went, where the claim still holds; False where somebody else has taken over."""
    return _change(session, key, claimed_at, values)


def _change(session: Session, key: DeliveryKey, claimed_at: datetime, values: dict[str, Any]) -> bool:
    statement = update(Delivery).where(
        col(Delivery.engagement) == key.engagement,
        col(Delivery.week) == key.week,
        col(Delivery.edition) == key.edition,
        col(Delivery.channel) == key.channel,
        col(Delivery.claimed_at) == claimed_at,
        col(Delivery.posted_at).is_(None),
    )
    return _touched(session, statement.values(**values)) == 1


def receive(session: Session, key: str, at: datetime) -> bool:
    """Whether the request is new: False where the same was taken on before, by whichever process."""
    return _first(session, Receipt, {"key": key, "received_at": at})


def forget_receipts(session: Session, before: datetime) -> int:
    """Receipts older than anything that is still repeated are gone; how many there were."""
    return _touched(session, delete(Receipt).where(col(Receipt.received_at) < before))


def _first(session: Session, model: type[SQLModel], values: dict[str, Any]) -> bool:
    # Asked for the row and not for a count: drivers need not count what an insert did.
    table: Any = model.__table__  # type: ignore[attr-defined]
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return session.execute(statement.returning(*table.primary_key)).first() is not None


def _touched(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)
