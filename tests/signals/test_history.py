from dataclasses import replace
from datetime import timedelta

import factories as f
import pytest

from models.activity import Activity
from models.work import Change, Issue, Status
from signals.history import Timeline, sources_without_changelog, timelines


def moved(issue: Issue, *steps: tuple[float, str, str]) -> list[Change]:
    return [f.change(issue, "status", to, f.at(days), from_text=was, from_value=was) for days, was, to in steps]


def timeline(issue: Issue, changes: list[Change], **fields) -> Timeline:
    activity = f.activity(issues=(issue,), changes=tuple(changes), **fields)
    return timelines(activity)[issue.source, issue.external_id]


def test_spans_run_from_creation_through_every_status_to_the_one_it_is_in():
    issue = f.issue(created_at=f.at(-10))

    known = timeline(issue, moved(issue, (-5, "To Do", "In Progress"), (-2, "In Progress", "Done")))

    assert [(span.status, span.category, span.start, span.end) for span in known.spans] == [
        ("To Do", "unstarted", f.at(-10), f.at(-5)),
        ("In Progress", "started", f.at(-5), f.at(-2)),
        ("Done", "finished", f.at(-2), None),
    ]
    assert (known.started_at, known.finished_at, known.basis) == (f.at(-5), f.at(-2), "changelog")


def test_started_is_the_first_start_and_finished_the_last_finish_of_a_reopened_issue():
    issue = f.issue(created_at=f.at(-10))
    steps = [(-8, "To Do", "In Progress"), (-6, "In Progress", "Done"), (-4, "Done", "In Progress")]

    known = timeline(issue, moved(issue, *steps, (1, "In Progress", "Done")))

    assert known.started_at == f.at(-8)
    assert known.finished_at == f.at(1)
    assert known.reopened_at == (f.at(-4),)


def test_an_issue_reopened_and_left_open_is_not_finished():
    issue = f.issue(created_at=f.at(-10))

    known = timeline(issue, moved(issue, (-6, "To Do", "Done"), (-4, "Done", "To Do")))

    assert known.finished_at is None
    assert known.is_open


def test_moving_between_two_finished_statuses_keeps_the_first_instant():
    issue = f.issue(created_at=f.at(-10))
    closed = Status.model_validate(
        {"engagement": f.ENGAGEMENT, "source": f.SOURCE, "external_id": "6", "name": "Closed", "category": "finished"}
    )

    changes = moved(issue, (-6, "To Do", "Done"), (-1, "Done", "Closed"))
    known = timeline(issue, changes, statuses=(*f.STATUSES, closed))

    assert known.finished_at == f.at(-6)


def test_nothing_after_the_windows_end_is_known():
    issue = f.finished(f.at(9), created_at=f.at(-10), updated_at=f.at(9))

    known = timeline(issue, moved(issue, (-3, "To Do", "In Progress"), (9, "In Progress", "Done")))

    assert known.is_open
    assert known.last.status == "In Progress"


@pytest.mark.parametrize(("after_end", "finished"), [(timedelta(0), False), (-timedelta(microseconds=1), True)])
def test_the_windows_end_itself_belongs_to_the_next_window(after_end, finished):
    issue = f.issue(created_at=f.at(-10))
    activity = f.activity(issues=(issue,))
    done = f.change(issue, "status", "Done", activity.window.end + after_end, from_text="To Do")

    known = timelines(replace(activity, changes=(done,)))[issue.source, issue.external_id]

    assert (known.finished_at is not None) == finished


def test_an_issue_created_after_the_window_has_no_past():
    issue = f.issue(created_at=f.at(8))

    known = timeline(issue, [])

    assert known.spans == ()
    assert (known.started_at, known.finished_at, known.is_open) == (None, None, False)


def test_a_renamed_status_is_known_by_its_id():
    issue = f.issue(created_at=f.at(-10))
    renamed = f.change(issue, "status", "Done", f.at(-1), from_text="To Do", to_text="Erledigt")

    known = timeline(issue, [renamed])

    assert known.finished_at == f.at(-1)


@pytest.mark.parametrize(
    ("name", "category"), [("closed", "finished"), ("in progress", "started"), ("Marinating", "unstarted")]
)
def test_a_status_the_tracker_forgot_is_placed_by_common_names_else_changes_nothing(name, category):
    issue = f.issue(created_at=f.at(-10))
    move = f.change(issue, "status", "77", f.at(-1), from_text="To Do", to_text=name)

    known = timeline(issue, [move], statuses=())

    assert known.last.category == category


def test_an_unknown_current_status_is_placed_by_the_issues_own_category():
    issue = f.issue(created_at=f.at(-10), status="Shipped", status_category="finished")
    move = f.change(issue, "status", "77", f.at(-1), from_text="To Do", to_text="Shipped")

    known = timeline(issue, [move], statuses=())

    assert known.finished_at == f.at(-1)


def test_a_source_without_changes_falls_back_to_created_and_resolved_and_says_so():
    issue = f.finished(f.at(2), created_at=f.at(-10))
    activity = f.activity(issues=(issue,))

    known = timelines(activity)[issue.source, issue.external_id]

    assert (known.started_at, known.finished_at, known.basis) == (f.at(-10), f.at(2), "created to resolved")
    assert sources_without_changelog(activity) == ("jira",)


def test_todays_status_is_not_taken_for_that_of_a_week_before_its_last_edit():
    edited_since = f.issue(status="In Progress", status_category="started", updated_at=f.at(30))
    untouched = f.issue(status="In Progress", status_category="started", updated_at=f.at(1))

    categories = [timeline(issue, []).last.category for issue in (edited_since, untouched)]

    assert categories == ["unstarted", "started"]


def test_with_a_changelog_an_issue_that_never_moved_was_always_in_todays_status():
    issue = f.issue(status="In Progress", status_category="started", created_at=f.at(-10), updated_at=f.at(30))
    other = f.change("another", "status", "Done", f.at(-1))

    known = timeline(issue, [other])

    assert [(span.status, span.category, span.start) for span in known.spans] == [("In Progress", "started", f.at(-10))]


def test_an_issue_that_first_moved_after_the_window_was_in_the_status_it_left():
    issue = f.issue(status="Done", status_category="finished", created_at=f.at(-10), updated_at=f.at(30))

    known = timeline(issue, moved(issue, (20, "In Progress", "Done")))

    assert (known.last.category, known.started_at) == ("started", f.at(-10))


def test_an_issue_resolved_after_the_window_without_a_move_was_open_in_it():
    issue = f.finished(f.at(20), created_at=f.at(-10), updated_at=f.at(30))

    known = timeline(issue, [f.change("another", "status", "Done", f.at(-1))])

    assert (known.is_open, known.last.category) == (True, "unstarted")


def test_an_issue_that_is_finished_and_does_not_say_since_when_is_neither_open_nor_counted():
    issue = f.issue(status="Done", status_category="finished", created_at=f.at(-10))

    known = timeline(issue, [])

    assert (known.is_open, known.finished_at) == (False, None)


def test_the_status_as_of_an_instant_is_the_one_entered_last():
    issue = f.issue(created_at=f.at(-10))
    known = timeline(issue, moved(issue, (-5, "To Do", "In Progress"), (-2, "In Progress", "Done")))

    seen = [known.at(f.at(days)) for days in (-11, -10, -5, -3, 0)]

    assert [span and span.status for span in seen] == [None, "To Do", "In Progress", "In Progress", "Done"]


def test_changes_at_one_instant_are_read_in_the_order_of_their_ids():
    issue = f.issue(created_at=f.at(-10))
    first = f.change(issue, "status", "In Progress", f.at(-1), external_id="9", from_text="To Do")
    second = f.change(issue, "status", "Done", f.at(-1), external_id="10", from_text="In Progress")

    known = timeline(issue, [second, first])

    assert known.last.status == "Done"


def test_an_activity_without_issues_has_no_timelines():
    assert timelines(Activity(f.terms(), f.activity().window, f.activity().history)) == {}
