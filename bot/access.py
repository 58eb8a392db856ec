"""Who may see what: pure decisions over what config says of a viewer. Whoever config does not name sees nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.config import Config, EngagementSettings, PersonSettings
from bot.document import Edition
from bot.errors import UserError

Standing = Literal["nobody", "client", "engineer", "lead", "operator"]

TRUST: tuple[Standing, ...] = ("nobody", "client", "engineer", "lead", "operator")  # least trusted first
EVERYBODY: frozenset[Standing] = frozenset(TRUST)
LISTED: frozenset[Standing] = frozenset({"client", "engineer", "lead", "operator"})
VENDOR: frozenset[Standing] = frozenset({"engineer", "lead", "operator"})
LEADS: frozenset[Standing] = frozenset({"lead", "operator"})

# What each command is open to. A command that shows people asks again, person by person.
MAY: Mapping[str, frozenset[Standing]] = {
    "digest": LISTED,
    "signals": VENDOR,
    "me": frozenset({"engineer", "lead"}),
    "risks": LISTED,
    "velocity": LISTED,
    "ask": LISTED,
    "explain": VENDOR,
    "people": LEADS,
    "status": LISTED,
    "settings": VENDOR,
    "mute": LEADS,
    "help": EVERYBODY,
}
# Commands whose answer is about one person, or about the accounts of all: for the one who asks, in no channel.
ALONE = frozenset({"signals", "me", "explain", "people", "settings", "mute"})
_WHY: Mapping[str, str] = {
    "signals": "what was found in a person's words is for that person and the delivery lead",
    "explain": "what was found in a person's words is for that person and the delivery lead",
    "me": "it shows engineers and leads what was found in their own words; the client's words are never counted",
    "people": "whose account is whose is for the delivery lead",
    "settings": "the settings are for the team's side",
    "mute": "only the delivery lead silences a digest",
}


class RefusedError(UserError):
    """The viewer may not see this. The message says why and whom to ask."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: the operator at the terminal (no Slack id), or a Slack member and what they are in each engagement."""

    slack_id: str | None
    standings: Mapping[str, Standing] = field(default_factory=dict)  # by engagement id
    people: Mapping[str, str] = field(default_factory=dict)  # engagement id -> their person id there

    def standing(self, engagement: str) -> Standing:
        """What they are in that engagement."""
        return "operator" if self.slack_id is None else self.standings.get(engagement, "nobody")

    def person(self, engagement: str) -> str | None:
        """Their person id in that engagement; None where config does not name them."""
        return self.people.get(engagement)

    def name(self, engagement: str) -> str:
        """How they are written down: person id, else Slack id, else "terminal"."""
        return self.person(engagement) or self.slack_id or "terminal"


OPERATOR = Viewer(slack_id=None)


def viewer_of(config: Config, slack_id: str, *, outsider: bool = False) -> Viewer:
    """A Slack member as config has them; an outsider (guest, or of another workspace) is a listed client or nobody."""
    standings: dict[str, Standing] = {}
    people: dict[str, str] = {}
    for engagement in config.engagements:
        person = next((one for one in engagement.people if one.slack == slack_id), None)
        standing = _standing(person, outsider=outsider)
        if person is not None and standing != "nobody":
            standings[engagement.id], people[engagement.id] = standing, person.id
    return Viewer(slack_id, standings, people)


def _standing(person: PersonSettings | None, *, outsider: bool) -> Standing:
    if person is None or person.role == "bot" or (outsider and person.role != "client"):
        return "nobody"
    return person.role


@dataclass(frozen=True, slots=True)
class Reader:
    """Who will read one answer about one engagement: the viewer alone, or with `shared` everybody in a channel."""

    engagement: EngagementSettings
    standing: Standing  # of the least trusted who will read it
    name: str  # of the viewer, as it is written down
    person: str | None  # the viewer's own person id
    shared: bool = False

    @property
    def edition(self) -> Edition:
        """The internal edition for leads and the operator; for all others the one that shows no person's findings."""
        return "internal" if self.sees_people else "client"

    @property
    def sees_people(self) -> bool:
        """Whether findings of everybody in the engagement may be shown with their names."""
        return self.standing in LEADS

    def sees(self, person: str | None) -> bool:
        """Whether this person's findings may be shown: a lead sees all of the engagement, an engineer their own."""
        return self.sees_people or (self.standing == "engineer" and person is not None and person == self.person)


def reader_of(viewer: Viewer, engagement: EngagementSettings, *, channel: str | None, share: bool) -> Reader:
    """Who reads the answer: the viewer alone or, shared, the channel down to its least trusted. Raises RefusedError."""
    standing = viewer.standing(engagement.id)
    if share:
        standing = min(standing, _audience(engagement, channel), key=TRUST.index)
    return Reader(engagement, standing, viewer.name(engagement.id), viewer.person(engagement.id), share)


def _audience(engagement: EngagementSettings, channel: str | None) -> Standing:
    """The least trusted who reads in the channel."""
    if channel is not None and channel == engagement.digest.client_channel:
        return "client"
    if channel is not None and channel == engagement.digest.internal_channel:
        return "lead"
    raise RefusedError(
        "answers are shared in the engagement's own channels only, and this is none of them; "
        "without --share the answer is shown to you alone"
    )


def admitted(command: str, reader: Reader) -> Reader:
    """The reader, who may have this command's answer. Raises RefusedError, which says why not and whom to ask."""
    if reader.standing == "nobody":
        raise RefusedError(STRANGER)
    if reader.shared and command in ALONE:
        raise RefusedError(f"{command} is never shared in a channel: ask without --share, and you alone see it")
    if reader.standing not in MAY[command]:
        why = _WHY.get(command, "this is not for your role")
        raise RefusedError(f"{command} is not open to you: {why}. {whom_to_ask(reader.engagement)}")
    return reader


STRANGER = (
    "you are not listed in an engagement here, so there is nothing to show you. "
    "Ask the delivery lead, or whoever runs Vested, to add your Slack member id"
)


def whom_to_ask(engagement: EngagementSettings) -> str:
    """The sentence that names the engagement's leads."""
    leads = sorted(person.name for person in engagement.people if person.role == "lead")
    return f"Ask {' or '.join(leads)}" if leads else "Ask whoever runs Vested"
