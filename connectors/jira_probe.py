"""What `vested check` tries on a Jira, each with its remedy."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from connectors import jira_listing as listing
from connectors import jira_threads as threads
from connectors.base import BadAnswerError, ConnectorError, Probe
from connectors.jira_client import Access, Client, open_client
from connectors.jira_fields import Fields, find_fields


def probes(
    access: Access, *, projects: Sequence[str], boards: Sequence[int], points: str | None, sprint: str | None
) -> Iterator[Probe]:
    """One probe each for address, account, projects, comments and changelog, sprints, and the points field."""
    try:
        client = open_client(access, _never)
    except ConnectorError as error:
        yield Probe("address", "failed", str(error))
        return
    yield Probe("address", "ok", f"{access.host} is Jira {'Cloud' if client.is_cloud else 'Data Center'}")
    account = _try("account", lambda: f"logged in as {client.fetch('api/myself').get('displayName', 'an account')}")
    yield account
    if account.verdict == "failed":
        return
    visible = []
    for project in projects:
        found = _try(f"project {project}", lambda key=project: _project(client, key))  # type: ignore[misc]
        visible += [project] if found.verdict == "ok" else []
        yield found
    if visible:
        yield _try("comments and changelog", lambda: _threads(client, visible))
        yield _try("sprints", lambda: _sprints(client, visible, boards), otherwise="warning")
    yield _points(client, points=points, sprint=sprint)


def _never(duration: timedelta, reason: str) -> None:
    """A check does not wait; what would need waiting for is told instead."""


def _try(subject: str, attempt: Callable[[], str], *, otherwise: Any = "failed") -> Probe:  # noqa: ANN401 - a verdict
    try:
        return Probe(subject, "ok", attempt())
    except ConnectorError as error:
        return Probe(subject, otherwise, str(error))


def _project(client: Client, key: str) -> str:
    found = client.fetch(f"api/project/{key}", about=f"the setting projects ({key})")
    return f"{found.get('name', key)} is visible"


def _threads(client: Client, projects: Sequence[str]) -> str:
    """Reads the newest issue with its comments and changelog."""
    quoted = ", ".join(f'"{key}"' for key in projects)
    jql = f"project in ({quoted}) ORDER BY updated DESC"
    page = next(listing.issue_pages(client, jql=jql, fields=["updated", "comment"], page_size=2), ())
    if not page:
        return "no issue yet to try them on"
    changelog = threads.histories(client, page)
    said, is_whole = threads.comments(client, page[0])
    if not is_whole:
        raise BadAnswerError(f"{client.access.host} hides some comments of {page[0]['key']} from the account")
    return f"{page[0]['key']} shows {len(said)} comments and {len(changelog[page[0]['id']])} changes"


def _sprints(client: Client, projects: Sequence[str], boards: Sequence[int]) -> str:
    listed = listing.boards(client, projects=projects, wanted=boards)
    for board in listed:
        next(listing.values(client, f"agile/1.0/board/{board}/sprint", {}, about=f"the setting boards ({board})"), None)
    return f"{len(listed)} boards" if len(listed) != 1 else "1 board"


def _points(client: Client, *, points: str | None, sprint: str | None) -> Probe:
    try:
        found: Fields = find_fields(client.fetch("api/field"), points=points, sprint=sprint)
    except ConnectorError as error:
        return Probe("points field", "failed", str(error))
    if found.points:
        return Probe("points field", "ok", ", ".join(found.points))
    detail = "no field is called so" if points else 'none is called "Story Points" or "Story point estimate"'
    return Probe("points field", "failed" if points else "warning", f"{detail}: check the setting points_field")
