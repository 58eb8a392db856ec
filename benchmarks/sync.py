"""Sync of a whole Jira project, beside merely downloading and parsing the very same pages."""

import json
import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import requests

from benchmarks.apart import Measured, measured
from benchmarks.generated import project
from bot import app
from bot.config import load_config
from bot.demo.config import DemoSite, write_config
from bot.demo.jira_data import JiraData, load_issues
from bot.demo.jira_server import JiraServer
from bot.jobs.sync import SyncReport, sync_source
from connectors.base import sleep
from models.db import open_database

ALLOY = Path(__file__).parents[2] / "shared" / "data" / "jira-alloy" / "issues.jsonl.gz"


@dataclass(frozen=True)
class Case:
    """One project to sync."""

    name: str
    load: Callable[..., JiraData]
    arguments: tuple[Any, ...]
    mode: str
    project: str


@dataclass(frozen=True)
class Sample:
    """What one case took."""

    case: Case
    issues: int
    records: int
    requests: int
    sync: Measured[SyncReport]
    again: Measured[SyncReport]
    yardstick: Measured[int]


def cases() -> Iterator[Case]:
    """The real project where it is at hand, and a generated one ten times as large."""
    if ALLOY.is_file():
        yield Case("real project, Cloud", load_issues, (ALLOY,), "cloud", "ALOY")
        yield Case("real project, Data Center", load_issues, (ALLOY,), "datacenter", "ALOY")
    yield Case("generated, 2,000 issues, Cloud", project, (2_000,), "cloud", "GEN")
    yield Case("generated, 20,000 issues, Cloud", project, (20_000,), "cloud", "GEN")
    yield Case("generated, 20,000 issues, Data Center", project, (20_000,), "datacenter", "GEN")


def measure(case: Case, home: Path) -> Sample:
    """Sync into an empty database, sync again, and fetch the first sync's pages without doing anything with them.

    Each side meets a server that has just started: one that has answered the same page before answers it from memory,
    which no tracker does.
    """
    config, log = home / "config.toml", home / "requests.json"
    with _served(case) as (url, issues):
        site = DemoSite(
            url=url,
            cloud=case.mode == "cloud",
            projects=(case.project,),
            engagement="bench",
            name="Bench",
            time_zone="Europe/Berlin",
        )
        write_config(site, config, database=home / "bench.db")
        sync = measured(pulled, config, log)
        again = measured(pulled, config, None)
    with _served(case) as (other, _):
        yardstick = measured(_download, log, url, other)
    return Sample(case, issues, sync.value.tally.seen, sync.value.requests, sync, again, yardstick)


@contextmanager
def _served(case: Case) -> Iterator[tuple[str, int]]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, case), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.terminate()
        process.join()


def _serve(connection: Connection, case: Case) -> None:
    data = case.load(*case.arguments)
    server = JiraServer(data, "cloud" if case.mode == "cloud" else "datacenter")
    connection.send((server.url, len(data.issues)))
    server.serve_forever()


def pulled(config: Path, log: Path | None) -> SyncReport:
    """Sync the config's only source once; with a log, every request is noted there."""
    app.spare_the_collector()
    settings = load_config(config)
    engine = open_database(settings.database.address)
    engagement = settings.engagement(None)
    with _recorded(log):
        report = sync_source(
            engine, engagement, engagement.sources[0], clock=app.now, wait=sleep, progress=lambda _: None
        )
    engine.dispose()
    assert report.error is None, report.error
    return report


@contextmanager
def _recorded(log: Path | None) -> Iterator[None]:
    """While it lasts, write every request that is sent to the log, for the yardstick to repeat."""
    if log is None:
        yield
        return
    send, sent = requests.Session.send, []

    def noting(session: requests.Session, request: requests.PreparedRequest, **how: Any) -> requests.Response:
        body = request.body.decode() if isinstance(request.body, bytes) else request.body
        sent.append((request.method, request.url, dict(request.headers), body))
        return send(session, request, **how)

    requests.Session.send = noting  # type: ignore[method-assign]
    try:
        yield
    finally:
        requests.Session.send = send  # type: ignore[method-assign]
        log.write_text(json.dumps(sent))


def _download(log: Path, then: str, now: str) -> int:
    session, total = requests.Session(), 0
    for method, url, headers, body in json.loads(log.read_text().replace(then, now)):
        answer = session.request(method, url, headers=headers, data=body)
        answer.json()
        total += len(answer.content)
    return total


COLUMNS = (
    "case",
    "issues",
    "records",
    "pages",
    "sync s",
    "yardstick s",
    "ratio",
    "issues/s",
    "again s",
    "MiB",
    "yardstick MiB",
)


def main() -> None:
    """Print one line per case, and whether memory grows with the project."""
    print("Sync, beside the same pages merely downloaded and parsed (the yardstick), from a server of its own")
    print("{:40}{:>8}{:>9}{:>7}{:>8}{:>13}{:>7}{:>10}{:>9}{:>6}{:>15}".format(*COLUMNS))
    peaks = {}
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(cases()):
            sample = measure(case, Path(folder) / str(number))
            peaks[case.name] = sample.sync.peak_mib
            print(_line(sample), flush=True)
    small, large = peaks["generated, 2,000 issues, Cloud"], peaks["generated, 20,000 issues, Cloud"]
    print(f"Peak memory of a project ten times as large: {large / small:.2f} times")


def _line(sample: Sample) -> str:
    sync, yardstick = sample.sync, sample.yardstick
    return (
        f"{sample.case.name:40}{sample.issues:8,}{sample.records:9,}{sample.requests:7,}{sync.seconds:8.2f}"
        f"{yardstick.seconds:13.2f}{sync.seconds / yardstick.seconds:7.2f}{sample.issues / sync.seconds:10,.0f}"
        f"{sample.again.seconds:9.2f}{sync.peak_mib:6.0f}{yardstick.peak_mib:15.0f}"
    )
