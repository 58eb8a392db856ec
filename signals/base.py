"""The shapes that metrics and flags answer in: a value or its honest absence, with the things it counts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.activity import Activity, Week
from models.findings import Finding
from models.people import Person
from models.work import Comment, Issue, Milestone


@dataclass(frozen=True, slots=True)
class Durations:
    """Percentiles of how long things took; None where there was nothing to measure.

    `sample` is how many were measured, `basis` how: "changelog" or, for sources without one, "created to resolved".
    """

    p50: timedelta | None
    p85: timedelta | None
    sample: int
    basis: str
    issues: tuple[Issue, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class WeekCount:
    """How many items one week finished, and which."""

    week: Week
    issues: tuple[Issue, ...]

    @property
    def count(self) -> int:
        """How many."""
        return len(self.issues)


@dataclass(frozen=True, slots=True)
class Throughput:
    """Items finished a week, oldest week first; the last is the week reported on."""

    weeks: tuple[WeekCount, ...]
    median_before: float | None  # median of the (up to) six weeks before the last; None when the data starts too late


@dataclass(frozen=True, slots=True)
class AgeingItem:
    """One item started and not finished, how long it has been so, and whether that is past the P85 of cycle times."""

    issue: Issue
    age: timedelta
    past_p85: bool


@dataclass(frozen=True, slots=True)
class WorkInProgress:
    """What was in progress when the window ended, oldest first.

    `p85` is the cycle time that 85% of the finished items took at most, `sample` how many those were.
    """

    items: tuple[AgeingItem, ...]
    basis: str
    p85: timedelta | None = None
    sample: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """What stands still while somebody waits: issues not finished yet, and the milestone due first among theirs."""

    issues: tuple[Issue, ...]
    milestone: Milestone | None = None


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """A risk or dependency that was raised and that nobody had answered when the window ended."""

    finding: Finding
    issue: Issue
    waited: int  # working days
    hold: Hold


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question to the client side, in the asker's own words, not answered when the window ended."""

    comment: Comment
    issue: Issue
    asked: Person | None
    question: str
    waited: int  # working days
    hold: Hold


@dataclass(frozen=True, slots=True)
class FlagStory:
    """A flag and what came after it: the first answer by somebody else, and its issue finished in the window."""

    finding: Finding
    issue: Issue
    answered_at: datetime | None
    finished_at: datetime


Measure = Throughput | Durations | WorkInProgress


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the registry: its name in data, its name for readers, and the pure function that measures it."""

    name: str
    title: str
    measure: Callable[[Activity], Measure]
