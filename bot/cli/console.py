"""What the command line shows while it works: progress on a terminal, plain lines elsewhere, all of it on stderr."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

stdout = Console(soft_wrap=True, highlight=False)
stderr = Console(stderr=True, soft_wrap=True, highlight=False)


class Meter(Protocol):
    """How far one piece of work is: `done` of `total`, where the total is known."""

    def __call__(self, done: int, total: int | None) -> None:
        """Show it."""


@contextmanager
def meter(what: str) -> Iterator[Meter]:
    """A progress bar on a terminal; nothing elsewhere."""
    if not stderr.is_terminal:
        yield _unwatched
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=stderr, transient=True) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _unwatched(done: int, total: int | None) -> None:
    """Nothing: where nobody watches, the table at the end says it all."""


def patient(duration: timedelta, reason: str) -> None:
    """Wait that long, saying why."""
    stderr.print(f"{reason}: waiting {duration.total_seconds():.0f} s", markup=False)
    time.sleep(duration.total_seconds())


def width() -> int:
    """Columns to fill: the terminal's, at most 100, and 80 where there is none."""
    return min(stdout.width, 100) if stdout.is_terminal else 80


def colour() -> bool:
    """Whether colour may be used: on a terminal that did not opt out."""
    return stdout.is_terminal and not stdout.no_color


def complain(message: str) -> None:
    """One line on stderr."""
    print(f"vested: {message}", file=sys.stderr)  # noqa: T201 - the command line's own output
