"""Reading what is known of people: their findings over any window, what they had the opportunity for, who looked."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlmodel import Session, col

from models.activity import Activity, SourceSettings, Terms, Week, Window
from models.findings import Feedback, Finding
from models.people import Identity, Person
from models.queries import source_states
from models.store import chunks
from models.surface import Lookup, Mute, RiskVerdict
from models.work import Comment, Issue

Account = tuple[str, str]  # (source, the tracker's id of the account)


def load_findings(session: Session, terms: Terms, window: Window, settings: Mapping[str, SourceSettings]) -> Activity:
    """An activity of findings only: those in the window that stand, their issues, and who is who. No comments.

    Light at any length of window: it reads what was found, not what was written.
    """
    here = (col(Finding.engagement) == terms.engagement, col(Finding.source).in_(list(settings)))
    statement = select(Finding).where(
        *here,
        col(Finding.withdrawn_at).is_(None),
        col(Finding.occurred_at) >= window.start,
        col(Finding.occurred_at) < window.end,
    )
    found = tuple(session.scalars(statement.order_by(col(Finding.occurred_at), col(Finding.id))))
    return Activity(
        terms=terms,
        window=window,
        history=window,
        issues=tuple(_issues_of(session, terms.engagement, found)),
        people=tuple(session.scalars(select(Person).where(col(Person.engagement) == terms.engagement))),
        identities=tuple(identities(session, terms.engagement, list(settings))),
        findings=found,
        sources=tuple(source_states(session, terms.engagement, settings)),
    )


def identities(session: Session, engagement: str, sources: Collection[str]) -> list[Identity]:
    """Every account of these sources, by source and id."""
    where = (col(Identity.engagement) == engagement, col(Identity.source).in_(sources))
    order = (col(Identity.source), col(Identity.external_id))
    return list(session.scalars(select(Identity).where(*where).order_by(*order)))


def _issues_of(session: Session, engagement: str, found: Sequence[Finding]) -> list[Issue]:
    wanted = sorted({(finding.source, finding.issue_id) for finding in found})
    issues: list[Issue] = []
    for chunk in chunks(wanted, 400):
        ids = {ident for _, ident in chunk}
        held = session.scalars(
            select(Issue).where(col(Issue.engagement) == engagement, col(Issue.external_id).in_(ids))
        )
        issues += [issue for issue in held if (issue.source, issue.external_id) in set(chunk)]
    return issues


@dataclass(frozen=True, slots=True)
class Opportunities:
    """What somebody had to speak on in a window: the denominators of the method, section 4."""

    items: int  # issues they were assigned to or spoke on
    client_items: int  # those among them that the client's side opened
    finished_items: int  # those among them that were finished
    weeks: int  # weeks in which they wrote anything


def opportunities(
    session: Session,
    terms: Terms,
    window: Window,
    *,
    own: Collection[Account],
    clients: Collection[Account],
    counts: Callable[[Issue], bool],
) -> Opportunities:
    """Counted over the issues that the accounts `own` spoke on, or held while somebody touched them, in the window.

    `counts` says of an issue whether it is work at all, as it stands now.
    """
    spoken = _spoken(session, terms.engagement, window, own)
    issues = [
        issue for issue in _taken_part(session, terms.engagement, window, own=own, spoken=spoken) if counts(issue)
    ]
    return Opportunities(
        items=len(issues),
        client_items=sum((issue.source, issue.reporter) in clients for issue in issues),
        finished_items=sum(issue.finished_at in window for issue in issues),
        weeks=len({Week.of(when, terms.zone) for _, _, when in spoken}),
    )


def _spoken(session: Session, engagement: str, window: Window, own: Collection[Account]) -> list[Any]:
    statement = select(Comment.source, Comment.issue_id, Comment.created_at).where(  # type: ignore[call-overload]
        col(Comment.engagement) == engagement,
        col(Comment.removed_at).is_(None),
        col(Comment.created_at) >= window.start,
        col(Comment.created_at) < window.end,
        _is_one_of(own, Comment.source, Comment.author),
    )
    return list(session.execute(statement))


def _taken_part(
    session: Session, engagement: str, window: Window, *, own: Collection[Account], spoken: Sequence[Any]
) -> list[Issue]:
    here = (col(Issue.engagement) == engagement, col(Issue.removed_at).is_(None))
    assigned = and_(
        _is_one_of(own, Issue.source, Issue.assignee),
        col(Issue.created_at) < window.end,
        or_(col(Issue.updated_at) >= window.start, col(Issue.finished_at).is_(None)),
    )
    found = {(i.source, i.external_id): i for i in session.scalars(select(Issue).where(*here, assigned))}
    spoken_on = {(source, issue) for source, issue, _ in spoken} - found.keys()
    for chunk in chunks(sorted(spoken_on), 400):
        ids = {issue for _, issue in chunk}
        for issue in session.scalars(select(Issue).where(*here, col(Issue.external_id).in_(ids))):
            if (issue.source, issue.external_id) in spoken_on:
                found[issue.source, issue.external_id] = issue
    return list(found.values())


def _is_one_of(own: Collection[Account], source: Any, account: Any) -> Any:
    by_source: dict[str, list[str]] = {}
    for name, ident in own:
        by_source.setdefault(name, []).append(ident)
    return or_(col(source).in_([]), *(and_(source == name, account.in_(ids)) for name, ids in by_source.items()))


def written_by_account(session: Session, engagement: str) -> Counter[Account]:
    """How many comments each account wrote and issues it opened, of those still there."""
    counts: Counter[Account] = Counter()
    written: tuple[tuple[Any, Any], ...] = ((Comment, Comment.author), (Issue, Issue.reporter))
    for kind, author in written:
        statement = (
            select(kind.source, author, func.count())
            .where(kind.engagement == engagement, kind.removed_at.is_(None), author.is_not(None))
            .group_by(kind.source, author)
        )
        for source, account, count in session.execute(statement):
            counts[source, account] += count
    return counts


def words_on(session: Session, engagement: str, findings: Collection[str]) -> list[Feedback]:
    """What people said of these findings, oldest first."""
    said: list[Feedback] = []
    for chunk in chunks(sorted(findings), 400):
        where = (col(Feedback.engagement) == engagement, col(Feedback.finding_id).in_(chunk))
        said += session.scalars(select(Feedback).where(*where))
    return sorted(said, key=lambda word: (word.given_at, word.id or 0))


def looks_at(session: Session, engagement: str, person: str, since: datetime) -> list[Lookup]:
    """Who looked at this person's findings since then, newest first."""
    where = (col(Lookup.engagement) == engagement, col(Lookup.person_id) == person, col(Lookup.looked_at) >= since)
    return list(
        session.scalars(select(Lookup).where(*where).order_by(col(Lookup.looked_at).desc(), col(Lookup.id).desc()))
    )


def risk_verdicts(session: Session, engagement: str) -> dict[str, RiskVerdict]:
    """What was decided about flags and questions, by subject."""
    held = session.scalars(select(RiskVerdict).where(col(RiskVerdict.engagement) == engagement))
    return {verdict.subject: verdict for verdict in held}


def muted_until(session: Session, engagement: str, channel: str, at: datetime) -> datetime | None:
    """The instant until which no digest goes to the channel; None where it is not silenced at `at`."""
    mute = session.get(Mute, (engagement, channel))
    return mute.until if mute is not None and mute.until > at else None


def thread_before(session: Session, finding: Finding, most: int) -> tuple[Issue | None, Comment | None, list[Comment]]:
    """The finding's issue, the comment it stands in (None: the description), and up to `most` comments before it."""
    issue = session.get(Issue, (finding.engagement, finding.source, finding.issue_id))
    if finding.item_kind == "issue":
        return issue, None, []
    own = session.get(Comment, (finding.engagement, finding.source, finding.item_id))
    earlier = select(Comment).where(
        col(Comment.engagement) == finding.engagement,
        col(Comment.source) == finding.source,
        col(Comment.issue_id) == finding.issue_id,
        col(Comment.removed_at).is_(None),
        col(Comment.created_at) < finding.occurred_at,
    )
    newest = session.scalars(
        earlier.order_by(col(Comment.created_at).desc(), col(Comment.external_id).desc()).limit(most)
    )
    return issue, own, list(newest)[::-1]
