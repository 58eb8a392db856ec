"""The names that every Jira has: fields and status categories, as fixed data."""

from typing import Any

SPRINT = "customfield_10020"
STORY_POINTS = "customfield_10016"
FLAGGED = "customfield_10021"
EPIC_LINK = "customfield_10014"

_GREENHOPPER = "com.pyxis.greenhopper.jira:"


def _system(name: str, label: str, type_: str, items: str | None = None) -> dict[str, Any]:
    schema = {"type": type_, "system": name} | ({"items": items} if items else {})
    return _field(name, label, schema) | {"custom": False, "clauseNames": [name]}


def _custom(name: str, label: str, schema: dict[str, Any]) -> dict[str, Any]:
    number = int(name.rpartition("_")[2])
    return _field(name, label, schema | {"customId": number}) | {
        "custom": True,
        "clauseNames": [f"cf[{number}]", label],
    }


def _field(name: str, label: str, schema: dict[str, Any]) -> dict[str, Any]:
    flags = {"orderable": True, "navigable": True, "searchable": True}
    return {"id": name, "key": name, "name": label, **flags, "schema": schema}


FIELDS: tuple[dict[str, Any], ...] = (
    _system("summary", "Summary", "string"),
    _system("description", "Description", "string"),
    _system("environment", "Environment", "string"),
    _system("issuetype", "Issue Type", "issuetype"),
    _system("project", "Project", "project"),
    _system("status", "Status", "status"),
    _system("resolution", "Resolution", "resolution"),
    _system("resolutiondate", "Resolved", "datetime"),
    _system("created", "Created", "datetime"),
    _system("updated", "Updated", "datetime"),
    _system("duedate", "Due date", "date"),
    _system("priority", "Priority", "priority"),
    _system("labels", "Labels", "array", "string"),
    _system("components", "Components", "array", "component"),
    _system("versions", "Affects versions", "array", "version"),
    _system("fixVersions", "Fix versions", "array", "version"),
    _system("issuelinks", "Linked Issues", "array", "issuelinks"),
    _system("subtasks", "Sub-tasks", "array", "issuelinks"),
    _system("parent", "Parent", "issuelink"),
    _system("assignee", "Assignee", "user"),
    _system("reporter", "Reporter", "user"),
    _system("creator", "Creator", "user"),
    _system("security", "Security Level", "securitylevel"),
    _system("attachment", "Attachment", "array", "attachment"),
    _system("comment", "Comment", "comments-page"),
    _custom(EPIC_LINK, "Epic Link", {"type": "any", "custom": _GREENHOPPER + "gh-epic-link"}),
    _custom(STORY_POINTS, "Story Points", {"type": "number", "custom": _GREENHOPPER + "jsw-story-points"}),
    _custom(SPRINT, "Sprint", {"type": "array", "items": "json", "custom": _GREENHOPPER + "gh-sprint"}),
    _custom(FLAGGED, "Flagged", {"type": "array", "items": "option", "custom": _GREENHOPPER + "gh-flagged"}),
)

# What a changelog calls a field where its own name differs.
FIELD_BY_CHANGE = {
    "fix version": "fixVersions",
    "version": "versions",
    "component": "components",
    "link": "issuelinks",
    "issuetype": "issuetype",
    "epic child": "parent",
    "issueparentassociation": "parent",
}

_CATEGORIES = {
    "undefined": {"id": 1, "colorName": "medium-gray", "name": "No Category"},
    "new": {"id": 2, "colorName": "blue-gray", "name": "To Do"},
    "indeterminate": {"id": 4, "colorName": "yellow", "name": "In Progress"},
    "done": {"id": 3, "colorName": "green", "name": "Done"},
}


def complete_category(key: str, *, name: str | None = None) -> dict[str, Any]:
    """The status category with that key, under the site's own name for it where it has one."""
    category = _CATEGORIES.get(key, _CATEGORIES["undefined"])
    return {"key": key, **category} | ({"name": name} if name else {})
