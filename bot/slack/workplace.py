"""What every listener works with, and how work is begun: acknowledged first, taken on once, errors told in one line."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.access import Viewer
from bot.commands.base import Context
from bot.config import Config
from bot.errors import UserError
from bot.jobs.receiving import receive
from bot.slack.dedupe import Body, channel_of, request_key, user_of
from bot.slack.members import Members
from models.errors import StoreError

log = logging.getLogger("vested.slack")
_WORKERS = 8


Say = Callable[[str], None]  # one line for the one who asked, and nobody else


@dataclass(frozen=True, slots=True)
class Workplace:
    """The config, the database, Slack, and hands for work that goes on after the acknowledgement."""

    config: Config
    engine: Engine
    version: str
    clock: Callable[[], datetime]
    client: WebClient
    members: Members
    hands: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(_WORKERS, thread_name_prefix="vested-answer")
    )

    def begin(self, body: Body, work: Callable[[], None], *, say: Say) -> None:
        """The work goes on in the background, unless the same request was taken on before."""
        self.hands.submit(self._guarded, body, work, say)

    def close(self) -> None:
        """Work in hand ends; none begins."""
        self.hands.shutdown(wait=True)

    def viewer(self, body: Body) -> Viewer:
        """Who did it, as config has them. Raises UserError."""
        return self.members.viewer(self.config, user_of(body), self.clock())

    def context(self, body: Body) -> Context:
        """What commands answer from, for the one who asked where they asked. Raises UserError."""
        return Context(
            config=self.config,
            engine=self.engine,
            asked_at=self.clock(),
            version=self.version,
            viewer=self.viewer(body),
            channel=channel_of(body),
        )

    def _guarded(self, body: Body, work: Callable[[], None], say: Say) -> None:
        try:
            if receive(self.engine, request_key(body), self.clock()):
                work()
        except UserError as error:
            self._tell(say, str(error))
        except Exception as error:  # noqa: BLE001 - the rim: whoever asked gets a line, the log gets everything
            self._tell(say, told(error))

    def _tell(self, say: Say, text: str) -> None:
        try:
            say(text[:1].upper() + text[1:])
        except Exception:
            log.exception("an answer could not be given")


def told(error: Exception) -> str:
    """One line for the one who asked; everything is in the log under the same reference."""
    reference = uuid4().hex[:8]
    log.error("reference %s: %s", reference, error, exc_info=error)
    if isinstance(error, StoreError):
        return f"the database could not be used just now; ask again in a minute (reference {reference} in the log)"
    return (
        "something unexpected went wrong. Look whether it was done, and ask again if not; if it stays, "
        f"tell whoever runs Vested the reference {reference}: it is in the log"
    )
