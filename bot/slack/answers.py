"""Answers on their way to the one who asked: messages at the address that came with the request."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from slack_bolt import Respond

from bot.document import Document
from bot.errors import UserError
from bot.render.slack import SlackMessage, render_answer

_USES = 5  # Slack takes so many answers at one address


class AnswerError(UserError):
    """Slack refused the answer."""


def answer(respond: Respond, document: Document, *, share: bool, native_charts: bool = True) -> None:
    """The document's messages, for the one who asked alone or, shared, for the channel; they carry no files.

    From the first message on that Slack refuses, all is in letters: an older workspace refuses charts of Slack's own.
    """
    where = "in_channel" if share else "ephemeral"
    rich = fitting(render_answer(document)) if native_charts else ()
    taken = _taken(respond, rich, where)
    if native_charts and taken == len(rich):
        return
    plain = fitting(render_answer(document, native_charts=False))
    # Where letters fall into other messages than charts do, what follows the refused one cannot be told apart.
    rest = plain[taken:] if len(plain) == len(rich) else plain
    if _taken(respond, rest, where) < len(rest):
        raise AnswerError("Slack did not take the answer; fewer weeks may fit")


def _taken(respond: Respond, messages: Sequence[SlackMessage], where: str) -> int:
    """How many Slack took before it refused one."""
    for number, message in enumerate(messages):
        blocks = list(message.blocks)
        sent = respond(text=message.text, blocks=blocks, response_type=where, unfurl_links=False)
        if sent.status_code != HTTPStatus.OK:
            return number
    return len(messages)


def fitting(messages: Sequence[SlackMessage]) -> Sequence[SlackMessage]:
    """As many messages as Slack takes for one answer; the last says where the rest is."""
    if len(messages) <= _USES:
        return messages
    rest = SlackMessage("The rest did not fit into one answer: ask for fewer weeks, or at the terminal.", ())
    return (*messages[: _USES - 1], rest)


def tell(respond: Respond) -> Callable[[str], None]:
    """One line for the one who asked, beside what stands there already."""

    def say(text: str) -> None:
        respond(text=text, response_type="ephemeral", replace_original=False)

    return say
