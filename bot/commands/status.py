"""`status`: how fresh and how complete each source is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.commands.base import Context
from bot.config import EngagementSettings
from bot.digest.wording import moment
from bot.document import Document, Line, Note, Section, Strong, Table, Text
from bot.jobs.answers import SourceStatus, source_statuses

COLUMNS = ("source", "issues", "comments", "changes", "sprints", "people", "complete until", "last run")


def status(context: Context, *, engagement: str | None) -> Document:
    """One table row per source of the engagement (of every engagement when None). Raises UserError."""
    wanted = [context.config.engagement(engagement)] if engagement else list(context.config.engagements)
    found = {settings: source_statuses(context.engine, settings) for settings in wanted}
    return Document(
        title="Sources",
        headline=_headline([status for statuses in found.values() for status in statuses]),
        sections=tuple(_section(settings, statuses, context.asked_at) for settings, statuses in found.items()),
        foot=((Text(f"Vested {context.version}"),),),
    )


def _headline(statuses: list[SourceStatus]) -> Line:
    for status in statuses:
        if status.state.last_run is None:
            return (Strong(f"{status.state.source} was never synced: run vested sync"),)
        if status.state.last_run.error:
            return (Strong(f"{status.state.source} is behind: {status.state.last_run.error}"),)
    return (Strong("Every source is up to date with its last run"),)


def _section(settings: EngagementSettings, statuses: list[SourceStatus], asked_at: datetime) -> Section:
    rows = tuple(_row(settings, status, asked_at) for status in statuses)
    table = Table(title=settings.name, columns=COLUMNS, rows=rows, numeric=frozenset({1, 2, 3, 4, 5}))
    errors = tuple(
        Note((Text(f"{status.state.source}: {status.state.last_run.error}"),))
        for status in statuses
        if status.state.last_run and status.state.last_run.error
    )
    return Section(key=settings.id, title=settings.name, blocks=(table, *errors))


def _row(settings: EngagementSettings, status: SourceStatus, asked_at: datetime) -> tuple[Line, ...]:
    held = status.holdings
    counts = (held.issues, held.comments, held.changes, held.sprints, held.people)
    until = status.state.complete_until
    zone = settings.terms.zone
    complete = moment(until, zone, near=asked_at) if until else "nothing yet"
    cells = (status.state.source, *(f"{count:,}" for count in counts), complete, _last_run(status, zone, asked_at))
    return tuple((Text(cell),) for cell in cells)


def _last_run(status: SourceStatus, zone: ZoneInfo, asked_at: datetime) -> str:
    run = status.state.last_run
    if run is None:
        return "never"
    if run.finished_at is None:
        return f"cut short, begun {moment(run.started_at, zone, near=asked_at)}"
    return f"{'failed' if run.error else 'ok'}, {moment(run.finished_at, zone, near=asked_at)}"
