"""Answers on their way to the one who asked: messages at the address that came with the request."""

from collections.abc import Callable, Sequence

from slack_bolt import Respond

from bot.document import Document
from bot.render.slack import SlackMessage, render_answer

_USES = 5  # Slack takes so many answers at one address


def answer(respond: Respond, document: Document, *, share: bool) -> None:
    """The document's messages, for the one who asked alone or, shared, for the channel."""
    where = "in_channel" if share else "ephemeral"
    for message in fitting(render_answer(document)):
        respond(text=message.text, blocks=list(message.blocks), response_type=where, unfurl_links=False)


def fitting(messages: Sequence[SlackMessage]) -> Sequence[SlackMessage]:
    """As many messages as Slack takes for one answer; the last says where the rest is."""
    if len(messages) <= _USES:
        return messages
    rest = "The rest did not fit into one answer: ask for fewer weeks, or at the terminal."
    return (*messages[: _USES - 1], SlackMessage(rest, ()))


def tell(respond: Respond) -> Callable[[str], None]:
    """One line for the one who asked, beside what stands there already."""

    def say(text: str) -> None:
        respond(text=text, response_type="ephemeral", replace_original=False)

    return say
