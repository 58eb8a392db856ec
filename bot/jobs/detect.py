"""Reading what was written since last time and keeping what it shows as findings."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, select
from sqlmodel import Session, col

from bot.config import EngagementSettings
from bot.jobs.sync import Clock
from bot.jobs.threads import threads_of
from models.db import reading, writing
from models.findings import Finding
from models.people import Cast, Identity, Person
from models.queries import unread_issues
from models.runs import Detection
from models.store import chunks, upsert, withdraw
from models.work import Comment, Issue
from signals.behaviours.base import Classifier, Thread
from signals.behaviours.detect import findings

Item = tuple[str, str]  # (kind, id)
Versions = Mapping[Item, datetime]

_ISSUES = 100  # issues read at a time: bounds memory, and what a crash repeats
_IDS = 500  # ids a statement: below SQLite's limit of bound parameters
_TEXTS: tuple[tuple[str, Any, Any, Any], ...] = (
    ("issue", Issue, Issue.external_id, Issue.reporter),
    ("comment", Comment, Comment.issue_id, Comment.author),
)


@dataclass(frozen=True, slots=True)
class _Pass:
    """Reading one source of one engagement once with one version of a classifier."""

    engagement: str
    source: str
    classifier: str


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
    No transaction is open while the classifier reads, so that others can write meanwhile.
    """
    found = 0
    for source in engagement.types:
        this = _Pass(engagement.id, source, classifier.version)
        with reading(engine) as session:
            cast = _cast(session, engagement)
            unread = _unread(session, this, cast)
        for done, issues in enumerate(chunks(sorted(unread), _ISSUES)):
            progress(done * _ISSUES, len(unread))
            with reading(engine) as session:
                threads = threads_of(session, engagement=engagement.id, source=source, ids=issues, cast=cast)
            items = dict(_items(threads, unread))
            kept = list(findings(threads, classifier, items))
            with writing(engine) as session:
                found += _keep(session, this, items=items, found=kept, now=clock())
        progress(len(unread), len(unread))
    return found


def _cast(session: Session, engagement: EngagementSettings) -> Cast:
    people = session.scalars(select(Person).where(col(Person.engagement) == engagement.id))
    identities = session.scalars(select(Identity).where(col(Identity.engagement) == engagement.id))
    return Cast(tuple(people), tuple(identities), engagement.unlisted_accounts)


def _unread(session: Session, this: _Pass, cast: Cast) -> Mapping[str, Versions]:
    """For each issue its unread texts as they stand now.

    What bots wrote is left out and never marked as read, so that it is read once its account is a person's.
    """
    found: dict[str, dict[Item, datetime]] = defaultdict(dict)
    for issues in chunks(unread_issues(session, this.engagement, this.source, this.classifier), _IDS):
        for issue, item, author, version in _unread_texts(session, this, issues):
            if cast.side(this.source, author) != "bot":
                found[issue][item] = version
    return found


def _unread_texts(
    session: Session, this: _Pass, issues: Sequence[str]
) -> Iterator[tuple[str, Item, str | None, datetime]]:
    for kind, table, issue, author in _TEXTS:
        as_it_stands = and_(
            col(Detection.engagement) == table.engagement,
            col(Detection.source) == table.source,
            col(Detection.item_kind) == kind,
            col(Detection.item_id) == table.external_id,
            col(Detection.item_updated_at) == table.updated_at,
            col(Detection.classifier) == this.classifier,
        )
        texts = select(issue, table.external_id, author, table.updated_at).outerjoin(Detection, as_it_stands)
        unread = texts.where(*_standing(table, this), issue.in_(issues), col(Detection.item_id).is_(None))
        for issue_id, ident, by, version in session.execute(unread):
            yield issue_id, (kind, ident), by, version


def _standing(table: type[Issue | Comment], this: _Pass) -> tuple[ColumnElement[bool], ...]:
    here = (col(table.engagement) == this.engagement, col(table.source) == this.source)
    return *here, col(table.removed_at).is_(None)


def _items(threads: Iterable[Thread], unread: Mapping[str, Versions]) -> Iterator[tuple[Item, datetime]]:
    """The unread texts among those of the threads."""
    for thread in threads:
        for passage in thread.passages:
            item: Item = (passage.kind, passage.id)
            if version := unread[thread.issue_id].get(item):
                yield item, version


def _keep(session: Session, this: _Pass, *, items: Versions, found: Sequence[Finding], now: datetime) -> int:
    """Store what was found in texts that still stand as they were read; the others are read again next time."""
    standing = {item for item, version in _versions(session, this, items).items() if items[item] == version}
    kept = [finding for finding in found if (finding.item_kind, finding.item_id) in standing]
    for kind, *_ in _TEXTS:
        ids = [ident for of_kind, ident in standing if of_kind == kind]
        withdraw(session, engagement=this.engagement, source=this.source, item_kind=kind, items=ids, at=now)
    upsert(session, kept)
    upsert(session, (_detection(this, item, items[item]) for item in standing))
    return len(kept)


def _versions(session: Session, this: _Pass, items: Collection[Item]) -> Versions:
    """When each of the items was last edited, without those removed since."""
    found: dict[Item, datetime] = {}
    for kind, table, *_ in _TEXTS:
        for ids in chunks([ident for of_kind, ident in items if of_kind == kind], _IDS):
            stored = select(table.external_id, table.updated_at).where(
                *_standing(table, this), table.external_id.in_(ids)
            )
            found |= {(kind, ident): version for ident, version in session.execute(stored)}
    return found


def _detection(this: _Pass, item: Item, version: datetime) -> Detection:
    kind, ident = item
    return Detection.model_validate(
        {
            "engagement": this.engagement,
            "source": this.source,
            "item_kind": kind,
            "item_id": ident,
            "item_updated_at": version,
            "classifier": this.classifier,
        }
    )
