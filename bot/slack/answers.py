"""Answers on their way to the one who asked: messages at the address that came with the request."""

from collections.abc import Callable, Sequence

from slack_bolt import Respond

from bot.document import Document
from bot.errors import UserError
from bot.render.slack import SlackMessage, render_answer

_USES = 5  # Slack takes so many answers at one address


class AnswerError(UserError):
    """Slack refused the answer."""


def answer(respond: Respond, document: Document, *, share: bool) -> None:
    """The document's messages, for the one who asked alone or, shared, for the channel."""
    where = "in_channel" if share else "ephemeral"
    for rich, plain in _forms(document):
        if not _sent(respond, rich, where) and not _sent(respond, plain, where):
            raise AnswerError("Slack did not take the answer; fewer weeks may fit")


def _sent(respond: Respond, message: SlackMessage, where: str) -> bool:
    """Whether Slack took it: an older workspace refuses charts of Slack's own."""
    sent = respond(text=message.text, blocks=list(message.blocks), response_type=where, unfurl_links=False)
    return sent.status_code == 200


def _forms(document: Document) -> Sequence[tuple[SlackMessage, SlackMessage]]:
    """Each message with what is sent in its stead where Slack refuses it."""
    rich, plain = render_answer(document), render_answer(document, native_charts=False)
    pairs = zip(rich, plain, strict=True) if len(rich) == len(plain) else [(one, one) for one in rich]
    return fitting(list(pairs))


Forms = tuple[SlackMessage, SlackMessage]


def fitting(messages: Sequence[Forms]) -> Sequence[Forms]:
    """As many messages as Slack takes for one answer; the last says where the rest is."""
    if len(messages) <= _USES:
        return messages
    rest = SlackMessage("The rest did not fit into one answer: ask for fewer weeks, or at the terminal.", ())
    return (*messages[: _USES - 1], (rest, rest))


def tell(respond: Respond) -> Callable[[str], None]:
    """One line for the one who asked, beside what stands there already."""

    def say(text: str) -> None:
        respond(text=text, response_type="ephemeral", replace_original=False)

    return say
