"""`status`: how fresh and how complete each source is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.access import Reader
from bot.commands.base import Context, admit, own_engagements
from bot.commands.words import Arguments
from bot.digest.wording import moment
from bot.document import Document, Line, Note, Section, Strong, Table, Text
from bot.jobs.answers import SourceStatus, source_statuses

COLUMNS = ("source", "issues", "comments", "changes", "sprints", "people", "complete until", "last run")

Found = list[tuple[Reader, list[SourceStatus]]]


def status(context: Context, arguments: Arguments) -> Document:
    """One row per source of the engagement named or of the channel's; of all the viewer is part of otherwise."""
    found = [(reader, source_statuses(context.engine, reader.engagement)) for reader in _readers(context, arguments)]
    return Document(
        title="Sources",
        headline=_headline(found),
        sections=tuple(_section(reader, statuses, context.asked_at) for reader, statuses in found),
        foot=((Text(f"Vested {context.version}"),),),
    )


def _readers(context: Context, arguments: Arguments) -> list[Reader]:
    mine = own_engagements(context)
    if arguments.engagement or not mine or context.config.of_channel(context.channel) or arguments.share:
        return [admit("status", context, arguments)]
    return [admit("status", context, Arguments(engagement=each.id)) for each in mine]


def _headline(found: Found) -> Line:
    for reader, statuses in found:
        for status in statuses:
            if status.state.last_run is None:
                return (Strong(f"{status.state.source} was never synced{_remedy(reader)}"),)
            if status.state.last_run.error:
                return (Strong(f"{status.state.source} is behind{_error(reader, status)}"),)
            if status.state.last_run.finished_at is None:
                return (Strong(f"{status.state.source} is behind: its last sync has not ended, or was cut short"),)
    return (Strong("Every source is up to date with its last run"),)


def _remedy(reader: Reader) -> str:
    return ": run vested sync" if reader.standing == "operator" else " yet: it will be at the next sync"


def _error(reader: Reader, status: SourceStatus) -> str:
    """What the tracker answered may name addresses and accounts of the team's: leads and the operator read it."""
    run = status.state.last_run
    return f": {run.error}" if run and run.error and reader.sees_people else ": its last sync could not read it all"


def _section(reader: Reader, statuses: list[SourceStatus], asked_at: datetime) -> Section:
    settings = reader.engagement
    rows = tuple(_row(settings.terms.zone, status, asked_at) for status in statuses)
    table = Table(title=settings.name, columns=COLUMNS, rows=rows, numeric=frozenset({1, 2, 3, 4, 5}))
    errors = tuple(
        Note((Text(f"{status.state.source}{_error(reader, status)}"),))
        for status in statuses
        if status.state.last_run and status.state.last_run.error
    )
    return Section(key=settings.id, title=settings.name, blocks=(table, *errors))


def _row(zone: ZoneInfo, status: SourceStatus, asked_at: datetime) -> tuple[Line, ...]:
    held = status.holdings
    counts = (held.issues, held.comments, held.changes, held.sprints, held.people)
    until = status.state.complete_until
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
