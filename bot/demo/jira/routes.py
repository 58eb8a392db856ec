"""Every address of a Jira on loopback, and what answers there."""

from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.routing import Map, Rule

from bot.demo.jira import agile, search, things
from bot.demo.jira.call import Call
from bot.demo.jira.people import Mode

View = Callable[[Call], str]


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint: the name it is counted by, its address below the API's root, and who answers."""

    name: str
    path: str
    view: View
    methods: tuple[str, ...] = ("GET",)
    modes: tuple[Mode, ...] = ("cloud", "datacenter")


_PLATFORM = (
    Route("serverInfo", "serverInfo", things.server_info),
    Route("myself", "myself", things.myself),
    Route("mypermissions", "mypermissions", things.permissions),
    Route("field", "field", things.fields),
    Route("status", "status", things.statuses),
    Route("project", "project", things.projects),
    Route("project/search", "project/search", things.project_page, modes=("cloud",)),
    Route("project/key", "project/<project>", things.project),
    Route("project/versions", "project/<project>/versions", things.versions),
    Route("project/version", "project/<project>/version", things.version_page),
    Route("search/jql", "search/jql", search.by_token, ("GET", "POST"), ("cloud",)),
    Route("search/approximate-count", "search/approximate-count", search.count, ("POST",), ("cloud",)),
    Route("search", "search", search.by_offset, ("GET", "POST")),
    Route("issue", "issue/<issue>", things.issue),
    Route("issue/comment", "issue/<issue>/comment", things.comments),
    Route("issue/comment/id", "issue/<issue>/comment/<comment>", things.comment),
    Route("issue/changelog", "issue/<issue>/changelog", things.changelog, modes=("cloud",)),
    Route("changelog/bulkfetch", "changelog/bulkfetch", search.changelogs, ("POST",), ("cloud",)),
    Route("user", "user", things.user),
    Route("user/search", "user/search", things.users),
    Route("users/search", "users/search", things.users, modes=("cloud",)),
)
_AGILE = (
    Route("board", "board", agile.boards),
    Route("board/id", "board/<board>", agile.board),
    Route("board/sprint", "board/<board>/sprint", agile.board_sprints),
    Route("sprint", "sprint/<sprint>", agile.sprint),
)
VIEWS: dict[str, View] = {route.name: route.view for route in (*_PLATFORM, *_AGILE)}


def routes(mode: Mode) -> Map:
    """The addresses of that mode; Data Center has no API v3."""
    versions = "'2','3',latest" if mode == "cloud" else "'2',latest"
    api = f"/rest/api/<any({versions}):version>"
    rules = [_rule(api, route) for route in _PLATFORM if mode in route.modes]
    return Map([*rules, *(_rule("/rest/agile/<any('1.0',latest):version>", route) for route in _AGILE)])


def _rule(root: str, route: Route) -> Rule:
    return Rule(f"{root}/{route.path}", endpoint=route.name, methods=route.methods)
