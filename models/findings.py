"""What the signals found, and what people said of it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime

Prompted = Literal["echo", "template", "role", "direct", "open", "unknown", "none"]
Verdict = Literal["none", "confirmed", "disputed", "was-asked"]
ItemKind = Literal["issue", "comment"]


class Finding(SQLModel, table=True):
    """One behaviour seen in one sentence: `quote` is `text[start:end]` of the stored item, letter for letter."""

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_occurred", "engagement", "occurred_at"),
        Index("ix_finding_item", "engagement", "source", "item_kind", "item_id"),
    )

    engagement: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=16)
    behaviour: str
    source: str
    item_kind: str
    item_id: str
    issue_id: str
    author: str
    url: str
    quote: str
    start: int
    end: int
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    probability: float
    threshold: float
    shown: bool = False  # sure enough to stand beside a person's name; otherwise it only counts in the team's sums
    prompted: str
    prompting_item: str | None = None
    substance: int
    classifier: str  # version of the artefact that found it
    restricted: bool = False  # from a restricted comment or issue: never quoted outside those who may see it
    verdict: str = "none"  # people's word, kept when the text is read again
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # text gone, or a later reading disagrees


class Feedback(SQLModel, table=True):
    """One person's word on one finding; the newest word of each person stands."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_finding", "engagement", "finding_id"),)

    id: int | None = Field(default=None, primary_key=True)
    engagement: str
    finding_id: str
    verdict: str
    given_by: str
    given_at: datetime = Field(sa_type=UtcDateTime)
    behaviour: str | None = None  # the right one, where the verdict is that it was the wrong one
    reason: str = ""
