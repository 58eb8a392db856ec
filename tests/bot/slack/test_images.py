"""Charts in channels: Slack's own, or letters and a picture, over a Slack that refuses the one, the other or both."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.cli.running import board_of
from bot.demo.slack.faults import Broken, Fault, LostAnswer, RateLimited, Refused, Unheard
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import USUAL_SCOPES, Channel, User, Workspace
from bot.document import BarChart, Document, Paragraph, Section, Strong, Text
from bot.due import Due
from bot.jobs.deliver import Courier, Watch, deliver, stored
from bot.render.png import render_png
from bot.settings import SlackSettings
from bot.slack.clients import Credentials
from bot.slack.delivery import SlackBoard
from models.activity import Week
from models.db import open_database

CHANNEL = "C0HARBOUR"
# Slack's clock is the machine's, so the digest is due by that clock.
AT = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
CHART = BarChart("Items finished a week", ("w46", "w47"), (3.0, 5.0), "items", 4.0, "median", "Three, then five.")
WAITS = BarChart("Days waited", ("w46", "w47"), (2.0, 1.0), "days", None, "", "Two, then one.")
UPLOAD = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")


def due(week: int = 47) -> Due:
    return Due("harbour", Week(2026, week), "client", CHANNEL, AT, AT + timedelta(hours=48), AT)


def section(key: str, *charts: BarChart) -> Section:
    return Section(key, key.title(), (), (Paragraph((Text(f"All about {key}."),)), *charts))


def document(*charts: BarChart) -> Document:
    return Document("Harbour", (Strong("Shipped 7"),), (section("shipped"), section("pace", *charts)), ())


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_database(f"sqlite:///{tmp_path / 'vested.db'}")
    yield opened
    opened.dispose()


def workspace(*, scopes: frozenset[str] = USUAL_SCOPES) -> Workspace:
    channel = Channel(id=CHANNEL, name="harbour", members=frozenset({"U0ANA", "U0VESTED"}))
    return Workspace(users=(User(id="U0ANA", name="ana"),), channels=(channel,), scopes=scopes)


@pytest.fixture
def slack() -> Iterator[Slack]:
    with Slack(workspace()) as one:
        yield one


def board(slack: Slack, charts: str = "native") -> SlackBoard:
    return board_of(SlackSettings(charts=charts), Credentials(slack.state.workspace.bot_token), slack.base_url)


def posted(engine: Engine, one: SlackBoard, *charts: BarChart, which: Due | None = None, later: int = 1) -> str:
    """What the attempt that many minutes after the time says."""
    now = AT + timedelta(minutes=later)
    courier = Courier(engine, one, lambda: now, lambda _: None, Watch(timedelta))
    return deliver(courier, which or due(), compose=lambda: document(*(charts or (CHART,)))) or ""


def refuse_charts(slack: Slack, *, nth: int = 3) -> None:
    slack.faults.plan(Refused("invalid_blocks"), method="chat.postMessage", every=nth)


def messages(slack: Slack) -> dict[str, str]:
    """The blocks of every message by its part's name; files have none."""
    marked = [one for one in slack.messages(CHANNEL) if one.metadata]
    return {one.metadata["event_payload"]["part"]: str(one.blocks) for one in marked}


def names(slack: Slack) -> list[str]:
    return sorted(one.metadata["event_payload"]["part"] for one in slack.messages(CHANNEL) if one.metadata)


def shared(slack: Slack, *, many: int = 1) -> list:
    """The messages that hold files, once there are so many."""
    return slack.wait_for(
        lambda: found if len(found := [one for one in slack.messages(CHANNEL) if one.files]) >= many else None
    )


def test_charts_that_slack_shows_by_itself_come_without_a_picture(engine, slack):
    posted(engine, board(slack))

    assert "data_visualization" in messages(slack)["pace.1"]
    assert slack.desk.uploads == {}


def test_charts_that_a_workspace_refuses_are_letters_with_a_picture_in_the_thread(engine, slack):
    refuse_charts(slack)

    said = posted(engine, board(slack))

    (picture,) = shared(slack)
    (upload,) = slack.desk.uploads.values()
    assert said.endswith("posted")
    assert names(slack) == ["", "pace.1", "shipped.1"]
    assert "data_visualization" not in messages(slack)["pace.1"]
    assert "Three, then five" in messages(slack)["pace.1"]
    assert picture.thread_ts == slack.messages(CHANNEL)[0].ts
    assert (upload.name, upload.content) == ("chart.png", render_png(CHART))
    assert picture.files[0]["title"] == "Items finished a week"


def test_once_refused_charts_are_not_tried_again(engine, slack):
    one = board(slack)
    refuse_charts(slack)
    posted(engine, one)
    calls = count_calls(slack, "chat.postMessage")

    posted(engine, one, which=due(48))

    assert len(calls) == 3
    assert len(shared(slack, many=2)) == 2


@pytest.mark.parametrize(("charts", "pictures"), [("image", 2), ("text", 0)])
def test_the_config_can_do_without_charts_of_slacks_own(engine, slack, charts, pictures):
    posted(engine, board(slack, charts), CHART, WAITS)

    assert "data_visualization" not in str(messages(slack))
    assert "Three, then five" in messages(slack)["pace.1"]
    assert [upload.content for upload in slack.desk.uploads.values()] == [
        render_png(chart) for chart in (CHART, WAITS)[:pictures]
    ]


def test_pictures_are_not_taken_for_messages_of_the_digest(engine, slack):
    posted(engine, board(slack, "image"))
    shared(slack)
    main = slack.messages(CHANNEL)[0].ts

    found = board(slack)

    assert found.find(due().key, since=AT) == main
    assert found.replies(due().key, main) == {"", "shipped.1", "pace.1"}


FAULTS = [Broken(500), Unheard(), LostAnswer(), RateLimited(1), Refused("missing_scope"), Refused("fatal_error")]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
@pytest.mark.parametrize("method", UPLOAD)
def test_no_trouble_with_a_picture_touches_the_delivery(engine, slack, caplog, fault: Fault, method):
    slack.faults.plan(fault, method=method, times=None)

    said = [posted(engine, board(slack, "image"), CHART, WAITS, later=minutes) for minutes in (1, 40)]

    assert said == ["harbour, week 2026-W47, client edition in C0HARBOUR: posted", ""]
    assert names(slack) == ["", "pace.1", "shipped.1"]
    assert stored(engine, due().key).error is None
    if (fault, method) != (Refused("missing_scope"), "upload"):  # its words are not read there
        assert_one_line(caplog)


def assert_one_line(caplog) -> None:
    (record,) = [one for one in caplog.records if one.name == "vested.slack"]
    assert record.getMessage().startswith("an image could not be shared in C0HARBOUR")
    assert "\n" not in record.getMessage()


def test_a_picture_whose_receipt_was_lost_stands_once(engine, slack):
    slack.faults.plan(LostAnswer(), method="files.completeUploadExternal")

    for minutes in (1, 40, 80):
        posted(engine, board(slack, "image"), later=minutes)

    assert len(shared(slack)) == 1
    assert len(slack.desk.uploads) == 1


def count_calls(slack: Slack, method: str) -> list[str]:
    """Grows with every call of the method from now on."""
    calls: list[str] = []

    def note(called: str, _: int) -> None:
        calls.extend([called] if called == method else [])

    slack.faults.decide = note
    return calls


def test_without_the_scope_pictures_are_given_up_with_the_remedy(engine, caplog):
    with Slack(workspace(scopes=USUAL_SCOPES - {"files:write"})) as slack:
        calls, one = count_calls(slack, UPLOAD[0]), board(slack, "image")

        said = [posted(engine, one, which=due(week)) for week in (47, 48)]

    assert [line.endswith("posted") for line in said] == [True, True]
    assert len(calls) == 1
    assert "reinstall the app with the scopes of slack-manifest.json" in caplog.text


def test_after_other_trouble_the_next_picture_is_tried(engine, slack):
    slack.faults.plan(Broken(503), method=UPLOAD[0])
    one = board(slack, "image")

    for week in (47, 48):
        posted(engine, one, which=due(week))

    assert len(shared(slack)) == 1


def test_a_refused_digest_whose_letters_fall_into_other_messages_is_whole_at_the_next_attempt(engine, slack):
    one, charts = board(slack), (CHART, WAITS, CHART)  # one more than a message of Slack's holds
    refuse_charts(slack)

    said = [posted(engine, one, *charts, later=minutes) for minutes in (1, 40)]

    assert "Slack said invalid_blocks" in said[0]
    assert said[1].endswith("posted")
    assert names(slack) == ["", "pace.1-plain", "shipped.1"]
    assert messages(slack)["pace.1-plain"].count("Three, then five") == 2
    assert len(shared(slack, many=3)) == 3
