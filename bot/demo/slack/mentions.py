"""What a posted text calls out: people, groups and whole channels."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from bot.demo.slack.shapes import Json

CALL = re.compile(r"<(!channel|!here|!everyone|!subteam\^\w+|@[UW]\w+)(?:\|[^>]*)?>")
BARE = re.compile(r"(?<!\w)@(channel|here|everyone)\b")


@dataclass(frozen=True, slots=True)
class Ping:
    """Somebody or everybody was called by a message."""

    channel: str
    ts: str
    target: str  # "!channel", "@U1" ...


def calls(text: str, blocks: Iterable[Json], *, links_names: bool) -> tuple[str, ...]:
    """The targets that a message calls, in reading order; escaped text calls nobody."""
    texts = (text, *chain.from_iterable(map(_live_texts, blocks)))
    bare = (f"!{match[1]}" for one in texts if links_names for match in BARE.finditer(one))
    named = chain.from_iterable(map(_rich_calls, blocks))
    return tuple(dict.fromkeys((*(match[1] for one in texts for match in CALL.finditer(one)), *bare, *named)))


def _live_texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("type") in {"mrkdwn", "markdown"}:
            yield str(value["text"])
        yield from chain.from_iterable(map(_live_texts, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_live_texts, value))


def _rich_calls(value: object) -> Iterator[str]:
    match value:
        case {"type": "user", "user_id": user}:
            yield f"@{user}"
        case {"type": "usergroup", "usergroup_id": group}:
            yield f"!subteam^{group}"
        case {"type": "broadcast", "range": whom}:
            yield f"!{whom}"
        case dict():
            yield from chain.from_iterable(map(_rich_calls, value.values()))
        case list():
            yield from chain.from_iterable(map(_rich_calls, value))
