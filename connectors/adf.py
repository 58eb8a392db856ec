"""Atlassian Document Format (the JSON tree of Jira Cloud) as plain text with zones.

The tree is walked with a list and not by recursion, so that no depth of nesting can exhaust the interpreter's stack.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.text import Canvas, Kind, Plain, clean, is_template_heading

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Media carries no words; an extension without content carries only its parameters.
_DROPPED = frozenset({"media", "mediaSingle", "mediaGroup", "mediaInline", "rule"})
_BLOCKS = frozenset({
    "doc", "paragraph", "heading", "codeBlock", "blockquote", "bulletList", "orderedList", "listItem", "taskList",
    "taskItem", "blockTaskItem", "decisionList", "decisionItem", "panel", "expand", "nestedExpand", "table", "tableRow",
    "layoutSection", "layoutColumn", "caption", "bodiedExtension", "extension", "blockCard", "embedCard",
    "bodiedSyncBlock", "multiBodiedExtension", "extensionFrame",
})  # fmt: skip
_CELLS = frozenset({"tableCell", "tableHeader"})
_KINDS: Mapping[str, Kind] = {"codeBlock": "code", "blockquote": "quote", "table": "table", "heading": "heading"}
_STRENGTH: Mapping[Kind, int] = {"prose": 0, "heading": 1, "quote": 2, "table": 3, "code": 4}


@dataclass(slots=True)
class _Line:
    """The block being written: its pieces, and whether all of them are bold."""

    canvas: Canvas = field(default_factory=Canvas)
    pieces: list[str] = field(default_factory=list)
    bold: bool = True

    def end(self, kind: Kind) -> None:
        text = "".join(self.pieces)
        is_heading = kind == "prose" and self.bold and is_template_heading(text)
        self.canvas.block(
            " ".join(text.split()).strip(" |") if kind == "table" else text, "heading" if is_heading else kind
        )
        self.pieces.clear()
        self.bold = True

    def write(self, text: str, *, bold: bool) -> None:
        self.pieces.append(text)
        self.bold = self.bold and (bold or not text.strip())


def plain(document: Mapping[str, Any]) -> Plain:
    """The words of the document, block under block; nodes this code has never heard of keep their text."""
    line = _Line()
    stack: list[tuple[Any, Kind, bool]] = [(document, "prose", False)]  # node, zone it stands in, leaving it
    while stack:
        node, kind, leaving = stack.pop()
        if leaving:
            _leave(line, node, kind)
        elif not isinstance(node, dict):
            continue
        elif node.get("type") == "text":  # most nodes of a document, and never with anything inside
            _write(line, node, node.get("text"))
        else:
            _enter(line, node, kind)
            stack.append((node, kind, True))
            if children := _children(node):
                inner = _inner(node, kind)
                stack.extend((child, inner, False) for child in reversed(children))
    line.end("prose")
    return line.canvas.plain()


def _write(line: _Line, node: Mapping[str, Any], text: object) -> None:
    if text and isinstance(text, str):
        line.write(clean(text), bold=bool(node.get("marks")) and _is_bold(node))


def _enter(line: _Line, node: Mapping[str, Any], kind: Kind) -> None:
    if _starts_line(node, kind):
        line.end(kind)
    _write(line, node, _words(node))


def _leave(line: _Line, node: Mapping[str, Any], kind: Kind) -> None:
    if _type(node) in _CELLS:
        line.write(" | ", bold=True)
    elif _starts_line(node, kind):
        line.end(_inner(node, kind))
    elif kind == "table" and _type(node) in _BLOCKS:
        line.write(" ", bold=True)


def _type(node: Mapping[str, Any]) -> str:
    name = node.get("type")
    return name if isinstance(name, str) else ""


def _starts_line(node: Mapping[str, Any], kind: Kind) -> bool:
    """Blocks stand on lines of their own, except inside a table, where a row is the line."""
    name = _type(node)
    return name in _BLOCKS and (kind != "table" or name == "tableRow")


def _inner(node: Mapping[str, Any], kind: Kind) -> Kind:
    own = _KINDS.get(_type(node), "prose")
    return own if _STRENGTH[own] > _STRENGTH[kind] and kind != "table" else kind


def _children(node: Mapping[str, Any]) -> list[Any]:
    content = node.get("content")
    return content if isinstance(content, list) and _type(node) not in _DROPPED else []


def _is_bold(node: Mapping[str, Any]) -> bool:
    marks = node.get("marks")
    return isinstance(marks, list) and any(isinstance(mark, Mapping) and mark.get("type") == "strong" for mark in marks)


def _words(node: Mapping[str, Any]) -> str:
    """What the node itself says, apart from what stands in it."""
    attributes = node.get("attrs")
    attributes = attributes if isinstance(attributes, Mapping) else {}
    name = _type(node)
    if reader := _WORDS.get(name):
        return next((text for text in reader(attributes) if isinstance(text, str) and text), "")
    text = node.get("text")
    return text if isinstance(text, str) and name not in _DROPPED else ""


def _mention(attributes: Mapping[str, Any]) -> Iterator[Any]:
    text = attributes.get("text") or attributes.get("id") or ""
    yield text if str(text).startswith("@") else f"@{text}"


def _date(attributes: Mapping[str, Any]) -> Iterator[Any]:
    try:
        yield (_EPOCH + timedelta(milliseconds=int(attributes["timestamp"]))).date().isoformat()
    except (KeyError, TypeError, ValueError, OverflowError):
        return


def _card(attributes: Mapping[str, Any]) -> Iterator[Any]:
    yield attributes.get("url")
    data = attributes.get("data")
    if isinstance(data, Mapping):
        yield from (data.get("name"), data.get("url"))


def _title(attributes: Mapping[str, Any]) -> Iterator[Any]:
    title = attributes.get("title")
    yield f"{title}\n" if isinstance(title, str) and title else None


_WORDS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Any]]] = {
    "mention": _mention,
    "date": _date,
    "inlineCard": _card,
    "blockCard": _card,
    "embedCard": _card,
    "expand": _title,
    "nestedExpand": _title,
    "hardBreak": lambda _: iter(("\n",)),
    "emoji": lambda attributes: iter((attributes.get("text"), attributes.get("shortName"))),
    "status": lambda attributes: iter((attributes.get("text"),)),
    "placeholder": lambda attributes: iter((attributes.get("text"),)),
    "extension": lambda attributes: iter((attributes.get("text"),)),
    "inlineExtension": lambda attributes: iter((attributes.get("text"),)),
}
