"""Issues as one mode and one API version answer them, from the v2 shape that the data is kept in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.jira.adf import adf
from bot.demo.jira.catalogue import EPIC_LINK, FIELD_BY_CHANGE, SPRINT, complete_category
from bot.demo.jira.people import Json, Mode, People, account, reference, with_mentions

_TIMES = frozenset({"created", "updated", "resolutiondate"})
_ACCOUNTS = frozenset({"assignee", "reporter", "creator"})
_TEXTS = frozenset({"description", "environment"})
_SPRINT_KEYS = ("id", "name", "state", "goal", "startDate", "endDate", "completeDate")


@dataclass(frozen=True)
class Shape:
    """Where and how answers are written."""

    mode: Mode
    version: str  # "2": wiki text; "3": Atlassian Document Format
    base: str
    zone: ZoneInfo
    people: People
    sprints: Mapping[int, Json]
    field_ids: Mapping[str, str]  # by what a changelog calls them, in small letters

    @property
    def api(self) -> str:
        """The address that `self` links start with."""
        return f"{self.base}/rest/api/{self.version}"

    @property
    def is_cloud(self) -> bool:
        """Whether this is Jira Cloud."""
        return self.mode == "cloud"


def field_ids(fields: tuple[Json, ...]) -> dict[str, str]:
    """Field ids by the small-lettered names that changelogs use."""
    named = {str(field["name"]).lower(): str(field["id"]) for field in fields}
    own = {str(field["id"]).lower(): str(field["id"]) for field in fields}
    return {**named, **own, **FIELD_BY_CHANGE}


def text(shape: Shape, wiki: str) -> Any:  # noqa: ANN401 - a string or a document, as the version has it
    """The body: wiki markup in v2, a document in v3."""
    wiki = with_mentions(shape.people, wiki)
    return adf(wiki, shape.people.display_names) if shape.version == "3" else wiki


def issue_fields(shape: Shape, issue: Json) -> Json:
    """All fields of the issue but its comments."""
    fields = _linked_epic(shape, issue["fields"])
    return {name: _field(shape, name, value) for name, value in fields.items() if name != "comment"}


def comment(shape: Shape, issue_id: int, raw: Json) -> Json:
    """The comment, its body in the version's markup, its times in the reader's zone."""
    author = raw.get("author")
    editor = raw.get("updateAuthor") or author
    accounts = {"author": author, "updateAuthor": editor}
    shaped = {name: account(shape.people, who, version=shape.version) for name, who in accounts.items() if who}
    answer = {"self": f"{shape.api}/issue/{issue_id}/comment/{raw['id']}", "id": str(raw["id"]), **shaped}
    answer["body"] = text(shape, raw.get("body") or "")
    answer["created"] = local(raw["created"], shape.zone)
    answer["updated"] = local(raw.get("updated") or raw["created"], shape.zone)
    if raw.get("visibility"):
        answer["visibility"] = raw["visibility"]
    return answer | ({"jsdPublic": raw.get("jsdPublic", True)} if shape.is_cloud else {})


def history(shape: Shape, raw: Json) -> Json:
    """One entry of a changelog."""
    author = raw.get("author")
    answer: Json = {"id": str(raw["id"])}
    if author:
        answer["author"] = account(shape.people, author, version=shape.version)
    items = [_change(shape, item) for item in raw.get("items") or ()]
    return answer | {"created": local(raw["created"], shape.zone), "items": items}


def local(instant: str, zone: ZoneInfo) -> str:
    """The instant as Jira writes it for a reader in the zone: `2026-11-16T10:00:00.000+0100`."""
    moment = datetime.fromisoformat(instant).astimezone(zone)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}{moment:%z}"


def status(shape: Shape, raw: Json) -> Json:
    """The status with the whole of its category."""
    category = raw.get("statusCategory") or {}
    whole = complete_category(category.get("key", "undefined"), name=category.get("name"))
    whole = {"self": f"{shape.api}/statuscategory/{whole['id']}", **whole}
    address = f"{shape.api}/status/{raw.get('id', '')}"
    return {"self": address, "description": "", **raw, "statusCategory": whole}


def _change(shape: Shape, item: Json) -> Json:
    answer = {"fieldtype": "jira", "from": None, "fromString": None, "to": None, "toString": None, **item}
    if str(item.get("field", "")).lower() in _ACCOUNTS:
        answer |= {end: reference(shape.people, answer[end]) for end in ("from", "to")}
    if not shape.is_cloud:
        answer.pop("fieldId", None)
    elif field_id := shape.field_ids.get(str(item.get("field", "")).lower()):
        answer.setdefault("fieldId", field_id)
    return answer


def _linked_epic(shape: Shape, fields: Json) -> Json:
    """Cloud names an epic as the parent; Data Center keeps it in a field of its own."""
    parent, epic = fields.get("parent"), fields.get(EPIC_LINK)
    if shape.is_cloud:
        return fields if parent or not epic else fields | {"parent": {"key": epic}}
    is_subtask = (fields.get("issuetype") or {}).get("subtask", False)
    if not parent or is_subtask:
        return fields
    return {name: value for name, value in fields.items() if name != "parent"} | {EPIC_LINK: parent.get("key")}


def _field(shape: Shape, name: str, value: Any) -> Any:  # noqa: ANN401 - fields are of any JSON type
    if value is None:
        return None
    if name in _TIMES:
        return local(value, shape.zone)
    if name in _ACCOUNTS:
        return account(shape.people, value, version=shape.version)
    if name in _TEXTS:
        return text(shape, value) if value else None
    writer = _WRITERS.get(name)
    return writer(shape, value) if writer else value


def _sprint_field(shape: Shape, value: list[Any]) -> list[Any]:
    sprints = [_known_sprint(shape, sprint) for sprint in value]
    return [_cloud_sprint(sprint) if shape.is_cloud else _data_center_sprint(sprint) for sprint in sprints]


def _known_sprint(shape: Shape, sprint: Any) -> Json:  # noqa: ANN401 - a sprint object or its id
    number = int(sprint["id"] if isinstance(sprint, dict) else sprint)
    own = sprint if isinstance(sprint, dict) else {"id": number, "name": f"Sprint {number}", "state": "future"}
    return shape.sprints.get(number, own)


def _cloud_sprint(sprint: Json) -> Json:
    board = {"boardId": sprint.get("originBoardId", sprint.get("boardId", 1))}
    return {name: sprint[name] for name in _SPRINT_KEYS if sprint.get(name) is not None} | board


def _data_center_sprint(sprint: Json) -> str:
    """The famous string: a Java object printed into JSON."""
    parts = {
        "id": sprint["id"],
        "rapidViewId": sprint.get("originBoardId", sprint.get("boardId", 1)),
        "state": str(sprint.get("state", "future")).upper(),
        "name": sprint.get("name"),
        "startDate": sprint.get("startDate"),
        "endDate": sprint.get("endDate"),
        "completeDate": sprint.get("completeDate"),
        "activatedDate": sprint.get("startDate"),
        "sequence": sprint["id"],
        "goal": sprint.get("goal"),
    }
    inside = ",".join(f"{name}={'<null>' if value is None else value}" for name, value in parts.items())
    return f"com.atlassian.greenhopper.service.sprint.Sprint@{int(sprint['id']) * 2654435761 % 2**32:x}[{inside}]"


def _project(shape: Shape, project: Json) -> Json:
    return {"self": f"{shape.api}/project/{project.get('id')}", "projectTypeKey": "software", **project}


def _version_list(shape: Shape, versions: list[Json]) -> list[Json]:
    own = ("project", "projectId")  # only the version resource itself says where it belongs
    kept = [{name: value for name, value in version.items() if name not in own} for version in versions]
    return [{"self": f"{shape.api}/version/{version.get('id')}", **version} for version in kept]


_WRITERS: Mapping[str, Callable[[Shape, Any], Any]] = {
    "status": status,
    "project": _project,
    "versions": _version_list,
    "fixVersions": _version_list,
    SPRINT: _sprint_field,
}
