"""Requests from Slack over HTTP, signed with the app's signing secret."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPConnection
from time import monotonic
from typing import assert_never
from urllib.parse import urlencode, urlsplit

from bot.demo.slack.envelopes import ACK_WINDOW, Ack, Envelope
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import State


@dataclass(frozen=True, slots=True)
class Reply:
    """What the app's address answered."""

    status: int
    content_type: str
    body: str


def signature(secret: str, *, timestamp: int, body: str) -> str:
    """The signature that goes with the body at that time, version v0."""
    signed = hmac.new(secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
    return f"v0={signed.hexdigest()}"


def request_of(envelope: Envelope) -> tuple[str, str]:
    """The content type and body that carry the envelope over HTTP."""
    match envelope.kind:
        case "slash_commands":
            return "application/x-www-form-urlencoded", urlencode(envelope.payload)
        case "interactive":
            return "application/x-www-form-urlencoded", urlencode({"payload": json.dumps(envelope.payload)})
        case "events_api":
            return "application/json", json.dumps(envelope.payload)
        case _:
            assert_never(envelope.kind)


def post_signed(url: str, envelope: Envelope, *, secret: str, at: float | None = None, timeout: float = 10) -> Reply:
    """The app's reply to the envelope, signed at that instant (seconds since 1970; now where None)."""
    content_type, body = request_of(envelope)
    timestamp = int(time.time() if at is None else at)
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": str(timestamp),
        "X-Slack-Signature": signature(secret, timestamp=timestamp, body=body),
    }
    if envelope.reason:
        headers |= {"X-Slack-Retry-Num": str(envelope.attempt), "X-Slack-Retry-Reason": f"http_{envelope.reason}"}
    return _posted(url, body, headers, timeout=timeout)


def _posted(url: str, body: str, headers: dict[str, str], *, timeout: float) -> Reply:
    parts = urlsplit(url)
    link = HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=timeout)
    try:
        link.request("POST", parts.path or "/", body=body.encode(), headers=headers)
        answer = link.getresponse()
        return Reply(answer.status, answer.getheader("Content-Type", ""), answer.read().decode())
    finally:
        link.close()


@dataclass(slots=True)
class SignedLine:
    """The way to an app that listens on an address instead of a WebSocket."""

    state: State
    url: str
    ack_window: timedelta = ACK_WINDOW
    acks: list[Ack] = field(default_factory=list)

    def deliver(self, envelope: Envelope) -> Ack | None:
        """The reply as acknowledgement; None where it was refused, failed or came too late."""
        secret, began = self.state.workspace.signing_secret, monotonic()
        try:
            reply = post_signed(self.url, envelope, secret=secret, timeout=self.ack_window.total_seconds())
        except OSError:
            return None
        if reply.status != 200:
            return None
        ack = Ack(envelope, timedelta(seconds=monotonic() - began), _answer(reply))
        with self.state.changed:
            self.acks.append(ack)
            self.state.changed.notify_all()
        return ack


def _answer(reply: Reply) -> Json:
    if reply.content_type.startswith("application/json"):
        return dict(json.loads(reply.body or "{}"))
    return {"text": reply.body} if reply.body else {}
