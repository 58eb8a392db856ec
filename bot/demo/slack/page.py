"""One self-contained page that looks like Slack's desktop client, for the demo and for pictures of it."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any
from zlib import crc32
from zoneinfo import ZoneInfo

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from bot.demo.slack.calling import Upload
from bot.demo.slack.mrkdwn import Names, mrkdwn
from bot.demo.slack.page_blocks import blocks_html
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import Message, State, visible
from bot.demo.slack.workspace import Channel

TOGETHER = timedelta(minutes=5)  # messages of one author this close stand under one name
FACES = ("#4a6fa5", "#b5651d", "#3d8b6e", "#8a4f7d", "#a63d40", "#5b5ea6", "#7a7d2e")
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the page shows it."""

    author: str
    initials: str
    face: str
    is_app: bool
    time: str
    day: str | None  # set on the first message of a day
    joined: bool  # under the name of the message before
    only_you: bool
    edited: bool
    body: Markup
    replies: tuple["Line", ...]
    folded: str  # "3 replies" where the thread stays folded


@dataclass(frozen=True, slots=True)
class _Reading:
    state: State
    names: Names
    zone: ZoneInfo
    thread: str | None


def render_page(
    state: State,
    channel: str,
    *,
    thread: str | None = None,
    reader: str | None = None,
    uploads: Mapping[str, Upload] | None = None,
) -> str:
    """The channel as HTML with that thread unfolded; ephemeral messages only where their reader looks."""
    reading = _Reading(state, _names(state, uploads or {}), _zone(state, reader), thread)
    with state.changed:
        place = state.channels[channel]
        messages = visible(state.messages(channel), reader or "")
    lines = tuple(_lines([one for one in messages if not one.is_reply or one.broadcast], messages, reading))
    return _filled(state, reader, place=place, title=_called(place, reading.names), lines=lines, home=None)


def render_home(state: State, user: str) -> str:
    """That person's Home tab of the app as HTML."""
    with state.changed:
        view = state.homes.get(user)
    blocks = view.body["blocks"] if view is not None else ()
    body = blocks_html(blocks, _names(state, {}))
    return _filled(state, user, place=None, title=state.workspace.app_name, lines=(), home=body)


def _filled(state: State, reader: str | None, **parts: Any) -> str:  # noqa: ANN401 - whatever the template shows
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    here = files("bot.demo.slack")
    template = environment.from_string((here / "page.html.j2").read_text())
    style = Markup((here / "page.css").read_text())  # noqa: S704 - our own style sheet
    workspace = state.workspace
    me = workspace.everyone.get(reader or "") or next(iter(workspace.users), workspace.everyone[workspace.bot_user])
    channels = [one for one in state.channels.values() if not one.is_im and (reader is None or reader in one.members)]
    others = [user for user in workspace.users if user.id != me.id and not user.deleted][:6]
    people = [(user.shown_name, _initials(user.shown_name), _face(user.id)) for user in others]
    return template.render(
        style=style,
        workspace=workspace,
        channels=channels,
        people=people,
        me=(me.shown_name, _initials(me.shown_name), _face(me.id)),
        **parts,
    )


def _lines(shown: Sequence[Message], everything: Sequence[Message], reading: _Reading) -> Iterator[Line]:
    before: Message | None = None
    for message in shown:
        replies = [one for one in everything if one.is_reply and one.thread_ts == message.ts]
        unfolded = reading.thread in {message.ts, "all"}
        yield _line(
            message,
            before,
            reading,
            replies=tuple(_lines(replies, (), reading)) if unfolded else (),
            folded=f"{len(replies)} {'reply' if len(replies) == 1 else 'replies'}" if replies else "",
        )
        before = message


def _line(
    message: Message, before: Message | None, reading: _Reading, *, replies: tuple[Line, ...], folded: str
) -> Line:
    workspace, at = reading.state.workspace, message.at.astimezone(reading.zone)
    name = reading.names.people.get(message.user, message.user)
    earlier = None if before is None else before.at.astimezone(reading.zone)
    same_day = earlier is not None and earlier.date() == at.date()
    return Line(
        author=name,
        initials=_initials(name),
        face=_face(message.user),
        is_app=message.user in {workspace.bot_user, SLACKBOT},
        time=_clock_time(at),
        day=None if same_day or message.is_reply else _day(at),
        joined=before is not None and same_day and _together(before, message),
        only_you=message.only_for is not None,
        edited=message.edited,
        body=_body(message, reading.names),
        replies=replies,
        folded=folded,
    )


def _together(before: Message, message: Message) -> bool:
    alike = before.user == message.user and before.only_for == message.only_for
    return alike and message.at - before.at < TOGETHER


def _body(message: Message, names: Names) -> Markup:
    said = Markup('<div class="words">{}</div>').format(mrkdwn(message.text, names)) if message.text else Markup("")
    words = blocks_html(message.blocks, names) if message.blocks else said
    return words + Markup("").join(_file(one, names) for one in message.files)


def _file(file: Json, names: Names) -> Markup:
    source = names.images.get(file["url_private"])
    if source is None:
        return Markup('<div class="file">{}</div>').format(file["title"])
    return Markup('<figure class="b-image"><figcaption>{0}</figcaption><img src="{1}" alt="{0}"></figure>').format(
        file["title"], source
    )


def _names(state: State, uploads: Mapping[str, Upload]) -> Names:
    people = {user.id: user.shown_name for user in state.workspace.everyone.values()} | {SLACKBOT: "Slackbot"}
    channels = {one.id: one.name for one in state.channels.values()}
    held = {one.id: _inlined(one) for one in uploads.values() if one.content is not None and one.name.endswith(".png")}
    with state.changed:
        told = [file for place in state.channels for one in state.messages(place) for file in one.files]
    return Names(people, channels, {file["url_private"]: held[file["id"]] for file in told if file["id"] in held})


def _inlined(upload: Upload) -> str:
    return f"data:image/png;base64,{b64encode(upload.content or b'').decode()}"


def _called(channel: Channel, names: Names) -> str:
    if not channel.is_im:
        return channel.name
    return ", ".join(sorted(names.people[one] for one in channel.members if one in names.people))


def _zone(state: State, reader: str | None) -> ZoneInfo:
    user = state.workspace.everyone.get(reader or "") or next(iter(state.workspace.users), None)
    return ZoneInfo(user.tz if user is not None else "UTC")


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper() or "?"


def _face(user: str) -> str:
    return FACES[crc32(user.encode()) % len(FACES)]


def _clock_time(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M %p}"


def _day(at: datetime) -> str:
    suffix = "th" if 11 <= at.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(at.day % 10, "th")
    return f"{at:%A, %B} {at.day}{suffix}"
