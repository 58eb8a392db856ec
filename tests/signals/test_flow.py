from datetime import UTC, datetime, timedelta

import factories as f
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.activity import Activity, SourceState, Week, Window
from models.work import Change, Issue
from signals import METRICS
from signals.flow import cycle_time, finished, lead_time, percentile, reopened, throughput, work_in_progress

DAY = timedelta(days=1)


def done(start: float, end: float, **fields) -> tuple[Issue, list[Change]]:
    resolved = {"status": "Done", "status_category": "finished", "resolution": "Done", "finished_at": f.at(end)}
    issue = f.issue(**resolved | {"created_at": f.at(start - 1), "updated_at": f.at(end)} | fields)
    return issue, [
        f.change(issue, "status", "In Progress", f.at(start), from_text="To Do"),
        f.change(issue, "status", "Done", f.at(end), from_text="In Progress"),
    ]


def activity_of(*items: tuple[Issue, list[Change]], **fields) -> Activity:
    changes = tuple(change for _, own in items for change in own)
    return f.activity(issues=tuple(issue for issue, _ in items), changes=changes, **fields)


def test_finished_are_those_that_entered_a_finished_status_in_the_window_in_order():
    later, earlier, before = done(-1, 3), done(-1, 1), done(-9, -3)
    activity = activity_of(later, earlier, before)

    shipped = finished(activity, activity.window)

    assert shipped == (earlier[0], later[0])


@pytest.mark.parametrize(("boundary", "inside"), [("start", True), ("end", False)])
def test_an_item_finished_exactly_at_a_boundary_belongs_to_the_week_that_begins_there(boundary, inside):
    window = f.activity().window
    issue = f.finished(getattr(window, boundary).astimezone(UTC), created_at=f.at(-20))
    activity = f.activity(issues=(issue,))

    assert bool(finished(activity, window)) == inside


@pytest.mark.parametrize(
    "fields",
    [
        {"is_subtask": True},
        {"kind": "Epic"},
        {"resolution": "Won't Do"},
        {"reporter": "renovate"},
        {"removed_at": f.at(3)},
    ],
)
def test_subtasks_cancelled_items_bots_own_and_removed_items_are_left_out(fields):
    bot = f.identity("renovate", person_id=None, is_bot=True)
    terms = f.terms(cancelled_resolutions=frozenset({"won't do"}))
    activity = activity_of(done(-1, 1, **fields), done(-1, 2), identities=(bot,), terms=terms)

    assert len(finished(activity, activity.window)) == 1
    assert throughput(activity).weeks[-1].count == 1
    assert cycle_time(activity).sample == 1


def test_subtasks_count_where_the_terms_say_so_and_a_bots_issue_that_somebody_took_up_counts():
    bot = f.identity("renovate", person_id=None, is_bot=True)
    items = done(-1, 1, is_subtask=True), done(-1, 2, reporter="renovate", assignee="ana")
    activity = activity_of(*items, identities=(bot,), terms=f.terms(count_subtasks=True))

    assert len(finished(activity, activity.window)) == 2


def test_throughput_has_every_week_of_the_history_and_the_median_of_six_before():
    counts = [4, 0, 1, 2, 3, 4, 9]  # oldest first; the week reported on is the last
    items = [done(-7 * back - 1, -7 * back) for back, count in enumerate(reversed(counts)) for _ in range(count)]

    known = throughput(activity_of(*items, done(-80, -77)))

    assert [week.count for week in known.weeks[-7:]] == counts
    assert len(known.weeks) == 12
    assert str(known.weeks[-1].week) == "2026-W47"
    assert known.median_before == 2.5


def test_weeks_before_the_first_issue_are_left_out_and_too_few_have_no_median():
    known = throughput(activity_of(done(-12, -11), done(-2, 1)))

    assert [week.count for week in known.weeks] == [1, 0, 1]
    assert known.median_before is None


@pytest.mark.parametrize(
    ("days", "weeks"),
    [(-28, 4), (-29, 5), (-60, 9)],  # Monday noon: that week was not pulled whole; Sunday: all after it were
)
def test_weeks_that_a_source_was_not_pulled_for_are_left_out_though_older_issues_are_known(days, weeks):
    pulled = SourceState("jira", "jira", f.at(7), None, known_from=f.at(days, hours=3))
    everything = SourceState("github", "github", f.at(7), None)

    known = throughput(activity_of(done(-80, -77), done(-2, 1), sources=(everything, pulled)))

    assert len(known.weeks) == weeks
    assert (known.median_before is None) == (weeks < 5)


def test_without_data_there_is_one_empty_week_and_no_duration():
    empty = f.activity()

    assert [week.count for week in throughput(empty).weeks] == [0]
    assert (cycle_time(empty).p50, lead_time(empty).p85, cycle_time(empty).sample) == (None, None, 0)
    assert work_in_progress(empty).items == ()


def test_one_item_is_its_own_p50_and_p85():
    activity = activity_of(done(-3, 1))

    assert (cycle_time(activity).p50, cycle_time(activity).p85) == (4 * DAY, 4 * DAY)
    assert lead_time(activity).p50 == 5 * DAY


def test_percentiles_interpolate_linearly_between_the_nearest_ranks():
    took = [DAY * days for days in (1, 2, 3, 4, 11)]

    assert percentile(took, 0.5) == 3 * DAY
    assert percentile(took, 0.85) == 4 * DAY + 0.4 * 7 * DAY


def test_a_reopened_item_is_finished_once_and_timed_from_its_first_start():
    issue, changes = done(-10, -8)
    changes += [
        f.change(issue, "status", "In Progress", f.at(-5), from_text="Done"),
        f.change(issue, "status", "Done", f.at(2), from_text="In Progress"),
    ]
    activity = activity_of((issue, changes))

    assert [week.count for week in throughput(activity).weeks] == [0, 0, 1]
    assert cycle_time(activity).p50 == 12 * DAY
    assert reopened(activity, Window(f.at(-6), f.at(-4))) == (issue,)
    assert reopened(activity, activity.window) == ()


def test_an_item_never_started_has_a_lead_time_and_no_cycle_time():
    issue = f.finished(f.at(1), created_at=f.at(-3))
    activity = activity_of((issue, [f.change(issue, "status", "Done", f.at(1), from_text="To Do")]))

    assert cycle_time(activity).sample == 0
    assert lead_time(activity).p50 == 4 * DAY


def test_a_source_without_changelog_is_timed_from_created_to_resolved_and_says_so():
    activity = f.activity(issues=(f.finished(f.at(1), created_at=f.at(-3)),))

    assert (cycle_time(activity).p50, cycle_time(activity).basis) == (4 * DAY, "created to resolved")


def test_a_mixture_says_which_source_has_no_changelog():
    unlogged = f.finished(f.at(1), created_at=f.at(-3), source="github")

    assert cycle_time(activity_of(done(-3, 1), (unlogged, []))).basis == "changelog; created to resolved for github"


def test_the_week_in_which_clocks_go_back_has_169_hours_and_keeps_its_items():
    week = Week(2026, 43)  # ends on Sunday 25 October, when Berlin leaves summer time
    last_hour = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)  # Sunday 23:30 in Berlin
    issue = f.finished(last_hour, created_at=last_hour - timedelta(hours=168), updated_at=last_hour)
    activity = f.activity(week=week, issues=(issue,))

    assert throughput(activity).weeks[-1].issues == (issue,)
    assert cycle_time(activity).p50 == timedelta(hours=168)


def test_age_counts_hours_that_passed_although_the_clocks_changed():
    started = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # Sunday 00:00 in Berlin, a day of 25 hours
    issue = f.issue(created_at=started, updated_at=started, status="In Progress", status_category="started")

    (item,) = work_in_progress(f.activity(week=Week(2026, 43), issues=(issue,))).items

    assert item.age == timedelta(hours=25)


def test_work_in_progress_is_oldest_first_and_flags_what_is_older_than_p85_of_finished():
    def started(days):
        issue = f.issue(created_at=f.at(-60), updated_at=f.at(0))
        return issue, [f.change(issue, "status", "In Progress", f.at(days), from_text="To Do")]

    new, old = started(6), started(-40)
    known = work_in_progress(activity_of(done(-3, 1), done(-5, 1), new, old))

    assert [(item.issue.key, item.past_p85) for item in known.items] == [(old[0].key, True), (new[0].key, False)]
    assert (known.sample, known.basis) == (2, "changelog")


def test_a_digest_of_a_past_week_does_not_know_what_was_finished_later():
    activity = activity_of(done(-3, 1), week=Week(2026, 46))

    assert finished(activity, activity.window) == ()
    assert len(work_in_progress(activity).items) == 1


def test_every_registered_metric_answers_on_an_empty_activity():
    answers = [metric.measure(f.activity()) for metric in METRICS]

    assert len({metric.name for metric in METRICS}) == len(answers)


items = st.lists(
    st.tuples(st.floats(-90, 12, allow_nan=False), st.floats(0, 30, allow_nan=False)).map(
        lambda pair: done(pair[0], pair[0] + pair[1])
    ),
    max_size=12,
)


@given(items)
def test_weeks_sum_to_what_was_finished_and_hold_each_item_once(some):
    activity = activity_of(*some)
    known = throughput(activity)
    counted = [issue.external_id for week in known.weeks for issue in week.issues]

    assert len(counted) == len(set(counted))
    assert sorted(counted) == sorted(issue.external_id for issue in finished(activity, activity.history))


@given(items)
def test_half_is_never_slower_than_85_percent_and_cycle_never_longer_than_lead(some):
    activity = activity_of(*some)
    cycle, lead = cycle_time(activity), lead_time(activity)

    if cycle.p50 is None or cycle.p85 is None or lead.p50 is None or lead.p85 is None:
        assert cycle.sample == 0
        return
    assert cycle.p50 <= cycle.p85
    assert (cycle.p50, cycle.p85) <= (lead.p50, lead.p85)
