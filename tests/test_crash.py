"""A sync killed at any moment and run again ends where an undisturbed one ends, row for row."""

import os
import random
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from running import processes, rows, run_vested
from sqlalchemy import Engine, event

from benchmarks.generated import project
from bot.demo.config import DemoSite, write_config
from bot.demo.jira_data import JiraData
from bot.demo.jira_server import NO_FAULTS, Faults, JiraServer

SIZE, PAGE = 300, 12
ROUGH = Faults(latency=timedelta(milliseconds=3), rate_limit_every=11, retry_after="0.01", error_every=13, cut_every=47)
POINTS = 7  # seeded, spread over all statements of a run: pulling first, reading last
SEED = 20


@dataclass(frozen=True)
class Undisturbed:
    """What a sync that nobody kills leaves, and how many statements it took."""

    rows: dict[str, list[tuple]]
    statements: int
    first_read: int  # the statement that first writes down what was read


@pytest.fixture(scope="module")
def data() -> JiraData:
    return project(SIZE)


@pytest.fixture(scope="module", params=["cloud", "datacenter"])
def server(request, data) -> Iterator[JiraServer]:
    with JiraServer(data, request.param) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(server, tmp_path_factory) -> Undisturbed:
    config = written(server, tmp_path_factory.mktemp("undisturbed"))
    log = config.with_suffix(".log")
    assert finished(sync_logging, config, log) == 0
    seen = log.read_text().splitlines()
    return Undisturbed(rows(database(config)), len(seen), seen.index("detection") + 1)


@pytest.fixture
def config(server, tmp_path) -> Path:
    server.faults = NO_FAULTS
    return written(server, tmp_path)


def written(server: JiraServer, folder: Path) -> Path:
    path = folder / "config.toml"
    site = DemoSite(
        url=server.url,
        cloud=server.mode == "cloud",
        projects=("GEN",),
        engagement="gen",
        name="Generated",
        time_zone="Europe/Berlin",
        unlisted_accounts="vendor",
    )
    write_config(site, path, database=database(path))
    small = path.read_text().replace('projects = ["GEN"]', f'projects = ["GEN"]\npage_size = {PAGE}')
    assert "page_size" in small
    path.write_text(small)
    return path


def database(config: Path) -> Path:
    return config.with_name("vested.db")


def finished(target, *arguments) -> int:
    """The exit code of a process that runs the target; minus the signal where one ended it."""
    process = processes.Process(target=target, args=arguments)
    process.start()
    process.join(60)
    assert process.exitcode is not None
    return process.exitcode


def sync(config: Path) -> None:
    run_vested("sync", "--config", str(config))


def sync_logging(config: Path, log: Path) -> None:
    """A sync that writes down one line for each statement and commit it sends to its database."""
    with log.open("w", encoding="utf-8") as file:
        every_statement(lambda what: print("detection" if "INTO detection" in what else "-", file=file, flush=True))
        run_vested("sync", "--config", str(config))


def sync_killed_at(config: Path, statement: int) -> None:
    """A sync that dies the moment before it sends that statement or commit."""
    left = iter(range(statement - 1, -1, -1))
    every_statement(lambda what: next(left) or os.kill(os.getpid(), signal.SIGKILL))
    run_vested("sync", "--config", str(config))


def every_statement(seen) -> None:
    event.listen(Engine, "before_cursor_execute", lambda *sent: seen(sent[2]))
    event.listen(Engine, "commit", lambda connection: seen("COMMIT"))


def issues_stored(config: Path) -> int:
    return len(rows(database(config)).get("issue", ()))


def points(undisturbed: Undisturbed, number: int) -> int:
    """The statement to die at: one in each seventh of the run, at a place of its own in it."""
    share = undisturbed.statements / POINTS
    return int(number * share + random.Random(SEED + number).random() * share) + 1


@pytest.mark.parametrize("number", range(POINTS))
def test_killed_before_any_statement_and_run_again_it_ends_in_the_same_state(config, undisturbed, number):
    assert finished(sync_killed_at, config, points(undisturbed, number)) == -signal.SIGKILL
    assert rows(database(config)) != undisturbed.rows

    assert finished(sync, config) == 0

    assert rows(database(config)) == undisturbed.rows


@pytest.mark.parametrize("share", [0.2, 0.98])
def test_killed_while_it_reads_texts_and_run_again_it_ends_in_the_same_state(config, undisturbed, share):
    reading = undisturbed.first_read + int(share * (undisturbed.statements - undisturbed.first_read))

    assert finished(sync_killed_at, config, reading) == -signal.SIGKILL
    assert issues_stored(config) == SIZE
    assert rows(database(config)) != undisturbed.rows
    assert finished(sync, config) == 0

    assert rows(database(config)) == undisturbed.rows


@pytest.mark.parametrize("asked", [12, 36])
def test_killed_from_outside_on_a_bad_day_and_run_again_it_ends_in_the_same_state(server, config, undisturbed, asked):
    server.faults = ROUGH
    before = sum(server.requests.values())

    process = processes.Process(target=sync, args=(config,))
    process.start()
    while sum(server.requests.values()) < before + asked:
        process.join(0.001)
        assert process.exitcode is None
    process.kill()
    process.join()

    assert process.exitcode == -signal.SIGKILL
    assert issues_stored(config) < SIZE
    assert finished(sync, config) == 0
    assert rows(database(config)) == undisturbed.rows


def test_killed_again_and_again_it_still_ends_in_the_same_state(config, undisturbed):
    step = undisturbed.statements // 6
    for _ in range(4):
        assert finished(sync_killed_at, config, step) == -signal.SIGKILL

    assert finished(sync, config) == 0

    assert rows(database(config)) == undisturbed.rows


def test_the_undisturbed_run_read_and_stored_everything(undisturbed):
    assert len(undisturbed.rows["issue"]) == SIZE
    assert len(undisturbed.rows["finding"]) > 0
    assert len(undisturbed.rows["detection"]) == SIZE + len(undisturbed.rows["comment"])
    assert 0 < undisturbed.first_read < undisturbed.statements
    assert undisturbed.statements > 12 * POINTS
