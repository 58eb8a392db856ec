"""Risks and dependencies somebody raised: those that nobody answered, and those after which the work was finished."""

from collections.abc import Iterable, Iterator

from models.activity import Activity
from models.findings import Finding
from models.work import Comment, Issue
from signals.base import FlagStory, OpenFlag
from signals.history import timelines
from signals.waits import comments_by_issue, first_answer, held_up, urgency, working_days

FLAGS = frozenset({"risk_flag", "dependency_flag"})
_WITHDRAWN = frozenset({"disputed", "withdrawn"})


def open_flags(activity: Activity) -> tuple[OpenFlag, ...]:
    """Flags of the vendor's or of unlinked accounts on open issues, with no answer before the window's end.

    One a comment. Sorted by what they hold up, then by how long they have waited.
    """
    said = comments_by_issue(activity)
    flags = [
        _open_flag(activity, finding, issue)
        for finding, issue in _raised(activity)
        if timelines(activity)[issue.source, issue.external_id].is_open
        and _answer(activity, finding, said.get((issue.source, issue.external_id), ())) is None
    ]
    return tuple(sorted(flags, key=lambda flag: urgency(flag.hold, flag.waited, flag.issue.key)))


def stories(activity: Activity, findings: Iterable[Finding]) -> tuple[FlagStory, ...]:
    """Of these findings the flags whose issue was finished inside the window, after the flag; oldest flag first.

    It says what happened in which order, never that one caused the other.
    """
    said, wanted = comments_by_issue(activity), {finding.id for finding in findings}
    told = [
        _story(activity, finding, issue, said.get((issue.source, issue.external_id), ()))
        for finding, issue in _raised(activity)
        if finding.id in wanted
    ]
    return tuple(story for story in told if story is not None)


def _raised(activity: Activity) -> Iterator[tuple[Finding, Issue]]:
    """Flags sure enough to be shown, oldest first, the likeliest of each text, with the issue each was raised on."""
    seen = set()
    standing = (finding for finding in activity.findings if _stands(activity, finding))
    for finding in sorted(standing, key=lambda finding: (finding.occurred_at, -finding.probability, finding.id)):
        issue = activity.issue_by_id.get((finding.source, finding.issue_id))
        text = (finding.source, finding.item_kind, finding.item_id)
        if issue is not None and issue.removed_at is None and text not in seen:
            seen.add(text)
            yield finding, issue


def _stands(activity: Activity, finding: Finding) -> bool:
    return (
        finding.behaviour in FLAGS
        and finding.shown
        and finding.verdict not in _WITHDRAWN
        and finding.occurred_at < activity.window.end
        and activity.side(finding.source, finding.author) in ("vendor", "unlinked")
    )


def _answer(activity: Activity, finding: Finding, said: Iterable[Comment]) -> Comment | None:
    side = activity.side(finding.source, finding.author)
    return first_answer(activity, list(said), author=finding.author, side=side, after=finding.occurred_at)


def _open_flag(activity: Activity, finding: Finding, issue: Issue) -> OpenFlag:
    waited = working_days(finding.occurred_at, activity.window.end, activity.terms.zone)
    return OpenFlag(finding, issue, waited, held_up(activity, issue))


def _story(activity: Activity, finding: Finding, issue: Issue, said: Iterable[Comment]) -> FlagStory | None:
    finished_at = timelines(activity)[issue.source, issue.external_id].finished_at
    if finished_at is None or finished_at not in activity.window or finished_at <= finding.occurred_at:
        return None
    answer = _answer(activity, finding, said)
    answered_at = answer.created_at if answer and answer.created_at < finished_at else None
    return FlagStory(finding, issue, answered_at, finished_at)
