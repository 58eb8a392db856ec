"""A small Jira for tests to stand before: three dozen issues on loopback, and the troubles that a tracker can make."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import factories

from bot.demo.jira_data import JiraData
from bot.demo.jira_server import Faults, JiraServer
from connectors import JiraConnector

ISSUES = 36
LONG_THREAD, RESTRICTED, INTERNAL = 3, 5, 6
USER = {
    "accountId": "5b10a",
    "key": "ana",
    "name": "ana",
    "displayName": "Ana Ruiz",
    "emailAddress": "ana@client.example",
}
OTHER = {"accountId": "5b10b", "key": "ben", "name": "ben", "displayName": "Ben Osei"}
ROBOT = {"accountId": "5b10c", "key": "bot", "name": "bot", "displayName": "Automation", "accountType": "app"}


class JiraStage:
    """One made-up Jira, as Cloud or as Data Center, and what a complete pull of it must hold."""

    def __init__(self, mode: str) -> None:
        self.mode = mode
        self.server = JiraServer(site(), mode)
        self.environment = {"JIRA_USER": "ana@client.example", "JIRA_TOKEN": self.server.token}
        self.issues = {str(number) for number in range(1, ISSUES + 1)}
        self.comments = {raw["id"] for issue in site().issues for raw in issue["fields"]["comment"]["comments"]}
        self.changes = {
            f"{history['id']}:{index}"
            for issue in site().issues
            for history in issue["changelog"]["histories"]
            for index, item in enumerate(history["items"])
            if item["field"] != "Workflow"
        }
        self.restricted = {f"{RESTRICTED}001": "Developers"}
        if mode == "cloud":  # Data Center has no such flag on comments
            self.restricted[f"{INTERNAL}001"] = "internal"
        self.settings_of_account = ("JIRA_TOKEN",) if mode == "datacenter" else ("JIRA_USER", "JIRA_TOKEN")
        self.settings_of_subject = ("projects",)

    def connector(self, **settings) -> JiraConnector:
        account = {"user_env": "JIRA_USER"} if self.mode == "cloud" else {}
        defaults = {"url": self.server.url, "projects": ("HAR",), "page_size": 7, **account}
        return JiraConnector.model_validate(defaults | settings)

    def empty(self) -> JiraConnector:
        return self.connector(projects=("NIL",))

    def limit(self, retry_after: str) -> None:
        self.server.faults = Faults(rate_limit_every=4, retry_after=retry_after)

    def cut(self) -> None:
        self.server.faults = Faults(cut_every=3)

    def shorten_pages(self) -> None:
        self.server.faults = Faults(short_pages=True)

    def cap_pages(self, length: int) -> None:
        self.server.faults = Faults(page_cap=length)

    def repeat_page(self) -> None:
        self.server.faults = Faults(repeat_token=True)

    def answer_html(self) -> None:
        self.server.faults = Faults(html_every=1)

    def forbid_issues(self) -> None:
        self.server.faults = Faults(forbidden="search/jql" if self.mode == "cloud" else "search")

    def refuse_account(self) -> None:
        self.environment["JIRA_TOKEN"] = "not-the-token"

    def edit(self, issue: str, *, hours: float) -> None:
        """The issue is changed that long after everything else, and so moves to the end of the list."""
        self.server.store.edit(f"HAR-{issue}", {"summary": "Edited"}, updated=stamp(100, hours))

    def delete_comment(self, issue: str, comment: str) -> None:
        self.server.store.delete_comment(f"HAR-{issue}", comment, updated=stamp(101, 0))

    def close(self) -> None:
        self.server.stop()


def stamp(days: float, hours: float) -> str:
    return factories.at(days, hours).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def site() -> JiraData:
    projects = ({"id": "1", "key": "HAR", "name": "Harbour"}, {"id": "2", "key": "NIL", "name": "Nothing yet"})
    sprints = (
        {"id": 1, "name": "One, the first", "state": "closed", "startDate": stamp(-14, 0), "endDate": stamp(-1, 0)},
        {"id": 2, "name": "Two", "state": "active", "startDate": stamp(0, 0), "goal": "Pay by card"},
        {"id": 3, "name": "Three", "state": "future"},
    )
    return JiraData(
        issues=tuple(issue(number) for number in range(1, ISSUES + 1)),
        sprints=sprints,
        versions=({"id": "9", "name": "v2", "project": "HAR", "projectId": 1, "releaseDate": "2026-12-05"},),
        statuses=(status("1", "To Do", "new"), status("2", "Doing", "indeterminate"), status("3", "Done", "done")),
        users=(USER, OTHER, ROBOT),
        projects=projects,
        time_zone="Asia/Shanghai",
    )


def status(id_: str, name: str, category: str) -> dict[str, Any]:
    return {"id": id_, "name": name, "statusCategory": {"key": category}}


def issue(number: int) -> dict[str, Any]:
    fields = {
        "summary": f"Step {number}",
        "description": "h2. Risks\nIf the webhook retries we pay *twice*.",
        "issuetype": {"id": "1", "name": "Story", "subtask": False},
        "project": {"id": "1", "key": "HAR", "name": "Harbour"},
        "status": status("2", "Doing", "indeterminate"),
        "created": stamp(-30, number),
        "updated": stamp(0, number // 2),  # pairs of issues share an instant
        "assignee": USER,
        "reporter": OTHER,
        "labels": ["money"],
        "fixVersions": [{"id": "9", "name": "v2", "releaseDate": "2026-12-05"}],
        "customfield_10016": 3.0,
        "customfield_10020": [{"id": 2, "name": "Two", "state": "active", "boardId": 1}],
        "comment": {"comments": comments(number)},
    }
    return {"id": str(number), "key": f"HAR-{number}", "fields": fields, "changelog": {"histories": histories(number)}}


def comments(number: int) -> list[dict[str, Any]]:
    count = 130 if number == LONG_THREAD else number % 3
    count = max(count, 1) if number in {RESTRICTED, INTERNAL} else count
    made = [comment(f"{number}{index:03}", index) for index in range(1, count + 1)]
    if number == RESTRICTED:
        made[0]["visibility"] = {"type": "role", "value": "Developers"}
    if number == INTERNAL:
        made[0]["jsdPublic"] = False
    return made


def comment(id_: str, index: int) -> dict[str, Any]:
    at = stamp(-20, index)
    return {"id": id_, "author": USER, "body": "Please look, [~ben]: {{a_b_c}}", "created": at, "updated": at}


def histories(number: int) -> list[dict[str, Any]]:
    count = 55 if number == LONG_THREAD else 1
    return [history(f"{number}9{index:03}", index) for index in range(count)]


def history(id_: str, index: int) -> dict[str, Any]:
    items = [
        {"field": "Workflow", "fieldtype": "jira", "from": "1", "to": "2", "fromString": "a", "toString": "b"},
        item("status", "status", "1", "2") | {"fromString": "To Do", "toString": "Doing"},
        item("Sprint", "customfield_10020", "", "2"),
        item("Story Points", "customfield_10016", None, "3"),
    ]
    return {"id": id_, "author": ROBOT, "created": stamp(-10, index), "items": items}


def item(field: str, field_id: str, before: str | None, after: str | None) -> dict[str, Any]:
    return {
        "field": field, "fieldId": field_id, "fieldtype": "custom",
        "from": before, "fromString": before, "to": after, "toString": after,
    }  # fmt: skip


def ids(batches: Iterable, kind: type) -> list[str]:
    return [record.external_id for batch in batches for record in batch.records if isinstance(record, kind)]


def no_time(duration: timedelta, reason: str) -> None:
    raise AssertionError(f"waited {duration} because {reason}")
