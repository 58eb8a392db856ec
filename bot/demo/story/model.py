"""The nouns of the made-up engagement, in no tracker's words: who, when, and what happened to every issue."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from models.people import Role

ZONE = "Europe/Berlin"
AccountKind = Literal["person", "app"]
Resolution = Literal["Done", "Won't Do", "Duplicate"]


@dataclass(frozen=True, slots=True)
class Person:
    """One human or bot of the engagement, as the operator's config names them, with the account they use."""

    id: str
    name: str
    role: Role
    account: str
    email: str | None = None
    named_in_client_channel: bool = False


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the tracker. `person` is None where nobody said whose it is."""

    id: str
    handle: str
    display_name: str
    person: str | None = None
    email: str | None = None
    active: bool = True
    kind: AccountKind = "person"


@dataclass(frozen=True, slots=True)
class Sprint:
    """One time box; `completed_at` is None until somebody closes it."""

    number: int
    name: str
    goal: str
    created_at: datetime
    starts_at: datetime
    ends_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """One agreed delivery; `agreed_on` is None for what nobody promised for a day."""

    id: str
    name: str
    description: str
    starts_on: date
    agreed_on: date | None
    released_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something one account did to one issue at one instant (aware, UTC)."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Event):
    """The issue came to be, in the first status of its workflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented(Event):
    """Somebody wrote, in Markdown with mentions as `@{handle}`; `restricted_to` is the one role that may read it."""

    id: str
    body: str
    restricted_to: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    """The issue went to another status; a finished one says how it was resolved."""

    to: str
    resolution: Resolution | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(Event):
    """The issue was given to an account, or to nobody."""

    to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SprintSet(Event):
    """The issue was put into a sprint, or out of the one it was in. Closed sprints stay in its past."""

    sprint: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimated(Event):
    """The estimate was set, changed or taken away."""

    points: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged(Event):
    """The impediment flag was raised or lowered."""

    raised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prioritised(Event):
    """The priority changed."""

    priority: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled(Event):
    """The labels became these."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneSet(Event):
    """The issue now counts towards a milestone, or towards none."""

    milestone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSet(Event):
    """The due date was set, moved or taken away."""

    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked(Event):
    """The issue was linked: `relation` reads from this issue to `key`."""

    relation: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described(Event):
    """The description was rewritten."""

    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked(Event):
    """The issue moved in the backlog: noise that every tracker records."""


AnyEvent = (
    Created
    | Commented
    | Moved
    | Assigned
    | SprintSet
    | Estimated
    | Flagged
    | Prioritised
    | Labelled
    | MilestoneSet
    | DueSet
    | Linked
    | Described
    | Ranked
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryIssue:
    """One issue as it was created, and its events, oldest first; the first is `Created`."""

    key: str
    title: str
    kind: str
    body: str = ""
    priority: str = "Medium"
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    milestone: str | None = None
    affected_milestone: str | None = None
    epic: str | None = None
    parent: str | None = None
    security_level: str | None = None
    events: tuple[AnyEvent, ...]

    @property
    def number(self) -> int:
        """The number in the key."""
        return int(self.key.rpartition("-")[2])

    @property
    def created(self) -> AnyEvent:
        """Who created it, and when."""
        return self.events[0]

    @property
    def comments(self) -> tuple[Commented, ...]:
        """What was said, oldest first."""
        return tuple(event for event in self.events if isinstance(event, Commented))


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The engagement as it stood at `at`; `baseline` is the earlier supplier's work, `issues` are the ten weeks'."""

    at: datetime
    people: tuple[Person, ...]
    accounts: tuple[Account, ...]
    sprints: tuple[Sprint, ...]
    milestones: tuple[Milestone, ...]
    issues: tuple[StoryIssue, ...]
    baseline: tuple[StoryIssue, ...]

    @property
    def every_issue(self) -> tuple[StoryIssue, ...]:
        """Baseline and ten weeks, in the order of their numbers."""
        return (*self.baseline, *self.issues)

    @property
    def epics(self) -> tuple[StoryIssue, ...]:
        """The issues that hold others together."""
        return tuple(issue for issue in self.issues if issue.kind == "Epic")
