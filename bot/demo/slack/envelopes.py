"""What Slack sends to an app and what comes back, whichever way it travels."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal, Protocol
from uuid import uuid4

from bot.demo.slack.shapes import Json

Kind = Literal["events_api", "slash_commands", "interactive"]
ACK_WINDOW = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Envelope:
    """One delivery. Copies and retries carry the same payload under another id."""

    kind: Kind
    payload: Json
    attempt: int = 0
    reason: str = ""
    id: str = field(default_factory=lambda: str(uuid4()))

    def again(self, reason: str = "") -> "Envelope":
        """The same payload once more; with a reason it counts as a retry."""
        return Envelope(self.kind, self.payload, self.attempt + bool(reason), reason)


@dataclass(frozen=True, slots=True)
class Ack:
    """The app's word that it has the envelope, how long it took, and what it answered with it."""

    envelope: Envelope
    took: timedelta
    answer: Json

    @property
    def in_time(self) -> bool:
        """True within the three seconds that Slack waits."""
        return self.took <= ACK_WINDOW


class Line(Protocol):
    """A way to an app, and the acknowledgements that came back over it."""

    acks: list[Ack]

    def deliver(self, envelope: Envelope) -> Ack | None:
        """The acknowledgement, or None where none came in time."""
        ...
