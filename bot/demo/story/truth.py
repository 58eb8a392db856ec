"""What is planted in the story and what must come of it, as data that tests hold the product against."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Literal

from bot.demo.story.clock import Clock
from bot.demo.story.script import comment_id
from models.findings import Prompted


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One sentence that shows a behaviour: whether it counts as ownership, and why or why not."""

    name: str
    issue: str
    comment: int  # the issue's n-th, 0 is its description
    behaviour: str
    author: str
    sentence: str
    counted: bool
    why: str
    prompted: Prompted = "none"
    prompted_by: str | None = None
    restricted: bool = False
    outcome: str = ""

    @property
    def comment_id(self) -> str | None:
        """The id of the comment; None where the sentence stands in the description."""
        return _comment_id(self.issue, self.comment)

    @property
    def prompting_comment_id(self) -> str | None:
        """The id of the comment that asked for it, where one did."""
        if self.prompted_by is None:
            return None
        issue, _, ordinal = self.prompted_by.partition("#")
        return _comment_id(issue, int(ordinal))


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """One sentence that reads like the behaviour and is not: it must not be shown as one."""

    issue: str
    comment: int
    author: str
    behaviour: str
    sentence: str
    why: str

    @property
    def comment_id(self) -> str | None:
        """The id of the comment."""
        return _comment_id(self.issue, self.comment)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """One question that waits for the client when week 10 ends, with what it holds up."""

    issue: str
    comment: int
    author: str
    asked: str
    sentence: str
    holds_up: tuple[str, ...]
    working_days: int

    @property
    def comment_id(self) -> str | None:
        """The id of the comment."""
        return _comment_id(self.issue, self.comment)


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """One issue that its sprint closed without, and what gave early notice of it."""

    sprint: int
    issue: str
    flagged_by: Literal["comment", "status"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SprintFigures:
    """What one sprint came to. Committed is what it held 24 hours after its start."""

    number: int
    committed: int
    done_of_committed: int
    done: int
    done_points: float
    added: tuple[str, ...]
    removed: tuple[str, ...]
    carried: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What may be counted when week 10 has ended. Items are neither epics nor sub-tasks."""

    throughput: tuple[int, ...]  # of weeks 1 to 10
    median_before_last_week: float
    shipped_last_week: int
    shipped_last_week_by_milestone: Mapping[str, int]
    reopened: Mapping[str, int]  # the week, by issue
    open_items: int
    done_by_milestone: Mapping[str, tuple[int, int]]  # done, all
    carried_twice: tuple[str, ...]
    unlinked_accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Everything that is known of the story before any product looks at it."""

    planted: tuple[Planted, ...]
    near_misses: tuple[NearMiss, ...]
    questions: tuple[OpenQuestion, ...]
    late: tuple[Late, ...]
    sprints: tuple[SprintFigures, ...]
    figures: Figures


def truth(now: datetime) -> Truth:
    """The truth of the story built for the same instant."""
    clock = Clock.ending_before(now)
    text = files("bot.demo.story").joinpath("data", "truth.toml").read_text(encoding="utf-8")
    table = tomllib.loads(clock.words(text))
    return Truth(
        planted=tuple(Planted(**row) for row in table["planted"]),
        near_misses=tuple(NearMiss(**row) for row in table["near_miss"]),
        questions=tuple(OpenQuestion(**_frozen(row)) for row in table["question"]),
        late=tuple(Late(**row) for row in table["late"]),
        sprints=tuple(SprintFigures(**_frozen(row)) for row in table["sprint"]),
        figures=Figures(**_figures(table["figures"])),
    )


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    milestones = {name: tuple(pair) for name, pair in row["done_by_milestone"].items()}
    return _frozen(row) | {"done_by_milestone": milestones}


def _frozen(row: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}


def _comment_id(issue: str, ordinal: int) -> str | None:
    return comment_id(int(issue.rpartition("-")[2]), ordinal) if ordinal else None
