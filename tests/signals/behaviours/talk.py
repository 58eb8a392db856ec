"""Threads that are valid by default; a test names only what was said, by whom and when."""

from itertools import count

import factories

from models.columns import Zone
from signals.behaviours.base import Passage, Thread
from signals.behaviours.examples import zones_of
from signals.behaviours.prompted import Event
from signals.behaviours.sentences import Span

HANDLES = {"ana": "ana", "ben": "ben", "carla": "Carla Duarte", "u-77": "Dmitri Volkov"}
_numbers = count(100)


def said(author: str, text: str, days: float = 0, **fields) -> Passage:
    number = str(next(_numbers))
    defaults = {
        "kind": "comment",
        "id": number,
        "text": text,
        "zones": tuple(zones_of(text)),
        "author": author,
        "side": "client" if author == "carla" else "vendor",
        "url": f"https://jira.example/browse/HAR-1?focusedCommentId={number}",
        "written_at": factories.at(days),
    }
    return Passage(**(defaults | fields))


def described(text: str = "Customers pay by card.", author: str = "carla", days: float = -1, **fields) -> Passage:
    return said(author, text, days, **({"kind": "issue", "id": "1"} | fields))


def thread(*passages: Passage, **fields) -> Thread:
    defaults = {
        "engagement": factories.ENGAGEMENT,
        "source": factories.SOURCE,
        "issue_id": "1",
        "key": "HAR-1",
        "title": "Pay by card",
        "issue_kind": "Story",
        "assignees": ((factories.at(-100), fields.pop("assignee", None)),),
        "handles": HANDLES,
    }
    return Thread(**(defaults | fields | {"passages": passages}))


def last_event(of: Thread, behaviour: str, sentence: str | None = None) -> Event:
    passage = of.passages[-1]
    start = passage.text.index(sentence) if sentence else 0
    return Event(of, passage, behaviour, Span(start, start + len(sentence or passage.text)))


def whole(text: str) -> tuple[Zone, ...]:
    return (Zone(0, len(text), "prose"),) if text else ()
