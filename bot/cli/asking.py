"""`vested digest` and `vested status`: the commands that answer, printed or written as the user wants them."""

import json
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import app
from bot.cli.console import colour, stdout, width
from bot.cli.options import ConfigOption, EngagementArgument
from bot.commands.base import Context
from bot.commands.digest import digest as digest_command
from bot.commands.status import status as status_command
from bot.config import config_path
from bot.document import Document
from bot.errors import UserError
from bot.jobs.answers import SourceStatus, source_statuses
from bot.render.html import render_html
from bot.render.json import render_json
from bot.render.terminal import render_terminal


class Surface(StrEnum):
    """Where a document is to be read."""

    terminal = "terminal"
    html = "html"
    json = "json"


class Reader(StrEnum):
    """Who a digest is for."""

    client = "client"
    internal = "internal"


SurfaceOption = Annotated[Surface, typer.Option("--as", help="How to show it.")]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write to FILE instead of printing.")]


def digest(
    engagement: EngagementArgument = None,
    *,
    week: Annotated[str | None, typer.Option(metavar="2026-W47", help="Default is the last full week.")] = None,
    edition: Annotated[Reader, typer.Option(help="client: no person-level findings. internal: all.")] = Reader.internal,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Show one week of an engagement: what shipped, what was flagged, what needs a decision."""
    with app.open_app(config_path(config)) as opened:
        document = digest_command(_context(opened), engagement=engagement, week=week, edition=edition.value)
    show(document, surface, out)


def status(
    engagement: EngagementArgument = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Counts and instants for scripts.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show how fresh and how complete each source is."""
    with app.open_app(config_path(config)) as opened:
        if not as_json:
            show(status_command(_context(opened), engagement=engagement), Surface.terminal, None)
            return
        wanted = [opened.config.engagement(engagement)] if engagement else list(opened.config.engagements)
        found = {settings.id: source_statuses(opened.engine, settings) for settings in wanted}
    typer.echo(json.dumps({name: _sources(statuses) for name, statuses in found.items()}, indent=2))


def _sources(statuses: list[SourceStatus]) -> dict[str, Any]:
    return {status.state.source: _source(status) for status in statuses}


def _source(status: SourceStatus) -> dict[str, Any]:
    held, run = status.holdings, status.state.last_run
    return {
        "type": status.state.type,
        "issues": held.issues,
        "comments": held.comments,
        "changes": held.changes,
        "sprints": held.sprints,
        "people": held.people,
        "watermark": _instant(status.state.complete_until),
        "last_run": run
        and {
            "started_at": _instant(run.started_at),
            "finished_at": _instant(run.finished_at),
            "seen": run.seen,
            "new": run.new,
            "changed": run.changed,
            "unchanged": run.unchanged,
            "removed": run.removed,
            "requests": run.requests,
            "error": run.error,
        },
    }


def _instant(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _context(opened: app.App) -> Context:
    return Context(config=opened.config, engine=opened.engine, asked_at=app.now(), version=opened.version)


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
