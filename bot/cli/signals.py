"""`vested signals`, `ask` and `explain`: what was found in people's words. Each look is written down, as in Slack."""

from typing import Annotated

import typer

from bot.cli.options import ConfigOption, EngagementArgument
from bot.cli.showing import OutOption, Surface, SurfaceOption, ask_and_show
from bot.commands.ask import ask as ask_command
from bot.commands.explain import explain as explain_command
from bot.commands.signals import signals as signals_command


def signals(
    engagement: EngagementArgument = None,
    *,
    person: Annotated[str, typer.Option(help="Short name, or full name, of somebody the config lists.")],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How many weeks back.")] = 8,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Show what one person raised, proposed and wrote down, by sentence. The person can read that you looked."""
    ask_and_show(signals_command, (person, str(weeks)), engagement=engagement, surface=surface, out=out, config=config)


def ask(
    engagement: Annotated[str, typer.Argument(help="The engagement's id.")],
    words: Annotated[list[str], typer.Argument(help="Like: risks raised by ana in the last 4 weeks.")],
    *,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Answer a plain question about behaviours, people and a time; what is not understood is not guessed at."""
    ask_and_show(ask_command, tuple(words), engagement=engagement, surface=surface, out=out, config=config)


def explain(
    finding: Annotated[str, typer.Argument(help="The id that stands beside a finding.")],
    *,
    surface: SurfaceOption = Surface.terminal,
    out: OutOption = None,
    config: ConfigOption = None,
) -> None:
    """Show one sentence in its thread, why it was found, and whether it counts."""
    ask_and_show(
        explain_command,
        (finding,),
        engagement=None,
        surface=surface,
        out=out,
        config=config,
        of_all=True,
    )
