"""What an issue looks like after some of its events: one fold, used by every look-alike tracker."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

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
    Sprint,
    SprintSet,
    StoryIssue,
)

FIRST_STATUS = "Backlog"


@dataclass(frozen=True, slots=True)
class State:
    """Everything that events can change. `sprints` are the closed ones it was in and then the current one."""

    body: str
    priority: str
    labels: tuple[str, ...]
    milestone: str | None
    status: str = FIRST_STATUS
    resolution: Resolution | None = None
    resolved_at: datetime | None = None
    assignee: str | None = None
    sprints: tuple[int, ...] = ()
    points: float | None = None
    flagged: bool = False
    due_on: date | None = None
    links: tuple[tuple[str, str], ...] = ()


def first_state(issue: StoryIssue) -> State:
    """The issue as it was created."""
    return State(body=issue.body, priority=issue.priority, labels=issue.labels, milestone=issue.milestone)


def state_of(issue: StoryIssue, sprints: Iterable[Sprint]) -> State:
    """The issue after its last event."""
    closed = tuple(sprints)
    state = first_state(issue)
    for event in issue.events:
        state = after(state, event, closed)
    return state


def after(  # noqa: C901, PLR0911, PLR0912 - one case for each kind of event
    state: State, event: AnyEvent, sprints: tuple[Sprint, ...]
) -> State:
    """The state that the event leaves behind."""
    match event:
        case Moved():
            return replace(
                state,
                status=event.to,
                resolution=event.resolution,
                resolved_at=event.at if event.resolution else None,
            )
        case Assigned():
            return replace(state, assignee=event.to)
        case SprintSet():
            return replace(state, sprints=_sprints_after(state.sprints, event, sprints))
        case Estimated():
            return replace(state, points=event.points)
        case Flagged():
            return replace(state, flagged=event.raised)
        case Prioritised():
            return replace(state, priority=event.priority)
        case Labelled():
            return replace(state, labels=event.labels)
        case MilestoneSet():
            return replace(state, milestone=event.milestone)
        case DueSet():
            return replace(state, due_on=event.on)
        case Linked():
            return replace(state, links=(*state.links, (event.relation, event.key)))
        case Described():
            return replace(state, body=event.body)
        case Created() | Commented() | Ranked():
            return state
        case _:
            assert_never(event)


def _sprints_after(before: tuple[int, ...], event: SprintSet, sprints: tuple[Sprint, ...]) -> tuple[int, ...]:
    closed = {each.number for each in sprints if each.completed_at and each.completed_at <= event.at}
    past = tuple(number for number in before if number in closed and number != event.sprint)
    return past if event.sprint is None else (*past, event.sprint)
