"""`vested sync`: pull every source, then read what was written."""

from collections.abc import Iterable

import typer
from rich import box
from rich.table import Table

from bot import app
from bot.cli.console import complain, meter, patient, stdout
from bot.cli.options import ConfigOption, EngagementArgument
from bot.config import EngagementSettings, config_path
from bot.errors import UserError
from bot.jobs.detect import detect
from bot.jobs.sync import SyncReport, sync_source
from connectors.base import Connector
from signals.behaviours.base import Classifier


def sync(engagement: EngagementArgument = None, config: ConfigOption = None) -> None:
    """Pull what changed from every source and find what it shows. Safe to stop and to run again at any time."""
    with app.open_app(config_path(config)) as opened:
        wanted = [opened.config.engagement(engagement)] if engagement else list(opened.config.engagements)
        reports = [report for settings in wanted for report in sync_engagement(opened, settings)]
    failed = [report for report in reports if report.error]
    for report in failed:
        complain(f"{report.source}: {report.error}")
    if failed:
        raise typer.Exit(2)


def sync_engagement(opened: app.App, settings: EngagementSettings) -> list[SyncReport]:
    """Sync each source of one engagement, detect in what came, print the table."""
    reports = [_sync(opened, settings, connector) for connector in settings.sources]
    with meter(f"{settings.id}: reading") as shown:
        detect(opened.engine, settings, classifier(), clock=app.now, progress=shown)
    stdout.print(_table(settings, reports))
    return reports


def classifier() -> Classifier:
    """The one that comes with the product. Raises UserError where its files are damaged."""
    # What it stands on takes a second to import, and no other command reads texts.
    from signals.behaviours.artefact import ArtefactError
    from signals.behaviours.classifier import shipped_classifier

    try:
        return shipped_classifier()
    except ArtefactError as error:
        raise UserError(str(error)) from error


def _sync(opened: app.App, settings: EngagementSettings, connector: Connector) -> SyncReport:
    with meter(f"{settings.id}: {connector.source}") as shown:
        return sync_source(
            opened.engine,
            settings,
            connector,
            clock=app.now,
            wait=patient,
            progress=lambda progress: shown(progress.issues, progress.expected),
        )


def _table(settings: EngagementSettings, reports: Iterable[SyncReport]) -> Table:
    table = Table(title=settings.name, title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column("source")
    for column in ("seen", "new", "changed", "unchanged", "removed", "requests", "seconds"):
        table.add_column(column, justify="right")
    for report in reports:
        tally = report.tally
        counts = (tally.seen, tally.new, tally.changed, tally.unchanged, tally.removed, report.requests)
        seconds = f"{report.duration.total_seconds():.1f}"
        table.add_row(report.source, *(f"{count:,}" for count in counts), seconds)
    return table
