"""Taking on each request of a surface once, however often and to however many processes it is sent."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from models import deliveries
from models.db import writing

REMEMBERED = timedelta(days=2)  # far beyond the hour over which Slack repeats an event


def receive(engine: Engine, key: str, at: datetime) -> bool:
    """Whether the request is new; from now on the same again is a repetition."""
    with writing(engine) as session:
        return deliveries.receive(session, key, at)


def forget_old_receipts(engine: Engine, now: datetime) -> int:
    """Receipts of requests that nobody repeats any more are gone; how many there were."""
    with writing(engine) as session:
        return deliveries.forget_receipts(session, now - REMEMBERED)
