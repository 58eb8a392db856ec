"""Who waits for whom: how long in working days, what stands still meanwhile, and whether somebody has answered."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from models.activity import Activity
from models.people import Person, Side
from models.work import Comment, Issue, Milestone
from signals.base import Hold
from signals.history import ItemId, timelines

_BLOCKS = frozenset({"blocks", "is blocking", "blocking"})  # a link's relation as read from the issue that blocks


def working_days(start: datetime, end: datetime, zone: ZoneInfo) -> int:
    """Mondays to Fridays begun after the start's own day and before the end, on the zone's calendar; never negative."""
    first = start.astimezone(zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    days = max((last - first).days, 0)
    weeks, rest = divmod(days, 7)
    return 5 * weeks + sum((first + timedelta(days=day)).weekday() < 5 for day in range(1, rest + 1))


def comments_by_issue(activity: Activity) -> Mapping[ItemId, list[Comment]]:
    """The comments that stood when the window ended, oldest first, by the issue they are on."""
    grouped: dict[ItemId, list[Comment]] = defaultdict(list)
    for comment in sorted(activity.comments, key=lambda comment: (comment.created_at, comment.external_id)):
        if comment.removed_at is None and comment.created_at < activity.window.end:
            grouped[comment.source, comment.issue_id].append(comment)
    return grouped


def first_answer(
    activity: Activity,
    said: Collection[Comment],
    *,
    author: str,
    side: Side,
    after: datetime,
    asked: Person | None = None,
) -> Comment | None:
    """The first later comment of these that answers: by the client side, or where sides are unknown by anybody else.

    An account that nobody linked may well be the client's, so its word counts: "nobody has answered" must be true.
    Where one person was asked by name, somebody else's word about that person ("I nudged Paolo") is no answer.
    """
    answering = _answering(activity, side)
    for comment in said:
        if comment.created_at <= after or comment.author == author:
            continue
        if asked is not None and activity.person(comment.source, comment.author) == asked:
            return comment
        about_them = asked is not None and asked.name.split()[0].casefold() in comment.body.casefold()
        if activity.side(comment.source, comment.author) in answering and not about_them:
            return comment
    return None


def _answering(activity: Activity, side: Side) -> tuple[Side, ...]:
    """The sides that can answer; where nobody of the client's can be told apart, everybody but bots."""
    told_apart = activity.terms.unlisted_side in ("unlinked", "client") or any(
        p.side == "client" for p in activity.people
    )
    return ("client", "unlinked") if side == "vendor" and told_apart else ("vendor", "client", "unlinked")


def held_up(activity: Activity, issue: Issue) -> Hold:
    """The issue itself, then the open issues it blocks, and the milestone due first among all of theirs."""
    ids = [ident for relation, ident, _ in issue.links if relation.strip().casefold() in _BLOCKS]
    blocked = [activity.issue_by_id.get((issue.source, ident)) for ident in ids]
    held = {other.external_id: other for other in (issue, *blocked) if other is not None and is_open(activity, other)}
    return Hold(tuple(held.values()), _milestone(activity, held.values()))


def urgency(hold: Hold, waited: int, key: str) -> tuple[int, date, int, str]:
    """Sorts what holds up most first, then the milestone due first, then the longest wait; the key breaks ties."""
    due_on = hold.milestone.due_on if hold.milestone else None
    return -len(hold.issues), due_on or date.max, -waited, key


def is_open(activity: Activity, issue: Issue) -> bool:
    """Whether the issue existed and was not finished when the window ended."""
    return timelines(activity)[issue.source, issue.external_id].is_open


def _milestone(activity: Activity, issues: Collection[Issue]) -> Milestone | None:
    aimed_at = {(issue.source, ident) for issue in issues for ident in issue.milestone_ids}
    planned = [
        milestone
        for milestone in activity.milestones
        if (milestone.source, milestone.external_id) in aimed_at and not (milestone.archived or milestone.released)
    ]
    return min(planned, key=lambda milestone: (milestone.due_on or date.max, milestone.name), default=None)
