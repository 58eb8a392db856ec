"""How requests come in: a WebSocket that is opened again after every end, or signed requests over HTTP."""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from bot.demo.slack.envelopes import Envelope
from bot.demo.slack.payloads import command_payload
from bot.demo.slack.signed import post_signed
from bot.errors import UserError
from bot.slack.app import build
from bot.slack.clients import Credentials
from bot.slack.lines import HEALTH, PATH, HttpLine

ELSEWHERE = "CELSEWHERE"
SECRET = "loopback-signing-secret"


@pytest.fixture
def http(office) -> Iterator[HttpLine]:
    secrets = Credentials(office.slack.state.workspace.bot_token, signing_secret=SECRET)
    line = HttpLine(build(office.workplace, secrets), "127.0.0.1", 0)
    line.start()
    yield line
    line.stop()
    office.slack.delivery.line = office.slack.socket_mode


def address(line: HttpLine, path: str) -> str:
    return f"http://127.0.0.1:{line.bound_port}{path}"


def command(office, text: str) -> Envelope:
    channel = office.slack.state.channels[ELSEWHERE]
    desk = office.slack.desk
    return Envelope("slash_commands", command_payload(desk, "ULENA", channel=channel, command="/vested", text=text))


def test_a_signed_request_is_answered(office, http):
    office.slack.use_http(address(http, PATH))

    seen = office.asks("lena", "status")
    office.settle()

    assert "jira" in str(seen.message.blocks)
    assert seen.ack.in_time


def test_a_press_over_http_counts(office, http):
    office.slack.use_http(address(http, PATH))

    view = office.as_("ana").open_home()
    office.as_("ana").press(view, "finding.disputed", value="risk")
    office.settle()

    assert office.finding("risk").verdict == "disputed"


@pytest.mark.parametrize(("secret", "at"), [("another secret", None), (SECRET, 1_000_000_000)])
def test_a_wrong_signature_or_an_old_one_is_turned_away(office, http, secret, at):
    reply = post_signed(address(http, PATH), command(office, "status"), secret=secret, at=at)

    assert reply.status == 401


def test_a_body_larger_than_slack_sends_is_refused_unread(http):
    request = urllib.request.Request(address(http, PATH), data=b"x" * 1_000_001, method="POST")

    with pytest.raises(urllib.error.HTTPError, match="413"):
        urllib.request.urlopen(request)


def test_the_health_endpoint_answers_without_a_signature(http):
    with urllib.request.urlopen(address(http, HEALTH)) as answer:
        assert (answer.status, json.loads(answer.read())) == (200, {"status": "ok"})


def test_nothing_else_is_served(http):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address(http, "/config.toml"))


def test_a_port_that_is_taken_is_said_in_one_line(office, http):
    another = HttpLine(http.app, "127.0.0.1", http.bound_port)

    with pytest.raises(UserError, match=r"cannot be listened on: choose another slack\.port"):
        another.start()


def test_the_socket_is_opened_again_after_slack_was_away(office):
    office.slack.go_away()
    office.slack.wait_for(lambda: not office.slack.socket_mode.links)
    office.slack.come_back()

    office.slack.wait_connected(timeout=30)
    seen = office.asks("lena", "status")

    assert "jira" in str(seen.message.blocks)


def test_the_socket_is_opened_again_when_slack_asks_for_it(office):
    before = office.slack.socket_mode.links[0]

    office.slack.socket_mode.disconnect("refresh_requested")
    office.slack.wait_for(
        lambda: len(office.slack.socket_mode.links) == 1 and before not in office.slack.socket_mode.links
    )

    assert "jira" in str(office.asks("lena", "status").message.blocks)
