"""What every connector is: frozen settings, one generator that pulls, and one error tree that says what to do."""

import hashlib
import json
import os
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from models.record import Record


class ConnectorError(Exception):
    """A source could not be read. The message is one line that names the setting to mend or the wait to expect."""


class CredentialsRefusedError(ConnectorError):
    """The tracker does not know the account or the token (401)."""


class PermissionMissingError(ConnectorError):
    """The tracker knows the account and will not show it this (403)."""


class NotFoundError(ConnectorError):
    """The address, project or board is not there, or not visible to the account (404)."""


class RateLimitedError(ConnectorError):
    """The tracker asked for more patience than one run has (429)."""


class UnavailableError(ConnectorError):
    """The tracker is down, too slow, or cut the connection (5xx, time-outs)."""


class BadAnswerError(ConnectorError):
    """The tracker answered something that is not its API: HTML, cut JSON, pages that repeat."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some records, and what may be concluded once they are stored: one transaction's worth."""

    records: tuple[Record, ...]
    complete_until: datetime | None = None  # everything that changed up to here has been pulled
    whole_threads: frozenset[str] = frozenset()  # issue ids whose comments are all in here: others were deleted
    requests: int = 0  # HTTP requests it took
    expected: int | None = None  # issues the whole pull will bring, where the tracker says
    incomplete: tuple[str, ...] = ()  # what the tracker would not show, one line each


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing `vested check` tried on a source: what, whether it works, and the remedy where it does not."""

    subject: str
    verdict: Literal["ok", "warning", "failed"]
    detail: str


def _variable_name(name: str) -> str:
    # Whoever pastes the token itself here must not read it again in a log: the message never holds what was given.
    if not re.fullmatch(r"[A-Z][A-Z0-9_]{0,63}", name):
        msg = "write the NAME of an environment variable, like JIRA_TOKEN, never the secret itself"
        raise ValueError(msg)
    return name


VariableName = Annotated[str, AfterValidator(_variable_name)]
Wait = Callable[[timedelta, str], None]


def sleep(duration: timedelta, reason: str) -> None:  # noqa: ARG001 - the silent `Wait`; others show the reason
    """Wait that long, telling nobody."""
    time.sleep(duration.total_seconds())


class Connector(BaseModel, ABC):
    """The settings of one source. Secrets are named by environment variable and read only when a request is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    MANNER: ClassVar[frozenset[str]] = frozenset({"type", "name"})  # settings that do not decide what is read

    type: str
    name: str = Field(
        default="", max_length=64, pattern=r"^[a-z0-9-]*$", description="how this source is called; default is its type"
    )
    since: date | None = Field(default=None, description="how far back the first sync reaches; default is everything")

    @property
    def source(self) -> str:
        """The name that records of this source carry."""
        return self.name or self.type

    @property
    def scope(self) -> str:
        """A fingerprint of the settings that decide what is read: where it differs, what is stored lacks a past."""
        # Only what is set counts, so that a setting which a later version adds makes nobody pull everything again.
        decisive = self.model_dump(mode="json", exclude=set(self.MANNER), exclude_defaults=True)
        steady = {name: sorted(value) if isinstance(value, list) else value for name, value in decisive.items()}
        return hashlib.sha256(json.dumps(steady, sort_keys=True).encode()).hexdigest()[:32]

    @abstractmethod
    def pull(self, *, engagement: str, since: datetime | None, wait: Wait = sleep) -> Iterator[Batch]:
        """Yield everything that changed at or after `since` (aware; None is from the beginning), oldest change first.

        The setting `since` is the caller's to apply: only the engagement knows in which time zone that day begins.

        Twice the same pull yields the same records. Raises ConnectorError; what was yielded before stays good.
        """

    @abstractmethod
    def probe(self) -> Iterator[Probe]:
        """Try the address, the credentials and each permission that a pull needs; raises nothing."""


def secret(variable: str) -> str:
    """The value of an environment variable that config names; CredentialsRefusedError when it is not set."""
    if value := os.environ.get(variable, "").strip():
        return value
    msg = f"the environment variable {variable} is not set; export it with the token, or name another one in the config"
    raise CredentialsRefusedError(msg)
