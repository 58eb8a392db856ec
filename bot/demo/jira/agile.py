"""The endpoints of Jira Software: one board, its sprints."""

from bot.demo.jira.call import Call, argument, dumps, values, words
from bot.demo.jira.errors import JiraError
from bot.demo.jira.people import Json

BOARD_ID = 1


def boards(call: Call) -> str:
    """A page of boards; there is one, which shows every project."""
    wanted = argument(call, "projectKeyOrId")
    known = {str(raw[name]) for raw in call.snapshot.site.projects for name in ("key", "id")}
    if wanted and wanted not in known:
        raise JiraError(400, f"No project could be found with key or id '{wanted}'")
    shown = {argument(call, "type"), argument(call, "name").lower()}
    board = _board(call)
    fits = shown <= {"", board["type"]} or argument(call, "name").lower() in board["name"].lower()
    return values(call, [board] if fits else [])


def board(call: Call) -> str:
    """The board."""
    _check_board(call)
    return dumps(_board(call))


def board_sprints(call: Call) -> str:
    """A page of the board's sprints in the order they were made, narrowed by `state` where given."""
    _check_board(call)
    if not call.snapshot.site.sprints:
        raise JiraError(400, "The board does not support sprints")
    states = frozenset(words(call, "state"))
    if unknown := states - {"future", "active", "closed"}:
        raise JiraError(400, f"Unknown sprint state: {', '.join(sorted(unknown))}")
    shown = [raw for raw in call.snapshot.site.sprints if not states or raw.get("state") in states]
    return values(call, [_sprint(call, raw) for raw in shown])


def sprint(call: Call) -> str:
    """One sprint."""
    for raw in call.snapshot.site.sprints:
        if str(raw["id"]) == call.path["sprint"]:
            return dumps(_sprint(call, raw))
    raise JiraError(404, "The requested sprint cannot be viewed because it does not exist or you cannot see it.")


def _check_board(call: Call) -> None:
    if call.path["board"] != str(BOARD_ID):
        raise JiraError(404, "The requested board cannot be viewed because it does not exist or you cannot see it.")


def _board(call: Call) -> Json:
    site = call.snapshot.site
    kind = "scrum" if site.sprints else "kanban"
    address = f"{call.shape.base}/rest/agile/1.0/board/{BOARD_ID}"
    shown: Json = {"id": BOARD_ID, "self": address, "name": site.board_name, "type": kind}
    if site.projects:
        first = site.projects[0]
        shown["location"] = {"projectId": int(first["id"]), "projectKey": first["key"], "projectName": first["name"]}
    return shown


def _sprint(call: Call, raw: Json) -> Json:
    shown = {name: value for name, value in raw.items() if value is not None}
    address = f"{call.shape.base}/rest/agile/1.0/sprint/{raw['id']}"
    return {"self": address, "state": "future", "originBoardId": BOARD_ID, **shown, "id": int(raw["id"])}
