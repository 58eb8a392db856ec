"""Somebody at a Slack client: types commands, presses buttons, fills in modals, and sees only what is theirs to see."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.demo.slack import payloads
from bot.demo.slack.blocks import elements_of
from bot.demo.slack.calling import Call, Desk
from bot.demo.slack.chat import answer_hook
from bot.demo.slack.delivery import Delivery
from bot.demo.slack.envelopes import Ack, Envelope
from bot.demo.slack.grants import Hook
from bot.demo.slack.payloads import NotOfferedError
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import Happening, Message, View, visible
from bot.demo.slack.views import change_modal, check_view, show_modal
from bot.demo.slack.workspace import Channel

PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of one act: the acknowledgement, and what appeared before the person's eyes."""

    ack: Ack | None
    happenings: tuple[Happening, ...]
    errors: Mapping[str, str]

    @property
    def messages(self) -> tuple[Message, ...]:
        """Messages that appeared or changed, in that order."""
        return tuple(one.what for one in self.happenings if isinstance(one.what, Message) and one.kind != "deleted")

    @property
    def message(self) -> Message:
        """The last message that appeared or changed."""
        return self.messages[-1]

    @property
    def view(self) -> View:
        """The last view that opened or changed."""
        return [one.what for one in self.happenings if isinstance(one.what, View) and one.kind != "closed"][-1]


@dataclass(frozen=True, slots=True)
class Person:
    """One member of the workspace at their own client. `expect` is how many changes to wait for after an act."""

    id: str
    desk: Desk
    delivery: Delivery

    @property
    def im(self) -> str:
        """The id of the private line between this person and the app."""
        return self.desk.state.im(self.id).id

    def command(self, command: str, text: str = "", *, channel: str, expect: int = 1) -> Seen:
        """What the person sees after sending a slash command from that channel."""
        place, since = self._joined(channel), self._mark()
        sent = _escaped(text, self.desk) if self.desk.state.workspace.escapes_commands else text
        payload = payloads.command_payload(self.desk, self.id, channel=place, command=command, text=sent)
        ack = self.delivery.now(Envelope("slash_commands", payload))
        if ack is None:
            self._told(place, f'{command} failed with the error "operation_timeout"')
        elif ack.answer:
            hook = Hook(place.id, self.id, None, None, 0)
            answer_hook(Call("slash_command", ack.answer, self.desk), hook)
        return self._seen(ack, since, expect=expect)

    def press(
        self, place: Message | View, action_id: str | None = None, *, value: object = None, expect: int = 1
    ) -> Seen:
        """What the person sees after pressing a button, or choosing that value in a menu, of a message or view."""
        current, since = self._current(place), self._mark()
        block, element = _offered(current, action_id, value)
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        action |= payloads.chosen(element, value)
        if isinstance(current, Message):
            payload = payloads.message_action(self.desk, self.id, current, action)
        else:
            payload = payloads.view_action(self.desk, self.id, current, action)
        return self._seen(self.delivery.now(Envelope("interactive", payload)), since, expect=expect)

    def submit(self, view: View, entries: Mapping[str, object] | None = None, *, expect: int = 0) -> Seen:
        """What the person sees after sending a modal; entries are named by block or action id."""
        current, since = self._current(view), self._mark()
        assert isinstance(current, View)
        payload = payloads.submission(self.desk, self.id, current, _values(current, entries or {}))
        ack = self.delivery.now(Envelope("interactive", payload))
        errors = {} if ack is None else self._follow(current, ack.answer)
        return self._seen(ack, since, expect=expect, errors=errors)

    def close(self, view: View) -> None:
        """The modal is dismissed, and the app told so where it asked to be."""
        current = self._current(view)
        assert isinstance(current, View)
        self.desk.state.show(current, "closed")
        if current.body.get("notify_on_close"):
            self.delivery.now(Envelope("interactive", payloads.closing(self.desk, self.id, current)))

    def open_home(self, *, timeout: float = PATIENCE_S) -> View:
        """The Home tab as the app published it after this opening."""
        since, state = self._mark(), self.desk.state
        event = {"type": "app_home_opened", "user": self.id, "channel": self.im, "tab": "home"}
        self.delivery.event(event)
        published = state.wait_for(
            lambda: [one.what for one in self._noticed(since) if one.kind == "published"],
            timeout=timeout,
            awaited="Home",
        )[-1]
        assert isinstance(published, View)
        return published

    def say(self, text: str, *, channel: str, thread_ts: str | None = None) -> Message:
        """The message now in the channel; the app hears of it where it is called or it is a private line."""
        place, state = self._joined(channel), self.desk.state
        message = state.write(
            Message(channel=place.id, ts=state.next_ts(), user=self.id, text=text, thread_ts=thread_ts)
        )
        called = f"<@{state.workspace.bot_user}>" in text
        told = {"user": self.id, "text": text, "ts": message.ts, "channel": place.id, "event_ts": message.ts}
        told |= {"thread_ts": thread_ts} if thread_ts else {}
        if place.is_im:
            self.delivery.event({"type": "message", "channel_type": "im", **told})
        elif called:
            self.delivery.event({"type": "app_mention", **told})
        return message

    def messages(self, channel: str) -> tuple[Message, ...]:
        """What the person can read in that channel or private line, oldest first."""
        return visible(self.desk.state.messages(self._joined(channel).id), self.id)

    def ims(self) -> tuple[Message, ...]:
        """What the app wrote to the person alone."""
        return self.messages(self.im)

    def _joined(self, channel: str) -> Channel:
        place = self.desk.state.channels[channel]
        if self.id not in place.members:
            raise NotOfferedError(f"{self.id} is not in {channel}")
        return place

    def _mark(self) -> int:
        with self.desk.state.changed:
            return len(self.desk.state.happenings)

    def _current(self, place: Message | View) -> Message | View:
        state = self.desk.state
        if isinstance(place, Message):
            found: Message | View | None = state.message(self._joined(place.channel).id, place.ts)
            mine = isinstance(found, Message) and found.only_for in {None, self.id}
        else:
            found = state.views.get(place.id)
            mine = found is not None and found.user == self.id
        if found is None or not mine:
            raise NotOfferedError(f"{self.id} does not have this before them")
        return found

    def _noticed(self, since: int) -> tuple[Happening, ...]:
        return tuple(one for one in self.desk.state.happenings[since:] if self._notices(one))

    def _notices(self, one: Happening) -> bool:
        if isinstance(one.what, View):
            return one.what.user == self.id
        inside = self.id in self.desk.state.channels[one.what.channel].members
        return inside and one.what.only_for in {None, self.id}

    def _seen(self, ack: Ack | None, since: int, *, expect: int, errors: Mapping[str, str] | None = None) -> Seen:
        def enough() -> bool:
            return len(self._noticed(since)) >= expect

        self.desk.state.wait_for(enough, timeout=PATIENCE_S, awaited=f"{expect} changes before {self.id}")
        with self.desk.state.changed:
            return Seen(ack, self._noticed(since), errors or {})

    def _told(self, place: Channel, words: str) -> None:
        ts = self.desk.state.next_ts()
        self.desk.state.write(Message(channel=place.id, ts=ts, user="USLACKBOT", text=words, only_for=self.id))

    def _follow(self, view: View, answer: Json) -> Mapping[str, str]:
        match answer.get("response_action"):
            case "errors":
                return dict(answer["errors"])
            case "update":
                change_modal(self.desk, view, check_view(answer["view"]))
            case "push":
                show_modal(self.desk, self.id, check_view(answer["view"]), above=view)
            case "clear":
                for one in [one for one in self.desk.state.views.values() if one.root == view.root]:
                    self.desk.state.show(one, "closed")
            case _:
                self.desk.state.show(view, "closed")
        return {}


def _blocks(place: Message | View) -> list[Json]:
    return list(place.blocks) if isinstance(place, Message) else list(place.body["blocks"])


def _parts(place: Message | View) -> Iterator[tuple[Json, Json]]:
    for block in _blocks(place):
        yield from ((block, part) for part in elements_of(block) if part["type"] != "image")


def _offered(place: Message | View, action_id: str | None, value: object) -> tuple[Json, Json]:
    for block, part in _parts(place):
        named = action_id in {None, part["action_id"]}
        if named and (part["type"] != "button" or value in (None, part.get("value"))):
            return block, part
    found = [(part["action_id"], part.get("value")) for _, part in _parts(place)]
    raise NotOfferedError(f"nothing to press named {action_id!r} with value {value!r}; there is {found}")


def _values(view: View, entries: Mapping[str, object]) -> Json:
    values: Json = {}
    parts = [(block, part) for block, part in _parts(view) if part["type"] != "button"]
    unknown = set(entries) - {name for block, part in parts for name in (block["block_id"], part["action_id"])}
    for block, part in parts:
        key = next((name for name in (block["block_id"], part["action_id"]) if name in entries), None)
        held = payloads.initial(part) if key is None else payloads.chosen(part, entries[key])
        if held is None and block["type"] == "input" and not block.get("optional"):
            unknown.add(f"{block['block_id']} (left empty)")
        values.setdefault(block["block_id"], {})[part["action_id"]] = {"type": part["type"], **(held or {})}
    if unknown:
        raise NotOfferedError(f"the modal does not take {sorted(unknown)}")
    return values


def _escaped(text: str, desk: Desk) -> str:
    people = {user.name: f"<@{user.id}|{user.name}>" for user in desk.state.workspace.everyone.values()}
    places = {one.name: f"<#{one.id}|{one.name}>" for one in desk.state.channels.values() if one.name}
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"(?<!\S)@([\w.-]+)", lambda found: people.get(found[1], found[0]), text)
    return re.sub(r"(?<!\S)#([\w-]+)", lambda found: places.get(found[1], found[0]), text)
