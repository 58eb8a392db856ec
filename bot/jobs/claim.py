"""One sync of one source at a time: a claim that lasts as long as the process that took it, however that ends."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def claimed(engine: Engine, engagement: str, source: str) -> Iterator[bool]:
    """Whether the source is ours to sync while this lasts; False where another sync of it is running.

    The operating system or PostgreSQL holds the claim, so one that dies with its process is free at once.
    """
    if engine.dialect.name == "postgresql":
        with _advised(engine, f"{engagement}/{source}") as ours:
            yield ours
    elif not engine.url.database or engine.url.database == ":memory:":
        yield True  # nobody else can open it
    else:
        with _locked(Path(f"{engine.url.database}-{engagement}-{source}.lock")) as ours:
            yield ours


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    # The file stays: where it is removed, two processes may each lock a file of that name.
    with path.open("ab") as file:
        try:
            _lock(file.fileno())
        except OSError:
            yield False
        else:
            yield True


@contextmanager
def _advised(engine: Engine, name: str) -> Iterator[bool]:
    key = int.from_bytes(hashlib.sha256(f"vested sync {name}".encode()).digest()[:8], signed=True)
    with closing(engine.connect().execution_options(isolation_level="AUTOCOMMIT")) as connection:
        ours = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
        try:
            yield ours
        finally:
            # The lock belongs to the connection and would go back to the pool with it. A lost connection has lost it.
            if ours:
                with suppress(DBAPIError):
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
