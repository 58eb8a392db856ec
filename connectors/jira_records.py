"""Jira's issues and what they stand in as records: what each field means, on Cloud (API v3) and Data Center (v2)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.jira_client import Json
from connectors.jira_fields import Fields
from connectors.records import R, day_or_none, instant_in, instant_or_none, record
from connectors.text import plain
from models.people import Identity
from models.work import Issue, Milestone, Sprint, Status, StatusCategory

_CATEGORIES: Mapping[str, StatusCategory] = {"new": "unstarted", "indeterminate": "started", "done": "finished"}
_SPRINT_PARTS = re.compile(r"(\w+)=(.*?)(?=,\w+=|\]$)", re.DOTALL)
_EPIC_LEVEL = 1


@dataclass(frozen=True, slots=True)
class Site:
    """What turning one Jira's JSON into records takes to know of it."""

    engagement: str
    source: str
    url: str
    fields: Fields
    categories: Mapping[str, StatusCategory]  # by lower-case status name or id: what the settings say

    def make(self, kind: type[R], external_id: object, values: Mapping[str, Any]) -> R:
        """A record of this site."""
        own = {"engagement": self.engagement, "source": self.source, "external_id": str(external_id)}
        return record(kind, {**own, **values})

    def category(self, status: Json) -> StatusCategory:
        """The category of a status: the settings' word, else Jira's; what Jira leaves undefined has not started."""
        for name in (str(status.get("name")).lower(), str(status.get("id"))):
            if name in self.categories:
                return self.categories[name]
        return _CATEGORIES.get(str((status.get("statusCategory") or {}).get("key")), "unstarted")


def status(site: Site, raw: Json) -> Status:
    """One workflow status."""
    return site.make(Status, raw["id"], {"name": raw["name"], "category": site.category(raw)})


def milestone(site: Site, raw: Json, project: str) -> Milestone:
    """One version of a project."""
    return site.make(
        Milestone,
        raw["id"],
        {
            "name": raw["name"],
            "description": raw.get("description") or "",
            "url": f"{site.url}/projects/{project}/versions/{raw['id']}",
            "starts_on": day_or_none(raw.get("startDate")),
            "due_on": day_or_none(raw.get("releaseDate")),
            "released": raw.get("released") is True,
            "archived": raw.get("archived") is True,
        },
    )


def sprint(site: Site, raw: Json) -> Sprint:
    """One sprint, from a board or from an issue's sprint field."""
    board = raw.get("originBoardId") or raw.get("boardId") or raw.get("rapidViewId")
    return site.make(
        Sprint,
        raw["id"],
        {
            "name": raw.get("name") or f"Sprint {raw['id']}",
            "state": str(raw.get("state") or "future").lower(),
            "goal": raw.get("goal") or "",
            "board": str(board) if board else None,
            "starts_at": instant_or_none(raw.get("startDate")),
            "ends_at": instant_or_none(raw.get("endDate")),
            "completed_at": instant_or_none(raw.get("completeDate")),
        },
    )


def sprints_of(site: Site, fields: Json) -> list[Json]:
    """The sprints that an issue names: objects on Cloud, Java objects printed as text on Data Center."""
    entries = fields.get(site.fields.sprint) if site.fields.sprint else None
    return [found for entry in entries or () if (found := _sprint_entry(entry)).get("id")]


def _sprint_entry(entry: object) -> Json:
    if not isinstance(entry, str):
        return entry if isinstance(entry, Mapping) else {}
    parts = _SPRINT_PARTS.findall(entry.partition("[")[2])
    return {name: value for name, value in parts if value != "<null>"}


def account(raw: Json | None) -> str | None:
    """The id that changes and issues call an account by: the account id on Cloud, the user key on Data Center."""
    return (raw.get("accountId") or raw.get("key") or raw.get("name") or None) if raw else None


def identity(site: Site, raw: Json) -> Identity:
    """One account."""
    return site.make(
        Identity,
        account(raw),
        {
            "display_name": raw.get("displayName") or raw.get("name") or str(account(raw)),
            "handle": raw.get("name") or None,
            "email": raw.get("emailAddress") or None,
            "active": raw.get("active") is not False,
            "is_bot": raw.get("accountType") == "app",
        },
    )


def accounts_in(issue: Json, comments: Iterable[Json], histories: Iterable[Json]) -> Iterator[Json]:
    """Every account that the issue, its comments and its changelog show."""
    fields = issue["fields"]
    people = [fields.get("assignee"), fields.get("reporter"), fields.get("creator")]
    people += [part.get("author") for parts in (comments, histories) for part in parts]
    return (raw for raw in people if raw and account(raw))


def issue(site: Site, raw: Json, *, epic_id: str | None) -> Issue:
    """One issue as it stands."""
    fields = raw["fields"]
    body, zones = plain(fields.get("description"))
    kind, state = fields.get("issuetype") or {}, _status_in(fields)
    return site.make(
        Issue,
        raw["id"],
        {
            "key": raw["key"],
            "url": f"{site.url}/browse/{raw['key']}",
            "project": (fields.get("project") or {}).get("key") or raw["key"].rpartition("-")[0],
            "title": fields.get("summary") or "",
            "body": body,
            "zones": zones,
            "kind": kind.get("name") or "Issue",
            "is_subtask": kind.get("subtask") is True,
            "status": state["name"],
            "status_category": site.category(state),
            "resolution": _name(fields.get("resolution")),
            "priority": _name(fields.get("priority")),
            "points": site.fields.points_of(fields),
            "flagged": bool(site.fields.flagged and fields.get(site.fields.flagged)),
            "security_level": _name(fields.get("security")),
            "labels": fields.get("labels") or [],
            "components": _each(fields.get("components"), "name"),
            "affected_versions": _each(fields.get("versions"), "name"),
            "milestone_ids": _each(fields.get("fixVersions"), "id"),
            "sprint_ids": [str(entry["id"]) for entry in sprints_of(site, fields)],
            "links": list(_links(fields.get("issuelinks") or ())),
            "parent_id": (fields.get("parent") or {}).get("id"),
            "epic_id": epic_id or _epic_above(fields.get("parent")),
            "assignee": account(fields.get("assignee")),
            "reporter": account(fields.get("reporter") or fields.get("creator")),
            "created_at": instant_in(fields, "created"),
            "updated_at": instant_in(fields, "updated"),
            "finished_at": instant_or_none(fields.get("resolutiondate")),
            "due_on": day_or_none(fields.get("duedate")),
        },
    )


def _status_in(fields: Json) -> Json:
    state = fields["status"]
    if not isinstance(state, Mapping) or not state.get("name"):
        raise ValueError("status has no name")
    return state


def _name(raw: Json | None) -> str | None:
    return raw.get("name") if raw else None


def _each(entries: Sequence[Json] | None, part: str) -> list[str]:
    return [str(entry[part]) for entry in entries or () if entry.get(part)]


def _links(links: Iterable[Json]) -> Iterator[tuple[str, str, str]]:
    for link in links:
        for side in ("outward", "inward"):
            if other := link.get(f"{side}Issue"):
                yield (link.get("type") or {}).get(side) or "relates to", str(other["id"]), str(other["key"])


def _epic_above(parent: Json | None) -> str | None:
    kind = ((parent or {}).get("fields") or {}).get("issuetype") or {}
    is_epic = kind.get("hierarchyLevel") == _EPIC_LEVEL or kind.get("name") == "Epic"
    return parent["id"] if parent and is_epic else None
