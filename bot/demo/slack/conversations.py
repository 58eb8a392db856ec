"""Channels, private lines and their history, as the Web API tells them."""

from bot.demo.slack.calling import Call, refuse
from bot.demo.slack.chat import message_json
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import Message
from bot.demo.slack.workspace import Channel


def open_conversation(call: Call) -> Json:
    """The private line with that person, the same one each time."""
    known = call.maybe("channel")
    if known is not None:
        return {"channel": {"id": call.channel().id}}
    users = call.word("users", missing="users_list_not_supplied").split(",")
    if len(users) > 1:
        refuse("method_not_supported_for_channel_type")
    if users[0] not in call.workspace.everyone:
        refuse("user_not_found")
    return {"channel": {"id": call.state.im(users[0]).id}}


def conversation_info(call: Call) -> Json:
    """What the channel is."""
    channel = call.channel()
    call.need(f"{channel.kind}:read")
    counted = {"num_members": len(channel.members)} if call.flag("include_num_members") else {}
    return {"channel": _channel_json(channel, call) | counted}


def conversation_list(call: Call) -> Json:
    """The channels that the app can know of."""
    bot = call.workspace.bot_user
    known = [one for one in call.state.channels.values() if not one.is_private or bot in one.members]
    page, more = call.page([one for one in known if not one.is_im], default=100)
    return {"channels": [_channel_json(one, call) for one in page], "response_metadata": more}


def conversation_members(call: Call) -> Json:
    """The ids of those who are in."""
    channel = call.channel()
    call.need(f"{channel.kind}:read")
    page, more = call.page(sorted(channel.members), default=100)
    return {"members": page, "response_metadata": more}


def conversation_history(call: Call) -> Json:
    """The channel's own messages, newest first; replies live in their threads."""
    channel = call.inside()
    call.need(f"{channel.kind}:history")
    top = [one for one in call.state.messages(channel.id) if not one.only_for and (not one.is_reply or one.broadcast)]
    page, more = call.page([one for one in reversed(top) if _in_time(one, call)], default=100)
    told = [_threaded(one, call) for one in page]
    return {"messages": told, "has_more": bool(more["next_cursor"]), "pin_count": 0, "response_metadata": more}


def conversation_replies(call: Call) -> Json:
    """A message and its replies, oldest first."""
    channel = call.inside()
    call.need(f"{channel.kind}:history")
    ts = call.word("ts", missing="thread_not_found")
    thread = [one for one in call.state.messages(channel.id) if ts in {one.ts, one.thread_ts} and not one.only_for]
    if not thread:
        refuse("thread_not_found")
    page, more = call.page([one for one in thread if one.ts == ts or _in_time(one, call)], default=1000)
    told = [_threaded(one, call) for one in page]
    return {"messages": told, "has_more": bool(more["next_cursor"]), "response_metadata": more}


def _channel_json(channel: Channel, call: Call) -> Json:
    if channel.is_im:
        (user,) = channel.members - {call.workspace.bot_user} or {call.workspace.bot_user}
        return {"id": channel.id, "is_im": True, "user": user, "is_org_shared": False, "is_open": True}
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_shared": channel.is_ext_shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "is_member": call.workspace.bot_user in channel.members,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def _in_time(message: Message, call: Call) -> bool:
    oldest, latest = _instant(call, "oldest", 0.0), _instant(call, "latest", float("inf"))
    at = float(message.ts)
    return oldest <= at <= latest if call.flag("inclusive") else oldest < at < latest


def _instant(call: Call, key: str, usual: float) -> float:
    sent = call.maybe(key)
    try:
        return usual if sent is None else float(sent)
    except ValueError:
        refuse(f"invalid_ts_{key}")


def _threaded(message: Message, call: Call) -> Json:
    told = message_json(message, call.desk, metadata=call.flag("include_all_metadata"))
    replies = [one for one in call.state.messages(message.channel) if one.is_reply and one.thread_ts == message.ts]
    seen = [one for one in replies if not one.only_for]
    if not seen:
        return told
    users = list(dict.fromkeys(one.user for one in seen))
    counted = {"reply_count": len(seen), "reply_users": users, "latest_reply": seen[-1].ts}
    return told | {"thread_ts": message.ts} | counted
