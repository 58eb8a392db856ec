"""The made-up engagement as a Jira site: issues in REST v2 shape with their changelogs, sprints, versions and users."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.demo.jira.catalogue import FLAGGED, SPRINT, STORY_POINTS
from bot.demo.jira_data import JiraData
from bot.demo.story import jira_names as names
from bot.demo.story.jira_changes import changes
from bot.demo.story.jira_names import Json
from bot.demo.story.model import ZONE, Commented, Linked, Sprint, Story, StoryIssue
from bot.demo.story.state import State, state_of
from bot.demo.story.wiki import wiki
from models.people import Role


@dataclass(frozen=True, slots=True)
class ConfigPerson:
    """One person as the demo's config names them, with their Jira accounts (several names for the same account)."""

    id: str
    name: str
    role: Role
    email: str | None
    accounts: tuple[str, ...]
    named_in_client_channel: bool


@dataclass(frozen=True)
class _Site:
    """The story with what every issue's answer looks up."""

    story: Story
    users: Mapping[str, Json]
    sprints: Mapping[int, Json]
    versions: Mapping[str, Json]
    issues: Mapping[str, StoryIssue]
    states: Mapping[str, State]
    incoming: Mapping[str, tuple[Linked, ...]]


def jira_data(story: Story) -> JiraData:
    """The whole site as it stood at the story's instant."""
    site = _site(story)
    return JiraData(
        issues=tuple(_issue(site, issue) for issue in story.every_issue),
        sprints=tuple(site.sprints.values()),
        versions=tuple(site.versions.values()),
        fields=names.SITE_FIELDS,
        statuses=tuple(names.STATUSES.values()),
        users=tuple(site.users.values()),
        board_name=names.BOARD,
        projects=(names.PROJECT,),
        time_zone=ZONE,
    )


def config_people(story: Story) -> tuple[ConfigPerson, ...]:
    """Everybody whose account somebody has linked, in the order of the cast."""
    accounts = {account.id: account for account in story.accounts}
    return tuple(
        ConfigPerson(
            id=person.id,
            name=person.name,
            role=person.role,
            email=person.email,
            accounts=(names.account_id(person.account), accounts[person.account].handle),
            named_in_client_channel=person.named_in_client_channel,
        )
        for person in story.people
    )


def config_milestones(story: Story) -> dict[str, date]:
    """The agreed day of each milestone that has one, by name."""
    return {each.name: each.agreed_on for each in story.milestones if each.agreed_on}


def _site(story: Story) -> _Site:
    incoming: defaultdict[str, tuple[Linked, ...]] = defaultdict(tuple)
    for issue in story.every_issue:
        for event in issue.events:
            if isinstance(event, Linked):
                back = Linked(at=event.at, by=event.by, relation=names.inverse(event.relation), key=issue.key)
                incoming[event.key] += (back,)
    return _Site(
        story=story,
        users={account.id: names.user(account) for account in story.accounts},
        sprints={sprint.number: _sprint(sprint, story) for sprint in story.sprints},
        versions={milestone.id: names.version(milestone) for milestone in story.milestones},
        issues={issue.key: issue for issue in story.every_issue},
        states={issue.key: state_of(issue, story.sprints) for issue in story.every_issue},
        incoming=incoming,
    )


def _issue(site: _Site, issue: StoryIssue) -> Json:
    histories = [
        {
            "id": str(3_000_000 + issue.number * 1000 + place),
            "author": site.users[by],
            "created": _instant(at),
            "items": items,
        }
        for place, (at, by, items) in enumerate(changes(issue, site.story, site.incoming.get(issue.key, ())))
    ]
    fields = _fixed(site, issue) | _changing(site, site.states[issue.key]) | _relatives(site, issue)
    page = {"startAt": 0, "maxResults": len(histories), "total": len(histories), "histories": histories}
    return {"id": names.issue_id(issue.key), "key": issue.key, "fields": fields, "changelog": page}


def _fixed(site: _Site, issue: StoryIssue) -> Json:
    """The fields that no event changes, and the comments."""
    author = site.users[issue.created.by]
    comments = [_comment(site, comment) for comment in issue.comments]
    return {
        "project": names.PROJECT,
        "summary": issue.title,
        "issuetype": names.TYPES[issue.kind],
        "components": [names.component(name) for name in issue.components],
        "versions": [site.versions[issue.affected_milestone]] if issue.affected_milestone else [],
        "security": _security(issue),
        "reporter": author,
        "creator": author,
        "created": _instant(issue.created.at),
        "updated": _instant(_updated_at(issue, site.incoming.get(issue.key, ()))),
        "comment": {"comments": comments, "startAt": 0, "maxResults": len(comments), "total": len(comments)},
    }


def _changing(site: _Site, state: State) -> Json:
    return {
        "description": wiki(state.body) or None,
        "status": names.STATUSES[state.status],
        "resolution": names.RESOLUTIONS[state.resolution] if state.resolution else None,
        "resolutiondate": _instant(state.resolved_at) if state.resolved_at else None,
        "priority": names.PRIORITIES[state.priority],
        "labels": list(state.labels),
        "fixVersions": [site.versions[state.milestone]] if state.milestone else [],
        "duedate": state.due_on.isoformat() if state.due_on else None,
        "assignee": site.users[state.assignee] if state.assignee else None,
        SPRINT: [site.sprints[number] for number in state.sprints] or None,
        STORY_POINTS: state.points,
        FLAGGED: [names.IMPEDIMENT] if state.flagged else None,
    }


def _relatives(site: _Site, issue: StoryIssue) -> Json:
    own = [(relation, key) for relation, key in site.states[issue.key].links]
    theirs = [(link.relation, link.key) for link in site.incoming.get(issue.key, ())]
    above = issue.parent or issue.epic
    return {
        "issuelinks": [_link(site, issue, relation=relation, key=key) for relation, key in (*own, *theirs)],
        "subtasks": [_stub(site, each.key) for each in site.issues.values() if each.parent == issue.key],
        "parent": _stub(site, above) if above else None,
    }


def _link(site: _Site, issue: StoryIssue, *, relation: str, key: str) -> Json:
    known, end = names.link_type(relation)
    numbers = sorted(int(names.issue_id(each)) for each in (issue.key, key))
    return {"id": f"{numbers[0]}{numbers[1]}", "type": known, end: _stub(site, key)}


def _stub(site: _Site, key: str) -> Json:
    return names.stub(site.issues[key], site.states[key].status)


def _comment(site: _Site, comment: Commented) -> Json:
    shown: Json = {
        "id": comment.id,
        "author": site.users[comment.by],
        "updateAuthor": site.users[comment.by],
        "body": wiki(comment.body),
        "created": _instant(comment.at),
        "updated": _instant(comment.edited_at or comment.at),
    }
    role = comment.restricted_to
    return shown | ({"visibility": {"type": "role", "value": role}} if role else {})


def _sprint(sprint: Sprint, story: Story) -> Json:
    shown: Json = {
        "id": names.sprint_id(sprint.number),
        "name": sprint.name,
        "state": names.sprint_state(sprint, story),
        "goal": sprint.goal,
        "startDate": _instant(sprint.starts_at),
        "endDate": _instant(sprint.ends_at),
        "originBoardId": 1,
    }
    return shown | ({"completeDate": _instant(sprint.completed_at)} if sprint.completed_at else {})


def _security(issue: StoryIssue) -> Json | None:
    if issue.security_level is None:
        return None
    return {"id": "10401", "name": issue.security_level, "description": "Only the people of this level see the issue."}


def _updated_at(issue: StoryIssue, incoming: tuple[Linked, ...]) -> datetime:
    edits = [comment.edited_at for comment in issue.comments if comment.edited_at]
    return max(*(event.at for event in (*issue.events, *incoming)), *edits, issue.created.at)


def _instant(at: datetime) -> str:
    """`2026-11-18T10:00:00.000+0100`, in the engagement's zone."""
    local = at.astimezone(ZoneInfo(ZONE))
    return f"{local:%Y-%m-%dT%H:%M:%S}.000{local:%z}"
