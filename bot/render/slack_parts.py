"""The few blocks that everything in Slack is made of."""

from typing import Final

from bot.render.slack_pack import Json
from bot.render.slack_text import plain_text

_HEADER: Final = 150


def section(text: str) -> Json:
    """A paragraph of mrkdwn; Slack adds no links and calls nobody that the text does not name in brackets."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(text: str) -> Json:
    """Small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def header(title: str) -> Json:
    """A heading, also for screen readers."""
    text = plain_text(title, _HEADER) or "Vested"
    return {"type": "header", "text": {"type": "plain_text", "text": text, "emoji": False}}
