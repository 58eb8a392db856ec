"""Signed requests from the loopback Slack to a real Bolt app that listens on HTTP."""

import time
from threading import Thread

import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from werkzeug.serving import WSGIRequestHandler, make_server

from bot.demo.slack.envelopes import Envelope
from bot.demo.slack.payloads import command_payload
from bot.demo.slack.server import Slack
from bot.demo.slack.signed import post_signed, signature
from bot.demo.slack.workspace import Channel, User, Workspace

BOT = "U0VESTED"
WORKSPACE = Workspace(
    users=(User(id="U1", name="ana"),),
    channels=(Channel(id="C1", name="harbour", members=frozenset({"U1", BOT})),),
)


class Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):  # noqa: A002 - the name that werkzeug gave it
        pass


@pytest.fixture
def slack():
    with Slack(WORKSPACE) as server:
        yield server


@pytest.fixture
def address(slack):
    client = WebClient(token=WORKSPACE.bot_token, base_url=slack.base_url)
    app = App(client=client, signing_secret=WORKSPACE.signing_secret)

    @app.command("/vested")
    def command(ack, respond, command):
        ack()
        respond(f"You asked: {command['text']}")

    @app.command("/quick")
    def quick(ack):
        ack("At once")

    @app.event("app_home_opened")
    def home(event, client):
        client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]})

    @app.action("go")
    def go(ack, respond):
        ack()
        respond("Gone", replace_original=True)

    server = make_server("127.0.0.1", 0, SlackRequestHandler(app), threaded=True, request_handler=Quiet)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/slack/events"
    server.shutdown()
    server.server_close()


def command(slack: Slack) -> Envelope:
    channel = slack.state.channels["C1"]
    return Envelope(
        "slash_commands", command_payload(slack.desk, "U1", channel=channel, command="/quick", text="now & <then>")
    )


def test_a_signed_command_is_answered(slack, address):
    slack.use_http(address)

    seen = slack.as_user("U1").command("/vested", "status & more", channel="C1")

    assert seen.ack.in_time
    assert seen.message.text == "You asked: status &amp; more"
    assert slack.acks == (seen.ack,)


def test_the_reply_itself_is_an_answer_too(slack, address):
    slack.use_http(address)

    assert slack.as_user("U1").command("/quick", channel="C1").message.text == "At once"


def test_signed_actions_and_events_reach_the_app(slack, address):
    slack.use_http(address)
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    WebClient(token=WORKSPACE.bot_token, base_url=slack.base_url).chat_postMessage(
        channel="C1", text="Go?", blocks=[{"type": "actions", "elements": [button]}]
    )

    seen = slack.as_user("U1").press(slack.messages("C1")[0])

    assert seen.message.text == "Gone"
    assert slack.as_user("U1").open_home().body["type"] == "home"


@pytest.mark.parametrize(("secret", "age_s"), [("another secret", 0), (WORKSPACE.signing_secret, 360)])
def test_a_wrong_signature_and_an_old_one_are_refused(slack, address, secret, age_s):
    reply = post_signed(address, command(slack), secret=secret, at=time.time() - age_s)

    assert reply.status == 401


def test_a_right_signature_is_accepted(slack, address):
    reply = post_signed(address, command(slack), secret=WORKSPACE.signing_secret)

    assert reply.status == 200


def test_the_signature_is_the_one_that_slacks_own_verifier_makes():
    made = SignatureVerifier("secret").generate_signature(timestamp="1700000000", body="a=b")

    assert signature("secret", timestamp=1_700_000_000, body="a=b") == made


def test_an_address_where_nobody_listens_fails_before_the_sender(slack):
    slack.use_http("http://127.0.0.1:9/slack/events")

    seen = slack.as_user("U1").command("/vested", channel="C1")

    assert "operation_timeout" in seen.message.text
