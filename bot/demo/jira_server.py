"""A Jira on loopback: a real HTTP server that answers what Jira Cloud or Jira Data Center answers."""

import threading
from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from bot.demo.jira.app import Application
from bot.demo.jira.faults import Faults
from bot.demo.jira.http import bind, hang_up, over
from bot.demo.jira.people import Mode
from bot.demo.jira.store import Store
from bot.demo.jira_data import JiraData

__all__ = ["DEMO_TOKEN", "NO_FAULTS", "Faults", "JiraServer"]
DEMO_TOKEN = "loopback-demo-token"  # noqa: S105 - opens nothing but this server
NO_FAULTS = Faults()


class JiraServer:
    """One site at one address. `store` changes the site and `faults` the weather while it runs.

    Cloud takes Basic credentials of any user with the token, Data Center the token as a bearer.
    """

    def __init__(
        self,
        data: JiraData,
        mode: Mode = "cloud",
        *,
        port: int = 0,
        token: str = DEMO_TOKEN,
        faults: Faults = NO_FAULTS,
    ) -> None:
        self.mode: Mode = mode
        self.token = token
        self.store = Store(data)
        listener = bind(port)
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._application = Application(self.store, mode, base=self.url, token=token)
        self._application.faults = faults
        self._server = over(listener, self._application)
        self._thread: threading.Thread | None = None

    @property
    def requests(self) -> Mapping[str, int]:
        """How many requests each endpoint has had, by its address below the API's root, as `search/jql`."""
        with self._application.lock:
            return Counter(self._application.counts)

    @property
    def faults(self) -> Faults:
        """What goes wrong at present; setting it starts the count of requests anew."""
        return self._application.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._application.faults = faults

    def start(self) -> None:
        """Requests are answered, in the background."""
        self._thread = threading.Thread(target=self.serve_forever, name="jira-on-loopback", daemon=True)
        self._thread.start()

    def serve_forever(self) -> None:
        """Requests are answered until another thread stops the server or the process is interrupted."""
        self._server.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        """The port is free and no connection stays open."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        hang_up(self._server)

    def __enter__(self) -> Self:
        """The server, answering."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stopped."""
        self.stop()
