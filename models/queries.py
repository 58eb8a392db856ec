"""What is asked of the database: one question a function, every one bound to one engagement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlmodel import Session, SQLModel, col

from models.activity import SourceSettings, SourceState
from models.people import Identity
from models.runs import Detection, SyncRun, Watermark
from models.work import Change, Comment, Issue, Sprint


def source_states(session: Session, engagement: str, sources: Mapping[str, SourceSettings]) -> list[SourceState]:
    """How far each configured source got, in the order of the config.

    A pull that ran to its end proves completeness up to its start, however long ago the tracker last changed.
    """
    marks = select(Watermark).where(col(Watermark.engagement) == engagement)
    stored = {mark.source: mark.complete_until for mark in session.scalars(marks)}
    reached = dict(stored)
    last = _newest_runs(session, engagement)
    whole = _newest_runs(session, engagement, col(SyncRun.finished_at).is_not(None), col(SyncRun.error).is_(None))
    for source, run in whole.items():
        reached[source] = max(reached.get(source, run.started_at), run.started_at)
    return [
        SourceState(
            source,
            settings.type,
            reached.get(source),
            last.get(source),
            known_from=settings.known_from,
            watermark=stored.get(source),
        )
        for source, settings in sources.items()
    ]


def _newest_runs(session: Session, engagement: str, *where: ColumnElement[bool]) -> dict[str, SyncRun]:
    newest = select(func.max(col(SyncRun.id))).where(col(SyncRun.engagement) == engagement, *where)
    runs = session.scalars(select(SyncRun).where(col(SyncRun.id).in_(newest.group_by(col(SyncRun.source)))))
    return {run.source: run for run in runs}


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many of each thing one source has in the database."""

    issues: int
    comments: int
    changes: int
    sprints: int
    people: int


def holdings(session: Session, engagement: str, source: str) -> Holdings:
    """Counts of what is stored and still there upstream."""
    return Holdings(
        issues=_count(session, Issue, engagement, source, col(Issue.removed_at).is_(None)),
        comments=_count(session, Comment, engagement, source, col(Comment.removed_at).is_(None)),
        changes=_count(session, Change, engagement, source),
        sprints=_count(session, Sprint, engagement, source),
        people=_count(session, Identity, engagement, source),
    )


def _count(session: Session, kind: type[SQLModel], engagement: str, source: str, *also: Any) -> int:
    table: Any = kind
    statement = (
        select(func.count()).select_from(table).where(table.engagement == engagement, table.source == source, *also)
    )
    return session.scalar(statement) or 0


def watermark(session: Session, engagement: str, source: str) -> datetime | None:
    """The instant up to which everything of the source is stored; None before the first batch."""
    mark = session.get(Watermark, (engagement, source))
    return mark.complete_until if mark else None


def unread_issues(session: Session, engagement: str, source: str, classifier: str) -> list[str]:
    """Ids of the issues with a text that this version of the classifier has not read as it stands now."""
    found: set[str] = set()
    for kind, table, issue in (("issue", Issue, Issue.external_id), ("comment", Comment, Comment.issue_id)):
        found |= set(session.scalars(_unread(engagement, source, classifier, kind=kind, table=table, issue=issue)))
    return sorted(found)


def _unread(
    engagement: str,
    source: str,
    classifier: str,
    *,
    kind: str,
    table: Any,
    issue: Any,
) -> Select[Any]:
    same_item = and_(
        col(Detection.engagement) == table.engagement,
        col(Detection.source) == table.source,
        col(Detection.item_kind) == kind,
        col(Detection.item_id) == table.external_id,
    )
    read = and_(col(Detection.classifier) == classifier, col(Detection.item_updated_at) == table.updated_at)
    return (
        select(issue)
        .select_from(table)
        .outerjoin(Detection, same_item)
        .where(table.engagement == engagement, table.source == source, table.removed_at.is_(None))
        .where(or_(col(Detection.item_id).is_(None), ~read))
        .distinct()
    )
