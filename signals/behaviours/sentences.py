"""Sentences of a text: where each begins and ends, in prose zones only, as exact offsets into the stored text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.columns import Zone

LONGEST = 600  # characters; a "sentence" beyond this is a run-on that nobody could read as evidence

_ABBREVIATIONS = frozenset(
    """
    e.g eg i.e ie etc vs cf mr mrs ms dr prof st inc ltd co corp no nr fig sec approx ca incl excl resp ref
    est min max avg vol ver pp al bzw z.b d.h u.a ggf dept mgr sr jr a.k.a w.r.t p.s n.b
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_MAY_CLOSE = frozenset({"etc", "inc", "ltd", "co", "corp", "al", "p.s"})  # these end a sentence before a capital
_EMOJI = "\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d"
_STOP = re.compile(rf"(?:[.!?…。！？]+[)\]\"'”’*_]*|[{_EMOJI}]+)(?=\s)")  # noqa: RUF001 - full-width stops end sentences too
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_ITEM = re.compile(r"\s*(?:(?:[-*+•◦–—]+|#+|\(?\d{1,3}[.)])\s+)?(?:\[[ xX]?\]\s+)?")  # noqa: RUF001 - en dashes start list items
_LAST_WORD = re.compile(r"[^\s(\[\"']*$")
_WORD = re.compile(r"\w")
_WRAPPED = 50  # a line at least this long that ends without a stop may go on in the next one


class Span(NamedTuple):
    """A stretch of a text: `text[start:end]`."""

    start: int
    end: int


def sentences(text: str, zones: Sequence[Zone]) -> list[Span]:
    """Sentences in order, disjoint, each inside one prose zone, trimmed of white space and list markers.

    Together they hold every word of the prose. Nothing but letters or digits makes a word.
    """
    return [span for zone in _prose(text, zones) for block in _blocks(text, zone) for span in _split(text, block)]


def _prose(text: str, zones: Sequence[Zone]) -> Iterator[Span]:
    """Prose zones in order, clipped to the text and to what the zones before them left over."""
    done = 0
    for zone in sorted(zone for zone in zones if zone.kind == "prose"):
        start, end = max(zone.start, done), min(zone.end, len(text))
        if start < end:
            done = end
            yield Span(start, end)


def _blocks(text: str, zone: Span) -> Iterator[Span]:
    """Lines, joined where a sentence was wrapped by hand."""
    open_block: Span | None = None
    for match in _LINE.finditer(text, zone.start, zone.end):
        line = Span(*match.span())
        if open_block and _goes_on(text, open_block, line):
            open_block = Span(open_block.start, line.end)
            continue
        if open_block:
            yield open_block
        open_block = line
    if open_block:
        yield open_block


def _goes_on(text: str, before: Span, line: Span) -> bool:
    """Whether the line carries on the sentence of the block before it."""
    last_line = re.split(r"[\n\r\u2028\u2029]", text[before.start : before.end])[-1].rstrip()
    between = text[before.end : line.start]
    first = text[line.start : line.end].lstrip()[:1]
    return between in {"\n", "\r\n"} and len(last_line) >= _WRAPPED and last_line[-1] not in ".!?:…" and first.islower()


def _split(text: str, block: Span) -> Iterator[Span]:
    """The sentences of one block; pieces without a word stay with the sentence before them."""
    held: Span | None = None
    for piece in _pieces(text, block):
        if _WORD.search(text, piece.start, piece.end):
            if held:
                yield held
            held = piece
        elif held and piece.end - held.start <= LONGEST:
            held = Span(held.start, piece.end)
    if held:
        yield held


def _pieces(text: str, block: Span) -> Iterator[Span]:
    """The block cut after every stop, trimmed, and cut again where a piece runs on too long."""
    item = _ITEM.match(text, block.start, block.end)
    start = item.end() if item else block.start
    for stop in _STOP.finditer(text, start, block.end):
        if _ends_sentence(text, Span(start, stop.start()), stop, block.end):
            yield from _trimmed(text, Span(start, stop.end()))
            start = stop.end()
    yield from _trimmed(text, Span(start, block.end))


def _ends_sentence(text: str, before: Span, stop: re.Match[str], end: int) -> bool:
    """Whether the stop closes a sentence, rather than an abbreviation, an initial, an item number or a pause."""
    mark = stop.group()
    following = text[stop.end() : min(end, stop.end() + 40)].lstrip()[:1]
    if not following:
        return True
    if mark[0] not in ".!?…。！？":  # noqa: RUF001 - full-width stops
        return following.isupper()
    if mark.startswith(("..", "…")):
        return not following.islower()
    return mark[0] != "." or not _abbreviates(text[max(before.start, before.end - 40) : before.end], following)


def _abbreviates(before: str, following: str) -> bool:
    """Whether the full stop after these words belongs to the last of them."""
    found = _LAST_WORD.search(before)
    word = found.group() if found else ""
    if word.casefold() in _ABBREVIATIONS:
        return not (word.casefold() in _MAY_CLOSE and following.isupper())
    initial = len(word) == 1 and word.isupper() and word != "I" and following.isupper()
    return initial or (word.isdecimal() and before.strip() == word)


def _trimmed(text: str, piece: Span) -> Iterator[Span]:
    """The piece without white space at its ends, in parts of at most LONGEST characters."""
    start, end = piece
    while start < end:
        stretch = text[start:end]
        start += len(stretch) - len(stretch.lstrip())
        end -= len(stretch) - len(stretch.rstrip())
        if end - start <= LONGEST:
            break
        cut = max(text.rfind(" ", start, start + LONGEST), text.rfind("\n", start, start + LONGEST))
        cut = cut if cut > start else start + LONGEST
        yield Span(start, cut)
        start = cut
    if start < end:
        yield Span(start, end)
