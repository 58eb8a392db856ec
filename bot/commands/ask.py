"""`ask <words>`: a plain question about behaviours, people and a time, answered only where it is understood whole."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.access import Reader, RefusedError, whom_to_ask
from bot.commands.ask_grammar import Asker, understand
from bot.commands.ask_question import NotUnderstood, Question, called, written
from bot.commands.ask_words import EVERYTHING, FLAGS, STATES
from bot.commands.base import Context, admit, answered, foot_of
from bot.commands.reasons import UNSURE, why_not
from bot.commands.risks import Risk, activity_now, open_risks, risk_blocks
from bot.commands.words import Arguments
from bot.digest.evidence import evidence
from bot.digest.material import Material, is_restricted, material
from bot.digest.wording import several
from bot.document import Block, Bullets, Document, Line, Note, Section, Strong, Text
from bot.errors import UserError
from bot.jobs.answers import Look, findings_of, note_look, people_findings_of, risk_verdicts_of
from models.activity import Activity
from models.findings import Finding
from signals.behaviours.base import BEHAVIOURS

_MOST = 8
GRAMMAR = (
    "ask risks raised by ana in the last 4 weeks",
    "ask who proposed alternatives since October",
    "ask risks and objections in week 46",
    "ask what was unanswered",
    "ask unanswered questions since 1 Nov",
)
_PARTS = (
    "Behaviours: risks, dependencies, flags, objections, alternatives, questions about purpose, business context, "
    "initiatives, knowledge, waits, nudges, everything. People: by and a name, by me, or who. "
    "Times: last 4 weeks, last 10 days, last week, this week, since 1 Nov, since October, in October, in week 46."
)


def ask(context: Context, arguments: Arguments) -> Document:
    """What the question asks for, with sentences; the grammar and the nearest question where it is not understood."""
    reader = admit("ask", context, arguments)
    settings = reader.engagement
    asker = Asker(settings.people, reader.person, settings.terms.zone, context.asked_at)
    question = understand(arguments.words, asker)
    if isinstance(question, NotUnderstood):
        return _not_understood(question)
    _check(reader, question)
    return _waiting(context, reader, question) if question.unanswered else _found(context, reader, question)


def _not_understood(answer: NotUnderstood) -> Document:
    near: Line = (Text("The nearest that is understood: "), Strong(f"ask {answer.nearest}")) if answer.nearest else ()
    examples = Bullets(tuple((Text(example),) for example in GRAMMAR))
    section = Section("grammar", "What can be asked", (), (examples, Note((Text(_PARTS),))))
    headline = f"Not answered, because {answer.why}"
    return answered("Ask", headline, (section,), said=(near,) if near else ())


def _check(reader: Reader, question: Question) -> None:
    """Refuse what names people to those who may not see them, or in a channel."""
    if reader.shared and (question.people or question.by_person):
        raise RefusedError("answers about people are never shared in a channel: ask without --share")
    if question.by_person and not reader.sees_people:
        raise RefusedError(f"who said what is for the lead: leave out who, and the team is counted. {_ask(reader)}")
    if any(not reader.sees(person.id) for person in question.people):
        raise RefusedError(f"a person's findings are for that person and the lead. {_ask(reader)}")
    for person in question.people:
        if person.role not in ("engineer", "lead"):
            raise UserError(f"nothing is counted of {person.name}: only what the team's side writes is looked at")


def _ask(reader: Reader) -> str:
    return whom_to_ask(reader.engagement)


def _found(context: Context, reader: Reader, question: Question) -> Document:
    activity = _activity(context, reader, question)
    names = _names_people(reader, question)
    known = material(activity, edition="internal" if names else "client", version=context.version, method_url=None)
    asked_for = [finding for finding in activity.findings if _is_asked_for(activity, question, finding)]
    ids = {finding.id for finding in known.counted}
    counts = [f for f in asked_for if f.id in ids or (f.behaviour in STATES and f.verdict != "disputed")]
    sure = [finding for finding in counts if finding.shown]
    of_people = bool(question.people) or question.by_person
    told = sure if of_people else counts
    blocks = [*_by_person(known, sure)] if question.by_person else [*_by_behaviour(told)]
    blocks += _evidence(known, [f for f in told if f.behaviour not in STATES])
    rest = [f for f in asked_for if f not in counts]
    unsure = len(counts) - len(sure) if of_people else 0
    sections = (Section("found", "Found", (), tuple(blocks)), _not_counted(activity, rest, ids, unsure=unsure))
    return answered(
        f"{reader.engagement.name} · {written(question)}",
        _headline(question, told, rest),
        sections,
        foot_of(context, reader, activity.sources),
    )


def _names_people(reader: Reader, question: Question) -> bool:
    return (reader.sees_people and not reader.shared) or bool(question.people)


def _activity(context: Context, reader: Reader, question: Question) -> Activity:
    """What was found in the period; where people will be named, the look is written down."""
    window = question.period.window
    if not _names_people(reader, question):
        return findings_of(context.engine, reader.engagement, window)
    look = Look(reader.name, f"ask {written(question)}", context.asked_at)
    people = {person.id for person in question.people} or None
    return people_findings_of(context.engine, reader.engagement, window, look, people)


def _is_asked_for(activity: Activity, question: Question, finding: Finding) -> bool:
    if finding.behaviour not in question.behaviours or activity.side(finding.source, finding.author) != "vendor":
        return False
    person = activity.person(finding.source, finding.author)
    wanted = {one.id for one in question.people}
    return not wanted or (person is not None and person.id in wanted)


def _headline(question: Question, told: Sequence[Finding], rest: Sequence[Finding]) -> str:
    by = f" by {' and '.join(one.name for one in question.people)}" if question.people else ""
    what = _what(question, len(told))
    seen = f"; {several(len(rest), 'more was', 'more were')} seen and not counted" if rest else ""
    how = "" if question.behaviours <= STATES else ", unprompted and with evidence"
    none = "nothing was found" if not told and not rest else ""
    said = f"{what[0].upper()}{what[1:]}{by} {question.period.written}{how if told else ''}{seen}"
    return f"{said}: {none} in what was pulled" if none else said


def _what(question: Question, many: int) -> str:
    if len(question.behaviours) == 1:
        behaviour = next(b for b in BEHAVIOURS if b.name in question.behaviours)
        return several(many, behaviour.title, behaviour.plural)
    if question.behaviours == EVERYTHING:
        return several(many, "sentence", "sentences")
    return f"{several(many, 'sentence', 'sentences')} ({called(question.behaviours)})"


def _by_behaviour(found: Iterable[Finding]) -> list[Block]:
    """How many of each, where several behaviours were found."""
    counts = Counter(finding.behaviour for finding in found)
    if len(counts) < 2:
        return []
    lines = [several(counts[b.name], b.title, b.plural) for b in BEHAVIOURS if counts[b.name]]
    return [Bullets(tuple((Text(line),) for line in lines))]


def _by_person(known: Material, found: Iterable[Finding]) -> list[Block]:
    """Each person with what was found of theirs, in alphabetical order: by name, never by number."""
    mine: dict[str, list[Finding]] = defaultdict(list)
    for finding in found:
        mine[known.activity.name(finding.source, finding.author)].append(finding)
    lines: list[Line] = []
    for name in sorted(mine, key=str.casefold):
        counts = Counter(finding.behaviour for finding in mine[name])
        said = ", ".join(several(counts[b.name], b.title, b.plural) for b in BEHAVIOURS if counts[b.name])
        lines.append((Strong(name), Text(f": {said}")))
    return [Bullets(tuple(lines))] if lines else []


def _evidence(known: Material, found: list[Finding]) -> list[Block]:
    quotable = [finding for finding in found if not is_restricted(known.activity, finding)]
    newest = sorted(quotable, key=lambda finding: (finding.occurred_at, finding.id), reverse=True)[:_MOST]
    blocks: list[Block] = [evidence(_naming(known, finding), finding) for finding in newest]
    if len(quotable) > _MOST:
        blocks.append(Note((Text(f"and {len(quotable) - _MOST} more; a shorter time or one person shows fewer"),)))
    if hidden := len(found) - len(quotable):
        said = several(hidden, "more stands in restricted text", "more stand in restricted text")
        blocks.append(Note((Text(f"{said}: restricted, see the tracker"),)))
    return blocks


def _naming(known: Material, finding: Finding) -> Material:
    """The material to show it from: what is not sure enough stands in the team's answer without its writer's name."""
    if finding.shown:
        return known
    nobody = tuple(person.model_copy(update={"named_in_client_channel": False}) for person in known.activity.people)
    return replace(known, edition="client", activity=replace(known.activity, people=nobody))


def _not_counted(activity: Activity, rest: Iterable[Finding], ids: set[str], *, unsure: int) -> Section:
    reasons = Counter(why_not(activity, finding, ids) or "" for finding in rest)
    if unsure:
        reasons[UNSURE] = unsure
    lines: tuple[Line, ...] = tuple(
        (Text(f"{several(n, 'sentence', 'sentences')}: {why}"),) for why, n in sorted(reasons.items())
    )
    return Section("not-counted", "Seen and not counted here", (), (Bullets(lines),) if lines else ())


def _waiting(context: Context, reader: Reader, question: Question) -> Document:
    activity = activity_now(context, reader)
    decided = risk_verdicts_of(context.engine, reader.engagement)
    found = [risk for risk in open_risks(activity, reader) if risk.subject not in decided and _is_meant(question, risk)]
    if question.people or question.by_person:
        people = {one.id for one in question.people} or {risk.author.id for risk in found if risk.author}
        look = Look(reader.name, f"ask {written(question)}", context.asked_at)
        note_look(context.engine, reader.engagement, look, people)
    many = several(len(found), "flag or question waits", "flags and questions wait")
    section = Section("open-risks", "Waiting, oldest first", (), tuple(risk_blocks(context, reader, found)))
    return answered(
        f"{reader.engagement.name} · {written(question)}",
        f"{many[0].upper()}{many[1:]} for an answer, raised {question.period.written}",
        (section,),
        foot_of(context, reader, activity.sources),
    )


def _is_meant(question: Question, risk: Risk) -> bool:
    kinds = question.behaviours if question.behaviours != EVERYTHING else frozenset()
    wanted = {one.id for one in question.people}
    return (
        (not kinds or (risk.behaviour in kinds & FLAGS if risk.behaviour else "why_question" in kinds))
        and (not wanted or (risk.author is not None and risk.author.id in wanted))
        and risk.raised_at in question.period.window
    )
