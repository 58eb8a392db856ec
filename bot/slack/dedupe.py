"""What a request of Slack's is called, so that the same sent again is known."""

from collections.abc import Mapping
from typing import Any

Body = Mapping[str, Any]


def request_key(body: Body) -> str:
    """The same for every copy and retry of a request, different for any other.

    An event has its id. A press has the instant and the person, also where a retry carries a new trigger. Commands and
    submissions have the trigger.
    """
    if event := body.get("event_id"):
        return f"event:{event}"
    if actions := body.get("actions"):
        return f"action:{actions[0].get('action_ts')}:{user_of(body)}:{actions[0].get('action_id')}"
    return f"trigger:{body.get('trigger_id')}"


def user_of(body: Body) -> str:
    """Who did it."""
    for place in (body, body.get("event", {})):
        if found := place.get("user_id") or place.get("user"):
            return str(found["id"] if isinstance(found, Mapping) else found)
    return ""


def channel_of(body: Body) -> str | None:
    """Where it was done; None on the Home tab and in a modal."""
    return body.get("channel_id") or body.get("channel", {}).get("id") or None
