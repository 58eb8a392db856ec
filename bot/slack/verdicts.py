"""Whose finding or risk a button is about, and the line that tells what people said of it."""

from bot.access import STRANGER, RefusedError, Viewer
from bot.commands.who import name_of
from bot.config import Config, EngagementSettings
from bot.errors import UserError
from bot.jobs.answers import author_of_finding, words_of
from bot.jobs.risk_verdicts import RiskDecision, give_risk_verdict
from bot.slack.workplace import Workplace
from models.findings import Feedback, Finding
from models.surface import RiskVerdict
from signals.behaviours.base import BEHAVIOUR_BY_NAME

_SAID = {
    "confirmed": "confirmed",
    "disputed": "not this",
    "was-asked": "was asked for",
    "wrong-behaviour": "another behaviour",
}
_DECIDED = {"answered": "Answered elsewhere", "accepted": "Accepted as a risk"}
_MOST = 5
GONE = "this finding is no longer there: its text was changed or removed, so there is nothing to say"


def engagements_of(config: Config, viewer: Viewer, channel: str | None) -> list[EngagementSettings]:
    """Those the viewer is part of, the channel's first. Raises RefusedError where there is none."""
    mine = [each for each in config.engagements if viewer.standing(each.id) != "nobody"]
    here = config.of_channel(channel)
    if not mine or (here is not None and here not in mine):
        raise RefusedError(STRANGER)
    return sorted(mine, key=lambda each: each is not here)


def finding_named(
    workplace: Workplace, viewer: Viewer, channel: str | None, finding: str
) -> tuple[EngagementSettings, Finding]:
    """The finding and its engagement, among those of the viewer. Raises UserError, RefusedError."""
    for engagement in engagements_of(workplace.config, viewer, channel):
        found = author_of_finding(workplace.engine, engagement, finding)
        if found is not None:
            return engagement, found[0]
    raise UserError(GONE)


def decide_risk(
    workplace: Workplace, viewer: Viewer, channel: str | None, *, subject: str, verdict: RiskDecision
) -> tuple[EngagementSettings, RiskVerdict]:
    """What now stands of the flag or question. Raises UserError, RefusedError."""
    trouble: UserError | None = None
    for engagement in engagements_of(workplace.config, viewer, channel):
        try:
            given = give_risk_verdict(
                workplace.engine,
                engagement,
                subject=subject,
                verdict=verdict,
                viewer=viewer,
                at=workplace.clock(),
            )
        except RefusedError:
            raise
        except UserError as error:
            trouble = error
        else:
            return engagement, given
    assert trouble is not None
    raise trouble


def words_line(workplace: Workplace, engagement: EngagementSettings, finding: str, channel: str | None) -> str:
    """`Ana Ruiz: confirmed · Luis Weber: not this`: the newest word of each person, in Slack's markup."""
    words = words_of(workplace.engine, engagement, [finding])
    newest: dict[str, Feedback] = {}
    for word in words:  # whoever spoke last stands last, also when they had spoken before
        newest.pop(word.given_by, None)
        newest[word.given_by] = word
    said = [f"{_who(engagement, word.given_by, channel)}: {_word(word)}" for word in newest.values()]
    return " · ".join(said[-_MOST:])


def risk_line(engagement: EngagementSettings, given: RiskVerdict, channel: str | None) -> str:
    """`Accepted as a risk by Luis Weber`, in Slack's markup."""
    return f"{_DECIDED[given.verdict]}: {_who(engagement, given.given_by, channel)}"


def _word(word: Feedback) -> str:
    instead = BEHAVIOUR_BY_NAME.get(word.behaviour or "")
    return f"{_SAID.get(word.verdict, word.verdict)}{f' ({instead.title})' if instead else ''}"


def _who(engagement: EngagementSettings, ident: str, channel: str | None) -> str:
    """Their name; where the client reads, those of the team who did not agree to be named are the team."""
    person = next((one for one in engagement.people if one.id == ident), None)
    reads = channel is not None and channel == engagement.digest.client_channel
    if reads and person is not None and person.role != "client" and not person.named_in_client_channel:
        return "the team"
    name = name_of(engagement.people, ident)
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
