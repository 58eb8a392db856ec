"""Findings of a thread: each behaviour over its threshold, its sentence, who asked for it and what it carries."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from models.activity import Activity
from models.findings import Finding
from signals.behaviours.base import BEHAVIOUR_BY_NAME, BEHAVIOURS, Classifier, Passage, Reading, Said, Thread
from signals.behaviours.prompted import Event, prompted
from signals.behaviours.sentences import Span, sentences
from signals.behaviours.substance import substance

ENOUGH_SUBSTANCE = 2
_NEVER = 1.1  # no probability reaches it
_SET_ASIDE = frozenset({"disputed", "withdrawn", "was-asked"})


def findings(
    threads: Sequence[Thread], classifier: Classifier, items: Collection[tuple[str, str]] | None = None
) -> Iterator[Finding]:
    """Findings of the passages that `items` names by kind and id (all when None), in the threads' order.

    What bots wrote, or several people together, is context at most.
    The same threads and classifier give the same findings with the same ids.
    Many threads are read at once because that is nine times as fast as one by one.
    """
    said = [
        Said(thread, passage)
        for thread in threads
        for passage in thread.passages
        if passage.side != "bot" and not passage.co_written and (items is None or (passage.kind, passage.id) in items)
    ]
    for (thread, passage), reading in zip(said, classifier.read(said), strict=True):
        yield from _of_passage(thread, passage, reading, classifier)


def _of_passage(thread: Thread, passage: Passage, reading: Reading, classifier: Classifier) -> Iterator[Finding]:
    for behaviour in BEHAVIOURS:
        probability = reading.probabilities.get(behaviour.name, 0.0)
        if reading.sentences and probability >= classifier.thresholds.get(behaviour.name, _NEVER):
            event = Event(thread, passage, behaviour.name, Span(*reading.sentences[behaviour.name]))
            yield _finding(event, probability, classifier)


def _finding(event: Event, probability: float, classifier: Classifier) -> Finding:
    thread, passage = event.thread, event.passage
    prompt = prompted(event)
    return Finding.model_validate(
        {
            "engagement": thread.engagement,
            "id": _id(event),
            "behaviour": event.behaviour,
            "source": thread.source,
            "item_kind": passage.kind,
            "item_id": passage.id,
            "issue_id": thread.issue_id,
            "author": passage.author,
            "url": passage.url,
            "quote": event.sentence,
            "start": event.span.start,
            "end": event.span.end,
            "occurred_at": passage.written_at,
            "probability": probability,
            "threshold": classifier.thresholds[event.behaviour],
            "shown": probability >= classifier.shown_thresholds.get(event.behaviour, _NEVER),
            "prompted": prompt.value,
            "prompting_item": prompt.item,
            "substance": substance(event.sentence, _around(event)),
            "classifier": classifier.version,
            "restricted": passage.restricted,
        }
    )


def _id(event: Event) -> str:
    """The same for the same behaviour of the same item, whatever its text becomes, so that verdicts stay with it."""
    thread, passage = event.thread, event.passage
    parts = (thread.engagement, thread.source, passage.kind, passage.id, event.behaviour)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _around(event: Event) -> str:
    """The sentence before and the one after."""
    spans = sentences(event.passage.text, event.passage.zones)
    place = next((index for index, span in enumerate(spans) if span.start == event.span.start), None)
    if place is None:
        return ""
    neighbours = (*spans[max(place - 1, 0) : place], *spans[place + 1 : place + 2])
    return "\n".join(event.passage.text[start:end] for start, end in neighbours)


def counted(found: Iterable[Finding], activity: Activity) -> list[Finding]:
    """The findings that count as ownership, oldest first.

    Written by the vendor's side, unprompted, of substance, not set aside by anybody, and the surest one per behaviour,
    person, issue and day of the engagement's calendar. Waiting and chasing are nobody's score.
    """
    best: dict[tuple[str, str, str, str, date], Finding] = {}
    for finding in sorted((one for one in found if _counts(one, activity)), key=_surest_first):
        best.setdefault(_once_a_day(finding, activity), finding)
    return sorted(best.values(), key=lambda finding: (finding.occurred_at, finding.id))


def _counts(finding: Finding, activity: Activity) -> bool:
    behaviour = BEHAVIOUR_BY_NAME.get(finding.behaviour)
    return (
        behaviour is not None
        and behaviour.voice != "state"
        and finding.prompted == "none"
        and finding.substance >= ENOUGH_SUBSTANCE
        and finding.verdict not in _SET_ASIDE
        and activity.side(finding.source, finding.author) == "vendor"
    )


def _surest_first(finding: Finding) -> tuple[float, str]:
    return -finding.probability, finding.id


def _once_a_day(finding: Finding, activity: Activity) -> tuple[str, str, str, str, date]:
    person = activity.person(finding.source, finding.author)
    who = person.id if person else f"{finding.source}/{finding.author}"
    day = finding.occurred_at.astimezone(activity.terms.zone).date()
    return finding.behaviour, who, finding.source, finding.issue_id, day
