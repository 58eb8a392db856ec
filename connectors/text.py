"""Any body a tracker stores becomes plain text and the zones of it: what was said, quoted, coded, tabled, headed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from models.columns import Zone

Kind = Literal["prose", "quote", "code", "table", "heading"]
Markup = Literal["wiki", "markdown"]
Plain = tuple[str, list[Zone]]

_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\u0085\v\f]")
_HEADING_LIMIT = 60


@dataclass(slots=True)
class Canvas:
    """Blocks written one under the other; each is one zone with exact offsets into the joined text."""

    parts: list[str] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    length: int = 0

    def block(self, text: str, kind: Kind) -> None:
        """Write one block on lines of its own; blank ones leave no trace."""
        if not (text := text.strip()):
            return
        if self.parts:
            self.parts.append("\n")
            self.length += 1
        self.parts.append(text)
        self.zones.append(Zone(self.length, self.length + len(text), kind))
        self.length += len(text)

    def plain(self) -> Plain:
        """The text and its zones."""
        return "".join(self.parts), self.zones


def plain(body: Mapping[str, Any] | str | None, *, markup: Markup = "wiki") -> Plain:
    """Text and zones of an ADF document (a mapping), Jira wiki markup or Markdown (a string); of nothing, nothing.

    Zones are in order, do not overlap, and cover every character that is not white space. Never raises on any body.
    """
    from connectors import adf, markdown, wiki

    if not body:
        return "", []
    if not isinstance(body, str):
        return adf.plain(body)
    readers: Mapping[Markup, Callable[[str], Plain]] = {"wiki": wiki.plain, "markdown": markdown.plain}
    return readers[markup](clean(body))


def clean(text: str) -> str:
    """The text without what databases refuse (NUL, half characters), and with one kind of line break."""
    if not text.isprintable():
        text = _BREAKS.sub("\n", text).replace("\0", "")
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _is_broken(text) else text


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def is_template_heading(text: str) -> bool:
    """Whether a line that stands alone in bold is a form's heading (`Steps to reproduce`) and not a bold sentence."""
    line = text.strip()
    if not line or "\n" in line or len(line) > _HEADING_LIMIT or line[-1] in ".!?":
        return False
    return line.endswith(":") or len(line.split()) <= 4


def row(cells: Sequence[str]) -> str:
    """One line for one table row."""
    return " | ".join(filled) if (filled := [cell.strip() for cell in cells if cell.strip()]) else ""
