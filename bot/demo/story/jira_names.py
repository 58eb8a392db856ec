"""What this site's Jira calls things: ids of statuses, types, priorities, links and accounts, as fixed data."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from bot.demo.jira.catalogue import FIELDS
from bot.demo.story.model import Account, Milestone, Sprint, Story, StoryIssue

Json = dict[str, Any]

PROJECT: Json = {"id": "10100", "key": "HAR", "name": "Harbour"}
BOARD = "Harbour board"
RANK = "customfield_10019"
IMPEDIMENT: Json = {"id": "10019", "value": "Impediment"}

_CATEGORY_BY_STATUS: Mapping[str, str] = {
    "Backlog": "new",
    "To Do": "new",
    "In Progress": "indeterminate",
    "In Review": "indeterminate",
    "Blocked": "indeterminate",
    "Waiting for Client": "indeterminate",
    "Done": "done",
}
STATUSES: Mapping[str, Json] = {
    name: {"id": str(10001 + place), "name": name, "statusCategory": {"key": category}}
    for place, (name, category) in enumerate(_CATEGORY_BY_STATUS.items())
}
TYPES: Mapping[str, Json] = {
    name: {"id": str(10021 + place), "name": name, "subtask": name == "Sub-task"}
    for place, name in enumerate(("Epic", "Story", "Task", "Bug", "Spike", "Sub-task"))
}
PRIORITIES: Mapping[str, Json] = {
    name: {"id": str(1 + place), "name": name} for place, name in enumerate(("Highest", "High", "Medium", "Low"))
}
RESOLUTIONS: Mapping[str, Json] = {
    name: {"id": str(10031 + place), "name": name} for place, name in enumerate(("Done", "Won't Do", "Duplicate"))
}
LINK_TYPES: tuple[Json, ...] = (
    {"id": "10041", "name": "Blocks", "outward": "blocks", "inward": "is blocked by"},
    {"id": "10042", "name": "Duplicate", "outward": "duplicates", "inward": "is duplicated by"},
    {"id": "10043", "name": "Relates", "outward": "relates to", "inward": "relates to"},
    {"id": "10044", "name": "Problem/Incident", "outward": "causes", "inward": "is caused by"},
)
RANK_FIELD: Json = {
    "id": RANK,
    "key": RANK,
    "name": "Rank",
    "custom": True,
    "clauseNames": ["cf[10019]", "Rank"],
    "orderable": True,
    "navigable": True,
    "searchable": True,
    "schema": {"type": "any", "custom": "com.pyxis.greenhopper.jira:gh-lexo-rank", "customId": 10019},
}
SITE_FIELDS: tuple[Json, ...] = (*FIELDS, RANK_FIELD)


def account_id(account: str) -> str:
    """The Atlassian account id behind a story account; always the same one."""
    return f"712020:{uuid5(NAMESPACE_DNS, f'{account}.harbour.example')}"


def user(account: Account) -> Json:
    """The account with everything that either kind of Jira knows of it."""
    shown: Json = {
        "accountId": account_id(account.id),
        "accountType": "app" if account.kind == "app" else "atlassian",
        "key": f"JIRAUSER{_number(account.id)}",
        "name": account.handle,
        "displayName": account.display_name,
        "active": account.active,
    }
    return shown | ({"emailAddress": account.email} if account.email else {})


def _number(name: str) -> int:
    """A five-digit number that is always the same for a name."""
    return 10_500 + uuid5(NAMESPACE_DNS, name).int % 89_000


def issue_id(key: str) -> str:
    """The id of the issue with that key."""
    return str(20000 + int(key.rpartition("-")[2]))


def sprint_id(number: int) -> int:
    """The id of the n-th sprint."""
    return 40 + number


def sprint_state(sprint: Sprint, story: Story) -> str:
    """Future, active or closed, as the story stands."""
    if sprint.completed_at:
        return "closed"
    return "active" if sprint.starts_at <= story.at else "future"


def version_id(milestone: str) -> str:
    """The id of the version that stands for a milestone."""
    return str(10200 + ("legacy", "guest", "season").index(milestone))


def version(milestone: Milestone) -> Json:
    """The version that stands for the milestone: its agreed day until it is released, then the day it was."""
    shown = milestone.released_on or milestone.agreed_on
    answer: Json = {
        "id": version_id(milestone.id),
        "name": milestone.name,
        "description": milestone.description,
        "archived": False,
        "released": milestone.released_on is not None,
        "startDate": milestone.starts_on.isoformat(),
        "project": PROJECT["key"],
        "projectId": int(PROJECT["id"]),
    }
    return answer | ({"releaseDate": shown.isoformat()} if shown else {})


def component(name: str) -> Json:
    """The component of that name."""
    return {"id": str(_number(name)), "name": name}


def stub(issue: StoryIssue, status: str) -> Json:
    """The issue as it is shown inside others."""
    fields = {"summary": issue.title, "status": STATUSES[status], "issuetype": TYPES[issue.kind]}
    return {"id": issue_id(issue.key), "key": issue.key, "fields": fields}


def link_type(relation: str) -> tuple[Json, str]:
    """The type that reads so, and the end that the other issue stands at: outwardIssue or inwardIssue."""
    for known in LINK_TYPES:
        for end in ("outward", "inward"):
            if known[end] == relation:
                return known, f"{end}Issue"
    raise ValueError(f"no link reads {relation!r}")


def inverse(relation: str) -> str:
    """How the link reads from its other end."""
    known, end = link_type(relation)
    return str(known["inward" if end == "outwardIssue" else "outward"])
