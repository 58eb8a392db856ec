"""What commands and digests read: an engagement's activity, how its sources stand, and people only with a log of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.config import EngagementSettings
from models.activity import Activity, SourceState, Week, Window
from models.db import reading, writing
from models.findings import Feedback, Finding
from models.loading import load_activity
from models.looking import (
    Opportunities,
    identities,
    load_findings,
    looks_at,
    opportunities,
    risk_verdicts,
    thread_before,
    words_on,
    written_by_account,
)
from models.people import Identity
from models.queries import Holdings, holdings, source_states
from models.surface import Lookup, RiskVerdict
from models.work import Comment, Issue
from signals.flow import delivers


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: how far it got, how its last run went, and what is held of it."""

    state: SourceState
    holdings: Holdings


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody asks for people's findings: who, with which command, when."""

    by: str  # person id, Slack id of somebody without one, or "terminal"
    command: str
    at: datetime


def activity_of(engine: Engine, engagement: EngagementSettings, week: Week) -> Activity:
    """The engagement's activity in that week and the weeks before it, for answers about the team."""
    with reading(engine) as session:
        return load_activity(session, engagement.terms, week, engagement.types)


def people_activity_of(engine: Engine, engagement: EngagementSettings, week: Week, look: Look) -> Activity:
    """The same for an answer that shows people by name: everybody with a finding in it can read that it was asked."""
    activity = activity_of(engine, engagement, week)
    _log(engine, engagement, look, _found_of(activity))
    return activity


def findings_of(engine: Engine, engagement: EngagementSettings, window: Window) -> Activity:
    """What was found in the window, for answers about the team."""
    with reading(engine) as session:
        return load_findings(session, engagement.terms, window, engagement.types)


def people_findings_of(
    engine: Engine, engagement: EngagementSettings, window: Window, look: Look, people: Collection[str] | None
) -> Activity:
    """What was found in the window of these people's words (of everybody's when None), each look written down.

    A look is kept before anything is answered: where it cannot be written, nobody is shown.
    """
    activity = findings_of(engine, engagement, window)
    _log(engine, engagement, look, _found_of(activity) if people is None else people)
    return activity


def _found_of(activity: Activity) -> set[str]:
    authors = (activity.person(finding.source, finding.author) for finding in activity.findings)
    return {person.id for person in authors if person is not None and person.side == "vendor"}


def note_look(engine: Engine, engagement: EngagementSettings, look: Look, people: Collection[str]) -> None:
    """Each of these people can read that their words were looked at, before they are shown."""
    _log(engine, engagement, look, people)


def _log(engine: Engine, engagement: EngagementSettings, look: Look, people: Collection[str]) -> None:
    """One row for each person who was looked at by somebody else."""
    others = sorted(set(people) - {look.by})
    if not others:
        return
    with writing(engine) as session:
        for person in others:
            values = {
                "engagement": engagement.id,
                "person_id": person,
                "looked_by": look.by,
                "looked_at": look.at,
                "command": look.command,
            }
            session.add(Lookup.model_validate(values))


def opportunities_of(
    engine: Engine, engagement: EngagementSettings, window: Window, *, activity: Activity, person: str
) -> Opportunities:
    """What the person had to speak on in the window."""
    own = {(i.source, i.external_id) for i in activity.identities if i.person_id == person}
    clients = {
        (i.source, i.external_id) for i in activity.identities if activity.side(i.source, i.external_id) == "client"
    }
    with reading(engine) as session:
        return opportunities(
            session, engagement.terms, window, own=own, clients=clients, counts=lambda issue: delivers(activity, issue)
        )


def risk_verdicts_of(engine: Engine, engagement: EngagementSettings) -> dict[str, RiskVerdict]:
    """What was decided about open flags and questions, by subject."""
    with reading(engine) as session:
        return risk_verdicts(session, engagement.id)


def words_of(engine: Engine, engagement: EngagementSettings, findings: Collection[str]) -> list[Feedback]:
    """What people said of these findings, oldest first."""
    with reading(engine) as session:
        return words_on(session, engagement.id, findings)


@dataclass(frozen=True, slots=True)
class Explained:
    """One finding where it stands: its issue, the comment that holds it (None: the description), what came before."""

    finding: Finding
    issue: Issue
    own: Comment | None
    before: tuple[Comment, ...]
    activity: Activity  # findings of that day, to tell which of equal ones counts, and who is who
    words: tuple[Feedback, ...]


def author_of_finding(
    engine: Engine, engagement: EngagementSettings, finding: str
) -> tuple[Finding, str | None] | None:
    """The finding and the person who wrote it, where there is such a finding in the engagement."""
    with reading(engine) as session:
        found = session.get(Finding, (engagement.id, finding))
        if found is None or found.source not in engagement.types:
            return None
        account = session.get(Identity, (engagement.id, found.source, found.author))
        return found, account.person_id if account is not None else None


def explained(
    engine: Engine, engagement: EngagementSettings, finding: Finding, look: Look, *, author: str | None, most: int
) -> Explained | None:
    """The finding in its thread; the look at somebody else's is written down. None where its issue is gone."""
    start = finding.occurred_at.astimezone(engagement.terms.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    activity = people_findings_of(
        engine, engagement, Window(start, start + timedelta(days=1)), look, {author} if author else set()
    )
    with reading(engine) as session:
        issue, own, before = thread_before(session, finding, most)
        words = tuple(words_on(session, engagement.id, [finding.id]))
    return Explained(finding, issue, own, tuple(before), activity, words) if issue is not None else None


def accounts_of(engine: Engine, engagement: EngagementSettings) -> tuple[list[Identity], Counter[tuple[str, str]]]:
    """Every account of the engagement's sources, and how much each wrote (comments and issues)."""
    with reading(engine) as session:
        return identities(session, engagement.id, list(engagement.types)), written_by_account(session, engagement.id)


def looks_of(engine: Engine, engagement: EngagementSettings, person: str, since: datetime) -> list[Lookup]:
    """Who looked at this person since then, newest first."""
    with reading(engine) as session:
        return looks_at(session, engagement.id, person, since)


def source_statuses(engine: Engine, engagement: EngagementSettings) -> list[SourceStatus]:
    """Every configured source of the engagement, in the order of the config."""
    with reading(engine) as session:
        states = source_states(session, engagement.id, engagement.types)
        return [SourceStatus(state, holdings(session, engagement.id, state.source)) for state in states]


def last_full_week(engagement: EngagementSettings, now: datetime) -> Week:
    """The newest week of the engagement's calendar that is over."""
    return Week.of(now, engagement.terms.zone).shift(-1)
