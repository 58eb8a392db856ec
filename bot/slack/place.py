"""Where something was pressed: how to say a line there, and how to show that it was done."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.slack.dedupe import Body, channel_of, user_of

Blocks = list[dict[str, Any]]
Change = Callable[[Blocks], Blocks]
# A press changes a message that another press may just have changed: reading and writing it belong together.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True)
class Place:
    """A message (`ts`), one person's own copy of it (`ephemeral`), or the Home tab where neither is set."""

    user: str
    channel: str | None = None
    ts: str | None = None
    thread: str | None = None
    ephemeral: bool = False
    address: str | None = None  # answers go there for half an hour

    @property
    def is_home(self) -> bool:
        """Whether it is the Home tab."""
        return self.ts is None

    def packed(self) -> str:
        """The place as a modal carries it along."""
        return json.dumps(asdict(self))


def place_of(body: Body) -> Place:
    """Where the button of this request stands."""
    container: Mapping[str, Any] = body.get("container", {})
    return Place(
        user=user_of(body),
        channel=channel_of(body),
        ts=container.get("message_ts"),
        thread=container.get("thread_ts"),
        ephemeral=bool(container.get("is_ephemeral")),
        address=body.get("response_url") or None,
    )


def unpacked(text: str) -> Place:
    """The place that a modal carried along."""
    return Place(**json.loads(text))


def say(client: WebClient, place: Place, text: str) -> None:
    """One line for the one who pressed: beside the message, or in their own line with the app."""
    if place.address is None:
        client.chat_postMessage(channel=place.user, text=text)
        return
    WebhookClient(place.address).send(text=text, response_type="ephemeral", replace_original=False)


def change(client: WebClient, place: Place, before: Body, how: Change) -> bool:
    """Whether the message with the button could be changed; `before` is the message as it was when pressed."""
    if place.ephemeral:
        return _replace(place, before, how)
    with _ONE_AT_A_TIME:
        current = _current(client, place) or before
        if not current.get("blocks"):
            return False
        try:
            client.chat_update(
                channel=place.channel or "",
                ts=place.ts or "",
                text=str(current.get("text", ""))[:3_900],
                blocks=how(list(current["blocks"])),
            )
        except SlackApiError:
            return _replace(place, current, how)
    return True


def _current(client: WebClient, place: Place) -> Mapping[str, Any] | None:
    try:
        found = client.conversations_replies(
            channel=place.channel or "",
            ts=place.thread or place.ts or "",
            oldest=place.ts,
            latest=place.ts,
            inclusive=True,
            limit=5,
        )
    except SlackApiError:
        return None
    messages: Sequence[Mapping[str, Any]] = found.get("messages") or ()
    return next((message for message in messages if message.get("ts") == place.ts), None)


def _replace(place: Place, current: Body, how: Change) -> bool:
    if place.address is None or not current.get("blocks"):
        return False
    sent = WebhookClient(place.address).send(
        text=str(current.get("text", "")), blocks=how(list(current["blocks"])), replace_original=True
    )
    return sent.status_code == 200


def with_note(blocks: Blocks, *, kind: str, name: str, text: str, most: int = 50) -> Blocks:
    """The blocks with a line under each block with buttons of that kind and name; an earlier such line is replaced.

    Where no block more fits, the line stands instead of the buttons.
    """
    kept = [block for block in blocks if not str(block.get("block_id", "")).startswith(f"said:{kind}:{name}:")]
    told: Blocks = []
    room = most - len(kept)
    for number, block in enumerate(kept):
        carries = any(_is_about(part, kind, name) for part in _buttons(block))
        note: dict[str, Any] = {"type": "context", "block_id": f"said:{kind}:{name}:{number}"[:255]}
        note |= {"elements": [{"type": "mrkdwn", "text": text[:2_900]}]}
        told += [block] if not carries else [block, note] if room > 0 else [note]
        room -= int(carries)
    return told


def _is_about(button: Mapping[str, Any], kind: str, name: str) -> bool:
    return button.get("value") == name and str(button.get("action_id", "")).startswith(f"{kind}.")


def _buttons(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    parts = [*(block.get("elements") or ()), block.get("accessory")]
    return [part for part in parts if isinstance(part, Mapping) and part.get("type") == "button"]
