"""The HTTP side of Slack: Web API, response addresses, uploads, and the pages for people."""

import json
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.serving import WSGIRequestHandler
from werkzeug.wrappers import Request, Response

from bot.demo.slack.calling import Call, Desk, LimitedError, RefusalError
from bot.demo.slack.chat import answer_hook
from bot.demo.slack.faults import Broken, LostAnswer, RateLimited, Refused, Slow, Unheard
from bot.demo.slack.files import receive_file
from bot.demo.slack.page import render_home, render_page
from bot.demo.slack.shapes import Json
from bot.demo.slack.web_api import answer


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open between calls and writes no log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        """Answer whole; the development server's own way would close the connection after every answer."""
        try:
            response = Response.from_app(self.server.app, self.make_environ(), buffered=True)
            self.send_response(response.status_code)
            for key, value in response.get_wsgi_headers({}):
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(response.get_data())
        except ConnectionError:
            self.close_connection = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the name that werkzeug gave it
        """Nothing is written."""


@dataclass(frozen=True, slots=True)
class Application:
    """The WSGI application over one desk."""

    desk: Desk

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The answer to one request."""
        request = Request(environ)
        request.get_data(cache=True, parse_form_data=False)
        return self._answered(request)(environ, start_response)

    def _answered(self, request: Request) -> Response:
        place, _, name = request.path.strip("/").partition("/")
        works: dict[str, tuple[str, Callable[[Request, str], Response]]] = {
            "api": (name, self._api),
            "respond": ("response_url", self._respond),
            "upload": ("upload", self._upload),
        }
        if place not in works:
            return self._shown(request, place, name)
        method, work = works[place]
        return self._struck(request, method, lambda: work(request, name))

    def _shown(self, request: Request, place: str, name: str) -> Response:
        try:
            match place:
                case "files":
                    return self._file(name)
                case "" | "c":
                    return self._page(request, name)
                case "home":
                    return self._home(name)
            raise NotFound
        except HTTPException as error:
            return Response(error.description, status=error.code)

    def _struck(self, request: Request, method: str, work: Callable[[], Response]) -> Response:
        faults = self.desk.faults
        fault = faults.struck(method)
        if isinstance(fault, Unheard):
            _cut(request)
        _dawdle(faults.latency + (fault.by if isinstance(fault, Slow) else timedelta()))
        match fault:
            case RateLimited(retry_after=seconds):
                return _limited(seconds)
            case Broken(status=status):
                return Response("upstream trouble", status=status)
            case Refused(error=error):
                return _json({"ok": False, "error": error})
        response = work()
        if isinstance(fault, LostAnswer):
            _cut(request)
        return response

    def _api(self, request: Request, name: str) -> Response:
        arguments = _arguments(request)
        if arguments is None:
            return _json({"ok": False, "error": "invalid_json"})
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        try:
            told = answer(self.desk, name, arguments, token=bearer or str(arguments.get("token") or ""))
        except LimitedError as limit:
            return _limited(limit.retry_after)
        response = _json(told)
        response.headers["X-OAuth-Scopes"] = ",".join(sorted(self.desk.state.workspace.scopes))
        return response

    def _respond(self, request: Request, name: str) -> Response:
        hook = self.desk.grants.spend_hook(name)
        if isinstance(hook, str):
            return Response(hook, status=404)
        try:
            answer_hook(Call("response_url", _arguments(request) or {}, self.desk), hook)
        except RefusalError as refusal:
            return Response(refusal.error, status=400)
        return Response("ok")

    def _upload(self, request: Request, name: str) -> Response:
        sent = next(iter(request.files.values()), None)
        status, words = receive_file(self.desk, name, sent.read() if sent is not None else request.get_data())
        return Response(words, status=status)

    def _file(self, name: str) -> Response:
        upload = self.desk.uploads.get(name.partition("/")[0])
        if upload is None or upload.content is None:
            raise NotFound
        kind = "image/png" if upload.name.endswith(".png") else "application/octet-stream"
        return Response(upload.content, content_type=kind)

    def _page(self, request: Request, name: str) -> Response:
        state = self.desk.state
        channel = name or next((one.id for one in state.channels.values() if not one.is_im), "")
        if channel not in state.channels:
            raise NotFound
        html = render_page(
            state, channel, thread=request.args.get("thread"), reader=request.args.get("as"), uploads=self.desk.uploads
        )
        return Response(html, content_type="text/html; charset=utf-8")

    def _home(self, name: str) -> Response:
        if name not in self.desk.state.workspace.everyone:
            raise NotFound
        return Response(render_home(self.desk.state, name), content_type="text/html; charset=utf-8")


def _arguments(request: Request) -> Json | None:
    sent: Json = dict(request.args.items())
    if request.mimetype != "application/json":
        return sent | dict(request.form.items())
    try:
        body = json.loads(request.get_data() or b"{}")
    except ValueError:
        return None
    return sent | body if isinstance(body, dict) else None


def _json(told: Json) -> Response:
    return Response(json.dumps(told), content_type="application/json; charset=utf-8")


def _limited(seconds: int) -> Response:
    response = _json({"ok": False, "error": "ratelimited"})
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response


def _dawdle(by: timedelta) -> None:
    if by:
        time.sleep(by.total_seconds())


def _cut(request: Request) -> None:
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError
