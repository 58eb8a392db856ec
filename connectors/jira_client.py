"""Requests to one Jira through the `jira` package: patient, counted, and failing in one line that says what to mend."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
from jira import JIRA, JIRAError
from pydantic import BaseModel, ConfigDict

from connectors.base import (
    BadAnswerError,
    ConnectorError,
    CredentialsRefusedError,
    NotFoundError,
    PermissionMissingError,
    RateLimitedError,
    UnavailableError,
    Wait,
    secret,
)
from connectors.patience import AgainLater, persist, retry_after

T = TypeVar("T")
Json = Mapping[str, Any]


class Access(BaseModel):
    """How to reach one Jira: its address, the names of the variables that hold the secrets, and how patient to be."""

    model_config = ConfigDict(frozen=True)

    url: str
    user_env: str | None
    token_env: str
    deployment: str
    connect_timeout: timedelta
    read_timeout: timedelta
    longest_wait: timedelta

    @property
    def host(self) -> str:
        """The address as messages name it."""
        return urlsplit(self.url).netloc

    @property
    def secrets(self) -> str:
        """The variables to check when Jira refuses the account."""
        if self.user_env:
            return f"the variables {self.user_env} and {self.token_env}"
        return f"the variable {self.token_env} (a Jira Cloud token also needs user_env, the account's e-mail)"


@dataclass(slots=True)
class Client:
    """An open connection, and how many requests it has made since somebody last asked."""

    access: Access
    wait: Wait
    jira: JIRA
    is_cloud: bool
    requests: int = field(default=0)

    def ask(self, request: Callable[[JIRA], T], *, about: str = "") -> T:
        """What the request answers, asked patiently. `about` names the setting and thing that a 403 or 404 is about."""

        def attempt() -> T:
            self.requests += 1
            answer = _attempt(lambda: request(self.jira), access=self.access, about=about)
            if answer is None or answer == {}:  # what the package makes of an empty answer
                raise _not_json("", self.access.host)
            return answer

        return persist(attempt, wait=self.wait, longest=self.access.longest_wait)

    def fetch(self, path: str, parameters: Mapping[str, Any] | None = None, *, about: str = "") -> Any:  # noqa: ANN401 - JSON
        """The JSON at a path below `rest/`, `api/` standing for the version of this deployment."""
        url = self._address(path)
        session = _session(self.jira)
        return self.ask(lambda _: session.get(url, params=parameters).json(), about=about)

    def post(self, path: str, body: Mapping[str, Any], *, about: str = "") -> Any:  # noqa: ANN401 - JSON
        """The JSON that a POST of the body is answered with."""
        url = self._address(path)
        session = _session(self.jira)
        return self.ask(lambda _: session.post(url, data=json.dumps(body)).json(), about=about)

    def take_requests(self) -> int:
        """How many requests were made since this was last asked."""
        taken, self.requests = self.requests, 0
        return taken

    def _address(self, path: str) -> str:
        version = "3" if self.is_cloud else "2"
        return (
            f"{self.access.url}/rest/{path.replace('api/', f'api/{version}/', 1) if path.startswith('api/') else path}"
        )


def connect(access: Access, wait: Wait) -> Client:
    """An open connection whose account Jira has confirmed.

    Asking who we are is not a courtesy: with a wrong token Cloud answers searches as to a stranger, with nothing in
    them.
    """
    client = open_client(access, wait)
    client.fetch("api/myself")
    return client


def open_client(access: Access, wait: Wait) -> Client:
    """A connection that knows which Jira it talks to; the account is not checked yet."""
    version = "3" if access.deployment == "cloud" else "2"
    jira, attempts = _construct(access, wait, version=version)
    is_cloud = jira.deploymentType == "Cloud"
    if access.deployment not in ("auto", "cloud" if is_cloud else "datacenter"):
        message = f"{access.host} is Jira {'Cloud' if is_cloud else 'Data Center'}: check the setting deployment"
        raise BadAnswerError(message)
    if is_cloud and version == "2":
        jira, more = _construct(access, wait, version="3")
        attempts += more
    return Client(access, wait, jira, is_cloud, attempts)


def _construct(access: Access, wait: Wait, *, version: str) -> tuple[JIRA, int]:
    user, token = secret(access.user_env) if access.user_env else None, secret(access.token_env)
    attempts = 0

    def construct() -> JIRA:
        nonlocal attempts
        attempts += 1
        return _attempt(
            lambda: JIRA(
                server=access.url,
                options={"rest_api_version": version, "check_update": False},
                basic_auth=(user, token) if user else None,
                token_auth=None if user else token,
                max_retries=0,  # the package waits less than told and dies of dates; see patience.py
                timeout=(access.connect_timeout.total_seconds(), access.read_timeout.total_seconds()),
                logging=False,  # it would log whole answers
            ),
            access=access,
            about="the setting url",
        )

    return persist(construct, wait=wait, longest=access.longest_wait), attempts


def _session(jira: JIRA) -> requests.Session:
    return jira._session  # noqa: SLF001 - the package wraps neither bulk changelogs nor pages of comments and sprints


def _attempt(request: Callable[[], T], *, access: Access, about: str) -> T:
    host = access.host
    try:
        return request()
    except JIRAError as error:
        raise _refusal(error, access, about) from None
    except requests.exceptions.SSLError:
        raise UnavailableError(f"{host} has no certificate that this machine trusts: check the setting url") from None
    except requests.exceptions.JSONDecodeError as error:
        raise _not_json(str(error.doc or ""), host) from None
    except UnicodeEncodeError:
        raise CredentialsRefusedError(
            f"the account or token for {host} holds odd letters: check {access.secrets}"
        ) from None
    except requests.exceptions.TooManyRedirects:
        raise BadAnswerError(f"{host} redirects in circles: check the setting url") from None
    except requests.RequestException as error:
        timed_out = isinstance(error, requests.Timeout)
        reason = f"Jira at {host} {'did not answer in time' if timed_out else 'could not be reached or hung up'}"
        failure = UnavailableError(f"{reason}: check the setting url and the network, or sync again later")
        raise AgainLater(reason, failure=failure) from None
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError):
        raise BadAnswerError(f"{host} answered something that is not Jira's API: check the setting url") from None


def _not_json(text: str, host: str) -> Exception:
    if text.lstrip()[:1] == "<":
        return BadAnswerError(
            f"{host} answered with a web page instead of Jira's API: check the setting url (a login page or proxy?)"
        )
    reason = f"Jira at {host} sent {'a broken' if text.strip() else 'an empty'} answer"
    return AgainLater(reason, failure=BadAnswerError(f"{reason} again and again: check the setting url or sync later"))


def _refusal(error: JIRAError, access: Access, about: str) -> Exception:
    """What an error answer means for whoever runs the sync."""
    status = error.status_code or 0
    headers: Mapping[str, str] = error.response.headers if error.response is not None else {}
    if status == 429 or status >= 500:
        return _not_now(status, headers, access.host)
    host, subject = access.host, about or "the permissions of the account"
    match status:
        case 401:
            return CredentialsRefusedError(f"Jira at {host} refused the account or token: check {access.secrets}")
        case 403 if "X-Authentication-Denied-Reason" in headers:
            return CredentialsRefusedError(f"Jira at {host} wants the account to log in by hand once (CAPTCHA)")
        case 403:
            return PermissionMissingError(f"Jira at {host} does not let the account read this: check {subject}")
        case 404:
            return NotFoundError(f"Jira at {host} has no such thing, or hides it from the account: check {subject}")
        case _:
            return ConnectorError(f"Jira at {host} refused the request ({status}): {_said(error)}; check {subject}")


def _not_now(status: int, headers: Mapping[str, str], host: str) -> AgainLater:
    if status == 429:
        reason = f"Jira at {host} limits requests{_limit(headers)}"
        refused = RateLimitedError(f"{reason} and kept refusing: what is stored stays; sync again later")
        return AgainLater(reason, failure=refused, after=retry_after(headers))
    reason = f"Jira at {host} is not available ({status})"
    down = UnavailableError(f"{reason}: what is stored stays; sync again later")
    return AgainLater(reason, failure=down, after=retry_after(headers))


def _limit(headers: Mapping[str, str]) -> str:
    return f" ({named})" if (named := headers.get("RateLimit-Reason", "")[:60]) else ""


def _said(error: JIRAError) -> str:
    """Jira's own words, short and on one line."""
    return " ".join(str(error.text or "no reason given").split())[:200]


def expect(answer: object, key: str, host: str) -> Sequence[Json]:
    """The list under the key. Raises BadAnswerError where the answer has none."""
    values = answer.get(key) if isinstance(answer, Mapping) else None
    if not isinstance(values, list):
        raise BadAnswerError(f"{host} answered without {key!r}, so this is not Jira's API: check the setting url")
    return values
