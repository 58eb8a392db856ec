"""`help [command]`: what can be asked, by whom, and what this is."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.access import Standing
from bot.commands.base import Command, Context, answered, own_engagements
from bot.commands.words import Arguments
from bot.document import Bullets, Document, Line, Note, Section, Strong, Text
from bot.errors import UserError

ABOUT = (
    "Vested reads the issues and comments of an engagement's trackers, finds sentences in which the team raised, "
    "proposed or wrote down something, and posts a weekly digest. It judges sentences, never people: there is no "
    "score and no ranking. Everybody listed sees what was found of theirs with me, can dispute it, and sees who looked."
)
_OPTIONS = (
    "--in ENGAGEMENT names the engagement where you have several; --share answers in the channel, down to what "
    "everybody there may see."
)


def help_on(commands: Sequence[Command], context: Context, arguments: Arguments) -> Document:
    """The commands that this viewer may use, or one of them in full; for a stranger only what this is."""
    mine = _allowed(commands, context)
    if arguments.words:
        return _one(mine, arguments.words[0])
    lines: tuple[Line, ...] = tuple((Strong(each.usage), Text(f": {each.summary}")) for each in mine)
    about: Line = (Text(ABOUT),)
    if not own_engagements(context):
        asked = "You are not listed in an engagement here. Ask the delivery lead to add your Slack member id."
        return answered("Vested", "What this is", said=(about, (Text(asked),)))
    section = Section("commands", "Commands", (), (Bullets(lines), Note((Text(_OPTIONS),))))
    return answered("Vested", "What you can ask", (section,), said=(about,))


def _one(mine: Sequence[Command], wanted: str) -> Document:
    command = find(mine, wanted)
    options: Line = (Text(_OPTIONS),)
    return answered(f"Vested · {command.name}", command.summary, said=((Strong(command.usage),), options))


def find(commands: Sequence[Command], wanted: str) -> Command:
    """The command of that name. Raises UserError with the nearest one."""
    name = wanted.casefold()
    for command in commands:
        if command.name == name:
            return command
    near = get_close_matches(name, [command.name for command in commands], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UserError(f"there is no command {wanted!r}: {hint}help lists them all")


def _allowed(commands: Sequence[Command], context: Context) -> list[Command]:
    standings: set[Standing] = {context.viewer.standing(each.id) for each in context.config.engagements}
    return [command for command in commands if command.roles & standings]
