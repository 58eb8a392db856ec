"""A story issue's events as the histories of a Jira changelog."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import assert_never

from bot.demo.jira.catalogue import FLAGGED, SPRINT, STORY_POINTS
from bot.demo.story.jira_names import (
    IMPEDIMENT,
    PRIORITIES,
    RANK,
    RESOLUTIONS,
    STATUSES,
    Json,
    account_id,
    sprint_id,
    version_id,
)
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
    SprintSet,
    Story,
    StoryIssue,
)
from bot.demo.story.state import State, after, first_state
from bot.demo.story.wiki import wiki

Steps = list[tuple[AnyEvent, list[Json]]]


def changes(
    issue: StoryIssue, story: Story, incoming: tuple[Linked, ...]
) -> Iterator[tuple[datetime, str, list[Json]]]:
    """When, by which account, and the items: what one account changed at one instant is one entry, oldest first."""
    names = {
        "user": {account.id: account.display_name for account in story.accounts},
        "sprint": {str(sprint.number): sprint.name for sprint in story.sprints},
        "milestone": {milestone.id: milestone.name for milestone in story.milestones},
    }
    steps: Steps = [(event, [_link_item(event)]) for event in incoming]
    state = first_state(issue)
    for event in issue.events:
        following = after(state, event, story.sprints)
        steps.append((event, list(_items(event, state, following, names))))
        state = following
    changed = sorted((step for step in steps if step[1]), key=lambda step: step[0].at)
    for (at, by), together in groupby(changed, key=lambda step: (step[0].at, step[0].by)):
        yield at, by, [item for _, items in together for item in items]


def _items(  # noqa: C901, PLR0912 - one case for each kind of event
    event: AnyEvent, before: State, now: State, names: dict[str, dict[str, str]]
) -> Iterator[Json]:
    match event:
        case Created() | Commented():
            return
        case Moved():
            yield from _moved(before, now)
        case Assigned():
            users = names["user"]
            yield _item("assignee", _person(before.assignee, users), _person(now.assignee, users))
        case SprintSet():
            sprints = names["sprint"]
            yield _custom("Sprint", SPRINT, _sprints(before.sprints, sprints), _sprints(now.sprints, sprints))
        case Estimated():
            yield _custom("Story Points", STORY_POINTS, (None, _number(before.points)), (None, _number(now.points)))
        case Flagged():
            yield _custom("Flagged", FLAGGED, _flag(raised=before.flagged), _flag(raised=now.flagged))
        case Prioritised():
            yield _item("priority", _named(PRIORITIES[before.priority]), _named(PRIORITIES[now.priority]))
        case Labelled():
            yield _item("labels", (None, " ".join(before.labels)), (None, " ".join(now.labels)))
        case MilestoneSet():
            yield from _milestone(before.milestone, now.milestone, names["milestone"])
        case DueSet():
            yield _item("duedate", _day(before), _day(now))
        case Linked():
            yield _link_item(event)
        case Described():
            yield _item("description", (None, wiki(before.body)), (None, wiki(now.body)))
        case Ranked():
            yield _custom("Rank", RANK, ("", ""), ("", "Ranked higher"))
        case _:
            assert_never(event)


def _item(field: str, before: tuple[str | None, str | None], now: tuple[str | None, str | None]) -> Json:
    ends = {"from": before[0], "fromString": before[1], "to": now[0], "toString": now[1]}
    return {"field": field, "fieldtype": "jira", "fieldId": field, **ends}


def _custom(label: str, field: str, before: tuple[str | None, str | None], now: tuple[str | None, str | None]) -> Json:
    return _item(label, before, now) | {"fieldtype": "custom", "fieldId": field}


def _moved(before: State, now: State) -> Iterator[Json]:
    yield _item("status", _named(STATUSES[before.status]), _named(STATUSES[now.status]))
    if before.resolution != now.resolution:
        yield _item("resolution", _resolution(before.resolution), _resolution(now.resolution))


def _milestone(before: str | None, now: str | None, names: dict[str, str]) -> Iterator[Json]:
    """Leaving one version and entering another are two items, as Jira has them."""
    for old, new in ((before, None), (None, now)):
        if old or new:
            ends = [(version_id(each), names[each]) if each else (None, None) for each in (old, new)]
            yield _item("Fix Version", ends[0], ends[1]) | {"fieldId": "fixVersions"}


def _named(thing: Json) -> tuple[str, str]:
    return str(thing["id"]), str(thing["name"])


def _resolution(resolution: str | None) -> tuple[str | None, str | None]:
    return _named(RESOLUTIONS[resolution]) if resolution else (None, None)


def _person(account: str | None, names: dict[str, str]) -> tuple[str | None, str | None]:
    return (account_id(account), names[account]) if account else (None, None)


def _sprints(numbers: tuple[int, ...], names: dict[str, str]) -> tuple[str, str]:
    ids = ", ".join(str(sprint_id(number)) for number in numbers)
    return ids, ", ".join(names[str(number)] for number in numbers)


def _number(points: float | None) -> str | None:
    return None if points is None else f"{points:g}"


def _flag(*, raised: bool) -> tuple[str, str]:
    return (f"[{IMPEDIMENT['id']}]", IMPEDIMENT["value"]) if raised else ("", "")


def _day(state: State) -> tuple[str | None, str | None]:
    return (state.due_on.isoformat(), f"{state.due_on.isoformat()} 00:00:00.0") if state.due_on else (None, None)


def _link_item(event: Linked) -> Json:
    text = f"This issue {event.relation} {event.key}"
    return _item("Link", (None, None), (event.key, text)) | {"fieldId": "issuelinks"}
