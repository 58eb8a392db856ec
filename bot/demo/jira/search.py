"""The endpoints that look for issues and their changes."""

from collections.abc import Iterable

from bot.demo.jira import written
from bot.demo.jira.call import Call, argument, dumps, listed, page, whole, words
from bot.demo.jira.errors import JiraError
from bot.demo.jira.find import matching, start_of, token
from bot.demo.jira.people import Json
from bot.demo.jira.shapes import Shape, history
from bot.demo.jira.store import Entry, milliseconds

CLOUD_CAPS = written.Caps(comments=20, histories=40)
NO_CAPS = written.Caps(comments=None, histories=None)
_SEARCH_ARGUMENTS = frozenset(
    {"jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys", "reconcileIssues"}
    | {"failFast"}
)
_BULK_ARGUMENTS = frozenset({"issueIdsOrKeys", "fieldIds", "maxResults", "nextPageToken"})


def by_token(call: Call) -> str:
    """Cloud's search: pages chained by tokens, no total, the id alone unless fields are named."""
    _refuse_unknown(call, _SEARCH_ARGUMENTS)
    jql = argument(call, "jql")
    entries, positions = matching(call.snapshot, jql, zone=call.shape.zone, bounded=True)
    start = start_of(argument(call, "nextPageToken"), jql, positions)
    what = written.wanted(words(call, "fields"), default="id")
    limit = 5000 if what.bare else 100
    place = page(call, total=len(entries), start=start, default=50, limit=limit)
    changelog = "changelog" in words(call, "expand")
    brief = what.named == {"id"} and not changelog
    issues = ",".join(
        f'{{"id":"{entry.id}"}}'
        if brief
        else written.issue(call.shape, entry, what, changelog=changelog, caps=CLOUD_CAPS)
        for entry in entries[place.start : place.end]
    )
    if place.is_last:
        return f'{{"issues":[{issues}],"isLast":true}}'
    after = place.start - 1 if call.faults.repeat_token else place.end - 1
    following = token(jql, positions[after] if after >= 0 else None)
    return f'{{"issues":[{issues}],"nextPageToken":"{following}","isLast":false}}'


def by_offset(call: Call) -> str:
    """The old search: startAt, maxResults and a total; gone from Cloud."""
    if call.shape.is_cloud:
        raise JiraError(
            410,
            "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration "
            "guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
        )
    entries, _ = matching(call.snapshot, argument(call, "jql"), zone=call.shape.zone, bounded=False)
    place, some = listed(call, entries, default=50, limit=1000)
    what = written.wanted(words(call, "fields"), default="*navigable")
    changelog = "changelog" in words(call, "expand")
    issues = ",".join(written.issue(call.shape, entry, what, changelog=changelog, caps=NO_CAPS) for entry in some)
    head = f'"expand":"schema,names","startAt":{whole(call, "startAt", 0)},"maxResults":{place.limit}'
    return f'{{{head},"total":{place.total},"issues":[{issues}]}}'


def count(call: Call) -> str:
    """How many issues a bounded query means."""
    entries, _ = matching(call.snapshot, argument(call, "jql"), zone=call.shape.zone, bounded=True)
    return dumps({"count": len(entries)})


def changelogs(call: Call) -> str:
    """Cloud's complete changelogs of up to 1,000 issues, oldest change first, times in epoch milliseconds."""
    _refuse_unknown(call, _BULK_ARGUMENTS)
    names, fields = words(call, "issueIdsOrKeys"), words(call, "fieldIds")
    if not 1 <= len(names) <= 1000:
        raise JiraError(400, "issueIdsOrKeys must name between 1 and 1000 issues.")
    if len(fields) > 10:
        raise JiraError(400, "fieldIds must not name more than 10 fields.")
    if not 1 <= whole(call, "maxResults", 1000) <= 10000:
        raise JiraError(400, "maxResults must be between 1 and 10000.")
    found = {entry.id: entry for name in names if (entry := call.snapshot.find(name))}
    changes = _changes(call.shape, found.values(), frozenset(fields))
    key, positions = f"{sorted(found)}{sorted(fields)}", [position for position, _ in changes]
    start = start_of(argument(call, "nextPageToken"), key, positions)
    place = page(call, total=len(changes), start=start, default=1000, limit=10000)
    answer: Json = {"issueChangeLogs": _by_issue(changes[place.start : place.end])}
    if not place.is_last:
        after = place.start - 1 if call.faults.repeat_token else place.end - 1
        answer["nextPageToken"] = token(key, positions[after] if after >= 0 else None)
    return dumps(answer)


def _changes(shape: Shape, entries: Iterable[Entry], fields: frozenset[str]) -> list[tuple[tuple[int, ...], Json]]:
    """Every change at its position: when, of which issue, which."""
    changes = [
        ((change["created"], entry.id, int(change["id"])), change)
        for entry in entries
        for whole_change in _bulk(shape, entry)
        if (change := _only(whole_change, fields))["items"]
    ]
    return sorted(changes, key=lambda pair: pair[0])


def _bulk(shape: Shape, entry: Entry) -> list[Json]:
    return entry.once(
        ("bulk", shape.version),
        lambda: [
            _without_nulls(history(shape, raw)) | {"created": milliseconds(raw["created"])} for raw in entry.histories
        ],
    )


def _without_nulls(change: Json) -> Json:
    """This endpoint leaves out what was or became empty, where others say null."""
    items = [{name: value for name, value in item.items() if value is not None} for item in change["items"]]
    return change | {"items": items}


def _only(change: Json, fields: frozenset[str]) -> Json:
    if not fields:
        return change
    return change | {"items": [item for item in change["items"] if item.get("fieldId") in fields]}


def _by_issue(changes: Iterable[tuple[tuple[int, ...], Json]]) -> list[Json]:
    grouped: dict[int, list[Json]] = {}
    for (_, issue_id, _), change in changes:
        grouped.setdefault(issue_id, []).append(change)
    return [{"issueId": str(issue_id), "changeHistories": some} for issue_id, some in grouped.items()]


def _refuse_unknown(call: Call, known: frozenset[str]) -> None:
    if not call.arguments.keys() <= known:
        raise JiraError(400, "Invalid request payload. Refer to the REST API documentation and try again.")
