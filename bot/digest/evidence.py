"""Findings as readers meet them: the sentence first, then who, when and where, and why it counts or does not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from bot.digest.material import Material, is_restricted
from bot.digest.wording import day, key_of, quoted, several, shorten, spaced
from bot.document import Block, Evidence, Line, Link, Note, Paragraph, Span, Strong, Text
from models.findings import Finding
from signals.base import FlagStory
from signals.behaviours.base import BEHAVIOUR_BY_NAME, BEHAVIOURS

_MOST_EACH = 2
_SHORT = 110
_VERBS = {
    "risk_flag": "raised",
    "dependency_flag": "raised",
    "pushback": "raised as an objection",
    "alternative": "proposed",
    "why_question": "asked",
    "business_context": "said",
    "initiative": "said",
    "knowledge_capture": "written down",
}

_STATES = {"waiting": ("wait", "waits"), "chasing": ("nudge", "nudges")}


def best(findings: Iterable[Finding], most: int) -> list[Finding]:
    """Of the findings sure enough to be shown those with most substance, then the surest, then the newest."""
    shown = (finding for finding in findings if finding.shown)
    ranked = sorted(shown, key=lambda f: (-f.substance, -f.probability, -f.occurred_at.timestamp(), f.id))
    return ranked[:most]


def evidence(material: Material, finding: Finding) -> Evidence:
    """The sentence with its author (where the reader may know), day, issue and whether somebody asked."""
    title = BEHAVIOUR_BY_NAME[finding.behaviour].title
    asked = "nobody asked" if finding.prompted == "none" else "asked for"
    parts = [_author(material, finding), _when(material, finding), _where(material, finding), (Text(asked),)]
    return Evidence(finding.id, title, shorten(finding.quote), spaced(parts))


def listed(material: Material, finding: Finding) -> Line:
    """`“Ship single-tender first?” proposed Mon 16 Nov (HAR-198)`."""
    verb = _VERBS.get(finding.behaviour, "said")
    return (
        *_quote(finding),
        Text(f" {verb}{_by(material, finding)} "),
        *_when(material, finding),
        *_at(material, finding),
    )


def told(material: Material, story: FlagStory) -> Line:
    """`“TLS 1.2 goes on 1 Dec” raised Tue 18 Nov, answered Wed 19 Nov, HAR-240 finished Thu 20 Nov`."""
    zone, near = material.activity.terms.zone, material.activity.window.end
    raised = Text(f" raised{_by(material, story.finding)} {day(story.finding.occurred_at, zone, near=near)}, ")
    answered = f"answered {day(story.answered_at, zone, near=near)}, " if story.answered_at else ""
    finished = Text(f" finished {day(story.finished_at, zone, near=near)}")
    return (*_quote(story.finding), raised, Text(answered), *key_of(story.issue), finished)


def people_blocks(material: Material, findings: Sequence[Finding]) -> list[Block]:
    """Person by person in alphabetical order: how many of each behaviour, and their own sentences.

    Only what is sure enough to stand beside a name; the rest is in the team's sums.
    """
    activity, by_person = material.activity, defaultdict[tuple[str, str], list[Finding]](list)
    findings = [finding for finding in findings if finding.shown]
    quotable = [finding for finding in findings if not is_restricted(activity, finding)]
    for finding in quotable:
        person = activity.person(finding.source, finding.author)
        key = person.id if person else f"{finding.source}:{finding.author}"
        by_person[activity.name(finding.source, finding.author), key].append(finding)
    blocks: list[Block] = []
    for (name, _), own in sorted(by_person.items(), key=lambda entry: (entry[0][0].casefold(), entry[0][1])):
        blocks.append(Paragraph((Strong(name), Text(f" · {_kinds(own)}"))))
        blocks += [evidence(material, finding) for finding in best(own, _MOST_EACH)]
    if hidden := len(findings) - len(quotable):
        said = (
            f"{several(hidden, 'more finding stands', 'more findings stand')} in restricted text and cannot be quoted."
        )
        blocks.append(Note((Text(said),)))
    return blocks


def unquoted_note(findings: Iterable[Finding]) -> list[Block]:
    """How many are counted and not quoted, so that nobody looks for them in vain."""
    unsure = sum(not finding.shown for finding in findings)
    if not unsure:
        return []
    verb = "is" if unsure == 1 else "are"
    return [Note((Text(f"{unsure} of these {verb} not sure enough to be quoted: counted for the team only."),))]


def context_blocks(material: Material) -> list[Block]:
    """What the team said that is not counted, by reason, and waits and nudges: of the work, never of a person."""
    activity, counted = material.activity, {finding.id for finding in material.counted}
    vendor = [
        finding
        for finding in activity.findings
        if finding.occurred_at in material.recent and finding.behaviour in BEHAVIOUR_BY_NAME
        if activity.side(finding.source, finding.author) == "vendor"
    ]
    reasons = Counter(_why_not(finding) for finding in vendor if finding.id not in counted and is_anybodys(finding))
    states = Counter(f.behaviour for f in vendor if not is_anybodys(f) and f.verdict not in ("disputed", "withdrawn"))
    blocks: list[Block] = []
    if reasons:
        said = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        blocks.append(Note((Text(f"Seen and not counted: {said}."),)))
    if states:
        said = " and ".join(several(states[name], *words) for name, words in _STATES.items() if states[name])
        blocks.append(Note((Text(f"State of the work, nobody's count: {said} in four weeks."),)))
    return blocks


def _why_not(finding: Finding) -> str:
    if finding.verdict in ("disputed", "withdrawn"):
        return "disputed or withdrawn"
    if finding.prompted not in ("none", "unknown") or finding.verdict == "was-asked":
        return "asked for"
    if finding.prompted == "unknown":
        return "discussed elsewhere before"
    return "with too little substance" if finding.substance < 2 else "repeated the same day"


def is_anybodys(finding: Finding) -> bool:
    """Whether the behaviour is somebody's: waiting is a state of the work, chasing a cost of the collaboration."""
    behaviour = BEHAVIOUR_BY_NAME.get(finding.behaviour)
    return behaviour is not None and behaviour.voice != "state"


def _kinds(findings: Sequence[Finding]) -> str:
    counts = Counter(finding.behaviour for finding in findings)
    return ", ".join(_several_of(b.name, counts[b.name]) for b in BEHAVIOURS if counts[b.name])


def _several_of(behaviour: str, count: int) -> str:
    named = BEHAVIOUR_BY_NAME[behaviour]
    return several(count, named.title, named.plural)


def _quote(finding: Finding) -> Line:
    words = quoted(finding.quote, _SHORT)
    return (Link(words, finding.url) if finding.url else Text(words),)


def _author(material: Material, finding: Finding) -> Line:
    activity = material.activity
    if activity.side(finding.source, finding.author) == "unlinked":
        return (Text("an account not linked to a person"),)
    person = activity.person(finding.source, finding.author)
    if material.edition == "internal" or (person is not None and person.named_in_client_channel):
        return (Text(activity.name(finding.source, finding.author)),)
    return ()


def _by(material: Material, finding: Finding) -> str:
    who = _author(material, finding)
    return f" by {who[0].text}" if who else ""


def _when(material: Material, finding: Finding) -> Line:
    zone, near = material.activity.terms.zone, material.activity.window.end
    return (Text(day(finding.occurred_at, zone, near=near)),)


def _where(material: Material, finding: Finding) -> Line:
    issue = material.activity.issue_by_id.get((finding.source, finding.issue_id))
    text = issue.key if issue else "open it"
    return (Link(text, finding.url) if finding.url else Text(text),)


def _at(material: Material, finding: Finding) -> Line:
    issue = material.activity.issue_by_id.get((finding.source, finding.issue_id))
    spans: tuple[Span, ...] = (Text(" ("), *key_of(issue), Text(")")) if issue else ()
    return spans
