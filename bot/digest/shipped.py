"""What was finished this week, towards which milestone, beside the usual number."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.digest.material import Material
from bot.digest.wording import day, keys_of, named, number, several, spaced
from bot.document import Block, Bullets, Line, Paragraph, Section, Strong, Text
from models.activity import Activity
from models.work import Issue, Milestone
from signals.flow import WEEKS_NEEDED, delivers
from signals.history import sources_without_changelog, timelines

_MOST_LISTED = 10
_MOST_MILESTONES = 2

Group = tuple[Milestone | None, tuple[Issue, ...]]


def shipped(material: Material) -> Section:
    """How many items were finished beside the median, by milestone, and which ones."""
    groups = _by_milestone(material.activity, material.shipped)
    count = Text(f" ({usual(material)}){_split(material.activity, groups)}")
    lead = spaced([(Strong(f"Shipped {len(material.shipped) or 'nothing'}"), count), _reopened(material)])
    blocks: list[Block] = [block for group in groups for block in _listed(material.activity, group)]
    if not blocks:
        blocks = [Paragraph((Text(f"Nothing was finished this week ({usual(material)})."),))]
    if material.reopened:
        blocks.append(Paragraph((Text("Reopened: "), *keys_of(material.reopened, 10))))
    return Section("shipped", "Shipped", (lead,), tuple(blocks))


def usual(material: Material) -> str:
    """The median that the week's number stands beside, or that it is too early for one."""
    median, weeks = material.throughput.median_before, len(material.throughput.weeks) - 1
    if median is None:
        return f"median: too early to say, {weeks} of {WEEKS_NEEDED} weeks"
    return f"median {number(median)}"


def progress(activity: Activity, milestone: Milestone) -> tuple[int, int]:
    """How many of the milestone's items, as it stands now, were finished when the window ended, and how many exist."""
    finished = [
        timeline.finished_at is not None
        for (source, _), timeline in timelines(activity).items()
        if source == milestone.source and milestone.external_id in timeline.issue.milestone_ids
        if timeline.spans and delivers(activity, timeline.issue)
    ]
    return sum(finished), len(finished)


def _by_milestone(activity: Activity, issues: Sequence[Issue]) -> list[Group]:
    """Each issue under the one of its milestones that is due first; the milestone with most issues first, none last."""
    by_id = {(milestone.source, milestone.external_id): milestone for milestone in activity.milestones}
    aims: dict[tuple[str, str] | None, list[Issue]] = {}
    for issue in issues:
        own = [by_id[issue.source, ident] for ident in issue.milestone_ids if (issue.source, ident) in by_id]
        first = min(own, key=_due, default=None)
        aims.setdefault((first.source, first.external_id) if first else None, []).append(issue)
    groups = [(by_id[aim] if aim else None, tuple(issues)) for aim, issues in aims.items()]
    return sorted(groups, key=lambda group: (group[0] is None, -len(group[1]), group[0].name if group[0] else ""))


def _due(milestone: Milestone) -> tuple[date, str]:
    return milestone.due_on or date.max, milestone.name


def _split(activity: Activity, groups: Sequence[Group]) -> str:
    """`: 3 towards Checkout v2 (14 of 19 done), 4 others`; nothing where no milestone is concerned."""
    named_groups = [(aim, issues) for aim, issues in groups if aim is not None][:_MOST_MILESTONES]
    if not named_groups:
        return ""
    parts = []
    for aim, issues in named_groups:
        done, of = progress(activity, aim)
        parts.append(f"{len(issues)} towards {aim.name} ({done} of {of} done)")
    others = sum(len(issues) for _, issues in groups) - sum(len(issues) for _, issues in named_groups)
    return ": " + ", ".join([*parts, f"{others} other{'s' if others > 1 else ''}"] if others else parts)


def _reopened(material: Material) -> Line:
    """What left a finished status again, beside the weeks before; nothing is said where no changelog would show it."""
    sources = Counter(issue.source for issue in material.activity.issues)
    if not sources or set(sources) == set(sources_without_changelog(material.activity)):
        return ()
    if not material.reopened:
        return (Text("nothing reopened"),)
    before = material.reopened_before
    compared = "too early to compare" if before is None else f"{before or 'none'} in the three weeks before"
    return (Text(f"{len(material.reopened)} reopened ({compared})"),)


def _listed(activity: Activity, group: Group) -> list[Block]:
    aim, issues = group
    title: Line = (Strong("Other work" if aim is None else aim.name),)
    if aim is not None:
        done, of = progress(activity, aim)
        title = spaced([title, (Text(f"{done} of {of} done"),), _due_line(activity, aim)])
    shown = Bullets(tuple(named(issue) for issue in issues[:_MOST_LISTED]), max(len(issues) - _MOST_LISTED, 0))
    heading = spaced([title, (Text(several(len(issues), "item", "items") + " this week"),)])
    return [Paragraph(heading), shown]


def _due_line(activity: Activity, milestone: Milestone) -> Line:
    if milestone.due_on is None:
        return ()
    return (Text(f"agreed {day(milestone.due_on, activity.terms.zone, near=activity.window.end)}"),)
