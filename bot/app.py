"""The composition root: what a config describes, opened and ready. Nothing happens on import."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from bot.config import Config, load_config
from bot.jobs.people import store_people
from models.db import open_database


@dataclass(frozen=True, slots=True)
class App:
    """A checked config and its open database."""

    config: Config
    engine: Engine
    version: str


@contextmanager
def open_app(path: Path) -> Iterator[App]:
    """The app of one config file, its people stored. Raises UserError or StoreError in one line."""
    config = load_config(path)
    engine = open_database(config.database.address)
    try:
        for engagement in config.engagements:
            store_people(engine, engagement)
        yield App(config, engine, vested_version())
    finally:
        engine.dispose()


def spare_the_collector() -> None:
    """Look for garbage rarely: records hold no cycles, and walking them takes a third of a sync's time otherwise."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def vested_version() -> str:
    """The installed version of this program."""
    return version("vested")


def now() -> datetime:
    """The clock; only the scheduler and the command line read it."""
    return datetime.now(UTC)
