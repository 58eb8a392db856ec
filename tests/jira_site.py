"""A small made-up Jira site and ways to ask a server about it: `import jira_site`."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from bot.demo.jira_data import JiraData
from bot.demo.jira_server import JiraServer

SHARED = Path(__file__).parents[2] / "shared"
ALLOY = SHARED / "data" / "jira-alloy" / "issues.jsonl.gz"
OPENAPI = SHARED / "schemas" / "jira-cloud-v3.openapi.json"
AGILE_OPENAPI = SHARED / "schemas" / "jira-software-agile-1.0.openapi.json"
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

ANA = {"accountId": "a1", "key": "ana", "name": "ana", "displayName": "Ana Prado", "active": True}
BEN = {"accountId": "b2", "key": "ben", "name": "ben", "displayName": "Ben Okafor", "active": True}
PROJECT = {"id": "10000", "key": "HAR", "name": "Harbour"}
TO_DO = {"id": "1", "name": "To Do", "statusCategory": {"key": "new"}}
SPRINT = {"id": 5, "name": "Sprint 5", "state": "active", "startDate": "2026-11-02T09:00:00.000Z"}
EPIC_LINK, POINTS, SPRINT_FIELD = "customfield_10014", "customfield_10016", "customfield_10020"


def needs(path: Path) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not path.exists(), reason=f"{path.name} is not beside this repository")


def at(minutes: float = 0) -> str:
    return f"{START + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S.000+0000}"


def ms(minutes: float = 0) -> int:
    return int((START + timedelta(minutes=minutes)).timestamp() * 1000)


def issue(number: int, *, comments: int = 0, histories: int = 0, updated: float | None = None, **fields) -> dict:
    minutes = number if updated is None else updated
    return {
        "id": str(20000 + number),
        "key": f"HAR-{number}",
        "fields": {
            "summary": f"Berth {number}",
            "description": "Plain.",
            "issuetype": {"id": "3", "name": "Story", "subtask": False},
            "project": PROJECT,
            "status": TO_DO,
            "created": at(number - 10000),
            "updated": at(minutes),
            "reporter": ANA,
            "comment": {"comments": [comment(number * 1000 + n, n - 5000) for n in range(comments)]},
        }
        | fields,
        "changelog": {"histories": [history(number * 1000 + n, n - 5000) for n in range(histories)]},
    }


def comment(number: int, minutes: float = 0, **fields) -> dict:
    return {"id": str(number), "author": ANA, "body": f"Remark {number}.", "created": at(minutes)} | fields


def history(number: int, minutes: float = 0, **item) -> dict:
    change = {"field": "status", "from": None, "fromString": None, "to": "3", "toString": "In Progress"}
    return {"id": str(number), "author": BEN, "created": at(minutes), "items": [change | item]}


def site(*issues: dict, **parts) -> JiraData:
    defaults = {
        "issues": issues,
        "users": (ANA, BEN),
        "projects": (PROJECT,),
        "statuses": (TO_DO,),
        "sprints": (SPRINT,),
        "board_name": "Harbour board",
    }
    return JiraData(**(defaults | parts))


def credentials(server: JiraServer) -> dict:
    if server.mode == "cloud":
        return {"auth": ("reader@example.com", server.token)}
    return {"headers": {"Authorization": f"Bearer {server.token}"}}


def response(server: JiraServer, path: str, **arguments) -> requests.Response:
    return requests.get(server.url + path, params=arguments, timeout=10, **credentials(server))


def ask(server: JiraServer, path: str, **arguments) -> dict:
    answer = response(server, path, **arguments)
    assert answer.ok, answer.text
    return answer.json()


def post(server: JiraServer, path: str, body: object) -> requests.Response:
    return requests.post(server.url + path, json=body, timeout=10, **credentials(server))


def keys(server: JiraServer, jql: str, *, page: int = 100) -> list[str]:
    """The keys that the mode's own search finds, over all pages."""
    if server.mode == "datacenter":
        return [found["key"] for found in ask(server, "/rest/api/2/search", jql=jql, maxResults=1000)["issues"]]
    return [
        found["key"] for page_ in pages(server, jql=jql, fields="key", maxResults=page) for found in page_["issues"]
    ]


def pages(server: JiraServer, **arguments) -> list[dict]:
    """Every page of a Cloud search."""
    found = [ask(server, "/rest/api/3/search/jql", **arguments)]
    while following := found[-1].get("nextPageToken"):
        found.append(ask(server, "/rest/api/3/search/jql", nextPageToken=following, **arguments))
    return found
