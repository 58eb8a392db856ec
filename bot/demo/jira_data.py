"""What a Jira on loopback serves: a whole site as frozen data, made up in code or read from a file of Jira issues."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from bot.demo.jira.catalogue import EPIC_LINK, FIELDS, FLAGGED, SPRINT, complete_category

Json = dict[str, Any]
_PEOPLE = ("assignee", "reporter", "creator")
_CATEGORY_BY_NAME: Mapping[str, Literal["new", "indeterminate", "done"]] = {
    "to do": "new",
    "in progress": "indeterminate",
    "done": "done",
}


@dataclass(frozen=True)
class JiraData:
    """A site. Issues are in Jira REST v2 shape: id, key, fields (with comment.comments), changelog.histories.

    Users may carry accountId, or name and key, or all: the server derives what a mode needs. Sprints are in agile
    shape, versions carry `project` (a key), statuses carry statusCategory.key; the sprint field holds sprint objects.
    """

    issues: tuple[Json, ...]
    sprints: tuple[Json, ...] = ()
    versions: tuple[Json, ...] = ()
    fields: tuple[Json, ...] = FIELDS
    statuses: tuple[Json, ...] = ()
    users: tuple[Json, ...] = ()
    board_name: str = "Board"
    projects: tuple[Json, ...] = ()
    time_zone: str = "Etc/UTC"  # of the account that reads: JQL times and all answers are in it


def load_issues(path: Path, *, time_zone: str = "Etc/UTC") -> JiraData:
    """A site with the issues of a file: JSON lines, an array, or an object with `issues`; gzip by its suffix.

    Projects, users, statuses, versions and sprints are what the issues mention. Raises ValueError naming file and line.
    """
    try:
        issues = tuple(_issue(raw, place) for place, raw in _rows(path))
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        raise ValueError(f"{path}: not a file of Jira issues ({error})") from error
    projects = tuple(_distinct(issue["fields"].get("project") or _project(issue) for issue in issues))
    return JiraData(
        issues=issues,
        sprints=tuple(sorted(_distinct(_sprints(issues)), key=lambda sprint: int(sprint["id"]))),
        versions=tuple(_distinct(_versions(issues))),
        statuses=tuple(_statuses(issues)),
        users=tuple(_users(issues)),
        board_name=f"{projects[0]['key']} board" if projects else "Board",
        projects=projects,
        time_zone=time_zone,
    )


def account_names(user: Mapping[str, Any]) -> tuple[str, ...]:
    """Everything that texts and changes may call the user by, the most telling first."""
    return tuple(dict.fromkeys(str(user[name]) for name in ("accountId", "key", "name") if user.get(name)))


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    if path.name.removesuffix(".gz").endswith(".jsonl"):
        yield from _lines(path)
        return
    with _opened(path) as file:
        document = _parsed(file.read(), str(path))
    rows = document.get("issues") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise ValueError(f"{path}: neither an array of issues nor an object with `issues`")  # noqa: TRY004 - the file is wrong, not the code
    yield from ((f"{path}: issue {number}", row) for number, row in enumerate(rows, 1))


def _lines(path: Path) -> Iterator[tuple[str, Any]]:
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                place = f"{path}, line {number}"
                yield place, _parsed(line, place)


def _opened(path: Path) -> Any:  # noqa: ANN401 - a text file, plain or gzip, which share no useful type
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")


def _parsed(text: str, place: str) -> Any:  # noqa: ANN401 - JSON of an unknown shape
    try:
        return json.loads(text)
    except ValueError as error:
        raise ValueError(f"{place}: not JSON ({error})") from error


def _issue(raw: Any, place: str) -> Json:  # noqa: ANN401 - JSON of an unknown shape
    """The issue with the agile API's own fields put where the platform API has them."""
    if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict) or not {"id", "key"} <= raw.keys():
        raise ValueError(f"{place}: not a Jira issue: it needs id, key and fields")
    fields = dict(raw["fields"])
    if trouble := _trouble(raw, fields):
        raise ValueError(f"{place}: {trouble}")
    histories = (raw.get("changelog") or {}).get("histories") or []
    issue = {"id": str(raw["id"]), "key": raw["key"], "fields": _platform_fields(fields)}
    return issue | ({"changelog": {"histories": histories}} if histories else {})


def _trouble(raw: Json, fields: Json) -> str | None:
    """Why the server could not place such an issue."""
    if missing := {"created", "updated", "summary", "status"} - {name for name, value in fields.items() if value}:
        return f"{raw['key']} lacks {', '.join(sorted(missing))}"
    if not str(raw["id"]).isdecimal():
        return f"the id {raw['id']!r} is not a number"
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*-\d+", str(raw["key"])):
        return f"{raw['key']} is not an issue key"
    unreadable = [name for name in ("created", "updated") if not _is_instant(fields[name])]
    return f"{raw['key']} has an unreadable {unreadable[0]}: {fields[unreadable[0]]!r}" if unreadable else None


def _is_instant(text: Any) -> bool:  # noqa: ANN401 - JSON of an unknown shape
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _platform_fields(fields: Json) -> Json:
    sprints = [*(fields.pop("closedSprints", None) or ()), *filter(None, [fields.pop("sprint", None)])]
    flagged, epic = fields.pop("flagged", None), fields.pop("epic", None)
    moved = {
        SPRINT: sprints or None,
        FLAGGED: [{"id": "10019", "value": "Impediment"}] if flagged else None,
        EPIC_LINK: epic.get("key") if epic else None,
    }
    for name, value in moved.items():
        if value and not fields.get(name):
            fields[name] = value
    return fields


def _distinct(things: Iterable[Json]) -> list[Json]:
    """Each id once, as it was last mentioned, in the order of first mention."""
    return list({str(thing["id"]): thing for thing in things}.values())


def _project(issue: Json) -> Json:
    key = issue["key"].rpartition("-")[0]
    return {"id": str(10000 + sum(map(ord, key))), "key": key, "name": key.title()}


def _sprints(issues: Iterable[Json]) -> Iterator[Json]:
    for issue in issues:
        yield from (sprint for sprint in issue["fields"].get(SPRINT) or () if isinstance(sprint, dict))


def _versions(issues: Iterable[Json]) -> Iterator[Json]:
    for issue in issues:
        project = issue["fields"].get("project") or _project(issue)
        for name in ("versions", "fixVersions"):
            for version in issue["fields"].get(name) or ():
                yield version | {"project": project["key"], "projectId": int(project["id"])}


def _statuses(issues: Iterable[Json]) -> Iterator[Json]:
    for status in _distinct(issue["fields"]["status"] for issue in issues):
        category = status.get("statusCategory") or {}
        key = category.get("key") or _CATEGORY_BY_NAME.get(status["name"].lower(), "indeterminate")
        yield status | {"statusCategory": complete_category(key, name=category.get("name"))}


def _users(issues: Iterable[Json]) -> Iterator[Json]:
    seen: set[str] = set()
    for user in _mentioned(issues):
        names = account_names(user)
        if names and names[0] not in seen:
            seen.add(names[0])
            yield user


def _mentioned(issues: Iterable[Json]) -> Iterator[Json]:
    for issue in issues:
        yield from filter(None, (issue["fields"].get(name) for name in _PEOPLE))
        comments = (issue["fields"].get("comment") or {}).get("comments") or []
        histories = (issue.get("changelog") or {}).get("histories") or []
        yield from filter(None, (entry.get("author") for entry in [*comments, *histories]))
