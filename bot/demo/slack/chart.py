"""Charts as inline SVG: bars, lines, areas and pies, drawn quietly."""

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup

from bot.demo.slack.shapes import Json

COLOURS = ("#1d6fb8", "#e8912d", "#2f9e6e", "#c2366b", "#7a4fb5", "#5b6b78")
WIDTH, HEIGHT = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 38, 12, 10, 30
STEPS = (1, 2, 5, 10)


def chart(body: Json) -> Markup:
    """The chart of a data_visualization block, with its legend."""
    if body["type"] == "pie":
        names = [segment["label"] for segment in body["segments"]]
        return _figure(_pie(body["segments"]), names)
    series = [[float(point["value"]) for point in one["data"]] for one in body["series"]]
    scale = _Scale(series, len(body["axis_config"]["categories"]))
    drawn = {"bar": _bars, "line": _lines, "area": _areas}[body["type"]](series, scale)
    names = [one["name"] for one in body["series"]]
    return _figure(Markup("").join((_grid(scale), *drawn, _labels(body["axis_config"], scale))), names)


class _Scale:
    """Where values and categories stand on the canvas."""

    def __init__(self, series: Sequence[Sequence[float]], categories: int) -> None:
        values = [value for one in series for value in one]
        self.step = _step(max([0.0, *values]) - min([0.0, *values]))
        self.top = max(1, math.ceil(max([0.0, *values]) / self.step)) * self.step
        self.bottom = math.floor(min([0.0, *values]) / self.step) * self.step
        self.slot = (WIDTH - LEFT - RIGHT) / categories

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.top - value) / (self.top - self.bottom)

    def x(self, number: int) -> float:
        return LEFT + self.slot * (number + 0.5)

    def ticks(self) -> Iterator[float]:
        value = self.bottom
        while value <= self.top + self.step / 2:
            yield value
            value += self.step


def _step(span: float) -> float:
    size: float = 10.0 ** math.floor(math.log10(span / 4)) if span > 0 else 1.0
    return next(size * step for step in STEPS if size * step * 4 >= span) if span > 0 else 1.0


def _figure(drawing: Markup, names: Sequence[str]) -> Markup:
    keys = (_key(name, COLOURS[number % len(COLOURS)]) for number, name in enumerate(names))
    return Markup('<svg viewBox="0 0 {} {}" role="img">{}</svg><div class="legend">{}</div>').format(
        WIDTH, HEIGHT, drawing, Markup("").join(keys)
    )


def _key(name: str, colour: str) -> Markup:
    return Markup('<span><i style="background:{}"></i>{}</span>').format(colour, name)


def _grid(scale: _Scale) -> Markup:
    line = Markup(
        '<line x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}" class="grid"/><text x="{}" y="{:.1f}" class="y">{}</text>'
    )
    rows = (
        line.format(LEFT, WIDTH - RIGHT, scale.y(one), scale.y(one), LEFT - 7, scale.y(one) + 4, f"{one:g}")
        for one in scale.ticks()
    )
    return Markup("").join(rows)


def _labels(axis: Json, scale: _Scale) -> Markup:
    every = max(1, math.ceil(len(axis["categories"]) * 56 / WIDTH))
    words = Markup('<text x="{:.1f}" y="{}" class="x">{}</text>')
    shown = enumerate(axis["categories"])
    return Markup("").join(words.format(scale.x(at), HEIGHT - 10, name) for at, name in shown if at % every == 0)


def _bars(series: Sequence[Sequence[float]], scale: _Scale) -> Iterator[Markup]:
    width = min(34.0, scale.slot * 0.66 / len(series))
    bar = Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="3" fill="{}"/>')
    for number, values in enumerate(series):
        for at, value in enumerate(values):
            left = scale.x(at) + width * (number - len(series) / 2)
            top, bottom = scale.y(max(value, 0)), scale.y(min(value, 0))
            yield bar.format(left + 1, top, width - 2, max(bottom - top, 0.5), COLOURS[number])


def _lines(series: Sequence[Sequence[float]], scale: _Scale) -> Iterator[Markup]:
    path = Markup('<polyline points="{}" fill="none" stroke="{}" stroke-width="2.5" stroke-linejoin="round"/>')
    dot = Markup('<circle cx="{:.1f}" cy="{:.1f}" r="3.2" fill="{}"/>')
    for number, values in enumerate(series):
        yield path.format(_points(values, scale), COLOURS[number])
        yield from (dot.format(scale.x(at), scale.y(value), COLOURS[number]) for at, value in enumerate(values))


def _areas(series: Sequence[Sequence[float]], scale: _Scale) -> Iterator[Markup]:
    area = Markup('<polygon points="{:.1f},{:.1f} {} {:.1f},{:.1f}" fill="{}" fill-opacity="0.25" stroke="{}"/>')
    for number, values in enumerate(series):
        ground, last, colour = scale.y(0), scale.x(len(values) - 1), COLOURS[number]
        yield area.format(scale.x(0), ground, _points(values, scale), last, ground, colour, colour)


def _points(values: Sequence[float], scale: _Scale) -> str:
    return " ".join(f"{scale.x(at):.1f},{scale.y(value):.1f}" for at, value in enumerate(values))


def _pie(segments: Sequence[Json]) -> Markup:
    total, radius = sum(float(segment["value"]) for segment in segments), HEIGHT / 2 - 8
    round_ = 2 * math.pi * radius / 2
    slice_ = Markup(
        '<circle cx="{}" cy="{}" r="{:.1f}" fill="none" stroke="{}" stroke-width="{:.1f}"'
        ' stroke-dasharray="{:.2f} {:.2f}" stroke-dashoffset="{:.2f}" transform="rotate(-90 {} {})"/>'
    )
    shown, begun, middle = Markup(""), 0.0, (WIDTH // 2, HEIGHT // 2)
    for number, segment in enumerate(segments):
        length = round_ * float(segment["value"]) / total
        rest = round_ - length
        shown += slice_.format(*middle, radius / 2, COLOURS[number], radius, length, rest, -begun, *middle)
        begun += length
    return shown
