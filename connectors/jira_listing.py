"""Reading lists of issues and sprints from Jira to their end, also while somebody changes them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors.base import (
    BadAnswerError,
    ConnectorError,
    CredentialsRefusedError,
    NotFoundError,
    PermissionMissingError,
    RateLimitedError,
    UnavailableError,
)
from connectors.jira_client import Client, Json, expect

_PASSES = 5  # of going back over rows that move while they are read


def issue_pages(client: Client, *, jql: str, fields: Sequence[str], page_size: int) -> Iterator[tuple[Json, ...]]:
    """Every issue of the query, page by page in its order; one whose `updated` moved comes again, no other twice."""
    pages = _token_pages if client.is_cloud else _shifting_pages
    read: dict[str, str] = {}
    for page in pages(client, jql=jql, fields=fields, page_size=page_size, read=read):
        fresh = tuple(issue for issue in page if not _is_read(issue, read))
        read.update((issue["id"], issue["fields"]["updated"]) for issue in fresh)
        if fresh:
            yield fresh


def _is_read(issue: Json, read: Mapping[str, str]) -> bool:
    return read.get(issue["id"]) == str(issue["fields"]["updated"])


def _token_pages(
    client: Client,
    *,
    jql: str,
    fields: Sequence[str],
    page_size: int,
    read: Mapping[str, str],  # noqa: ARG001 - tokens need no memory
) -> Iterator[Sequence[Json]]:
    """Cloud: only a missing token ends the list; short and empty pages do not."""
    token, used = None, set[str]()
    while True:
        # The package adds to the list of fields it is given, so each call has its own.
        answer = client.ask(
            lambda jira, token=token: jira.enhanced_search_issues(  # type: ignore[misc]
                jql, nextPageToken=token, maxResults=page_size, fields=list(fields), json_result=True
            ),
            about="the setting projects",
        )
        yield _issues(answer, client)
        token = answer.get("nextPageToken")
        if not token:
            return
        refuse_repeat(token, used, client)


def refuse_repeat(token: str, used: set[str], client: Client) -> None:
    """Raise BadAnswerError where a page leads back to one that was read, and remember it where not."""
    if token in used:
        raise BadAnswerError(f"{client.access.host} sent the same page of a list twice; sync again later")
    used.add(token)


def _shifting_pages(
    client: Client, *, jql: str, fields: Sequence[str], page_size: int, read: Mapping[str, str]
) -> Iterator[Sequence[Json]]:
    """Data Center: rows are numbered, and an issue that is edited leaves its row, so that all after it move up.

    Each page therefore starts with the last row of the one before. Where that row holds an issue not read yet, rows
    have moved: the page is not used and reading goes back to a row that was read, so nothing is passed over.
    """
    row, overlaps, returning, fruitless = 0, False, False, 0
    while True:
        answer = _rows(client, jql=jql, fields=fields, start=row, page_size=page_size)
        page = _issues(answer, client)
        has_moved = overlaps and row > 0 and bool(page) and not _is_read(page[0], read)
        if has_moved and (returning or fruitless < _PASSES):
            fruitless += not returning
            row, returning = max(0, row - page_size + 1), True
            continue
        returning, fruitless = False, fruitless if all(_is_read(issue, read) for issue in page) else 0
        yield page
        if row + max(len(page), 1) >= int(answer.get("total") or 0):
            return
        overlaps = len(page) > 1
        # A lone row leaves none to overlap with; an empty page stands for rows that are all hidden.
        row += len(page) - 1 if overlaps else len(page) or int(answer.get("maxResults") or page_size)


def _rows(client: Client, *, jql: str, fields: Sequence[str], start: int, page_size: int) -> Json:
    answer = client.ask(
        lambda jira: jira.search_issues(
            jql, startAt=start, maxResults=page_size, fields=list(fields), expand="changelog", json_result=True
        ),
        about="the setting projects",
    )
    if not isinstance(answer, Mapping):
        raise BadAnswerError(f"{client.access.host} answered a search with no result: check the setting url")
    return answer


def _issues(answer: object, client: Client) -> Sequence[Json]:
    issues = expect(answer, "issues", client.access.host)
    for issue in issues:
        if not isinstance(issue, Mapping) or not isinstance(issue.get("fields"), Mapping):
            raise BadAnswerError(f"{client.access.host} sent issues without fields: check the setting url")
        if not (issue.get("id") and issue.get("key") and issue["fields"].get("updated")):
            told = f"issue {issue.get('key')} without its id, key or updated"
            raise BadAnswerError(f"{client.access.host} sent {told}: see whether Jira shows it")
    return issues


def expected_issues(client: Client, jql: str) -> int | None:
    """About how many issues the query has; None where Jira does not say."""
    try:
        if client.is_cloud:
            answer = client.post("api/search/approximate-count", {"jql": jql})
            return int(answer["count"])
        return int(_rows(client, jql=jql, fields=["updated"], start=0, page_size=1)["total"])
    except (NotFoundError, KeyError, TypeError, ValueError):
        return None


def values(client: Client, path: str, parameters: Mapping[str, Any], *, about: str) -> Iterator[Json]:
    """Every entry of one of the agile lists; a short page does not end it, its own word or an empty page does."""
    start = 0
    while True:
        answer = client.fetch(path, {**parameters, "startAt": start, "maxResults": 50}, about=about)
        page = expect(answer, "values", client.access.host)
        yield from page
        start += len(page)
        if not page or answer.get("isLast") is True:
            return


def boards(client: Client, *, projects: Sequence[str], wanted: Sequence[int]) -> Sequence[int]:
    """The wanted boards, or else the scrum boards of the projects; none where the account may not list them."""
    if wanted:
        return wanted
    found: dict[int, None] = {}
    for project in projects:
        parameters = {"projectKeyOrId": project, "type": "scrum"}
        found |= {board["id"]: None for board in values(client, "agile/1.0/board", parameters, about="boards")}
    return tuple(found)


def sprints(
    client: Client, *, projects: Sequence[str], wanted: Sequence[int], passed_over: Callable[[str], None]
) -> Iterator[Json]:
    """Every sprint of the boards. What the account may not read is told and passed over, unless the settings name it.

    A board that has no sprints at all is passed over without a word.
    """
    try:
        listed = boards(client, projects=projects, wanted=wanted)
    except ConnectorError as error:
        if is_outage(error):
            raise
        passed_over(f"boards and their sprints: {error}")
        return
    for board in listed:
        try:
            yield from values(client, f"agile/1.0/board/{board}/sprint", {}, about=f"the setting boards ({board})")
        except ConnectorError as error:
            if is_outage(error) or (wanted and isinstance(error, NotFoundError)):
                raise
            if isinstance(error, NotFoundError | PermissionMissingError):
                passed_over(f"sprints of board {board}: {error}")


def is_outage(error: ConnectorError) -> bool:
    """Whether the list could not be read today, as opposed to not being there for this account."""
    return isinstance(error, CredentialsRefusedError | RateLimitedError | UnavailableError | BadAnswerError)


def issue_ids(client: Client, keys: Sequence[str]) -> Mapping[str, str]:
    """The ids behind issue keys, of those that the account may see."""
    quoted = ", ".join(f'"{key}"' for key in keys)
    answer = client.ask(
        lambda jira: jira.search_issues(
            f"issuekey in ({quoted})", maxResults=len(keys), validate_query=False, fields=["updated"], json_result=True
        )
    )
    return {issue["key"]: issue["id"] for issue in _issues(answer, client)}
