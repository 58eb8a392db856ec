"""Pulling a source into the store: what is kept when things go well, badly, and twice."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from multiprocessing.connection import Connection
from typing import Literal

import configs
import factories as f
import pytest
from pydantic import PrivateAttr
from running import processes
from sqlalchemy import create_engine
from sqlmodel import select

from bot.jobs.claim import claimed
from bot.jobs.people import store_people
from bot.jobs.sync import Progress, SyncReport, sync_source
from connectors.base import Batch, Connector, Probe, UnavailableError, Wait, sleep
from models.db import reading, writing
from models.people import Identity
from models.queries import watermark
from models.runs import SyncRun, Watermark
from models.store import Tally
from models.work import Comment, Issue


class Listed(Connector):
    """A connector that yields what it was given, and fails where it was told to."""

    type: Literal["listed"] = "listed"
    name: str = f.SOURCE
    _batches: list[Batch] = PrivateAttr(default_factory=list)
    _fails: bool = PrivateAttr(default=False)
    _broken: Exception | None = PrivateAttr(default=None)
    _asked: list[datetime | None] = PrivateAttr(default_factory=list)

    def pull(self, *, engagement: str, since: datetime | None, wait: Wait = sleep) -> Iterator[Batch]:
        self._asked.append(since)
        yield from self._batches
        if self._broken:
            raise self._broken
        if self._fails:
            raise UnavailableError("jira is away: try again later")

    def probe(self) -> Iterator[Probe]:
        yield Probe("all", "ok", "fine")


def listed(*batches: Batch, fails: bool = False, since: date | None = None) -> Listed:
    connector = Listed(since=since)
    connector._batches = list(batches)
    connector._fails = fails
    return connector


def run(engine, connector, *, seen: list[Progress] | None = None, engagement=None) -> SyncReport:
    ticks = iter(f.at(10, hours=hour) for hour in range(1000))
    return sync_source(
        engine,
        engagement or configs.engagement(),
        connector,
        clock=lambda: next(ticks),
        wait=lambda duration, reason: None,
        progress=(seen if seen is not None else []).append,
    )


def test_what_was_pulled_is_stored_and_counted(engine):
    issues = [f.issue(updated_at=f.at(day)) for day in range(3)]
    batches = [Batch((issue, f.comment(issue)), complete_until=issue.updated_at, requests=2) for issue in issues]

    report = run(engine, listed(*batches))

    assert report.tally == Tally(seen=6, new=6)
    assert report.requests == 6
    assert report.error is None
    with reading(engine) as session:
        assert watermark(session, f.ENGAGEMENT, f.SOURCE) == f.at(2)
        assert len(session.exec(select(Issue)).all()) == 3


def test_the_second_sync_starts_at_the_watermark_and_changes_nothing(engine):
    connector = listed(Batch((f.issue(external_id="1"),), complete_until=f.at(2)))
    run(engine, connector)

    report = run(engine, connector)

    assert connector._asked == [None, f.at(2)]
    assert report.tally == Tally(seen=1, unchanged=1)


def test_the_first_sync_reaches_back_to_the_day_that_config_names_in_the_engagements_zone(engine):
    connector = listed(since=date(2026, 6, 1))

    run(engine, connector)

    assert connector._asked == [datetime(2026, 5, 31, 22, tzinfo=UTC)]


def test_what_came_before_a_failure_stays_and_the_report_says_in_one_line_what_happened(engine):
    failing = listed(Batch((f.issue(),), complete_until=f.at(1)), fails=True)

    report = run(engine, failing)

    assert report.error == "jira is away: try again later"
    with reading(engine) as session:
        assert watermark(session, f.ENGAGEMENT, f.SOURCE) == f.at(1)
        (recorded,) = session.exec(select(SyncRun)).all()
    assert (recorded.error, recorded.new) == (report.error, 1)
    assert recorded.finished_at is not None


def test_a_batch_that_proves_nothing_does_not_move_the_watermark(engine):
    run(engine, listed(Batch((f.sprint(),))))

    with reading(engine) as session:
        assert watermark(session, f.ENGAGEMENT, f.SOURCE) is None


def test_the_watermark_never_goes_back(engine):
    run(engine, listed(Batch((), complete_until=f.at(5)), Batch((), complete_until=f.at(1))))

    with reading(engine) as session:
        assert watermark(session, f.ENGAGEMENT, f.SOURCE) == f.at(5)


def test_a_comment_deleted_upstream_is_buried_and_counted(engine):
    issue = f.issue()
    kept, gone = f.comment(issue), f.comment(issue)
    whole = frozenset({issue.external_id})
    run(engine, listed(Batch((issue, kept, gone), whole_threads=whole)))

    report = run(engine, listed(Batch((issue, kept), whole_threads=whole)))

    assert report.tally == Tally(seen=2, unchanged=2, removed=1)
    with reading(engine) as session:
        assert {c.external_id for c in session.exec(select(Comment)) if c.removed_at} == {gone.external_id}


def test_progress_counts_issues_towards_what_the_tracker_expects(engine):
    seen: list[Progress] = []

    run(engine, listed(Batch((f.issue(), f.issue()), expected=3), Batch((f.issue(),), expected=3)), seen=seen)

    assert [(step.issues, step.expected) for step in seen] == [(2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("account", "owner", "linked_by"),
    [
        ({"account": "acc-1"}, "ana", "config"),
        ({"account": "acc-2", "email": "BEN@example.com"}, "ben", "email"),
        ({"account": "acc-3", "email": "someone@example.com"}, None, None),
        ({"account": "acc-4", "display_name": "Ana"}, None, None),
    ],
)
def test_an_account_is_linked_by_config_or_equal_email_and_never_by_its_name(engine, account, owner, linked_by):
    engagement = configs.engagement(
        people=[
            {"id": "ana", "name": "Ana", "role": "engineer", "accounts": {f.SOURCE: ["acc-1"]}},
            {"id": "ben", "name": "Ben", "role": "engineer", "email": "ben@example.com"},
        ]
    )
    pulled = f.identity(**account, person_id=None, linked_by=None)

    run(engine, listed(Batch((pulled,))), engagement=engagement)

    with reading(engine) as session:
        (found,) = session.exec(select(Identity)).all()
    assert (found.person_id, found.linked_by) == (owner, linked_by)


def test_an_account_taken_out_of_the_config_is_unlinked_again(engine):
    people = [{"id": "ana", "name": "Ana", "role": "engineer", "accounts": {f.SOURCE: ["acc-1"]}}]
    linked = configs.engagement(people=people)
    store_people(engine, linked)
    run(engine, listed(Batch((f.identity("acc-1", person_id=None),))), engagement=linked)

    store_people(engine, configs.engagement())

    with reading(engine) as session:
        assert session.exec(select(Identity)).one().person_id is None


def test_a_sync_takes_as_long_as_the_clock_says(engine):
    assert run(engine, listed()).duration == timedelta(hours=1)


def test_changed_settings_pull_from_the_beginning_and_go_on_from_there(engine):
    before, after = listed(Batch((), complete_until=f.at(5))), listed(Batch((), complete_until=f.at(2)), fails=True)
    after = after.model_copy(update={"since": date(2026, 6, 1)})
    run(engine, before)

    run(engine, after)
    run(engine, after)

    assert after._asked == [datetime(2026, 5, 31, 22, tzinfo=UTC), f.at(2)]


def test_a_reading_of_changed_settings_that_brings_nothing_is_tried_from_the_beginning_again(engine):
    run(engine, listed(Batch((), complete_until=f.at(5))))
    after = listed(fails=True).model_copy(update={"since": date(2026, 6, 1)})

    run(engine, after)
    run(engine, after)

    assert after._asked == [datetime(2026, 5, 31, 22, tzinfo=UTC)] * 2


def test_a_watermark_of_unknown_settings_does_not_count(engine):
    values = {"engagement": f.ENGAGEMENT, "source": f.SOURCE, "complete_until": f.at(5)}
    with writing(engine) as session:
        session.add(Watermark.model_validate(values))
    connector = listed()

    run(engine, connector)

    assert connector._asked == [None]


def test_while_one_sync_of_a_source_runs_another_pulls_nothing_and_says_so(engine):
    connector = listed(Batch((f.issue(),)))
    with claimed(engine, f.ENGAGEMENT, f.SOURCE):
        refused = run(engine, connector)

    assert refused.error == f"another sync of {f.SOURCE} is running; try again when it ends"
    assert connector._asked == []
    assert run(engine, connector).error is None


def test_other_sources_and_engagements_are_not_held_up(engine):
    with (
        claimed(engine, f.ENGAGEMENT, f.SOURCE),
        claimed(engine, f.ENGAGEMENT, "other") as source,
        claimed(engine, "other", f.SOURCE) as engagement,
    ):
        assert (source, engagement) == (True, True)


def _hold(url: str, pipe: Connection) -> None:
    with claimed(create_engine(url), f.ENGAGEMENT, f.SOURCE) as ours:
        pipe.send(ours)
        pipe.recv()


def test_a_claim_is_free_once_its_process_was_killed(engine):
    here, there = processes.Pipe()
    process = processes.Process(target=_hold, args=(engine.url.render_as_string(hide_password=False), there))
    process.start()
    assert here.recv()
    assert run(engine, listed()).error is not None

    process.kill()
    process.join(60)

    deadline = time.monotonic() + 30  # PostgreSQL notices the end of a connection a moment later
    while (report := run(engine, listed())).error and time.monotonic() < deadline:
        pass
    assert report.error is None


def test_an_error_nobody_expected_ends_the_run_with_a_line_that_quotes_nothing(engine):
    connector = listed(Batch((f.issue(),)))
    connector._broken = KeyError("what somebody wrote")

    with pytest.raises(KeyError):
        run(engine, connector)

    with reading(engine) as session:
        recorded = session.exec(select(SyncRun)).one()
    assert recorded.finished_at is not None
    assert "KeyError" in (recorded.error or "")
    assert "somebody" not in (recorded.error or "")
    assert recorded.new == 1


def test_what_the_tracker_would_not_show_is_kept_with_the_run(engine):
    report = run(engine, listed(Batch((), incomplete=("boards: 403",)), Batch((), incomplete=("comments of HAR-1",))))

    assert report.incomplete == ("boards: 403", "comments of HAR-1")
    with reading(engine) as session:
        assert session.exec(select(SyncRun)).one().incomplete == "boards: 403\ncomments of HAR-1"
