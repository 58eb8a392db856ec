"""What a reader sees of Slack's blocks, and what Slack would say to them."""

import re

from bot.demo.slack.blocks import TEXT_IN_BLOCKS, block_text_length, message_problems, view_problems
from bot.demo.slack.mentions import calls

MARKUP = re.compile(r"<[^<>]*>")


def texts(value):
    """Every text in the blocks, in reading order."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"text", "title", "label"} and isinstance(item, str):
                yield item
            else:
                yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def mrkdwns(value):
    """Every text that Slack reads as markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for item in value.values():
            yield from mrkdwns(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from mrkdwns(item)


def words(value):
    """The texts as they are shown: entities read, invisible signs gone."""
    shown = "\n".join(texts(value)).replace("\u200b", "").replace("\u2060", "")
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def complaints(message):
    """Everything that Slack would refuse the message for."""
    blocks = list(message.blocks)
    found = list(message_problems(blocks))
    found += ["msg_blocks_too_long"] if block_text_length(blocks) > TEXT_IN_BLOCKS else []
    found += ["no_text"] if not message.text.strip() else []
    found += ["msg_too_long"] if len(message.text) > 4_000 else []
    return found + [f"calls {whom}" for whom in calls(message.text, blocks, links_names=True)]


def home_complaints(blocks):
    """Everything that Slack would refuse the Home for."""
    found = view_problems({"type": "home", "blocks": list(blocks)})
    return [*found, *(f"calls {whom}" for whom in calls("", blocks, links_names=True))]


def of_type(message, kind):
    return [block for block in message.blocks if block["type"] == kind]
