"""One engagement over one window of time, frozen: all that signals and digests may look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from models.findings import Finding
from models.people import Cast, Identity, Person, Side
from models.runs import SyncRun
from models.work import Change, Comment, Issue, Milestone, Sprint, Status


@dataclass(frozen=True, slots=True)
class Window:
    """Half-open [start, end): an instant belongs to exactly one of two windows that touch."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime | None) -> bool:
        """Whether the instant falls inside; absence never does."""
        return instant is not None and self.start <= instant < self.end


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One ISO week, Monday to Sunday, on the calendar of the engagement's time zone."""

    year: int
    number: int

    @classmethod
    def of(cls, instant: datetime, zone: ZoneInfo) -> "Week":
        """The week that the instant falls in, as people in the zone count days."""
        year, number, _ = instant.astimezone(zone).isocalendar()
        return cls(year, number)

    @classmethod
    def parse(cls, text: str) -> "Week":
        """`2026-W47` as a week; anything else raises ValueError."""
        year, dash, number = text.strip().upper().partition("-W")
        if not dash or not (year + number).isdecimal():
            msg = f"{text!r} is not a week; write it as 2026-W47"
            raise ValueError(msg)
        date.fromisocalendar(int(year), int(number), 1)
        return cls(int(year), int(number))

    @property
    def monday(self) -> date:
        """The first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    def shift(self, weeks: int) -> "Week":
        """The week that many weeks later (earlier when negative)."""
        year, number, _ = (self.monday + timedelta(weeks=weeks)).isocalendar()
        return Week(year, number)

    def window(self, zone: ZoneInfo) -> Window:
        """From local Monday midnight to the next: 167 to 169 hours where clocks change."""
        return Window(
            datetime.combine(self.monday, time.min, zone),
            datetime.combine(self.monday + timedelta(weeks=1), time.min, zone),
        )

    def __str__(self) -> str:
        """`2026-W47`."""
        return f"{self.year}-W{self.number:02d}"


@dataclass(frozen=True, slots=True)
class SourceState:
    """How fresh and how complete one source is."""

    source: str
    type: str
    complete_until: datetime | None
    last_run: SyncRun | None
    known_from: datetime | None = None  # the configured first reach: what ended before it was never pulled
    watermark: datetime | None = None  # what batches alone have proven; `complete_until` also counts whole runs


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """What the config says of one source: its tracker, and the instant its first pull reaches back to."""

    type: str
    known_from: datetime | None = None  # None: to the beginning


@dataclass(frozen=True, slots=True)
class Terms:
    """What the engagement's config says that changes how its activity is read."""

    engagement: str
    name: str
    zone: ZoneInfo
    cancelled_resolutions: frozenset[str] = frozenset()  # in lower case
    count_subtasks: bool = False
    uncounted_kinds: frozenset[str] = frozenset({"epic"})  # in lower case: what only holds other items
    unlisted_side: Side = "unlinked"  # the side of an account that config does not name


@dataclass(frozen=True)
class Activity:
    """What happened: `window` is what is reported on, `history` the longer stretch it is compared with.

    Issues are all that were open or touched in `history`; comments, changes and findings lie inside `history`
    (changes reach back to the creation of those issues, and status changes on to today, so that a status that was
    left later is known too). Everything as the tracker showed it when last pulled: resolution, milestones and title
    of an issue are as they stand now, in past weeks too.
    """

    terms: Terms
    window: Window
    history: Window
    issues: tuple[Issue, ...] = ()
    comments: tuple[Comment, ...] = ()
    changes: tuple[Change, ...] = ()
    statuses: tuple[Status, ...] = ()
    sprints: tuple[Sprint, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    people: tuple[Person, ...] = ()
    identities: tuple[Identity, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[SourceState, ...] = ()
    settled: frozenset[str] = frozenset()  # subjects of open flags and questions that were closed by its end

    @cached_property
    def issue_by_id(self) -> Mapping[tuple[str, str], Issue]:
        """Issues by (source, external id)."""
        return {(issue.source, issue.external_id): issue for issue in self.issues}

    @cached_property
    def cast(self) -> Cast:
        """Who is who."""
        return Cast(self.people, self.identities, self.terms.unlisted_side)

    @property
    def known_from(self) -> datetime | None:
        """From when on everything of every source was pulled; None where nothing limits it."""
        return max((state.known_from for state in self.sources if state.known_from is not None), default=None)

    def person(self, source: str, account: str | None) -> Person | None:
        """Whose account this is, where that is known."""
        return self.cast.person(source, account)

    def side(self, source: str, account: str | None) -> Side:
        """The side the account's owner is on; `terms.unlisted_side` where nobody said."""
        return self.cast.side(source, account)

    def name(self, source: str, account: str | None) -> str:
        """The person's name, else what the tracker calls the account."""
        return self.cast.name(source, account)
