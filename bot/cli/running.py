"""`vested run`: Slack, the schedule and the syncs in one process, until it is told to stop."""

import logging
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event, Thread
from typing import Annotated

import typer

from bot import app
from bot.cli.options import ConfigOption
from bot.cli.syncing import classifier as shipped_classifier
from bot.config import EngagementSettings, config_path
from bot.errors import UserError
from bot.jobs.deliver import Courier, Watch
from bot.jobs.detect import detect
from bot.jobs.sync import Progress, sync_source
from bot.scheduler import Rounds, Schedule, Sync, locks_for, was_set_back
from bot.settings import SlackSettings
from bot.slack.app import build
from bot.slack.clients import SLACK_API, Credentials, answering_client, credentials, posting_client
from bot.slack.delivery import SlackBoard
from bot.slack.lines import HttpLine, Line, SocketLine
from bot.slack.members import Members
from bot.slack.redact import RedactingFormatter
from bot.slack.workplace import Workplace
from connectors.base import ConnectorError
from signals.behaviours.base import Classifier

log = logging.getLogger("vested")
_LOOK = timedelta(seconds=15)  # how often the clock is looked at

SlackOption = Annotated[str, typer.Option("--slack-api", metavar="URL", hidden=True, help="Another Slack's Web API.")]
HostOption = Annotated[str, typer.Option("--host", help="Where mode http listens; 0.0.0.0 is every address.")]


def run(config: ConfigOption = None, *, host: HostOption = "127.0.0.1", slack_api: SlackOption = SLACK_API) -> None:
    """Answer in Slack, sync every source, and post each digest when it is due. Stop with Ctrl-C or SIGTERM."""
    with app.open_app(config_path(config)) as opened:
        settings = opened.config.slack
        if settings is None:
            raise UserError("the config has no [slack] table: add one, as config.example.toml shows it")
        secrets = credentials(settings)
        _log_to_stderr()
        with _until_told() as stopped:
            _run(opened, settings, secrets, host=host, slack_api=slack_api, stopped=stopped)


def _run(
    opened: app.App, settings: SlackSettings, secrets: Credentials, *, host: str, slack_api: str, stopped: Event
) -> None:
    classifier = shipped_classifier()
    workplace = _workplace(opened, secrets, slack_api)
    line = line_of(settings, workplace, secrets, host=host)
    courier = Courier(
        opened.engine,
        board_of(settings, secrets, slack_api),
        app.now,
        lambda duration: _ignore(stopped.wait(duration.total_seconds())),
        Watch(lambda: timedelta(seconds=time.monotonic())),
    )
    engagements = opened.config.engagements
    rounds = Rounds(
        engagements,
        courier,
        syncing(opened, classifier, stopped),
        opened.version,
        busy=locks_for(engagements),
        stopped=stopped,
    )
    schedule = Schedule(rounds, timedelta(minutes=opened.config.sync.every_minutes))
    line.start()
    try:
        schedule.start()
        _announce(opened, line)
        _wait(schedule, stopped)
    finally:
        log.info("stopping: work in hand ends first")
        schedule.stop()
        line.stop()
        workplace.close()
        log.info("stopped")


def board_of(settings: SlackSettings, secrets: Credentials, slack_api: str) -> SlackBoard:
    """The board that shows charts as the config asks for."""
    client = posting_client(secrets.bot_token, slack_api)
    return SlackBoard(client, native=settings.native_charts, uploads=settings.uploads_images)


def _workplace(opened: app.App, secrets: Credentials, slack_api: str) -> Workplace:
    client = answering_client(secrets.bot_token, slack_api)
    return Workplace(
        config=opened.config,
        engine=opened.engine,
        version=opened.version,
        clock=app.now,
        client=client,
        members=Members(client),
    )


def line_of(settings: SlackSettings, workplace: Workplace, secrets: Credentials, *, host: str) -> Line:
    """The line that the config asks for, not started yet."""
    bolt = build(workplace, secrets)
    if settings.mode == "socket":
        return SocketLine(bolt, secrets.app_token or "")
    return HttpLine(bolt, host, settings.port)


def syncing(opened: app.App, classifier: Classifier, stopped: Event) -> Sync:
    """Pulls every source of an engagement and reads what came; ends early, at a safe point, once stopped."""

    def wait(duration: timedelta, reason: str) -> None:
        log.info("%s: waiting %.0f s", reason, duration.total_seconds())
        if stopped.wait(duration.total_seconds()):
            raise _StoppedError

    def progress(_: Progress | None) -> None:
        if stopped.is_set():
            raise _StoppedError

    def sync(engagement: EngagementSettings) -> None:
        for connector in engagement.sources:
            report = sync_source(opened.engine, engagement, connector, clock=app.now, wait=wait, progress=progress)
            what = f"{engagement.id}: {connector.source}: {report.tally.new} new, {report.tally.changed} changed"
            log.log(logging.WARNING if report.error else logging.INFO, "%s", report.error or what)
        with suppress(_StoppedError):
            detect(opened.engine, engagement, classifier, clock=app.now, progress=lambda _done, _total: progress(None))

    return sync


class _StoppedError(ConnectorError):
    """The process is being stopped: what is stored stays, the next start goes on from there."""

    def __init__(self) -> None:
        super().__init__("stopped before the end; the next sync goes on from here")


@contextmanager
def _until_told() -> Iterator[Event]:
    """An event that SIGTERM and SIGINT set."""
    stopped = Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        # Not set in the handler itself: it may have interrupted the very wait whose lock that needs.
        signal.signal(number, lambda *_: Thread(target=stopped.set).start())
    try:
        yield stopped
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _wait(schedule: Schedule, stopped: Event) -> None:
    """Until stopped; wakes the schedule where the clock was set back, which it would otherwise sleep through."""
    wall, steady = app.now(), time.monotonic()
    while not stopped.wait(_LOOK.total_seconds()):
        now, passed = app.now(), timedelta(seconds=time.monotonic() - steady)
        if was_set_back((wall, now), passed):
            log.warning("the clock was set back: the schedule starts anew from here")
            schedule.wake()
        wall, steady = now, time.monotonic()


def _announce(opened: app.App, line: Line) -> None:
    log.info("Vested %s runs; stop it with Ctrl-C", opened.version)
    log.info("%s", line.words)
    log.info("syncs: every %d minutes", opened.config.sync.every_minutes)
    for engagement in opened.config.engagements:
        log.info("%s", digest_words(engagement))


def digest_words(engagement: EngagementSettings) -> str:
    """When and where the digest of the engagement goes, in one line."""
    digest = engagement.digest
    if not digest.enabled or not digest.channels:
        return f"{engagement.id}: no digest is posted ({'no channel is set' if digest.enabled else 'switched off'})"
    channels = " and ".join(digest.channels)
    return f"{engagement.id}: digest every {digest.day} at {digest.at} {engagement.time_zone} in {channels}"


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)-7s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("apscheduler", "vested.slack.socket", "slack_sdk", "urllib3", "werkzeug"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _ignore(_: object) -> None:
    """A pause gives nothing back."""
