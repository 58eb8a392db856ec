"""What commands and digests read: one engagement's activity, and how each of its sources stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from bot.config import EngagementSettings
from models.activity import Activity, SourceState, Week
from models.db import reading
from models.loading import load_activity
from models.queries import Holdings, holdings, source_states


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: how far it got, how its last run went, and what is held of it."""

    state: SourceState
    holdings: Holdings


def activity_of(engine: Engine, engagement: EngagementSettings, week: Week) -> Activity:
    """The engagement's activity in that week and the weeks before it."""
    with reading(engine) as session:
        return load_activity(session, engagement.terms, week, engagement.types)


def source_statuses(engine: Engine, engagement: EngagementSettings) -> list[SourceStatus]:
    """Every configured source of the engagement, in the order of the config."""
    with reading(engine) as session:
        states = source_states(session, engagement.id, engagement.types)
        return [SourceStatus(state, holdings(session, engagement.id, state.source)) for state in states]


def last_full_week(engagement: EngagementSettings, now: datetime) -> Week:
    """The newest week of the engagement's calendar that is over."""
    return Week.of(now, engagement.terms.zone).shift(-1)
