"""The Slack app: every command, button, modal and event it listens to, in one place. Nothing happens on import."""

import logging
import re
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext, Respond
from slack_bolt.authorization import AuthorizeResult

from bot.slack.clients import Credentials
from bot.slack.feedback import MODAL, on_behaviour_chosen, on_finding_pressed, on_risk_pressed
from bot.slack.home import on_home_opened
from bot.slack.listeners import COMMAND, on_command
from bot.slack.workplace import Workplace, told

EVENTS = ("app_home_opened",)
_UNASKED = ("As you gave `client` as well, `token`", "As `installation_store` or `authorize` has been used, `token`")
_FINDING = re.compile(r"finding\.(confirmed|disputed|was-asked|wrong-behaviour)")
_RISK = re.compile(r"risk\.(answered|accepted)")


def build(workplace: Workplace, secrets: Credentials) -> App:
    """The app, ready to be given requests over either line. Makes no call to Slack."""
    logger = logging.getLogger("vested.slack.bolt")
    logger.addFilter(is_news)
    app = App(
        name="vested",
        client=workplace.client,
        signing_secret=secrets.signing_secret,
        authorize=_authorize(secrets.bot_token),
        request_verification_enabled=secrets.signing_secret is not None,
        logger=logger,
    )
    _listen(app, workplace)
    app.error(_log_error)
    return app


def is_news(record: logging.LogRecord) -> bool:
    """False for Bolt's two warnings that a token will not be used.

    Bolt takes SLACK_BOT_TOKEN out of the environment unasked and then warns that the client and `authorize`, which
    bring the very token with every request, come first. Whoever exported it as the README says did nothing wrong.
    """
    return not record.getMessage().startswith(_UNASKED)


def _listen(app: App, workplace: Workplace) -> None:
    def command(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        on_command(workplace, ack=ack, body=body, respond=respond)

    def finding(ack: Ack, body: dict[str, Any]) -> None:
        on_finding_pressed(workplace, ack=ack, body=body)

    def risk(ack: Ack, body: dict[str, Any]) -> None:
        on_risk_pressed(workplace, ack=ack, body=body)

    def chosen(ack: Ack, body: dict[str, Any]) -> None:
        on_behaviour_chosen(workplace, ack=ack, body=body)

    def home(body: dict[str, Any]) -> None:
        on_home_opened(workplace, body)

    app.command(COMMAND)(command)
    app.action(_FINDING)(finding)
    app.action(_RISK)(risk)
    app.action(re.compile(".*"))(_link)
    app.view(MODAL)(chosen)
    app.event(EVENTS[0])(home)


def _link(ack: Ack) -> None:
    """A button that opens an address tells the app of it too; there is nothing to do."""
    ack()


def _authorize(token: str) -> Callable[..., AuthorizeResult]:
    """Who the app is, without a call: an acknowledgement must not wait for Slack's Web API."""

    def authorize(enterprise_id: str | None, team_id: str | None, context: BoltContext) -> AuthorizeResult:  # noqa: ARG001 - Bolt injects arguments by these names
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=token)

    return authorize


def _log_error(error: Exception) -> None:
    told(error)
