"""Blocks that belong together, packed into messages: in order, within every limit of a whole message."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.document import BarChart
from bot.render.slack_text import size

Json = dict[str, object]

MOST_BLOCKS: Final = 50
MOST_IN_VIEW: Final = 100
# Slack documents no limit on the text of all blocks, but refuses messages from about 9,600 characters in 50 blocks.
_MOST_WEIGHT: Final = 9_000
_WEIGHT_OF_BLOCK: Final = 30
# `only_one_table_allowed` is what Slack says to a second one; of native charts a message may hold two.
_MOST_OF: Final = {"table": 1, "data_visualization": 2}
_TEXTS: Final = frozenset({"text", "title", "label", "name", "url"})
_SPARE: Final = 2  # blocks kept free: a heading, and how many more there are


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that no message parts; `things` says for how many findings, items or lines they stand."""

    blocks: tuple[Json, ...]
    things: int = 1
    lines: int = 1
    images: tuple[BarChart, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """Groups message by message, and for how many things no message was left."""

    messages: tuple[tuple[Group, ...], ...]
    left: int


def weight(blocks: Iterable[Json]) -> int:
    """What the blocks weigh against the limit on a whole message."""
    return sum(_WEIGHT_OF_BLOCK + sum(map(size, _texts(block))) for block in blocks)


def packed(groups: Sequence[Group], *, most: int) -> Packed:
    """The groups in at most that many messages."""
    messages: list[list[Group]] = []
    for place, group in enumerate(groups):
        if messages and _fits([*messages[-1], group]):
            messages[-1].append(group)
        elif len(messages) < most:
            messages.append([group])
        else:
            return Packed(tuple(map(tuple, messages)), sum(one.things for one in groups[place:]))
    return Packed(tuple(map(tuple, messages)), 0)


def within(groups: Sequence[Group], most: int) -> tuple[tuple[Group, ...], int]:
    """The groups of a view of at most that many blocks, one of them spare, and for how many things was no room."""
    room = most - 1
    for place, group in enumerate(groups):
        room -= len(group.blocks)
        if room < 0:
            return tuple(groups[:place]), sum(one.things for one in groups[place:])
    return tuple(groups), 0


def identified(blocks: Iterable[Json]) -> tuple[Json, ...]:
    """The blocks, those with buttons named by their place, so that the same finding may stand in a message twice."""
    return tuple(
        block | {"block_id": f"{block['block_id']}.{place}"} if "block_id" in block else block
        for place, block in enumerate(blocks, 1)
    )


def _fits(groups: Sequence[Group]) -> bool:
    blocks = [block for group in groups for block in group.blocks]
    kinds = [block["type"] for block in blocks]
    few = all(kinds.count(kind) <= most for kind, most in _MOST_OF.items())
    return few and len(blocks) <= MOST_BLOCKS - _SPARE and weight(blocks) <= _MOST_WEIGHT


def _texts(value: object) -> Iterator[str]:
    match value:
        case dict():
            for key, item in value.items():
                if key in _TEXTS and isinstance(item, str):
                    yield item
                else:
                    yield from _texts(item)
        case list():
            for item in value:
                yield from _texts(item)
