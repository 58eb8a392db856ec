"""The web application of a Jira on loopback: who may ask, what goes wrong, and who answers."""

import base64
import json
import logging
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug import Request, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from bot.demo.jira import misfortune
from bot.demo.jira.call import Call
from bot.demo.jira.errors import JiraError
from bot.demo.jira.faults import Faults, mishap
from bot.demo.jira.http import CUT
from bot.demo.jira.people import Mode, people
from bot.demo.jira.routes import VIEWS, routes
from bot.demo.jira.shapes import Shape, field_ids
from bot.demo.jira.store import Snapshot, Store

_log = logging.getLogger(__name__)


class Application:
    """A WSGI application over a store, in one mode, at one address."""

    def __init__(self, store: Store, mode: Mode, *, base: str, token: str) -> None:
        self.store = store
        self.counts: Counter[str] = Counter()
        self.lock = threading.Lock()
        self._mode: Mode = mode
        self._base = base
        self._token = token
        self._routes = routes(mode)
        self._faults, self._requests_since = Faults(), 0
        self._shapes: dict[str, tuple[object, Shape]] = {}

    @property
    def faults(self) -> Faults:
        """What goes wrong at present."""
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        with self.lock:
            self._faults, self._requests_since = faults, 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:  # noqa: ANN401 - WSGI
        """The answer to one request."""
        request = Request(environ)
        request.get_data()  # what is left unread would be taken for the next request on the connection
        try:
            response = self._answer(request)
        except JiraError as error:
            response = misfortune.refusal(error.status, error.message)
        except Exception:  # noqa: BLE001 - a server answers, whatever happened
            _log.exception("no answer to %s %s", request.method, request.path)
            response = misfortune.refusal(500, "Internal server error")
        return response(environ, start_response)

    def _answer(self, request: Request) -> Response:
        name, path = self._endpoint(request)
        faults, number = self._counted(name)
        time.sleep(faults.latency.total_seconds())
        trouble = mishap(faults, endpoint=name, number=number)
        if trouble not in (None, "cut"):
            return misfortune.response(trouble, faults, cloud=self._mode == "cloud")
        self._check_credentials(request, name)
        if name == faults.forbidden:
            raise JiraError(403, "You do not have the permission to see the specified resource.")
        snapshot = self.store.snapshot
        shape = self._shape(snapshot, version=path.pop("version"))
        body = VIEWS[name](Call(snapshot, shape, faults, path, _arguments(request)))
        request.environ[CUT] = trouble == "cut"
        return Response(body, content_type="application/json;charset=UTF-8")

    def _endpoint(self, request: Request) -> tuple[str, dict[str, str]]:
        try:
            name, path = self._routes.bind_to_environ(request.environ).match()
        except HTTPException as error:
            self._counted("unknown")
            if isinstance(error, MethodNotAllowed):
                raise JiraError(405, "Method Not Allowed") from None
            raise JiraError(404, f"null for uri: {self._base}{request.path}") from None
        return name, dict(path)

    def _counted(self, name: str) -> tuple[Faults, int]:
        """The faults of now, and which request since they were set this one is, among those they may befall."""
        with self.lock:
            self.counts[name] += 1
            self._requests_since += self._faults.only in (None, name)
            return self._faults, self._requests_since

    def _check_credentials(self, request: Request, name: str) -> None:
        given = request.headers.get("Authorization", "")
        if given == "" and name == "serverInfo":
            return
        if not _is_accepted(given, self._token, cloud=self._mode == "cloud"):
            raise JiraError(401, "Client must be authenticated to access this resource.")

    def _shape(self, snapshot: Snapshot, *, version: str) -> Shape:
        version = "3" if version == "3" else "2"
        site, shape = self._shapes.get(version, (None, None))
        if shape is None or site is not snapshot.site:
            shape = _shape(snapshot, self._mode, base=self._base, version=version)
            self._shapes[version] = (snapshot.site, shape)
        return shape


def _shape(snapshot: Snapshot, mode: Mode, *, base: str, version: str) -> Shape:
    site = snapshot.site
    return Shape(
        mode=mode,
        version=version,
        base=base,
        zone=ZoneInfo(site.time_zone),
        people=people(mode, base=base, users=site.users),
        sprints={int(sprint["id"]): sprint for sprint in site.sprints},
        field_ids=field_ids(site.fields),
    )


def _arguments(request: Request) -> Mapping[str, Any]:
    if request.method == "GET":
        lists = request.args.to_dict(flat=False)
        return {name: some if len(some) > 1 else some[0] for name, some in lists.items()}
    try:
        body = json.loads(request.get_data() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise JiraError(400, "Invalid request payload. Refer to the REST API documentation and try again.")
    return body


def _is_accepted(given: str, token: str, *, cloud: bool) -> bool:
    """Cloud takes any user with the token in Basic credentials, Data Center the token as a bearer."""
    scheme, _, secret = given.partition(" ")
    if not cloud:
        return scheme.lower() == "bearer" and secret.strip() == token
    try:
        user, _, password = base64.b64decode(secret, validate=True).decode().partition(":")
    except ValueError:
        return False
    return scheme.lower() == "basic" and bool(user) and password == token
