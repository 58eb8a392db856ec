"""People's word on what was found: kept with who and when, applied by role.

The author's dispute takes a finding out of the counts at once and stands against everybody. After that the newest word
of a lead (or of the operator) decides, and the author's own confirmation where no lead spoke. What the client or
another engineer says is kept beside the finding and changes no count: the method (section 6) shows them no person's
findings, so their word informs those who see them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Engine
from sqlmodel import Session

from bot.access import STRANGER, RefusedError, Viewer, whom_to_ask
from bot.config import EngagementSettings
from bot.errors import UserError
from models.db import writing
from models.findings import Feedback, Finding, Verdict
from models.looking import words_on
from models.people import Identity
from signals.behaviours.base import BEHAVIOUR_BY_NAME

Given = Literal["confirmed", "disputed", "was-asked", "wrong-behaviour"]

_EFFECT: dict[str, Verdict] = {
    "confirmed": "confirmed",
    "disputed": "disputed",
    "was-asked": "was-asked",
    "wrong-behaviour": "disputed",  # it does not count as what it was taken for; the right one is kept to learn from
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a word on a finding did: the verdict that now stands, and whether this word is new and decides."""

    verdict: Verdict
    recorded: bool  # False when the same person had said the same before
    decides: bool  # False when it is kept without changing what counts
    said: str  # one sentence for the one who gave it


def give_verdict(
    engine: Engine,
    engagement: EngagementSettings,
    *,
    finding: str,
    verdict: Given,
    viewer: Viewer,
    at: datetime,
    behaviour: str | None = None,
    reason: str = "",
) -> Outcome:
    """Keep the viewer's word on the finding and apply what their role allows; saying the same twice keeps it once.

    `behaviour` is the right one where the verdict is "wrong-behaviour". Raises UserError, RefusedError.
    """
    refuse_stranger(engagement, viewer)
    by = viewer.name(engagement.id)
    with writing(engine) as session:
        found = session.get(Finding, (engagement.id, finding), with_for_update=True)
        if found is None or found.withdrawn_at is not None:
            raise UserError(
                "this finding is no longer there: its text was changed or removed, so there is nothing to say"
            )
        _check(found, verdict, behaviour)
        given = _word(found, verdict, by, at, behaviour=behaviour, reason=reason)
        words = words_on(session, engagement.id, [finding])
        recorded = not _said_before(words, given)
        if recorded:
            session.add(given)
            words = [*words, given]
        author = author_of(session, found)
        found.verdict = effective(words, author=author, leads=_leads(engagement))
        decides = by == author or by in _leads(engagement)
        return Outcome(found.verdict, recorded, decides, _told(engagement, verdict, found.verdict, decides=decides))


def effective(words: Sequence[Feedback], *, author: str | None, leads: frozenset[str]) -> Verdict:
    """The verdict that stands after these words, oldest first; the newest word of each person is their word."""
    newest = {word.given_by: word for word in words}
    own = newest.get(author) if author is not None else None
    if own is not None and own.verdict != "confirmed":
        return _EFFECT[own.verdict]
    by_leads = [word for word in words if word.given_by in leads and word.given_by != author]
    if by_leads:
        return _EFFECT[by_leads[-1].verdict]
    return _EFFECT[own.verdict] if own is not None else "none"


def _check(found: Finding, verdict: Given, behaviour: str | None) -> None:
    if verdict not in get_args(Given):
        raise UserError(f"{verdict!r} is not a verdict: say one of {', '.join(get_args(Given))}")
    if verdict == "wrong-behaviour" and (behaviour not in BEHAVIOUR_BY_NAME or behaviour == found.behaviour):
        titles = ", ".join(title.title for title in BEHAVIOUR_BY_NAME.values() if title.name != found.behaviour)
        raise UserError(f"say which behaviour it is instead: {titles}")


def _word(found: Finding, verdict: Given, by: str, at: datetime, *, behaviour: str | None, reason: str) -> Feedback:
    values = {
        "engagement": found.engagement,
        "finding_id": found.id,
        "verdict": verdict,
        "given_by": by,
        "given_at": at,
        "behaviour": behaviour if verdict == "wrong-behaviour" else None,
        "reason": reason.strip(),
    }
    return Feedback.model_validate(values)


def _said_before(words: Sequence[Feedback], given: Feedback) -> bool:
    own = [word for word in words if word.given_by == given.given_by]
    said = (given.verdict, given.behaviour, given.reason)
    return bool(own) and (own[-1].verdict, own[-1].behaviour, own[-1].reason) == said


def author_of(session: Session, found: Finding) -> str | None:
    """The person whose account wrote it, where that is known."""
    account = session.get(Identity, (found.engagement, found.source, found.author))
    return account.person_id if account is not None else None


def _leads(engagement: EngagementSettings) -> frozenset[str]:
    return frozenset({"terminal", *(person.id for person in engagement.people if person.role == "lead")})


def _told(engagement: EngagementSettings, given: Given, standing: Verdict, *, decides: bool) -> str:
    if not decides:
        return (
            f"Kept beside the finding. It changes no count: its author or the lead decides. {whom_to_ask(engagement)}"
        )
    if standing != _EFFECT[given]:
        return "Kept. The author's dispute stands, so it stays out of the counts"
    match given:
        case "confirmed":
            return "Confirmed"
        case "disputed":
            return "Taken out of the counts"
        case "was-asked":
            return "Kept as asked for: it is shown and not counted"
        case "wrong-behaviour":
            return "Taken out of the counts; the right behaviour is kept to learn from"


def refuse_stranger(engagement: EngagementSettings, viewer: Viewer) -> None:
    """Raise RefusedError unless the viewer is somebody in the engagement."""
    if viewer.standing(engagement.id) == "nobody":
        raise RefusedError(STRANGER)
