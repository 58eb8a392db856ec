"""A document for a terminal, a pipe or a log: plain lines that never exceed the width."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Final, assert_never

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.style import Style
from rich.text import Text as Words

from bot.document import (
    BarChart,
    Block,
    Bullets,
    Document,
    Emphasis,
    Evidence,
    Line,
    Link,
    Note,
    OpenItem,
    Paragraph,
    Section,
    Span,
    Strong,
    Table,
    Text,
    words,
)
from bot.render.chart import unit_aside
from bot.render.safe import one_line, plain, readable, web_address
from bot.render.terminal_figures import chart_lines, table_lines

NARROWEST: Final = 20
WIDEST: Final = 100  # longer lines are harder to read
_LINK_ID: Final = re.compile("\x1b]8;id=[^;]*;")  # drawn at random, and of use only to screens that redraw


def render_terminal(document: Document, *, width: int, colour: bool) -> str:
    """The document as lines of at most `width` columns (20 at least); escape codes and links only with colour."""
    console = _console(min(max(width, NARROWEST), WIDEST), colour=colour)
    for part in _document(document, console):
        console.print(part, crop=False)
    written = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO it was given
    written = _LINK_ID.sub("\x1b]8;;", written)
    return "\n".join(line.rstrip(" ") for line in written.rstrip().split("\n")) + "\n"


def _console(width: int, *, colour: bool) -> Console:
    """A console that writes to memory and asks the environment nothing."""
    return Console(
        file=StringIO(),
        width=width,
        height=100,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )


def _document(document: Document, console: Console) -> Iterator[RenderableType]:
    yield Words(one_line(document.title), style="bold")
    if document.headline:
        yield _words(document.headline, console)
    for section in document.sections:
        yield ""
        yield from _section(section, console)
    if document.foot:
        yield ""
        yield Words("\u2500" * console.width, style="dim")
    for line in document.foot:
        yield _small(line, console)


def _section(section: Section, console: Console) -> Iterator[RenderableType]:
    yield from _heading(one_line(section.title), console)
    then = "  " if len(section.page_lead) > 1 else ""
    for line in section.page_lead:
        yield from _hung(_words(line, console), console, first="", then=then)
    for place, block in enumerate(section.blocks):
        if section.page_lead or place:
            yield ""
        yield from _block(block, console)
    if not section.page_lead and not section.blocks:
        yield Words("Nothing to show.", style="dim")


def _heading(title: str, console: Console) -> Iterator[RenderableType]:
    rest = console.width - cell_len(title) - 4
    if rest < 0:
        yield Words(title, style="bold")
    else:
        yield Words.assemble(("\u2500\u2500 ", "dim"), (title, "bold"), (" " + "\u2500" * rest, "dim"))


def _block(block: Block, console: Console) -> Iterator[RenderableType]:
    match block:
        case Paragraph(line):
            yield _words(line, console)
        case Bullets(items, more):
            yield from _bullets(items, more, console)
        case Evidence():
            yield from _evidence(block, console)
        case OpenItem():
            yield from _open_item(block, console)
        case Table():
            yield from _table(block, console)
        case BarChart():
            yield from _chart(block, console)
        case Note(line):
            yield _small(line, console)
        case _:
            assert_never(block)


def _bullets(items: tuple[Line, ...], more: int, console: Console) -> Iterator[Words]:
    for item in items:
        yield from _hung(_words(item, console), console, first="\u2022 ", then="  ")
    if more > 0:
        yield Words(f"  and {more} more", style="dim")


def _evidence(evidence: Evidence, console: Console) -> Iterator[Words]:
    quote = Words(f"\u201c{plain(evidence.quote).strip()}\u201d")
    yield from _hung(quote, console, first="\u2502 ", then="\u2502 ")
    said = Words(one_line(readable(evidence.behaviour)) + " \u00b7 ").append_text(_cited(evidence.line, console))
    yield from _hung(said, console, first="\u2502 ", then="\u2502 ")


def _open_item(item: OpenItem, console: Console) -> Iterator[Words]:
    yield from _hung(_words(item.line, console), console, first="\u2022 ", then="  ")
    if item.holds_up:
        held = Words("holds up ").append_text(_words(item.holds_up, console))
        yield from _hung(held, console, first="  ", then="  ")


def _table(table: Table, console: Console) -> Iterator[RenderableType]:
    yield Words(one_line(table.title), style="bold")
    columns = [Words(one_line(column)) for column in table.columns]
    rows = [[_words(cell, console) for cell in row] for row in table.rows]
    if rows:
        yield from table_lines(columns, rows, numeric=table.numeric, width=console.width)
    else:
        yield Words("Nothing to list.", style="dim")


def _chart(chart: BarChart, console: Console) -> Iterator[RenderableType]:
    yield Words.assemble((one_line(chart.title), "bold"), (unit_aside(chart), "dim"))
    yield from chart_lines(chart, width=console.width)


def _hung(text: Words, console: Console, *, first: str, then: str) -> Iterator[Words]:
    """The text wrapped behind a mark, so that what follows the mark stands in one column."""
    lines = text.wrap(console, console.width - cell_len(then), overflow="fold")
    for place, line in enumerate(lines):
        yield Words.assemble((then if place else first, "dim"), line)


def _cited(line: Line, console: Console) -> Words:
    """The line, its addresses spelled out beneath it where the terminal cannot follow a link."""
    spelled = [] if console.is_terminal else [span.url for span in line if isinstance(span, Link)]
    addresses = dict.fromkeys(url for url in map(web_address, spelled) if url and url not in words(line))
    return Words("\n", overflow="fold").join([_words(line, console), *map(Words, addresses)])


def _small(line: Line, console: Console) -> Words:
    small = _cited(line, console)
    small.stylize_before("dim")
    return small


def _words(line: Line, console: Console) -> Words:
    return Words("", overflow="fold").join([_span(span, linked=console.is_terminal) for span in line])


def _span(span: Span, *, linked: bool) -> Words:
    match span:
        case Text(text):
            return Words(one_line(text))
        case Strong(text):
            return Words(one_line(text), style="bold")
        case Emphasis(text):
            return Words(one_line(text), style="italic")
        case Link(text, url):
            return _link(one_line(text), web_address(url), linked=linked)
        case _:
            assert_never(span)


def _link(text: str, url: str | None, *, linked: bool) -> Words:
    return Words(text or url or "", style=Style(color="cyan", link=url) if linked and url else "")
