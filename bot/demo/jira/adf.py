"""Jira's wiki markup as Atlassian Document Format, which is what Jira Cloud's API v3 gives for it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Literal

from bot.demo.jira.inline import Node, inline

_MACRO = re.compile(
    r"(?<!\{)\{(?P<name>code|noformat|quote|panel)(?::(?P<options>[^}\n]*))?\}(?P<inside>.*?)\{(?P=name)\}", re.DOTALL
)
_HEADING = re.compile(r"h([1-6])\.\s+(.*)")
_ITEM = re.compile(r"([*#]+|-)\s+(.*)")
_RULE = re.compile(r"-{4,}")
_CELL = re.compile(r"(\|\|?)((?:\[[^\]\n]*\]|\{\{.*?\}\}|[^|])*)")

Kind = Literal["heading", "item", "row", "quote", "rule", "prose", "blank"]
Names = Mapping[str, str]


def adf(text: str, names: Names) -> Node:
    """The document; `names` holds the display name of each account id that mentions may name."""
    return {"type": "doc", "version": 1, "content": list(_blocks(text.replace("\r\n", "\n"), names))}


def _blocks(text: str, names: Names) -> Iterator[Node]:
    position = 0
    for found in _MACRO.finditer(text) if "{" in text else ():
        yield from _lines(text[position : found.start()], names)
        yield from _macro(found, names)
        position = found.end()
    yield from _lines(text[position:], names)


def _macro(found: re.Match[str], names: Names) -> Iterator[Node]:
    inside = found["inside"].strip("\n")
    if found["name"] in ("code", "noformat"):
        yield _code(inside, language=_language(found["options"]))
        return
    content = list(_blocks(inside, names)) or [_paragraph("", names)]
    if found["name"] == "quote":
        yield {"type": "blockquote", "content": content}
    else:
        yield {"type": "panel", "attrs": {"panelType": "info"}, "content": content}


def _code(code: str, *, language: str | None) -> Node:
    attributes = {"attrs": {"language": language}} if language else {}
    return {"type": "codeBlock", **attributes, "content": [{"type": "text", "text": code}] if code else []}


def _language(options: str | None) -> str | None:
    return next((part for part in (options or "").split("|") if part and "=" not in part), None)


def _lines(text: str, names: Names) -> Iterator[Node]:
    for kind, group in groupby(text.split("\n"), key=_kind):
        lines = [line.strip() for line in group]
        match kind:
            case "prose":
                yield _paragraph("\n".join(lines), names)
            case "item":
                yield from _lists([_parted(line) for line in lines], names)
            case "row":
                yield {"type": "table", "content": [_row(line, names) for line in lines]}
            case "heading":
                yield from (_heading(line, names) for line in lines)
            case "quote":
                yield from (
                    {"type": "blockquote", "content": [_paragraph(line.removeprefix("bq.").strip(), names)]}
                    for line in lines
                )
            case "rule":
                yield from ({"type": "rule"} for _ in lines)
            case "blank":
                pass


def _kind(line: str) -> Kind:
    line = line.strip()
    if not line:
        return "blank"
    if line[0].isalnum():
        return "heading" if _HEADING.match(line) else "quote" if line.startswith("bq. ") else "prose"
    if _RULE.fullmatch(line):
        return "rule"
    if line[0] == "|" and line.count("|") > 1:
        return "row"
    return "item" if _ITEM.match(line) else "prose"


def _paragraph(text: str, names: Names) -> Node:
    return {"type": "paragraph", "content": inline(text, names)}


def _heading(line: str, names: Names) -> Node:
    found = _HEADING.match(line)
    level, text = (int(found[1]), found[2]) if found else (1, line)
    return {"type": "heading", "attrs": {"level": level}, "content": inline(text, names)}


def _parted(line: str) -> tuple[str, str]:
    """The bullets and the text of a list item."""
    found = _ITEM.match(line)
    return (found[1], found[2]) if found else ("*", line)


def _lists(items: Iterable[tuple[str, str]], names: Names) -> Iterator[Node]:
    """The items, each with its bullets, as lists nested by the number of bullets."""
    for bullet, group in groupby(_threads(items), key=lambda thread: thread[0][0][-1]):
        kind = "orderedList" if bullet == "#" else "bulletList"
        yield {"type": kind, "content": [_item(thread, names) for thread in group]}


def _threads(items: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Each item with the deeper ones that follow it."""
    thread: list[tuple[str, str]] = []
    for item in items:
        if thread and len(item[0]) <= len(thread[0][0]):
            yield thread
            thread = []
        thread.append(item)
    if thread:
        yield thread


def _item(thread: list[tuple[str, str]], names: Names) -> Node:
    (_, text), *deeper = thread
    return {"type": "listItem", "content": [_paragraph(text, names), *_lists(deeper, names)]}


def _row(line: str, names: Names) -> Node:
    cells = [(found[1], found[2].strip()) for found in _CELL.finditer(line)]
    if cells and not cells[-1][1]:
        cells.pop()  # the bar that closes the row
    return {"type": "tableRow", "content": [_cell(bar, text, names) for bar, text in cells]}


def _cell(bar: str, text: str, names: Names) -> Node:
    kind = "tableHeader" if bar == "||" else "tableCell"
    return {"type": kind, "attrs": {}, "content": [_paragraph(text, names)]}
