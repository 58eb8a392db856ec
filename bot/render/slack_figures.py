"""Tables and charts: Slack's own where they are shown, letters of equal width where they are not."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.document import BarChart, Strong, Table, Text
from bot.render.chart import measured, unit_aside
from bot.render.safe import one_line
from bot.render.slack_pack import Group, Json
from bot.render.slack_parts import context, section
from bot.render.slack_table import native_table, table_sections
from bot.render.slack_text import SECTION, cut, mrkdwn, plain_text, preformatted, size
from bot.render.terminal_figures import chart_lines

_TITLE: Final = 300
_CHART_TITLE: Final = 50
_CHART_NAME: Final = 20
_MOST_POINTS: Final = 20
_BARS_WIDE: Final = 44  # letters of equal width that a phone shows beside each other, turned


def table_groups(table: Table, *, native: bool) -> Iterator[Group]:
    """The table under its title: Slack's own, or columns of letters, or a line a row where it is too wide for them."""
    title = section(mrkdwn((Strong(one_line(table.title).strip() or "Table"),), _TITLE))
    if not table.rows:
        yield Group((title, context("Nothing to list.")), lines=2)
        return
    own = native_table(table) if native else None
    if own is not None:
        rows = own[1]
        yield Group((title, own[0]), rows, rows + 2)
    else:
        parts, rows = table_sections(table)
        yield from _under(title, parts)
    if rows < len(table.rows):
        left = len(table.rows) - rows
        yield Group((context(f"\u2026 and {left} more {'row' if left == 1 else 'rows'}"),), left)


def _under(title: Json, parts: Sequence[tuple[str, int]]) -> Iterator[Group]:
    for place, (text, rows) in enumerate(parts):
        blocks = (section(text),) if place else (title, section(text))
        yield Group(blocks, rows, rows + 2)


def chart_groups(chart: BarChart, *, native: bool) -> Iterator[Group]:
    """The chart with the same in words: Slack's own, or bars of letters and the wish for an image of it."""
    known = tuple(value for value in measured(chart) if value is not None)
    said = context(_in_words(chart))
    if native and known:
        yield Group((_native(chart), said), lines=6)
        return
    title = mrkdwn((Strong(one_line(chart.title).strip() or "Chart"), Text(unit_aside(chart))), _TITLE)
    if not known:
        yield Group((section(title), said), lines=2)
        return
    yield Group((section(title), section(_bars(chart)), said), lines=len(known) + 2, images=(chart,))


def _in_words(chart: BarChart) -> str:
    """The alternative, with the level's name and what the chart leaves out where it does not say so."""
    words = one_line(chart.alternative).strip() or "A chart without a description."
    level = one_line(chart.level_label).strip()
    if chart.level is not None and level and level.casefold() not in words.casefold():
        words = f"{words} Compare with {level}."
    points = _points(chart)
    left = len(chart.values) - len(points)
    aside = f" Shown: {len(points)} of {len(chart.values)}." if left else ""
    return mrkdwn((Text(words + aside),))


def _points(chart: BarChart) -> tuple[tuple[str, float], ...]:
    """The newest labels with a number, as many as a chart of Slack's holds, no two labels the same."""
    known = [(one_line(name), value) for name, value in zip(chart.labels, measured(chart), strict=True)]
    points: dict[str, float] = {}
    for name, value in [(name, value) for name, value in known if value is not None][-_MOST_POINTS:]:
        points[_unused(plain_text(name, _CHART_NAME) or "\u2013", points)] = value
    return tuple(points.items())


def _unused(name: str, used: dict[str, float]) -> str:
    tries = (f"{plain_text(name, _CHART_NAME - 4)} {number}" for number in range(2, _MOST_POINTS + 2))
    return name if name not in used else next(one for one in tries if one not in used)


def _native(chart: BarChart) -> Json:
    points = _points(chart)
    data = [{"label": name, "value": int(value) if value.is_integer() else value} for name, value in points]
    name = plain_text(chart.unit, _CHART_NAME) or "Count"
    return {
        "type": "data_visualization",
        "title": plain_text(chart.title, _CHART_TITLE) or "Chart",
        "chart": {
            "type": "bar",
            "series": [{"name": name, "data": data}],
            "axis_config": {"categories": [name for name, _ in points]},
        },
    }


def _bars(chart: BarChart) -> str:
    """The newest bars that one section holds."""
    level = cut(one_line(chart.level_label), _BARS_WIDE)
    for bars in (60, 40, 20, 10):
        newest = replace(chart, labels=chart.labels[-bars:], values=chart.values[-bars:], level_label=level)
        text = preformatted("\n".join(line.plain.rstrip() for line in chart_lines(newest, width=_BARS_WIDE)))
        if size(text) <= SECTION:
            break
    return text
