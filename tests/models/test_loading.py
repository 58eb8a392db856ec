"""Reading an engagement's activity by window, on SQLite and on PostgreSQL."""

from datetime import timedelta

import factories as f
import pytest

from models.activity import SourceSettings, Week
from models.db import reading, writing
from models.loading import load_activity
from models.looking import opportunities
from models.queries import Holdings, holdings, source_states, unread_issues
from models.runs import Detection, SyncRun, Watermark
from models.store import upsert
from models.surface import RiskVerdict

TYPES = {f.SOURCE: SourceSettings("jira", f.at(-40))}
LONG_AGO = f.at(-400)


def load(engine, *records, week: Week = f.WEEK):
    with writing(engine) as session:
        upsert(session, records)
    with reading(engine) as session:
        return load_activity(session, f.terms(), week, TYPES)


def keys(activity) -> set[str]:
    return {issue.external_id for issue in activity.issues}


@pytest.mark.parametrize(
    ("fields", "loaded"),
    [
        ({"finished_at": None}, True),
        ({"finished_at": f.at(1)}, True),
        ({"finished_at": f.at(-30)}, True),
        ({"finished_at": f.at(-120)}, False),
        ({"created_at": f.at(8)}, False),
        ({"removed_at": f.at(1)}, False),
    ],
)
def test_an_issue_is_read_when_it_was_open_or_finished_in_the_twelve_weeks(engine, fields, loaded):
    issue = f.issue(**{"external_id": "1", "created_at": LONG_AGO} | fields)

    assert (keys(load(engine, issue)) == {"1"}) is loaded


def test_an_issue_finished_long_ago_is_read_when_somebody_spoke_on_it(engine):
    issue = f.finished(f.at(-200), external_id="1", created_at=LONG_AGO)

    activity = load(engine, issue, f.comment(issue, created_at=f.at(1)))

    assert keys(activity) == {"1"}


def test_an_issue_finished_long_ago_is_read_when_it_changed(engine):
    issue = f.finished(f.at(-200), external_id="1", created_at=LONG_AGO)

    activity = load(engine, issue, f.change(issue, "status", "To Do", f.at(1)))

    assert keys(activity) == {"1"}


def test_a_milestone_that_is_worked_on_brings_the_issues_it_had_long_ago(engine):
    milestone = f.milestone(external_id="77")
    old = f.finished(f.at(-200), external_id="old", created_at=LONG_AGO, milestone_ids=["77"])
    other = f.finished(f.at(-200), external_id="other", created_at=LONG_AGO, milestone_ids=["7"])
    current = f.finished(f.at(1), external_id="new", milestone_ids=["77"])

    assert keys(load(engine, milestone, old, other, current)) == {"old", "new"}


@pytest.mark.parametrize("archived", [False, True])
def test_every_milestone_that_something_was_finished_towards_is_whole_however_many_there_are(engine, archived):
    idents = [str(number) for number in range(100, 160)]
    milestones = [f.milestone(external_id=ident, archived=archived, released=True) for ident in idents]
    old = [f.finished(f.at(-200), external_id=f"o{i}", created_at=LONG_AGO, milestone_ids=[i]) for i in idents]
    new = [f.finished(f.at(1), external_id=f"n{i}", milestone_ids=[i]) for i in idents]

    assert keys(load(engine, *milestones, *old, *new)) == {f"{letter}{i}" for letter in "on" for i in idents}


def test_the_milestone_of_an_issue_that_was_finished_then_and_again_later_is_whole(engine):
    old = f.finished(f.at(-200), external_id="old", created_at=LONG_AGO, milestone_ids=["77"])
    again = f.finished(f.at(20), external_id="again", milestone_ids=["77"])

    activity = load(engine, f.milestone(external_id="77"), old, again, f.change(again, "status", "Done", f.at(1)))

    assert keys(activity) == {"old", "again"}


def test_comments_and_findings_are_read_from_the_twelve_weeks_only(engine):
    issue = f.issue(created_at=LONG_AGO)
    instants = (f.at(-100), f.at(-70), f.at(1), f.at(8))
    comments = [f.comment(issue, created_at=when) for when in instants]
    findings = [f.finding(issue, occurred_at=when) for when in instants]

    activity = load(engine, issue, *comments, *findings)

    assert [comment.created_at for comment in activity.comments] == [f.at(-70), f.at(1)]
    assert [finding.occurred_at for finding in activity.findings] == [f.at(-70), f.at(1)]


def test_changes_are_read_back_to_the_beginning_of_each_issue_in_the_order_they_happened(engine):
    issue = f.issue(created_at=LONG_AGO)
    changes = [f.change(issue, "assignee", "ben", when) for when in (f.at(2), f.at(-300), f.at(9))]

    activity = load(engine, issue, *changes)

    assert [change.occurred_at for change in activity.changes] == [f.at(-300), f.at(2)]


def test_status_changes_are_read_to_this_day_so_that_what_was_left_later_is_known(engine):
    issue = f.issue(created_at=LONG_AGO)

    activity = load(engine, issue, f.change(issue, "status", "Done", f.at(9)))

    assert [change.occurred_at for change in activity.changes] == [f.at(9)]


def test_withdrawn_findings_and_removed_comments_are_not_read(engine):
    issue = f.issue()

    activity = load(engine, issue, f.comment(issue, removed_at=f.at(2)), f.finding(issue, withdrawn_at=f.at(2)))

    assert (activity.comments, activity.findings) == ((), ())


def test_another_engagement_and_an_unconfigured_source_are_never_read(engine):
    strangers = [
        record
        for where in ({"engagement": "pier"}, {"source": "linear"})
        for record in (
            f.issue(**where),
            f.comment(**where),
            f.change("1", "status", "Done", f.at(1), **where),
            f.sprint(**where),
            f.milestone(**where),
            f.finding(**where),
            f.identity(**where),
        )
    ]

    activity = load(engine, *strangers, f.person("eve", engagement="pier"))

    assert activity.issues == activity.comments == activity.changes == activity.sprints == activity.milestones == ()
    assert activity.findings == activity.identities == activity.people == ()


def test_what_somebody_closed_is_known_from_then_on(engine):
    verdict = RiskVerdict.model_validate(
        {
            "engagement": f.ENGAGEMENT,
            "subject": "f-1",
            "verdict": "answered",
            "given_by": "lead",
            "given_at": f.at(2),
        }
    )

    this_week, last_week = load(engine, verdict), load(engine, week=f.WEEK.shift(-1))

    assert (this_week.settled, last_week.settled) == ({"f-1"}, frozenset())


def run(**fields) -> SyncRun:
    return SyncRun.model_validate({"engagement": f.ENGAGEMENT, "source": f.SOURCE, "started_at": f.at()} | fields)


def states(engine, *runs: SyncRun):
    with writing(engine) as session:
        session.add_all(runs)
        mark = {"engagement": f.ENGAGEMENT, "source": f.SOURCE, "complete_until": f.at(-1)}
        upsert(session, [Watermark.model_validate(mark)])
    with reading(engine) as session:
        return source_states(session, f.ENGAGEMENT, TYPES)


def test_a_sync_that_ran_to_its_end_proves_completeness_up_to_its_start(engine):
    (state,) = states(engine, run(finished_at=f.at(0.1)))

    assert (state.complete_until, state.watermark, state.known_from) == (f.at(), f.at(-1), f.at(-40))


@pytest.mark.parametrize("fields", [{}, {"finished_at": f.at(0.1), "error": "jira is away"}])
def test_a_sync_that_was_cut_short_proves_only_what_its_batches_did(engine, fields):
    (state,) = states(engine, run(**fields))

    assert state.complete_until == f.at(-1)
    assert state.last_run is not None


def test_the_last_run_is_told_even_when_an_earlier_one_proves_more(engine):
    (state,) = states(engine, run(finished_at=f.at(0.1)), run(started_at=f.at(1), finished_at=f.at(1.1), error="away"))

    assert (state.complete_until, state.last_run.error) == (f.at(), "away")


def test_a_source_that_was_never_synced_has_no_state(engine):
    with reading(engine) as session:
        (state,) = source_states(session, f.ENGAGEMENT, TYPES)

    assert (state.complete_until, state.last_run) == (None, None)


def test_holdings_count_what_is_still_there(engine):
    issue = f.issue()
    load(engine, issue, f.issue(removed_at=f.at()), f.comment(issue), f.comment(issue, removed_at=f.at()), f.identity())

    with reading(engine) as session:
        assert holdings(session, f.ENGAGEMENT, f.SOURCE) == Holdings(1, 1, 0, 0, 1)


def read(item, kind: str, **fields) -> Detection:
    values = {
        "engagement": f.ENGAGEMENT,
        "source": f.SOURCE,
        "item_kind": kind,
        "item_id": item.external_id,
        "item_updated_at": item.updated_at,
        "classifier": "v1",
    }
    return Detection.model_validate(values | fields)


@pytest.mark.parametrize(
    ("fields", "unread"),
    [({}, []), ({"classifier": "v0"}, ["1"]), ({"item_updated_at": f.at() - timedelta(days=1)}, ["1"])],
)
def test_an_issue_is_unread_until_this_version_has_read_each_text_as_it_stands(engine, fields, unread):
    issue = f.issue(external_id="1")
    comment = f.comment(issue)
    load(engine, issue, comment, read(issue, "issue"), read(comment, "comment", **fields))

    with reading(engine) as session:
        assert unread_issues(session, f.ENGAGEMENT, f.SOURCE, "v1") == unread


def test_opportunities_are_counted_by_the_callers_own_rule_of_what_is_work(engine):
    own = {(f.SOURCE, "ana")}
    work, subtask = f.issue(assignee="ana"), f.issue(assignee="ana", is_subtask=True)
    another, epic = f.issue(assignee="ana", is_subtask=True), f.issue(kind="Epic")
    activity = load(engine, work, subtask, another, epic, f.comment(epic, author="ana"))
    with reading(engine) as session:
        had = opportunities(
            session, f.terms(), activity.window, own=own, clients=(), counts=lambda issue: issue.kind != "Epic"
        )

    assert had.items == 3


def test_what_is_stored_while_somebody_reads_is_not_seen_by_them(engine):
    with reading(engine) as session:
        before = holdings(session, f.ENGAGEMENT, f.SOURCE)
        with writing(engine) as other:
            upsert(other, [f.issue()])
        assert holdings(session, f.ENGAGEMENT, f.SOURCE) == before

    with reading(engine) as session:
        assert holdings(session, f.ENGAGEMENT, f.SOURCE).issues == before.issues + 1
