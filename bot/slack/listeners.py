"""`/vested`: acknowledged at once, answered by the same functions as at the terminal."""

from slack_bolt import Ack, Respond

from bot.commands import COMMANDS
from bot.commands.help import find
from bot.commands.words import parse
from bot.settings import SlackSettings
from bot.slack.answers import answer, tell
from bot.slack.dedupe import Body
from bot.slack.workplace import Workplace

COMMAND = "/vested"


def on_command(workplace: Workplace, *, ack: Ack, body: Body, respond: Respond) -> None:
    """Acknowledge; the answer follows."""
    ack()
    workplace.begin(body, lambda: _answer(workplace, body, respond), say=tell(respond))


def _answer(workplace: Workplace, body: Body, respond: Respond) -> None:
    name, arguments = parse(str(body.get("text") or ""))
    command = find(COMMANDS, name or "help")
    document = command.run(workplace.context(body), arguments)
    settings = workplace.config.slack or SlackSettings()
    answer(respond, document, share=arguments.share, native_charts=settings.native_charts)
