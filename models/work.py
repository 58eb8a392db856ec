"""Planned work: issues, what is said on them, what changed on them, and the sprints and milestones they stand in."""

from datetime import date, datetime
from typing import Literal

from sqlalchemy import JSON, Index
from sqlmodel import Field

from models.columns import IssueLink, LinksColumn, UtcDateTime, Zone, ZonesColumn
from models.record import Record

StatusCategory = Literal["unstarted", "started", "finished"]


class Issue(Record, table=True):
    """One planned piece of work as the tracker shows it now; its past is in the changes."""

    __tablename__ = "issue"
    __table_args__ = (Index("ix_issue_finished", "engagement", "finished_at"),)

    key: str
    url: str
    project: str
    title: str
    body: str = ""
    zones: list[Zone] = Field(default_factory=list, sa_type=ZonesColumn)
    kind: str
    is_subtask: bool = False
    status: str
    status_category: str
    resolution: str | None = None
    priority: str | None = None
    points: float | None = None
    flagged: bool = False
    security_level: str | None = None
    labels: list[str] = Field(default_factory=list, sa_type=JSON)
    components: list[str] = Field(default_factory=list, sa_type=JSON)
    affected_versions: list[str] = Field(default_factory=list, sa_type=JSON)
    milestone_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    sprint_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    links: list[IssueLink] = Field(default_factory=list, sa_type=LinksColumn)
    parent_id: str | None = None
    epic_id: str | None = None
    assignee: str | None = None
    reporter: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime, index=True)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # the tracker's own resolution instant
    due_on: date | None = None
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Comment(Record, table=True):
    """One comment on an issue, in plain text with its zones."""

    __tablename__ = "comment"
    __table_args__ = (
        Index("ix_comment_issue", "engagement", "source", "issue_id"),
        Index("ix_comment_created", "engagement", "created_at"),
    )

    issue_id: str
    parent_id: str | None = None
    url: str
    author: str | None = None
    body: str
    zones: list[Zone] = Field(default_factory=list, sa_type=ZonesColumn)
    restricted_to: str | None = None  # role, group or "internal": who may read it; None is everybody on the issue
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    removed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Change(Record, table=True):
    """One field of an issue changing once. Values are the tracker's ids, texts what people saw at the time."""

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_issue", "engagement", "source", "issue_id"),
        Index("ix_change_occurred", "engagement", "occurred_at"),
    )

    issue_id: str
    author: str | None = None
    field: str
    from_value: str | None = None
    from_text: str | None = None
    to_value: str | None = None
    to_text: str | None = None
    occurred_at: datetime = Field(sa_type=UtcDateTime)


class Status(Record, table=True):
    """One workflow status of a tracker and the category it belongs to."""

    __tablename__ = "status"

    name: str
    category: str


class Sprint(Record, table=True):
    """One time box (Jira sprint, Linear cycle, GitHub iteration)."""

    __tablename__ = "sprint"

    name: str
    state: str  # future, active or closed
    goal: str = ""
    board: str | None = None
    starts_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    completed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Milestone(Record, table=True):
    """One agreed delivery (Jira version, Linear project milestone): what issues are finished towards."""

    __tablename__ = "milestone"

    name: str
    description: str = ""
    url: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    released: bool = False
    archived: bool = False
