"""Reading what hangs on issues, to the end: comments and changelogs, also while somebody changes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from connectors.jira_client import Client, Json, expect
from connectors.jira_listing import refuse_repeat

_COMMENTS = 100
_HISTORIES = 1000
_PASSES = 5  # over comments that change while they are read


def histories(client: Client, issues: Sequence[Json]) -> Mapping[str, Sequence[Json]]:
    """The whole changelog of each issue by its id. Data Center sends it along; Cloud would cut it off at 40."""
    if not client.is_cloud:
        return {issue["id"]: (issue.get("changelog") or {}).get("histories") or () for issue in issues}
    found: dict[str, list[Json]] = {issue["id"]: [] for issue in issues}
    body: dict[str, Any] = {"issueIdsOrKeys": list(found), "maxResults": _HISTORIES}
    used = set[str]()
    while True:
        answer = client.post("api/changelog/bulkfetch", body, about="the permission Browse Projects")
        for log in expect(answer, "issueChangeLogs", client.access.host):
            found.setdefault(str(log["issueId"]), []).extend(log.get("changeHistories") or ())
        token = answer.get("nextPageToken")
        if not token:
            return found
        refuse_repeat(token, used, client)
        body["nextPageToken"] = token


def comments(client: Client, issue: Json) -> tuple[Sequence[Json], bool]:
    """Every comment of the issue, and whether that is provably all of them."""
    if _has_hidden_marks(client, issue):
        return _paged_comments(client, issue["id"])
    embedded = issue["fields"].get("comment")
    found = embedded.get("comments") if isinstance(embedded, Mapping) else None
    if isinstance(found, list) and len(found) == embedded.get("total"):
        return found, True
    return _paged_comments(client, issue["id"])


def _has_hidden_marks(client: Client, issue: Json) -> bool:
    """Whether comments may be internal without saying so: a Data Center's service desk keeps that in a property."""
    project = issue["fields"].get("project") or {}
    return not client.is_cloud and project.get("projectTypeKey") == "service_desk"


def _paged_comments(client: Client, issue_id: str) -> tuple[Sequence[Json], bool]:
    """All pages, read again until one reading holds as many comments as Jira says there are."""
    found: dict[str, Json] = {}
    for _ in range(_PASSES):
        reading, total = _comment_pass(client, issue_id)
        if len(reading) == total:
            return tuple(reading.values()), True
        found |= reading
    return tuple(found.values()), False


def _comment_pass(client: Client, issue_id: str) -> tuple[dict[str, Json], int]:
    reading: dict[str, Json] = {}
    start = 0
    while True:
        answer = client.fetch(
            f"api/issue/{issue_id}/comment",
            {"startAt": start, "maxResults": _COMMENTS, "orderBy": "created", "expand": "properties"},
            about="the permission Browse Projects",
        )
        page = expect(answer, "comments", client.access.host)
        reading |= {comment["id"]: comment for comment in page}
        start += len(page)
        total = int(answer.get("total") or 0)
        if not page or start >= total:
            return reading, total
