"""The command line's entry: one program, one place where errors become one line and an exit code."""

import os
import sys

import typer
from sqlalchemy.exc import DatabaseError, OperationalError

from bot.app import spare_the_collector
from bot.cli.asking import digest, people, risks, settings, status, velocity
from bot.cli.checking import check
from bot.cli.console import complain
from bot.cli.demo import demo, demo_server
from bot.cli.running import run
from bot.cli.signals import ask, explain, signals
from bot.cli.syncing import sync
from bot.errors import UserError
from connectors.base import ConnectorError
from models.errors import StoreError

USER_ERROR = 2
UNEXPECTED = 1

cli = typer.Typer(
    name="vested",
    help="Measures ownership behaviour and delivery in the trackers a client already uses.",
    epilog="Start with: vested demo. Then copy config.example.toml to config.toml, and run vested check.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for function in (demo, check, sync, run, digest, signals, risks, velocity, ask, explain, people, status, settings):
    cli.command()(function)
cli.command(name="demo-server")(demo_server)


def main() -> None:
    """Run one command; exit 0, 1 when something unexpected happened, 2 when the user can mend it."""
    spare_the_collector()
    try:
        cli()
    except (UserError, ConnectorError, StoreError) as error:
        complain(str(error))
        sys.exit(USER_ERROR)
    except Exception as error:  # noqa: BLE001 - the rim: nobody above can act
        sys.exit(_database_trouble(error) or _unexpected(error))


def _database_trouble(error: Exception) -> int | None:
    """The exit code where the database is locked, damaged, full or away; None where it is something else."""
    if not isinstance(error, OperationalError) and type(error) is not DatabaseError:
        return None
    why = str(error.orig).strip().partition("\n")[0]
    complain(f"the database could not be used: {why}; what is stored stays, run it again once that is mended")
    return USER_ERROR


def _unexpected(error: Exception) -> int:
    if os.environ.get("VESTED_DEBUG"):
        raise error
    first = (str(error).splitlines() or [""])[0]
    complain(f"unexpected {type(error).__name__}: {first} (nothing stored is lost; VESTED_DEBUG=1 shows where)")
    return UNEXPECTED


if __name__ == "__main__":
    main()
