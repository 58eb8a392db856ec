"""Jira's wiki markup inside a paragraph, as Atlassian Document Format nodes."""

import re
from collections.abc import Mapping
from typing import Any

Node = dict[str, Any]

_MARK_BY_GROUP = {"strong": "strong", "em": "em", "strike": "strike", "ins": "underline"}
_INLINE = re.compile(
    r"""
    \{\{(?P<mono>.+?)\}\}
  | \[~(?:accountid:)?(?P<mention>[^\]\s|]+)\]
  | \[(?:(?P<label>[^\]\[\n|]+)\|)?(?P<href>(?:https?://|ftp://|mailto:)[^\]\n|]+)(?:\|[^\]\n]*)?\]
  | (?P<url>https?://[^\s\]|<>"{}]*[^\s\]|<>"{}.,;:!?'()])
  | !(?P<media>\w[^!\n|]*\.\w{2,5})(?:\|[^!\n]*)?!
  | (?P<break>\\\\\s?|\n)
  | \\(?P<escaped>[{}\[\]*_+!|\\-])
  | (?<![\w*])\*(?P<strong>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])
  | (?<![\w_])_(?P<em>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])
  | (?<![\w-])-(?P<strike>[^\s-](?:[^-\n]*[^\s-])?)-(?![\w-])
  | (?<![\w+])\+(?P<ins>[^\s+](?:[^+\n]*[^\s+])?)\+(?![\w+])
  | (?P<colour>\{color(?::[^}\n]*)?\})
    """,
    re.VERBOSE,
)
_SPECIAL = re.compile(r"[\\{\[*_+!\n-]|://")


def inline(text: str, names: Mapping[str, str], *, marks: tuple[Node, ...] = ()) -> list[Node]:
    """The text as inline nodes; `names` holds the display name of each account id. Line ends are hard breaks."""
    if not _SPECIAL.search(text):
        return _text(text, marks)
    nodes, position = [], 0
    for found in _INLINE.finditer(text):
        nodes += _text(text[position : found.start()], marks)
        nodes += _matched(found, names, marks)
        position = found.end()
    return _joined([*nodes, *_text(text[position:], marks)])


def _text(text: str, marks: tuple[Node, ...]) -> list[Node]:
    if not text:
        return []
    return [{"type": "text", "text": text} | ({"marks": list(marks)} if marks else {})]


def _matched(found: re.Match[str], names: Mapping[str, str], marks: tuple[Node, ...]) -> list[Node]:
    kind = found.lastgroup or ""
    value = found[kind]
    if kind in _MARK_BY_GROUP:
        return inline(value, names, marks=(*marks, {"type": _MARK_BY_GROUP[kind]}))
    if kind in ("href", "url"):
        return _text(found["label"] or value, (*marks, {"type": "link", "attrs": {"href": value}}))
    if kind in ("mono", "escaped"):
        return _text(value, ({"type": "code"},) if kind == "mono" else marks)
    return _objects(kind, value, names)


def _objects(kind: str, value: str, names: Mapping[str, str]) -> list[Node]:
    match kind:
        case "mention":
            return [{"type": "mention", "attrs": {"id": value, "text": f"@{names.get(value, value)}"}}]
        case "media":
            return [{"type": "mediaInline", "attrs": {"id": value, "type": "file", "collection": ""}}]
        case "break":
            return [{"type": "hardBreak"}]
        case _:  # a colour changes no words
            return []


def _joined(nodes: list[Node]) -> list[Node]:
    """Neighbouring texts with the same marks as one."""
    joined: list[Node] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if last and node["type"] == last["type"] == "text" and node.get("marks") == last.get("marks"):
            joined[-1] = last | {"text": last["text"] + node["text"]}
        else:
            joined.append(node)
    return joined
