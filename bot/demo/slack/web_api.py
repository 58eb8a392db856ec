"""The methods of the Web API that this Slack answers, with the scope and token each one asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.demo.slack import accounts, chat, conversations, files, views
from bot.demo.slack.calling import Call, Desk, RefusalError, refuse
from bot.demo.slack.shapes import Json


@dataclass(frozen=True, slots=True)
class Method:
    """One method; the scopes that depend on the kind of channel are asked for inside."""

    answer: Callable[[Call], Json]
    scope: str | None = None
    for_app: bool = False


METHODS: dict[str, Method] = {
    "apps.connections.open": Method(accounts.open_connection, for_app=True),
    "auth.test": Method(accounts.test_auth),
    "bots.info": Method(accounts.bot_info, "users:read"),
    "chat.delete": Method(chat.delete_message, "chat:write"),
    "chat.getPermalink": Method(chat.permalink),
    "chat.postEphemeral": Method(chat.post_ephemeral, "chat:write"),
    "chat.postMessage": Method(chat.post_message, "chat:write"),
    "chat.update": Method(chat.update_message, "chat:write"),
    "conversations.history": Method(conversations.conversation_history),
    "conversations.info": Method(conversations.conversation_info),
    "conversations.list": Method(conversations.conversation_list, "channels:read"),
    "conversations.members": Method(conversations.conversation_members),
    "conversations.open": Method(conversations.open_conversation, "im:write"),
    "conversations.replies": Method(conversations.conversation_replies),
    "files.completeUploadExternal": Method(files.complete_files, "files:write"),
    "files.getUploadURLExternal": Method(files.announce_file, "files:write"),
    "team.info": Method(accounts.team_info, "team:read"),
    "users.info": Method(accounts.user_info, "users:read"),
    "users.list": Method(accounts.user_list, "users:read"),
    "users.lookupByEmail": Method(accounts.user_by_email, "users:read.email"),
    "views.open": Method(views.open_view),
    "views.publish": Method(views.publish_view),
    "views.push": Method(views.push_view),
    "views.update": Method(views.update_view),
}


def answer(desk: Desk, name: str, arguments: Json, *, token: str) -> Json:
    """What the method answers; every refusal is an answer too."""
    try:
        return {"ok": True} | _answered(desk, name, arguments, token=token)
    except RefusalError as refusal:
        return {"ok": False, "error": refusal.error} | refusal.details


def _answered(desk: Desk, name: str, arguments: Json, *, token: str) -> Json:
    method = METHODS.get(name)
    if method is None:
        refuse("unknown_method", details={"req_method": name})
    _check_token(desk, token, for_app=method.for_app)
    call = Call(name, arguments, desk)
    if method.scope is not None:
        call.need(method.scope)
    return method.answer(call)


def _check_token(desk: Desk, token: str, *, for_app: bool) -> None:
    workspace = desk.state.workspace
    if not token:
        refuse("not_authed")
    if token not in {workspace.bot_token, workspace.app_token}:
        refuse("invalid_auth")
    if (token == workspace.app_token) != for_app:
        refuse("not_allowed_token_type")
