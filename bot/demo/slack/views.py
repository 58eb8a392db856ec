"""Modals and Home tabs: opened, changed, stacked and published."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from bot.demo.slack.blocks import view_problems
from bot.demo.slack.calling import Call, Desk, refuse
from bot.demo.slack.grants import Trigger
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import View

MODALS_STACKED = 3


def open_view(call: Call) -> Json:
    """A modal stands before the person whose trigger this was."""
    body, trigger = _body(call), _trigger(call)
    return {"view": view_json(show_modal(call.desk, trigger.user, body, above=None), call.desk)}


def push_view(call: Call) -> Json:
    """A modal stands on top of the one whose trigger this was."""
    body, trigger = _body(call), _trigger(call)
    below = call.state.views.get(trigger.view or "")
    if below is None:
        refuse("view_not_found")
    if _depth(call.desk, below) >= MODALS_STACKED:
        refuse("push_limit_reached")
    return {"view": view_json(show_modal(call.desk, trigger.user, body, above=below), call.desk)}


def update_view(call: Call) -> Json:
    """An open modal says something else."""
    body = _body(call)
    named = {call.maybe("view_id"), None if call.maybe("external_id") is None else f"e:{call.maybe('external_id')}"}
    views = call.state.views.values()
    view = next((one for one in views if named & {one.id, f"e:{one.body.get('external_id')}"}), None)
    if view is None:
        refuse("not_found")
    _check_hash(call, view)
    return {"view": view_json(change_modal(call.desk, view, body), call.desk)}


def publish_view(call: Call) -> Json:
    """The person's Home tab shows the view."""
    user, body = call.user("user_id"), _body(call)
    before = call.state.homes.get(user.id)
    if before is not None:
        _check_hash(call, before)
    name = before.id if before is not None else call.state.fresh_id("V")
    view = View(id=name, user=user.id, body=_named(call.desk, body), hash=_new_hash(), root=name)
    return {"view": view_json(call.state.show(view, "published"), call.desk)}


def show_modal(desk: Desk, user: str, body: Json, *, above: View | None) -> View:
    """The new modal, on top of the other where one is given."""
    name = desk.state.fresh_id("V")
    root, previous = (name, None) if above is None else (above.root, above.id)
    view = View(id=name, user=user, body=_named(desk, body), hash=_new_hash(), root=root, previous=previous)
    return desk.state.show(view, "opened")


def change_modal(desk: Desk, view: View, body: Json) -> View:
    """The modal with its new body."""
    return desk.state.show(replace(view, body=_named(desk, body), hash=_new_hash()), "changed")


def check_view(body: Any) -> Json:  # noqa: ANN401 - whatever an app sent
    """The view, if Slack would take it."""
    if found := view_problems(body):
        messages = [f"[ERROR] {words}" for words in found]
        refuse("invalid_arguments", details={"response_metadata": {"messages": messages}})
    return dict(body)


def view_json(view: View, desk: Desk, *, values: Json | None = None) -> Json:
    """The view as the Web API and payloads tell it, with what was entered."""
    workspace = desk.state.workspace
    told: Json = {"id": view.id, "team_id": workspace.team_id, "app_id": workspace.app_id, "bot_id": workspace.bot_id}
    defaults: Json = {"private_metadata": "", "callback_id": "", "external_id": "", "title": None, "close": None}
    defaults |= {"submit": None, "clear_on_close": False, "notify_on_close": False}
    stack = {"root_view_id": view.root, "previous_view_id": view.previous, "app_installed_team_id": workspace.team_id}
    return told | defaults | view.body | stack | {"hash": view.hash, "state": {"values": values or {}}}


def _body(call: Call) -> Json:
    body = check_view(call.json("view", refused="invalid_arguments"))
    wanted = "home" if call.method == "views.publish" else "modal"
    if body["type"] != wanted:
        refuse("invalid_arguments", details={"response_metadata": {"messages": [f"[ERROR] not a {wanted}"]}})
    return body


def _trigger(call: Call) -> Trigger:
    trigger = call.desk.grants.spend_trigger(call.word("trigger_id", missing="invalid_trigger_id"))
    if isinstance(trigger, str):
        refuse(trigger)
    return trigger


def _check_hash(call: Call, view: View) -> None:
    if call.maybe("hash") not in {None, view.hash}:
        refuse("hash_conflict")


def _depth(desk: Desk, view: View) -> int:
    return 1 if view.previous is None else 1 + _depth(desk, desk.state.views[view.previous])


def _named(desk: Desk, body: Json) -> Json:
    return body | {"blocks": [desk.state.named(block) for block in body["blocks"]]}


def _new_hash() -> str:
    return uuid4().hex[:16]
