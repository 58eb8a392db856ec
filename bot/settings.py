"""Settings of the surfaces and the schedule, and the endings that count as no delivery by default."""

import re
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from connectors.base import VariableName

# Resolutions that end an issue without delivering it, in the words of Jira's, Linear's and GitHub's defaults.
CANCELLED = (
    "Won't Do",
    "Won't Fix",
    "Won't Have",
    "Duplicate",
    "Invalid",
    "Cannot Reproduce",
    "Not a Bug",
    "Not Our Bug",
    "Declined",
    "Rejected",
    "Incomplete",
    "Needs more info",
    "Hold",
    "Canceled",
    "Cancelled",
    "Obsolete",
)

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _time_of_day(text: str) -> str:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        raise ValueError("write a time of day as HH:MM, like 09:00")
    return text


def _channel_id(text: str) -> str:
    if not re.fullmatch(r"[CG][A-Z0-9]{2,20}", text):
        raise ValueError("write a Slack channel id like C012AB3CD: it stands at the bottom of the channel's details")
    return text


TimeOfDay = Annotated[str, AfterValidator(_time_of_day)]
ChannelId = Annotated[str, AfterValidator(_channel_id)]


class Settings(BaseModel):
    """One table of the config: frozen, and a setting it does not know is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SlackSettings(Settings):
    """How the Slack workspace is reached."""

    bot_token_env: VariableName = Field(default="SLACK_BOT_TOKEN", description="variable that holds the xoxb- token")
    app_token_env: VariableName = Field(
        default="SLACK_APP_TOKEN", description="variable that holds the xapp- token; mode socket needs it"
    )
    signing_secret_env: VariableName = Field(
        default="SLACK_SIGNING_SECRET", description="variable that holds the signing secret; mode http needs it"
    )
    mode: Literal["socket", "http"] = Field(default="socket", description="socket needs no public address")
    port: int = Field(default=3000, ge=1, le=65535, description="where mode http listens")
    charts: Literal["native", "image", "text"] = Field(
        default="native",
        description="native: charts and tables of Slack's own, images and text where it refuses them; "
        "image: charts as PNG files, tables as text; text: both as text",
    )

    @property
    def native_charts(self) -> bool:
        """Whether charts and tables of Slack's own are tried first."""
        return self.charts == "native"

    @property
    def uploads_images(self) -> bool:
        """Whether a posted message's wanted images follow it as files; one with Slack's own charts wants none."""
        return self.charts != "text"


class SyncSettings(Settings):
    """How often every source is pulled."""

    every_minutes: int = Field(default=60, ge=5, le=1440, description="minutes between two syncs, 5 to 1440")


class DigestSettings(Settings):
    """When the weekly digest of one engagement is posted, and where; times are in the engagement's time zone."""

    enabled: bool = Field(default=True, description="false posts nothing; commands still answer")
    day: Day = Field(default="mon", description="mon to thu tell the week before, fri, sat and sun the week that ends")
    at: TimeOfDay = Field(default="09:00", description="time of day as HH:MM")
    client_channel: ChannelId | None = Field(default=None, description="where the client reads: no person is named")
    internal_channel: ChannelId | None = Field(
        default=None, description="where delivery leads read, and nobody else: people's findings are shown there"
    )
    late_hours: int = Field(default=48, ge=1, le=168, description="after a downtime, post up to so many hours late")

    @property
    def time(self) -> time:
        """The time of day."""
        return time.fromisoformat(self.at)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that are set."""
        return tuple(channel for channel in (self.client_channel, self.internal_channel) if channel)

    @model_validator(mode="after")
    def _editions_stay_apart(self) -> Self:
        if self.client_channel is not None and self.client_channel == self.internal_channel:
            raise ValueError("client_channel and internal_channel are the same channel: the client would read both")
        return self
