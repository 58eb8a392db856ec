"""One call of a Web API method: its arguments, read as Slack reads them, and the ways to refuse it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn, TypeVar

from bot.demo.slack.faults import Faults
from bot.demo.slack.grants import Grants
from bot.demo.slack.shapes import Json
from bot.demo.slack.state import State
from bot.demo.slack.workspace import Channel, User, Workspace

T = TypeVar("T")


class RefusalError(Exception):
    """Slack says no: `error` is its word for why, `details` stand beside it in the answer."""

    def __init__(self, error: str, *, details: Json | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.details = details or {}


def refuse(error: str, *, details: Json | None = None) -> NoReturn:
    """Never returns: the call ends with that error as its answer."""
    raise RefusalError(error, details=details)


class LimitedError(Exception):
    """Slack says not now."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} s")
        self.retry_after = retry_after


@dataclass(slots=True)
class Upload:
    """A file on its way: announced, then sent, then shared."""

    id: str
    name: str
    length: int
    content: bytes | None = None


@dataclass(slots=True)
class Desk:
    """Everything a method may touch."""

    state: State
    faults: Faults
    grants: Grants
    address: str
    socket_url: Callable[[], str]
    later: Callable[[Callable[[], object]], None]
    uploads: dict[str, Upload] = field(default_factory=dict)
    last_posts: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A method called with these arguments by a client whose token was good."""

    method: str
    arguments: Json
    desk: Desk

    @property
    def state(self) -> State:
        """What the workspace remembers."""
        return self.desk.state

    @property
    def workspace(self) -> Workspace:
        """Who and what there is."""
        return self.desk.state.workspace

    def word(self, key: str, *, missing: str = "invalid_arguments") -> str:
        """A required string."""
        value = self.arguments.get(key)
        if value in (None, ""):
            refuse(missing, details={"response_metadata": {"messages": [f"[ERROR] missing: {key}"]}})
        return str(value)

    def maybe(self, key: str) -> str | None:
        """A string, or None where it was not sent."""
        value = self.arguments.get(key)
        return None if value in (None, "") else str(value)

    def flag(self, key: str) -> bool:
        """True where it was sent as any of the ways to say yes."""
        return self.arguments.get(key) in {True, "true", "1"}

    def limit(self, *, default: int) -> int:
        """How many things one page may hold."""
        sent = str(self.arguments.get("limit") or default)
        if not sent.isdigit() or not 1 <= int(sent) <= 1000:
            refuse("invalid_limit")
        return int(sent)

    def json(self, key: str, *, refused: str) -> Any:  # noqa: ANN401 - JSON of any shape
        """A structure, sent as such or as a string; None where it was not sent."""
        value = self.arguments.get(key)
        try:
            return json.loads(value) if isinstance(value, str) and value else value or None
        except ValueError:
            refuse(refused)

    def need(self, scope: str) -> None:
        """Refuse unless the app has that scope."""
        if scope not in self.workspace.scopes:
            provided = ",".join(sorted(self.workspace.scopes))
            refuse("missing_scope", details={"needed": scope, "provided": provided})

    def user(self, key: str = "user") -> User:
        """The named account."""
        user = self.workspace.everyone.get(self.word(key, missing="user_not_found"))
        if user is None:
            refuse("user_not_found")
        return user

    def channel(self) -> Channel:
        """The named conversation, which the app can know of."""
        name = self.word("channel", missing="channel_not_found")
        channels = self.state.channels
        channel = channels.get(name) or next((one for one in channels.values() if f"#{one.name}" == name), None)
        if channel is None or (channel.is_private and self.workspace.bot_user not in channel.members):
            refuse("channel_not_found")
        return channel

    def inside(self) -> Channel:
        """The named conversation, of which the app is a member."""
        channel = self.channel()
        if self.workspace.bot_user not in channel.members:
            refuse("not_in_channel")
        return channel

    def page(self, items: Sequence[T], *, default: int) -> tuple[list[T], Json]:
        """One page of the items, and what the answer says about the next."""
        cursor = (self.maybe("cursor") or "after:0").removeprefix("after:")
        if not cursor.isdigit():
            refuse("invalid_cursor")
        end = int(cursor) + self.limit(default=default)
        return list(items[int(cursor) : end]), {"next_cursor": f"after:{end}" if end < len(items) else ""}
