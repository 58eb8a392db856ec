"""Which issues a query means, in which order, and where one page of them ends and the next begins."""

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from zoneinfo import ZoneInfo

from bot.demo.jira.errors import JiraError
from bot.demo.jira.jql import Clause, Field, Order, parse
from bot.demo.jira.store import Entry, Snapshot

Position = tuple[int, ...]
_REMEMBERED = 32
_NEWEST_FIRST = (Order("id", descending=True),)


def matching(snapshot: Snapshot, jql: str, *, zone: ZoneInfo, bounded: bool) -> tuple[list[Entry], list[Position]]:
    """The issues in the query's order, and beside each the position that places it there; raises JiraError 400."""
    query = parse(jql, zone)
    if bounded and not query.clauses:
        raise JiraError(
            400, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
        )
    if jql not in snapshot.answers:
        tests = [_test(clause, snapshot) for clause in query.clauses]
        found = [entry for entry in snapshot.entries.values() if all(test(entry) for test in tests)]
        placed = sorted(_placed(found, query.orders or _NEWEST_FIRST, snapshot), key=lambda pair: pair[0])
        if len(snapshot.answers) >= _REMEMBERED:
            snapshot.answers.clear()
        snapshot.answers[jql] = ([entry for _, entry in placed], [position for position, _ in placed])
    return snapshot.answers[jql]


def token(jql: str, position: Position | None) -> str:
    """An opaque token that continues the query after that position; None is its beginning."""
    content = json.dumps([_digest(jql), position]).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def start_of(page_token: str | None, jql: str, positions: list[Position]) -> int:
    """The index that a token leads to among the positions; raises JiraError 400 for one of another query.

    The position is kept, not the index: issues that changed meanwhile may come twice, and none is left out.
    """
    if not page_token:
        return 0
    try:
        digest, position = json.loads(base64.urlsafe_b64decode(page_token + "=" * (-len(page_token) % 4)))
    except ValueError:
        digest, position = None, None
    if digest != _digest(jql):
        raise JiraError(400, "The provided next page token is invalid or belongs to another query.")
    return bisect_right(positions, tuple(position)) if position else 0


def _digest(jql: str) -> str:
    return sha256(jql.encode()).hexdigest()[:12]


def _placed(found: Iterable[Entry], orders: tuple[Order, ...], snapshot: Snapshot) -> list[tuple[Position, Entry]]:
    projects = sorted({entry.project for entry in snapshot.entries.values()})
    ranks = {project: rank for rank, project in enumerate(projects)}
    signs = [(order.field, -1 if order.descending else 1) for order in orders]
    return [(_position(entry, signs, ranks), entry) for entry in found]


def _position(entry: Entry, signs: list[tuple[Field, int]], ranks: Mapping[str, int]) -> Position:
    place = {
        "updated": entry.updated,
        "created": entry.created,
        "id": entry.id,
        "project": ranks[entry.project],
        "key": ranks[entry.project] * 10**9 + entry.number,
    }
    return (*(sign * place[name] for name, sign in signs), entry.id)


def _test(clause: Clause, snapshot: Snapshot) -> Callable[[Entry], bool]:
    match clause.field:
        case "updated" | "created":
            return _time_test(clause)
        case "project":
            wanted = frozenset(_project_key(str(value), snapshot) for value in clause.values)
            return _membership(clause, lambda entry: entry.project in wanted)
        case "key" | "id":
            ids = frozenset(_issue_id(str(value), clause.field, snapshot) for value in clause.values)
            return _membership(clause, lambda entry: entry.id in ids)


def _membership(clause: Clause, holds: Callable[[Entry], bool]) -> Callable[[Entry], bool]:
    return holds if clause.operator in ("=", "in") else lambda entry: not holds(entry)


def _time_test(clause: Clause) -> Callable[[Entry], bool]:
    instants = frozenset(int(value) for value in clause.values)
    bound = min(instants)
    of: Callable[[Entry], int] = (lambda e: e.updated) if clause.field == "updated" else (lambda e: e.created)
    match clause.operator:
        case ">":
            return lambda entry: of(entry) > bound
        case ">=":
            return lambda entry: of(entry) >= bound
        case "<":
            return lambda entry: of(entry) < bound
        case "<=":
            return lambda entry: of(entry) <= bound
        case "=" | "in":
            return lambda entry: of(entry) in instants
        case "!=" | "not in":
            return lambda entry: of(entry) not in instants


def _project_key(value: str, snapshot: Snapshot) -> str:
    for project in snapshot.site.projects:
        if value.lower() in (str(project["key"]).lower(), str(project["name"]).lower(), str(project["id"])):
            return str(project["key"])
    raise JiraError(400, f"The value '{value}' does not exist for the field 'project'.")


def _issue_id(value: str, field: Field, snapshot: Snapshot) -> int:
    entry = snapshot.find(value)
    if entry is None:
        raise JiraError(400, f"An issue with key '{value}' does not exist for field '{field}'.")
    return entry.id
