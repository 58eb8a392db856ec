"""What happened where people read: who looked at whom, what is muted, and which requests were answered already."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


def question_subject(source: str, comment: str) -> str:
    """How an open question is named where verdicts on risks are kept; a flag is named by its finding's id."""
    return f"question:{source}:{comment}"


class Lookup(SQLModel, table=True):
    """Somebody looked at one person's findings. Only ever added to; the person can read it."""

    __tablename__ = "lookup"
    __table_args__ = (Index("ix_lookup_person", "engagement", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    engagement: str
    person_id: str
    looked_by: str  # person id, Slack id of somebody without one, or "terminal"
    looked_at: datetime = Field(sa_type=UtcDateTime)
    command: str  # what they asked, without its answer


class Mute(SQLModel, table=True):
    """No digest is posted to this channel before `until`."""

    __tablename__ = "mute"

    engagement: str = Field(primary_key=True, max_length=64)
    channel: str = Field(primary_key=True, max_length=64)
    until: datetime = Field(sa_type=UtcDateTime)
    muted_by: str


class Receipt(SQLModel, table=True):
    """One request of Slack's that was taken on: the same again is a repetition and is not answered twice."""

    __tablename__ = "receipt"

    key: str = Field(primary_key=True, max_length=255)
    received_at: datetime = Field(sa_type=UtcDateTime, index=True)


class RiskVerdict(SQLModel, table=True):
    """What somebody decided about one open flag or question: answered elsewhere, or accepted as a risk."""

    __tablename__ = "risk_verdict"

    engagement: str = Field(primary_key=True, max_length=64)
    subject: str = Field(primary_key=True, max_length=320)  # a finding's id, or "question:SOURCE:COMMENT"
    verdict: str  # answered or accepted
    given_by: str
    given_at: datetime = Field(sa_type=UtcDateTime)
