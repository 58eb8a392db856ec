"""Issues as JSON text. What was written once is kept with the issue, so that a page is mostly joining."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.jira.call import dumps
from bot.demo.jira.shapes import Shape, comment, history, issue_fields
from bot.demo.jira.store import Entry

_BARE = frozenset({"id", "key"})
_EXPAND = "operations,versionedRepresentations,editmeta,changelog,renderedFields"


@dataclass(frozen=True, slots=True)
class Caps:
    """How many comments and changelog entries are embedded in an issue, newest first; None is all."""

    comments: int | None
    histories: int | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which fields were asked for."""

    everything: bool
    named: frozenset[str]
    refused: frozenset[str]

    @property
    def bare(self) -> bool:
        """Whether no real field was asked for."""
        return not self.everything and not self.named - _BARE

    def __contains__(self, name: str) -> bool:
        """Whether this field was asked for."""
        return name not in self.refused and (self.everything or name in self.named)


def wanted(names: tuple[str, ...], *, default: str) -> Wanted:
    """What a `fields` argument means: names, *all, *navigable, and -names."""
    refused = frozenset(name[1:] for name in names if name.startswith("-"))
    named = frozenset(name for name in names if not name.startswith("-")) or frozenset(
        {"*navigable"} if refused else {default}
    )
    hidden = frozenset() if "*all" in named or "comment" in named else frozenset({"comment"})
    return Wanted(bool(named & {"*all", "*navigable"}), named, refused | hidden)


def issue(shape: Shape, entry: Entry, what: Wanted, *, changelog: bool, caps: Caps) -> str:
    """The issue as JSON: its address, the wanted fields and, where asked for, its changelog."""
    parts = [
        f'"expand":"{_EXPAND}"',
        f'"id":"{entry.id}"',
        f'"self":"{shape.api}/issue/{entry.id}"',
        f'"key":"{entry.key}"',
    ]
    if changelog:
        parts.append(f'"changelog":{_changelog(shape, entry, caps.histories)}')
    if not what.bare:
        parts.append(f'"fields":{_fields(shape, entry, what, caps)}')
    return "{" + ",".join(parts) + "}"


def comments(shape: Shape, entry: Entry) -> list[str]:
    """The issue's comments as JSON, oldest first."""
    return entry.once(
        ("comments", shape.version),
        lambda: [dumps(comment(shape, entry.id, raw)) for raw in entry.comments],
    )


def histories(shape: Shape, entry: Entry) -> list[str]:
    """The issue's changelog entries as JSON, oldest first."""
    return entry.once(("histories", shape.version), lambda: [dumps(history(shape, raw)) for raw in entry.histories])


def _fields(shape: Shape, entry: Entry, what: Wanted, caps: Caps) -> str:
    parts = [f'"{name}":{text}' for name, text in _field_texts(shape, entry).items() if name in what]
    if "comment" in what:
        parts.append(f'"comment":{_embedded_comments(shape, entry, caps.comments)}')
    return "{" + ",".join(parts) + "}"


def _field_texts(shape: Shape, entry: Entry) -> Mapping[str, str]:
    return entry.once(
        ("fields", shape.version),
        lambda: {name: dumps(value) for name, value in issue_fields(shape, entry.issue).items()},
    )


def _embedded_comments(shape: Shape, entry: Entry, cap: int | None) -> str:
    every = comments(shape, entry)
    some = every if cap is None else every[-cap:]
    address = f"{shape.api}/issue/{entry.id}/comment"
    tail = f'"self":"{address}","maxResults":{len(some)},"total":{len(every)},"startAt":0'
    return f'{{"comments":[{",".join(some)}],{tail}}}'


def _changelog(shape: Shape, entry: Entry, cap: int | None) -> str:
    every = histories(shape, entry)
    some = every if cap is None else every[-cap:][::-1]
    head = f'"startAt":0,"maxResults":{len(some)},"total":{len(every)}'
    return f'{{{head},"histories":[{",".join(some)}]}}'
