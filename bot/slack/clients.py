"""Web API clients: one for answering people, one for posting digests, and the tokens they need."""

import os
from dataclasses import dataclass, field

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler

from bot.errors import UserError
from bot.settings import SlackSettings

SLACK_API = WebClient.BASE_URL
_TIMEOUT_S = 30


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the environment holds for Slack. Its repr shows none of it."""

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)  # Socket Mode
    signing_secret: str | None = field(default=None, repr=False)  # HTTP mode


def credentials(settings: SlackSettings) -> Credentials:
    """The secrets that this mode needs. Raises UserError that names the first variable that is not set."""
    bot = _secret(settings.bot_token_env, "the bot token (xoxb-...) from OAuth & Permissions")
    if settings.mode == "socket":
        return Credentials(bot, app_token=_secret(settings.app_token_env, "an app-level token (xapp-...)"))
    return Credentials(bot, signing_secret=_secret(settings.signing_secret_env, "the signing secret"))


def _secret(variable: str, what: str) -> str:
    if value := os.environ.get(variable, "").strip():
        return value
    raise UserError(f"the environment variable {variable} is not set; export it with {what} of your Slack app")


def answering_client(token: str, base_url: str = SLACK_API) -> WebClient:
    """For calls that may be made twice: dropped connections and 429s are tried again by themselves."""
    client = WebClient(token=token, base_url=base_url, timeout=_TIMEOUT_S)
    client.retry_handlers = [ConnectionErrorRetryHandler(), RateLimitErrorRetryHandler(max_retry_count=2)]
    return client


def posting_client(token: str, base_url: str = SLACK_API) -> WebClient:
    """For posts: nothing is tried again behind our back, because a post whose answer was lost may stand already."""
    client = WebClient(token=token, base_url=base_url, timeout=_TIMEOUT_S)
    client.retry_handlers = []
    return client
