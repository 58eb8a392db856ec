"""The app itself, its workspace and the people in it, as the Web API tells them."""

from bot.demo.slack.calling import Call, refuse
from bot.demo.slack.shapes import Json
from bot.demo.slack.workspace import User


def test_auth(call: Call) -> Json:
    """Whose token this is."""
    workspace = call.workspace
    return {
        "url": workspace.url,
        "team": workspace.name,
        "user": workspace.everyone[workspace.bot_user].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(call: Call) -> Json:
    """An address for one WebSocket."""
    return {"url": call.desk.socket_url()}


def bot_info(call: Call) -> Json:
    """What the app is called."""
    workspace = call.workspace
    if call.maybe("bot") not in {None, workspace.bot_id}:
        refuse("bot_not_found")
    bot = {"id": workspace.bot_id, "app_id": workspace.app_id, "user_id": workspace.bot_user}
    return {"bot": bot | {"deleted": False, "name": workspace.app_name, "updated": 0, "icons": {}}}


def team_info(call: Call) -> Json:
    """What the workspace is called."""
    workspace = call.workspace
    return {"team": {"id": workspace.team_id, "name": workspace.name, "domain": workspace.domain, "email_domain": ""}}


def user_info(call: Call) -> Json:
    """One account."""
    return {"user": user_json(call.user(), call)}


def user_list(call: Call) -> Json:
    """Every account, page by page."""
    page, more = call.page(list(call.workspace.everyone.values()), default=1000)
    return {"members": [user_json(user, call) for user in page], "cache_ts": 0, "response_metadata": more}


def user_by_email(call: Call) -> Json:
    """The account with that verified address; strangers and deactivated accounts are not found."""
    email = call.word("email", missing="users_not_found").lower()
    known = (user for user in call.workspace.users if not user.is_stranger and not user.deleted)
    found = next((user for user in known if (user.email or "").lower() == email), None)
    return {"user": user_json(found, call)} if found else refuse("users_not_found")


def user_json(user: User, call: Call) -> Json:
    """The account as far as the app's scopes and the person's workspace show it."""
    shown = "users:read.email" in call.workspace.scopes and not user.is_stranger and not user.is_bot
    email = {"email": user.email} if shown and user.email else {}
    team = "T0ELSEWHERE" if user.is_stranger else call.workspace.team_id
    names = {"real_name": user.shown_name, "display_name": user.name, "title": user.title, "team": team}
    flags = {"is_restricted": user.is_restricted or user.is_ultra_restricted, "is_admin": user.is_admin}
    flags |= {"is_ultra_restricted": user.is_ultra_restricted, "is_bot": user.is_bot, "deleted": user.deleted}
    flags |= {"is_stranger": True} if user.is_stranger else {}
    zone = {"tz": user.tz, "tz_label": user.tz, "tz_offset": user.tz_offset}
    told = {"id": user.id, "team_id": team, "name": user.name, "real_name": user.shown_name, "updated": 0}
    return told | zone | flags | {"is_owner": False, "is_app_user": False, "profile": names | email}
