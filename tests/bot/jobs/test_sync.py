"""Pulling a source into the store: what is kept when things go well, badly, and twice."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import configs
import factories as f
import pytest
from pydantic import PrivateAttr
from sqlmodel import select

from bot.jobs.people import store_people
from bot.jobs.sync import Progress, SyncReport, sync_source
from connectors.base import Batch, Connector, Probe, UnavailableError, Wait, sleep
from models.db import reading
from models.people import Identity
from models.queries import watermark
from models.runs import SyncRun
from models.store import Tally
from models.work import Comment, Issue


class Listed(Connector):
    """A connector that yields what it was given, and fails where it was told to."""

    type: Literal["listed"] = "listed"
    name: str = f.SOURCE
    _batches: list[Batch] = PrivateAttr(default_factory=list)
    _fails: bool = PrivateAttr(default=False)
    _asked: list[datetime | None] = PrivateAttr(default_factory=list)

    def pull(self, *, engagement: str, since: datetime | None, wait: Wait = sleep) -> Iterator[Batch]:
        self._asked.append(since)
        yield from self._batches
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
