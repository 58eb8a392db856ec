"""What is said, before anybody decides how it looks: closed unions of spans and blocks that every renderer knows."""

from dataclasses import dataclass
from typing import Literal

Edition = Literal["client", "internal"]


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. Renderers escape them; nothing in here is markup."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that carry the line."""

    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words said aside."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that open the thing they name."""

    text: str
    url: str


Span = Text | Strong | Emphasis | Link
Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of reading, however wide it wraps."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """Lines of equal standing; `more` counts those left out."""

    items: tuple[Line, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding with its sentence, verbatim. Surfaces with buttons let readers confirm or dispute it here."""

    finding: str
    behaviour: str
    quote: str
    line: Line  # who, when, where


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A question or flag that waits for an answer. Surfaces with buttons let readers close it here."""

    subject: str  # what verdicts on it are given on
    line: Line  # who is asked what, in whose words, and for how long it has waited
    holds_up: Line = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; numeric columns (by index) align right."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class BarChart:
    """Counts per label, with one level line to compare with; `alternative` says the same in words."""

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str
    level: float | None
    level_label: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: how a number was made, what is missing."""

    line: Line


Block = Paragraph | Bullets | Evidence | OpenItem | Table | BarChart | Note


@dataclass(frozen=True, slots=True)
class Section:
    """One answer. `lead` stands in the main message, `blocks` behind it (the thread, the page)."""

    key: str
    title: str
    lead: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    whole: bool = False  # the blocks say all that the lead says: a page that has room for both shows them alone

    @property
    def page_lead(self) -> tuple[Line, ...]:
        """The lead where lead and blocks are read together."""
        return () if self.whole and self.blocks else self.lead


@dataclass(frozen=True, slots=True)
class Document:
    """A whole message: `headline` alone makes sense as a phone notification."""

    title: str  # what and when: "Harbour · week 47 (16-22 Nov)"
    headline: Line
    sections: tuple[Section, ...]
    foot: tuple[Line, ...]  # machine-made, data until when, complete or not, version, method


def words(line: Line) -> str:
    """The line as plain text."""
    return "".join(span.text for span in line)
