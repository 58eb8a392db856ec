"""A document as one HTML file that needs nothing else: no script, no request, readable on a phone and on paper."""

from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Final, assert_never
from unicodedata import bidirectional

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

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
from bot.render.chart import bar_chart, unit_aside
from bot.render.safe import one_line, plain, readable, web_address

_SIDE_BY_SIDE: Final = 3  # columns that fit a phone
_SHORT_NUMBER: Final = 10  # characters that stay on one line
_KEY_LENGTH: Final = 20  # a link of one word up to this long never breaks
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})


def render_html(document: Document) -> str:
    """The document as a whole page; equal documents give equal text."""
    css = files("bot.render").joinpath("page.css").read_text(encoding="utf-8")
    return (
        _pages()
        .get_template("page.html.jinja")
        .render(
            name=one_line(document.title or words(document.headline)).strip() or "Vested",
            title=_inline(document.title),
            headline=_line(document.headline),
            sections=[_section(section, f"chart-{place}") for place, section in enumerate(document.sections, 1)],
            foot=[_line(line) for line in document.foot],
            css=Markup(css),  # noqa: S704 - the product's own file
            policy=_policy(css),
        )
    )


@cache
def _pages() -> Environment:
    loader = PackageLoader("bot.render", ".")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )


def _policy(css: str) -> str:
    digest = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _section(section: Section, name: str) -> dict[str, object]:
    return {
        "title": _inline(section.title),
        "lead": [_line(line) for line in section.page_lead],
        "blocks": [_block(block, f"{name}-{place}") for place, block in enumerate(section.blocks, 1)],
    }


def _block(block: Block, name: str) -> Markup:  # noqa: PLR0911 - one return a type
    match block:
        case Paragraph(line):
            return Markup("<p>{}</p>").format(_line(line))
        case Bullets(items, more):
            return _bullets(items, more)
        case Evidence():
            return _evidence(block)
        case OpenItem():
            return _open_item(block)
        case Table():
            return _table(block, name)
        case BarChart():
            return _chart(block, name)
        case Note(line):
            return Markup('<p class="note">{}</p>').format(_line(line))
        case _:
            assert_never(block)


def _bullets(items: tuple[Line, ...], more: int) -> Markup:
    lines = [Markup("<li>{}</li>").format(_line(item)) for item in items]
    rest = [Markup('<li class="more">and {} more</li>').format(more)] if more > 0 else []
    return Markup("<ul>{}</ul>").format(_joined([*lines, *rest])) if lines or rest else Markup("")


def _evidence(evidence: Evidence) -> Markup:
    return Markup(
        '<figure class="evidence"><blockquote dir="auto">{}</blockquote>'
        '<figcaption><span class="behaviour">{}</span> · {}</figcaption></figure>'
    ).format(plain(evidence.quote), _inline(readable(evidence.behaviour)), _line(evidence.line))


def _open_item(item: OpenItem) -> Markup:
    held = Markup('<p class="note">Holds up {}</p>').format(_line(item.holds_up)) if item.holds_up else ""
    return Markup('<div class="open"><p>{}</p>{}</div>').format(_line(item.line), held)


def _table(table: Table, name: str) -> Markup:
    heads = [
        Markup('<th scope="col"{}>{}</th>').format(_kind(table, place, column), _inline(column))
        for place, column in enumerate(table.columns)
    ]
    rows = [Markup("<tr>{}</tr>").format(_joined(_cells(row, table))) for row in table.rows]
    none = Markup('<tr><td colspan="{}" class="nothing">Nothing to list.</td></tr>').format(max(1, len(heads)))
    return Markup(
        '<div class="scroll" role="region" tabindex="0" aria-labelledby="{name}"><table{wide}>'
        '<caption id="{name}">{title}</caption>'
        "<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    ).format(
        name=name,
        wide=Markup(' class="stacks"') if table.rows and len(table.columns) > _SIDE_BY_SIDE else "",
        title=_inline(table.title),
        heads=_joined(heads),
        rows=_joined(rows) or none,
    )


def _cells(row: tuple[Line, ...], table: Table) -> Iterable[Markup]:
    """The row's cells, each with its column's name for screens where a row becomes a list."""
    for place, cell in enumerate(row):
        if place == 0 and place not in table.numeric:
            yield Markup('<th scope="row">{}</th>').format(_line(cell))
        else:
            column = one_line(table.columns[place]) if place < len(table.columns) else ""
            yield Markup('<td{} data-column="{}">{}</td>').format(_kind(table, place, words(cell)), column, _line(cell))


def _kind(table: Table, place: int, content: str) -> Markup:
    if place not in table.numeric:
        return Markup("")
    return Markup(' class="number short"') if len(content) <= _SHORT_NUMBER else Markup(' class="number"')


def _chart(chart: BarChart, name: str) -> Markup:
    unit = Markup('<span class="unit">{}</span>').format(_inline(unit_aside(chart)))
    svg = Markup(bar_chart(chart, name=name))  # noqa: S704 - built as a tree, which escapes every text
    return Markup('<figure class="bars"><figcaption>{}{}</figcaption>{}</figure>').format(
        _inline(chart.title), unit, svg
    )


def _line(line: Line) -> Markup:
    return _joined(map(_span, line))


def _span(span: Span) -> Markup:
    match span:
        case Text(text):
            return _inline(text)
        case Strong(text):
            return Markup("<strong>{}</strong>").format(_inline(text))
        case Emphasis(text):
            return Markup("<em>{}</em>").format(_inline(text))
        case Link(text, url):
            return _link(text, url)
        case _:
            assert_never(span)


def _link(text: str, url: str) -> Markup:
    address = web_address(url)
    if address is None:
        return _inline(text)
    shown = one_line(text) or address
    key = Markup(' class="key"') if len(shown) <= _KEY_LENGTH and " " not in shown else ""
    return Markup('<a href="{}"{} rel="noopener noreferrer">{}</a>').format(address, key, _inline(shown))


def _inline(text: str) -> Markup:
    """The text on one line, kept from reordering its neighbours where it reads from right to left."""
    shown = one_line(text)
    turned = any(bidirectional(character) in _RIGHT_TO_LEFT for character in shown)
    return Markup("<bdi>{}</bdi>").format(shown) if turned else Markup.escape(shown)


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
