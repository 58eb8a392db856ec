"""Column types that keep what a database would lose: time zones and typed tuples."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, DateTime
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Zone(NamedTuple):
    """A stretch of a stored text, `text[start:end]`, and what it is: prose, quote, code, table, heading."""

    start: int
    end: int
    kind: str


class IssueLink(NamedTuple):
    """One link as read from the issue it stands on: "blocks", "is blocked by", ..., and the other issue."""

    relation: str
    id: str
    key: str


class UtcDateTime(TypeDecorator[datetime]):
    """Aware instants in, aware UTC instants out, on SQLite (which keeps no zone) as on PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The instant in UTC; a naive one is refused, because nobody knows when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"an instant without a time zone cannot be stored: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """The stored instant, aware and in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _TuplesColumn(TypeDecorator[list[Any]]):
    """A list of one kind of named tuple, kept as compact JSON arrays."""

    impl = JSON
    cache_ok = True
    kind: type[Any]

    def process_bind_param(self, value: Sequence[Any] | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """A list of lists."""
        return [list(part) for part in value or ()]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[Any]:  # noqa: ARG002 - SQLAlchemy's signature
        """A list of the named tuple."""
        return [self.kind(*part) for part in value or ()]


class ZonesColumn(_TuplesColumn):
    """Zones of a text."""

    cache_ok = True
    kind = Zone


class LinksColumn(_TuplesColumn):
    """Links of an issue."""

    cache_ok = True
    kind = IssueLink
