"""Running one measurement in a process of its own, so that its memory is its own."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Measured(Generic[T]):
    """What a function returned, the seconds it took, and the peak memory of its process in MiB."""

    value: T
    seconds: float
    peak_mib: float


def measured(function: Callable[..., T], *arguments: Any) -> Measured[T]:
    """Run the function (importable by name) in a fresh process."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(sender, function, arguments))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        raise RuntimeError(f"{function.__name__} died without an answer") from None
    finally:
        process.join()


def _report(sender: Any, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    started = time.perf_counter()
    value = function(*arguments)
    seconds = time.perf_counter() - started
    sender.send(Measured(value, seconds, _peak_kib() / 1024))


def _peak_kib() -> int:
    # getrusage would count the process that started this one: on Linux its peak is handed down through the fork.
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
