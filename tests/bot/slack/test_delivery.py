"""Digests in channels of a Slack that loses answers, limits, refuses and goes away, through the real client."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.demo.slack.faults import Broken, LostAnswer, RateLimited, Refused, Unheard
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import Channel, User, Workspace
from bot.document import BarChart, Document, Note, Paragraph, Section, Strong, Text
from bot.due import Due
from bot.jobs.deliver import Courier, Watch, deliver, stored
from bot.slack.clients import posting_client
from bot.slack.delivery import SlackBoard
from models.activity import Week
from models.db import open_database

CHANNEL = "C0HARBOUR"
# Slack's clock is the machine's, so the digest is due by that clock.
AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
DUE = Due("harbour", Week(2026, 47), "client", CHANNEL, AT, AT + timedelta(hours=48), AT)
CHART = BarChart("Items finished a week", ("w46", "w47"), (3.0, 5.0), "items", 4.0, "median", "Three, then five.")


def document() -> Document:
    sections = [
        Section(key, key.title(), (), (Paragraph((Text(f"All about {key}."),)),)) for key in ("shipped", "needs")
    ]
    chart = Section("velocity", "Velocity", (), (CHART, Note((Text("Median of 6 weeks"),))))
    return Document("Harbour · week 47", (Strong("Shipped 7"),), (*sections, chart), ((Text("Machine-made"),),))


@pytest.fixture
def slack() -> Iterator[Slack]:
    members = frozenset({"U0ANA", "U0VESTED"})
    channel = Channel(id=CHANNEL, name="harbour", members=members)
    with Slack(Workspace(users=(User(id="U0ANA", name="ana"),), channels=(channel,))) as one:
        yield one


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'vested.db'}")
    yield opened
    opened.dispose()


class Clock:
    def __init__(self) -> None:
        self.now = AT + timedelta(minutes=1)
        self.paused: list[timedelta] = []

    def pause(self, duration: timedelta) -> None:
        self.paused.append(duration)
        self.now += duration


def courier(engine: Engine, slack: Slack, clock: Clock) -> Courier:
    client = posting_client(slack.state.workspace.bot_token, slack.base_url)
    return Courier(engine, SlackBoard(client), lambda: clock.now, clock.pause, Watch(lambda: clock.now - AT))


def attempts(
    engine: Engine, slack: Slack, *, times: int = 4, clock: Clock | None = None, composed: Document | None = None
) -> list[str]:
    """A new process every half hour tries to deliver the digest."""
    clock = clock or Clock()
    said = []
    for _ in range(times):
        said.append(deliver(courier(engine, slack, clock), DUE, compose=lambda: composed or document()) or "")
        clock.now += timedelta(minutes=31)
    return said


def standing(slack: Slack) -> list[str]:
    return [one.metadata["event_payload"]["part"] for one in slack.messages(CHANNEL) if one.metadata]


def test_a_digest_is_one_message_with_its_replies_in_a_thread(engine, slack):
    said = attempts(engine, slack, times=1)

    main, *replies = slack.messages(CHANNEL)
    assert standing(slack) == ["", "shipped.1", "needs.1", "velocity.1"]
    assert {reply.thread_ts for reply in replies} == {main.ts}
    assert main.text.startswith("Shipped 7")
    assert stored(engine, DUE.key).message == main.ts
    assert said == ["harbour, week 2026-W47, client edition in C0HARBOUR: posted"]


FAULTS = [Broken(500), Broken(503), Refused("fatal_error"), Unheard(), LostAnswer(), RateLimited(1), RateLimited(300)]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.history", "conversations.replies"])
@pytest.mark.parametrize("every", [1, 2])
def test_no_trouble_makes_it_stand_twice_or_not_at_all(engine, slack, fault, method, every):
    slack.faults.plan(fault, method=method, every=every, times=2)

    attempts(engine, slack)

    assert sorted(standing(slack)) == ["", "needs.1", "shipped.1", "velocity.1"]
    assert stored(engine, DUE.key).posted_at is not None


def test_a_message_whose_answer_was_lost_is_recognised_and_its_thread_completed(engine, slack):
    slack.faults.plan(LostAnswer(), method="chat.postMessage")

    said = attempts(engine, slack, times=2)

    assert "not posted yet, it is tried again" in said[0]
    assert stored(engine, DUE.key).message == slack.messages(CHANNEL)[0].ts
    assert sorted(standing(slack)) == ["", "needs.1", "shipped.1", "velocity.1"]


def test_a_thread_cut_short_is_completed_although_newer_data_brought_another_section(engine, slack):
    whole, clock = document(), Clock()
    slack.faults.plan(Broken(503), method="chat.postMessage", every=3)  # the message and one reply stand before it
    attempts(
        engine, slack, times=1, clock=clock, composed=replace(whole, sections=(whole.sections[0], whole.sections[2]))
    )

    attempts(engine, slack, times=3, clock=clock, composed=whole)

    assert sorted(standing(slack)) == ["", "needs.1", "shipped.1", "velocity.1"]


def test_a_short_wait_is_waited_and_a_long_one_left_to_the_next_attempt(engine, slack):
    clock = Clock()
    slack.faults.plan(RateLimited(7), method="chat.postMessage")
    slack.faults.plan(RateLimited(300), method="chat.postMessage", every=2)

    attempts(engine, slack, times=2, clock=clock)

    assert timedelta(seconds=7) in clock.paused
    assert timedelta(seconds=300) not in clock.paused
    assert sorted(standing(slack)) == ["", "needs.1", "shipped.1", "velocity.1"]


def test_a_slack_that_is_away_for_hours_gets_it_when_it_is_back(engine, slack):
    slack.go_away()
    clock = Clock()
    attempts(engine, slack, times=3, clock=clock)
    slack.come_back()

    attempts(engine, slack, times=1, clock=clock)

    assert sorted(standing(slack)) == ["", "needs.1", "shipped.1", "velocity.1"]


def test_a_channel_where_nobody_can_look_is_given_up_once_the_digest_is_too_late(engine, slack):
    slack.faults.plan(Refused("not_in_channel"), method="conversations.history", times=1000)
    clock = Clock()
    clock.now = DUE.until + timedelta(days=1, minutes=1)

    said = attempts(engine, slack, times=2, clock=clock)

    assert stored(engine, DUE.key).error.startswith("missed: ")
    assert "invite the app" in said[0]
    assert said[1] == ""


def test_a_channel_that_the_app_is_not_in_is_named_with_the_remedy(engine, slack):
    slack.faults.plan(Refused("not_in_channel"), method="conversations.history")

    said = attempts(engine, slack, times=1)

    assert "invite the app to the channel with /invite" in said[0]


def test_a_message_that_people_wrote_with_the_same_words_is_not_taken_for_it(engine, slack):
    slack.as_user("U0ANA").say("Shipped 7", channel=CHANNEL)

    attempts(engine, slack, times=1)

    assert len([one for one in slack.messages(CHANNEL) if one.metadata]) == 4
