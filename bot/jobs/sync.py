"""Pulling one source into the store, batch by batch, so that a crash at any moment loses at most one batch."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from bot.config import EngagementSettings
from bot.jobs.claim import claimed
from bot.jobs.people import link_accounts
from connectors.base import Batch, Connector, ConnectorError, Wait
from models.db import reading, writing
from models.runs import SyncRun, Watermark
from models.store import Tally, bury_missing_comments, upsert
from models.work import Comment, Issue

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a pull is: issues so far, and how many there will be where the tracker says."""

    source: str
    issues: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one pull of one source did; `error` says in one line why it stopped early."""

    source: str
    tally: Tally
    requests: int
    duration: timedelta
    error: str | None = None
    incomplete: tuple[str, ...] = ()  # what the tracker would not show, one line each


def sync_source(
    engine: Engine,
    engagement: EngagementSettings,
    connector: Connector,
    *,
    clock: Clock,
    wait: Wait,
    progress: Callable[[Progress], None],
) -> SyncReport:
    """Pull what changed since the watermark and store it. A ConnectorError ends in the report; what is stored stays.

    While another sync of the source runs nothing is pulled and no run is recorded: the report's error says so.
    """
    report = SyncReport(connector.source, Tally(), requests=0, duration=timedelta())
    with claimed(engine, engagement.id, connector.source) as ours:
        if not ours:
            message = f"another sync of {connector.source} is running; try again when it ends"
            return replace(report, error=message)
        started_at = clock()
        run = _begin(engine, engagement.id, connector.source, started_at)
        try:
            for reached, seen in _pulled(engine, engagement, connector, clock=clock, wait=wait):
                report = reached
                progress(seen)
        except ConnectorError as error:
            report = replace(report, error=str(error))
        except Exception as error:
            with suppress(SQLAlchemyError):  # where the database is what failed, that is told and not this
                _end(engine, run, replace(report, error=_unexpected(error)), clock())
            raise
        report = replace(report, duration=clock() - started_at)
        _end(engine, run, report, clock())
    return report


def _pulled(
    engine: Engine,
    engagement: EngagementSettings,
    connector: Connector,
    *,
    clock: Clock,
    wait: Wait,
) -> Iterator[tuple[SyncReport, Progress]]:
    """The report so far and the progress after each batch that is stored."""
    report = SyncReport(connector.source, Tally(), requests=0, duration=timedelta())
    issues = 0
    for batch in connector.pull(engagement=engagement.id, since=_since(engine, engagement, connector), wait=wait):
        tally = _store(engine, engagement, connector, batch, clock())
        report = replace(
            report,
            tally=report.tally + tally,
            requests=report.requests + batch.requests,
            incomplete=report.incomplete + batch.incomplete,
        )
        issues += sum(isinstance(record, Issue) for record in batch.records)
        yield report, Progress(connector.source, issues, batch.expected)


def _unexpected(error: Exception) -> str:
    # Not its text: that may quote what somebody wrote, and this line is shown to everybody who asks for the status.
    return f"the program failed with {type(error).__name__}: what is stored stays; `vested sync` shows more"


def _since(engine: Engine, engagement: EngagementSettings, connector: Connector) -> datetime | None:
    """Where the pull begins: at the watermark, unless other settings were in force when that was reached."""
    with reading(engine) as session:
        mark = session.get(Watermark, (engagement.id, connector.source))
    if mark is not None and mark.scope == connector.scope:
        return mark.complete_until
    if connector.since is None:
        return None
    return datetime(connector.since.year, connector.since.month, connector.since.day, tzinfo=engagement.terms.zone)


def _store(engine: Engine, engagement: EngagementSettings, connector: Connector, batch: Batch, now: datetime) -> Tally:
    source = connector.source
    with writing(engine) as session:
        tally = upsert(session, batch.records)
        if batch.whole_threads:
            kept = {record.external_id for record in batch.records if isinstance(record, Comment)}
            removed = bury_missing_comments(
                session, engagement=engagement.id, source=source, issues=batch.whole_threads, kept=kept, at=now
            )
            tally = replace(tally, removed=removed)
        link_accounts(session, engagement, batch.records)
        _advance(session, engagement.id, connector, batch.complete_until)
    return tally


def _advance(session: Session, engagement: str, connector: Connector, complete_until: datetime | None) -> None:
    if complete_until is None:
        return
    source, scope = connector.source, connector.scope
    mark = session.get(Watermark, (engagement, source))
    # A mark of other settings says nothing of what is read now: then it goes back to where this reading stands, so that
    # a sync cut short goes on from there and misses no past.
    if mark is None or mark.scope != scope or mark.complete_until < complete_until:
        values = {"engagement": engagement, "source": source, "complete_until": complete_until, "scope": scope}
        upsert(session, [Watermark.model_validate(values)])


def _begin(engine: Engine, engagement: str, source: str, started_at: datetime) -> int:
    with writing(engine) as session:
        run = SyncRun.model_validate({"engagement": engagement, "source": source, "started_at": started_at})
        session.add(run)
        session.flush()
        assert run.id is not None
        return run.id


def _end(engine: Engine, run: int, report: SyncReport, finished_at: datetime) -> None:
    tally = report.tally
    with writing(engine) as session:
        session.execute(
            update(SyncRun)
            .where(col(SyncRun.id) == run)
            .values(
                finished_at=finished_at.astimezone(UTC),
                seen=tally.seen,
                new=tally.new,
                changed=tally.changed,
                unchanged=tally.unchanged,
                removed=tally.removed,
                requests=report.requests,
                error=report.error,
                incomplete="\n".join(report.incomplete) or None,
            )
        )
