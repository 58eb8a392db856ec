"""What apps are told when people type, press, submit and look: the payloads of Slack's own clients."""

from collections.abc import Mapping
from uuid import uuid4

from bot.demo.slack.calling import Desk
from bot.demo.slack.chat import message_json
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import Message, View
from bot.demo.slack.views import view_json
from bot.demo.slack.workspace import Channel

VERIFICATION = "loopback-verification"


class NotOfferedError(Exception):
    """The person has no such button, option or field before them."""


def command_payload(desk: Desk, user: str, *, channel: Channel, command: str, text: str) -> Json:
    """A slash command, as typed."""
    workspace, account = desk.state.workspace, desk.state.workspace.everyone[user]
    place = "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": place,
        "user_id": user,
        "user_name": account.name,
        "command": command,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": f"{desk.address}/respond/{desk.grants.hook(channel=channel.id, user=user)}",
        "trigger_id": desk.grants.trigger(user),
    }


def message_action(desk: Desk, user: str, message: Message, action: Json) -> Json:
    """Something pressed or chosen in a message."""
    channel = desk.state.channels[message.channel]
    inside = message.thread_ts if message.is_reply else None
    hook = desk.grants.hook(channel=channel.id, user=user, ts=message.ts, thread_ts=inside)
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    container |= {"is_ephemeral": message.only_for is not None} | ({"thread_ts": inside} if inside else {})
    told: Json = {"container": container, "channel": {"id": channel.id, "name": channel.name or "directmessage"}}
    told |= {"message": message_json(message, desk), "response_url": f"{desk.address}/respond/{hook}"}
    return _interaction(desk, user, "block_actions", view=None) | told | _acted(desk, action)


def view_action(desk: Desk, user: str, view: View, action: Json) -> Json:
    """Something pressed or chosen in a modal or on the Home tab."""
    told = {"container": {"type": "view", "view_id": view.id}, "view": view_json(view, desk)}
    return _interaction(desk, user, "block_actions", view=view) | told | _acted(desk, action)


def submission(desk: Desk, user: str, view: View, values: Json) -> Json:
    """A modal sent with what was entered."""
    told = {"view": view_json(view, desk, values=values), "response_urls": []}
    return _interaction(desk, user, "view_submission", view=view) | told


def closing(desk: Desk, user: str, view: View) -> Json:
    """A modal dismissed."""
    told = {"view": view_json(view, desk), "is_cleared": False}
    return _interaction(desk, user, "view_closed", view=view) | told


def event_payload(desk: Desk, event: Json) -> Json:
    """An event, wrapped as the Events API wraps it."""
    workspace, instant = desk.state.workspace, desk.state.now().timestamp()
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "api_app_id": workspace.app_id,
        "event": {"event_ts": f"{instant:.6f}", **event},
        "type": "event_callback",
        "event_id": f"Ev{uuid4().hex[:10].upper()}",
        "event_time": int(instant),
        "authorizations": [{"team_id": workspace.team_id, "user_id": workspace.bot_user, "is_bot": True}],
        "is_ext_shared_channel": False,
    }


def chosen(element: Json, value: object) -> Json:
    """What a payload says of the element once that value is entered or chosen in it."""
    match element["type"]:
        case "button":
            return {key: element[key] for key in ("value", "text", "style", "url") if key in element}
        case "static_select" | "radio_buttons" | "overflow":
            return {"selected_option": _option(element, value)}
        case "multi_static_select" | "checkboxes":
            many = value if isinstance(value, list | tuple) else [value]
            return {"selected_options": [_option(element, one) for one in many]}
        case kind if kind in _KEYS:
            return {_KEYS[kind]: value}
        case _:
            return {"value": value}


def initial(element: Json) -> Json | None:
    """What the element holds before anybody touches it; None where it starts empty."""
    match element:
        case {"initial_option": option}:
            return {"selected_option": option}
        case {"initial_options": options}:
            return {"selected_options": options}
        case {"initial_value": value}:
            return {"value": value}
    found = {
        key: element[f"initial_{key.removeprefix('selected_')}"] for key in _KEYS.values() if _starts(element, key)
    }
    return found or None


_KEYS: Mapping[str, str] = {
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "channels_select": "selected_channel",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def _starts(element: Json, key: str) -> bool:
    return _KEYS.get(element["type"]) == key and f"initial_{key.removeprefix('selected_')}" in element


def _option(element: Json, value: object) -> Json:
    groups = [group["options"] for group in element.get("option_groups", [])]
    options = [option for options in (*groups, element.get("options", [])) for option in options]
    for option in options:
        if option["value"] == value:
            return dict(option)
    raise NotOfferedError(f"no option {value!r} in {element.get('action_id')}: {[one['value'] for one in options]}")


def _interaction(desk: Desk, user: str, kind: str, *, view: View | None) -> Json:
    workspace, account = desk.state.workspace, desk.state.workspace.everyone[user]
    return {
        "type": kind,
        "user": {"id": user, "username": account.name, "name": account.name, "team_id": workspace.team_id},
        "api_app_id": workspace.app_id,
        "token": VERIFICATION,
        "trigger_id": desk.grants.trigger(user, view=None if view is None else view.id),
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _acted(desk: Desk, action: Json) -> Json:
    return {"actions": [action | {"action_ts": f"{desk.state.now().timestamp():.6f}"}], "state": {"values": {}}}
