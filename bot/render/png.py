"""A bar chart as a PNG for surfaces that show pictures but no charts: large enough to be read on a phone."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final
from unicodedata import combining, normalize

from PIL import Image, ImageDraw, ImageFont

from bot.document import BarChart
from bot.render.chart import clipped, measured, number, scale, shown, unit_aside
from bot.render.safe import one_line

SIZE: Final = (1200, 600)
BACKGROUND: Final = (255, 255, 255)
BAR: Final = (95, 143, 189)
LEVEL: Final = (163, 71, 0)
_AXIS: Final = (138, 147, 156)
_INK: Final = (29, 28, 29)
_DENSITY: Final = 3  # pixels of the picture for one that the chart's own measures count in
_LEFT: Final = 48
_ACROSS: Final = SIZE[0] - 2 * _LEFT
_BOTTOM: Final = 520  # where bars stand; the labels are below
_TOP: Final = 176  # where the highest bar ends; its value, the legend and the title are above
_HAIRLINE: Final = 3
_DASH, _PITCH, _STROKE = 18, 30, 6
_BETWEEN: Final = 12  # pixels between neighbouring texts
_LONGEST: Final = 200  # characters, more than a line of the picture ever holds

# What the font that comes with Pillow draws; everything else would be a box.
_DRAWN: Final = frozenset(map(chr, range(32, 127))) | frozenset("©«°±´·»‘’“”…‹›™")  # noqa: RUF001 - the font's own
_STANDS_FOR: Final = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u00d7": "x"}
    | {"\u00df": "ss", "\u00e6": "ae", "\u00c6": "AE", "\u0153": "oe", "\u0152": "OE", "\u00f8": "o", "\u00d8": "O"}
    | {"\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D", "\u0131": "i", "\u2044": "/", "\u2022": "\u00b7"}
    | {"\u2192": "->", "\u2190": "<-", "\u2264": "<=", "\u2265": ">=", "\u20ac": "EUR", "\u00a3": "GBP", "\u200d": ""}
)
_BOX: Final = "\ufffd"


@dataclass(frozen=True, slots=True)
class _Drawing:
    """The picture in the making, and what its bars are measured by."""

    pen: ImageDraw.ImageDraw
    slots: int
    highest: float

    def middle(self, index: int) -> float:
        return _LEFT + _ACROSS * (index + 0.5) / self.slots

    def top(self, value: float) -> int:
        return _BOTTOM - round((_BOTTOM - _TOP) * (value / self.highest))


def render_png(chart: BarChart) -> bytes:
    """The chart as a PNG of 1200 x 600 pixels, the same bytes for the same chart. ValueError as `measured` says."""
    values = measured(chart)
    image = Image.new("RGB", SIZE, BACKGROUND)
    drawing = _Drawing(ImageDraw.Draw(image), max(1, len(values)), scale(chart))
    _title(drawing, chart)
    for index, value in enumerate(values):
        _bar(drawing, index, value)
    drawing.pen.rectangle((_LEFT, _BOTTOM, _LEFT + _ACROSS - 1, _BOTTOM + _HAIRLINE - 1), fill=_AXIS)
    if chart.level is not None:
        _level(drawing, chart.level, one_line(chart.level_label).strip() or number(chart.level))
    said = ["" if value is None else number(value) for value in values]
    _texts(drawing, said, [drawing.top(value or 0) - 30 for value in values])
    _texts(drawing, [clipped(label) for label in chart.labels], [_BOTTOM + 34] * len(values))
    return _encoded(image)


def drawable(text: str) -> str:
    """The text in letters that the font has: accents dropped, signs spelled out, one box for each letter of others."""
    spelled = normalize("NFKD", text.translate(_STANDS_FOR)).translate(_STANDS_FOR)
    return "".join(letter if letter in _DRAWN else _BOX for letter in spelled if not combining(letter))


def _title(drawing: _Drawing, chart: BarChart) -> None:
    title = one_line(chart.title).strip() or "Chart"
    aside = drawable(unit_aside(chart))[:_LONGEST]
    room = _ACROSS - _font(42).getlength(aside)
    whole = _fitted(title, _font(42), room) + aside if room > _ACROSS / 2 else _fitted(title, _font(42), _ACROSS)
    drawing.pen.text((_LEFT, 44), whole, font=_font(42), fill=_INK, anchor="lm", stroke_width=1, stroke_fill=_INK)


def _bar(drawing: _Drawing, index: int, value: float | None) -> None:
    width = max(1, round(min(0.12 * _ACROSS, 0.66 * _ACROSS / drawing.slots)))
    width = width if value is not None else min(width, _DASH)
    left = round(drawing.middle(index) - width / 2)
    if value is None:
        # The dash that `number` writes for what is missing: the font has none.
        drawing.pen.rectangle((left, _BOTTOM - 30, left + width - 1, _BOTTOM - 30 + _HAIRLINE - 1), fill=_INK)
        return
    # A zero is a thing measured: a hairline, not a hole.
    top = min(drawing.top(value), _BOTTOM - _HAIRLINE)
    drawing.pen.rectangle((left, top, left + width - 1, _BOTTOM - 1), fill=BAR)


def _level(drawing: _Drawing, level: float, label: str) -> None:
    """The line through all bars, and what it is called above them, where it can cover nothing."""
    _dashes(drawing, drawing.top(level), _LEFT + _ACROSS)
    _dashes(drawing, 102, _LEFT + 3 * _PITCH)
    left = _LEFT + 3 * _PITCH + _BETWEEN
    said = _fitted(label, _font(36), _LEFT + _ACROSS - left)
    drawing.pen.text((left, 102), said, font=_font(36), fill=_INK, anchor="lm")


def _dashes(drawing: _Drawing, height: int, end: int) -> None:
    top = height - _STROKE // 2
    for left in range(_LEFT, end, _PITCH):
        drawing.pen.rectangle((left, top, min(left + _DASH, end) - 1, top + _STROKE - 1), fill=LEVEL)


def _texts(drawing: _Drawing, texts: list[str], heights: list[int]) -> None:
    """Those of the texts that stand side by side, each over its slot; a seam keeps them apart from bars and line."""
    places = sorted(shown(texts, _ACROSS // _DENSITY))
    step = places[1] - places[0] if len(places) > 1 else len(texts)
    for index in places:
        said = _fitted(texts[index], _font(36), step * _ACROSS / drawing.slots - _BETWEEN)
        where = (drawing.middle(index), heights[index])
        drawing.pen.text(
            where, said, font=_font(36), fill=_INK, anchor="mm", stroke_width=_STROKE, stroke_fill=BACKGROUND
        )


def _fitted(text: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    """The text in letters that the font has, cut where it is wider than that many pixels."""
    whole = drawable(text)
    said = whole[:_LONGEST]
    while said and font.getlength(said if said == whole else said + "\u2026") > room:
        said = said[:-1].rstrip()
    return said if said == whole else said + "\u2026"


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType; its wheels have it"
    # Raqm is not in every build and would place letters differently where it is.
    return font.font_variant(layout_engine=ImageFont.Layout.BASIC)


def _encoded(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, format="PNG", compress_level=9)
    return file.getvalue()
