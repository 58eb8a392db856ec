"""The shapes behaviour detection works on: a thread as its readers saw it, and the ten behaviours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from models.columns import Zone
from models.findings import ItemKind
from models.people import Side

Voice = Literal["prohibitive", "promotive", "state"]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One label: its name in data, its name for readers, and the voice it speaks in."""

    name: str
    title: str
    plural: str
    voice: Voice


BEHAVIOURS: tuple[Behaviour, ...] = (
    Behaviour("risk_flag", "risk flag", "risk flags", "prohibitive"),
    Behaviour("dependency_flag", "dependency named", "dependencies named", "prohibitive"),
    Behaviour("pushback", "objection with a reason", "objections with reasons", "prohibitive"),
    Behaviour("alternative", "alternative", "alternatives", "promotive"),
    Behaviour("why_question", "question about purpose", "questions about purpose", "promotive"),
    Behaviour("business_context", "business context", "pieces of business context", "promotive"),
    Behaviour("initiative", "initiative", "initiatives", "promotive"),
    Behaviour("knowledge_capture", "knowledge captured", "pieces of knowledge captured", "promotive"),
    Behaviour("waiting", "waiting", "waits", "state"),
    Behaviour("chasing", "chasing", "nudges", "state"),
)
BEHAVIOUR_BY_NAME = {behaviour.name: behaviour for behaviour in BEHAVIOURS}


@dataclass(frozen=True, slots=True)
class Passage:
    """One text somebody wrote: an issue's description or one comment. Offsets of findings point into `text`."""

    kind: ItemKind
    id: str
    text: str
    zones: tuple[Zone, ...]
    author: str
    side: Side
    url: str
    written_at: datetime
    restricted: bool = False
    co_written: bool = False  # others edited it: it is nobody's, and context only


@dataclass(frozen=True, slots=True)
class Thread:
    """An issue and what was said on it, oldest first; the description is the first passage."""

    engagement: str
    source: str
    issue_id: str
    key: str
    title: str
    issue_kind: str
    assignees: tuple[tuple[datetime, str | None], ...]  # since when it was whose, oldest first
    handles: dict[str, str]  # account id -> the handle or display name that mentions use
    passages: tuple[Passage, ...]

    def assignee_at(self, instant: datetime) -> str | None:
        """The account whose issue it was at the instant; None where it was nobody's."""
        held = [account for since, account in self.assignees if since <= instant]
        return held[-1] if held else None


class Said(NamedTuple):
    """A passage in its thread, which gives it a title and the turns before."""

    thread: Thread
    passage: Passage


@dataclass(frozen=True, slots=True)
class Reading:
    """What the classifier makes of one text: for each behaviour the probability and the sentence that spoke."""

    probabilities: dict[str, float]
    sentences: dict[str, tuple[int, int]]


class Classifier(Protocol):
    """Anything that reads texts; one implementation is trained from the corpus, tests bring their own."""

    version: str
    thresholds: dict[str, float]  # from which a behaviour counts
    shown_thresholds: dict[str, float]  # from which it may stand beside a person's name; never where it is missing

    def read(self, said: Sequence[Said]) -> list[Reading]:
        """One reading per passage, in order; empty where the passage has no prose."""
        ...
