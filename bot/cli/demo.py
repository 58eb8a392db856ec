"""`vested demo` and `vested demo-server`: the product at work without an account, on servers of our own."""

import signal
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot import app
from bot.cli.console import stderr, stdout
from bot.cli.showing import Surface, show
from bot.cli.syncing import sync_engagement
from bot.demo.config import DemoSite, is_of_a_demo, project_keys, refuse_to_replace, write_config
from bot.demo.jira_data import JiraData, load_issues
from bot.demo.jira_server import JiraServer
from bot.demo.jira_story import ConfigPerson, config_people, jira_data
from bot.demo.slack.server import Slack
from bot.demo.slack_story import CLIENT_CHANNEL, INTERNAL_CHANNEL, post_digests, workspace, write_pages
from bot.demo.story.build import build
from bot.demo.story.model import ZONE
from bot.digest.compose import compose
from bot.document import Document, Edition
from bot.errors import UserError
from bot.jobs.answers import activity_of, last_full_week

EXPLORE = "look around: vested risks --config {config} (or velocity, people, digest --edition client, ...)"
CONNECT = """To connect a real Jira:
  1. copy config.example.toml to config.toml and set url, projects and time_zone in it
  2. export JIRA_USER=you@example.com JIRA_TOKEN=...   (an API token of that account; Data Center: the token alone)
  3. vested check && vested sync && vested digest"""


class Tracker(StrEnum):
    """A tracker there is a look-alike of."""

    jira = "jira"


class Mode(StrEnum):
    """Which of the two Jiras."""

    cloud = "cloud"
    datacenter = "datacenter"


ModeOption = Annotated[Mode, typer.Option(help="Which Jira to be.")]
NowOption = Annotated[
    datetime | None,
    typer.Option(metavar="2026-11-24", help="The made-up engagement ends in the week before this day; default today."),
]


def demo(
    *,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where the database and the digest go.")] = Path(
        "demo-out"
    ),
    mode: ModeOption = Mode.cloud,
    now: NowOption = None,
) -> None:
    """Sync a made-up engagement from a Jira on this machine, and show its digest. Needs no account."""
    at = _instant(now)
    story = build(at)
    data = jira_data(story)
    config = out / "config.toml"
    _begin_anew(out)
    with JiraServer(data, mode.value) as server:
        stderr.print(f"A Jira look-alike answers at {server.url} with {len(data.issues)} made-up issues", markup=False)
        write_config(_story_site(server.url, mode, data, at), config, database=out / "vested.db")
        with app.open_app(config) as opened:
            harbour = opened.config.engagement(None)
            sync_engagement(opened, harbour)
            week = last_full_week(harbour, at)
            activity = activity_of(opened.engine, harbour, week)

            def edition(reader: Edition) -> Document:
                return compose(activity, edition=reader, version=opened.version)

            with Slack(workspace(config_people(story))) as slack:
                post_digests(opened.engine, slack, week=week, at=at, compose=edition)
                pages = write_pages(slack, out)
    show(edition("internal"), Surface.terminal, None)
    show(edition("internal"), Surface.html, out / "digest.html")
    for page in pages:
        stdout.print(f"as Slack shows it: {page}", markup=False)
    stdout.print(EXPLORE.format(config=config), markup=False)
    stdout.print(CONNECT, markup=False)


def demo_server(
    tracker: Annotated[Tracker, typer.Argument(help="The tracker to look like.")],
    *,
    issues: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Serve this file of Jira issue JSON (.jsonl, .json, .gz).")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 0,
    mode: ModeOption = Mode.cloud,
    config: Annotated[
        Path | None, typer.Option("--write-config", metavar="FILE", help="Write a config that connects to it.")
    ] = None,
    now: NowOption = None,
) -> None:
    """Serve a tracker look-alike on this machine until stopped: the made-up engagement, or any file of issues."""
    assert tracker is Tracker.jira
    at = _instant(now)
    data = _load(issues) if issues else jira_data(build(at))
    server = _listen(data, mode, port)
    site = _file_site(server.url, mode, data) if issues else _story_site(server.url, mode, data, at)
    if config:
        _write(site, config)
        stdout.print(f"config written to {config}: vested sync --config {config}", markup=False)
    count = f"{len(data.issues):,}"
    stdout.print(f"Jira ({mode.value}) at {server.url} with {count} issues; stop it with Ctrl-C", markup=False)
    stdout.file.flush()
    with server:
        _until_stopped()


def _instant(day: datetime | None) -> datetime:
    return day.replace(tzinfo=ZoneInfo(ZONE)) if day else app.now()


def _begin_anew(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        files = [out / name for name in ("vested.db", "vested.db-wal", "vested.db-shm")]
        if not is_of_a_demo(out / "config.toml"):
            refuse_to_replace(out / "config.toml", out / "config.env", *files)
        for old in files:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{out} cannot be written to: {error.strerror}; name another folder with --out") from error


def _load(path: Path) -> JiraData:
    try:
        data = load_issues(path)
    except (OSError, EOFError, ValueError) as error:
        raise UserError(f"{path} cannot be served: {error}") from error
    if not data.issues:
        raise UserError(f"{path} holds no issue: name a file with one Jira issue a line")
    return data


def _write(site: DemoSite, path: Path) -> None:
    try:
        write_config(site, path, database=path.with_suffix(".db"))
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror}; name another with --write-config") from error


def _listen(data: JiraData, mode: Mode, port: int) -> JiraServer:
    try:
        return JiraServer(data, mode.value, port=port)
    except OSError as error:
        raise UserError(f"port {port} is taken: name another with --port, or 0 for a free one") from error


def _story_site(url: str, mode: Mode, data: JiraData, at: datetime) -> DemoSite:
    return DemoSite(
        url=url,
        cloud=mode is Mode.cloud,
        projects=project_keys(data.projects),
        engagement="harbour",
        name="Harbour",
        time_zone=ZONE,
        people=_people(data, at),
        channels={"client_channel": CLIENT_CHANNEL, "internal_channel": INTERNAL_CHANNEL},
    )


def _people(data: JiraData, at: datetime) -> tuple[ConfigPerson, ...]:
    """Everybody with every name of their account: Cloud goes by its id, Data Center by its key."""
    keys = {user["accountId"]: user["key"] for user in data.users}
    return tuple(
        replace(person, accounts=(*person.accounts, *(keys[name] for name in person.accounts if name in keys)))
        for person in config_people(build(at))
    )


def _file_site(url: str, mode: Mode, data: JiraData) -> DemoSite:
    # Nobody has said who the people in the file are, so what they wrote is read as the vendor's: the digest of a file
    # is for seeing what the product makes of it.
    keys = project_keys(data.projects)
    return DemoSite(
        url=url,
        cloud=mode is Mode.cloud,
        projects=keys,
        engagement=keys[0].lower(),
        name=str(data.projects[0].get("name") or keys[0]),
        time_zone="UTC",
        unlisted_accounts="vendor",
    )


def _until_stopped() -> None:
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.set())  # noqa: ARG005 - the signature of a handler
    with suppress(KeyboardInterrupt):
        stopped.wait()
