"""Which digests are due, on every calendar; and the rounds that bring them as far as they go."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

import factories as f
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import select

from bot.config import EngagementSettings
from bot.due import Due, due, missed_before, week_told_on
from bot.jobs.deliver import Courier, Part, Watch
from bot.jobs.digests import BY, deliveries_of
from bot.jobs.muting import mute_channel, unmute_channel
from bot.scheduler import Rounds, Schedule, was_set_back
from models.activity import Week
from models.db import open_database, reading, writing
from models.runs import Delivery, SyncRun
from models.store import upsert
from models.surface import Lookup, Receipt

CLIENT, LEADS = "C0CLIENT", "C0LEADS"
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)  # 09:00 in Berlin


def engagement(zone: str = "Europe/Berlin", ident: str = "harbour", **digest) -> EngagementSettings:
    source = {"type": "jira", "name": "jira", "url": "https://jira.example", "token_env": "T", "projects": ["P"]}
    place = {"client_channel": CLIENT} | digest
    values = {"id": ident, "name": ident.title(), "time_zone": zone, "sources": [source], "digest": place}
    return EngagementSettings.model_validate(values)


def delivery(week: str, **fields) -> Delivery:
    values = {"engagement": "harbour", "week": week, "edition": "client", "channel": CLIENT, "claimed_at": MONDAY}
    return Delivery.model_validate(values | fields)


def instants(one: EngagementSettings, start: datetime, hours: int) -> set[datetime]:
    """When its digest came due in that stretch, asked every quarter of an hour."""
    moments = (start + timedelta(minutes=15 * step) for step in range(hours * 4))
    return {found.at for moment in moments for found in due([one], moment, ()) if found.at >= start}


def test_a_digest_is_due_at_its_day_and_hour_in_its_zone():
    one = engagement()

    early, due_now = due([one], MONDAY - timedelta(seconds=1), ()), due([one], MONDAY, ())

    assert early == []
    until = MONDAY + timedelta(hours=48)
    end = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
    assert due_now == [Due("harbour", Week(2026, 46), "client", CLIENT, MONDAY, until, end)]


@pytest.mark.parametrize(
    ("day", "week"),
    [
        ("2026-11-16", "2026-W46"),
        ("2026-11-19", "2026-W46"),
        ("2026-11-20", "2026-W47"),
        ("2026-11-22", "2026-W47"),
        ("2027-01-01", "2026-W53"),
        ("2027-01-04", "2026-W53"),
    ],
)
def test_from_friday_on_the_week_that_ends_is_told_before_that_the_last_full_one(day, week):
    assert str(week_told_on(datetime.fromisoformat(day).date())) == week


def test_a_friday_digest_tells_its_own_week_up_to_the_post():
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)

    found = due([engagement(day="fri", at="17:00")], friday, ())

    assert [(one.week, one.data_until) for one in found] == [(Week(2026, 47), friday)]


@pytest.mark.parametrize(
    ("zone", "day", "at", "start", "instant"),
    [
        ("Europe/Berlin", "sun", "02:30", "2026-03-28T22:00+00:00", "2026-03-29T01:30+00:00"),  # skipped: 03:30 there
        ("Europe/Berlin", "sun", "02:30", "2026-10-24T22:00+00:00", "2026-10-25T00:30+00:00"),  # twice: the first
        ("America/New_York", "sun", "01:30", "2026-11-01T00:00+00:00", "2026-11-01T05:30+00:00"),
        ("Australia/Lord_Howe", "sun", "02:15", "2026-10-03T12:00+00:00", "2026-10-03T15:45+00:00"),
        ("America/Santiago", "sun", "00:15", "2026-09-06T00:00+00:00", "2026-09-06T04:15+00:00"),
    ],
)
def test_an_hour_that_is_skipped_or_comes_twice_is_one_instant(zone, day, at, start, instant):
    one = engagement(zone, day=day, at=at)

    assert instants(one, datetime.fromisoformat(start), 24) == {datetime.fromisoformat(instant)}


@given(
    st.integers(0, 2 * 365 * 24).map(lambda hours: MONDAY + timedelta(hours=hours)),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.sampled_from(["mon", "wed", "fri", "sun"]),
    st.sampled_from(["00:00", "01:30", "02:30", "23:59"]),
)
def test_every_week_has_exactly_one_digest(begin, zone, day, at):
    one = engagement(zone, day=day, at=at)
    moments = [begin + timedelta(hours=12 * step) for step in range(14 * 8)]

    found = {each.key: each for moment in moments for each in due([one], moment, ())}

    weeks = sorted(Week.parse(key.week) for key in found)
    assert len({each.at for each in found.values()}) == len(weeks)
    assert weeks == [weeks[0].shift(number) for number in range(len(weeks))]
    assert len(weeks) in {8, 9}


def test_what_was_delivered_is_not_due_also_after_the_clock_was_set_back():
    done = [delivery("2026-W46", posted_at=MONDAY)]

    moments = (MONDAY + timedelta(hours=hour) for hour in (0, 5, -2, 47))

    assert [due([engagement()], moment, done) for moment in moments] == [[], [], [], []]


def test_after_a_downtime_it_is_due_within_its_lateness_and_then_only_to_be_recorded_as_missed():
    one = engagement(late_hours=24)
    before = [delivery("2026-W45", posted_at=MONDAY - timedelta(weeks=1))]

    late, too_late = (due([one], MONDAY + timedelta(hours=hours), before) for hours in (23, 25))

    assert [found.until for found in late] == [MONDAY + timedelta(hours=24)]
    assert [found.week for found in too_late] == [Week(2026, 46)]


def test_weeks_before_the_first_delivery_were_never_missed():
    assert due([engagement(late_hours=24)], MONDAY + timedelta(hours=25), ()) == []


def test_a_digest_that_is_switched_off_or_has_no_channel_is_never_due():
    off = engagement(enabled=False)
    nowhere = engagement(client_channel=None)

    assert due([off, nowhere], MONDAY, ()) == []


def test_each_edition_has_its_channel():
    found = due([engagement(internal_channel=LEADS)], MONDAY, ())

    assert {(one.edition, one.channel) for one in found} == {("client", CLIENT), ("internal", LEADS)}


def test_the_weeks_missed_since_the_last_post_are_told():
    rows = [
        delivery("2026-W43", error="missed: late"),
        delivery("2026-W44", posted_at=MONDAY),
        delivery("2026-W45", error="missed: late"),
    ]
    (one,) = due([engagement()], MONDAY, rows)

    assert missed_before(one, rows) == [Week(2026, 45)]


@pytest.mark.parametrize(
    ("moved", "passed", "back"), [(15, 15, False), (-3600, 15, True), (0, 40, True), (900, 15, False)]
)
def test_a_clock_that_was_set_back_is_noticed(moved, passed, back):
    wall = (MONDAY, MONDAY + timedelta(seconds=moved))

    assert was_set_back(wall, timedelta(seconds=passed)) is back


class Board:
    """A board that only remembers."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, str, str]] = []
        self.documents: list = []

    def lay_out(self, document):
        self.documents.append(document)
        return [Part("", document)]

    def find(self, key, *, since):
        return None

    def replies(self, key, message):
        return ()

    def post(self, key, part, *, under):
        self.posts.append((key.channel, key.week, key.edition))
        return str(len(self.posts))


class Clock:
    def __init__(self) -> None:
        self.now = MONDAY + timedelta(minutes=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'vested.db'}")
    yield opened
    opened.dispose()


def rounds(engine: Engine, board: Board, clock: Clock, *engagements: EngagementSettings, sync=None) -> Rounds:
    courier = Courier(engine, board, lambda: clock.now, lambda _: None, Watch(lambda: clock.now - MONDAY))
    busy = {one.id: Lock() for one in engagements}
    return Rounds(engagements, courier, sync or (lambda _: None), "0.1", busy=busy)


def pulled(engine: Engine, at: datetime, engagement: str = "harbour") -> None:
    values = {"engagement": engagement, "source": "jira", "started_at": at, "finished_at": at}
    with writing(engine) as session:
        session.add(SyncRun.model_validate(values))


def test_a_round_posts_what_is_due_and_the_next_finds_nothing_to_do(database):
    board, clock = Board(), Clock()
    pulled(database, MONDAY)
    work = rounds(database, board, clock, engagement(internal_channel=LEADS))

    work.digests()
    work.digests()

    assert sorted(board.posts) == [(CLIENT, "2026-W46", "client"), (LEADS, "2026-W46", "internal")]


def test_a_digest_waits_for_its_data_and_asks_for_a_sync(database):
    board, clock, asked = Board(), Clock(), []
    work = rounds(database, board, clock, engagement(), sync=lambda one: asked.append(clock.now))

    for _ in range(12):
        work.digests()
        clock.now += timedelta(minutes=1)

    assert board.posts == []
    assert asked == [MONDAY + timedelta(minutes=1), MONDAY + timedelta(minutes=11)]


def test_the_sync_that_was_asked_for_lets_it_go_out_in_the_same_round(database):
    board, clock = Board(), Clock()
    work = rounds(database, board, clock, engagement(), sync=lambda one: pulled(database, clock.now))

    work.digests()

    assert len(board.posts) == 1


def test_without_data_it_goes_out_after_four_hours_and_says_what_is_missing(database):
    board, clock = Board(), Clock()
    work = rounds(database, board, clock, engagement())
    clock.now = MONDAY + timedelta(hours=4)

    work.digests()

    assert len(board.posts) == 1
    assert "jira" in str(board.documents[0].foot)


def test_a_silenced_channel_gets_nothing_and_the_week_is_not_called_missed(database):
    board, clock, one = Board(), Clock(), engagement()
    pulled(database, MONDAY)
    pulled(database, MONDAY + timedelta(weeks=1))
    mute_channel(database, one, channel=CLIENT, until=MONDAY + timedelta(days=5), by="lena")
    work = rounds(database, board, clock, one)

    work.digests()
    clock.now = MONDAY + timedelta(hours=49)
    work.digests()
    clock.now = MONDAY + timedelta(weeks=1, minutes=1)
    work.digests()

    assert board.posts == [(CLIENT, "2026-W47", "client")]
    assert "No digest was posted" not in str(board.documents)


def test_a_channel_that_speaks_again_gets_the_digest_that_is_still_due(database):
    board, clock, one = Board(), Clock(), engagement()
    pulled(database, MONDAY)
    mute_channel(database, one, channel=CLIENT, until=MONDAY + timedelta(days=5), by="lena")
    work = rounds(database, board, clock, one)
    work.digests()
    unmute_channel(database, one, channel=CLIENT)

    work.digests()

    assert len(board.posts) == 1


def test_after_a_missed_week_the_next_digest_says_so(database):
    board, clock, one = Board(), Clock(), engagement()
    for weeks in (0, 1, 2):
        pulled(database, MONDAY + timedelta(weeks=weeks))
    work = rounds(database, board, clock, one)
    work.digests()
    clock.now = MONDAY + timedelta(weeks=2, minutes=1)

    work.digests()

    assert [week for _, week, _ in board.posts] == ["2026-W46", "2026-W48"]
    assert "No digest was posted for week 47" in str(board.documents[-1].foot)


def test_an_engagement_that_fails_stops_no_other(database, caplog):
    class Picky(Board):
        def find(self, key, *, since):
            if key.engagement == "harbour":
                raise RuntimeError("boom")

    board, clock = Picky(), Clock()
    both = (engagement(), engagement(ident="lagoon", client_channel="C0LAGOON"))
    for one in both:
        pulled(database, MONDAY, one.id)

    rounds(database, board, clock, *both).digests()

    assert [channel for channel, _, _ in board.posts] == ["C0LAGOON"]
    assert "boom" in caplog.text
    (row,) = deliveries_of(database, ["harbour"], "2026-W01")
    assert row.error == "RuntimeError: boom"


def test_people_read_that_the_internal_digest_showed_them(database):
    board, clock = Board(), Clock()
    one = engagement(internal_channel=LEADS)
    issue = f.issue(external_id="1")
    with writing(database) as session:
        found = f.finding(issue, occurred_at=MONDAY - timedelta(days=3))
        upsert(session, [issue, f.person(), f.identity(), found])
    pulled(database, MONDAY)

    rounds(database, board, clock, one).digests()

    with reading(database) as session:
        looks = [(row.person_id, row.looked_by, row.command) for row in session.exec(select(Lookup))]
    assert looks == [("ana", BY, "digest 2026-W46")]


def test_two_syncs_of_one_engagement_never_overlap_in_a_process(database):
    clock, depth = Clock(), []
    one = engagement()

    def sync(settings):
        depth.append(1)
        work.pull(settings)

    work = rounds(database, Board(), clock, one, sync=sync)

    work.pull(one)

    assert depth == [1]


def test_old_receipts_are_forgotten(database):
    clock = Clock()
    ages = {"old": timedelta(days=3), "new": timedelta(hours=1)}
    with writing(database) as session:
        upsert(session, [Receipt(key=key, received_at=clock.now - age) for key, age in ages.items()])

    rounds(database, Board(), clock, engagement()).tidy()

    with reading(database) as session:
        assert [row.key for row in session.exec(select(Receipt))] == ["new"]


def test_a_schedule_begins_at_once_and_ends_its_work_before_it_stops(database):
    board, clock = Board(), Clock()
    pulled(database, MONDAY)
    work = rounds(database, board, clock, engagement(), sync=lambda _: clock_reached.append(1))
    clock_reached: list[int] = []
    schedule = Schedule(work, timedelta(hours=1))

    schedule.start()
    schedule.wake()
    while not (board.posts and clock_reached):
        work.stopped.wait(0.01)
    schedule.stop()

    assert board.posts == [(CLIENT, "2026-W46", "client")]
    assert work.stopped.is_set()
