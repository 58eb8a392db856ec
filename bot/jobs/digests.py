"""The digest of one due week: whether its data is there, and what it says."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from bot.config import EngagementSettings
from bot.digest.compose import compose
from bot.document import Document, Emphasis, Line
from bot.due import Due
from bot.jobs.answers import Look, activity_of, people_activity_of
from bot.jobs.delivery_steps import withheld
from models.activity import Activity, Week, Window
from models.db import reading
from models.deliveries import deliveries_since
from models.queries import source_states
from models.runs import Delivery

BY = "the weekly digest"  # who looked, where people read who looked at them


def deliveries_of(engine: Engine, engagements: Collection[str], since: str) -> list[Delivery]:
    """What was begun or done for these engagements since that week."""
    with reading(engine) as session:
        return deliveries_since(session, engagements, since)


def held_back(engine: Engine, engagement: EngagementSettings, due: Due, now: datetime) -> str | None:
    """Why the digest should wait for data; None when it can go out."""
    with reading(engine) as session:
        return withheld(source_states(session, engagement.id, engagement.types), due, now)


def digest_of(
    engine: Engine, engagement: EngagementSettings, due: Due, *, missed: Sequence[Week], version: str, now: datetime
) -> Document:
    """What is posted: the week's digest, and a word on the weeks before it that were missed."""
    if due.edition == "internal":
        activity = people_activity_of(engine, engagement, due.week, Look(BY, f"digest {due.week}", now))
    else:
        activity = activity_of(engine, engagement, due.week)
    document = compose(_until(activity, due), edition=due.edition, version=version)
    return replace(document, foot=(*document.foot, *_missed(missed)))


def _until(activity: Activity, due: Due) -> Activity:
    """A week that is told before it is over ends when the digest was due."""
    window = activity.window
    return replace(activity, window=Window(window.start, min(window.end, due.data_until)))


def _missed(weeks: Sequence[Week]) -> Sequence[Line]:
    if not weeks:
        return ()
    which = " and ".join(str(week.number) for week in weeks)
    noun = "week" if len(weeks) == 1 else "weeks"
    return ((Emphasis(f"No digest was posted for {noun} {which}: Vested could not post it in time."),),)
