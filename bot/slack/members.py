"""Who somebody at Slack is: asked of Slack once in a while, and of the config always."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.access import Viewer, viewer_of
from bot.config import Config
from bot.errors import UserError

REMEMBERED = timedelta(minutes=10)  # how long somebody who becomes a guest keeps their standing
_MOST_REMEMBERED = 5_000


@dataclass(slots=True)
class Members:
    """The workspace's people as far as they asked. Whoever Slack cannot tell about right now is not let in."""

    client: WebClient
    known: dict[str, tuple[datetime, bool]] = field(default_factory=dict)  # Slack id -> asked when, outsider
    team: str | None = None

    def viewer(self, config: Config, slack_id: str, now: datetime) -> Viewer:
        """The member as config has them; guests and members of other workspaces as outsiders. Raises UserError."""
        if not any(person.slack == slack_id for each in config.engagements for person in each.people):
            return viewer_of(config, slack_id, outsider=True)  # nobody either way, and Slack need not be asked
        return viewer_of(config, slack_id, outsider=self._outsider(slack_id, now))

    def _outsider(self, slack_id: str, now: datetime) -> bool:
        asked_at, outsider = self.known.get(slack_id, (None, True))
        if asked_at is not None and timedelta() <= now - asked_at < REMEMBERED:
            return outsider
        try:
            self.team = self.team or str(self.client.auth_test()["team_id"])
            user = self.client.users_info(user=slack_id)["user"]
        except (SlackApiError, OSError) as error:
            raise UserError("Slack does not say who you are just now; ask again in a minute") from error
        outsider = is_outsider(user, self.team)
        if len(self.known) >= _MOST_REMEMBERED:
            self.known.clear()
        self.known[slack_id] = (now, outsider)
        return outsider


def is_outsider(user: Mapping[str, Any], team: str) -> bool:
    """Whether the account is a guest's, another workspace's, a bot's or nobody's any more."""
    flags = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
    elsewhere = user.get("team_id") not in (None, team) and not user.get("enterprise_user")
    return elsewhere or any(user.get(flag) for flag in flags)
