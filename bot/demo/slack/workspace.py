"""Who and what a workspace holds before anybody says a word."""

from dataclasses import dataclass
from functools import cached_property

USUAL_SCOPES = frozenset(
    {
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "team:read",
        "users:read",
        "users:read.email",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """One account as Slack knows it; a stranger belongs to another workspace and is met in shared channels."""

    id: str
    name: str
    real_name: str = ""
    title: str = ""
    email: str | None = None
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    is_admin: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False

    @property
    def shown_name(self) -> str:
        """The name that others read."""
        return self.real_name or self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One conversation; `is_im` marks the private line between one person and the app."""

    id: str
    name: str = ""
    members: frozenset[str] = frozenset()
    topic: str = ""
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    is_im: bool = False

    @property
    def kind(self) -> str:
        """The prefix that scopes use for this sort of conversation."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """A workspace with one app installed; the app's own account joins the users by itself."""

    name: str = "Northwind Studio"
    domain: str = "northwind-studio"
    team_id: str = "T0NORTHWIND"
    users: tuple[User, ...] = ()
    channels: tuple[Channel, ...] = ()
    app_name: str = "Vested"
    app_id: str = "A0VESTED"
    bot_id: str = "B0VESTED"
    bot_user: str = "U0VESTED"
    bot_token: str = "xoxb-loopback"  # noqa: S105 - opens nothing but this loopback server
    app_token: str = "xapp-loopback"  # noqa: S105 - opens nothing but this loopback server
    signing_secret: str = "loopback-signing-secret"  # noqa: S105 - signs nothing but loopback requests
    scopes: frozenset[str] = USUAL_SCOPES
    events: frozenset[str] = frozenset({"app_home_opened", "app_mention", "message.im"})
    escapes_commands: bool = True  # `@ana` in a command arrives as `<@U1|ana>`
    sums_block_text: bool = True  # refuse messages whose blocks together pass about 12,000 characters

    @cached_property
    def everyone(self) -> dict[str, User]:
        """All accounts by id, the app's own included."""
        bot = User(id=self.bot_user, name=self.app_name.lower(), real_name=self.app_name, is_bot=True)
        return {user.id: user for user in (*self.users, bot)}

    @cached_property
    def url(self) -> str:
        """The workspace's address, as permalinks carry it."""
        return f"https://{self.domain}.slack.com/"
