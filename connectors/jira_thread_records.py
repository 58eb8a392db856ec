"""Jira's comments and changelogs as records."""

from collections.abc import Iterable, Iterator, Mapping

from connectors.jira_client import Json
from connectors.jira_records import Site, account
from connectors.records import instant_in, instant_or_none
from connectors.text import clean, plain
from models.work import Change, Comment


def comment(site: Site, raw: Json, of: Json) -> Comment:
    """One comment on the issue."""
    body, zones = plain(raw.get("body"))
    parent = raw.get("parentId")
    return site.make(
        Comment,
        raw["id"],
        {
            "issue_id": of["id"],
            "parent_id": str(parent) if parent else None,
            "url": f"{site.url}/browse/{of['key']}?focusedCommentId={raw['id']}",
            "author": account(raw.get("author")),
            "body": body,
            "zones": zones,
            "restricted_to": _restriction(raw),
            "created_at": (created_at := instant_in(raw, "created")),
            "updated_at": instant_or_none(raw.get("updated")) or created_at,
        },
    )


def _restriction(raw: Json) -> str | None:
    if visibility := raw.get("visibility"):
        return str(visibility.get("value") or visibility.get("identifier") or visibility.get("type") or "restricted")
    return "internal" if raw.get("jsdPublic") is False or _is_internal(raw.get("properties") or ()) else None


def _is_internal(properties: Iterable[Json]) -> bool:
    """Whether a service desk's own property says that customers do not see the comment."""
    marks = (entry.get("value") for entry in properties if entry.get("key") == "sd.public.comment")
    return any(isinstance(mark, Mapping) and mark.get("internal") in (True, "true") for mark in marks)


def changes(site: Site, issue_id: str, histories: Iterable[Json]) -> Iterator[Change]:
    """The changes of one issue in the fields that metrics read, one record a field, oldest first."""
    for history in sorted(histories, key=lambda history: instant_in(history, "created")):
        occurred_at = instant_in(history, "created")
        author = account(history.get("author"))
        for index, item in enumerate(history.get("items") or ()):
            if name := site.fields.change_name(item):
                yield site.make(
                    Change,
                    f"{history['id']}:{index}",
                    {
                        "issue_id": issue_id,
                        "author": author,
                        "field": name,
                        "occurred_at": occurred_at,
                        **_values(item, name),
                    },
                )


def _values(item: Json, name: str) -> Mapping[str, str | None]:
    if name == "description":
        return {}  # whole texts, twice: that it changed is enough
    return {
        "from_value": _text(item.get("from")),
        "from_text": _text(item.get("fromString")),
        "to_value": _text(item.get("to")),
        "to_text": _text(item.get("toString")),
    }


def _text(value: object) -> str | None:
    """Jira says "" and null for nothing, and sometimes a number for an id."""
    return None if value is None or value == "" else value if isinstance(value, str) else clean(str(value))
