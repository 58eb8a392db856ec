"""How long a command in Slack waits for its answer on a large engagement, beside a bare app that answers a word."""

import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any

from slack_bolt import Ack, App, Respond
from sqlalchemy import Engine

from benchmarks.apart import measured
from benchmarks.digest import ISSUES, filled
from bot.app import spare_the_collector
from bot.config import Config, load_config
from bot.demo.slack.server import Slack
from bot.demo.slack.workspace import Channel, User, Workspace
from bot.jobs.detect import detect
from bot.jobs.people import store_people
from bot.slack.app import build
from bot.slack.clients import Credentials, answering_client
from bot.slack.lines import SocketLine
from bot.slack.members import Members
from bot.slack.workplace import Workplace
from models.db import open_database
from signals.behaviours.classifier import shipped_classifier

ASKED_AT = datetime(2025, 5, 21, 9, 0, tzinfo=UTC)
LEAD, CHANNEL = "U0LEAD", "C0BENCH"
COMMANDS = ("digest", "risks", "velocity", "signals ana", "me", "ask risks raised by ana", "people", "status")
ROUNDS = 5


def main() -> None:
    """Print the median and the 95th percentile over all commands, slowest command last."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "config.toml"
        measured(filled, config)
        waits = measured(_waits, config).value
        bare = measured(_bare).value
    print(f"\nAnswers in Slack on an engagement of {ISSUES:,} issues, from the command sent to the answer seen")
    for command, seconds in sorted(waits.items(), key=lambda entry: statistics.median(entry[1])):
        print(f"  {command:26} median {statistics.median(seconds):.3f} s, longest {max(seconds):.3f} s")
    every = [wait for seconds in waits.values() for wait in seconds]
    print(f"all commands: median {statistics.median(every):.3f} s, p95 {_p95(every):.3f} s")
    print(f"a bare app that answers one word: median {statistics.median(bare):.3f} s, p95 {_p95(bare):.3f} s")


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def _waits(path: Path) -> dict[str, list[float]]:
    spare_the_collector()
    config, engine = _engagement(path)
    with _slack() as slack:
        token = slack.state.workspace.bot_token
        client = answering_client(token, slack.base_url)
        workplace = Workplace(config, engine, "bench", lambda: ASKED_AT, client, Members(client))
        app = build(workplace, Credentials(token, app_token=slack.state.workspace.app_token))
        with _connected(slack, app):
            found = {command: [_wait(slack, command, workplace) for _ in range(ROUNDS)] for command in COMMANDS}
        workplace.close()
    engine.dispose()
    return found


def _engagement(path: Path) -> tuple[Config, Engine]:
    raw: dict[str, Any] = load_config(path).model_dump(mode="json")
    accounts = {"jira": ["user0", "user1"]}
    raw["engagements"][0]["people"] = [
        {"id": "ana", "name": "Ana Ruiz", "role": "engineer", "accounts": accounts},
        {"id": "lena", "name": "Lena Vogt", "role": "lead", "slack": LEAD},
    ]
    raw["engagements"][0]["digest"] = {"internal_channel": CHANNEL}
    config = Config.model_validate(raw)
    engine = open_database(config.database.address)
    engagement = config.engagement(None)
    store_people(engine, engagement)
    detect(engine, engagement, shipped_classifier(), clock=lambda: ASKED_AT, progress=lambda done, total: None)  # noqa: ARG005 - nobody watches
    return config, engine


def _bare() -> list[float]:
    with _slack() as slack:
        client = answering_client(slack.state.workspace.bot_token, slack.base_url)
        app = App(client=client, token_verification_enabled=False)

        def pong(ack: Ack, respond: Respond) -> None:
            ack()
            respond("pong")

        app.command("/vested")(pong)
        with _connected(slack, app):
            return [_wait(slack, "ping", None) for _ in range(ROUNDS * len(COMMANDS))]


@contextmanager
def _slack() -> Iterator[Slack]:
    logging.disable(logging.CRITICAL)
    users = (User(id=LEAD, name="lena"),)
    channel = Channel(id=CHANNEL, name="bench", members=frozenset({LEAD, "U0VESTED"}))
    with Slack(Workspace(users=users, channels=(channel,))) as slack:
        yield slack


@contextmanager
def _connected(slack: Slack, app: App) -> Iterator[None]:
    line = SocketLine(app, slack.state.workspace.app_token)
    line.start()
    slack.wait_connected()
    try:
        yield
    finally:
        line.stop()


def _wait(slack: Slack, command: str, workplace: Workplace | None) -> float:
    started = time.perf_counter()
    slack.as_user(LEAD).command("/vested", command, channel=CHANNEL)
    waited = time.perf_counter() - started
    if workplace is not None:  # what stands behind an answer follows it: the next command must not be taken for slow
        everybody = Barrier(workplace.hands._max_workers)  # noqa: SLF001 - the pool does not tell otherwise when it rests
        for resting in [workplace.hands.submit(everybody.wait) for _ in range(everybody.parties)]:
            resting.result()
    return waited


if __name__ == "__main__":
    main()
