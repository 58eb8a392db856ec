"""The one sentence that must make sense alone: the verdict on the week, and the reason to open it."""

from bot.digest.material import Material, reach
from bot.digest.shipped import usual
from bot.digest.wording import moment, several, working_days
from bot.document import Line, Text
from signals.base import OpenFlag, OpenQuestion
from signals.behaviours.base import BEHAVIOUR_BY_NAME
from signals.flow import WEEKS_COMPARED


def headline(material: Material) -> Line:
    """What was shipped beside the usual number, and what most needs somebody; or why nothing can be said."""
    if not material.seen:
        return (Text(f"No verdict on this week: {_blind(material)}"),)
    if not material.activity.issues:
        return (Text("Nothing to report yet: no issue has been pulled"),)
    if is_quiet(material):
        return (
            Text(f"A quiet week{_so_far(material)}: nothing finished ({usual(material)}), nothing waits for an answer"),
        )
    reason = _reason(material)
    return (Text(f"{_verdict(material)}. {reason[:1].upper()}{reason[1:]}"),)


def is_quiet(material: Material) -> bool:
    """Whether nothing was finished, reopened, asked or found that a reader would have to act on."""
    spoken = material.counted_in(material.activity.window)
    return not (material.shipped or material.reopened or material.questions or material.flags or spoken)


def _blind(material: Material) -> str:
    activity = material.activity
    reached = [until for state in activity.sources if (until := reach(state)) is not None]
    if len(reached) < len(activity.sources):
        return "not every source has been pulled"
    return f"the data ends {moment(min(reached), activity.terms.zone, near=activity.window.end)}"


def _so_far(material: Material) -> str:
    return "" if material.whole else " so far"


def _verdict(material: Material) -> str:
    many = len(material.shipped)
    return f"Shipped {many or 'nothing'}{_so_far(material)}{_beside_usual(material)}"


def _beside_usual(material: Material) -> str:
    before = [week.count for week in material.throughput.weeks[:-1]][-WEEKS_COMPARED:]
    many, median = len(material.shipped), f" ({usual(material)})"
    if material.throughput.median_before is None or not material.whole:
        return median
    if many > max(before):
        return f", more than in any of the {len(before)} weeks before{median}"
    if many < min(before):
        return f", fewer than in any of the {len(before)} weeks before{median}"
    return median


def _reason(material: Material) -> str:
    if material.questions:
        return _asking(material, material.questions[0]) + _others(len(material.questions) - 1, "question")
    if material.flags:
        return _flagged(material.flags[0]) + _others(len(material.flags) - 1, "flag")
    if material.reopened:
        return f"{several(len(material.reopened), 'item was', 'items were')} reopened"
    return "nothing waits for an answer"


def _asking(material: Material, asked: OpenQuestion) -> str:
    aim = f"{asked.hold.milestone.name} waits" if asked.hold.milestone else f"{asked.issue.key} waits"
    on = f" on {asked.issue.key}" if asked.hold.milestone else ""
    client = f"{asked.asked.name}'s" if asked.asked else "the client's"
    whose = "your" if material.edition == "client" else client
    return f"{aim} for {whose} answer{on} ({working_days(asked.waited)})"


def _flagged(flag: OpenFlag) -> str:
    title = BEHAVIOUR_BY_NAME[flag.finding.behaviour].title
    return f"a {title} on {flag.issue.key} has had no answer for {working_days(flag.waited)}"


def _others(many: int, one: str) -> str:
    return f"; {several(many, f'more {one} is', f'more {one}s are')} open" if many else ""
