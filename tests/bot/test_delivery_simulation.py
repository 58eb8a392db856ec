"""A thousand engagement-weeks on one database: two workers that are killed, unheard, limited, asleep, and misled by
their clocks. Every due digest must stand in its channel exactly once.

The deliveries, the database and the clocks' arithmetic are the product's; the board is a list. Time is a number that
the simulation moves, so that nothing sleeps and every run is the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, event

from bot.config import EngagementSettings
from bot.document import Document, Strong
from bot.due import Due, due, earliest_week, is_over, was_missed
from bot.jobs.deliver import Courier, Part, PostError, Watch, deliver
from bot.jobs.digests import deliveries_of
from models.activity import Week
from models.db import open_database
from models.deliveries import DeliveryKey, key_of

ENGAGEMENTS, WEEKS = 21, 48
# Hours that clocks skip, hours that come twice, and a zone that moves by half an hour.
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
TIMES = ("02:30", "01:30", "09:00")
DAYS = ("sun", "sun", "mon")
BEGIN = datetime(2026, 2, 2, tzinfo=UTC)
DOCUMENT = Document("Harbour", (Strong("A quiet week"),), (), ())
REPLIES = 1


class Killed(BaseException):
    """The process is gone between two instructions: nothing of it runs any more."""


@dataclass
class World:
    """Time as it really is, what stands in the channels, and everything that goes wrong on the way."""

    random: Random
    now: datetime = BEGIN
    posts: list[tuple[DeliveryKey, str, datetime]] = field(default_factory=list)
    calm: bool = False
    meanwhile: Callable[[], None] = lambda: None
    faults: Counter = field(default_factory=Counter)

    def strikes(self, kind: str, chance: float) -> bool:
        struck = not self.calm and self.random.random() < chance
        self.faults[kind] += struck
        return struck

    def may_kill(self, where: str) -> None:
        if self.strikes(f"killed {where}", 0.02):
            raise Killed


@dataclass
class MemoryBoard:
    """Channels as lists, with the failures of a real surface."""

    world: World

    def lay_out(self, document):
        return [Part("", document.headline), *(Part(str(number), "reply") for number in range(1, REPLIES + 1))]

    def find(self, key, *, since):
        found = [number for number, (mark, part, _) in enumerate(self.world.posts) if (mark, part) == (key, "")]
        self._trouble("find")
        return str(found[0]) if found else None

    def replies(self, key, message):
        found = {part for mark, part, _ in self.world.posts if mark == key and part}
        self._trouble("replies")
        return found

    def post(self, key, part, *, under):
        world = self.world
        world.may_kill("before the post")
        self._met()
        if world.strikes("429", 0.05):
            raise PostError("slow down", retry_after=timedelta(seconds=world.random.choice((1, 30, 300))))
        if world.strikes("5xx, not posted", 0.05):
            raise PostError("HTTP 503")
        world.posts.append((key, part.key, world.now))
        world.may_kill("after the post")
        if world.strikes("answer lost", 0.05):
            raise PostError("the connection was cut")
        return str(len(world.posts) - 1)

    def _met(self):
        """Between the last look and the post another worker comes by; a lease is longer than that."""
        world = self.world
        if world.strikes("met just before the post", 0.05):
            world.calm = True
            world.meanwhile()
            world.calm = False

    def _trouble(self, where):
        self.world.may_kill(where)
        if self.world.strikes("asleep for longer than a lease", 0.01):
            self.world.meanwhile()  # the other sees the claim, and a lease later that it is still the same
            self.world.now += timedelta(minutes=15)
            self.world.meanwhile()
        elif self.world.strikes("another worker comes by", 0.1):
            self.world.meanwhile()
        if self.world.strikes("5xx", 0.05):
            raise PostError("HTTP 500")


@dataclass
class Worker:
    """One process: its own board, its own idea of the time, and a memory that dies with it."""

    engine: Engine
    world: World
    engagements: list[EngagementSettings]
    skew: timedelta = timedelta()
    courier: Courier | None = None

    def start(self) -> None:
        steady = Watch(lambda: self.world.now - BEGIN)
        self.courier = Courier(self.engine, MemoryBoard(self.world), self.clock, self.pause, steady)

    def clock(self) -> datetime:
        return self.world.now + self.skew

    def pause(self, duration: timedelta) -> None:
        self.world.now += duration

    def round(self) -> bool:
        """What the scheduler does each minute; whether there was anything to do."""
        rows = deliveries_of(self.engine, [one.id for one in self.engagements], earliest_week(self.clock()))
        found = due(self.engagements, self.clock(), rows)
        try:
            for one in found:
                deliver(self.courier, one, compose=lambda: DOCUMENT)
        except Killed:
            self.start()
        return bool(found)


def engagement(number: int) -> EngagementSettings:
    source = {"type": "jira", "name": "jira", "url": "https://jira.example", "token_env": "T", "projects": ["P"]}
    place = number % len(ZONES)
    digest = {"day": DAYS[place], "at": TIMES[place], "client_channel": f"CCLIENT{number}", "late_hours": 48}
    values = {"id": f"e{number}", "name": f"E{number}", "time_zone": ZONES[place], "sources": [source]}
    return EngagementSettings.model_validate(values | {"digest": digest})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'vested.db'}")
    yield opened
    opened.dispose()


def all_due(engagements: list[EngagementSettings]) -> list[Due]:
    """What should have been posted in all these weeks, asked day by day of a world without deliveries."""
    days = (BEGIN + timedelta(days=day) for day in range(1, WEEKS * 7 + 1))
    found = {one.key: one for day in days for one in due(engagements, day, ()) if one.at >= BEGIN}
    return sorted(found.values(), key=lambda one: one.at)


def simulate(engine: Engine, world: World, engagements: list[EngagementSettings], wanted: list[Due]) -> None:
    """Two workers through all the weeks, sometimes with nobody at work for hours."""
    workers = [Worker(engine, world, engagements) for _ in range(2)]
    for worker in workers:
        worker.start()
    for moment in sorted({one.at for one in wanted}):
        world.now = max(world.now, moment + timedelta(seconds=world.random.randrange(90)))
        if world.strikes("nobody is at work for hours", 0.08):
            world.now += timedelta(hours=world.random.choice((3, 20, 40)))
        _misled(world, workers)
        _rounds(world, workers)


def _misled(world: World, workers: list[Worker]) -> None:
    for worker in workers:
        if world.strikes("a clock jumps", 0.05):
            worker.skew = timedelta(minutes=world.random.choice((-240, -61, -3, 0, 7)))


def _rounds(world: World, workers: list[Worker]) -> None:
    """A minute, then longer, until nothing is due; whoever is at work may be met by the other at any call."""
    begun, slowest = world.now, -min(worker.skew for worker in workers)
    for minutes in (0, 1, 1, 2, 5, 11, 11, 30, 31, 60, 121, 180, *[240] * 8):
        world.now += timedelta(minutes=minutes)
        pair = list(workers)
        world.random.shuffle(pair)
        busy = False
        for worker, other in (pair, pair[::-1]):
            world.meanwhile = _once(world, other)
            busy = worker.round() or busy
            world.meanwhile = lambda: None
        if not busy and world.now - begun > slowest:
            return


def _once(world: World, other: Worker) -> Callable[[], None]:
    def meet() -> None:
        world.meanwhile = lambda: None
        other.round()
        world.meanwhile = meet

    return meet


def test_every_due_digest_is_posted_exactly_once_whatever_happens_to_the_workers(engine):
    world = World(Random(47))
    engagements = [engagement(number) for number in range(ENGAGEMENTS)]

    @event.listens_for(engine, "commit")
    def _killed_before_it_is_written(_connection):
        world.may_kill("before the record")

    due_by_key = {one.key: one for one in all_due(engagements)}
    wanted = list(due_by_key)

    simulate(engine, world, engagements, list(due_by_key.values()))

    posted = Counter((key, part) for key, part, _ in world.posts)
    rows = {key_of(row): row for row in deliveries_of(engine, [one.id for one in engagements], "2026-W01")}
    assert len(wanted) == ENGAGEMENTS * WEEKS
    assert {mark: times for mark, times in posted.items() if times > 1} == {}
    assert [key for key in wanted if posted[key, ""] != 1] == []
    assert [key for key in wanted if not (is_over(rows[key]) and not was_missed(rows[key]))] == []
    assert all(posted[key, str(number)] == 1 for key in wanted for number in range(1, REPLIES + 1))
    late = [key for key, part, when in world.posts if not part and when > due_by_key[key].until]
    assert late == []
    assert min(world.faults.values()) > 0, world.faults
    assert len(world.faults) >= 9


def test_what_comes_too_late_is_missed_once_and_for_good(engine):
    world = World(Random(1), calm=True)
    one = engagement(0)
    worker = Worker(engine, world, [one])
    worker.start()
    world.now = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    worker.round()
    world.now += timedelta(days=7, hours=49)

    worker.round()
    worker.round()

    rows = {row.week: row for row in deliveries_of(engine, [one.id], "2026-W01")}
    assert {key.week for key, _, _ in world.posts} == {"2026-W46"}
    assert was_missed(rows["2026-W47"])
    assert rows["2026-W47"].error == "missed: it could not be posted within 48 hours"
    assert Week.parse("2026-W47")
