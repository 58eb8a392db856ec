"""Pulling one source into the store, batch by batch, so that a crash at any moment loses at most one batch."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, update
from sqlmodel import Session, col

from bot.config import EngagementSettings
from bot.jobs.people import link_accounts
from connectors.base import Batch, Connector, ConnectorError, Wait
from models.db import reading, writing
from models.queries import watermark
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


def sync_source(
    engine: Engine,
    engagement: EngagementSettings,
    connector: Connector,
    *,
    clock: Clock,
    wait: Wait,
    progress: Callable[[Progress], None],
) -> SyncReport:
    """Pull what changed since the watermark and store it. A ConnectorError ends in the report; what is stored stays."""
    started_at = clock()
    run = _begin(engine, engagement.id, connector.source, started_at)
    report = SyncReport(connector.source, Tally(), requests=0, duration=timedelta())
    issues = 0
    try:
        for batch in connector.pull(engagement=engagement.id, since=_since(engine, engagement, connector), wait=wait):
            tally = _store(engine, engagement, connector.source, batch, clock())
            report = replace(report, tally=report.tally + tally, requests=report.requests + batch.requests)
            issues += sum(isinstance(record, Issue) for record in batch.records)
            progress(Progress(connector.source, issues, batch.expected))
    except ConnectorError as error:
        report = replace(report, error=str(error))
    report = replace(report, duration=clock() - started_at)
    _end(engine, run, report, clock())
    return report


def _since(engine: Engine, engagement: EngagementSettings, connector: Connector) -> datetime | None:
    with reading(engine) as session:
        stored = watermark(session, engagement.id, connector.source)
    if stored is not None or connector.since is None:
        return stored
    return datetime(connector.since.year, connector.since.month, connector.since.day, tzinfo=engagement.terms.zone)


def _store(engine: Engine, engagement: EngagementSettings, source: str, batch: Batch, now: datetime) -> Tally:
    with writing(engine) as session:
        tally = upsert(session, batch.records)
        if batch.whole_threads:
            kept = {record.external_id for record in batch.records if isinstance(record, Comment)}
            removed = bury_missing_comments(
                session, engagement=engagement.id, source=source, issues=batch.whole_threads, kept=kept, at=now
            )
            tally = replace(tally, removed=removed)
        link_accounts(session, engagement, batch.records)
        _advance(session, engagement.id, source, batch.complete_until)
    return tally


def _advance(session: Session, engagement: str, source: str, complete_until: datetime | None) -> None:
    if complete_until is None:
        return
    mark = session.get(Watermark, (engagement, source))
    if mark is None or mark.complete_until < complete_until:
        values = {"engagement": engagement, "source": source, "complete_until": complete_until}
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
            )
        )
