"""What the workspace remembers, guarded by one lock that also tells when something changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from threading import Condition, RLock
from typing import Literal, TypeVar

from bot.demo.slack.mentions import Ping, calls
from bot.demo.slack.shapes import Json
from bot.demo.slack.workspace import Channel, Workspace

T = TypeVar("T")
Clock = Callable[[], datetime]


class NothingHappenedError(Exception):
    """What was waited for did not happen before the deadline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message; `only_for` names the single reader of an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: tuple[Json, ...] = ()
    metadata: Json | None = None
    thread_ts: str | None = None
    only_for: str | None = None
    edited: bool = False
    files: tuple[Json, ...] = ()
    broadcast: bool = False

    @property
    def at(self) -> datetime:
        """When it was posted."""
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def is_reply(self) -> bool:
        """True inside a thread, false for its first message."""
        return self.thread_ts is not None and self.thread_ts != self.ts


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One modal or Home tab as its reader sees it; `body` is what the app sent."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that readers can see."""

    kind: Literal["posted", "updated", "deleted", "opened", "changed", "closed", "published"]
    what: Message | View


class State:
    """Everything said and shown so far. Readers and writers hold `changed`; each write wakes those who wait."""

    def __init__(self, workspace: Workspace, *, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self.workspace = workspace
        self.changed = Condition(RLock())
        self.channels: dict[str, Channel] = {channel.id: channel for channel in workspace.channels}
        self.happenings: list[Happening] = []
        self.pings: list[Ping] = []
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.numbers = count(1)
        self._clock = clock
        self._messages: dict[tuple[str, str], Message] = {}
        self._last_instant = 0

    def now(self) -> datetime:
        """The workspace's time."""
        return self._clock()

    def next_ts(self) -> str:
        """A timestamp that no message has, later than every one before."""
        with self.changed:
            self._last_instant = max(self._last_instant + 1, int(self.now().timestamp() * 1_000_000))
            return f"{self._last_instant // 1_000_000}.{self._last_instant % 1_000_000:06d}"

    def fresh_id(self, prefix: str) -> str:
        """An id that nothing else has."""
        return f"{prefix}{next(self.numbers):08X}"

    def write(self, message: Message, *, links_names: bool = False) -> Message:
        """The message as it now stands; it replaces one with the same channel and timestamp."""
        with self.changed:
            message = replace(message, blocks=tuple(self.named(block) for block in message.blocks))
            kind: Literal["posted", "updated"] = "updated" if self._key(message) in self._messages else "posted"
            self._messages[self._key(message)] = message
            targets = calls(message.text, message.blocks, links_names=links_names)
            self.pings += [Ping(message.channel, message.ts, target) for target in targets]
            self.happen(Happening(kind, message))
            return message

    def delete(self, message: Message) -> None:
        """The message is gone for everybody."""
        with self.changed:
            del self._messages[self._key(message)]
            self.happen(Happening("deleted", message))

    def message(self, channel: str, ts: str) -> Message | None:
        """The message with that timestamp, ephemeral ones included."""
        with self.changed:
            return self._messages.get((channel, ts))

    def messages(self, channel: str) -> tuple[Message, ...]:
        """Everything in the channel, replies and ephemeral messages included, oldest first."""
        with self.changed:
            inside = [message for message in self._messages.values() if message.channel == channel]
            return tuple(sorted(inside, key=lambda message: float(message.ts)))

    def show(self, view: View, kind: Literal["opened", "changed", "closed", "published"]) -> View:
        """The view as its reader now has it."""
        with self.changed:
            if kind == "published":
                self.homes[view.user] = view
            if kind == "closed":
                self.views.pop(view.id, None)
            else:
                self.views[view.id] = view
            self.happen(Happening(kind, view))
            return view

    def im(self, user: str) -> Channel:
        """The private line between that person and the app, opened on first use."""
        with self.changed:
            members = frozenset({user, self.workspace.bot_user})
            known = (one for one in self.channels.values() if one.is_im and one.members == members)
            channel = next(known, None) or Channel(id=self.fresh_id("D"), members=members, is_private=True, is_im=True)
            self.channels[channel.id] = channel
            return channel

    def happen(self, happening: Happening) -> None:
        """It is on record, and whoever waits looks again."""
        with self.changed:
            self.happenings.append(happening)
            self.changed.notify_all()

    def wait_for(self, found: Callable[[], T | None], *, timeout: float, awaited: str) -> T:
        """The first true answer of `found`, asked after every change."""
        with self.changed:
            if answer := self.changed.wait_for(found, timeout):
                return answer
        raise NothingHappenedError(f"{awaited}: nothing came within {timeout} s")

    def named(self, block: Json) -> Json:
        """The block with an id for itself and each of its interactive parts."""
        named = {**block, "block_id": block.get("block_id") or self.fresh_id("b")}
        if block["type"] == "actions":
            named["elements"] = [self._acting(one) for one in block["elements"]]
        return named | {key: self._acting(block[key]) for key in ("accessory", "element") if key in block}

    def _acting(self, element: Json) -> Json:
        return element if element["type"] == "image" else {"action_id": self.fresh_id("a"), **element}

    @staticmethod
    def _key(message: Message) -> tuple[str, str]:
        return message.channel, message.ts


def visible(messages: Sequence[Message], reader: str) -> tuple[Message, ...]:
    """The messages without those meant for other eyes."""
    return tuple(message for message in messages if message.only_for in {None, reader})
