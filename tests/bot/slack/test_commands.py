"""`/vested` over a real WebSocket: who is answered, who is refused, how fast it is acknowledged, and that once."""

import pytest
from sqlalchemy import text

from bot.commands import COMMANDS
from bot.demo.slack.faults import Broken, LostAnswer, RateLimited
from models.db import writing
from models.surface import Lookup, Mute, Receipt

CLIENT, LEADS, ELSEWHERE = "CHARCLIENT", "GHARLEADS", "CELSEWHERE"
QUOTE = "If the webhook retries after the refund we pay twice."
STRANGER = "You are not listed in an engagement here"
NOT_OPEN = "is not open to you"
OWN_ONLY = "You see your own findings"

# command -> what each role reads: part of the answer, or of the refusal
ANSWERS = {
    "digest": dict.fromkeys(("ana", "lena", "maria"), "Harbour · week 46"),
    "signals @ana": {"ana": QUOTE, "ben": OWN_ONLY, "lena": QUOTE, "maria": NOT_OPEN},
    "me": {"ana": QUOTE, "lena": "Nothing was found", "maria": NOT_OPEN},
    "risks": dict.fromkeys(("ana", "lena", "maria"), QUOTE),
    "velocity": dict.fromkeys(("ana", "lena", "maria"), "Harbour · velocity"),
    "ask risks in the last 4 weeks": dict.fromkeys(("ana", "lena", "maria"), "risk"),
    "explain risk": {"ana": "It counts", "ben": "There is no finding", "lena": "It counts", "maria": NOT_OPEN},
    "people": {"ana": NOT_OPEN, "lena": "people listed", "maria": NOT_OPEN},
    "status": dict.fromkeys(("ana", "lena", "maria"), "jira"),
    "settings": {"ana": "Monday at 09:00", "lena": "Monday at 09:00", "maria": NOT_OPEN},
    "mute": {"ana": NOT_OPEN, "lena": "No digest of Harbour goes to this channel", "maria": NOT_OPEN},
    "help": dict.fromkeys(("ana", "lena", "maria"), "What you can ask"),
}
CASES = [(text, who, says) for text, readers in ANSWERS.items() for who, says in readers.items()]
NOBODY = [(text, who) for text in ANSWERS if text != "help" for who in ("stranger", "gast", "fern")]


def ask(office, who, text, channel=ELSEWHERE):
    """What the person reads once all work is done, and the acknowledgement."""
    before = len(office.as_(who).messages(channel))
    seen = office.asks(who, text, channel=channel, expect=1)
    office.settle()
    return seen.ack, office.as_(who).messages(channel)[before:]


def shown(messages) -> str:
    return " ".join(f"{message.text} {message.blocks}" for message in messages)


@pytest.mark.parametrize(("text", "who", "says"), CASES)
def test_each_role_is_answered_or_refused(asked, text, who, says):
    ack, messages = ask(asked, who, text)

    assert says in shown(messages)
    assert ack.in_time
    assert {message.only_for for message in messages} == {f"U{who.upper()}"}


@pytest.mark.parametrize(("text", "who"), NOBODY)
def test_strangers_guests_and_other_workspaces_are_told_nothing(asked, text, who):
    ack, messages = ask(asked, who, text, channel=CLIENT)

    assert STRANGER in shown(messages)
    assert QUOTE not in shown(messages)
    assert ack.in_time


def test_every_command_of_the_registry_is_tried_here():
    assert {text.split()[0] for text in ANSWERS} == {command.name for command in COMMANDS}


def test_a_lead_of_another_client_is_refused_in_this_ones_channel(asked):
    _, messages = ask(asked, "dora", "risks", channel=CLIENT)

    assert "You are not part of this channel's engagement" in shown(messages)
    assert QUOTE not in shown(messages)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "What you can ask"),
        ("riks", "did you mean risks?"),
        ("risks --loud", "There is no option --loud"),
        ("digest 2026-W99", "is not a week"),
    ],
)
def test_what_cannot_be_done_says_what_can(asked, words, says):
    _, messages = ask(asked, "lena", words)

    assert says in shown(messages)


def test_a_shared_answer_stands_in_the_channel_for_all_to_read(asked):
    ask(asked, "lena", "risks --share", channel=CLIENT)

    posted = [one for one in asked.as_("maria").messages(CLIENT) if one.only_for is None]
    assert QUOTE in shown(posted)


def test_a_refusal_to_share_is_told_to_the_asker_alone(asked):
    _, messages = ask(asked, "lena", "me --share", channel=CLIENT)

    assert "never shared in a channel" in shown(messages)
    assert {message.only_for for message in messages} == {"ULENA"}


def test_a_channel_is_silenced_by_its_lead(office):
    _, messages = ask(office, "lena", "mute 2", channel=CLIENT)

    assert "No digest is posted here until" in shown(messages)
    assert [(row.channel, row.muted_by) for row in office.rows(Mute)] == [(CLIENT, "lena")]


def test_a_look_at_a_person_is_written_down_once_also_where_slack_sends_it_three_times(office):
    office.slack.faults.copies, before = 2, len(office.slack.acks)

    _, messages = ask(office, "lena", "signals @ana")
    office.slack.wait_for(lambda: len(office.slack.acks) == before + 3)
    office.settle()

    assert len(office.rows(Receipt)) == 1
    assert [(row.looked_by, row.person_id) for row in office.rows(Lookup)] == [("lena", "ana")]
    assert len([one for one in office.as_("lena").messages(ELSEWHERE) if one.ts > messages[-1].ts]) == 0


def test_two_commands_alike_are_two_requests(office):
    ask(office, "lena", "status")
    ask(office, "lena", "status")

    assert len(office.rows(Receipt)) == 2


def test_an_error_is_one_line_with_a_reference_and_everything_is_in_the_log(office, caplog):
    with writing(office.workplace.engine) as session:
        session.execute(text("ALTER TABLE lookup RENAME TO elsewhere"))

    _, messages = ask(office, "lena", "signals @ana")

    with writing(office.workplace.engine) as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO lookup"))

    told = shown(messages)
    reference = told.partition("the reference ")[2][:8]
    assert "something unexpected went wrong".casefold() in told.casefold()
    assert "Traceback" not in told
    assert reference in caplog.text
    assert "no such table: lookup" in caplog.text


@pytest.mark.parametrize("fault", [RateLimited(1), LostAnswer()])
def test_trouble_with_users_info_is_tried_again(office, fault):
    office.slack.faults.plan(fault, method="users.info")

    _, messages = ask(office, "lena", "status")

    assert "jira" in shown(messages)


def test_whom_slack_cannot_tell_about_is_not_let_in(office):
    office.slack.faults.plan(Broken(503), method="users.info", times=None)

    _, messages = ask(office, "lena", "risks")

    assert "Slack does not say who you are just now" in shown(messages)
    assert QUOTE not in shown(messages)
