"""Issues read from the story's TOML: a head, the usual flow in short form, and a log of what people did and wrote.

A log entry starts with `@week weekday hour who`. After a colon stands a comment (its text runs to the next entry);
after ` > ` stands a change: a status, `assign kwame`, `sprint 3`, `points 5`, `flag`, `unflag`, `priority High`,
`label +a -b`, `milestone season`, `due 9 fri`, `link blocks HAR-131`, `rank`, `describe` (the new text follows).
`none` takes a value away. A role in brackets after the name restricts a comment; `edited <when>` there dates an edit.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.demo.story.clock import Clock
from bot.demo.story.model import (
    AnyEvent,
    Assigned,
    Commented,
    Created,
    Described,
    DueSet,
    Estimated,
    Flagged,
    Labelled,
    Linked,
    MilestoneSet,
    Moved,
    Prioritised,
    Ranked,
    Resolution,
    SprintSet,
    StoryIssue,
)

STATUSES = ("Backlog", "To Do", "In Progress", "In Review", "Blocked", "Waiting for Client", "Done")
RESOLUTIONS: tuple[Resolution, ...] = ("Done", "Won't Do", "Duplicate")
PLANNER, ESTIMATOR = "saoirse", "marta"
FIRST_LOOK = timedelta(minutes=20)  # from creation to the estimate of what came outside of planning
_ENTRY = re.compile(
    r"^@(?P<when>-?\d+ [a-z]{3} \d\d:\d\d) (?P<who>\w+)(?: \[(?P<note>[^\]]+)\])?"
    r"(?:: ?| > (?P<verb>[^\n]+)\n?)(?P<text>(?:(?!^@-?\d+ [a-z]{3} ).*\n?)*)",
    re.MULTILINE,
)


def issue_from(row: dict[str, Any], clock: Clock) -> StoryIssue:
    """The issue that one `[[issue]]` table tells of, its events in the order they happened."""
    number = row["number"]
    labels = tuple(row.get("labels", ()))
    events = [*_head(row, clock), *_log(row, clock, labels)]
    return StoryIssue(
        key=f"HAR-{number}",
        title=row["title"],
        kind=row.get("kind", "Story"),
        body=clock.words(row.get("body", "").strip()),
        priority=row.get("priority", "Medium"),
        labels=labels,
        components=tuple(row.get("components", ())),
        milestone=row.get("milestone"),
        affected_milestone=row.get("affects"),
        epic=row.get("epic"),
        parent=row.get("parent"),
        security_level=row.get("security"),
        events=tuple(sorted(events, key=lambda event: event.at)),
    )


def _head(row: dict[str, Any], clock: Clock) -> Iterator[AnyEvent]:
    when, _, who = row["created"].rpartition(" ")
    yield Created(at=clock.instant(when), by=who)
    if "sprint" in row:
        planned = clock.instant(f"{row['sprint'] * 2 - 1} mon 10:{row['number'] % 50 + 5:02d}")
        yield SprintSet(at=planned, by=PLANNER, sprint=row["sprint"])
        if "points" in row:
            yield Estimated(at=planned, by=ESTIMATOR, points=row["points"])
    elif "points" in row:
        yield Estimated(at=clock.instant(when) + FIRST_LOOK, by=ESTIMATOR, points=row["points"])
    if "flow" in row:
        yield from _flow(row["flow"], clock)


def _flow(flow: list[str], clock: Clock) -> Iterator[AnyEvent]:
    """Who took it and started; when it went to review; when it was done. Later steps may be missing."""
    who, *times = flow
    steps = ("In Progress", "In Review", "Done")
    yield Assigned(at=clock.instant(times[0]), by=who, to=who)
    for step, when in zip(steps, times, strict=False):
        yield Moved(at=clock.instant(when), by=who, to=step, resolution="Done" if step == "Done" else None)


def _log(row: dict[str, Any], clock: Clock, labels: tuple[str, ...]) -> Iterator[AnyEvent]:
    comments = 0
    for entry in _ENTRY.finditer(row.get("log", "")):
        if entry["verb"]:
            event = _change(entry, clock, labels)
            labels = event.labels if isinstance(event, Labelled) else labels
            yield event
        else:
            comments += 1
            yield _comment(entry, clock, id=comment_id(row["number"], comments))


def comment_id(number: int, ordinal: int) -> str:
    """The id of an issue's n-th comment: the second of HAR-134 is 1013402."""
    return str(1_000_000 + number * 100 + ordinal)


def _comment(entry: re.Match[str], clock: Clock, *, id: str) -> Commented:  # noqa: A002 - the field's own name
    note = entry["note"] or ""
    edited = clock.instant(note.removeprefix("edited ")) if note.startswith("edited ") else None
    return Commented(
        at=clock.instant(entry["when"]),
        by=entry["who"],
        id=id,
        body=clock.words(entry["text"].strip()),
        restricted_to=note if note and not edited else None,
        edited_at=edited,
    )


def _change(  # noqa: C901, PLR0911 - one case for each word of the log
    entry: re.Match[str], clock: Clock, labels: tuple[str, ...]
) -> AnyEvent:
    at, by = clock.instant(entry["when"]), entry["who"]
    verb, _, rest = entry["verb"].strip().partition(" ")
    value = None if rest == "none" else rest
    match verb:
        case "assign":
            return Assigned(at=at, by=by, to=value)
        case "sprint":
            return SprintSet(at=at, by=by, sprint=int(value) if value else None)
        case "points":
            return Estimated(at=at, by=by, points=float(value) if value else None)
        case "flag" | "unflag":
            return Flagged(at=at, by=by, raised=verb == "flag")
        case "priority":
            return Prioritised(at=at, by=by, priority=rest)
        case "label":
            return Labelled(at=at, by=by, labels=_relabelled(labels, rest.split()))
        case "milestone":
            return MilestoneSet(at=at, by=by, milestone=value)
        case "due":
            return DueSet(at=at, by=by, on=clock.day(value) if value else None)
        case "link":
            relation, _, key = rest.rpartition(" ")
            return Linked(at=at, by=by, relation=relation, key=key)
        case "describe":
            return Described(at=at, by=by, body=clock.words(entry["text"].strip()))
        case "rank":
            return Ranked(at=at, by=by)
        case _:
            return _moved(entry["verb"].strip(), at, by)


def _moved(target: str, at: datetime, by: str) -> Moved:
    status, _, bracket = target.partition(" (")
    if status not in STATUSES:
        msg = f"no status or change is called {target!r}"
        raise ValueError(msg)
    resolution = next((each for each in RESOLUTIONS if each == (bracket.rstrip(")") or status)), None)
    return Moved(at=at, by=by, to=status, resolution=resolution)


def _relabelled(labels: tuple[str, ...], changes: list[str]) -> tuple[str, ...]:
    gone = {change[1:] for change in changes if change.startswith("-")}
    new = tuple(change[1:] for change in changes if change.startswith("+"))
    return tuple(label for label in labels if label not in gone) + new
