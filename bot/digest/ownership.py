"""Ownership, four weeks: what the team raised and proposed that nobody had asked for, each with its sentence.

Counts are of behaviours, never of worth; the two voices stand apart, and waiting or chasing is nobody's.
"""

from bot.digest.evidence import best, context_blocks, evidence, listed, people_blocks, told
from bot.digest.material import WEEKS, Material, is_restricted
from bot.digest.wording import several
from bot.document import Block, Line, Note, Paragraph, Section, Strong, Table, Text
from models.activity import Activity, Week, Window
from models.findings import Finding
from signals.behaviours.base import BEHAVIOURS, Voice

_VOICES: tuple[tuple[Voice, str, str, str], ...] = (
    ("prohibitive", "Warnings and objections", "warning or objection", "warnings and objections"),
    (
        "promotive",
        "Proposals, questions and knowledge",
        "proposal, question or record",
        "proposals, questions and records",
    ),
)
_MOST_TOLD = 2


def ownership(material: Material) -> Section | None:
    """Counts for each behaviour beside the four weeks before, and the sentences behind them."""
    if not _anybody_linked(material.activity):
        return _nobody_linked(material)
    recent = material.counted_in(material.recent)
    blocks: list[Block] = [_table(material, voice, title) for voice, title, _, _ in _VOICES]
    blocks += _stories(material)
    blocks += people_blocks(material, recent) if material.edition == "internal" else _highlights(material, recent)
    blocks += context_blocks(material)
    title = "Ownership, four weeks" if material.edition == "internal" else "Seen before it was asked"
    return Section("ownership", title, _lead(material, recent), tuple(blocks))


def _lead(material: Material, recent: list[Finding]) -> tuple[Line, ...]:
    if material.edition == "client":
        return _client_lead(material)
    if not recent:
        return ((Strong("Ownership, four weeks"), Text(" · nothing unprompted and evidenced was found")),)
    lines = [_voice_line(material, recent, *voice) for voice in _VOICES]
    return ((Strong("Ownership, four weeks"), Text(" · "), *lines[0]), *lines[1:], *_told(material)[:1])


def _client_lead(material: Material) -> tuple[Line, ...]:
    lines = _told(material)
    if not lines:
        return ()
    shown = tuple((Text("• "), *line) for line in lines[:_MOST_TOLD])
    return ((Strong("Seen before it was asked"), Text(f" ({len(lines)})")), *shown)


def _told(material: Material) -> list[Line]:
    """This week's stories of flags that came before the work was finished; for clients then what else was seen."""
    lines = [told(material, story) for story in material.stories]
    if material.edition == "internal":
        return lines
    used = {story.finding.id for story in material.stories}
    week = [f for f in material.counted_in(material.activity.window) if f.id not in used]
    quotable = [finding for finding in week if not is_restricted(material.activity, finding)]
    return lines + [listed(material, finding) for finding in best(quotable, len(quotable))]


def _voice_line(material: Material, recent: list[Finding], voice: Voice, title: str, one: str, many: str) -> Line:
    del title
    names = {behaviour.name for behaviour in BEHAVIOURS if behaviour.voice == voice}
    now = sum(finding.behaviour in names for finding in recent)
    before = _before(material)
    then = sum(f.behaviour in names for f in material.counted_in(before)) if before else None
    compared = "no four weeks before to compare" if then is None else f"{then or 'none'} in the four weeks before"
    return (Text(f"{several(now, one, many)} ({compared})"),)


def _before(material: Material) -> Window | None:
    """The four weeks before the recent ones; None where the data does not reach back that far."""
    zone = material.activity.terms.zone
    start = Week.of(material.recent.start, zone).shift(-WEEKS).window(zone).start
    known_from = min((issue.created_at for issue in material.activity.issues), default=material.recent.start)
    reaches = material.activity.history.start <= start and known_from <= start
    return Window(start, material.recent.start) if reaches else None


def _table(material: Material, voice: Voice, title: str) -> Table:
    before = _before(material)
    now, then = material.counted_in(material.recent), material.counted_in(before) if before else None
    rows: list[tuple[Line, ...]] = []
    for behaviour in BEHAVIOURS:
        if behaviour.voice == voice:
            earlier = "too early to say" if then is None else str(_count(then, behaviour.name))
            rows.append(((Text(behaviour.plural),), (Text(str(_count(now, behaviour.name))),), (Text(earlier),)))
    return Table(
        f"{title}, unprompted and evidenced", ("", "four weeks", "the four before"), tuple(rows), frozenset({1, 2})
    )


def _count(findings: list[Finding], behaviour: str) -> int:
    return sum(finding.behaviour == behaviour for finding in findings)


def _stories(material: Material) -> list[Block]:
    return [Paragraph(told(material, story)) for story in material.stories]


def _highlights(material: Material, recent: list[Finding]) -> list[Block]:
    quotable = [finding for finding in recent if not is_restricted(material.activity, finding)]
    return [evidence(material, finding) for finding in best(quotable, 3)]


def _anybody_linked(activity: Activity) -> bool:
    wrote = any(activity.side(finding.source, finding.author) == "vendor" for finding in activity.findings)
    return wrote or any(person.side == "vendor" for person in activity.people)


def _nobody_linked(material: Material) -> Section | None:
    """Without people there is no ownership to count: only that something was found, and by accounts on no side."""
    activity = material.activity
    found = [
        f for f in activity.findings if f.occurred_at in material.recent and f.verdict not in ("disputed", "withdrawn")
    ]
    if material.edition == "client" or not found:
        return None
    lead = f" · {several(len(found), 'finding', 'findings')} in four weeks, by accounts not linked to people: none is counted"
    note = "Link accounts to people in the config; then their findings count and are shown with each person's name."
    quotable = [finding for finding in found if not is_restricted(activity, finding)]
    shown = [evidence(material, finding) for finding in best(quotable, 3)]
    return Section("ownership", "Ownership", ((Strong("Ownership"), Text(lead)),), (*shown, Note((Text(note),))))
