"""What one interaction lends to the app: a trigger that opens one modal, and an address to answer at."""

from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from uuid import uuid4

TRIGGER_LIFE_S = 3.0
HOOK_LIFE_S = 30 * 60.0
HOOK_USES = 5


@dataclass(slots=True)
class Trigger:
    """Opens one modal for one person within three seconds; pressed inside a modal, it may stack on that one."""

    user: str
    view: str | None
    until: float
    used: bool = False


@dataclass(slots=True)
class Hook:
    """An address that takes five answers in half an hour; `ts` is the message that was pressed, if one was."""

    channel: str
    user: str
    ts: str | None
    thread_ts: str | None
    until: float
    left: int = HOOK_USES


@dataclass(slots=True)
class Grants:
    """Everything lent so far."""

    trigger_life_s: float = TRIGGER_LIFE_S
    triggers: dict[str, Trigger] = field(default_factory=dict)
    hooks: dict[str, Hook] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def trigger(self, user: str, *, view: str | None = None) -> str:
        """A new trigger for that person."""
        name = f"{uuid4().int % 10**13}.{uuid4().hex[:12]}"
        with self._lock:
            self.triggers[name] = Trigger(user, view, monotonic() + self.trigger_life_s)
        return name

    def hook(self, *, channel: str, user: str, ts: str | None = None, thread_ts: str | None = None) -> str:
        """The path of a new address to answer at."""
        name = uuid4().hex
        with self._lock:
            self.hooks[name] = Hook(channel, user, ts, thread_ts, monotonic() + HOOK_LIFE_S)
        return name

    def spend_trigger(self, name: str) -> Trigger | str:
        """The trigger, now used; or the error that Slack answers."""
        with self._lock:
            trigger = self.triggers.get(name)
            if trigger is None:
                return "invalid_trigger_id"
            if trigger.used:
                return "exchanged_trigger_id"
            if monotonic() > trigger.until:
                return "expired_trigger_id"
            trigger.used = True
            return trigger

    def spend_hook(self, name: str) -> Hook | str:
        """The hook with one answer less; or the error that Slack answers."""
        with self._lock:
            hook = self.hooks.get(name)
            if hook is None or monotonic() > hook.until:
                return "expired_url"
            if hook.left == 0:
                return "used_url"
            hook.left -= 1
            return hook
