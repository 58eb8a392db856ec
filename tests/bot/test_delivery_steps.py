"""One delivery, decided from its row, the clock and the channel; and claims that only one of many can have."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from bot.document import Document, Strong
from bot.due import Due
from bot.jobs.deliver import Courier, Part, Watch, deliver, stored
from bot.jobs.delivery_steps import (
    LEASE,
    GiveUp,
    Post,
    Recognise,
    Settled,
    Take,
    Wait,
    after_looking,
    next_step,
    withheld,
)
from bot.jobs.receiving import receive
from models import deliveries
from models.activity import SourceState, Week
from models.db import writing
from models.runs import Delivery

AT = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
DUE = Due("harbour", Week(2026, 46), "client", "C0CLIENT", AT, AT + timedelta(hours=48), AT - timedelta(hours=9))
DOCUMENT = Document("Harbour", (Strong("A quiet week"),), (), ())
LONG = LEASE + timedelta(seconds=1)


def row(**fields) -> Delivery:
    key = {"engagement": "harbour", "week": "2026-W46", "edition": "client", "channel": "C0CLIENT"}
    return Delivery.model_validate(key | {"claimed_at": AT} | fields)


@pytest.mark.parametrize(
    ("held", "after", "unchanged", "step"),
    [
        (None, timedelta(), timedelta(), Take),
        (row(), timedelta(minutes=1), timedelta(), Wait),
        (row(), timedelta(hours=9), timedelta(), Wait),  # by the wall clock stale, but just seen for the first time
        (row(), timedelta(minutes=1), LONG, Take),
        (row(), -timedelta(hours=3), LONG, Take),  # the clock was set back; the holder is dead all the same
        (row(posted_at=AT, message="1"), timedelta(hours=1), LONG, Settled),
        (row(error="missed: too late"), timedelta(hours=1), LONG, Settled),
        (row(error="muted: silenced"), timedelta(hours=1), LONG, Settled),
        (row(error="HTTP 503"), timedelta(seconds=30), timedelta(), Wait),
        (row(error="HTTP 503"), timedelta(seconds=60), timedelta(), Take),
        (row(error="HTTP 503"), -timedelta(hours=1), timedelta(), Take),
        (row(error="HTTP 503", claimed_at=AT + timedelta(minutes=20)), timedelta(minutes=29), timedelta(), Wait),
        (row(error="HTTP 503", claimed_at=AT + timedelta(minutes=20)), timedelta(minutes=30), timedelta(), Take),
        (row(error="HTTP 503", claimed_at=AT + timedelta(hours=9)), timedelta(hours=9.5), timedelta(), Take),
    ],
)
def test_who_takes_a_delivery_on_and_when(held, after, unchanged, step):
    assert isinstance(next_step(held, DUE, AT + after, unchanged_for=unchanged), step)


@pytest.mark.parametrize(
    ("seen", "after", "muted", "step"),
    [
        (None, timedelta(hours=1), False, Post()),
        ("17.1", timedelta(hours=1), False, Recognise("17.1")),
        ("17.1", timedelta(hours=49), False, Recognise("17.1")),
        (None, timedelta(hours=49), False, GiveUp("missed: it could not be posted within 48 hours")),
        (None, timedelta(hours=49), True, GiveUp("muted: the channel was silenced")),
    ],
)
def test_what_stands_there_is_recognised_and_what_is_too_late_is_given_up(seen, after, muted, step):
    assert after_looking(seen, DUE, AT + after, muted=muted) == step


@pytest.mark.parametrize(
    ("until", "after", "says"),
    [
        (DUE.data_until, timedelta(), None),
        (DUE.data_until - timedelta(seconds=1), timedelta(), "jira is not complete yet"),
        (None, timedelta(hours=3), "jira is not complete yet"),
        (None, timedelta(hours=4), None),
    ],
)
def test_a_digest_waits_for_its_data_but_not_forever(until, after, says):
    states = [SourceState("jira", "jira", until, None)]

    assert withheld(states, DUE, AT + after) == says


def together(work, times: int = 6) -> list:
    """The work of so many threads that begin at one moment."""
    start = Barrier(times)

    def begin(number: int):
        start.wait()
        return work(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(begin, range(times)))


def test_of_many_that_claim_at_once_one_has_it(engine):
    def claim(_):
        with writing(engine) as session:
            return deliveries.claim(session, DUE.key, AT)

    claims = together(claim)

    assert sorted(map(bool, claims)) == [False] * 5 + [True]


def test_of_many_that_take_over_at_once_one_has_it(engine):
    with writing(engine) as session:
        deliveries.claim(session, DUE.key, AT)
    held = stored(engine, DUE.key)

    def take_over(_):
        with writing(engine) as session:
            return deliveries.take_over(session, held, AT - timedelta(hours=1))

    claims = [claim for claim in together(take_over) if claim]

    assert claims == [AT + timedelta(microseconds=1)]


def test_whoever_lost_the_claim_writes_nothing(engine):
    with writing(engine) as session:
        deliveries.claim(session, DUE.key, AT)
        deliveries.take_over(session, deliveries.delivery_of(session, DUE.key), AT + timedelta(hours=1))
        kept = deliveries.keep(session, DUE.key, AT, {"posted_at": AT, "message": "1"})

    assert (kept, stored(engine, DUE.key).posted_at) == (False, None)


def test_of_many_copies_of_a_request_one_is_taken_on(engine):
    taken = together(lambda _: receive(engine, "event:Ev1", AT))

    assert sorted(taken) == [False] * 5 + [True]


class Board:
    """A board that takes a moment, so that others come in between."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.meet = Barrier(1)

    def lay_out(self, document):
        return [Part("", document), Part("1", document)]

    def find(self, key, *, since):
        return None

    def replies(self, key, message):
        return ()

    def post(self, key, part, *, under):
        self.posts.append(part.key)
        return "1"


def test_two_processes_on_one_database_never_post_twice(engine):
    board = Board()

    def work(_):
        courier = Courier(engine, board, lambda: AT, lambda _: None, Watch(timedelta))
        return deliver(courier, DUE, compose=lambda: DOCUMENT)

    together(work)

    assert board.posts == ["", "1"]
    assert stored(engine, DUE.key).posted_at == AT
