"""Stored issues as threads: what was said on them, by which side, and whose they were at the time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from models.people import Cast
from models.work import Change, Comment, Issue
from signals.behaviours.base import Passage, Thread

T = TypeVar("T", Comment, Change)


def threads_of(session: Session, *, engagement: str, source: str, ids: Sequence[str], cast: Cast) -> list[Thread]:
    """The threads of these issues, without what has been removed."""

    def here(table: type[Issue | Comment | Change]) -> tuple[ColumnElement[bool], ...]:
        return col(table.engagement) == engagement, col(table.source) == source

    standing = select(Issue).where(*here(Issue), col(Issue.removed_at).is_(None), col(Issue.external_id).in_(ids))
    spoken = select(Comment).where(*here(Comment), col(Comment.removed_at).is_(None), col(Comment.issue_id).in_(ids))
    comments = _by_issue(session.scalars(spoken.order_by(col(Comment.created_at), col(Comment.external_id))))
    changed = select(Change).where(
        *here(Change), col(Change.issue_id).in_(ids), col(Change.field).in_(("assignee", "description"))
    )
    changes = _by_issue(session.scalars(changed.order_by(col(Change.occurred_at), col(Change.external_id))))
    return [
        _thread(issue, comments.get(issue.external_id, ()), changes.get(issue.external_id, ()), cast)
        for issue in session.scalars(standing)
    ]


def _by_issue(records: Iterable[T]) -> Mapping[str, list[T]]:
    grouped: dict[str, list[T]] = defaultdict(list)
    for record in records:
        grouped[record.issue_id].append(record)
    return grouped


def _thread(issue: Issue, comments: Iterable[Comment], changes: Sequence[Change], cast: Cast) -> Thread:
    edits = [change for change in changes if change.field == "description"]
    spoken = [_description(issue, edits, cast), *(_said(comment, issue, cast) for comment in comments)]
    return Thread(
        engagement=issue.engagement,
        source=issue.source,
        issue_id=issue.external_id,
        key=issue.key,
        title=issue.title,
        issue_kind=issue.kind,
        assignees=_assignees(issue, [change for change in changes if change.field == "assignee"]),
        handles=cast.handles(issue.source),
        passages=tuple(spoken),
    )


def _assignees(issue: Issue, handovers: Sequence[Change]) -> tuple[tuple[datetime, str | None], ...]:
    first = handovers[0].from_value if handovers else issue.assignee
    return (issue.created_at, first), *((change.occurred_at, change.to_value) for change in handovers)


def _description(issue: Issue, edits: Iterable[Change], cast: Cast) -> Passage:
    co_written = any(edit.author != issue.reporter for edit in edits)
    return Passage(
        kind="issue",
        id=issue.external_id,
        text=issue.body,
        zones=tuple(issue.zones),
        author="" if co_written else issue.reporter or "",
        side=cast.side(issue.source, issue.reporter),
        url=issue.url,
        written_at=issue.created_at,
        restricted=issue.security_level is not None,
        co_written=co_written,
    )


def _said(comment: Comment, issue: Issue, cast: Cast) -> Passage:
    return Passage(
        kind="comment",
        id=comment.external_id,
        text=comment.body,
        zones=tuple(comment.zones),
        author=comment.author or "",
        side=cast.side(comment.source, comment.author),
        url=comment.url,
        written_at=comment.created_at,
        restricted=comment.restricted_to is not None or issue.security_level is not None,
    )
