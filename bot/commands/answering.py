"""One line of words in, one answer out: what Slack's `/vested` and every other surface of words calls."""

from bot.access import RefusedError
from bot.commands import COMMANDS
from bot.commands.base import Context, answered
from bot.commands.help import find
from bot.commands.words import parse
from bot.document import Document
from bot.errors import UserError


def answer(context: Context, text: str) -> Document:
    """The answer to what was typed; what is refused or cannot be understood is an answer too, never an error."""
    try:
        name, arguments = parse(text)
        return find(COMMANDS, name or "help").run(context, arguments)
    except RefusedError as error:
        return answered("Not shown", _sentence(error))
    except UserError as error:
        return answered("Not answered", _sentence(error))


def _sentence(error: UserError) -> str:
    said = str(error)
    return said[:1].upper() + said[1:]
