"""Why a finding counts or does not, in one clause each, the method's rules in their order."""

from collections.abc import Collection, Mapping

from models.activity import Activity
from models.findings import Finding
from signals.behaviours.base import BEHAVIOUR_BY_NAME
from signals.behaviours.detect import ENOUGH_SUBSTANCE

PROMPTED: Mapping[str, str] = {
    "echo": "somebody else had raised it before",
    "template": "it fills in a heading of a template",
    "role": "the issue's type makes it the task",
    "direct": "the writer had been asked",
    "open": "everybody had been asked",
    "unknown": "it refers to something said where it cannot be seen",
    "none": "nobody had asked",
}
UNSURE = "not sure enough to stand beside a name, so it counts for the team only"
_VERDICTS: Mapping[str, str] = {
    "disputed": "it was disputed",
    "withdrawn": "it was withdrawn",
    "was-asked": "somebody said that it had been asked for",
}


def why_not(activity: Activity, finding: Finding, counted: Collection[str]) -> str | None:
    """The first rule that keeps it from counting as ownership; None where it counts (`counted` holds its id)."""
    if finding.id in counted:
        return None
    if finding.behaviour not in BEHAVIOUR_BY_NAME or BEHAVIOUR_BY_NAME[finding.behaviour].voice == "state":
        return "it is a state of the work, never anybody's count"
    if activity.side(finding.source, finding.author) != "vendor":
        return "it was not written by a person of the team's side"
    if finding.verdict in _VERDICTS or finding.prompted != "none":
        return _VERDICTS.get(finding.verdict) or PROMPTED.get(finding.prompted, "it was asked for")
    if finding.substance < ENOUGH_SUBSTANCE:
        return f"it names too little: substance {finding.substance} of 3, {ENOUGH_SUBSTANCE} are needed"
    return "the same behaviour was counted on the same issue that day"


def was_asked_for(finding: Finding) -> bool:
    """Whether somebody asked for it, by the thread or by a person's word."""
    return finding.prompted not in ("none", "unknown") or finding.verdict == "was-asked"
