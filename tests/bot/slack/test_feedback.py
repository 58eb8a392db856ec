"""Buttons and the modal over a real WebSocket: what they change, for whom, and what stands in the message then."""

import pytest

from bot.document import Document, Evidence, OpenItem, Section, Strong, Text
from bot.render.slack import render_slack
from models.findings import Feedback
from models.surface import RiskVerdict

CLIENT, LEADS, ELSEWHERE = "CHARCLIENT", "GHARLEADS", "CELSEWHERE"
QUOTE = "If the webhook retries after the refund we pay twice."


def post(office, channel=LEADS):
    """A message of the app's with the buttons of a finding and of an open risk, as the digest has them."""
    blocks = (
        Evidence("risk", "risk flag", QUOTE, (Text("Ana"),)),
        OpenItem("risk", (Text("webhook retries"),), ()),
    )
    document = Document("Harbour", (Strong("Week 47"),), (Section("needs", "Needs", (), blocks),), ())
    message = render_slack(document).replies[0]
    client = office.workplace.client
    sent = client.chat_postMessage(channel=channel, text=message.text, blocks=list(message.blocks))
    return office.slack.state.message(channel, sent["ts"])


def now(office, message):
    return str(office.slack.state.message(message.channel, message.ts).blocks)


def press(office, who, message, action, value="risk"):
    seen = office.as_(who).press(message, action, value=value, expect=1)
    office.settle()
    return seen


def whispers(office, who, message):
    return [one.text for one in office.as_(who).messages(message.channel) if one.only_for and one.ts > message.ts]


@pytest.mark.parametrize(
    ("who", "action", "verdict", "line"),
    [
        ("ana", "finding.confirmed", "confirmed", "Ana Example: confirmed"),
        ("ana", "finding.disputed", "disputed", "Ana Example: not this"),
        ("ana", "finding.was-asked", "was-asked", "Ana Example: was asked for"),
        ("lena", "finding.confirmed", "confirmed", "Lena Example: confirmed"),
        ("lena", "finding.disputed", "disputed", "Lena Example: not this"),
        ("ben", "finding.disputed", "none", "Ben Example: not this"),
        ("maria", "finding.disputed", "none", "Maria Example: not this"),
    ],
)
def test_a_verdict_counts_by_role_and_the_message_says_whose_it_is(office, who, action, verdict, line):
    message = post(office)

    seen = press(office, who, message, action)

    assert office.finding("risk").verdict == verdict
    assert line in now(office, message)
    assert QUOTE in now(office, message)
    assert seen.ack.in_time


def test_a_word_that_changes_no_count_is_answered_with_why(office):
    message = post(office)

    press(office, "ben", message, "finding.disputed")

    assert "It changes no count" in whispers(office, "ben", message)[0]


@pytest.mark.parametrize("who", ["stranger", "gast", "fern", "dora"])
@pytest.mark.parametrize("action", ["finding.disputed", "finding.wrong-behaviour", "risk.accepted"])
def test_strangers_guests_and_other_clients_change_nothing(office, who, action):
    message = post(office, CLIENT)

    press(office, who, message, action)

    assert "not listed in an engagement here" in whispers(office, who, message)[0]
    assert office.rows(Feedback) == []
    assert office.rows(RiskVerdict) == []
    assert "said:" not in now(office, message)


def test_the_newest_word_of_each_person_stands_in_the_message(office):
    message = post(office)

    press(office, "ana", message, "finding.confirmed")
    press(office, "lena", message, "finding.disputed")
    press(office, "ana", message, "finding.was-asked")

    assert "Lena Example: not this · Ana Example: was asked for" in now(office, message)
    assert now(office, message).count("said:finding:risk:") == 1


def test_the_team_is_not_named_where_the_client_reads(office):
    message = post(office, CLIENT)

    press(office, "lena", message, "finding.confirmed")

    assert "the team: confirmed" in now(office, message)
    assert "Lena" not in now(office, message)


def test_a_press_that_slack_repeats_is_kept_once(office):
    message, before = post(office), len(office.slack.acks)
    office.slack.faults.copies = 2

    press(office, "ana", message, "finding.disputed")
    office.slack.wait_for(lambda: len(office.slack.acks) == before + 3)
    office.settle()

    assert len(office.rows(Feedback)) == 1


def test_another_behaviour_is_asked_for_and_kept_with_its_reason(office):
    message = post(office)
    modal = office.as_("ana").press(message, "finding.wrong-behaviour", value="risk").view

    seen = office.as_("ana").submit(modal, {"behaviour": "pushback", "reason": "I object to it."}, expect=2)
    office.settle()

    kept = office.rows(Feedback)[0]
    assert (kept.verdict, kept.behaviour, kept.reason) == ("wrong-behaviour", "pushback", "I object to it.")
    assert office.finding("risk").verdict == "disputed"
    assert "Ana Example: another behaviour (objection with a reason)" in now(office, message)
    assert seen.ack.in_time


def test_the_modal_offers_every_behaviour_but_the_one_that_was_found(office):
    message = post(office)

    modal = office.as_("ana").press(message, "finding.wrong-behaviour", value="risk").view

    offered = [option["value"] for option in modal.body["blocks"][0]["element"]["options"]]
    assert "risk_flag" not in offered
    assert len(offered) == 9


@pytest.mark.parametrize(
    ("who", "action", "line"),
    [
        ("lena", "risk.answered", "Answered elsewhere: Lena Example"),
        ("lena", "risk.accepted", "Accepted as a risk: Lena Example"),
        ("maria", "risk.accepted", "Accepted as a risk: Maria Example"),
        ("ana", "risk.answered", "Answered elsewhere: Ana Example"),
    ],
)
def test_an_open_risk_is_closed_and_the_message_says_by_whom(office, who, action, line):
    message = post(office)

    press(office, who, message, action)

    assert line in now(office, message)
    assert [(row.verdict, row.given_by) for row in office.rows(RiskVerdict)] == [(action.removeprefix("risk."), who)]


def test_what_risks_answers_can_be_closed_where_it_is_shown(office):
    seen = office.asks("lena", "risks", channel=LEADS)
    message = next(one for one in seen.messages if "risk.answered" in str(one.blocks))

    office.as_("lena").press(message, "risk.answered", value="question:jira:c4", expect=0)
    office.settle()

    assert [(row.subject, row.verdict) for row in office.rows(RiskVerdict)] == [("question:jira:c4", "answered")]


def test_an_engineer_accepts_no_risk(office):
    message = post(office)

    press(office, "ben", message, "risk.accepted")

    assert "closed by the lead" in whispers(office, "ben", message)[0]
    assert office.rows(RiskVerdict) == []


def test_a_finding_that_is_gone_is_said_to_be_gone(office):
    message, gone = post(office), office.finding("risk")
    office.put(gone.model_copy(update={"withdrawn_at": gone.occurred_at}))

    press(office, "ana", message, "finding.confirmed")

    assert "This finding is no longer there" in whispers(office, "ana", message)[0]


def test_a_verdict_on_an_answer_for_one_person_changes_that_answer(office):
    office.asks("ana", "me", expect=2)
    office.settle()
    mine = [one for one in office.as_("ana").messages(ELSEWHERE) if "finding.disputed" in str(one.blocks)][-1]

    press(office, "ana", mine, "finding.disputed")

    assert office.finding("risk").verdict == "disputed"
    assert "Ana Example: not this" in now(office, mine)
