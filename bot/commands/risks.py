"""`risks`: flags and questions that nobody has answered, oldest first. They are of the work: no author is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.access import Reader
from bot.commands.base import Context, admit, answered, foot_of, until
from bot.commands.who import name_of
from bot.commands.words import Arguments
from bot.digest.material import is_restricted
from bot.digest.wording import day, key_of, keys_of, several, shorten, spaced, working_days
from bot.document import Block, Bullets, Document, Line, Link, Note, OpenItem, Paragraph, Section, Text
from bot.jobs.answers import activity_of, risk_verdicts_of
from models.activity import Activity, Week
from models.people import Person
from models.surface import RiskVerdict, question_subject
from models.work import Issue
from signals.base import Hold, OpenFlag, OpenQuestion
from signals.behaviours.base import BEHAVIOUR_BY_NAME
from signals.flags import open_flags
from signals.questions import open_questions

_MOST = 8
_WEEKS = "of the last 12 weeks"


@dataclass(frozen=True, slots=True)
class Risk:
    """One open flag or question: what it is called where verdicts are kept, its sentence, and since when it waits."""

    subject: str
    behaviour: str  # empty for a question
    title: str
    sentence: str | None  # None where it stands in restricted text
    author: Person | None
    asked: Person | None
    issue: Issue
    url: str
    raised_at: datetime
    waited: int  # working days
    hold: Hold


def risks(context: Context, arguments: Arguments) -> Document:
    """What waits for an answer, oldest first, then what was accepted as a risk; what was answered elsewhere is gone."""
    reader = admit("risks", context, arguments)
    activity = activity_now(context, reader)
    verdicts = risk_verdicts_of(context.engine, reader.engagement)
    found = open_risks(activity, reader)
    waiting = [risk for risk in found if risk.subject not in verdicts]
    accepted = [risk for risk in found if risk.subject in verdicts and verdicts[risk.subject].verdict == "accepted"]
    sections = (_waiting(context, reader, waiting), _accepted(context, reader, accepted, verdicts))
    title = f"{reader.engagement.name} · open risks and questions"
    return answered(title, _headline(waiting), sections, foot_of(context, reader, activity.sources))


def activity_now(context: Context, reader: Reader) -> Activity:
    """This week so far and the weeks before it, as they stand at the instant of asking."""
    week = Week.of(context.asked_at, reader.engagement.terms.zone)
    return until(activity_of(context.engine, reader.engagement, week), context.asked_at)


def open_risks(activity: Activity, reader: Reader) -> list[Risk]:
    """Open flags and questions, oldest first; what stands in restricted text only for leads, and without its words."""
    flags = [_of_flag(activity, flag) for flag in open_flags(activity)]
    found = [*flags, *(_of_question(activity, asked) for asked in open_questions(activity))]
    visible = [risk for risk in found if risk.sentence is not None or reader.sees_people]
    return sorted(visible, key=lambda risk: (risk.raised_at, risk.subject))


def _of_flag(activity: Activity, flag: OpenFlag) -> Risk:
    found = flag.finding
    return Risk(
        subject=found.id,
        behaviour=found.behaviour,
        title=BEHAVIOUR_BY_NAME[found.behaviour].title,
        sentence=None if is_restricted(activity, found) else found.quote,
        author=activity.person(found.source, found.author),
        asked=None,
        issue=flag.issue,
        url=found.url or flag.issue.url,
        raised_at=found.occurred_at,
        waited=flag.waited,
        hold=flag.hold,
    )


def _of_question(activity: Activity, asked: OpenQuestion) -> Risk:
    comment = asked.comment
    return Risk(
        subject=question_subject(comment.source, comment.external_id),
        behaviour="",
        title="question",
        sentence=None if asked.issue.security_level is not None else asked.question,
        author=activity.person(comment.source, comment.author),
        asked=asked.asked,
        issue=asked.issue,
        url=comment.url or asked.issue.url,
        raised_at=comment.created_at,
        waited=asked.waited,
        hold=asked.hold,
    )


def _headline(waiting: list[Risk]) -> str:
    if not waiting:
        return "No flag and no question waits for an answer"
    oldest, more = waiting[0], len(waiting) - 1
    others = f"; {several(more, 'more waits', 'more wait')}" if more else ""
    return f"The oldest, a {oldest.title} on {oldest.issue.key}, has waited {working_days(oldest.waited)}{others}"


def _waiting(context: Context, reader: Reader, waiting: list[Risk]) -> Section:
    blocks = risk_blocks(context, reader, waiting)
    note = f"Open: nobody else has commented on the issue since, and it is not finished. Flags and questions {_WEEKS}."
    return Section("open-risks", "Waiting for an answer", (), (*blocks, Note((Text(note),))))


def risk_blocks(context: Context, reader: Reader, waiting: list[Risk]) -> list[Block]:
    """Each with its sentence, to be closed where it stands, at most eight and how many more there are."""
    blocks: list[Block] = [risk_block(context, reader, risk) for risk in waiting[:_MOST]]
    if len(waiting) > _MOST:
        keys = keys_of(list({risk.issue.key: risk.issue for risk in waiting[_MOST:]}.values()), 8)
        blocks.append(Paragraph((Text(f"and {len(waiting) - _MOST} more, on "), *keys)))
    return blocks


def risk_block(context: Context, reader: Reader, risk: Risk) -> Block:
    """The sentence under the subject that verdicts are given on; without words where they are restricted."""
    if risk.sentence is None:
        hidden = Text(f"A {risk.title} in restricted text: see the tracker · ")
        return Paragraph((hidden, *_line(context, reader, risk)))
    said = f"“{shorten(risk.sentence)}” · {risk.title[:1].upper()}{risk.title[1:]} · "
    held = keys_of(risk.hold.issues) if len(risk.hold.issues) > 1 else ()
    return OpenItem(risk.subject, (Text(said), *_line(context, reader, risk)), held)


def _line(context: Context, reader: Reader, risk: Risk) -> Line:
    """`Maria is asked · Tue 18 Nov · HAR-204 · no answer for 3 working days`."""
    asked = f"{risk.asked.name} is asked" if risk.asked else ""
    when = day(risk.raised_at, reader.engagement.terms.zone, near=context.asked_at)
    waited: Line = (Text(f"no answer for {working_days(risk.waited)}"),)
    return spaced([(Text(asked),) if asked else (), (Text(when),), _opens(risk), waited])


def _opens(risk: Risk) -> Line:
    """The issue's key, which opens the very comment."""
    return (Link(risk.issue.key, risk.url),) if risk.url else key_of(risk.issue)


def _accepted(context: Context, reader: Reader, accepted: list[Risk], verdicts: Mapping[str, RiskVerdict]) -> Section:
    lines = tuple(_decided(context, reader, risk, verdicts[risk.subject]) for risk in accepted)
    blocks = (Bullets(lines[:_MOST], max(len(lines) - _MOST, 0)),) if lines else ()
    return Section("accepted-risks", "Accepted as a risk", (), blocks)


def _whose(reader: Reader, ident: str) -> str:
    """Their name; where the client reads, those of the team who did not agree to be named are the team."""
    person = next((one for one in reader.engagement.people if one.id == ident), None)
    named = person is None or person.role == "client" or person.named_in_client_channel
    return name_of(reader.engagement.people, ident) if named or reader.edition == "internal" else "the team"


def _decided(context: Context, reader: Reader, risk: Risk, verdict: RiskVerdict) -> Line:
    zone = reader.engagement.terms.zone
    who = _whose(reader, verdict.given_by)
    when = day(verdict.given_at, zone, near=context.asked_at)
    words = f"“{shorten(risk.sentence, 110)}”" if risk.sentence is not None else f"A {risk.title} in restricted text"
    return (Text(f"{words} · "), *key_of(risk.issue), Text(f" · accepted by {who}, {when}"))
