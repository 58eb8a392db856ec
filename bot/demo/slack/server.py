"""The whole Slack on loopback: start it, point an app at it, and be its people."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread, Timer
from types import TracebackType
from typing import Self, TypeVar

from werkzeug.serving import BaseWSGIServer, make_server

from bot.demo.slack.calling import Desk
from bot.demo.slack.delivery import Delivery
from bot.demo.slack.envelopes import ACK_WINDOW, Ack, Envelope
from bot.demo.slack.faults import Faults
from bot.demo.slack.grants import Grants
from bot.demo.slack.http import Application, QuietHandler
from bot.demo.slack.mentions import Ping
from bot.demo.slack.page import render_page
from bot.demo.slack.person import PATIENCE_S, Person
from bot.demo.slack.shapes import Json
from bot.demo.slack.signed import SignedLine
from bot.demo.slack.socket_mode import SocketMode
from bot.demo.slack.state import Clock, Message, State, visible
from bot.demo.slack.workspace import Workspace

T = TypeVar("T")
A_MOMENT_S = 0.02
POLL_S = 0.02


class Slack:
    """A Slack that listens on loopback while it is entered. `faults` may be changed at any time."""

    def __init__(
        self, workspace: Workspace, *, clock: Clock | None = None, port: int = 0, ack_window: timedelta = ACK_WINDOW
    ) -> None:
        self.state = State(workspace) if clock is None else State(workspace, clock=clock)
        self.faults = Faults()
        self.socket_mode = SocketMode(self.state, self.faults, ack_window)
        self._timers: list[Timer] = []
        self._http: BaseWSGIServer | None = None
        self._port = port
        self.desk = Desk(
            self.state, self.faults, Grants(), address="", socket_url=self.socket_mode.url, later=self._later
        )
        self.delivery = Delivery(self.desk, self.socket_mode)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Both sides listen, on free ports unless one was given for HTTP."""
        self.socket_mode.start()
        application = Application(self.desk)
        self._http = make_server("127.0.0.1", self._port, application, threaded=True, request_handler=QuietHandler)
        self.desk.address = f"http://127.0.0.1:{self._http.server_port}"
        Thread(target=self._http.serve_forever, args=(POLL_S,), daemon=True).start()

    def stop(self) -> None:
        """Nothing listens any more."""
        for timer in self._timers:
            timer.cancel()
        self.socket_mode.stop()
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()

    @property
    def url(self) -> str:
        """Where browsers look."""
        return self.desk.address

    @property
    def base_url(self) -> str:
        """What a Web API client is given as its base."""
        return f"{self.desk.address}/api/"

    @property
    def pings(self) -> tuple[Ping, ...]:
        """Everybody called by a message so far."""
        with self.state.changed:
            return tuple(self.state.pings)

    @property
    def acks(self) -> tuple[Ack, ...]:
        """Every acknowledgement so far, over whichever line."""
        with self.state.changed:
            others = () if self.delivery.line is self.socket_mode else self.delivery.line.acks
            return (*self.socket_mode.acks, *others)

    def use_http(self, url: str) -> None:
        """Deliveries go to that address, signed, instead of over WebSockets."""
        self.delivery.line = SignedLine(self.state, url, self.socket_mode.ack_window)

    def as_user(self, user: str) -> Person:
        """That person at their client."""
        return Person(self.state.workspace.everyone[user].id, self.desk, self.delivery)

    def messages(self, channel: str, as_user: str | None = None) -> tuple[Message, ...]:
        """What stands in the channel, oldest first; with a reader, only what that one may see."""
        found = self.state.messages(channel)
        return found if as_user is None else visible(found, as_user)

    def event(self, event: Json) -> Envelope | None:
        """The envelope of an event now on its way to the app; None where the app did not subscribe to it."""
        return self.delivery.event(event)

    def redeliver(self, envelope: Envelope) -> Ack | None:
        """The acknowledgement of the same payload, sent once more."""
        return self.delivery.line.deliver(envelope.again("timeout" if envelope.kind == "events_api" else ""))

    def wait_connected(self, *, timeout: float = PATIENCE_S) -> None:
        """Returns when an app has a WebSocket open."""
        self.wait_for(lambda: bool(self.socket_mode.links), timeout=timeout, awaited="a connection")

    def wait_for(self, found: Callable[[], T | None], *, timeout: float = PATIENCE_S, awaited: str = "a change") -> T:
        """The first true answer of `found`, asked after every change."""
        return self.state.wait_for(found, timeout=timeout, awaited=awaited)

    def go_away(self) -> None:
        """Every connection ends and every call is cut until `come_back`."""
        self.faults.away = True
        self.socket_mode.drop()

    def come_back(self) -> None:
        """Calls and connections work again."""
        self.faults.away = False

    def page(self, channel: str, *, thread: str | None = None, reader: str | None = None) -> str:
        """The channel as a page that looks like Slack."""
        return render_page(self.state, channel, thread=thread, reader=reader, uploads=self.desk.uploads)

    def _later(self, work: Callable[[], object]) -> None:
        timer = Timer(A_MOMENT_S, work)
        timer.daemon = True
        self._timers = [one for one in self._timers if one.is_alive()] + [timer]
        timer.start()
