"""An answer on its way to the reader: the surfaces a document can be written for, and where it goes."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import app
from bot.access import OPERATOR
from bot.cli.console import colour, stdout, width
from bot.commands.base import Context, Run
from bot.commands.words import Arguments
from bot.config import config_path
from bot.document import Document
from bot.errors import UserError
from bot.render.html import render_html
from bot.render.json import render_json
from bot.render.terminal import render_terminal


class Surface(StrEnum):
    """Where a document is to be read."""

    terminal = "terminal"
    html = "html"
    json = "json"


SurfaceOption = Annotated[Surface, typer.Option("--as", help="How to show it.")]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to FILE instead of printing.")]


def operator_context(opened: app.App) -> Context:
    """What commands answer from at the terminal: its user runs the product and may see all of it."""
    return Context(
        config=opened.config,
        engine=opened.engine,
        asked_at=app.now(),
        version=opened.version,
        viewer=OPERATOR,
    )


def ask_and_show(
    run: Run,
    words: tuple[str, ...],
    *,
    engagement: str | None,
    surface: Surface,
    out: Path | None,
    config: Path | None,
    of_all: bool = False,
) -> None:
    """Run one command with these words and show its answer. Raises UserError.

    Where none is named the answer is about the only engagement, or about every one with `of_all`.
    """
    with app.open_app(config_path(config)) as opened:
        wanted = None if of_all and engagement is None else opened.config.engagement(engagement).id
        document = run(operator_context(opened), Arguments(words, engagement=wanted))
    show(document, surface, out)


def show(document: Document, surface: Surface, out: Path | None) -> None:
    """Print the document, or write it to a file. Raises UserError when the file cannot be written."""
    text = _render(surface, to_file=out is not None)(document)
    if out is None:
        typer.echo(text)
        return
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}; name another file with --out") from error
    stdout.print(f"written to {out}", markup=False)


def _render(surface: Surface, *, to_file: bool) -> Callable[[Document], str]:
    match surface:
        case Surface.terminal:
            return lambda document: render_terminal(document, width=width(), colour=colour() and not to_file)
        case Surface.html:
            return render_html
        case Surface.json:
            return render_json
