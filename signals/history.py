"""What an issue's status was at any instant, read from its changes and never from anything after the window's end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from models.activity import Activity
from models.work import Change, Issue, StatusCategory

Basis = Literal["changelog", "created to resolved"]
ItemId = tuple[str, str]  # (source, external id)

_KNOWN_NAMES: Mapping[str, StatusCategory] = {  # for statuses that the tracker no longer lists
    "open": "unstarted",
    "new": "unstarted",
    "backlog": "unstarted",
    "to do": "unstarted",
    "reopened": "unstarted",
    "in progress": "started",
    "in review": "started",
    "done": "finished",
    "closed": "finished",
    "resolved": "finished",
    "released": "finished",
}


@dataclass(frozen=True, slots=True)
class StatusSpan:
    """One status from the instant it was entered to the instant it was left; no end where it still stood."""

    status: str
    category: StatusCategory
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The statuses of one issue, oldest first, as they were known when the window ended; none if it came later."""

    issue: Issue
    spans: tuple[StatusSpan, ...]
    basis: Basis

    @property
    def started_at(self) -> datetime | None:
        """The first time in a started category; its creation where the source keeps no changelog."""
        if self.basis == "created to resolved":
            return self.issue.created_at if self.spans else None
        return next((span.start for span in self.spans if span.category == "started"), None)

    @property
    def finished_at(self) -> datetime | None:
        """The last time it entered a finished category and stayed; None while open, or where nothing says when."""
        if self.basis == "created to resolved" and self.issue.finished_at is None:
            return None
        finished_at = None
        for span in reversed(self.spans):
            if span.category != "finished":
                break
            finished_at = span.start
        return finished_at

    @property
    def reopened_at(self) -> tuple[datetime, ...]:
        """Every instant it left a finished category."""
        pairs = zip(self.spans, self.spans[1:], strict=False)
        return tuple(after.start for before, after in pairs if before.category == "finished" != after.category)

    def at(self, instant: datetime) -> StatusSpan | None:
        """The status it was in at that instant; None before it existed."""
        return next((span for span in reversed(self.spans) if span.start <= instant), None)

    @property
    def last(self) -> StatusSpan | None:
        """The status it was in when the window ended; None if it did not exist yet."""
        return self.spans[-1] if self.spans else None

    @property
    def is_open(self) -> bool:
        """Whether it existed and was not finished when the window ended."""
        return self.last is not None and self.last.category != "finished"


def timelines(activity: Activity) -> Mapping[ItemId, Timeline]:
    """The timeline of every issue of the activity, by (source, external id)."""
    # Kept on the activity, as its own cached properties are: as a cache's key it would be hashed record by record.
    kept = vars(activity)
    if "timelines" not in kept:
        kept["timelines"] = _timelines(activity)
    return cast("Mapping[ItemId, Timeline]", kept["timelines"])


def sources_without_changelog(activity: Activity) -> tuple[str, ...]:
    """Sources whose issues came with no changes at all: there, statuses of the past are unknown."""
    return tuple(sorted({issue.source for issue in activity.issues} - _with_changelog(activity)))


def order(change: Change) -> tuple[datetime, int, str]:
    """Sorts changes oldest first; ids break ties, shorter (older) numbers first."""
    return change.occurred_at, len(change.external_id), change.external_id


def changes_by_issue(activity: Activity, field: str) -> Mapping[ItemId, list[Change]]:
    """The changes of one field, by the issue they are of."""
    grouped: dict[ItemId, list[Change]] = defaultdict(list)
    for change in activity.changes:
        if change.field == field:
            grouped[change.source, change.issue_id].append(change)
    return grouped


def _with_changelog(activity: Activity) -> set[str]:
    return {change.source for change in activity.changes}


def _timelines(activity: Activity) -> dict[ItemId, Timeline]:
    moves, categories, logged = (
        changes_by_issue(activity, "status"),
        _Categories.of(activity),
        _with_changelog(activity),
    )
    until = activity.window.end
    return {
        key: Timeline(
            issue,
            _spans(issue, moves.get(key, []), categories, until=until, logged=issue.source in logged),
            "changelog" if issue.source in logged else "created to resolved",
        )
        for key, issue in activity.issue_by_id.items()
    }


def _spans(
    issue: Issue, moves: Iterable[Change], categories: "_Categories", *, until: datetime, logged: bool
) -> tuple[StatusSpan, ...]:
    if issue.created_at >= until:
        return ()
    ordered = sorted(moves, key=order)
    if not ordered:
        return _unmoved(issue, until=until, logged=logged)
    first = ordered[0]
    start = min(issue.created_at, first.occurred_at)
    category = categories.of_status(issue, first.from_value, first.from_text) or "unstarted"
    spans = [StatusSpan(first.from_text or "", category, start)]
    for move in ordered:
        if move.occurred_at >= until:
            break
        # A status nobody can place says nothing new: the issue stays in the category it was in.
        category = categories.of_status(issue, move.to_value, move.to_text) or category
        spans.append(StatusSpan(move.to_text or "", category, move.occurred_at))
    return _closed(spans)


def _closed(spans: list[StatusSpan]) -> tuple[StatusSpan, ...]:
    following = [span.start for span in spans[1:]]
    return tuple(
        StatusSpan(span.status, span.category, span.start, end)
        for span, end in zip(spans, [*following, None], strict=True)
    )


def _unmoved(issue: Issue, *, until: datetime, logged: bool) -> tuple[StatusSpan, ...]:
    """Without status changes: created, resolved, and in today's status where that is known to be the one of then.

    It is where a changelog shows no move, to this day; without one, only if nothing of it changed since the window.
    """
    if issue.finished_at is not None and issue.finished_at < until:
        opened = StatusSpan("", "unstarted", min(issue.created_at, issue.finished_at), issue.finished_at)
        return opened, StatusSpan(issue.status, "finished", issue.finished_at)
    shown_then = (logged and issue.finished_at is None) or issue.updated_at < until
    category = cast("StatusCategory", issue.status_category) if shown_then else "unstarted"
    return (StatusSpan(issue.status if shown_then else "", category, issue.created_at),)


@dataclass(frozen=True, slots=True)
class _Categories:
    by_id: Mapping[tuple[str, str], str]
    by_name: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, activity: Activity) -> "_Categories":
        return cls(
            {(status.source, status.external_id): status.category for status in activity.statuses},
            {(status.source, status.name.casefold()): status.category for status in activity.statuses},
        )

    def of_status(self, issue: Issue, value: str | None, text: str | None) -> StatusCategory | None:
        """By id (names get changed), by name (ids get lost), by the issue's own word, by common names; else None."""
        name = (text or "").strip().casefold()
        found = self.by_id.get((issue.source, value or "")) or self.by_name.get((issue.source, name))
        if found is None and name == issue.status.casefold():
            found = issue.status_category
        return cast("StatusCategory | None", found or _KNOWN_NAMES.get(name))
