"""The program as its users run it: processes of `python -m bot`, and look-alike trackers in processes of their own."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, inspect, text

_SETTLED = ("VESTED_", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "TTY_", "JIRA_", "COLUMNS", "LINES", "PYTHONWARNINGS")
_ADDRESS = re.compile(r" at (http://\S+) with ")


@dataclass(frozen=True)
class Ran:
    """What one run of the program came to."""

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        return self.err.splitlines()


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without anything that would change what the program says, and these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_SETTLED)}
    return kept | {"PYTHONUTF8": "1"} | variables


def vested(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
    """One run of the program with pipes for its input and outputs."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        cwd=cwd,
        env=environment() if env is None else dict(env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@contextmanager
def demo_server(*options: str | Path, cwd: Path) -> Iterator[str]:
    """`vested demo-server jira` with these options while it lasts; its address."""
    command = [sys.executable, "-m", "bot", "demo-server", "jira", *map(str, options)]
    with subprocess.Popen(
        command, cwd=cwd, env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield _address(server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=20)
    assert server.returncode == 0


def _address(server: subprocess.Popen[str]) -> str:
    said = []
    for line in server.stdout or ():
        said.append(line)
        if found := _ADDRESS.search(line):
            return found[1]
    raise AssertionError(f"the server ended instead of serving: {''.join(said)}")


def rows(database: Path, *, without: tuple[str, ...] = ("sync_run",)) -> dict[str, list[tuple]]:
    """Every row of every table, in an order of their own."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        held = {
            table: sorted((tuple(row) for row in connection.execute(text(f'SELECT * FROM "{table}"'))), key=repr)
            for table in inspect(engine).get_table_names()
            if table not in without
        }
    engine.dispose()
    return held


def issues_in(file: Path) -> list[dict]:
    """The issues of a file of JSON lines, as they stand in it."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def run_vested(*arguments: str) -> None:
    """The program in this process, as a child that somebody may kill; what it says goes nowhere."""
    from bot.__main__ import main

    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.argv = ["vested", *arguments]
    main()
