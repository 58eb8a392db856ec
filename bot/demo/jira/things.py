"""The endpoints that show what a site has: the account, issues, projects, fields, statuses, people."""

from bot.demo.jira import written
from bot.demo.jira.call import Call, argument, dumps, listed, values, whole, words
from bot.demo.jira.errors import JiraError
from bot.demo.jira.people import Json, account
from bot.demo.jira.search import NO_CAPS
from bot.demo.jira.shapes import status
from bot.demo.jira.store import Entry

READER = {"accountId": "712020:vested-reader", "key": "vested", "name": "vested", "displayName": "Vested Reader"}
_VERSIONS = {"cloud": ("Cloud", "1001.0.0-SNAPSHOT", [1001, 0, 0]), "datacenter": ("Server", "9.12.15", [9, 12, 15])}


def server_info(call: Call) -> str:
    """Which Jira this is; the one answer that needs no credentials."""
    deployment, version, numbers = _VERSIONS[call.shape.mode]
    answer = {"baseUrl": call.shape.base, "version": version, "versionNumbers": numbers, "deploymentType": deployment}
    return dumps(answer | {"buildNumber": 100300, "serverTitle": "Jira on loopback"})


def myself(call: Call) -> str:
    """The account that reads, with the time zone that JQL times are read in."""
    reader = READER | {"active": True, "timeZone": call.snapshot.site.time_zone, "emailAddress": "vested@example.com"}
    return dumps(account(call.shape.people, reader, version=call.shape.version) | {"locale": "en_US"})


def permissions(call: Call) -> str:
    """The named permissions, all of which the reading account has except those that write."""
    names = words(call, "permissions") or ("BROWSE_PROJECTS",)
    return dumps({"permissions": {name: _permission(name) for name in names}})


def issue(call: Call) -> str:
    """One issue with everything in it."""
    what = written.wanted(words(call, "fields"), default="*all")
    changelog = "changelog" in words(call, "expand")
    return written.issue(call.shape, _entry(call), what, changelog=changelog, caps=NO_CAPS)


def comments(call: Call) -> str:
    """A page of an issue's comments, oldest first unless `orderBy=-created`."""
    every = written.comments(call.shape, _entry(call))
    order = argument(call, "orderBy")
    if order.lstrip("+-") not in ("", "created"):
        raise JiraError(400, f"orderBy supports created only, not {order}.")
    place, some = listed(call, every[::-1] if order.startswith("-") else every, default=100, limit=100)
    head = f'"startAt":{whole(call, "startAt", 0)},"maxResults":{place.limit},"total":{place.total}'
    return f'{{{head},"comments":[{",".join(some)}]}}'


def comment(call: Call) -> str:
    """One comment."""
    entry = _entry(call)
    for raw, text in zip(entry.comments, written.comments(call.shape, entry), strict=True):
        if str(raw["id"]) == call.path["comment"]:
            return text
    raise JiraError(404, f"Can not find a comment for the id: {call.path['comment']}.")


def changelog(call: Call) -> str:
    """A page of an issue's changelog, oldest first; Cloud only."""
    entry = _entry(call)
    every = written.histories(call.shape, entry)
    place, some = listed(call, every, default=100, limit=100)
    address = f"{call.shape.api}/issue/{entry.id}/changelog?maxResults={place.limit}&startAt="
    following = "" if place.is_last else f'"nextPage":"{address}{place.end}",'
    head = f'"self":"{address}{place.start}",{following}"maxResults":{place.limit},"startAt":{place.start}'
    last = str(place.is_last).lower()
    return f'{{{head},"total":{place.total},"isLast":{last},"values":[{",".join(some)}]}}'


def fields(call: Call) -> str:
    """Every field of the site."""
    return dumps(list(call.snapshot.site.fields))


def statuses(call: Call) -> str:
    """Every status of the site with its category."""
    return dumps([status(call.shape, raw) for raw in call.snapshot.site.statuses])


def projects(call: Call) -> str:
    """Every project."""
    return dumps([_project(call, raw) for raw in call.snapshot.site.projects])


def project_page(call: Call) -> str:
    """A page of projects."""
    return values(call, [_project(call, raw) for raw in call.snapshot.site.projects])


def project(call: Call) -> str:
    """One project, by key or id."""
    return dumps(_project(call, _known_project(call)))


def versions(call: Call) -> str:
    """Every version of a project."""
    return dumps(_versions(call))


def version_page(call: Call) -> str:
    """A page of a project's versions."""
    return values(call, _versions(call))


def user(call: Call) -> str:
    """One account: by accountId on Cloud, by username or key on Data Center."""
    arguments = ("accountId",) if call.shape.is_cloud else ("username", "key")
    name = next((found for one in arguments if (found := argument(call, one))), "")
    known = call.shape.people.by_name.get(name)
    if known is None:
        raise JiraError(404, "Specified user does not exist or you do not have required permissions")
    return dumps(account(call.shape.people, known, version=call.shape.version))


def users(call: Call) -> str:
    """A page of accounts, narrowed by `query` or `username` where given; `.` stands for all, as on Data Center."""
    text = (argument(call, "query") or argument(call, "username")).strip(".").lower()
    everyone = {known["accountId"]: known for known in call.shape.people.by_name.values()}.values()
    found = [known for known in everyone if text in f"{known['displayName']} {known['name']}".lower()]
    _, some = listed(call, found, default=50, limit=1000)
    return dumps([account(call.shape.people, known, version=call.shape.version) for known in some])


def _entry(call: Call) -> Entry:
    if entry := call.snapshot.find(call.path["issue"]):
        return entry
    raise JiraError(404, "Issue does not exist or you do not have permission to see it.")


def _permission(name: str) -> Json:
    return {"id": "10", "key": name, "name": name.title(), "type": "PROJECT", "havePermission": "BROWSE" in name}


def _known_project(call: Call) -> Json:
    wanted = call.path["project"]
    for raw in call.snapshot.site.projects:
        if wanted.upper() == raw["key"] or wanted == str(raw["id"]):
            return raw
    raise JiraError(404, f"No project could be found with key '{wanted}'.")


def _project(call: Call, raw: Json) -> Json:
    shown = {name: value for name, value in raw.items() if name != "projectCategory"}
    return {"self": f"{call.shape.api}/project/{raw['id']}", "projectTypeKey": "software", **shown}


def _versions(call: Call) -> list[Json]:
    owner = _known_project(call)
    several = len(call.snapshot.site.projects) > 1
    own = [
        raw for raw in call.snapshot.site.versions if not several or raw.get("project", owner["key"]) == owner["key"]
    ]
    address = f"{call.shape.api}/version"
    return [
        {"self": f"{address}/{raw['id']}", "archived": False, "released": False}
        | {name: value for name, value in raw.items() if name != "project" and value is not None}
        | {"id": str(raw["id"]), "projectId": int(owner["id"])}
        for raw in own
    ]
