"""The manifest asks for what the code uses, and for nothing else."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from bot.slack.app import EVENTS
from bot.slack.listeners import COMMAND
from bot.slack.probe import SCOPES

ROOT = Path(__file__).parents[3]
MANIFEST = json.loads((ROOT / "slack-manifest.json").read_text())
# What each Web API method asks for; the methods of channels ask by the kind of channel.
NEEDS = {
    "apps_connections_open": set(),  # the app-level token's own scope
    "auth_test": set(),
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"channels:history", "groups:history"},
    "conversations_info": {"channels:read", "groups:read"},
    "conversations_replies": {"channels:history", "groups:history"},
    "files_upload_v2": {"files:write"},
    "users_info": {"users:read"},
    "views_open": set(),
    "views_publish": set(),
}
CALL = re.compile(r"client\.([a-z]+(?:_[a-zA-Z0-9]+)+)\(")


def called() -> set[str]:
    sources = [path.read_text() for path in (ROOT / "bot").glob("slack/*.py")]
    found = {name for source in sources for name in CALL.findall(source)}
    return found - {"retry_handlers"}


def test_every_method_that_is_called_is_known_here():
    assert called() == set(NEEDS)


def test_the_scopes_are_those_of_the_methods_and_the_command():
    wanted = {"commands"}.union(*(NEEDS[name] for name in called()))

    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == wanted


def test_the_check_asks_for_the_same_scopes():
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_every_command_and_event_listened_to_is_declared():
    declared = [command["command"] for command in MANIFEST["features"]["slash_commands"]]

    assert declared == [COMMAND]
    assert tuple(MANIFEST["settings"]["event_subscriptions"]["bot_events"]) == EVENTS
    assert MANIFEST["settings"]["interactivity"]["is_enabled"]
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"]


def test_mentions_arrive_as_member_ids():
    assert MANIFEST["features"]["slash_commands"][0]["should_escape"]


@pytest.mark.parametrize("version", ["1.0.0", "2.0.0"])
def test_the_manifest_is_valid_by_the_published_schema(shared, version):
    schema = json.loads((shared / "schemas" / "slack-manifest" / f"manifest.schema.{version}.json").read_text())

    problems = [error.message for error in Draft7Validator(schema).iter_errors(MANIFEST)]

    assert problems == []
