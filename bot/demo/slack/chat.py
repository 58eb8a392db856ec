"""Messages by the app: post, update, delete, and the answers sent to response addresses."""

from dataclasses import replace
from time import monotonic

from bot.demo.slack.blocks import (
    TEXT_IN_BLOCKS,
    TEXT_IN_MESSAGE,
    TEXT_IN_UPDATE,
    block_text_length,
    message_problems,
)
from bot.demo.slack.calling import Call, Desk, LimitedError, refuse
from bot.demo.slack.grants import Hook
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import Message
from bot.demo.slack.workspace import Channel

METADATA_LIMIT = 4_096


def message_json(message: Message, desk: Desk, *, metadata: bool = True) -> Json:
    """The message as the Web API tells it."""
    workspace = desk.state.workspace
    by_app = {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    told: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.team_id,
    }
    told |= by_app if message.user == workspace.bot_user else {}
    told |= {"blocks": list(message.blocks)} if message.blocks else {}
    told |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
    told |= {"metadata": message.metadata} if metadata and message.metadata else {}
    told |= {"files": list(message.files)} if message.files else {}
    told |= {"edited": {"user": message.user, "ts": message.ts}} if message.edited else {}
    return told | ({"is_ephemeral": True} if message.only_for else {})


def post_message(call: Call) -> Json:
    """The message stands in the channel, or in the private line of the user named as channel."""
    channel = _writable(call)
    message = _checked_message(call, channel)
    _keep_pace(call.desk, channel)
    thread = call.maybe("thread_ts")
    if thread is not None and call.state.message(channel.id, thread) is None:
        refuse("thread_not_found")
    message = replace(message, thread_ts=thread, broadcast=call.flag("reply_broadcast"))
    stored = call.state.write(message, links_names=_names_linked(call))
    warned = len(call.maybe("text") or "") > TEXT_IN_MESSAGE
    notes: Json = {"response_metadata": {"warnings": ["message_truncated"]}} if warned else {}
    return {"channel": channel.id, "ts": stored.ts, "message": message_json(stored, call.desk)} | notes


def post_ephemeral(call: Call) -> Json:
    """One member of the channel sees the message; nobody can fetch it."""
    channel, reader = _writable(call), call.user()
    if reader.id not in channel.members:
        refuse("user_not_in_channel")
    message = replace(_checked_message(call, channel), only_for=reader.id, thread_ts=call.maybe("thread_ts"))
    return {"message_ts": call.state.write(message, links_names=_names_linked(call)).ts}


def update_message(call: Call) -> Json:
    """The app's own message says something else; blocks go where only text is sent, and stay where only blocks are."""
    before = _own(call, refused="cant_update_message")
    if len(call.maybe("text") or "") > TEXT_IN_UPDATE:
        refuse("msg_too_long")
    after = _checked_message(call, call.inside())
    text = after.text if call.maybe("text") is not None or after.blocks else before.text
    metadata = before.metadata if after.metadata is None else after.metadata
    after = replace(before, text=text, blocks=after.blocks, metadata=metadata, edited=not after.blocks)
    stored = call.state.write(after, links_names=_names_linked(call))
    told = message_json(stored, call.desk)
    return {"channel": stored.channel, "ts": stored.ts, "text": stored.text, "message": told}


def delete_message(call: Call) -> Json:
    """The app's own message is gone."""
    message = _own(call, refused="cant_delete_message")
    call.state.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(call: Call) -> Json:
    """The address of the message for browsers."""
    channel, ts = call.channel(), call.word("message_ts", missing="message_not_found")
    message = call.state.message(channel.id, ts)
    if message is None or message.only_for:
        refuse("message_not_found")
    inside = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    url = f"{call.workspace.url}archives/{channel.id}/p{ts.replace('.', '')}{inside}"
    return {"channel": channel.id, "permalink": url}


def answer_hook(call: Call, hook: Hook) -> None:
    """What was sent to a response address stands where it belongs: new, or in place of the pressed message."""
    state = call.state
    original = state.message(hook.channel, hook.ts) if hook.ts else None
    if original is not None and call.flag("delete_original"):
        state.delete(original)
        return
    message = _checked_message(call, state.channels[hook.channel], summed=False)
    if original is not None and call.flag("replace_original"):
        state.write(replace(original, text=message.text, blocks=message.blocks, edited=True))
        return
    only_for = None if call.maybe("response_type") == "in_channel" else hook.user
    thread = call.maybe("thread_ts") or hook.thread_ts
    state.write(replace(message, only_for=only_for, thread_ts=thread))


def _writable(call: Call) -> Channel:
    named = str(call.arguments.get("channel", ""))
    if named in call.workspace.everyone:
        return call.state.im(named)
    channel = call.channel()
    if channel.is_archived:
        refuse("is_archived")
    public = not channel.is_private and "chat:write.public" in call.workspace.scopes
    return channel if public else call.inside()


def _checked_message(call: Call, channel: Channel, *, summed: bool = True) -> Message:
    text = str(call.arguments.get("text") or "")[:TEXT_IN_MESSAGE]
    blocks = call.json("blocks", refused="invalid_blocks_format") or []
    if not text and not blocks:
        refuse("no_text")
    _check_blocks(blocks)
    if summed and call.workspace.sums_block_text and block_text_length(blocks) > TEXT_IN_BLOCKS:
        refuse("msg_blocks_too_long")
    ts, user = call.state.next_ts(), call.workspace.bot_user
    return Message(channel=channel.id, ts=ts, user=user, text=text, blocks=tuple(blocks), metadata=_metadata(call))


def _check_blocks(blocks: object) -> None:
    if not isinstance(blocks, list):
        refuse("invalid_blocks_format")
    if found := message_problems(blocks):
        told = {"errors": list(found), "response_metadata": {"messages": [f"[ERROR] {words}" for words in found]}}
        refuse("invalid_blocks", details=told)


def _metadata(call: Call) -> Json | None:
    metadata = call.json("metadata", refused="invalid_metadata_format")
    if metadata is None:
        return None
    whole = isinstance(metadata, dict) and isinstance(metadata.get("event_payload"), dict)
    if not whole or not isinstance(metadata.get("event_type"), str):
        refuse("invalid_metadata_format")
    if len(str(metadata["event_payload"])) > METADATA_LIMIT:
        refuse("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _own(call: Call, *, refused: str) -> Message:
    message = call.state.message(call.channel().id, call.word("ts", missing="message_not_found"))
    if message is None or message.only_for:
        refuse("message_not_found")
    if message.user != call.workspace.bot_user:
        refuse(refused)
    return message


def _names_linked(call: Call) -> bool:
    return call.flag("link_names") or call.maybe("parse") == "full"


def _keep_pace(desk: Desk, channel: Channel) -> None:
    with desk.state.changed:
        last, now = desk.last_posts.get(channel.id), monotonic()
        if desk.faults.paced and last is not None and now - last < 1:
            raise LimitedError(1)
        desk.last_posts[channel.id] = now
