"""HTTP/1.1 on a socket: connections stay open, and can be dropped halfway through an answer."""

import socket
from typing import TYPE_CHECKING, Any, cast

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CUT = "vested.cut"  # set in the WSGI environment, it drops the connection halfway through the body


class Handler(WSGIRequestHandler):
    """Writes whole answers of known length, so that the connection can serve the next request."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """The server can close the connection when it stops."""
        super().setup()
        connections(self.server).add(self.connection)

    def finish(self) -> None:
        """The server forgets the connection."""
        connections(self.server).discard(self.connection)
        super().finish()

    def run_wsgi(self) -> None:
        """One answer, or the first half of one."""
        environ = self.make_environ()
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Any:  # noqa: ANN401 - WSGI
            started.append((status, headers))

        body = b"".join(self.server.app(environ, cast(Any, start_response)))
        status, headers = started[0]
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if environ.get(CUT):
            self.close_connection = True
            body = body[: len(body) // 2]
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Silence: whoever serves says what is worth saying."""


def bind(port: int) -> socket.socket:
    """A listening socket on loopback; 0 is any free port. Raises OSError when the port is taken."""
    return socket.create_server(("127.0.0.1", port), backlog=128)


def over(listener: socket.socket, app: "WSGIApplication") -> BaseWSGIServer:
    """A server on the socket, which it takes over; it is not yet serving."""
    with listener:
        host, port = listener.getsockname()
        server = make_server(host, port, app, threaded=True, request_handler=Handler, fd=listener.fileno())
    vars(server)["open_connections"] = set()
    return server


def connections(server: BaseWSGIServer) -> set[socket.socket]:
    """The connections that are open now."""
    return cast(set[socket.socket], vars(server)["open_connections"])


def hang_up(server: BaseWSGIServer) -> None:
    """No connection stays open."""
    for connection in tuple(connections(server)):
        try:
            connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue  # the client was quicker
