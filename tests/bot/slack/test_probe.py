"""What `vested check` says of Slack, and the small pure parts around it."""

import logging

import pytest
from slack_bolt.logger.messages import (
    warning_bot_only_conflicts,
    warning_client_prioritized_and_token_skipped,
    warning_token_skipped,
)

from bot.config import EngagementSettings
from bot.demo.slack.faults import Unheard
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import USUAL_SCOPES, Channel, Workspace
from bot.settings import SlackSettings
from bot.slack.app import is_news
from bot.slack.clients import Credentials
from bot.slack.dedupe import request_key
from bot.slack.members import is_outsider
from bot.slack.place import with_note
from bot.slack.probe import probe_slack
from bot.slack.redact import RedactingFormatter

BOT = "U0VESTED"


def engagement() -> EngagementSettings:
    source = {"type": "jira", "name": "jira", "url": "https://jira.example", "token_env": "T", "projects": ["P"]}
    digest = {"client_channel": "C0CLIENT", "internal_channel": "G0LEADS"}
    return EngagementSettings.model_validate({"id": "harbour", "name": "H", "sources": [source], "digest": digest})


def channel(ident: str, **fields) -> Channel:
    return Channel(**({"id": ident, "name": ident.lower(), "members": frozenset({BOT})} | fields))


def probed(monkeypatch, *, scopes=USUAL_SCOPES, leads=None, fault=None, token="xoxb-loopback", charts="native"):
    monkeypatch.setenv("SLACK_BOT_TOKEN", token)
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-loopback")
    leads = leads or channel("G0LEADS", is_private=True)
    with Slack(Workspace(channels=(channel("C0CLIENT"), leads), scopes=frozenset(scopes))) as slack:
        if fault:
            slack.faults.plan(fault, method="auth.test", times=None)
        found = list(probe_slack(SlackSettings(charts=charts), [engagement()], base_url=slack.base_url))
    return {probe.subject: (probe.verdict, probe.detail) for probe in found}


def test_where_all_is_well_each_thing_is_said_to_be(monkeypatch):
    found = probed(monkeypatch)

    assert [verdict for verdict, _ in found.values()] == ["ok"] * 5
    assert found["slack: bot token"] == ("ok", "vested in Northwind Studio")


def test_missing_scopes_are_named(monkeypatch):
    verdict, detail = probed(monkeypatch, scopes=USUAL_SCOPES - {"groups:history"})["slack: scopes"]

    assert (verdict, detail.partition(" not granted")[0]) == ("failed", "groups:history")


@pytest.mark.parametrize(("charts", "verdict"), [("native", "failed"), ("image", "failed"), ("text", "ok")])
def test_files_are_asked_for_where_pictures_may_be_posted(monkeypatch, charts, verdict):
    found = probed(monkeypatch, scopes=USUAL_SCOPES - {"files:write"}, charts=charts)

    assert found["slack: scopes"][0] == verdict


@pytest.mark.parametrize(
    ("leads", "verdict", "says"),
    [
        (channel("G0LEADS", members=frozenset(), is_private=True), "failed", "/invite"),
        (channel("G0LEADS", members=frozenset()), "failed", "/invite @Vested"),
        (channel("G0LEADS", is_archived=True), "failed", "archived"),
        (channel("G0LEADS"), "warning", "not private"),
        (channel("G0LEADS", is_private=True, is_ext_shared=True), "warning", "others can read"),
    ],
)
def test_a_channel_that_will_not_do_is_named_with_the_remedy(monkeypatch, leads, verdict, says):
    found = probed(monkeypatch, leads=leads)["slack: harbour, G0LEADS"]

    assert found[0] == verdict
    assert says in found[1]


def test_a_wrong_token_ends_the_probing_without_showing_it(monkeypatch):
    found = probed(monkeypatch, token="xoxb-wrong-one")

    assert list(found) == ["slack: bot token"]
    assert found["slack: bot token"] == ("failed", "Slack said invalid_auth: export SLACK_BOT_TOKEN anew")


def test_a_slack_that_cannot_be_reached_is_said_in_one_line(monkeypatch):
    found = probed(monkeypatch, fault=Unheard())

    assert found["slack: bot token"][0] == "failed"
    assert "cannot be reached" in found["slack: bot token"][1]


def test_a_variable_that_is_not_set_is_named(monkeypatch):
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)

    (probe,) = probe_slack(SlackSettings(), [])

    assert (probe.verdict, "SLACK_BOT_TOKEN is not set" in probe.detail) == ("failed", True)


@pytest.mark.parametrize(
    ("user", "outsider"),
    [
        ({"team_id": "T1"}, False),
        ({}, False),
        ({"team_id": "T2"}, True),
        ({"team_id": "T2", "enterprise_user": {"id": "W1"}}, False),
        ({"team_id": "T1", "is_restricted": True}, True),
        ({"team_id": "T1", "is_ultra_restricted": True}, True),
        ({"team_id": "T1", "is_stranger": True}, True),
        ({"team_id": "T1", "is_bot": True}, True),
        ({"team_id": "T1", "deleted": True}, True),
    ],
)
def test_guests_strangers_bots_and_those_who_left_are_outsiders(user, outsider):
    assert is_outsider(user, "T1") is outsider


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ({"event_id": "Ev1"}, {"event_id": "Ev1"}, True),
        ({"event_id": "Ev1"}, {"event_id": "Ev2"}, False),
        ({"trigger_id": "1.a"}, {"trigger_id": "2.b"}, False),
        (
            {"actions": [{"action_ts": "1", "action_id": "a"}], "user": {"id": "U1"}, "trigger_id": "1"},
            {"actions": [{"action_ts": "1", "action_id": "a"}], "user": {"id": "U1"}, "trigger_id": "2"},
            True,
        ),
        (
            {"actions": [{"action_ts": "1", "action_id": "a"}], "user": {"id": "U1"}},
            {"actions": [{"action_ts": "1", "action_id": "a"}], "user": {"id": "U2"}},
            False,
        ),
    ],
)
def test_a_repetition_has_the_name_of_what_it_repeats(one, two, same):
    assert (request_key(one) == request_key(two)) is same


def button(value: str = "f1", action: str = "finding.confirmed") -> dict:
    return {"type": "actions", "elements": [{"type": "button", "action_id": action, "value": value}]}


def test_a_note_stands_under_the_buttons_that_it_is_about():
    told = with_note([button(), button("f2")], kind="finding", name="f1", text="Ana: confirmed")

    assert [block["type"] for block in told] == ["actions", "context", "actions"]


def test_in_a_full_message_the_note_stands_instead_of_the_buttons():
    blocks = [button(), *({"type": "divider"} for _ in range(49))]

    told = with_note(blocks, kind="finding", name="f1", text="Ana: confirmed")

    assert len(told) == 50
    assert [block["type"] for block in told[:2]] == ["context", "divider"]


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-12-ab",
        "xapp-1-A-2-b",
        "https://hooks.slack.com/commands/T1/2/abcdef",
        "https://hooks.slack.com/actions/T1/2/abcdef",
        "wss://wss.slack.com/link/?ticket=abcdef&app_id=1",
    ],
)
def test_a_log_line_and_its_traceback_hold_no_secret(secret):
    formatter = RedactingFormatter("%(message)s")
    error = ValueError(secret)
    record = logging.LogRecord("x", 40, "x", 1, "sent %s", (secret,), (ValueError, error, None))

    line = formatter.format(record)

    assert "[redacted]" in line
    assert "abcdef" not in line
    assert secret not in line


@pytest.mark.parametrize(
    ("warning", "shown"),
    [
        (warning_client_prioritized_and_token_skipped(), False),
        (warning_token_skipped(), False),
        (warning_bot_only_conflicts(), True),
    ],
)
def test_of_bolts_warnings_only_those_on_a_token_it_was_not_given_are_dropped(warning, shown):
    record = logging.LogRecord("vested.slack.bolt", logging.WARNING, "x", 1, warning, (), None)

    assert is_news(record) is shown


def test_credentials_show_nothing_of_themselves():
    assert "xoxb" not in repr(Credentials("xoxb-1", "xapp-1", "s"))
