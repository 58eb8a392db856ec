import factories as f
import pytest

from models.activity import Activity
from models.columns import Zone
from models.work import Issue
from signals.questions import open_questions
from signals.waits import working_days

PEOPLE = f.person("ana"), f.person("maria", name="Maria Lopez", role="client"), f.person("joe", role="client")
ACCOUNTS = f.identity("ana"), f.identity("maria", display_name="Maria Lopez", handle="mlopez"), f.identity("joe")


def activity(*issues: Issue, **fields) -> Activity:
    return f.activity(**({"issues": issues, "people": PEOPLE, "identities": ACCOUNTS} | fields))


def asked_on(issue: Issue, body: str, **fields) -> Activity:
    return activity(issue, comments=(f.comment(issue, body, created_at=f.at(1), **fields),))


@pytest.mark.parametrize(
    "body",
    [
        "@Maria Lopez do invoices round per line?",
        "@mlopez do invoices round per line?",
        "Maria, do invoices round per line?",
        "Two things left. Hi Maria, do invoices round per line?",
        "Maria Lopez: do invoices round per line?",
    ],
)
def test_a_question_that_addresses_a_client_person_waits_for_that_person(body):
    issue = f.issue()

    (question,) = open_questions(asked_on(issue, body))

    assert question.asked is not None
    assert question.asked.id == "maria"
    assert question.question in body
    assert question.question.endswith("do invoices round per line?")
    assert question.waited == 3


@pytest.mark.parametrize(
    "body",
    [
        "@Maria Lopez invoices round per line.",  # no question
        "Do invoices round per line?",  # to nobody
        "Ana, do invoices round per line?",  # to a colleague
        "As Maria said, do we round per line?",  # about her
        "@Mariana do invoices round per line?",  # somebody else
    ],
)
def test_what_asks_nobody_of_the_client_is_no_question_to_the_client(body):
    assert open_questions(asked_on(f.issue(), body)) == ()


def test_a_question_in_a_quote_or_code_is_not_asked():
    body = "@Maria Lopez see below\nwhy?"
    zones = [Zone(0, 23, "prose"), Zone(23, len(body), "quote")]

    assert open_questions(asked_on(f.issue(), body, zones=zones)) == ()


@pytest.mark.parametrize(
    "fields", [{"restricted_to": "internal"}, {"author": "maria"}, {"author": "stranger"}, {"removed_at": f.at(2)}]
)
def test_restricted_removed_and_foreign_comments_ask_nothing(fields):
    assert open_questions(asked_on(f.issue(), "@Maria Lopez which one?", **fields)) == ()


@pytest.mark.parametrize(
    "issue",
    [
        f.issue(status="Waiting for customer", status_category="started", updated_at=f.at(-1)),
        f.issue(assignee="joe"),
    ],
)
def test_any_question_on_an_issue_that_waits_on_the_client_is_to_the_client(issue):
    (question,) = open_questions(asked_on(issue, "Which of the two?"))

    assert (question.asked.id if question.asked else None) == issue.assignee


def test_the_assignee_is_who_it_was_when_the_week_ended():
    issue = f.issue(assignee="joe")
    handed_over = f.change(issue, "assignee", "joe", f.at(9), from_value="ana")
    question = f.comment(issue, "Which of the two?", created_at=f.at(1))

    assert open_questions(activity(issue, comments=(question,), changes=(handed_over,))) == ()


def test_an_answer_from_the_client_side_closes_it_and_only_the_oldest_open_one_is_told():
    issue = f.issue()
    says = [(-6, "ana", "@Maria Lopez one?"), (-5, "joe", "Yes."), (1, "ana", "@Maria Lopez two?")]
    comments = tuple(
        f.comment(issue, body, author=who, created_at=f.at(days))
        for days, who, body in [*says, (2, "ana", "@Maria Lopez any news?")]
    )

    assert [asked.question for asked in open_questions(activity(issue, comments=comments))] == ["@Maria Lopez two?"]


def test_a_word_about_the_person_who_was_asked_is_no_answer_but_their_own_is():
    issue = f.issue()
    said = [(1, "ana", "@Maria Lopez which rate?"), (2, "joe", "I nudged Maria")]
    comments = [f.comment(issue, body, author=who, created_at=f.at(days)) for days, who, body in said]
    own = f.comment(issue, "The berth's.", author="maria", created_at=f.at(3))

    assert len(open_questions(activity(issue, comments=tuple(comments)))) == 1
    assert open_questions(activity(issue, comments=(*comments, own))) == ()


def test_a_question_on_a_finished_issue_waits_for_nobody():
    assert open_questions(asked_on(f.finished(f.at(2)), "@Maria Lopez which one?")) == ()


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [(0, 0.01, 0), (0, 1, 1), (4, 7, 1), (4, 6.9, 1), (1, 6, 3), (0, 28, 20), (5, 6, 0), (3, 1, 0)],
)
def test_working_days_are_mondays_to_fridays_begun_since(start, end, days):
    assert working_days(f.at(start), f.at(end), f.ZONE) == days
