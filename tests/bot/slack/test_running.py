"""`vested run` as its own process, between a tracker and a Slack on loopback."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from jira_site import PROJECT, issue

from bot.demo.jira_data import JiraData
from bot.demo.jira_server import DEMO_TOKEN, JiraServer
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import Channel, User, Workspace

CHANNEL = "C0HARBOUR"
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-loopback", "SLACK_APP_TOKEN": "xapp-loopback", "JIRA_TOKEN": DEMO_TOKEN}


def config(folder: Path, jira: str, extra: str = "") -> Path:
    due = datetime.now(UTC) - timedelta(minutes=2)
    file = folder / "config.toml"
    file.write_text(f"""
[database]
url = "sqlite:///{folder / "vested.db"}"
[slack]
{extra}
[[engagements]]
id = "harbour"
name = "Harbour"
[engagements.digest]
day = "{due.strftime("%a").lower()}"
at = "{due:%H:%M}"
client_channel = "{CHANNEL}"
[[engagements.sources]]
type = "jira"
url = "{jira}"
deployment = "datacenter"
token_env = "JIRA_TOKEN"
projects = ["HAR"]
[[engagements.people]]
id = "ana"
name = "Ana Prado"
role = "lead"
slack = "U0ANA"
""")
    return file


@pytest.fixture
def slack() -> Iterator[Slack]:
    channel = Channel(id=CHANNEL, name="harbour", members=frozenset({"U0ANA", "U0VESTED"}))
    with Slack(Workspace(users=(User(id="U0ANA", name="ana"),), channels=(channel,))) as one:
        yield one


@contextmanager
def running(file: Path, slack: Slack) -> Iterator[subprocess.Popen]:
    command = [sys.executable, "-m", "bot", "run", "--config", str(file), "--slack-api", slack.base_url]
    environment = os.environ | TOKENS
    process = subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def stopped(process: subprocess.Popen) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=40)
    return process.returncode, log


def test_one_process_syncs_posts_what_is_due_answers_and_ends_cleanly(tmp_path, slack):
    created = {"created": f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%dT%H:%M:%S.000+0000}"}
    data = JiraData(issues=(issue(1, comments=1, **created),), projects=(PROJECT,))
    with JiraServer(data, "datacenter") as jira, running(config(tmp_path, jira.url), slack) as process:
        slack.wait_connected(timeout=60)
        posted = slack.wait_for(lambda: slack.messages(CHANNEL), timeout=40)
        seen = slack.as_user("U0ANA").command("/vested", "status", channel=CHANNEL)
        answer = slack.wait_for(lambda: [one for one in slack.messages(CHANNEL) if one.only_for == "U0ANA"])
        code, log = stopped(process)

    assert posted[0].metadata["event_type"] == "vested_digest"
    assert "jira" in str(answer[0].blocks)
    assert seen.ack.in_time
    assert code == 0, log
    for line in ("Slack: Socket Mode", "syncs: every 60 minutes", "harbour: digest every", "posted", "stopped"):
        assert line in log
    assert not [token for token in TOKENS.values() if token in log]
    assert "Traceback" not in log
    assert "WARNING" not in log


def test_a_slack_that_is_away_at_the_start_is_waited_for(tmp_path, slack):
    slack.go_away()
    with running(config(tmp_path, "http://127.0.0.1:9"), slack) as process:
        line = next(line for line in process.stderr if "Slack cannot be reached" in line)
        slack.come_back()
        slack.wait_connected(timeout=60)
        code, log = stopped(process)

    assert "trying again" in line
    assert code == 0, log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("missing", "extra", "says"),
    [
        ("SLACK_BOT_TOKEN", "", "the environment variable SLACK_BOT_TOKEN is not set"),
        ("SLACK_APP_TOKEN", "", "the environment variable SLACK_APP_TOKEN is not set"),
        ("", 'mode = "http"', "the environment variable SLACK_SIGNING_SECRET is not set"),
    ],
)
def test_a_missing_token_is_one_line_and_exit_code_2(tmp_path, missing, extra, says):
    file = config(tmp_path, "http://127.0.0.1:9", extra)
    environment = {name: value for name, value in (os.environ | TOKENS).items() if name != missing}

    done = subprocess.run(
        [sys.executable, "-m", "bot", "run", "--config", str(file)],
        env=environment,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.startswith(f"vested: {says}")
    assert len(done.stderr.splitlines()) == 1
