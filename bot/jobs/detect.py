"""Reading what was written since last time and keeping what it shows as findings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Engine, select
from sqlmodel import Session, col

from bot.config import EngagementSettings
from bot.jobs.sync import Clock
from models.db import reading, writing
from models.people import Cast, Identity, Person
from models.queries import unread_issues
from models.runs import Detection
from models.store import chunks, upsert, withdraw
from models.work import Comment, Issue
from signals.behaviours.base import Classifier, Passage, Thread
from signals.behaviours.detect import findings

Item = tuple[str, str]  # (kind, id)
Versions = dict[Item, datetime]

_ISSUES = 100  # issues read per transaction: bounds memory, and what a crash repeats
_IDS = 500  # ids a statement: below SQLite's limit of bound parameters


@dataclass(frozen=True, slots=True)
class _Threads:
    """Some threads of one source, and when each of their items was last edited."""

    engagement: str
    source: str
    threads: list[Thread]
    versions: Versions


def detect(
    engine: Engine,
    engagement: EngagementSettings,
    classifier: Classifier,
    *,
    clock: Clock,
    progress: Callable[[int, int], None],
) -> int:
    """Read every new or edited text of the engagement; the number of findings in what was read.

    A new version of the classifier reads everything again. People's verdicts stay with the findings they were given on.
    """
    found = 0
    for source in engagement.types:
        with reading(engine) as session:
            unread = unread_issues(session, engagement.id, source, classifier.version)
            cast = _cast(session, engagement)
        for done, issues in enumerate(chunks(unread, _ISSUES)):
            progress(done * _ISSUES, len(unread))
            with writing(engine) as session:
                threads = _threads(session, engagement.id, source, issues, cast)
                found += _read(session, threads, classifier, clock())
        progress(len(unread), len(unread))
    return found


def _cast(session: Session, engagement: EngagementSettings) -> Cast:
    people = session.scalars(select(Person).where(col(Person.engagement) == engagement.id))
    identities = session.scalars(select(Identity).where(col(Identity.engagement) == engagement.id))
    return Cast(tuple(people), tuple(identities), engagement.unlisted_accounts)


def _threads(session: Session, engagement: str, source: str, ids: Sequence[str], cast: Cast) -> _Threads:
    def here(table: type[Issue | Comment]) -> tuple[ColumnElement[bool], ...]:
        return (col(table.engagement) == engagement, col(table.source) == source, col(table.removed_at).is_(None))

    issues = session.scalars(select(Issue).where(*here(Issue), col(Issue.external_id).in_(ids))).all()
    comments: dict[str, list[Comment]] = defaultdict(list)
    spoken = select(Comment).where(*here(Comment), col(Comment.issue_id).in_(ids))
    for comment in session.scalars(spoken.order_by(col(Comment.created_at), col(Comment.external_id))):
        comments[comment.issue_id].append(comment)
    versions = {("issue", issue.external_id): issue.updated_at for issue in issues}
    versions |= {("comment", said.external_id): said.updated_at for some in comments.values() for said in some}
    threads = [thread_of(issue, comments[issue.external_id], cast) for issue in issues]
    return _Threads(engagement, source, threads, versions)


def _read(session: Session, found: _Threads, classifier: Classifier, now: datetime) -> int:
    unread = found.versions.items() - _versions_read(session, found, classifier.version).items()
    items = frozenset(item for item, _ in unread)
    kept = list(findings(found.threads, classifier, items))
    for kind in ("issue", "comment"):
        ids = [ident for of_kind, ident in items if of_kind == kind]
        withdraw(session, engagement=found.engagement, source=found.source, item_kind=kind, items=ids, at=now)
    upsert(session, kept)
    upsert(session, (_detection(found, item, version, classifier.version) for item, version in unread))
    return len(kept)


def _versions_read(session: Session, found: _Threads, classifier: str) -> Versions:
    read: Versions = {}
    for ids in chunks([ident for _, ident in found.versions], _IDS):
        known = select(Detection).where(
            col(Detection.engagement) == found.engagement,
            col(Detection.source) == found.source,
            col(Detection.classifier) == classifier,
            col(Detection.item_id).in_(ids),
        )
        read |= {(one.item_kind, one.item_id): one.item_updated_at for one in session.scalars(known)}
    return read


def _detection(found: _Threads, item: Item, version: datetime, classifier: str) -> Detection:
    kind, ident = item
    return Detection.model_validate(
        {
            "engagement": found.engagement,
            "source": found.source,
            "item_kind": kind,
            "item_id": ident,
            "item_updated_at": version,
            "classifier": classifier,
        }
    )


def thread_of(issue: Issue, comments: Iterable[Comment], cast: Cast) -> Thread:
    """The issue's description and its comments (oldest first) as one thread, each author with a side."""
    spoken = [_description(issue, cast), *(_said(comment, issue, cast) for comment in comments)]
    return Thread(
        engagement=issue.engagement,
        source=issue.source,
        issue_id=issue.external_id,
        key=issue.key,
        title=issue.title,
        issue_kind=issue.kind,
        assignee=issue.assignee,
        handles=cast.handles(issue.source),
        passages=tuple(spoken),
    )


def _description(issue: Issue, cast: Cast) -> Passage:
    return Passage(
        kind="issue",
        id=issue.external_id,
        text=issue.body,
        zones=tuple(issue.zones),
        author=issue.reporter or "",
        side=cast.side(issue.source, issue.reporter),
        url=issue.url,
        written_at=issue.created_at,
        restricted=issue.security_level is not None,
    )


def _said(comment: Comment, issue: Issue, cast: Cast) -> Passage:
    return Passage(
        kind="comment",
        id=comment.external_id,
        text=comment.body,
        zones=tuple(comment.zones),
        author=comment.author or "",
        side=cast.side(comment.source, comment.author),
        url=comment.url,
        written_at=comment.created_at,
        restricted=comment.restricted_to is not None or issue.security_level is not None,
    )
