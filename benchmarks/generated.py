"""A made-up Jira project of any size: issues with changes and comments of believable number and length."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.demo.jira_data import JiraData

START = datetime(2024, 1, 8, 8, 0, tzinfo=UTC)
WORDS = (
    "the refund job runs twice when a webhook comes late and nobody sees it until month end so we should agree what",
    "happens first customer order invoice rounding total line staging release review please could deploy fails works",
)
VOCABULARY = " ".join(WORDS).split()
USERS = [
    {"accountId": f"acc-{n}", "name": f"user{n}", "key": f"user{n}", "displayName": f"User {n}", "active": True}
    for n in range(12)
]
STATUS = {
    "To Do": {"id": "1", "name": "To Do", "statusCategory": {"key": "new", "name": "To Do"}},
    "In Progress": {
        "id": "2",
        "name": "In Progress",
        "statusCategory": {"key": "indeterminate", "name": "In Progress"},
    },
    "Done": {"id": "3", "name": "Done", "statusCategory": {"key": "done", "name": "Done"}},
}


def project(size: int, *, seed: int = 7) -> JiraData:
    """`size` issues over two and a half years, three in a hundred never finished, about three comments each."""
    draw = random.Random(seed)
    issues = tuple(_issue(number, size, draw) for number in range(1, size + 1))
    return JiraData(
        issues=issues,
        statuses=tuple(STATUS.values()),
        users=tuple(USERS),
        projects=({"id": "1", "key": "GEN", "name": "Generated"},),
        time_zone="Europe/Berlin",
    )


def _issue(number: int, size: int, draw: random.Random) -> dict[str, Any]:
    created = START + timedelta(days=900 * number / size, minutes=draw.randrange(600))
    started = created + timedelta(hours=draw.expovariate(1 / 60))
    finished = started + timedelta(hours=draw.expovariate(1 / 90))
    done = draw.random() < 0.97
    comments = [_comment(number, n, created, draw) for n in range(draw.choice((0, 1, 2, 3, 4, 8)))]
    last = max([finished, *(datetime.fromisoformat(comment["updated"]) for comment in comments)])
    moves = [("To Do", "In Progress", started), ("In Progress", "Done", finished)][: 2 if done else 1]
    return {
        "id": str(10_000 + number),
        "key": f"GEN-{number}",
        "fields": {
            "summary": _text(8, draw),
            "description": _text(draw.randrange(10, 120), draw),
            "project": {"id": "1", "key": "GEN", "name": "Generated"},
            "issuetype": {"id": "1", "name": draw.choice(("Story", "Bug", "Task")), "subtask": False},
            "status": STATUS["Done" if done else "In Progress"],
            "resolution": {"id": "1", "name": "Done"} if done else None,
            "resolutiondate": _stamp(finished) if done else None,
            "created": _stamp(created),
            "updated": _stamp(last),
            "priority": {"id": "3", "name": "Medium"},
            "labels": [],
            "components": [],
            "versions": [],
            "fixVersions": [],
            "issuelinks": [],
            "assignee": draw.choice(USERS),
            "reporter": draw.choice(USERS),
            "creator": draw.choice(USERS),
            "customfield_10016": draw.choice((1, 2, 3, 5, 8, None)),
            "comment": {"comments": comments, "total": len(comments)},
        },
        "changelog": {
            "histories": [_moved(number, n, *move) for n, move in enumerate(moves)]
            + [_estimated(number, n, created, draw) for n in range(2)]
        },
    }


def _comment(issue: int, n: int, created: datetime, draw: random.Random) -> dict[str, Any]:
    at = created + timedelta(hours=5 * (n + 1) + draw.random())
    author = draw.choice(USERS)
    return {
        "id": f"{issue}{n:02d}",
        "author": author,
        "updateAuthor": author,
        "body": _text(draw.randrange(3, 60), draw),
        "created": _stamp(at),
        "updated": _stamp(at),
    }


def _moved(issue: int, n: int, before: str, after: str, at: datetime) -> dict[str, Any]:
    item = {
        "field": "status",
        "fieldId": "status",
        "fieldtype": "jira",
        "from": STATUS[before]["id"],
        "fromString": before,
        "to": STATUS[after]["id"],
        "toString": after,
    }
    return {"id": f"{issue}0{n}", "author": USERS[issue % 12], "created": _stamp(at), "items": [item]}


def _estimated(issue: int, n: int, created: datetime, draw: random.Random) -> dict[str, Any]:
    item = {
        "field": "Story Points",
        "fieldId": "customfield_10016",
        "fieldtype": "custom",
        "from": None,
        "fromString": None,
        "to": None,
        "toString": str(draw.choice((1, 2, 3, 5))),
    }
    at = created + timedelta(minutes=30 * (n + 1))
    return {"id": f"{issue}1{n}", "author": USERS[issue % 12], "created": _stamp(at), "items": [item]}


def _text(words: int, draw: random.Random) -> str:
    return " ".join(draw.choices(VOCABULARY, k=words)).capitalize() + "."


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
