"""Arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", metavar="FILE", help="The config to use; default is $VESTED_CONFIG, else ./config.toml."),
]
EngagementArgument = Annotated[
    str | None,
    typer.Argument(metavar="[ENGAGEMENT]", help="The engagement's id; may be left out where the config has one only."),
]
