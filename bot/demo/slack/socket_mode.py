"""Socket Mode: envelopes over real WebSockets, acknowledgements, and the ends of connections."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from threading import Thread
from time import monotonic
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve

from bot.demo.slack.envelopes import ACK_WINDOW, Ack, Envelope
from bot.demo.slack.faults import Faults
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import NothingHappenedError, State


@dataclass(slots=True)
class _Sent:
    envelope: Envelope
    at: float


@dataclass(slots=True)
class SocketMode:
    """The WebSocket side of Slack: connections of one app, and what was sent and acknowledged over them."""

    state: State
    faults: Faults
    ack_window: timedelta = ACK_WINDOW
    acks: list[Ack] = field(default_factory=list)
    links: list[ServerConnection] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _sent: dict[str, _Sent] = field(default_factory=dict)
    _server: Server | None = None

    def start(self) -> None:
        """Connections are taken from now on."""
        self._server = serve(
            self._talk, "127.0.0.1", 0, process_request=self._refusal, close_timeout=1, compression=None
        )
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Every connection is closed and no other is taken."""
        if self._server is not None:
            self.drop()
            self._server.shutdown()

    def url(self) -> str:
        """An address that opens one connection."""
        assert self._server is not None
        ticket = uuid4().hex
        self._tickets.add(ticket)
        host, port = self._server.socket.getsockname()[:2]
        return f"ws://{host}:{port}/link/?ticket={ticket}&app_id={self.state.workspace.app_id}"

    def deliver(self, envelope: Envelope) -> Ack | None:
        """The acknowledgement that came over a connection within the window; None where none did."""
        window = self.ack_window.total_seconds()
        try:
            self.state.wait_for(lambda: self._send(envelope), timeout=window, awaited="a connection")
            return self.state.wait_for(lambda: self._ack_of(envelope), timeout=window, awaited="an acknowledgement")
        except NothingHappenedError:
            return None

    def disconnect(self, reason: str) -> None:
        """Every connection is told to make room; the app opens another by itself."""
        with self.state.changed:
            links = tuple(self.links)
        for link in links:
            with suppress(ConnectionClosed):
                link.send(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {"host": "loopback"}}))

    def drop(self) -> None:
        """Every connection ends without a word."""
        with self.state.changed:
            links = tuple(self.links)
        for link in links:
            link.close(1001, "going away")

    def _send(self, envelope: Envelope) -> bool:
        message: Json = {"envelope_id": envelope.id, "type": envelope.kind, "payload": envelope.payload}
        message["accepts_response_payload"] = envelope.kind != "events_api"
        if envelope.reason:
            message |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.reason}
        for link in reversed(self.links):  # the newest connection is the one that an app reads
            with suppress(ConnectionClosed):
                self._sent[envelope.id] = _Sent(envelope, monotonic())
                link.send(json.dumps(message))
                return True
        return False

    def _ack_of(self, envelope: Envelope) -> Ack | None:
        return next((ack for ack in self.acks if ack.envelope.id == envelope.id), None)

    def _refusal(self, link: ServerConnection, request: Request) -> Response | None:
        (ticket,) = parse_qs(urlsplit(request.path).query).get("ticket", [""])
        if self.faults.away or ticket not in self._tickets:
            return link.respond(HTTPStatus.FORBIDDEN, "no such connection\n")
        self._tickets.discard(ticket)
        return None

    def _talk(self, link: ServerConnection) -> None:
        with self.state.changed:
            self.links.append(link)
        with suppress(ConnectionClosed):
            link.send(json.dumps(self._hello()))
            with self.state.changed:
                self.state.changed.notify_all()
            for raw in link:
                self._heard(json.loads(raw))
        with self.state.changed:
            self.links.remove(link)
            self.state.changed.notify_all()

    def _hello(self) -> Json:
        app = {"app_id": self.state.workspace.app_id}
        debug = {"host": "loopback", "build_number": 1, "approximate_connection_time": 3600}
        return {"type": "hello", "num_connections": len(self.links), "connection_info": app, "debug_info": debug}

    def _heard(self, message: Json) -> None:
        with self.state.changed:
            sent = self._sent.pop(str(message.get("envelope_id")), None)
            if sent is not None:
                took = timedelta(seconds=monotonic() - sent.at)
                self.acks.append(Ack(sent.envelope, took, message.get("payload") or {}))
                self.state.changed.notify_all()
