import factories as f
import pytest

from models.activity import Activity
from models.work import Issue
from signals.flags import open_flags, stories

PEOPLE = f.person("ana"), f.person("ben"), f.person("maria", role="client")
ACCOUNTS = tuple(f.identity(account) for account in ("ana", "ben", "maria"))


def activity(*issues: Issue, **fields) -> Activity:
    return f.activity(**({"issues": issues, "people": PEOPLE, "identities": ACCOUNTS} | fields))


def test_a_flag_on_an_open_issue_that_the_client_never_replied_to_is_open():
    issue = f.issue()
    raised = f.finding(issue, occurred_at=f.at(1))

    (flag,) = open_flags(activity(issue, findings=(raised,)))

    assert (flag.finding, flag.issue, flag.waited, flag.hold.issues) == (raised, issue, 3, (issue,))


@pytest.mark.parametrize(
    ("author", "days", "still_open"),
    [
        ("maria", 2, False),  # the client answered
        ("maria", 0, True),  # before the flag
        ("maria", 8, True),  # after the week
        ("ben", 2, True),  # a colleague is not the client side
        ("stranger", 2, False),  # may well be the client's
    ],
)
def test_only_a_later_word_that_may_be_the_clients_answers_a_flag_of_the_vendor(author, days, still_open):
    issue = f.issue()
    reply = f.comment(issue, "Fine by us.", author=author, created_at=f.at(days))

    flags = open_flags(activity(issue, findings=(f.finding(issue, occurred_at=f.at(1)),), comments=(reply,)))

    assert bool(flags) == still_open


@pytest.mark.parametrize(("author", "still_open"), [("u2", False), ("u1", True)])
def test_a_flag_of_an_unlinked_account_is_answered_by_anybody_else(author, still_open):
    issue = f.issue()
    reply = f.comment(issue, "We know.", author=author, created_at=f.at(2))

    flags = open_flags(f.activity(issues=(issue,), findings=(f.finding(issue, author="u1"),), comments=(reply,)))

    assert bool(flags) == still_open


@pytest.mark.parametrize("fields", [
    {"verdict": "disputed"}, {"verdict": "withdrawn"}, {"behaviour": "alternative"}, {"author": "maria"},
    {"occurred_at": f.at(8)},
])  # fmt: skip
def test_what_is_no_standing_flag_of_the_team_in_time_is_not_open(fields):
    issue = f.issue()

    assert open_flags(activity(issue, findings=(f.finding(issue, **fields),))) == ()


def test_a_flag_on_a_finished_or_unknown_issue_is_not_open():
    issue = f.finished(f.at(3))

    assert open_flags(activity(issue, findings=(f.finding(issue), f.finding(f.issue())))) == ()


def test_one_text_is_one_flag_however_many_behaviours_stand_in_it():
    issue = f.issue()
    risk = f.finding(issue, item_id="c1", probability=0.8)
    dependency = f.finding(issue, item_id="c1", probability=0.9, behaviour="dependency_flag")

    assert [flag.finding for flag in open_flags(activity(issue, findings=(risk, dependency)))] == [dependency]


def test_flags_are_sorted_by_what_they_hold_up_then_by_due_date_then_by_wait():
    waits = f.issue(links=[], milestone_ids=[])
    later, sooner = f.milestone(due_on="2026-12-20"), f.milestone(due_on="2026-12-05")
    blocking = f.issue(links=[("blocks", waits.external_id, waits.key)])
    plain_old, plain_new = f.issue(), f.issue()
    due_late, due_soon = f.issue(milestone_ids=[later.external_id]), f.issue(milestone_ids=[sooner.external_id])
    order = blocking, due_soon, due_late, plain_old, plain_new
    days = {plain_old.key: -4}
    findings = tuple(f.finding(issue, occurred_at=f.at(days.get(issue.key, 1))) for issue in reversed(order))

    flags = open_flags(activity(*order, waits, findings=findings, milestones=(later, sooner)))

    assert [flag.issue for flag in flags] == list(order)
    assert flags[0].hold.issues == (blocking, waits)
    assert flags[1].hold.milestone == sooner


def test_a_finished_issue_is_not_held_up_and_a_released_milestone_neither():
    finished = f.finished(f.at(-3))
    released = f.milestone(released=True)
    issue = f.issue(links=[("blocks", finished.external_id, finished.key)], milestone_ids=[released.external_id])

    (flag,) = open_flags(activity(issue, finished, findings=(f.finding(issue),), milestones=(released,)))

    assert (flag.hold.issues, flag.hold.milestone) == ((issue,), None)


def test_a_flag_whose_issue_was_finished_afterwards_this_week_is_a_story_with_its_answer():
    issue = f.finished(f.at(3))
    raised = f.finding(issue, occurred_at=f.at(-5))
    reply = f.comment(issue, "Please fix it.", author="maria", created_at=f.at(1))

    (story,) = stories(activity(issue, findings=(raised,), comments=(reply,)), [raised])

    assert (story.finding, story.answered_at, story.finished_at) == (raised, f.at(1), f.at(3))


@pytest.mark.parametrize("finished", [f.at(-10), f.at(0.5), f.at(8)])
def test_there_is_no_story_when_the_finish_came_before_the_flag_or_outside_the_week(finished):
    issue = f.finished(finished)
    raised = f.finding(issue, occurred_at=f.at(1))

    assert stories(activity(issue, findings=(raised,)), [raised]) == ()


def test_an_activity_without_findings_has_no_flags_and_no_stories():
    assert open_flags(f.activity()) == stories(f.activity(), []) == ()
