"""`vested check`: one line for everything that must work, with the remedy where it does not."""

from collections.abc import Iterator

import typer

from bot.cli.console import stdout
from bot.cli.options import ConfigOption
from bot.config import Config, config_path, load_config
from bot.errors import UserError
from bot.slack.probe import probe_slack
from connectors.base import Probe
from models.db import open_database, shown
from models.errors import StoreError

_STYLE = {"ok": "green", "warning": "yellow", "failed": "red"}


def check(config: ConfigOption = None) -> None:
    """Try the config, the database, and each source's address, credentials and permissions."""
    path = config_path(config)
    loaded = load_config(path)
    stdout.print(_line(Probe("config", "ok", str(path))))
    failed = False
    for probe in _probes(loaded):
        stdout.print(_line(probe))
        failed = failed or probe.verdict == "failed"
    if failed:
        raise typer.Exit(2)


def _probes(config: Config) -> Iterator[Probe]:
    yield _database(config)
    for engagement in config.engagements:
        for connector in engagement.sources:
            for probe in connector.probe():
                yield Probe(f"{engagement.id}/{connector.source}: {probe.subject}", probe.verdict, probe.detail)
    if config.slack is not None:
        yield from probe_slack(config.slack, config.engagements)


def _database(config: Config) -> Probe:
    try:
        address = config.database.address
        open_database(address).dispose()
    except (StoreError, UserError) as error:
        return Probe("database", "failed", str(error))
    return Probe("database", "ok", shown(address))


def _line(probe: Probe) -> str:
    # Markup is ours only: details may hold what a tracker answered.
    style = _STYLE[probe.verdict]
    return f"[{style}]{probe.verdict:7}[/] {_plain(probe.subject)}: {_plain(probe.detail)}"


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
