"""The program as its users run it: processes of `python -m bot`, and look-alike trackers in processes of their own."""

import gzip
import json
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import tempfile
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


# Children are forked from a process that has the program loaded, which takes milliseconds where a start takes a second.
processes = multiprocessing.get_context("forkserver")
processes.set_forkserver_preload(["bot.__main__", "signals.behaviours.classifier"])


def quickly(*arguments: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> Ran:
    """The same run as `vested`, in a process forked from a loaded one; for the many runs that say one line."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        said = [str(argument) for argument in arguments]
        process = processes.Process(target=_run, args=(said, cwd, env or environment(), out, err))
        process.start()
        process.join(60)
        assert process.exitcode is not None
        return Ran(process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _run(arguments: list[str], cwd: Path, env: Mapping[str, str], out: Path, err: Path) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env)
    run_vested(*arguments, out=out, err=err)


def run_vested(*arguments: str, out: Path = Path(os.devnull), err: Path = Path(os.devnull)) -> None:
    """The program in this process, which is a child of its own and may be killed; what it says goes to these files."""
    from bot.__main__ import main

    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.argv = ["vested", *arguments]
    main()
