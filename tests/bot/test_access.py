"""Who may see what, decided from config alone."""

import pytest
from pydantic import ValidationError

from bot.access import MAY, OPERATOR, TRUST, Reader, RefusedError, admitted, reader_of, viewer_of
from bot.commands import COMMANDS
from bot.config import Config

PEOPLE = (
    {"id": "ana", "name": "Ana", "role": "engineer", "slack": "UANA"},
    {"id": "lena", "name": "Lena", "role": "lead", "slack": "ULENA"},
    {"id": "maria", "name": "Maria", "role": "client", "slack": "UMARIA"},
    {"id": "robo", "name": "Robo", "role": "bot", "slack": "UROBO"},
    {"id": "nick", "name": "Nick", "role": "engineer"},
)


def config(**digest) -> Config:
    source = {"type": "jira", "name": "jira", "url": "https://jira.example", "token_env": "T", "projects": ["HAR"]}
    harbour = {"id": "harbour", "name": "Harbour", "sources": [source], "people": PEOPLE, "digest": digest}
    lagoon = {"id": "lagoon", "name": "Lagoon", "sources": [source]}
    return Config.model_validate({"engagements": [harbour, lagoon]})


CHANNELS = {"client_channel": "CCLIENT", "internal_channel": "CLEADS"}


@pytest.mark.parametrize(
    ("slack_id", "outsider", "standing"),
    [
        ("UANA", False, "engineer"),
        ("ULENA", False, "lead"),
        ("UMARIA", False, "client"),
        ("UMARIA", True, "client"),  # clients come from another workspace as a rule, and the operator listed them
        ("UANA", True, "nobody"),
        ("ULENA", True, "nobody"),
        ("UROBO", False, "nobody"),
        ("UELSE", False, "nobody"),
        ("", False, "nobody"),
    ],
)
def test_a_slack_member_is_what_config_says_and_an_outsider_at_most_a_client(slack_id, outsider, standing):
    viewer = viewer_of(config(), slack_id, outsider=outsider)

    assert viewer.standing("harbour") == standing
    assert viewer.standing("lagoon") == "nobody"
    assert (viewer.person("harbour") is None) == (standing == "nobody")


def test_whoever_sits_at_the_terminal_is_the_operator_everywhere():
    assert OPERATOR.standing("harbour") == OPERATOR.standing("lagoon") == "operator"
    assert OPERATOR.name("harbour") == "terminal"


@pytest.mark.parametrize(
    ("slack_id", "channel", "share", "standing", "edition"),
    [
        ("ULENA", "CCLIENT", False, "lead", "internal"),
        ("ULENA", "CCLIENT", True, "client", "client"),
        ("ULENA", "CLEADS", True, "lead", "internal"),
        ("UANA", "CLEADS", True, "engineer", "client"),
        ("UANA", "CCLIENT", True, "client", "client"),
        ("UMARIA", "CLEADS", True, "client", "client"),
    ],
)
def test_a_shared_answer_is_for_the_least_trusted_of_viewer_and_channel(slack_id, channel, share, standing, edition):
    loaded = config(**CHANNELS)

    reader = reader_of(viewer_of(loaded, slack_id), loaded.engagements[0], channel=channel, share=share)

    assert (reader.standing, reader.edition) == (standing, edition)


@pytest.mark.parametrize("channel", [None, "CELSEWHERE"])
def test_nothing_is_shared_where_nobody_knows_who_reads(channel):
    loaded = config(**CHANNELS)

    with pytest.raises(RefusedError, match="without --share"):
        reader_of(viewer_of(loaded, "ULENA"), loaded.engagements[0], channel=channel, share=True)


@pytest.mark.parametrize(
    ("standing", "own", "person", "sees"),
    [
        ("operator", None, "ana", True),
        ("lead", "lena", "ana", True),
        ("engineer", "ana", "ana", True),
        ("engineer", "ana", "nick", False),
        ("engineer", "ana", None, False),
        ("client", "maria", "maria", False),
        ("nobody", None, None, False),
    ],
)
def test_a_persons_findings_are_seen_by_the_lead_and_by_the_person(standing, own, person, sees):
    reader = Reader(config().engagements[0], standing, own or "x", own)

    assert reader.sees(person) is sees


@pytest.mark.parametrize("command", sorted(set(MAY) - {"help"}))
@pytest.mark.parametrize("standing", TRUST)
def test_a_refusal_says_why_and_whom_to_ask(command, standing):
    reader = Reader(config().engagements[0], standing, "x", None)

    if standing in MAY[command]:
        assert admitted(command, reader) is reader
    else:
        with pytest.raises(RefusedError, match=r"Ask (Lena|the delivery lead)"):
            admitted(command, reader)


def test_the_table_of_roles_knows_every_command_and_no_other():
    assert set(MAY) == {command.name for command in COMMANDS}


def test_help_alone_is_open_to_strangers():
    assert [command.name for command in COMMANDS if "nobody" in command.roles] == ["help"]


def test_the_client_has_no_command_about_one_person():
    assert {name for name, roles in MAY.items() if "client" in roles} == {
        "digest",
        "risks",
        "velocity",
        "ask",
        "status",
        "help",
    }


@pytest.mark.parametrize(
    ("digest", "says"),
    [
        ({"client_channel": "CONE", "internal_channel": "CONE"}, "same channel"),
        ({"client_channel": "#general"}, "channel id"),
        ({"day": "monday"}, "mon"),
        ({"at": "9:00"}, "HH:MM"),
        ({"at": "24:00"}, "HH:MM"),
        ({"late_hours": 0}, "greater than or equal to 1"),
        ({"hour": 9}, "Extra inputs"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(digest, says):
    with pytest.raises(ValidationError, match=says):
        config(**digest)


def test_a_schedule_is_a_weekday_and_a_time_of_day():
    digest = config(day="fri", at="16:30", **CHANNELS).engagements[0].digest

    assert (digest.day, digest.time.hour, digest.time.minute) == ("fri", 16, 30)
    assert digest.channels == ("CCLIENT", "CLEADS")


@pytest.mark.parametrize("name", ["bot_token_env", "app_token_env", "signing_secret_env"])
@pytest.mark.parametrize("secret", ["xoxb-1234-ABCD", "xapp-1-A-2", "8f742231b10e8888abcd99yyyzzz85a5", "A B", ""])
def test_a_token_pasted_where_its_variable_is_named_is_refused_and_not_echoed(name, secret):
    raw = config().model_dump(mode="json") | {"slack": {name: secret}}

    with pytest.raises(ValidationError) as caught:
        Config.model_validate(raw)

    messages = [error["msg"] for error in caught.value.errors()]
    assert any("never the secret itself" in message for message in messages)
    assert not secret or all(secret not in message for message in messages)


def test_one_channel_never_belongs_to_two_engagements():
    raw = config(client_channel="CONE").model_dump(mode="json")
    raw["engagements"][1]["digest"] = {"internal_channel": "CONE"}

    with pytest.raises(ValidationError, match="channel 'CONE' is used twice"):
        Config.model_validate(raw)


def test_nobody_takes_the_name_under_which_the_terminal_is_logged():
    raw = config().model_dump(mode="json")
    raw["engagements"][1]["people"] = [{"id": "terminal", "name": "T", "role": "lead"}]

    with pytest.raises(ValidationError, match="'terminal' is used twice"):
        Config.model_validate(raw)
