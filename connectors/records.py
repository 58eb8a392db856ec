"""Validated records, built cheaply enough for a whole tracker's worth of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy.orm import class_mapper
from sqlalchemy.orm.instrumentation import ClassManager

from connectors.base import BadAnswerError
from models.record import Record

R = TypeVar("R", bound=Record)


def record(kind: type[R], values: Mapping[str, Any]) -> R:
    """A validated record of that kind. Raises BadAnswerError naming the field that the tracker left out or garbled.

    `model_validate` does the same and then sets each attribute again one by one for SQLAlchemy's change tracking, which
    takes nine tenths of its time and is of no use to a record that is written by bulk upsert.
    """
    made: R = kind.__new__(kind)
    try:
        kind.__pydantic_validator__.validate_python(values, self_instance=made)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"{kind.__name__.lower()} {values.get('external_id')} makes no sense: {where}: {first['msg']}"
        raise BadAnswerError(message) from None
    _manager(kind).setup_instance(made)
    return made


@cache
def _manager(kind: type[Record]) -> ClassManager[Record]:
    return class_mapper(kind).class_manager


@contextmanager
def turning(what: str) -> Iterator[None]:
    """Whatever in there cannot be turned into records raises BadAnswerError, naming what it is and the field."""
    try:
        yield
    except KeyError as error:
        message = f"{what} came without {error.args[0]!r}: what is stored stays; see whether the tracker shows it"
        raise BadAnswerError(message) from None
    except (TypeError, ValueError, AttributeError, IndexError, OverflowError) as error:
        first = (str(error).splitlines() or [""])[0][:120]
        message = f"{what} makes no sense: {first}: what is stored stays; see whether the tracker shows it"
        raise BadAnswerError(message) from None


def instant_in(values: Mapping[str, Any], name: str) -> datetime:
    """The instant under that name. Raises KeyError or ValueError naming it where none is there that can be read."""
    value = values[name]
    try:
        return instant(value)
    except (TypeError, ValueError, OverflowError, OSError):
        message = f"{name} is {str(value)[:40]!r}, which is no instant"
        raise ValueError(message) from None


def instant(value: str | float) -> datetime:
    """ISO 8601 with an offset (`+0800` included), epoch seconds or epoch milliseconds as aware UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(UTC)
    return datetime.fromtimestamp(value / 1000 if value > 100_000_000_000 else value, UTC)


def instant_or_none(value: object) -> datetime | None:
    """The instant, where the tracker gave one that can be read."""
    try:
        return instant(value) if isinstance(value, str | int | float) and value else None
    except ValueError:
        return None


def day_or_none(value: object) -> date | None:
    """The date that a date, or an instant, starts with; None where the tracker gave none that can be read."""
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
