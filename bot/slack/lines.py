"""The two ways requests reach the app: a WebSocket that we open, or an address that Slack calls."""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Event, Thread
from typing import Protocol
from wsgiref.types import StartResponse, WSGIEnvironment

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.errors import SlackApiError
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from bot.errors import UserError

log = logging.getLogger("vested.slack")
PATH, HEALTH = "/slack/events", "/healthz"
_LARGEST_REQUEST = 1_000_000  # bytes; a body is read before its signature can be checked
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0
# What no waiting mends.
_FATAL = frozenset({"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"})


class Line(Protocol):
    """A way for requests to come in."""

    def start(self) -> None:
        """Requests come in from now on, or as soon as Slack can be reached."""

    def stop(self) -> None:
        """No request comes in any more; those in hand are acknowledged."""

    @property
    def words(self) -> str:
        """What it is doing, in one line."""


@dataclass(slots=True)
class SocketLine:
    """A WebSocket to Slack, opened again whenever it ends, for as long as it takes."""

    app: App
    app_token: str = field(repr=False)
    ping_s: float = 10.0
    words: str = "Slack: Socket Mode, no public address needed"
    _handler: SocketModeHandler | None = None
    _stopped: Event = field(default_factory=Event)
    _opener: Thread | None = None

    def start(self) -> None:
        """Connect in the background; Slack being away delays it and nothing else."""
        self._handler = SocketModeHandler(
            self.app, self.app_token, logger=logging.getLogger("vested.slack.socket"), ping_interval=self.ping_s
        )
        self._opener = Thread(target=self._open, name="vested-socket", daemon=True)
        self._opener.start()

    def stop(self) -> None:
        """Close the connection."""
        self._stopped.set()
        if self._handler is not None:
            self._handler.close()  # type: ignore[no-untyped-call]
        if self._opener is not None:
            self._opener.join(timeout=5)

    def _open(self) -> None:
        # Once a connection stood, the client watches over it and opens the next by itself; the first one is ours.
        assert self._handler is not None
        pause = _FIRST_PAUSE_S
        while not self._stopped.is_set():
            try:
                self._handler.connect()  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 - whatever it is, the next attempt tells whether it stays
                hint = ": check the app-level token" if _is_fatal(error) else ""
                log.warning("Slack cannot be reached (%s)%s; trying again in %.0f s", error, hint, pause)
                self._stopped.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE_S)
            else:
                log.info("connected to Slack")
                return


def _is_fatal(error: Exception) -> bool:
    return isinstance(error, SlackApiError) and error.response.get("error") in _FATAL


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Requests are not logged: their addresses and bodies are people's words."""


@dataclass(slots=True)
class HttpLine:
    """An HTTP server for Slack's signed requests, with a health endpoint for whatever watches over the process."""

    app: App
    host: str
    port: int
    _server: BaseWSGIServer | None = None

    @property
    def words(self) -> str:
        """Where it listens."""
        return f"Slack: HTTP on {self.host}:{self.bound_port}{PATH}, health on {HEALTH}"

    @property
    def bound_port(self) -> int:
        """The port, also where a free one was asked for."""
        return self._server.server_port if self._server is not None else self.port

    def start(self) -> None:
        """Listen. Raises UserError where the port is taken."""
        application = WebApplication(SlackRequestHandler(self.app, PATH))
        try:
            self._server = make_server(self.host, self.port, application, threaded=True, request_handler=_Quiet)
        except (OSError, SystemExit) as error:
            raise UserError(
                f"port {self.port} on {self.host} cannot be listened on: choose another slack.port"
            ) from error
        Thread(target=self._server.serve_forever, name="vested-http", daemon=True).start()

    def stop(self) -> None:
        """Stop listening; requests in hand end."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()


@dataclass(frozen=True, slots=True)
class WebApplication:
    """Slack's address and the health endpoint; nothing else."""

    slack: SlackRequestHandler

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer to one request."""
        request = Request(environ)
        if request.path == HEALTH and request.method in {"GET", "HEAD"}:
            return _healthy()(environ, start_response)
        if request.method == "POST" and not 0 <= (request.content_length or -1) <= _LARGEST_REQUEST:
            return _refused()(environ, start_response)
        return self.slack(environ, start_response)


def _refused() -> Response:
    return Response("too large, or of no told length", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _healthy() -> Response:
    return Response(json.dumps({"status": "ok"}), status=HTTPStatus.OK, content_type="application/json")
