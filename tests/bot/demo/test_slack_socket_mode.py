"""The loopback Slack and a real Bolt app, talking over a real WebSocket."""

import time
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.demo.slack.payloads import NotOfferedError
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import Channel, User, Workspace

BOT = "U0VESTED"
WORKSPACE = Workspace(
    users=(User(id="U1", name="ana"), User(id="U2", name="ben"), User(id="U3", name="eve")),
    channels=(
        Channel(id="C1", name="harbour", members=frozenset({"U1", "U2", BOT})),
        Channel(id="C2", name="elsewhere", members=frozenset({"U3"})),
    ),
)


def words(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def modal(title: str, **fields) -> dict:
    asked = {"type": "plain_text_input", "action_id": "text"}
    block = {"type": "input", "block_id": "why", "label": words("Why?"), "element": asked}
    shown = {"type": "modal", "callback_id": "why", "title": words(title), "submit": words("Send"), "blocks": [block]}
    return shown | fields


PRESSABLE = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "Found this"}},
    {
        "type": "actions",
        "block_id": "finding",
        "elements": [
            {"type": "button", "action_id": "confirm", "text": words("Confirm"), "value": "f1"},
            {"type": "button", "action_id": "wrong", "text": words("Wrong behaviour"), "value": "f1"},
            {
                "type": "static_select",
                "action_id": "pick",
                "options": [{"text": words("One"), "value": "1"}, {"text": words("Two"), "value": "2"}],
            },
        ],
    },
]


def made_app(client: WebClient, heard: list) -> App:
    app = App(client=client, signing_secret=WORKSPACE.signing_secret)
    listen_to_commands(app)
    listen_to_presses(app)
    listen_to_events(app, heard)
    return app


def listen_to_commands(app: App) -> None:
    @app.command("/vested")
    def command(ack, respond, command):
        ack()
        respond(f"You asked: {command['text']}")

    @app.command("/quick")
    def quick(ack):
        ack("At once")


def listen_to_presses(app: App) -> None:
    @app.action("confirm")
    def confirm(ack, respond, action):
        ack()
        respond(f"Confirmed {action['value']}", replace_original=True)

    @app.action("pick")
    def pick(ack, respond, action):
        ack()
        respond(f"Picked {action['selected_option']['value']}", replace_original=False)

    @app.action("wrong")
    def wrong(ack, body, client):
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal("Which one?"))

    @app.view("why")
    def why(ack, view, client):
        answer = view["state"]["values"]["why"]["text"]["value"]
        if answer == "again":
            ack(response_action="update", view=modal("Once more"))
        elif len(answer) < 3:
            ack(response_action="errors", errors={"why": "Say a little more"})
        else:
            ack()
            client.chat_postMessage(channel="C1", text=f"Because {answer}")


def listen_to_events(app: App, heard: list) -> None:
    @app.event("app_home_opened")
    def home(event, client, body):
        heard.append(body["event_id"])
        shown = {"type": "home", "blocks": [{"type": "section", "text": words(f"Hello {event['user']}")}]}
        client.views_publish(user_id=event["user"], view=shown)

    @app.event("app_mention")
    def mention(event, say, context, request):
        heard.append((event["text"], request.headers.get("x-slack-retry-num")))


@contextmanager
def running(server: Slack, heard: list):
    client = WebClient(token=WORKSPACE.bot_token, base_url=server.base_url)
    handler = SocketModeHandler(made_app(client, heard), WORKSPACE.app_token, ping_interval=0.5)
    handler.connect()
    server.wait_connected()
    try:
        yield handler
    finally:
        handler.client.auto_reconnect_enabled = False
        server.socket_mode.drop()  # a client whose connection has ended closes at once
        Thread(target=handler.close, daemon=True).start()  # it waits a second for its own queue


@pytest.fixture
def heard():
    return []


@pytest.fixture
def slack(heard):
    with Slack(WORKSPACE) as server, running(server, heard):
        yield server


@pytest.fixture
def client(slack):
    return WebClient(token=WORKSPACE.bot_token, base_url=slack.base_url)


@pytest.fixture
def posted(slack, client):
    client.chat_postMessage(channel="C1", text="Found this", blocks=PRESSABLE)
    return slack.messages("C1")[0]


def test_a_command_is_acknowledged_and_answered_to_its_sender_alone(slack):
    seen = slack.as_user("U1").command("/vested", "signals @ben", channel="C1")

    assert seen.ack.in_time
    assert seen.message.text == "You asked: signals <@U2|ben>"
    assert slack.as_user("U2").messages("C1") == ()


def test_a_command_works_in_the_private_line_too(slack):
    ana = slack.as_user("U1")

    ana.command("/vested", "me", channel=ana.im)

    assert [message.text for message in ana.ims()] == ["You asked: me"]


def test_an_answer_that_comes_with_the_acknowledgement_is_seen_too(slack):
    seen = slack.as_user("U1").command("/quick", channel="C1")

    assert (seen.message.text, seen.message.only_for) == ("At once", "U1")


def test_a_command_that_nobody_acknowledges_fails_before_the_sender():
    with Slack(WORKSPACE, ack_window=timedelta(milliseconds=30)) as slack:
        seen = slack.as_user("U1").command("/vested", channel="C1")

    assert seen.ack is None
    assert seen.message.text == '/vested failed with the error "operation_timeout"'


def test_a_pressed_button_changes_the_message_for_everybody(slack, posted):
    seen = slack.as_user("U1").press(posted, "confirm", value="f1")

    assert seen.message.ts == posted.ts
    assert [message.text for message in slack.as_user("U2").messages("C1")] == ["Confirmed f1"]


def test_a_choice_in_a_menu_arrives_as_chosen(slack, posted):
    assert slack.as_user("U1").press(posted, "pick", value="2").message.text == "Picked 2"


@pytest.mark.parametrize(
    ("user", "action", "value"), [("U3", "confirm", "f1"), ("U1", "none", None), ("U1", "confirm", "f2")]
)
def test_nobody_presses_what_is_not_before_them(slack, posted, user, action, value):
    with pytest.raises(NotOfferedError):
        slack.as_user(user).press(posted, action, value=value)


def test_a_modal_is_opened_refused_and_sent(slack, posted):
    ana = slack.as_user("U1")
    view = ana.press(posted, "wrong").view

    refused = ana.submit(view, {"why": "no"})
    sent = ana.submit(view, {"why": "nobody asked"}, expect=2)

    assert refused.errors == {"why": "Say a little more"}
    assert sent.message.text == "Because nobody asked"
    assert view.id not in slack.state.views


def test_a_modal_can_be_changed_by_the_answer_to_its_submission(slack, posted):
    ana = slack.as_user("U1")

    seen = ana.submit(ana.press(posted, "wrong").view, {"why": "again"}, expect=1)

    assert seen.view.body["title"]["text"] == "Once more"


def test_a_modal_with_nothing_in_a_required_field_is_not_sent(slack, posted):
    ana = slack.as_user("U1")
    view = ana.press(posted, "wrong").view

    with pytest.raises(NotOfferedError, match="left empty"):
        ana.submit(view)


def test_a_trigger_opens_one_modal(slack, client):
    trigger = slack.desk.grants.trigger("U1")
    client.views_open(trigger_id=trigger, view=modal("First"))

    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=trigger, view=modal("Second"))


def test_a_trigger_expires(slack, client):
    slack.desk.grants.trigger_life_s = -1

    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=slack.desk.grants.trigger("U1"), view=modal("Late"))


def test_views_are_stacked_changed_and_guarded_by_their_hash(slack, client):
    first = client.views_open(trigger_id=slack.desk.grants.trigger("U1"), view=modal("First"))["view"]
    second = client.views_push(trigger_id=slack.desk.grants.trigger("U1", view=first["id"]), view=modal("Second"))[
        "view"
    ]
    client.views_update(view_id=second["id"], hash=second["hash"], view=modal("Changed"))

    assert second["previous_view_id"] == first["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(view_id=second["id"], hash=second["hash"], view=modal("Stale"))


def test_a_refused_view_says_why(slack, client):
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=slack.desk.grants.trigger("U1"), view=modal("x" * 25))

    assert "must be less than 25 characters" in str(caught.value.response["response_metadata"])


def test_the_home_tab_is_published_when_somebody_opens_it(slack):
    view = slack.as_user("U1").open_home()

    assert view.body["blocks"][0]["text"]["text"] == "Hello U1"
    assert slack.state.homes.keys() == {"U1"}


def test_a_copy_of_an_event_carries_the_same_event_id(slack, heard):
    slack.faults.copies = 1

    slack.as_user("U1").open_home()
    slack.wait_for(lambda: len(slack.acks) == 2, awaited="both acknowledgements")

    assert len(heard) == 2
    assert len(set(heard)) == 1


def test_an_envelope_can_be_delivered_again_as_a_retry(slack, heard):
    slack.as_user("U1").say(f"<@{BOT}> hello", channel="C1")
    slack.wait_for(lambda: slack.acks, awaited="the first acknowledgement")

    slack.redeliver(slack.acks[0].envelope)

    assert heard == [(f"<@{BOT}> hello", None), (f"<@{BOT}> hello", ["1"])]


def test_an_event_that_nobody_acknowledges_is_tried_again():
    with Slack(WORKSPACE, ack_window=timedelta(milliseconds=20)) as slack:
        slack.as_user("U1").say(f"<@{BOT}> hello", channel="C1")
        slack.wait_for(lambda: len(slack.delivery.unacknowledged) == 4, awaited="three retries")
        attempts = [(one.attempt, one.reason) for one in slack.delivery.unacknowledged]

    assert attempts == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]


def test_an_app_told_to_make_room_connects_again_and_goes_on(slack):
    before = slack.socket_mode.links[0]

    slack.socket_mode.disconnect("refresh_requested")
    slack.wait_for(
        lambda: slack.socket_mode.links and before not in slack.socket_mode.links, awaited="a new connection"
    )

    assert slack.as_user("U1").command("/quick", channel="C1").ack.in_time


def test_an_app_whose_connection_ended_connects_again(slack):
    before = slack.socket_mode.links[0]

    slack.socket_mode.drop()
    slack.wait_for(
        lambda: slack.socket_mode.links and before not in slack.socket_mode.links, awaited="a new connection"
    )

    assert slack.as_user("U1").command("/quick", channel="C1").ack.in_time


def test_answers_are_quick(slack):
    began = time.monotonic()

    for _ in range(5):
        slack.as_user("U1").command("/vested", "status", channel="C1")

    assert time.monotonic() - began < 5
