"""The story placed on the calendar, and the story as it stood at an earlier instant."""

import tomllib
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from itertools import pairwise
from typing import Any

from bot.demo.story.clock import Clock
from bot.demo.story.model import Account, AnyEvent, Commented, Milestone, Person, Sprint, SprintSet, Story, StoryIssue
from bot.demo.story.script import ESTIMATOR, issue_from
from bot.demo.story.state import state_of

CHAPTERS = ("foundation", "booking", "golive", "season", "operations", "closing")


def build(now: datetime) -> Story:
    """The whole engagement, its tenth week the last complete ISO week before `now` (aware)."""
    clock = Clock.ending_before(now)
    cast = _table("cast")
    sprints = tuple(_sprint(row, clock) for row in cast["sprint"])
    rows = [row for chapter in CHAPTERS for row in _table(chapter)["issue"]]
    issues = [issue_from(row, clock) for row in rows]
    whole = Story(
        at=now,
        people=tuple(Person(**row) for row in cast["person"]),
        accounts=tuple(Account(**row) for row in cast["account"]),
        sprints=sprints,
        milestones=tuple(_milestone(row, clock) for row in cast["milestone"]),
        issues=tuple(_carried(issue, sprints) for issue in sorted(issues, key=lambda issue: issue.number)),
        baseline=_baseline(clock),
    )
    return as_of(whole, now)


def as_of(story: Story, instant: datetime) -> Story:
    """The story as anybody could have seen it at the instant: nothing later is in it."""
    return replace(
        story,
        at=instant,
        sprints=tuple(_sprint_as_of(each, instant) for each in story.sprints if each.created_at <= instant),
        milestones=tuple(_milestone_as_of(each, instant) for each in story.milestones),
        issues=_issues_as_of(story.issues, instant),
        baseline=_issues_as_of(story.baseline, instant),
    )


def _issues_as_of(issues: tuple[StoryIssue, ...], instant: datetime) -> tuple[StoryIssue, ...]:
    cut = (
        replace(issue, events=tuple(_unedited(event, instant) for event in issue.events if event.at <= instant))
        for issue in issues
        if issue.created.at <= instant
    )
    return tuple(cut)


def _unedited(event: AnyEvent, instant: datetime) -> AnyEvent:
    if isinstance(event, Commented) and event.edited_at and event.edited_at > instant:
        return replace(event, edited_at=None)
    return event


def _sprint_as_of(sprint: Sprint, instant: datetime) -> Sprint:
    is_later = sprint.completed_at is not None and sprint.completed_at > instant
    return replace(sprint, completed_at=None) if is_later else sprint


def _milestone_as_of(milestone: Milestone, instant: datetime) -> Milestone:
    is_later = milestone.released_on is not None and milestone.released_on > instant.date()
    return replace(milestone, released_on=None) if is_later else milestone


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("bot.demo.story").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def _sprint(row: dict[str, Any], clock: Clock) -> Sprint:
    first = row["number"] * 2 - 1
    closes = clock.instant(f"{first + 1} fri 16:30")
    return Sprint(
        number=row["number"],
        name=row["name"],
        goal=row["goal"],
        created_at=clock.instant(f"{max(first - 2, 1)} mon 09:00"),
        starts_at=clock.instant(f"{first} mon 11:00"),
        ends_at=clock.instant(f"{first + 1} fri 16:00"),
        completed_at=closes,
    )


def _milestone(row: dict[str, Any], clock: Clock) -> Milestone:
    starts, agreed, released = clock.dates(row, "starts", "agreed", "released")
    assert starts is not None
    return Milestone(
        id=row["id"],
        name=row["name"],
        description=row["description"],
        starts_on=starts,
        agreed_on=agreed,
        released_on=released,
    )


def _carried(issue: StoryIssue, sprints: tuple[Sprint, ...]) -> StoryIssue:
    """The issue with what closing a sprint does to it: unfinished, it goes on to the next one."""
    for sprint, following in pairwise(sprints):
        assert sprint.completed_at is not None
        seen = replace(issue, events=tuple(event for event in issue.events if event.at <= sprint.completed_at))
        state = state_of(seen, sprints) if seen.events else None
        if state and state.resolution is None and state.sprints[-1:] == (sprint.number,):
            move = SprintSet(at=sprint.completed_at, by=ESTIMATOR, sprint=following.number)
            issue = replace(issue, events=tuple(sorted((*issue.events, move), key=lambda event: event.at)))
    return issue


def _baseline(clock: Clock) -> tuple[StoryIssue, ...]:
    table = _table("baseline")
    return tuple(issue_from(row, clock) for row in table["issue"])
