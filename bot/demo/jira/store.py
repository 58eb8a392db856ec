"""The site behind a Jira on loopback: snapshots that readers share, and changes made one at a time."""

import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, cast

from bot.demo.jira.people import Json
from bot.demo.jira_data import JiraData

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entry:
    """One issue as it stands, with what searches compare and what was already written of it."""

    issue: Json
    id: int
    key: str
    project: str
    number: int
    created: int  # epoch milliseconds
    updated: int
    written: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, name: Hashable, write: Callable[[], T]) -> T:
        """What `write` gives, remembered for as long as the issue stays as it is."""
        if name not in self.written:
            self.written[name] = write()
        return cast(T, self.written[name])

    @property
    def comments(self) -> list[Json]:
        """Oldest first."""
        found = (self.issue["fields"].get("comment") or {}).get("comments") or []
        return sorted(found, key=lambda comment: (milliseconds(comment["created"]), int(comment["id"])))

    @property
    def histories(self) -> list[Json]:
        """Oldest first."""
        found = (self.issue.get("changelog") or {}).get("histories") or []
        return sorted(found, key=lambda history: (milliseconds(history["created"]), int(history["id"])))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole site at one moment; answers to searches are remembered with it."""

    site: JiraData
    entries: Mapping[int, Entry]
    ids_by_key: Mapping[str, int]
    answers: dict[str, tuple[list[Entry], list[tuple[int, ...]]]] = field(default_factory=dict)

    def find(self, id_or_key: str) -> Entry | None:
        """The issue with that id or key."""
        number = int(id_or_key) if id_or_key.isdecimal() else self.ids_by_key.get(id_or_key.upper())
        return self.entries.get(number) if number is not None else None


class Store:
    """Changes replace the snapshot, so that a reader never sees half of one."""

    def __init__(self, data: JiraData) -> None:
        self._lock = threading.Lock()
        entries = [entry(issue) for issue in data.issues]
        self._snapshot = _snapshot(replace(data, issues=()), entries)

    @property
    def snapshot(self) -> Snapshot:
        """The site as it stands."""
        return self._snapshot

    def put(self, issue: Json) -> None:
        """The issue is added, or replaces the one with its id."""
        with self._lock:
            self._replace_entry(entry(issue))

    def edit(self, key: str, fields: Mapping[str, Any], *, updated: str, history: Json | None = None) -> None:
        """The issue has these fields from `updated` on, and one more entry in its changelog where given."""
        with self._lock:
            issue = self._issue(key)
            histories = [*((issue.get("changelog") or {}).get("histories") or []), *([history] if history else [])]
            changed = {"fields": issue["fields"] | dict(fields) | {"updated": updated}}
            self._replace_entry(entry(issue | changed | {"changelog": {"histories": histories}}))

    def put_comment(self, key: str, comment: Json) -> None:
        """The comment is added, or replaces the one with its id; the issue counts as updated with it."""
        with self._lock:
            others = [other for other in self._comments(key) if str(other["id"]) != str(comment["id"])]
            self._set_comments(key, [*others, comment], updated=comment.get("updated") or comment["created"])

    def delete_comment(self, key: str, comment_id: str, *, updated: str) -> None:
        """The issue no longer has the comment, and counts as updated."""
        with self._lock:
            others = [other for other in self._comments(key) if str(other["id"]) != comment_id]
            self._set_comments(key, others, updated=updated)

    def delete(self, key: str) -> None:
        """The issue is gone, without a trace."""
        with self._lock:
            gone = self._snapshot.ids_by_key[key]
            kept = [other for other in self._snapshot.entries.values() if other.id != gone]
            self._snapshot = _snapshot(self._snapshot.site, kept)

    def put_sprint(self, sprint: Json) -> None:
        """The sprint is added, or replaces the one with its id, in every issue; no issue counts as updated."""
        with self._lock:
            sprints = _with(self._snapshot.site.sprints, sprint)
            fresh = [entry(other.issue) for other in self._snapshot.entries.values()]
            self._snapshot = _snapshot(replace(self._snapshot.site, sprints=sprints), fresh)

    def put_version(self, version: Json) -> None:
        """The version is added, or replaces the one with its id."""
        with self._lock:
            site = replace(self._snapshot.site, versions=_with(self._snapshot.site.versions, version))
            self._snapshot = _snapshot(site, self._snapshot.entries.values())

    def _issue(self, key: str) -> Json:
        return self._snapshot.entries[self._snapshot.ids_by_key[key]].issue

    def _comments(self, key: str) -> list[Json]:
        return self._snapshot.entries[self._snapshot.ids_by_key[key]].comments

    def _set_comments(self, key: str, comments: list[Json], *, updated: str) -> None:
        issue = self._issue(key)
        fields = issue["fields"] | {"comment": {"comments": comments}, "updated": updated}
        self._replace_entry(entry(issue | {"fields": fields}))

    def _replace_entry(self, new: Entry) -> None:
        entries = {**self._snapshot.entries, new.id: new}
        self._snapshot = _snapshot(self._snapshot.site, entries.values())


def milliseconds(instant: str) -> int:
    """Epoch milliseconds of an ISO instant with an offset."""
    return round(datetime.fromisoformat(instant).timestamp() * 1000)


def entry(issue: Json) -> Entry:
    """The issue, ready to be found and written."""
    project, _, number = str(issue["key"]).rpartition("-")
    created, updated = (milliseconds(issue["fields"][name]) for name in ("created", "updated"))
    return Entry(issue, int(issue["id"]), issue["key"], project, int(number), created, updated)


def _snapshot(site: JiraData, entries: Iterable[Entry]) -> Snapshot:
    by_id = {one.id: one for one in entries}
    return Snapshot(site, by_id, {one.key: one.id for one in by_id.values()})


def _with(things: tuple[Json, ...], new: Json) -> tuple[Json, ...]:
    """The things with the new one in place of its namesake, or at the end."""
    return tuple({str(thing["id"]): thing for thing in (*things, new)}.values())
