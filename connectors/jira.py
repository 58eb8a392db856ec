"""Jira Cloud and Data Center: what the settings are, and in which order a pull reads."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from connectors import jira_listing as listing
from connectors.base import Batch, Connector, Probe, VariableName, Wait, sleep
from connectors.jira_client import Access, connect
from connectors.jira_fields import find_fields
from connectors.jira_probe import probes
from connectors.jira_reading import Reading
from connectors.jira_records import Site
from models.work import StatusCategory

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class JiraConnector(Connector):
    """One Jira, and the projects of it that an engagement is about."""

    MANNER: ClassVar[frozenset[str]] = Connector.MANNER | {
        "allow_http", "user_env", "token_env", "deployment", "page_size", "overlap", "connect_timeout", "read_timeout",
        "longest_wait",
    }  # fmt: skip

    type: Literal["jira"] = "jira"
    url: str = Field(description="the address of Jira, as in https://example.atlassian.net")
    allow_http: bool = Field(
        default=False, description="let the token travel unencrypted to an http:// address; loopback needs no leave"
    )
    user_env: VariableName | None = Field(
        default=None,
        description="variable with the account's e-mail (Cloud); left out where a Data Center token is enough",
    )
    token_env: VariableName = Field(default="JIRA_TOKEN", description="variable with the API token")
    deployment: Literal["auto", "cloud", "datacenter"] = Field(
        default="auto", description="which Jira it is; auto asks it"
    )
    projects: tuple[str, ...] = Field(min_length=1, description="keys of the projects to read")
    boards: tuple[int, ...] = Field(default=(), description="ids of the boards whose sprints count; default is all")
    points_field: str | None = Field(
        default=None, description='name or id of the estimate; default is "Story Points" or "Story point estimate"'
    )
    sprint_field: str | None = Field(default=None, description="name or id of the sprint field; default finds it")
    finished_statuses: tuple[str, ...] = Field(
        default=(), description="statuses (name or id) that mean finished, whatever category Jira has them in"
    )
    started_statuses: tuple[str, ...] = Field(
        default=(), description="statuses (name or id) that mean started, whatever category Jira has them in"
    )
    page_size: int = Field(default=100, ge=2, le=1000, description="issues asked for at a time")
    overlap: timedelta = Field(
        default=timedelta(minutes=5),
        ge=timedelta(0),
        description='how far before the last sync the next one starts, as Jira\'s index lags: seconds or "PT5M"',
    )
    connect_timeout: timedelta = Field(
        default=timedelta(seconds=10), gt=timedelta(0), description="longest wait for a connection"
    )
    read_timeout: timedelta = Field(
        default=timedelta(seconds=60), gt=timedelta(0), description="longest wait for an answer"
    )
    longest_wait: timedelta = Field(
        default=timedelta(minutes=15),
        description="longest wait that a rate limit may ask for before the sync gives up and keeps what it has",
    )

    @field_validator("url")
    @classmethod
    def _plain_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            msg = "write it as https://example.atlassian.net"
            raise ValueError(msg)
        if parts.username or parts.password:
            msg = "no account or token in the address; name their variables in user_env and token_env"
            raise ValueError(msg)
        return f"{parts.scheme}://{parts.netloc}{parts.path}".rstrip("/")

    @field_validator("projects")
    @classmethod
    def _project_keys(cls, projects: tuple[str, ...]) -> tuple[str, ...]:
        if any(not key.replace("_", "").isalnum() for key in projects):
            msg = 'project keys are letters, digits and "_", as in HAR'
            raise ValueError(msg)
        return tuple(dict.fromkeys(key.upper() for key in projects))

    @model_validator(mode="after")
    def _token_travels_encrypted(self) -> Self:
        parts = urlsplit(self.url)
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not self.allow_http:
            msg = "url: use https, or set allow_http = true to send the token unencrypted"
            raise ValueError(msg)
        return self

    @property
    def access(self) -> Access:
        """How to reach it."""
        return Access(
            url=self.url,
            user_env=self.user_env,
            token_env=self.token_env,
            deployment=self.deployment,
            connect_timeout=self.connect_timeout,
            read_timeout=self.read_timeout,
            longest_wait=self.longest_wait,
        )

    @property
    def categories(self) -> Mapping[str, StatusCategory]:
        """What the settings say of statuses, by lower-case name or id."""
        started: dict[str, StatusCategory] = {name.lower(): "started" for name in self.started_statuses}
        return started | {name.lower(): "finished" for name in self.finished_statuses}

    def pull(self, *, engagement: str, since: datetime | None, wait: Wait = sleep) -> Iterator[Batch]:
        """Yield statuses, versions and sprints, then every issue changed since with all its comments and changes."""
        client = connect(self.access, wait)
        listed = client.fetch("api/field")
        fields = find_fields(listed, points=self.points_field, sprint=self.sprint_field)
        site = Site(engagement, self.source, self.url, fields, self.categories)
        jql = self._query(since)
        reading = Reading(client, site)
        reference = reading.reference(self.projects, self.boards)
        expected = listing.expected_issues(client, jql)
        yield Batch(reference, requests=client.take_requests(), expected=expected, incomplete=reading.take_incomplete())
        for page in listing.issue_pages(client, jql=jql, fields=fields.wanted, page_size=self.page_size):
            yield reading.batch(page, expected=expected)

    def probe(self) -> Iterator[Probe]:
        """Try the address, the account and each permission that a pull needs; raises nothing."""
        return probes(
            self.access.model_copy(update={"longest_wait": timedelta(0)}),
            projects=self.projects,
            boards=self.boards,
            points=self.points_field,
            sprint=self.sprint_field,
        )

    def _query(self, since: datetime | None) -> str:
        """Epoch milliseconds, because JQL reads a written time in the time zone of the account's profile."""
        projects = ", ".join(f'"{key}"' for key in self.projects)
        bounds = f"project in ({projects})"
        if since is not None:
            minute = (since - self.overlap).replace(second=0, microsecond=0)
            bounds += f" AND updated >= {int(minute.timestamp() * 1000)}"
        return f"{bounds} ORDER BY updated ASC, key ASC"
