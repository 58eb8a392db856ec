"""`vested digest`, `status`, `risks`, `velocity`, `people`, `settings`: what is known of an engagement."""

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import typer

from bot import app
from bot.cli.options import ConfigOption, EngagementArgument
from bot.cli.showing import OutOption, Surface, SurfaceOption, ask_and_show, show
from bot.commands.digest import digest as digest_command
from bot.commands.people import people as people_command
from bot.commands.risks import risks as risks_command
from bot.commands.settings import settings as settings_command
from bot.commands.status import status as status_command
from bot.commands.velocity import velocity as velocity_command
from bot.config import config_path
from bot.jobs.answers import SourceStatus, source_statuses

__all__ = ["Surface", "digest", "people", "risks", "settings", "show", "status", "velocity"]


class Reader(StrEnum):
    """Who a digest is for."""

    client = "client"
    internal = "internal"


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
    words = (edition.value, *([week] if week else []))
    ask_and_show(digest_command, words, engagement=engagement, surface=surface, out=out, config=config)


def risks(
    engagement: EngagementArgument = None,
    *,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Show the flags and questions that wait for an answer, oldest first."""
    ask_and_show(risks_command, (), engagement=engagement, surface=surface, out=out, config=config)


def velocity(
    engagement: EngagementArgument = None,
    *,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Show items finished a week, how long they take, and what is in progress."""
    ask_and_show(velocity_command, (), engagement=engagement, surface=surface, out=out, config=config)


def people(
    engagement: EngagementArgument = None,
    *,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Show whose account is whose, and which accounts are nobody's."""
    ask_and_show(people_command, (), engagement=engagement, surface=surface, out=out, config=config)


def settings(
    engagement: EngagementArgument = None,
    *,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what an engagement is configured to do."""
    ask_and_show(settings_command, (), engagement=engagement, surface=surface, out=out, config=config)


def status(
    engagement: EngagementArgument = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Counts and instants for scripts.")] = False,
    config: ConfigOption = None,
) -> None:
    """Show how fresh and how complete each source is."""
    if not as_json:
        ask_and_show(
            status_command,
            (),
            engagement=engagement,
            surface=Surface.terminal,
            out=None,
            config=config,
            of_all=True,
        )
        return
    with app.open_app(config_path(config)) as opened:
        wanted = [opened.config.engagement(engagement)] if engagement else list(opened.config.engagements)
        found = {each.id: source_statuses(opened.engine, each) for each in wanted}
    typer.echo(json.dumps({name: _sources(statuses) for name, statuses in found.items()}, indent=2))


def _sources(statuses: list[SourceStatus]) -> dict[str, Any]:
    return {status.state.source: _source(status) for status in statuses}


def _source(status: SourceStatus) -> dict[str, Any]:
    held, run = status.holdings, status.state.last_run
    return {
        "issues": held.issues,
        "comments": held.comments,
        "changes": held.changes,
        "sprints": held.sprints,
        "people": held.people,
        "watermark": _instant(status.state.watermark),
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
