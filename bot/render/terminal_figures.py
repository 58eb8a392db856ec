"""Tables and bars in character cells."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import JustifyMethod, RenderableType
from rich.table import Table as Grid
from rich.text import Text as Words

from bot.document import BarChart
from bot.render.chart import clipped, measured, number, scale
from bot.render.safe import one_line

_EIGHTHS: Final = " \u258f\u258e\u258d\u258c\u258b\u258a\u2589"
_MARK: Final = "\u2502"
_SHORTEST_BAR: Final = 8
_LONGEST_WORD: Final = 16  # a longer one may break within its cell
_SHORT_CELL: Final = 12  # a shorter one stays on its line
_BETWEEN: Final = 3  # columns between cells


def table_lines(
    columns: Sequence[Words], rows: Sequence[Sequence[Words]], *, numeric: frozenset[int], width: int
) -> Iterator[RenderableType]:
    """A grid where its words fit side by side, else one small list a row."""
    least = _least_widths(columns, rows)
    if sum(least) + _BETWEEN * (len(least) - 1) <= width:
        room = width - _BETWEEN * (len(least) - 1)
        yield _grid(columns, rows, widths=_shared(room, least, _line_widths(columns, rows)), numeric=numeric)
    else:
        yield from _stacked(columns, rows)


def _least_widths(columns: Sequence[Words], rows: Sequence[Sequence[Words]]) -> list[int]:
    """What each column needs so that no usual word breaks and short cells stay whole."""
    return [
        max(max(_longest(cell), min(_SHORT_CELL, cell.cell_len)) for cell in cells)
        for cells in _by_place(columns, rows)
    ]


def _line_widths(columns: Sequence[Words], rows: Sequence[Sequence[Words]]) -> list[int]:
    """What each column would need to wrap nothing."""
    return [max(cell.cell_len for cell in cells) for cells in _by_place(columns, rows)]


def _by_place(columns: Sequence[Words], rows: Sequence[Sequence[Words]]) -> list[list[Words]]:
    lines = [columns, *rows]
    places = range(max(len(line) for line in lines))
    return [[line[place] for line in lines if place < len(line)] for place in places]


def _shared(room: int, least: Sequence[int], wanted: Sequence[int]) -> list[int]:
    """The least widths, with the room that is left given cell by cell to the column that lacks most."""
    widths = list(least)
    for _ in range(room - sum(least)):
        lacks = [want - width for want, width in zip(wanted, widths, strict=True)]
        if max(lacks, default=0) <= 0:
            break
        widths[lacks.index(max(lacks))] += 1
    return widths


def _longest(words: Words) -> int:
    return min(_LONGEST_WORD, max((cell_len(word) for word in words.plain.split()), default=1))


def _grid(
    columns: Sequence[Words], rows: Sequence[Sequence[Words]], *, widths: Sequence[int], numeric: frozenset[int]
) -> Grid:
    grid = Grid(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, border_style="dim")
    for place, width in enumerate(widths):
        head = columns[place] if place < len(columns) else ""
        side: JustifyMethod = "right" if place in numeric else "left"
        grid.add_column(head, justify=side, overflow="fold", width=width)
    for row in rows:
        grid.add_row(*row)
    return grid


def _stacked(columns: Sequence[Words], rows: Sequence[Sequence[Words]]) -> Iterator[Words]:
    for row in rows:
        for place, cell in enumerate(row):
            named = place > 0 and place < len(columns) and columns[place].plain
            yield Words.assemble("  ", (f"{columns[place].plain}: ", "dim"), cell) if named else cell


def chart_lines(chart: BarChart, *, width: int) -> Iterator[Words]:
    """A bar a line with its label and value, the level marked through all; the words instead where no bar fits."""
    labels = [clipped(label) for label in chart.labels]
    values = measured(chart)
    names, numbers = _widest(labels), _widest([number(value) for value in values])
    room = width - names - numbers - 3
    if not labels or room < _SHORTEST_BAR:
        yield Words(one_line(chart.alternative))
        return
    mark = None if chart.level is None else min(room - 1, int(room * chart.level / scale(chart)))
    for label, value in zip(labels, values, strict=True):
        head = f"{set_cell_size(label, names)} {number(value):>{numbers}}  "
        yield Words.assemble(head, *_bar(0 if value is None else room * value / scale(chart), room, mark))
    if mark is not None:
        yield _legend(one_line(chart.level_label), mark, names + numbers + 3, width)


def _widest(texts: Sequence[str]) -> int:
    return max((cell_len(text) for text in texts), default=0)


def _bar(length: float, room: int, mark: int | None) -> Iterator[tuple[str, str]]:
    full, eighths = divmod(max(round(length * 8), 1 if length > 0 else 0), 8)
    cells = ("\u2588" * full + (_EIGHTHS[eighths] if eighths else "")).ljust(room)
    if mark is None:
        yield cells.rstrip(), "blue"
        return
    yield cells[:mark], "blue"
    yield _MARK, "yellow"
    yield cells[mark + 1 :].rstrip(), "blue"


def _legend(label: str, mark: int, before: int, width: int) -> Words:
    """The level's name under its mark, or left of it where the right has no room."""
    at = before + mark
    if at + 2 + cell_len(label) <= width:
        return Words.assemble(" " * at, ("\u2514 " + label, "yellow"))
    if cell_len(label) + 1 <= at:
        return Words.assemble(" " * (at - cell_len(label) - 1), (label + " \u2518", "yellow"))
    return Words.assemble((_MARK + " " + label, "yellow"))
