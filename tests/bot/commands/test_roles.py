"""Each command for each role: what is answered, what is refused, what stays hidden."""

from dataclasses import replace

import pytest

from bot.access import MAY, OPERATOR, viewer_of
from bot.document import Evidence, OpenItem, words
from models.runs import SyncRun
from models.surface import Lookup

QUOTE = "If the webhook retries after the refund we pay twice."
PROPOSAL = "Could we ship single-tender first, so that refunds stay simple?"
RESTRICTED = "The vault key of the bank may leak through the log."
SECRET = "LAGOONSECRET"
CLIENT_CHANNEL, INTERNAL_CHANNEL = "CHARCLIENT", "CHARLEADS"
ASKED = {
    "digest": "digest this",
    "signals": "signals @ana",
    "me": "me",
    "risks": "risks",
    "velocity": "velocity",
    "ask": "ask everything",
    "explain": "explain risk",
    "people": "people",
    "status": "status",
    "settings": "settings",
    "mute": "mute 2",
    "help": "help",
}
STANDINGS = {
    "lena": "lead",
    "ana": "engineer",
    "maria": "client",
    "stranger": "nobody",
    "robo": "nobody",
    "operator": "operator",
}
COMMANDS = sorted(ASKED)


def in_harbour(who, text):
    return f"{text} --in harbour" if who == "operator" else text


def test_every_command_is_walked():
    assert set(ASKED) == set(MAY)


@pytest.mark.parametrize("who", STANDINGS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_answers_whom_the_table_lets_in_and_nobody_else(asked, who, command):
    document = asked.asks(who, in_harbour(who, ASKED[command]), channel=CLIENT_CHANNEL)

    allowed = STANDINGS[who] in MAY[command]
    assert (document.title == "Not shown") is not allowed
    assert document.title != "Not answered"
    if not allowed:
        assert "sk " in words(document.headline)
        assert QUOTE not in repr(document)


@pytest.mark.parametrize("who", ["stranger", "robo", "dora"])
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["", " --share", " --in harbour", " --in lagoon"])
def test_a_stranger_learns_nothing_but_what_this_is(asked, who, command, option):
    document = asked.asks(who, ASKED[command] + option, channel=CLIENT_CHANNEL)

    said = repr(document)
    assert QUOTE not in said
    assert "HAR-1" not in said
    assert "Example" not in said or who == "dora"
    assert "Ana" not in said


@pytest.mark.parametrize("who", ["ana", "lena"])
def test_a_guest_listed_for_the_team_is_a_stranger(asked, who):
    document = asked.asks(who, "digest this", channel=CLIENT_CHANNEL, outsider=True)

    assert document.title == "Not shown"


HIDDEN = {
    # who: (sees the proposal's sentence, sees people's names with findings)
    "lena": ("internal", True),
    "ana": ("client", False),
    "maria": ("client", False),
}


@pytest.mark.parametrize("who", HIDDEN)
@pytest.mark.parametrize("text", ["digest this", "ask everything"])
def test_names_stand_beside_findings_for_leads_only(asked, who, text):
    said = repr(asked.asks(who, text))

    assert PROPOSAL in said
    assert ("Ben Example" in said) is HIDDEN[who][1]


@pytest.mark.parametrize("who", STANDINGS)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("share", ["", " --share"])
@pytest.mark.parametrize("channel", [CLIENT_CHANNEL, INTERNAL_CHANNEL])
def test_restricted_words_are_for_their_writer_alone(asked, who, command, share, channel):
    text = "explain vault" if command == "explain" else ASKED[command]

    said = repr(asked.asks(who, in_harbour(who, text) + share, channel=channel))

    own = who == "ana" and command in {"me", "signals", "explain"} and not share
    assert (RESTRICTED in said) is own
    assert "Vault plan" not in said


@pytest.mark.parametrize("who", ["lena", "operator"])
@pytest.mark.parametrize("text", ["signals ana", "explain vault"])
def test_restricted_findings_are_named_as_such_to_the_lead(asked, who, text):
    said = repr(asked.asks(who, in_harbour(who, text)))

    assert "restricted, see the tracker" in said


@pytest.mark.parametrize("who", ["lena", "ana", "maria"])
@pytest.mark.parametrize("text", ["digest this --share", "ask everything --share", "risks --share", "velocity --share"])
def test_what_is_shared_with_the_client_names_nobody_who_wrote(asked, who, text):
    document = asked.asks(who, text, channel=CLIENT_CHANNEL)

    assert document.title not in {"Not shown", "Not answered"}
    assert "Ana Example" not in repr(document)
    assert "Ben Example" not in repr(document)


@pytest.mark.parametrize("command", ["signals", "me", "explain", "people", "settings", "mute"])
@pytest.mark.parametrize("channel", [CLIENT_CHANNEL, INTERNAL_CHANNEL])
def test_answers_about_people_are_never_shared(world, command, channel):
    document = world.asks("lena", f"{ASKED[command]} --share", channel=channel)

    assert document.title == "Not shown"
    assert world.rows(Lookup) == []


def test_a_lead_may_read_the_clients_edition_before_the_client_does(asked):
    assert "Ben Example" not in repr(asked.asks("lena", "digest this client"))


@pytest.mark.parametrize("who", ["ana", "maria"])
def test_the_internal_edition_is_refused_to_all_but_leads(asked, who):
    document = asked.asks(who, "digest this internal")

    assert document.title == "Not shown"
    assert "Ask Both Example or Lena Example" in words(document.headline)


@pytest.mark.parametrize(
    "text", ["signals @ben", "signals <@UBEN>", "signals nosuch", "explain proposal", "explain no"]
)
def test_an_engineer_reads_of_nobody_else(asked, text):
    document = asked.asks("ana", text)

    assert document.title == "Not shown"
    assert PROPOSAL not in repr(document)


def test_an_engineer_cannot_tell_a_colleagues_finding_from_none(asked):
    refused, missing = asked.asks("ana", "explain proposal"), asked.asks("ana", "explain xroposal")

    assert repr(refused).replace("proposal", "X") == repr(missing).replace("xroposal", "X")


@pytest.mark.parametrize("text", ["ask risks by ben", "ask who raised risks", "ask unanswered by ben"])
@pytest.mark.parametrize("who", ["ana", "maria"])
def test_questions_about_others_are_refused(asked, who, text):
    assert asked.asks(who, text).title == "Not shown"


@pytest.mark.parametrize("text", ["ask risks by me", "ask risks by ana", "ask my risks", "ask unanswered risks by ana"])
def test_an_engineer_asks_about_themself(asked, text):
    assert QUOTE in repr(asked.asks("ana", text))


def test_the_clients_words_are_nobodys_score(asked):
    document = asked.asks("lena", "signals maria")

    assert "nothing is counted of Maria Example" in words(document.headline).replace("Nothing", "nothing")


def test_a_tracker_s_error_text_is_for_those_who_can_mend_it(world):
    run = {"engagement": "harbour", "source": "jira", "started_at": world.context.asked_at, "id": 99}
    world.put(SyncRun.model_validate(run | {"error": "401 for bot@agency.example"}))

    assert "bot@agency.example" in repr(world.asks("lena", "status"))
    assert "bot@agency.example" not in repr(world.asks("maria", "status"))
    assert "bot@agency.example" not in repr(world.asks("ana", "status"))


@pytest.mark.parametrize("who", ["lena", "ana", "maria"])
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("channel", [None, CLIENT_CHANNEL, INTERNAL_CHANNEL, "CLAGCLIENT", "CLAGLEADS", "CELSE"])
@pytest.mark.parametrize("option", ["", " --share", " --in lagoon", " --in harbour"])
def test_nothing_of_another_client_is_ever_said(asked, who, command, channel, option):
    text = "explain lagrisk" if command == "explain" else ASKED[command]

    said = repr(asked.asks(who, text + option, channel=channel))

    assert SECRET not in said
    assert "LAG-1" not in said
    assert "Dora" not in said
    assert "Lagoon" not in said


@pytest.mark.parametrize("text", ["signals eve", "ask risks by eve", "signals <@UEVE>", "ask risks by dora"])
def test_people_of_another_client_are_nobody_here(asked, text):
    assert "Eve Example" not in repr(asked.asks("lena", text))
    assert SECRET not in repr(asked.asks("lena", text))


@pytest.mark.parametrize("command", COMMANDS)
def test_the_other_clients_side_reads_nothing_of_the_first(asked, command):
    text = "explain risk" if command == "explain" else ASKED[command]

    for who in ("dora", "eve", "carl"):
        said = repr(asked.asks(who, text))
        assert QUOTE not in said
        assert "Harbour" not in said
        assert "HAR-1" not in said


def test_somebody_in_two_engagements_is_asked_which_and_has_in_each_the_role_of_each(asked):
    assert "add --in harbour or --in lagoon" in words(asked.asks("both", "risks").headline)
    assert QUOTE in repr(asked.asks("both", "signals ana --in harbour"))
    assert asked.asks("both", "signals eve --in lagoon").title == "Not shown"
    assert asked.asks("both", "signals eve", channel="CLAGLEADS").title == "Not shown"
    assert QUOTE in repr(asked.asks("both", "signals ana", channel=INTERNAL_CHANNEL))


def test_an_answer_about_one_engagement_is_not_shared_in_anothers_channel(asked):
    document = asked.asks("both", "risks --in harbour --share", channel="CLAGLEADS")

    assert document.title == "Not shown"
    assert QUOTE not in repr(document)


def test_what_does_not_exist_reads_like_what_is_not_yours(asked):
    absent, foreign = asked.asks("lena", "risks --in nosuch"), asked.asks("lena", "risks --in lagoon")

    assert repr(absent).replace("nosuch", "X") == repr(foreign).replace("lagoon", "X")


@pytest.mark.parametrize(
    "hostile", ["<!channel>", "<@U1>", "`code` *bold* <https://x.example|y>", "\u202egnp.exe", "& <b>"]
)
def test_words_of_a_tracker_stand_in_the_document_as_they_were_written(world, hostile):
    finding = world.finding("risk")
    world.put(type(finding).model_validate(finding.model_dump() | {"quote": hostile}))

    for text in ("signals ana", "explain risk", "ask risks", "risks"):
        document = world.asks("lena", text)
        blocks = [block for part in document.sections for block in part.blocks]
        quotes = [block.quote for block in blocks if isinstance(block, Evidence)]
        quotes += [words(block.line) for block in blocks if isinstance(block, OpenItem)]
        assert any(hostile in quote for quote in quotes)


def test_a_viewer_built_from_config_is_not_the_operator(asked):
    viewer = viewer_of(asked.context.config, "")

    assert viewer != OPERATOR
    assert viewer.standing("harbour") == "nobody"
    assert replace(asked.context, viewer=viewer).viewer.slack_id == ""
