"""A bar chart as SVG: widths in per cent, text in pixels, so that it stays crisp from a phone to paper."""

from dataclasses import dataclass
from math import ceil, isfinite, isnan
from typing import Final
from unicodedata import east_asian_width
from xml.etree import ElementTree as ET

from bot.document import BarChart
from bot.render.safe import one_line

NARROW: Final = 288  # pixels of drawing on the smallest phone
WIDE: Final = 560  # pixels of drawing where a page stops being narrow
_FONT: Final = 12
_CHARACTER: Final = 7.2  # pixels a character takes at that size, on the safe side
_GAP: Final = 6  # pixels between neighbouring labels
_MARGIN: Final = 12  # pixels a label may hang over the edge of the drawing
_LONGEST_LABEL: Final = 12
_PLOT: Final = 104
_LEGEND: Final = 26
_ABOVE: Final = 18  # room for the highest bar's value
_BELOW: Final = 20  # room for the labels

_Attributes = dict[str, str | float]
_INK: Final[_Attributes] = {"font-size": _FONT, "fill": "currentColor"}


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things stand: pixels downwards, per cent across."""

    top: int
    slots: int
    highest: float

    @property
    def bottom(self) -> int:
        return self.top + _PLOT

    def middle(self, index: int) -> float:
        return 100 * (index + 0.5) / self.slots

    def height(self, value: float) -> float:
        return _PLOT * (value / self.highest)


def measured(chart: BarChart) -> tuple[float | None, ...]:
    """The values, None where one is missing (NaN). ValueError where bars could not say the truth."""
    if len(chart.labels) != len(chart.values):
        raise ValueError(f"{chart.title!r} has {len(chart.labels)} labels for {len(chart.values)} values")
    numbers = (*chart.values, *(() if chart.level is None else (chart.level,)))
    if any(value < 0 or (not isfinite(value) and not isnan(value)) for value in numbers):
        raise ValueError(f"{chart.title!r} holds a negative or endless number, which no bar can show")
    if chart.level is not None and isnan(chart.level):
        raise ValueError(f"{chart.title!r} has a level that is not a number; leave it None")
    return tuple(None if isnan(value) else value for value in chart.values)


def scale(chart: BarChart) -> float:
    """The number that the longest bar or the level stands for; 1 where all is zero or missing."""
    known = [value for value in measured(chart) if value is not None]
    return max(*known, chart.level or 0, 0) or 1


def number(value: float | None) -> str:
    """A value as short as it reads: 7, 7.5, 12k; a dash where it is missing."""
    if value is None:
        return "\u2013"
    return f"{value:.1f}".removesuffix(".0") if value < 10_000 else f"{value / 1000:,.0f}k"


def unit_aside(chart: BarChart) -> str:
    """The unit in brackets, to stand behind a title that does not name it already."""
    unit = one_line(chart.unit).strip()
    return f" ({unit})" if unit and unit.casefold() not in chart.title.casefold() else ""


def clipped(label: str) -> str:
    """The label on one line, short enough for an axis."""
    label = one_line(label)
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "\u2026"


def bar_chart(chart: BarChart, *, name: str) -> str:
    """The chart as one `<svg>` element; `name` makes its ids unique in the page."""
    values = measured(chart)
    frame = _Frame(_ABOVE + (_LEGEND if chart.level is not None else 0), max(1, len(values)), scale(chart))
    svg = _canvas(chart, name, frame.bottom + _BELOW)
    for index, (label, value) in enumerate(zip(chart.labels, values, strict=True)):
        _bar(svg, frame, index, value, says=f"{one_line(label)}: {number(value)} {one_line(chart.unit)}".rstrip())
    _axis(svg, frame)
    if chart.level is not None:
        _level(svg, frame, chart.level, one_line(chart.level_label))
    _texts(svg, frame, [number(value) for value in values], [frame.bottom - frame.height(v or 0) - 5 for v in values])
    _texts(svg, frame, [clipped(label) for label in chart.labels], [frame.bottom + 15] * len(values), kind="label")
    return ET.tostring(svg, encoding="unicode")


def shown(texts: list[str], width: int) -> frozenset[int]:
    """Which texts stand side by side in that many pixels without touching, the last that fits first."""
    if not texts:
        return frozenset()
    slot = width / len(texts)
    room = max(_pixels(text) for text in texts)
    fitting = [i for i in range(len(texts)) if -_MARGIN <= slot * (i + 0.5) - room / 2 <= width + _MARGIN - room]
    return frozenset(fitting[:: -ceil((room + _GAP) / slot)])


def _pixels(text: str) -> float:
    return _CHARACTER * sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _canvas(chart: BarChart, name: str, height: int) -> ET.Element:
    attributes = {
        "class": "chart",
        "role": "img",
        "width": "100%",
        "height": str(height),
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-words",
    }
    svg = ET.Element("svg", attributes)
    _put(svg, "title", {"id": f"{name}-title"}).text = one_line(chart.title)
    _put(svg, "desc", {"id": f"{name}-words"}).text = one_line(chart.alternative)
    return svg


def _put(parent: ET.Element, tag: str, attributes: _Attributes) -> ET.Element:
    return ET.SubElement(parent, tag, {key: _written(value) for key, value in attributes.items()})


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".removesuffix(".00")


def _bar(svg: ET.Element, frame: _Frame, index: int, value: float | None, *, says: str) -> None:
    if value is None:
        return
    width = min(12, 66 / frame.slots)
    height = max(1, frame.height(value))  # a zero is a thing measured: a hairline, not a hole
    left = f"{frame.middle(index) - width / 2:.2f}%"
    place: _Attributes = {"x": left, "width": f"{width:.2f}%", "y": frame.bottom - height, "height": height}
    style: _Attributes = {"class": "bar", "fill": "#5f8fbd"}
    bar = _put(svg, "rect", style | place)
    _put(bar, "title", {}).text = says


def _axis(svg: ET.Element, frame: _Frame) -> None:
    style: _Attributes = {"class": "axis", "stroke": "#8a939c"}
    _put(svg, "line", style | _across(frame.bottom + 0.5))


def _across(height: float, end: str = "100%") -> _Attributes:
    return {"x1": "0", "x2": end, "y1": height, "y2": height}


def _level(svg: ET.Element, frame: _Frame, level: float, label: str) -> None:
    """The line through all bars, and what it is called above them, where it can cover nothing."""
    style: _Attributes = {"class": "level", "stroke": "#a34700", "stroke-width": 1.5, "stroke-dasharray": "5 3"}
    _put(svg, "line", style | _across(frame.bottom - frame.height(level)))
    _put(svg, "line", style | _across(9, end="21"))
    _put(svg, "text", {"class": "legend", "x": "28", "y": 13, **_INK}).text = label


def _texts(svg: ET.Element, frame: _Frame, texts: list[str], heights: list[float], kind: str = "value") -> None:
    narrow, wide = shown(texts, NARROW), shown(texts, WIDE)
    for index in sorted(narrow | wide):
        when = "" if index in narrow & wide else " narrow" if index in narrow else " wide"
        place: _Attributes = {"x": f"{frame.middle(index):.2f}%", "y": heights[index], "text-anchor": "middle"}
        hidden: _Attributes = {"display": "none"} if when == " wide" else {}
        style: _Attributes = {"class": kind + when, **_INK, **hidden}
        _put(svg, "text", style | place).text = texts[index]
