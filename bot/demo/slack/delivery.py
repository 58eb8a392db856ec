"""How deliveries reach the app: at once for commands and actions, in the background and again for events."""

from dataclasses import dataclass, field

from bot.demo.slack.calling import Desk
from bot.demo.slack.envelopes import Ack, Envelope, Line
from bot.demo.slack.payloads import event_payload
from bot.demo.slack.shapes import Json

RETRIES = 3


@dataclass(slots=True)
class Delivery:
    """Sends over whichever line is in use and keeps what nobody acknowledged."""

    desk: Desk
    line: Line
    unacknowledged: list[Envelope] = field(default_factory=list)

    def now(self, envelope: Envelope) -> Ack | None:
        """The app's acknowledgement of the envelope; copies, where asked for, follow on their own."""
        for _ in range(self.desk.faults.copies):
            self.desk.later(lambda: self.line.deliver(envelope.again()))
        ack = self.line.deliver(envelope)
        if ack is None:
            with self.desk.state.changed:
                self.unacknowledged.append(envelope)
                self.desk.state.changed.notify_all()
        return ack

    def event(self, event: Json) -> Envelope | None:
        """The envelope now on its way, tried again while nobody acknowledges it; None for events not subscribed to."""
        kind = event["type"] if event["type"] != "message" else f"message.{event.get('channel_type')}"
        if kind not in self.desk.state.workspace.events:
            return None
        envelope = Envelope("events_api", event_payload(self.desk, event))
        self.desk.later(lambda: self._persist(envelope))
        return envelope

    def _persist(self, envelope: Envelope) -> None:
        for _ in range(1 + RETRIES):
            if self.now(envelope) is not None:
                return
            envelope = envelope.again("timeout")
