"""Markdown (Linear, GitHub, GitLab) as plain text with zones, through markdown-it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from connectors.text import Canvas, Kind, Plain, is_template_heading, row

# A longer body is a pasted log: the parser's worst cases would cost more there than structure is worth.
_LIMIT = 65_536
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,}).*$", re.MULTILINE)


@dataclass(slots=True)
class _Page:
    """What is being written, and what it stands in."""

    canvas: Canvas = field(default_factory=Canvas)
    quotes: int = 0
    heading: bool = False
    cells: list[str] | None = None

    def block(self, text: str, kind: Kind) -> None:
        self.canvas.block(text, "quote" if self.quotes and kind != "code" else kind)


def plain(text: str) -> Plain:
    """The words of the markup, block under block; comments and tags of HTML are dropped, what they hold stays."""
    page = _Page()
    for token in _parser().parse(text) if len(text) <= _LIMIT else ():
        _write(page, token)
    return page.canvas.plain() if len(text) <= _LIMIT else _lines(text)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])


def _lines(text: str) -> Plain:
    """A very long body without its structure: what stands between fences is code, the rest is prose."""
    canvas = Canvas()
    for position, piece in enumerate(_FENCE.split(text)):
        canvas.block(piece, "code" if position % 2 else "prose")
    return canvas.plain()


def _write(page: _Page, token: Token) -> None:
    match token.type:
        case "blockquote_open" | "blockquote_close":
            page.quotes += token.nesting
        case "heading_open" | "heading_close":
            page.heading = token.nesting > 0
        case "tr_open":
            page.cells = []
        case "tr_close":
            page.block(row(page.cells or ()), "table")
            page.cells = None
        case "fence" | "code_block":
            page.block(token.content, "code")
        case "html_block":
            page.block(_TAG.sub("", _COMMENT.sub("", token.content)), "prose")
        case "inline":
            _write_inline(page, token.children or ())


def _write_inline(page: _Page, children: Sequence[Token]) -> None:
    text = "".join(_words(child) for child in children)
    if page.cells is not None:
        page.cells.append(text)
    else:
        is_heading = page.heading or (_is_bold(children) and is_template_heading(text))
        page.block(text, "heading" if is_heading else "prose")


def _words(token: Token) -> str:
    match token.type:
        case "text" | "text_special" | "code_inline":
            return token.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline" if token.content.lower().startswith("<br"):
            return "\n"
        case _:
            return ""


def _is_bold(children: Sequence[Token]) -> bool:
    """Whether every word stands inside strong emphasis, a closing colon aside."""
    depth = 0
    for child in children:
        depth += child.nesting if child.type.startswith("strong") else 0
        if depth == 0 and _words(child).strip(" :\n"):
            return False
    return bool(children)
