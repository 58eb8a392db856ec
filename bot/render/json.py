"""A document as JSON, for programs.

The shape, in full ("..." repeats)::

    document = {"format": 1, "title": str, "headline": line, "sections": [section, ...], "foot": [line, ...]}
    section  = {"key": str, "title": str, "lead": [line, ...], "blocks": [block, ...]}
    line     = [span, ...]
    span     = {"type": "text" | "strong" | "emphasis", "text": str}
             | {"type": "link", "text": str, "url": str}
    block    = {"type": "paragraph", "line": line}
             | {"type": "bullets", "items": [line, ...], "more": int}
             | {"type": "evidence", "finding": str, "behaviour": str, "quote": str, "line": line}
             | {"type": "open_item", "subject": str, "line": line, "holds_up": line}
             | {"type": "table", "title": str, "columns": [str, ...], "rows": [[line, ...], ...], "numeric": [int, ...]}
             | {"type": "bar_chart", "title": str, "labels": [str, ...], "values": [number | null, ...], "unit": str,
                "level": number | null, "level_label": str, "alternative": str}
             | {"type": "note", "line": line}

Text stands as the document holds it; `format` rises when a key changes its meaning or goes.
"""

import json
import re
from typing import Final, assert_never

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
)
from bot.render.chart import measured
from bot.render.safe import encodable

FORMAT: Final = 1
# JSON escapes the other controls itself; these would reach a terminal that shows the output.
_UNSAFE: Final = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def render_json(document: Document) -> str:
    """The document as indented JSON text that ends with a line feed; equal documents give equal text."""
    written = encodable(json.dumps(_document(document), ensure_ascii=False, indent=2, allow_nan=False))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", written) + "\n"


def _document(document: Document) -> dict[str, object]:
    return {
        "format": FORMAT,
        "title": document.title,
        "headline": _line(document.headline),
        "sections": [_section(section) for section in document.sections],
        "foot": [_line(line) for line in document.foot],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "key": section.key,
        "title": section.title,
        "lead": [_line(line) for line in section.lead],
        "blocks": [_block(block) for block in section.blocks],
    }


def _block(block: Block) -> dict[str, object]:  # noqa: PLR0911 - one return a type
    match block:
        case Paragraph(line):
            return {"type": "paragraph", "line": _line(line)}
        case Bullets(items, more):
            return {"type": "bullets", "items": [_line(item) for item in items], "more": more}
        case Evidence(finding, behaviour, quote, line):
            said = {"finding": finding, "behaviour": behaviour, "quote": quote}
            return {"type": "evidence", **said, "line": _line(line)}
        case OpenItem(subject, line, holds_up):
            return {"type": "open_item", "subject": subject, "line": _line(line), "holds_up": _line(holds_up)}
        case Table():
            return {"type": "table", **_table(block)}
        case BarChart():
            return {"type": "bar_chart", **_chart(block)}
        case Note(line):
            return {"type": "note", "line": _line(line)}
        case _:
            assert_never(block)


def _table(table: Table) -> dict[str, object]:
    return {
        "title": table.title,
        "columns": list(table.columns),
        "rows": [[_line(cell) for cell in row] for row in table.rows],
        "numeric": sorted(table.numeric),
    }


def _chart(chart: BarChart) -> dict[str, object]:
    return {
        "title": chart.title,
        "labels": list(chart.labels),
        "values": list(measured(chart)),
        "unit": chart.unit,
        "level": chart.level,
        "level_label": chart.level_label,
        "alternative": chart.alternative,
    }


def _line(line: Line) -> list[dict[str, str]]:
    return [_span(span) for span in line]


def _span(span: Span) -> dict[str, str]:
    match span:
        case Text(text):
            return {"type": "text", "text": text}
        case Strong(text):
            return {"type": "strong", "text": text}
        case Emphasis(text):
            return {"type": "emphasis", "text": text}
        case Link(text, url):
            return {"type": "link", "text": text, "url": url}
        case _:
            assert_never(span)
