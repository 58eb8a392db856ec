"""Silencing the digests of one channel for a while."""

from datetime import datetime

from sqlalchemy import Engine, delete
from sqlmodel import col

from bot.config import EngagementSettings
from models.db import reading, writing
from models.looking import muted_until
from models.store import upsert
from models.surface import Mute


def mute_channel(engine: Engine, engagement: EngagementSettings, *, channel: str, until: datetime, by: str) -> None:
    """No digest goes to the channel before `until`; the newest word stands."""
    values = {"engagement": engagement.id, "channel": channel, "until": until, "muted_by": by}
    with writing(engine) as session:
        upsert(session, [Mute.model_validate(values)])


def unmute_channel(engine: Engine, engagement: EngagementSettings, *, channel: str) -> None:
    """Digests go to the channel again."""
    with writing(engine) as session:
        session.execute(delete(Mute).where(col(Mute.engagement) == engagement.id, col(Mute.channel) == channel))


def muted_until_of(engine: Engine, engagement: EngagementSettings, channel: str, at: datetime) -> datetime | None:
    """The instant until which the channel is silenced; None where it is not."""
    with reading(engine) as session:
        return muted_until(session, engagement.id, channel, at)
