"""A document for a terminal, a pipe or a log: plain lines that never exceed the width."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Final, assert_never

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.style import Style
from rich.text import Text as Words

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
    Paragraph,
    Section,
    Span,
    Strong,
    Table,
    Text,
)
from bot.render.safe import one_line, plain, web_address
from bot.render.terminal_figures import bars, grid

NARROWEST: Final = 20
WIDEST: Final = 100  # longer lines are harder to read
_LINK_ID: Final = re.compile("\x1b]8;id=[^;]*;")  # drawn at random, and of use only to screens that redraw


def render_terminal(document: Document, *, width: int, colour: bool) -> str:
    """The document as lines of at most `width` columns (20 at least); escape codes and links only with colour."""
    console = _console(min(max(width, NARROWEST), WIDEST), colour=colour)
    for part in _document(document, console):
        console.print(part, crop=False)
    written = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO it was given
    written = _LINK_ID.sub("\x1b]8;;", written)
    return "\n".join(line.rstrip(" ") for line in written.rstrip().split("\n")) + "\n"
