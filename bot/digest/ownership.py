"""Ownership, four weeks: what the team raised and proposed that nobody had asked for, each with its sentence.

Counts are of behaviours, never of worth; the two voices stand apart, and waiting or chasing is nobody's.
"""

from typing import NamedTuple

from bot.digest.evidence import best, context_blocks, evidence, is_anybodys, listed, people_blocks, told, unquoted_note
from bot.digest.material import WEEKS, Material, is_restricted
from bot.digest.wording import several
from bot.document import Block, Line, Note, Paragraph, Section, Strong, Table, Text
from models.activity import Activity, Week, Window
from models.findings import Finding
from signals.behaviours.base import BEHAVIOURS, Voice


class _Voice(NamedTuple):
    name: Voice
    title: str
    one: str
    many: str


_VOICES = (
    _Voice("prohibitive", "Warnings and objections", "warning or objection", "warnings and objections"),
    _Voice("promotive", "Proposals and questions", "proposal, question or record", "proposals, questions and records"),
)
_MOST_TOLD = 2


def ownership(material: Material) -> Section | None:
    """Counts for each behaviour beside the four weeks before, and the sentences behind them."""
    if not _anybody_linked(material.activity):
        return _nobody_linked(material)
    recent = material.counted_in(material.recent)
    blocks: list[Block] = [table for voice in _VOICES for table in _tables(material, voice)]
    blocks += _stories(material)
    internal = material.edition == "internal"
    blocks += (
        [*people_blocks(material, recent), *unquoted_note(recent), *context_blocks(material)]
        if internal
        else _highlights(material, recent)
    )
    if not blocks:
        blocks = [Paragraph((Text("Nothing unprompted and evidenced was found in four weeks."),))]
    title = "Ownership, four weeks" if internal else "Seen before it was asked"
    return Section("ownership", title, _lead(material, recent), tuple(blocks))


def _lead(material: Material, recent: list[Finding]) -> tuple[Line, ...]:
    if material.edition == "client":
        return _client_lead(material)
    if not recent:
        return ((Strong("Ownership, four weeks"), Text(" · nothing unprompted and evidenced was found")),)
    lines = [_voice_line(material, recent, voice) for voice in _VOICES]
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


def _voice_line(material: Material, recent: list[Finding], voice: _Voice) -> Line:
    names = {behaviour.name for behaviour in BEHAVIOURS if behaviour.voice == voice.name}
    now = sum(finding.behaviour in names for finding in recent)
    before = _before(material)
    then = sum(f.behaviour in names for f in material.counted_in(before)) if before else None
    compared = "too early to compare" if then is None else f"{then or 'none'} in the four weeks before"
    return (Text(f"{several(now, voice.one, voice.many)} ({compared})"),)


def _before(material: Material) -> Window | None:
    """The four weeks before the recent ones; None where the data does not reach back that far."""
    zone = material.activity.terms.zone
    start = Week.of(material.recent.start, zone).shift(-WEEKS).window(zone).start
    activity = material.activity
    exists_from = min((issue.created_at for issue in activity.issues), default=material.recent.start)
    reaches = max(activity.history.start, exists_from, activity.known_from or exists_from) <= start
    return Window(start, material.recent.start) if reaches else None


def _tables(material: Material, voice: _Voice) -> list[Block]:
    """The voice's behaviours that were found in the recent weeks or in those before; no table where none was."""
    before = _before(material)
    now, then = material.counted_in(material.recent), material.counted_in(before) if before else []
    rows: list[tuple[Line, ...]] = []
    for behaviour in BEHAVIOURS:
        counts = _count(now, behaviour.name), _count(then, behaviour.name)
        if behaviour.voice == voice.name and any(counts):
            earlier = str(counts[1]) if before else "too early"
            rows.append(((Text(behaviour.plural),), (Text(str(counts[0])),), (Text(earlier),)))
    columns = ("", "four weeks", "four weeks before")
    title = f"{voice.title}, unprompted and evidenced"
    return [Table(title, columns, tuple(rows), frozenset({1, 2}))] if rows else []


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
    """Without people there is no ownership to count: only that something was found, by accounts on no side."""
    activity = material.activity
    recent = [finding for finding in activity.findings if finding.occurred_at in material.recent]
    found = [f for f in recent if is_anybodys(f) and f.verdict not in ("disputed", "withdrawn")]
    if material.edition == "client" or not found:
        return None
    many = several(len(found), "finding", "findings")
    lead = Text(f" · {many} in four weeks, by accounts not linked to people: none is counted")
    note = "Link accounts to people in the config; then their findings count and are shown with each person's name."
    quotable = [finding for finding in found if not is_restricted(activity, finding)]
    shown = [evidence(material, finding) for finding in best(quotable, 3)]
    return Section("ownership", "Ownership", ((Strong("Ownership"), lead),), (*shown, Note((Text(note),))))
