"""Writing records: bulk upserts that store a thing once, rewrite it only when it changed, and say what they did."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table, and_, delete, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col

from models.findings import Finding
from models.runs import Detection
from models.work import Comment

_CHUNK = 400  # keys a statement: below SQLite's limit of bound parameters, whatever the key's width
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL refuses NUL, UTF-8 lone surrogates
_PLAIN = frozenset({bool, int, float, date})  # stored as they are
_REPLACEMENT = "\ufffd"  # as long as what it replaces, so that offsets into the text stay true

# What people or we decided about a record: pulling or detecting it again must not undo it.
_DECIDED: Mapping[str, frozenset[str]] = {
    "identity": frozenset({"person_id", "linked_by"}),
    "finding": frozenset({"verdict"}),
}

Key = tuple[Any, ...]
Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tally:
    """What writing some records did, in records."""

    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.seen + other.seen,
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


def upsert(session: Session, records: Iterable[SQLModel]) -> Tally:
    """Store each record under its primary key; the last of equal keys wins, equal rows are left untouched."""
    by_table: dict[Table, dict[Key, Row]] = defaultdict(dict)
    seen = 0
    for record in records:
        table: Table = record.__table__  # type: ignore[attr-defined]
        row = _row(table, record)
        by_table[table][_key(table, row)] = row
        seen += 1
    total = Tally(seen=seen)
    for table, rows in by_table.items():
        total += _upsert_table(session, table, rows)
    return total


def _row(table: Table, record: SQLModel) -> Row:
    values = record.__dict__
    row = {name: values.get(name) for name in _names(table)}
    for name, value in row.items():
        if value.__class__ is str:
            if not value.isascii() or "\x00" in value:
                row[name] = _UNSTORABLE.sub(_REPLACEMENT, value)
        elif value is not None and value.__class__ not in _PLAIN:
            row[name] = _storable(value)
    return row


@cache
def _names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def _storable(value: object) -> object:
    if isinstance(value, str):
        return _UNSTORABLE.sub(_REPLACEMENT, value)
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)  # two zones' names of one instant must compare equal, also where clocks go back
    if isinstance(value, list | tuple):
        return [_storable(part) for part in value]
    return value


def _key(table: Table, row: Row) -> Key:
    return tuple(row[name] for name in _key_names(table))


@cache
def _key_names(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.primary_key)


def _upsert_table(session: Session, table: Table, rows: dict[Key, Row]) -> Tally:
    held = _held(session, table, list(rows))
    decided = _DECIDED.get(table.name, frozenset())
    new = [row for key, row in rows.items() if key not in held]
    changed = [row for key, row in rows.items() if key in held and _differ(held[key], row, decided)]
    if new or changed:
        session.execute(_insert(session, table, decided), new + changed)
    return Tally(new=len(new), changed=len(changed), unchanged=len(rows) - len(new) - len(changed))


def _differ(held: Row, row: Row, decided: Collection[str]) -> bool:
    return held != row and any(held[name] != value for name, value in row.items() if name not in decided)


def _held(session: Session, table: Table, keys: Sequence[Key]) -> dict[Key, Row]:
    held: dict[Key, Row] = {}
    for chunk in chunks(keys, _CHUNK):
        for found in session.execute(select(table).where(_one_of(table, chunk))).mappings():
            row = {name: _storable(value) for name, value in found.items()}
            held[_key(table, row)] = row
    return held


def _one_of(table: Table, keys: Sequence[Key]) -> Any:
    # Keys nearly always differ in their last part only, and a plain IN on it walks the primary key on both databases.
    *first, last = table.primary_key
    heads = {key[:-1] for key in keys}
    if len(heads) > 1:
        return tuple_(*first, last).in_(keys)
    fixed = (column == value for column, value in zip(first, heads.pop(), strict=True))
    return and_(*fixed, last.in_([key[-1] for key in keys]))


def _insert(session: Session, table: Table, decided: Collection[str]) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    keys = [column.name for column in table.primary_key]
    fresh = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in {*keys, *decided}}
    return statement.on_conflict_do_update(index_elements=keys, set_=fresh)


def bury_missing_comments(
    session: Session,
    *,
    engagement: str,
    source: str,
    issues: Collection[str],
    kept: Collection[str],
    at: datetime,
) -> int:
    """Tombstone the stored comments of `issues` that a complete pull no longer holds, and withdraw what they showed.

    They count as unread from then on, so that one that comes back gets its findings back.
    """
    here = (col(Comment.engagement) == engagement, col(Comment.source) == source)
    gone: list[str] = []
    for chunk in chunks(sorted(issues), _CHUNK):
        held = select(col(Comment.external_id)).where(
            *here, col(Comment.issue_id).in_(chunk), col(Comment.removed_at).is_(None)
        )
        gone += [comment for comment in session.scalars(held) if comment not in kept]
    for chunk in chunks(gone, _CHUNK):
        session.execute(update(Comment).where(*here, col(Comment.external_id).in_(chunk)).values(removed_at=at))
        withdraw(session, engagement=engagement, source=source, item_kind="comment", items=chunk, at=at)
        _forget_read(session, engagement=engagement, source=source, comments=chunk)
    return len(gone)


def _forget_read(session: Session, *, engagement: str, source: str, comments: Sequence[str]) -> None:
    session.execute(
        delete(Detection).where(
            col(Detection.engagement) == engagement,
            col(Detection.source) == source,
            col(Detection.item_kind) == "comment",
            col(Detection.item_id).in_(comments),
        )
    )


def withdraw(
    session: Session,
    *,
    engagement: str,
    source: str,
    item_kind: str,
    items: Sequence[str],
    at: datetime,
) -> None:
    """Withdraw the findings of these items; finding the same again brings them back."""
    for chunk in chunks(items, _CHUNK):
        session.execute(
            update(Finding)
            .where(
                col(Finding.engagement) == engagement,
                col(Finding.source) == source,
                col(Finding.item_kind) == item_kind,
                col(Finding.item_id).in_(chunk),
                col(Finding.withdrawn_at).is_(None),
            )
            .values(withdrawn_at=at)
        )


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in pieces of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
