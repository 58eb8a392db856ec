"""One request as the endpoints see it, and the pages they answer with."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.demo.jira.errors import JiraError
from bot.demo.jira.faults import Faults, page_length
from bot.demo.jira.shapes import Shape
from bot.demo.jira.store import Snapshot

T = TypeVar("T")
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Call:
    """What was asked, of which site, to be answered in which shape."""

    snapshot: Snapshot
    shape: Shape
    faults: Faults
    path: Mapping[str, str]  # what the route's placeholders stand for
    arguments: Mapping[str, Any]  # of the query string or the JSON body; a list where there were several


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page lies: `start` and `end` in what is paged, `limit` as told to the client."""

    start: int
    end: int
    limit: int
    total: int

    @property
    def is_last(self) -> bool:
        """Whether nothing follows."""
        return self.end >= self.total


def page(call: Call, *, total: int, start: int, default: int, limit: int) -> Page:
    """The page that was asked for, cut to what the endpoint and the faults allow."""
    asked = whole(call, "maxResults", default)
    if asked < 0:
        raise JiraError(400, "The maxResults query parameter must not be negative.")
    told = min(asked or limit, limit, call.faults.page_cap or limit)
    length = page_length(call.faults, asked=told, limit=limit)
    return Page(min(start, total), min(start + length, total), told, total)


def listed(call: Call, things: Sequence[T], *, default: int, limit: int) -> tuple[Page, Sequence[T]]:
    """The page that startAt and maxResults mean, and the things on it."""
    place = page(call, total=len(things), start=max(0, whole(call, "startAt", 0)), default=default, limit=limit)
    return place, things[place.start : place.end]


def values(call: Call, things: Sequence[Any], *, default: int = 50, limit: int = 50) -> str:
    """A page as most of Jira's newer endpoints write it: `values`, `isLast`."""
    place, some = listed(call, things, default=default, limit=limit)
    start = min(max(0, whole(call, "startAt", 0)), 2**31)
    answer = {"maxResults": place.limit, "startAt": start, "total": place.total, "isLast": place.is_last}
    return dumps(answer | {"values": list(some)})


def whole(call: Call, name: str, default: int) -> int:
    """The argument as a whole number; raises JiraError 400 for anything else."""
    value = call.arguments.get(name)
    if value in (None, ""):
        return default
    try:
        return int(str(value))
    except ValueError:
        raise JiraError(400, f"The value '{value}' of {name} is not a whole number.") from None


def words(call: Call, name: str) -> tuple[str, ...]:
    """The argument as words: a list, or text with commas, as both are accepted."""
    value = call.arguments.get(name) or ()
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple):
        raise JiraError(400, f"The value of {name} is not a list.")
    return tuple(word for part in parts for raw in str(part).split(",") if (word := raw.strip()))


def argument(call: Call, name: str) -> str:
    """The argument as text, empty when it is not given."""
    value = call.arguments.get(name)
    return "" if value is None else str(value)


def dumps(answer: Any) -> str:  # noqa: ANN401 - whatever JSON can say
    """Compact JSON."""
    return _COMPACT.encode(answer)
