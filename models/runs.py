"""What the product did and how far it got: watermarks, sync runs, detections and deliveries."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import UtcDateTime


class Watermark(SQLModel, table=True):
    """Everything of this source up to `complete_until` is stored."""

    __tablename__ = "watermark"

    engagement: str = Field(primary_key=True, max_length=64)
    source: str = Field(primary_key=True, max_length=64)
    complete_until: datetime = Field(sa_type=UtcDateTime)
    scope: str | None = None  # fingerprint of the settings that decided what "everything" was


class SyncRun(SQLModel, table=True):
    """One attempt to pull one source. No `finished_at` means it was cut short; an error says why."""

    __tablename__ = "sync_run"

    id: int | None = Field(default=None, primary_key=True)
    engagement: str = Field(index=True)
    source: str
    started_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    requests: int = 0
    error: str | None = None
    incomplete: str | None = None  # what the tracker would not show, one line each


class Detection(SQLModel, table=True):
    """Which version of the classifier read which version of an item, so that only new or edited text is read again."""

    __tablename__ = "detection"

    engagement: str = Field(primary_key=True, max_length=64)
    source: str = Field(primary_key=True, max_length=64)
    item_kind: str = Field(primary_key=True, max_length=16)
    item_id: str = Field(primary_key=True, max_length=255)
    item_updated_at: datetime = Field(sa_type=UtcDateTime)
    classifier: str


class Delivery(SQLModel, table=True):
    """One digest for one engagement, week, edition and channel: claimed before it is posted, so that it posts once."""

    __tablename__ = "delivery"

    engagement: str = Field(primary_key=True, max_length=64)
    week: str = Field(primary_key=True, max_length=8)
    edition: str = Field(primary_key=True, max_length=16)
    channel: str = Field(primary_key=True, max_length=64)
    claimed_at: datetime = Field(sa_type=UtcDateTime)
    posted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    message: str | None = None  # the surface's own id of the posted message
    error: str | None = None
