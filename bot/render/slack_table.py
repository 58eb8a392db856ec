"""A table as Slack's own block, as columns of letters, or as a line a row."""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never

from rich.cells import cell_len

from bot.document import Emphasis, Line, Link, Span, Strong, Table, Text, words
from bot.render.safe import one_line, web_address
from bot.render.slack_pack import Json
from bot.render.slack_text import SECTION, cut, mrkdwn, plain_text, preformatted, size

_MOST_ROWS: Final = 99  # below the row of heads
_MOST_COLUMNS: Final = 20
_MOST_IN_CELLS: Final = 6_000  # characters: Slack allows 10,000 in a message, and the rest of it needs room
_MOST_IN_CELL: Final = 200
_WIDEST: Final = 64  # letters of equal width side by side, before a desktop wraps them
_BETWEEN: Final = "  "
_BLANK: Final = "\u00a0"  # Slack refuses an empty cell


def native_table(table: Table) -> tuple[Json, int] | None:
    """The table's block and how many of its rows it holds; None where it is too wide for one."""
    width = _width(table)
    if not 0 < width <= _MOST_COLUMNS:
        return None
    heads = [_raw(column) for column in (*table.columns, *[""] * (width - len(table.columns)))]
    rows, room = [heads], _MOST_IN_CELLS - _weight(heads)
    for row in table.rows[:_MOST_ROWS]:
        cells = [_cell(line) for line in (*row, *[()] * (width - len(row)))]
        room -= _weight(cells)
        if room < 0:
            break
        rows.append(cells)
    if len(rows) == 1:
        return None
    sides = [{"align": "right" if place in table.numeric else "left", "is_wrapped": True} for place in range(width)]
    return {"type": "table", "rows": rows, "column_settings": sides}, len(rows) - 1


def table_sections(table: Table) -> tuple[tuple[tuple[str, int], ...], int]:
    """The mrkdwn of each section with the rows it holds, and how many rows they hold together."""
    rows = [[one_line(words(cell)).strip() for cell in row] for row in table.rows[:_MOST_ROWS]]
    heads = [one_line(column).strip() for column in table.columns]
    widths = [
        max(cell_len(line[place]) for line in [heads, *rows] if place < len(line)) for place in range(_width(table))
    ]
    if sum(widths) + len(_BETWEEN) * (len(widths) - 1) <= _WIDEST:
        lines = [_in_columns(line, widths, table.numeric) for line in [heads, *rows]]
        parts = tuple(_chunks(lines[1:], first=lines[0]))
    else:
        parts = tuple(_chunks([_as_line(row, table.columns) for row in table.rows[:_MOST_ROWS]]))
    return parts, len(rows)


def _width(table: Table) -> int:
    return max(len(table.columns), *(len(row) for row in table.rows))


def _in_columns(cells: Sequence[str], widths: Sequence[int], numeric: frozenset[int]) -> str:
    padded = []
    for place, (cell, width) in enumerate(zip(cells, widths, strict=False)):
        space = " " * (width - cell_len(cell))
        padded.append(space + cell if place in numeric else cell + space)
    return _BETWEEN.join(padded).rstrip()


def _as_line(row: Sequence[Line], columns: Sequence[str]) -> str:
    """`*Jira LAG* \u00b7 Read until: Mon 23 Nov \u00b7 Issues: 412`."""
    said: list[Span] = []
    for place, cell in enumerate(row):
        named = f"{one_line(columns[place])}: " if 0 < place < len(columns) and columns[place].strip() else ""
        said += [Text(" \u00b7 "), Text(named), *cell] if place else cell
    return mrkdwn((Text("\u2022 "), *said), SECTION // 2)


def _chunks(lines: Sequence[str], first: str | None = None) -> Iterator[tuple[str, int]]:
    """Lines in as few sections as hold them, each under the `first` line in equal letters where there is one."""
    held: list[str] = []
    for line in lines:
        if held and size(_written([*held, line], first)) > SECTION:
            yield _written(held, first), len(held)
            held = []
        held.append(line)
    if held:
        yield _written(held, first), len(held)


def _written(lines: Sequence[str], first: str | None) -> str:
    return "\n".join(lines) if first is None else preformatted("\n".join([first, *lines]))


def _weight(cells: Sequence[Json]) -> int:
    return sum(_MOST_IN_CELL // 10 + size(str(cell.get("text", ""))) + _rich_weight(cell) for cell in cells)


def _rich_weight(cell: Json) -> int:
    return size(str(cell["elements"])) // 2 if "elements" in cell else 0


def _raw(text: str) -> Json:
    return {"type": "raw_text", "text": plain_text(text, _MOST_IN_CELL) or _BLANK}


def _cell(line: Line) -> Json:
    """Plain where the cell is, or where it is too long to be anything else."""
    said = words(line)
    spans = [element for span in line if (element := _element(span)) is not None]
    if size(said) > _MOST_IN_CELL or all(set(element) == {"type", "text"} for element in spans):
        return _raw(said)
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": spans}]}


def _element(span: Span) -> Json | None:
    text = one_line(span.text)
    match span:
        case Text():
            return {"type": "text", "text": text} if text else None
        case Strong():
            return {"type": "text", "text": text, "style": {"bold": True}} if text else None
        case Emphasis():
            return {"type": "text", "text": text, "style": {"italic": True}} if text else None
        case Link(_, url):
            address = web_address(url)
            said = cut(text, _MOST_IN_CELL) or address
            return (
                {"type": "link", "url": address, "text": said} if address and size(address) <= 1_000 else _plain(text)
            )
        case _:
            assert_never(span)


def _plain(text: str) -> Json | None:
    return {"type": "text", "text": text} if text else None
