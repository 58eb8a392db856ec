"""Which of a Jira's fields holds what: every site numbers its custom fields in its own way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

SYSTEM = (
    "summary", "description", "status", "issuetype", "project", "resolution", "resolutiondate", "priority", "labels",
    "components", "versions", "fixVersions", "issuelinks", "parent", "assignee", "reporter", "creator", "created",
    "updated", "duedate", "security", "comment",
)  # fmt: skip
_GREENHOPPER = "com.pyxis.greenhopper.jira:"
_POINTS = ("story points", "story point estimate")
# Field ids where Jira gives them, and what older changelogs print instead.
_CHANGES: Mapping[str, str] = {
    "status": "status",
    "assignee": "assignee",
    "fixversions": "fixVersion",
    "fix version": "fixVersion",
    "duedate": "duedate",
    "priority": "priority",
    "resolution": "resolution",
    "labels": "labels",
    "issuelinks": "links",
    "link": "links",
    "parent": "parent",
    "issueparentassociation": "parent",
    "epic link": "epic",
    "sprint": "sprint",
    "flagged": "flagged",
    "summary": "summary",
    "description": "description",
    "story points": "points",
    "story point estimate": "points",
}


@dataclass(frozen=True, slots=True)
class Fields:
    """The ids of the custom fields that records are made of; None or empty where the site has none."""

    points: tuple[str, ...] = ()
    sprint: str | None = None
    epic: str | None = None
    flagged: str | None = None

    @property
    def wanted(self) -> list[str]:
        """The ids of all fields to ask for."""
        custom = (*self.points, self.sprint, self.epic, self.flagged)
        return [*SYSTEM, *(name for name in custom if name)]

    def points_of(self, fields: Json) -> float | None:
        """The estimate: the first points field that holds a number."""
        return next((number for name in self.points if (number := _number(fields.get(name))) is not None), None)

    def change_name(self, item: Json) -> str | None:
        """What a changed field is called in a `Change`; None for fields that nothing is made of."""
        match item.get("fieldId"):
            case None:
                pass
            case name if name in self.points:
                return "points"
            case self.sprint:
                return "sprint"
            case self.epic:
                return "epic"
            case self.flagged:
                return "flagged"
            case str(name) if name.lower() in _CHANGES:
                return _CHANGES[name.lower()]
        return _CHANGES.get(str(item.get("field")).lower())


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, int | float | str) else None
    except ValueError:
        return None


def find_fields(listed: Sequence[Json], *, points: str | None, sprint: str | None) -> Fields:
    """The fields by what the settings call them, else by the type that Jira gives them, else by their usual name."""
    return Fields(
        points=_named(listed, points) if points else _points(listed),
        sprint=next(iter(_named(listed, sprint)), None) if sprint else _first(listed, "gh-sprint", "sprint"),
        epic=_first(listed, "gh-epic-link", "epic link"),
        flagged=_first(listed, "gh-flagged", "flagged"),
    )


def _named(listed: Iterable[Json], wanted: str) -> tuple[str, ...]:
    return tuple(field["id"] for field in listed if wanted.lower() in (str(field["id"]).lower(), _label(field)))


def _points(listed: Sequence[Json]) -> tuple[str, ...]:
    """Company-managed and team-managed projects have a field each, and a site can hold both kinds."""
    return tuple(
        field["id"] for field in listed if _label(field) in _POINTS or _type(field) == f"{_GREENHOPPER}jsw-story-points"
    )


def _first(listed: Sequence[Json], type_: str, label: str) -> str | None:
    by_type = (field["id"] for field in listed if _type(field) == _GREENHOPPER + type_)
    by_label = (field["id"] for field in listed if _label(field) == label)
    return next((*by_type, *by_label).__iter__(), None)


def _type(field: Json) -> str:
    return str((field.get("schema") or {}).get("custom"))


def _label(field: Json) -> str:
    return str(field.get("name")).lower()
