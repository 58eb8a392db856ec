"""Prompted or not: whether somebody asked for what was said, and where. The rules of the method, first match wins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.findings import Prompted
from signals.behaviours.asking import Request, asks, content_words, prose_sentences, requests
from signals.behaviours.base import Passage, Thread
from signals.behaviours.cues import ASKED_ELSEWHERE, CLOSING, DUTY, HANDOVER, HEADINGS, PROMISE, TOPICS
from signals.behaviours.sentences import Span

LOOK_BACK = 10  # passages
WORKING_DAYS = 5
ECHO_AGE = timedelta(days=30)
ALIKE = 0.75  # share of content words two sentences must have in common to be the same thing said twice

_OBJECT = re.compile(r"\b[A-Z][A-Z0-9]+-\d+\b|(?<!\w)#\d+\b|https?://[^\s)>\]|]+")


@dataclass(frozen=True, slots=True)
class Prompt:
    """What prompted an event, and the id of the passage (or, for a duty of the issue's type, the issue) that did."""

    value: Prompted
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """A behaviour seen in one sentence of one passage of a thread."""

    thread: Thread
    passage: Passage
    behaviour: str
    span: Span

    @property
    def sentence(self) -> str:
        """What was said, verbatim."""
        return self.passage.text[self.span.start : self.span.end]

    @property
    def before(self) -> tuple[Passage, ...]:
        """The passages before it, oldest first."""
        return self.thread.passages[: self.thread.passages.index(self.passage)]


def prompted(event: Event) -> Prompt:
    """Who asked for it: echo, template, role, direct, open, unknown or, when nobody did, none. First match wins."""
    return _echo(event) or _template(event) or _role(event) or _asked(event) or _elsewhere(event) or Prompt("none")


def _echo(event: Event) -> Prompt | None:
    """Somebody else raised the same linked object, or said nearly the same, on this issue in the 30 days before."""
    for passage in event.before:
        recent = event.passage.written_at - passage.written_at <= ECHO_AGE
        if recent and passage.author != event.passage.author and _raises(passage, event):
            return Prompt("echo", passage.id)
    return None


def _raises(passage: Passage, event: Event) -> bool:
    words, objects = content_words(event.sentence), _objects(event.sentence) - {event.thread.key}
    questions = asks(event.sentence)
    for said in prose_sentences(passage):
        same_object = objects & _objects(said) and TOPICS[event.behaviour].search(said)
        if asks(said) == questions and (same_object or _alike(words, content_words(said))):
            return True
    return False


def _objects(sentence: str) -> frozenset[str]:
    return frozenset(_OBJECT.findall(sentence))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one) >= 3 and len(one & other) / len(one | other) >= ALIKE


def _template(event: Event) -> Prompt | None:
    """The nearest heading above the sentence, in its own passage, is one that templates ask to be filled in."""
    headings = [zone for zone in event.passage.zones if zone.kind == "heading" and zone.end <= event.span.start]
    if not headings:
        return None
    last = max(headings)
    title = event.passage.text[last.start : last.end].strip(" \t\r\n#*_:=-?")
    return Prompt("template") if HEADINGS.match(_without_markup(title)) else None


def _without_markup(title: str) -> str:
    head, dot, rest = title.partition(". ")
    return rest.strip(" *_:") if dot and len(head) == 2 and head[0] == "h" else title


def _role(event: Event) -> Prompt | None:
    """The issue's type, a title that begins with one ("Spike: ..."), or a handover's title makes it the duty."""
    if event.behaviour == "knowledge_capture" and HANDOVER.search(event.thread.title):
        return Prompt("role", event.thread.issue_id)
    opening = event.thread.title.partition(":")[0] if ":" in event.thread.title else ""
    bracket = event.thread.title.partition("]")[0] if event.thread.title.startswith("[") else ""
    kind = f"{event.thread.issue_kind} {opening if len(opening) < 20 else ''} {bracket}"
    due = any(cue.search(kind) and event.behaviour in behaviours for cue, behaviours in DUTY)
    return Prompt("role", event.thread.issue_id) if due else None


def _asked(event: Event) -> Prompt | None:
    """The newest unanswered request on this topic: to the author first, then an open call."""
    on_topic = [request for request in _requests_before(event) if request.is_about(event.behaviour, event.sentence)]
    for request in on_topic:
        if _is_direct(request, event):
            return Prompt("direct", request.passage.id)
    for request in on_topic:
        if _is_open(request, event):
            return Prompt("open", request.passage.id)
    return None


def _requests_before(event: Event) -> Iterator[Request]:
    """Unanswered requests by others, newest passage first."""
    since = _working_days_before(event.passage.written_at)
    for passage in reversed(event.before[-LOOK_BACK:]):
        if passage.author != event.passage.author and passage.written_at >= since and not _answered(passage, event):
            yield from requests(passage, event.thread)


def _working_days_before(instant: datetime) -> datetime:
    days = WORKING_DAYS
    while days:
        instant -= timedelta(days=1)
        days -= instant.weekday() < 5
    return instant


def _answered(asked: Passage, event: Event) -> bool:
    """Whether the author has answered since, or the one who asked has closed the matter.

    Another person's answer leaves the request open: people add to it, and what they add was still asked for.
    """
    since = event.before[event.before.index(asked) + 1 :]
    by_author = any(_answers(passage) for passage in since if passage.author == event.passage.author)
    return by_author or any(_closes(passage) for passage in since if passage.author == asked.author)


def _answers(passage: Passage) -> bool:
    """Whether it says something that is neither a question back nor a promise to look."""
    return any(
        not asks(said) and not PROMISE.search(said) and len(said.split()) >= 3 for said in prose_sentences(passage)
    )


def _closes(passage: Passage) -> bool:
    said = prose_sentences(passage)
    return any(CLOSING.search(sentence) for sentence in said) and not any(asks(sentence) for sentence in said)


def _is_direct(request: Request, event: Event) -> bool:
    """It mentions the author, replies to the author, or sat on the author's issue and speaks to nobody else."""
    author = event.passage.author
    if request.to:
        return author in request.to
    if request.to_all:
        return False
    return event.thread.assignee_at(request.passage.written_at) == author or _replies_to(request.passage, author, event)


def _replies_to(passage: Passage, author: str, event: Event) -> bool:
    """Whether the passage quotes the author or, quoting nobody, comes right after what the author wrote."""
    before = event.before[: event.before.index(passage)]
    quoted = [_words_of_quote(passage.text[zone.start : zone.end]) for zone in passage.zones if zone.kind == "quote"]
    if quoted:
        own = [said.text.casefold() for said in before if said.author == author]
        return any(quote and quote in " ".join(text.split()) for quote in quoted for text in own)
    return bool(before) and before[-1].author == author and before[-1].kind == "comment"


def _words_of_quote(quote: str) -> str:
    bare = " ".join(line.lstrip("> \t") for line in quote.replace("{quote}", "").removeprefix("bq. ").splitlines())
    return " ".join(bare.split()).casefold()


def _is_open(request: Request, event: Event) -> bool:
    """It calls on everybody; or it speaks to nobody on an issue that was nobody's then."""
    to_others = request.to and event.passage.author not in request.to and not request.to_all
    unaddressed = not request.to and event.thread.assignee_at(request.passage.written_at) is None
    return not to_others and (request.call or request.to_all or unaddressed)


def _elsewhere(event: Event) -> Prompt | None:
    """The sentence refers to being asked where the trackers cannot see."""
    return Prompt("unknown") if ASKED_ELSEWHERE.search(event.sentence) else None
