"""The command line's entry: one program, one place where errors become one line and an exit code."""

import logging
import os
import sys

import click
import typer

from bot.cli.asking import digest, status
from bot.cli.checking import check
from bot.cli.console import complain
from bot.cli.demo import demo, demo_server
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
for function in (demo, check, sync, digest, status):
    cli.command()(function)
cli.command(name="demo-server")(demo_server)


def main() -> None:
    """Run one command; exit 0, 1 when something unexpected happened, 2 when the user can mend it."""
    try:
        code = cli(standalone_mode=False)
    except (UserError, ConnectorError, StoreError) as error:
        complain(str(error))
        code = USER_ERROR
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("stopped; what was stored stays, run it again to go on")
        code = 130
    except Exception as error:  # noqa: BLE001 - the rim: nobody above can act
        code = _unexpected(error)
    sys.exit(code or 0)


def _unexpected(error: Exception) -> int:
    logging.getLogger("vested").debug("unexpected", exc_info=error)
    if os.environ.get("VESTED_DEBUG"):
        raise error
    first = (str(error).splitlines() or [""])[0]
    complain(f"unexpected {type(error).__name__}: {first} (nothing stored is lost; VESTED_DEBUG=1 shows where)")
    return UNEXPECTED


if __name__ == "__main__":
    main()
