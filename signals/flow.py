"""Flow of work: what was finished, how many a week, how long it took, and what is still in progress.

Sub-tasks (unless the terms count them), items ended with a cancelled resolution, and items that bots opened and nobody
took up are left out of all of it. Everything is as it was when the activity's window ended.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from math import floor
from statistics import median
from typing import cast

from models.activity import Activity, Week, Window
from models.work import Issue
from signals.base import AgeingItem, Durations, Throughput, WeekCount, WorkInProgress
from signals.history import Timeline, timelines

WEEKS_COMPARED = 6  # the median that a week stands beside is of this many weeks before it
WEEKS_NEEDED = 4  # fewer weeks than this have no median worth printing


def delivers(activity: Activity, issue: Issue) -> bool:
    """Whether the issue counts as work of the engagement at all: no sub-task, epic, cancelled item or bot's own.

    Its kind, resolution and assignee are as they stand now, in past weeks too.
    """
    terms = activity.terms
    if issue.removed_at is not None or (issue.is_subtask and not terms.count_subtasks):
        return False
    if issue.kind.casefold() in terms.uncounted_kinds:
        return False
    cancelled = {resolution.casefold() for resolution in terms.cancelled_resolutions}
    return (issue.resolution or "").casefold() not in cancelled and not _is_a_bots_own(activity, issue)


def finished(activity: Activity, window: Window) -> tuple[Issue, ...]:
    """Issues that entered a finished status inside the window and stayed in it, in the order they were finished."""
    return tuple(timeline.issue for _, timeline in sorted(_finished(activity, window), key=_by_instant))


def reopened(activity: Activity, window: Window) -> tuple[Issue, ...]:
    """Issues that left a finished status inside the window, known only where the source keeps a changelog."""
    return tuple(
        timeline.issue for timeline in _delivering(activity) if any(at in window for at in timeline.reopened_at)
    )


def throughput(activity: Activity) -> Throughput:
    """Items finished in each whole week of the history, up to the week reported on (items per week).

    Weeks before the first issue existed, and weeks that a source was not pulled for from their beginning, are left
    out: nothing is known of them. The median is of up to six weeks before the last one, and None with fewer than four.
    """
    done: dict[Week, list[Issue]] = defaultdict(list)
    for at, timeline in sorted(_finished(activity, activity.history), key=_by_instant):
        done[Week.of(at, activity.terms.zone)].append(timeline.issue)
    weeks = tuple(WeekCount(week, tuple(done[week])) for week in _weeks(activity))
    before = [week.count for week in weeks[:-1]][-WEEKS_COMPARED:]
    return Throughput(weeks, float(median(before)) if len(before) >= WEEKS_NEEDED else None)


def cycle_time(activity: Activity, window: Window | None = None) -> Durations:
    """First start to last finish of what was finished in the window (default: all of the history), P50 and P85.

    Items that were never in a started status are not measured. Percentiles interpolate linearly between the two
    nearest ranks (Hyndman and Fan 1996, definition 7).
    """
    done = [timeline for _, timeline in _finished(activity, window or activity.history)]
    return _durations((timeline, timeline.started_at) for timeline in done)


def lead_time(activity: Activity, window: Window | None = None) -> Durations:
    """Creation to last finish of what was finished in the window (default: all of the history), P50 and P85."""
    done = [timeline for _, timeline in _finished(activity, window or activity.history)]
    return _durations((timeline, timeline.issue.created_at) for timeline in done)


def work_in_progress(activity: Activity) -> WorkInProgress:
    """Items in a started status when the window ended, oldest first, flagged past the P85 of finished cycle times."""
    usual = cycle_time(activity)
    timed = [timeline for timeline in _delivering(activity) if _in_progress(timeline)]
    items = [
        AgeingItem(timeline.issue, age, past_p85=usual.p85 is not None and age > usual.p85)
        for timeline in timed
        if (age := _between(timeline.started_at, activity.window.end)) is not None
    ]
    items.sort(key=lambda item: (-item.age, item.issue.key))
    return WorkInProgress(tuple(items), _basis(timed), usual.p85, usual.sample)


def percentile(values: Sequence[timedelta], share: float) -> timedelta | None:
    """The value that `share` (0 to 1) of them do not exceed, interpolated linearly between the nearest ranks."""
    if not values:
        return None
    ordered = sorted(values)
    rank = share * (len(ordered) - 1)
    below = floor(rank)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (rank - below)


def _is_a_bots_own(activity: Activity, issue: Issue) -> bool:
    if activity.side(issue.source, issue.reporter) != "bot":
        return False
    return issue.assignee is None or activity.side(issue.source, issue.assignee) == "bot"


def _delivering(activity: Activity) -> tuple[Timeline, ...]:
    """The timelines of what counts, kept on the activity as `timelines` are: every metric asks for them."""
    kept = vars(activity)
    if "delivering" not in kept:
        kept["delivering"] = tuple(t for t in timelines(activity).values() if delivers(activity, t.issue))
    return cast("tuple[Timeline, ...]", kept["delivering"])


def _finished(activity: Activity, window: Window) -> list[tuple[datetime, Timeline]]:
    done = ((timeline.finished_at, timeline) for timeline in _delivering(activity))
    return [(at, timeline) for at, timeline in done if at is not None and at in window]


def _by_instant(entry: tuple[datetime, Timeline]) -> tuple[datetime, str]:
    return entry[0], entry[1].issue.key


def _weeks(activity: Activity) -> list[Week]:
    """Whole weeks of the history from the first that is known of, always with the week reported on."""
    zone = activity.terms.zone
    first = last = Week.of(activity.window.start, zone)
    exists_from = min((issue.created_at for issue in activity.issues), default=activity.window.start)
    pulled_from = max(activity.history.start, activity.known_from or activity.history.start)
    while first.shift(-1).window(zone).start >= pulled_from and exists_from < first.window(zone).start:
        first = first.shift(-1)
    return [first.shift(weeks) for weeks in range((last.monday - first.monday).days // 7 + 1)]


def _in_progress(timeline: Timeline) -> bool:
    return timeline.last is not None and timeline.last.category == "started"


def _between(start: datetime | None, end: datetime) -> timedelta | None:
    # In UTC, because subtracting two instants of one zone ignores its clock changes.
    return None if start is None else end.astimezone(UTC) - start.astimezone(UTC)


def _durations(started: Iterable[tuple[Timeline, datetime | None]]) -> Durations:
    timed = [
        (took, timeline)
        for timeline, start in started
        if timeline.finished_at is not None
        and (took := _between(start, timeline.finished_at)) is not None
        and took >= timedelta(0)
    ]
    taken, measured = [took for took, _ in timed], [timeline for _, timeline in timed]
    issues = tuple(timeline.issue for timeline in measured)
    return Durations(percentile(taken, 0.5), percentile(taken, 0.85), len(taken), _basis(measured), issues)


def _basis(measured: Iterable[Timeline]) -> str:
    """How the times were read: one word for one way, and for a mixture which sources have no changelog."""
    ways = {(timeline.basis, timeline.issue.source) for timeline in measured}
    without = sorted({source for basis, source in ways if basis == "created to resolved"})
    if not without:
        return "changelog"
    mixed = any(basis == "changelog" for basis, _ in ways)
    return f"changelog; created to resolved for {', '.join(without)}" if mixed else "created to resolved"
