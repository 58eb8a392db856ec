"""Reading one engagement's activity out of the database, by window and never by the whole history."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import String, and_, cast, or_, select, union
from sqlmodel import Session, SQLModel, col

from models.activity import Activity, SourceSettings, Terms, Week, Window
from models.findings import Finding
from models.people import Identity, Person
from models.queries import source_states
from models.store import chunks
from models.surface import RiskVerdict
from models.work import Change, Comment, Issue, Milestone, Sprint, Status

T = TypeVar("T", bound=SQLModel)

HISTORY_WEEKS = 12  # the weeks a digest compares its own with, that one included
_AT_ONCE = 50  # milestones asked for in one statement


def load_activity(session: Session, terms: Terms, week: Week, settings: Mapping[str, SourceSettings]) -> Activity:
    """One engagement over one week and the weeks before it; `settings` has every configured source.

    Reads by window: what was finished long ago and never touched since costs nothing, unless it is in a milestone
    that something was finished towards in this very week. Who is in a milestone is as it stands now.
    """
    window = week.window(terms.zone)
    history = Window(week.shift(1 - HISTORY_WEEKS).window(terms.zone).start, window.end)
    sources = list(settings)
    issues = _issues(session, terms.engagement, sources, window=window, history=history)
    return Activity(
        terms=terms,
        window=window,
        history=history,
        issues=tuple(issues),
        comments=tuple(_comments(session, terms.engagement, sources, history)),
        changes=tuple(_changes(session, terms.engagement, sources, issues, history.end)),
        statuses=tuple(_all_of(session, Status, terms.engagement, sources)),
        sprints=tuple(_all_of(session, Sprint, terms.engagement, sources)),
        milestones=tuple(_all_of(session, Milestone, terms.engagement, sources)),
        people=tuple(session.scalars(select(Person).where(col(Person.engagement) == terms.engagement))),
        identities=tuple(_all_of(session, Identity, terms.engagement, sources)),
        findings=tuple(_findings(session, terms.engagement, sources, history)),
        sources=tuple(source_states(session, terms.engagement, settings)),
        settled=frozenset(_settled(session, terms.engagement, history.end)),
    )


def _all_of(session: Session, kind: type[T], engagement: str, sources: Collection[str]) -> list[T]:
    table: Any = kind
    where = (table.engagement == engagement, table.source.in_(sources))
    return list(session.scalars(select(kind).where(*where).order_by(table.source, table.external_id)))


def _issues(
    session: Session, engagement: str, sources: Collection[str], *, window: Window, history: Window
) -> list[Issue]:
    here = (
        col(Issue.engagement) == engagement,
        col(Issue.source).in_(sources),
        col(Issue.removed_at).is_(None),
        col(Issue.created_at) < history.end,
    )
    open_or_recent = or_(col(Issue.finished_at).is_(None), col(Issue.finished_at) >= history.start)
    touched = col(Issue.external_id).in_(_touched(engagement, sources, history))
    issues = {
        (i.source, i.external_id): i for i in session.scalars(select(Issue).where(*here, open_or_recent | touched))
    }
    moved = set(session.execute(_moved(engagement, sources, window)))
    shipped = [issue for key, issue in issues.items() if key in moved or issue.finished_at in window]
    for clauses in chunks(_members(shipped), _AT_ONCE):
        issues |= {(i.source, i.external_id): i for i in session.scalars(select(Issue).where(*here, or_(*clauses)))}
    return sorted(issues.values(), key=lambda issue: (issue.created_at, issue.source, issue.external_id))


def _touched(engagement: str, sources: Collection[str], history: Window) -> Any:
    commented = select(col(Comment.issue_id)).where(
        col(Comment.engagement) == engagement,
        col(Comment.source).in_(sources),
        col(Comment.created_at) >= history.start,
        col(Comment.created_at) < history.end,
    )
    changed = select(col(Change.issue_id)).where(
        col(Change.engagement) == engagement,
        col(Change.source).in_(sources),
        col(Change.occurred_at) >= history.start,
        col(Change.occurred_at) < history.end,
    )
    return union(commented, changed)


def _moved(engagement: str, sources: Collection[str], window: Window) -> Any:
    """Issues whose status changed in the window: what was finished then and reopened later is among them."""
    return select(Change.source, Change.issue_id).where(  # type: ignore[call-overload]
        col(Change.engagement) == engagement,
        col(Change.source).in_(sources),
        col(Change.field) == "status",
        col(Change.occurred_at) >= window.start,
        col(Change.occurred_at) < window.end,
    )


def _members(shipped: Collection[Issue]) -> list[Any]:
    # Progress towards a milestone counts all its issues, however long ago the first ones were finished.
    aimed_at = sorted({(issue.source, ident) for issue in shipped for ident in issue.milestone_ids})
    return [
        and_(col(Issue.source) == source, cast(col(Issue.milestone_ids), String).like(f'%"{ident}"%'))
        for source, ident in aimed_at
    ]


def _comments(session: Session, engagement: str, sources: Collection[str], history: Window) -> list[Comment]:
    statement = select(Comment).where(
        col(Comment.engagement) == engagement,
        col(Comment.source).in_(sources),
        col(Comment.removed_at).is_(None),
        col(Comment.created_at) >= history.start,
        col(Comment.created_at) < history.end,
    )
    return list(session.scalars(statement.order_by(col(Comment.created_at), col(Comment.external_id))))


def _changes(
    session: Session, engagement: str, sources: Collection[str], issues: Collection[Issue], end: datetime
) -> list[Change]:
    ids = sorted({issue.external_id for issue in issues})
    changes: list[Change] = []
    for start in range(0, len(ids), 500):
        statement = select(Change).where(
            col(Change.engagement) == engagement,
            col(Change.source).in_(sources),
            col(Change.issue_id).in_(ids[start : start + 500]),
            or_(col(Change.occurred_at) < end, col(Change.field) == "status"),
        )
        changes += session.scalars(statement)
    return sorted(changes, key=lambda change: (change.occurred_at, change.external_id))


def _findings(session: Session, engagement: str, sources: Collection[str], history: Window) -> list[Finding]:
    statement = select(Finding).where(
        col(Finding.engagement) == engagement,
        col(Finding.source).in_(sources),
        col(Finding.withdrawn_at).is_(None),
        col(Finding.occurred_at) >= history.start,
        col(Finding.occurred_at) < history.end,
    )
    return list(session.scalars(statement.order_by(col(Finding.occurred_at), col(Finding.id))))


def _settled(session: Session, engagement: str, end: datetime) -> list[str]:
    statement = select(col(RiskVerdict.subject)).where(
        col(RiskVerdict.engagement) == engagement, col(RiskVerdict.given_at) < end
    )
    return list(session.scalars(statement))
