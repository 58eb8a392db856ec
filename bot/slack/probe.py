"""What `vested check` tries of Slack: tokens, scopes, and whether the app is in the channels it is to post to."""

from collections.abc import Iterable, Iterator
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.config import EngagementSettings
from bot.errors import UserError
from bot.settings import SlackSettings
from bot.slack.clients import SLACK_API, Credentials, answering_client, credentials
from connectors.base import Probe

SCOPES = frozenset(
    {
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:write",
        "groups:history",
        "groups:read",
        "users:read",
    }
)


def probe_slack(
    settings: SlackSettings, engagements: Iterable[EngagementSettings], *, base_url: str = SLACK_API
) -> Iterator[Probe]:
    """One probe for each thing that must work, with the remedy where it does not. Raises nothing."""
    try:
        secrets = credentials(settings)
    except UserError as error:
        yield Probe("slack", "failed", str(error))
        return
    client = answering_client(secrets.bot_token, base_url)
    try:
        told = client.auth_test()
    except (SlackApiError, SlackClientError, OSError) as error:
        yield Probe("slack: bot token", "failed", _trouble(error, f"export {settings.bot_token_env} anew"))
        return
    yield Probe("slack: bot token", "ok", f"{told['user']} in {told['team']}")
    yield _scopes(told.headers, SCOPES if settings.uploads_images else SCOPES - {"files:write"})
    if settings.mode == "socket":
        yield _socket(client, secrets, settings)
    for engagement in engagements:
        for channel in engagement.digest.channels:
            yield _channel(client, engagement, channel)


def _scopes(headers: Any, wanted: frozenset[str]) -> Probe:  # noqa: ANN401 - headers as the HTTP library has them
    granted = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    text = ",".join(granted) if isinstance(granted, list) else str(granted)
    missing = sorted(wanted - {scope.strip() for scope in text.split(",")})
    if missing:
        remedy = "update the app from slack-manifest.json and reinstall it"
        return Probe("slack: scopes", "failed", f"{', '.join(missing)} not granted: {remedy}")
    return Probe("slack: scopes", "ok", f"{len(wanted)} granted")


def _socket(client: WebClient, secrets: Credentials, settings: SlackSettings) -> Probe:
    try:
        client.apps_connections_open(app_token=secrets.app_token or "")
    except (SlackApiError, SlackClientError, OSError) as error:
        remedy = f"create an app-level token with connections:write and export {settings.app_token_env}"
        return Probe("slack: app token", "failed", _trouble(error, remedy))
    return Probe("slack: app token", "ok", "Socket Mode can be opened")


def _channel(client: WebClient, engagement: EngagementSettings, channel: str) -> Probe:
    subject = f"slack: {engagement.id}, {channel}"
    try:
        info = client.conversations_info(channel=channel)["channel"]
    except (SlackApiError, SlackClientError, OSError) as error:
        return Probe(subject, "failed", _trouble(error, "check the id, and /invite the app where it is private"))
    name = f"#{info.get('name', channel)}"
    if info.get("is_archived"):
        return Probe(subject, "failed", f"{name} is archived: name another channel in the config")
    if not info.get("is_member"):
        return Probe(subject, "failed", f"the app is not in {name}: type /invite @Vested there")
    internal = channel == engagement.digest.internal_channel
    if internal and (info.get("is_ext_shared") or not info.get("is_private")):
        return Probe(
            subject, "warning", f"{name} is the leads' channel and not private: others can read people's findings"
        )
    return Probe(subject, "ok", f"{name}, {'leads' if internal else 'client'}")


def _trouble(error: Exception, remedy: str) -> str:
    if isinstance(error, SlackApiError):
        word = error.response.get("error") if hasattr(error.response, "get") else None
        return f"Slack said {word or 'no'}: {remedy}"
    return f"Slack cannot be reached ({type(error).__name__}): check the network and proxy"
