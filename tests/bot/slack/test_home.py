"""The Home tab of each role, and a verdict given on it."""

import pytest

QUOTE = "If the webhook retries after the refund we pay twice."
PROPOSAL = "Could we ship single-tender first, so that refunds stay simple?"


def home(office, who) -> str:
    return str(office.as_(who).open_home().body["blocks"])


@pytest.mark.parametrize(
    ("who", "there", "absent"),
    [
        ("ana", [QUOTE, "Who looked", "unprompted and with evidence"], [PROPOSAL, "Harbour-leads"]),
        ("ben", [PROPOSAL, "Who looked"], []),
        ("lena", ["Harbour · open risks and questions", QUOTE, "Sources"], ["Lagoon"]),
        ("dora", ["Lagoon · open risks and questions", "Sources"], [QUOTE, "Harbour"]),
        ("maria", ["What is kept", "/vested me"], [QUOTE, PROPOSAL, "HAR-1"]),
        ("stranger", ["What is kept", "You are not listed"], [QUOTE, PROPOSAL, "HAR-1", "Harbour"]),
        ("gast", ["What is kept", "You are not listed"], [QUOTE, PROPOSAL, "HAR-1"]),
        ("fern", ["What is kept", "You are not listed"], [QUOTE, PROPOSAL, "HAR-1"]),
    ],
)
def test_everybody_sees_what_is_theirs_and_nothing_else(asked, who, there, absent):
    shown = home(asked, who)

    assert [words for words in there if words not in shown] == []
    assert [words for words in absent if words in shown] == []


def test_an_engineer_sees_who_looked(office):
    office.asks("lena", "signals @ana", expect=1)
    office.settle()

    assert "Lena Example" in home(office, "ana")


def test_a_dispute_on_the_home_tab_counts_and_the_tab_says_so(office):
    view = office.as_("ana").open_home()

    changed = office.as_("ana").press(view, "finding.disputed", value="risk").view
    office.settle()

    assert office.finding("risk").verdict == "disputed"
    assert "not this, by you" in str(changed.body["blocks"])


def test_another_behaviour_can_be_named_from_the_home_tab(office):
    view = office.as_("ana").open_home()
    modal = office.as_("ana").press(view, "finding.wrong-behaviour", value="risk").view

    office.as_("ana").submit(modal, {"behaviour": "pushback"}, expect=1)
    office.settle()

    assert office.finding("risk").verdict == "disputed"


def test_an_opening_that_slack_repeats_is_drawn_once(office):
    office.slack.faults.copies = 1
    before, acks = len(office.slack.state.happenings), len(office.slack.acks)

    home(office, "ana")
    office.slack.wait_for(lambda: len(office.slack.acks) == acks + 2)
    office.settle()

    drawn = [one for one in office.slack.state.happenings[before:] if one.kind == "published"]
    assert len(drawn) == 1
