"""What was decided about open flags and questions: answered elsewhere, or accepted as a risk."""

from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Engine
from sqlmodel import Session

from bot.access import RefusedError, Viewer, whom_to_ask
from bot.config import EngagementSettings
from bot.errors import UserError
from bot.jobs.feedback import author_of, refuse_stranger
from models.db import writing
from models.findings import Finding
from models.people import Identity
from models.store import upsert
from models.surface import RiskVerdict
from models.work import Comment
from signals.flags import FLAGS

RiskDecision = Literal["answered", "accepted"]

_CLOSED_BY = "an open risk is closed by the lead, by the client or, when it was answered, by whoever raised it"


def give_risk_verdict(
    engine: Engine, engagement: EngagementSettings, *, subject: str, verdict: RiskDecision, viewer: Viewer, at: datetime
) -> RiskVerdict:
    """Keep that an open flag or question was answered elsewhere, or is accepted as a risk; the newest decision stands.

    Leads, the client and the operator decide both; whoever raised it may say that it was answered. Giving the same
    again changes nothing. Raises UserError, RefusedError.
    """
    refuse_stranger(engagement, viewer)
    if verdict not in get_args(RiskDecision):
        raise UserError(f"{verdict!r} is not a decision on a risk: say {' or '.join(get_args(RiskDecision))}")
    by = viewer.name(engagement.id)
    with writing(engine) as session:
        raised_by = _raised_by(session, engagement.id, subject)
        if viewer.standing(engagement.id) == "engineer" and (verdict == "accepted" or by != raised_by):
            raise RefusedError(f"{_CLOSED_BY}. {whom_to_ask(engagement)}")
        held = session.get(RiskVerdict, (engagement.id, subject))
        if held is not None and held.verdict == verdict:
            return held
        given = RiskVerdict.model_validate(
            {"engagement": engagement.id, "subject": subject, "verdict": verdict, "given_by": by, "given_at": at}
        )
        upsert(session, [given])
        return given


def _raised_by(session: Session, engagement: str, subject: str) -> str | None:
    """The person who raised the flag or asked the question. Raises UserError when there is none such."""
    if subject.startswith("question:"):
        _, source, ident = (*subject.split(":", 2), "", "")[:3]
        comment = session.get(Comment, (engagement, source, ident))
        if comment is not None and comment.removed_at is None:
            account = session.get(Identity, (engagement, source, comment.author or ""))
            return account.person_id if account is not None else None
    else:
        found = session.get(Finding, (engagement, subject))
        if found is not None and found.withdrawn_at is None and found.behaviour in FLAGS:
            return author_of(session, found)
    raise UserError("this flag or question is no longer there: its text was changed or removed")
