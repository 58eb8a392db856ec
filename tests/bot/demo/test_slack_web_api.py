"""The Web API of the loopback Slack, through the real client."""

import http.client
import urllib.request
from datetime import timedelta

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler
from slack_sdk.webhook import WebhookClient

from bot.demo.slack.faults import Broken, LostAnswer, RateLimited, Refused, Slow
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import Channel, User, Workspace

BOT = "U0VESTED"
WORKSPACE = Workspace(
    users=(
        User(id="U1", name="ana", real_name="Ana Ruiz", email="ana@studio.example"),
        User(id="U2", name="guest", email="guest@client.example", is_restricted=True),
        User(id="U3", name="visitor", email="visitor@other.example", is_stranger=True),
    ),
    channels=(
        Channel(id="C1", name="harbour", members=frozenset({"U1", "U2", "U3", BOT}), is_ext_shared=True),
        Channel(id="C2", name="general", members=frozenset({"U1"})),
        Channel(id="C3", name="board", members=frozenset({"U1"}), is_private=True),
        Channel(id="C4", name="past", members=frozenset({BOT}), is_archived=True),
    ),
)
MARK = {"event_type": "vested_digest", "event_payload": {"week": "2026-W47"}}


@pytest.fixture
def slack():
    with Slack(WORKSPACE) as server:
        yield server


@pytest.fixture
def client(slack):
    return WebClient(token=WORKSPACE.bot_token, base_url=slack.base_url, retry_handlers=[])


def refusal(call, *arguments, **fields) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*arguments, **fields)
    return caught.value.response["error"]


def test_a_client_learns_whose_token_it_holds(client):
    assert client.auth_test()["user_id"] == BOT


@pytest.mark.parametrize(
    ("token", "error"),
    [("xoxb-other", "invalid_auth"), (None, "not_authed"), (WORKSPACE.app_token, "not_allowed_token_type")],
)
def test_other_tokens_are_refused(slack, token, error):
    assert refusal(WebClient(token=token, base_url=slack.base_url).auth_test) == error


def test_a_posted_message_comes_back_with_its_metadata(client):
    posted = client.chat_postMessage(channel="C1", text="Week 47", metadata=MARK)

    bare, marked = (client.conversations_history(channel="C1", include_all_metadata=flag) for flag in (False, True))

    assert "metadata" not in bare["messages"][0]
    assert marked["messages"][0]["metadata"] == MARK
    assert marked["messages"][0]["ts"] == posted["ts"]


def test_history_is_newest_first_page_by_page_and_without_replies(client):
    first, second, third = (client.chat_postMessage(channel="C1", text=text)["ts"] for text in "abc")
    client.chat_postMessage(channel="C1", text="reply", thread_ts=first)

    pages = [page["messages"] for page in client.conversations_history(channel="C1", limit=2)]

    assert [[message["ts"] for message in page] for page in pages] == [[third, second], [first]]
    assert pages[1][0]["reply_count"] == 1


def test_history_can_be_cut_by_time(client):
    first, second, third = (client.chat_postMessage(channel="C1", text=text)["ts"] for text in "abc")

    between = client.conversations_history(channel="C1", oldest=first, latest=third)
    including = client.conversations_history(channel="C1", oldest=second, inclusive=True)

    assert [message["ts"] for message in between["messages"]] == [second]
    assert [message["ts"] for message in including["messages"]] == [third, second]


def test_a_thread_is_told_oldest_first(client):
    parent = client.chat_postMessage(channel="C1", text="main")["ts"]
    reply = client.chat_postMessage(channel="C1", text="reply", thread_ts=parent)["ts"]

    thread = client.conversations_replies(channel="C1", ts=parent)["messages"]

    assert [message["ts"] for message in thread] == [parent, reply]
    assert refusal(client.conversations_replies, channel="C1", ts="1.000001") == "thread_not_found"


def test_an_update_replaces_the_blocks_and_keeps_the_metadata(client):
    blocks = [{"type": "divider"}]
    ts = client.chat_postMessage(channel="C1", text="before", blocks=blocks, metadata=MARK)["ts"]

    client.chat_update(channel="C1", ts=ts, text="after")

    message = client.conversations_history(channel="C1", include_all_metadata=True)["messages"][0]
    assert (message["text"], message.get("blocks"), message["metadata"]) == ("after", None, MARK)


def test_only_the_apps_own_messages_can_be_changed(slack, client):
    theirs = slack.as_user("U1").say("mine", channel="C1").ts

    assert refusal(client.chat_update, channel="C1", ts=theirs, text="x") == "cant_update_message"
    assert refusal(client.chat_delete, channel="C1", ts=theirs) == "cant_delete_message"
    assert refusal(client.chat_update, channel="C1", ts="1.000001", text="x") == "message_not_found"


def test_a_deleted_message_is_gone(slack, client):
    ts = client.chat_postMessage(channel="C1", text="oops")["ts"]

    client.chat_delete(channel="C1", ts=ts)

    assert slack.messages("C1") == ()


def test_an_ephemeral_message_is_seen_by_its_reader_alone(slack, client):
    client.chat_postEphemeral(channel="C1", user="U1", text="for you")

    assert [message.text for message in slack.as_user("U1").messages("C1")] == ["for you"]
    assert slack.as_user("U2").messages("C1") == ()
    assert client.conversations_history(channel="C1")["messages"] == []
    assert refusal(client.chat_postEphemeral, channel="C1", user="U9", text="x") == "user_not_found"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"channel": "C9", "text": "x"}, "channel_not_found"),
        ({"channel": "C2", "text": "x"}, "not_in_channel"),
        ({"channel": "C3", "text": "x"}, "channel_not_found"),
        ({"channel": "C4", "text": "x"}, "is_archived"),
        ({"channel": "C1", "text": ""}, "no_text"),
        ({"channel": "C1", "text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": "C1", "text": "x", "blocks": [{"type": "sparkline"}]}, "invalid_blocks"),
        ({"channel": "C1", "text": "x", "blocks": "{}}"}, "invalid_blocks_format"),
        ({"channel": "C1", "text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
    ],
)
def test_posts_that_slack_refuses_are_refused(client, fields, error):
    assert refusal(client.api_call, "chat.postMessage", json=fields) == error


def test_a_refused_message_says_why_and_is_not_stored(slack, client):
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "header"}])

    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: text [json-pointer:/blocks/0]"
    ]
    assert slack.messages("C1") == ()


def test_blocks_that_are_too_long_together_are_refused(client):
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2_970}} for _ in range(5)]

    client.chat_postMessage(channel="C1", text="fits", blocks=long[:4])

    assert refusal(client.chat_postMessage, channel="C1", text="x", blocks=long) == "msg_blocks_too_long"


def test_text_is_cut_in_posts_and_refused_in_updates(slack, client):
    posted = client.chat_postMessage(channel="C1", text="x" * 40_001)

    assert len(slack.messages("C1")[0].text) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]
    assert refusal(client.chat_update, channel="C1", ts=posted["ts"], text="x" * 4_001) == "msg_too_long"


def test_a_missing_scope_is_named():
    few = Workspace(users=WORKSPACE.users, channels=WORKSPACE.channels, scopes=frozenset({"chat:write"}))
    with Slack(few) as slack, pytest.raises(SlackApiError) as caught:
        WebClient(token=few.bot_token, base_url=slack.base_url).users_info(user="U1")

    assert (caught.value.response["error"], caught.value.response["needed"]) == ("missing_scope", "users:read")


def test_people_are_told_with_what_their_account_is(client):
    guest, stranger = (client.users_info(user=user)["user"] for user in ("U2", "U3"))

    assert guest["is_restricted"]
    assert stranger["is_stranger"]
    assert "email" not in stranger["profile"]
    assert refusal(client.users_info, user="U9") == "user_not_found"


def test_people_are_found_by_verified_address_and_strangers_are_not(client):
    assert client.users_lookupByEmail(email="Ana@studio.example")["user"]["id"] == "U1"
    assert refusal(client.users_lookupByEmail, email="visitor@other.example") == "users_not_found"


def test_channels_say_what_they_are_and_who_is_in(client):
    assert client.conversations_info(channel="C1")["channel"]["is_ext_shared"]
    assert client.conversations_members(channel="C1")["members"] == ["U0VESTED", "U1", "U2", "U3"]


def test_the_private_line_to_a_person_is_one_and_the_same(slack, client):
    opened = client.conversations_open(users=["U1"])["channel"]["id"]

    client.chat_postMessage(channel="U1", text="hello")

    assert client.conversations_open(users=["U1"])["channel"]["id"] == opened
    assert [message.text for message in slack.as_user("U1").ims()] == ["hello"]


def test_a_permalink_names_channel_and_time(client):
    ts = client.chat_postMessage(channel="C1", text="x")["ts"]

    link = client.chat_getPermalink(channel="C1", message_ts=ts)["permalink"]

    assert link == f"https://northwind-studio.slack.com/archives/C1/p{ts.replace('.', '')}"


def test_an_uploaded_file_appears_after_the_answer(slack, client):
    answer = client.files_upload_v2(channel="C1", content=b"png", filename="chart.png", title="Flow")

    shared = slack.wait_for(lambda: slack.messages("C1"), awaited="the shared file")

    assert "ts" not in answer.data
    assert [file["title"] for file in shared[0].files] == ["Flow"]


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("<!channel> look", ["!channel"]),
        ("<@U1> and <!here|here>", ["@U1", "!here"]),
        ("&lt;!channel&gt; and @channel", []),
        ("<https://e.example|link>", []),
    ],
)
def test_only_live_mentions_are_pings(slack, client, text, targets):
    client.chat_postMessage(
        channel="C1", text="x", blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    )

    assert [ping.target for ping in slack.pings] == targets


def test_plain_text_calls_nobody(slack, client):
    client.chat_postMessage(
        channel="C1", text="x", blocks=[{"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}]
    )

    assert slack.pings == ()


def test_every_third_call_can_be_limited(slack, client):
    slack.faults.plan(RateLimited(7), method="auth.test", every=3, times=None)

    answers = [refusal(client.auth_test) if number % 3 == 2 else client.auth_test()["ok"] for number in range(6)]

    assert answers == [True, True, "ratelimited"] * 2


def test_a_limited_call_says_how_long_to_wait(slack, client):
    slack.faults.plan(RateLimited(7))

    with pytest.raises(SlackApiError) as caught:
        client.auth_test()

    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")


def test_a_client_that_retries_gets_through(slack):
    slack.faults.plan(RateLimited(0))
    patient = WebClient(WORKSPACE.bot_token, slack.base_url, retry_handlers=[RateLimitErrorRetryHandler()])

    assert patient.auth_test()["ok"]


def test_a_paced_channel_takes_one_message_a_second(slack, client):
    slack.faults.paced = True
    client.chat_postMessage(channel="C1", text="one")

    assert refusal(client.chat_postMessage, channel="C1", text="two") == "ratelimited"
    assert client.chat_postMessage(channel="U1", text="elsewhere")["ok"]


def test_a_message_whose_answer_is_lost_is_posted(slack, client):
    slack.faults.plan(LostAnswer(), method="chat.postMessage")

    with pytest.raises(http.client.RemoteDisconnected):
        client.chat_postMessage(channel="C1", text="Week 47", metadata=MARK)

    assert client.conversations_history(channel="C1", include_all_metadata=True)["messages"][0]["metadata"] == MARK


def test_a_client_left_to_its_defaults_posts_twice_when_an_answer_is_lost(slack):
    slack.faults.plan(LostAnswer(), method="chat.postMessage")

    WebClient(WORKSPACE.bot_token, slack.base_url).chat_postMessage(channel="C1", text="Week 47")

    assert [message.text for message in slack.messages("C1")] == ["Week 47"] * 2


def test_a_broken_server_does_nothing(slack, client):
    slack.faults.plan(Broken(503))

    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C1", text="x")

    assert caught.value.response.status_code == 503
    assert slack.messages("C1") == ()


def test_faults_can_be_decided_call_by_call(slack, client):
    slack.faults.decide = lambda method, number: Refused("fatal_error") if number == 2 else None

    assert [client.auth_test()["ok"], refusal(client.auth_test), client.auth_test()["ok"]] == [
        True,
        "fatal_error",
        True,
    ]


def test_a_slow_answer_still_comes(slack, client):
    slack.faults.plan(Slow(timedelta(milliseconds=20)))

    assert client.auth_test()["ok"]


def test_nothing_is_heard_while_slack_is_away(slack, client):
    slack.go_away()

    with pytest.raises(http.client.RemoteDisconnected):
        client.auth_test()

    slack.come_back()
    assert client.auth_test()["ok"]


def test_a_response_address_answers_five_times_to_its_reader_alone(slack):
    hook = WebhookClient(f"{slack.url}/respond/{slack.desk.grants.hook(channel='C1', user='U1')}")

    answers = [hook.send(text=str(number)).status_code for number in range(6)]

    assert answers == [200] * 5 + [404]
    assert len(slack.as_user("U1").messages("C1")) == 5
    assert slack.as_user("U2").messages("C1") == ()


def test_a_response_address_can_replace_and_delete_the_pressed_message(slack, client):
    ts = client.chat_postMessage(channel="C1", text="before")["ts"]
    hook = WebhookClient(f"{slack.url}/respond/{slack.desk.grants.hook(channel='C1', user='U1', ts=ts)}")

    hook.send(text="after", replace_original=True)
    replaced = [message.text for message in slack.messages("C1")]
    hook.send(delete_original=True)

    assert (replaced, slack.messages("C1")) == (["after"], ())


def test_a_connection_is_kept_open_between_calls(slack):
    address = slack.url.removeprefix("http://")
    link = http.client.HTTPConnection(address, timeout=5)

    link.request("POST", "/api/auth.test", headers={"Authorization": f"Bearer {WORKSPACE.bot_token}"})
    link.getresponse().read()
    first = link.sock
    link.request("POST", "/api/auth.test", headers={"Authorization": f"Bearer {WORKSPACE.bot_token}"})
    link.getresponse().read()
    second = link.sock
    link.close()

    assert first is not None
    assert second is first


def test_an_unknown_method_is_said_to_be_unknown(client):
    assert refusal(client.api_call, "chat.shout") == "unknown_method"


def test_the_channel_is_served_as_a_page(slack, client):
    client.chat_postMessage(channel="C1", text="Week 47 is out")

    with urllib.request.urlopen(f"{slack.url}/c/C1") as page:
        assert "Week 47 is out" in page.read().decode()
