"""`signals @engineer [weeks]`: what one person raised, proposed and wrote down, sentence by sentence, for a talk."""

from datetime import timedelta

from bot.access import Reader, RefusedError, whom_to_ask
from bot.commands.base import Context, admit, answered, foot_of
from bot.commands.person_page import PersonPage, sections
from bot.commands.weeks import weeks_in
from bot.commands.who import named
from bot.commands.words import Arguments
from bot.config import PersonSettings
from bot.digest.material import material
from bot.digest.wording import day, several
from bot.document import Document, Line, Text
from bot.errors import UserError
from bot.jobs.answers import Look, opportunities_of, people_findings_of
from models.activity import Week, Window

WEEKS = 8


def signals(context: Context, arguments: Arguments) -> Document:
    """One person's findings over the last weeks, for the person and the lead; that it was asked is written down."""
    reader = admit("signals", context, arguments)
    words, weeks = _weeks(arguments.words)
    if not words:
        raise UserError("say whose: signals @engineer, or signals @engineer 8 for eight weeks")
    page = person_page(context, reader, _person(reader, words), weeks=weeks, command="signals")
    lines = _next_for_self(page) if page.is_own else _next_for_lead(page)
    return answered(
        _title(context, page),
        headline(page),
        sections(page),
        foot_of(context, reader, page.material.activity.sources),
        said=lines,
    )


def _weeks(words: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    if len(words) > 1 and words[-1][:1].isdecimal():
        return words[:-1], weeks_in(words[-1])
    return words, WEEKS


def _person(reader: Reader, words: tuple[str, ...]) -> PersonSettings:
    """The person named, if this reader may see them. Whom others name is not even looked up for an engineer."""
    settings = reader.engagement
    if reader.sees_people:
        person = named(settings.people, words)
    else:
        own = [one for one in settings.people if one.id == reader.person]
        try:
            person = named(own, words)
        except UserError as error:
            raise RefusedError(
                f"you see your own findings, with /vested me; those of others are for them and the lead. "
                f"{whom_to_ask(settings)}"
            ) from error
    if person.role not in ("engineer", "lead"):
        raise UserError(f"nothing is counted of {person.name}: only what the team's side writes is looked at")
    return person


def person_page(context: Context, reader: Reader, person: PersonSettings, *, weeks: int, command: str) -> PersonPage:
    """The person's findings of this week so far and the weeks before it; the look at somebody else is written down."""
    zone = reader.engagement.terms.zone
    start = Week.of(context.asked_at, zone).shift(1 - weeks).window(zone).start
    window = Window(start, context.asked_at + timedelta(microseconds=1))
    look = Look(reader.name, f"{command} {person.id} {weeks}", context.asked_at)
    activity = people_findings_of(context.engine, reader.engagement, window, look, {person.id})
    known = material(activity, edition="internal", version=context.version, method_url=None)
    had = opportunities_of(context.engine, reader.engagement, window, activity=activity, person=person.id)
    return PersonPage(reader, person, weeks, known, had)


def headline(page: PersonPage) -> str:
    """How many sentences count, in which time, said without a verdict on the person."""
    name, weeks = ("You" if page.is_own else page.person.name), several(page.weeks, "week", "weeks")
    if not page.own:
        have = "have" if page.is_own else "has"
        wrote = "wrote nothing" if not page.opportunities.weeks else f"{have} no such sentence"
        return (
            f"Nothing was found in {weeks}: {name[0].lower() + name[1:] if page.is_own else name} {wrote} in this time"
        )
    counted = several(len(page.counted), "sentence", "sentences")
    rest = len(page.own) - len(page.counted)
    whose = "yours" if page.is_own else f"{name}'s"
    return f"{counted} of {whose} in {weeks} came unprompted and with evidence; {rest or 'none'} more not counted"


def _title(context: Context, page: PersonPage) -> str:
    settings = page.reader.engagement
    start = day(page.material.activity.window.start, settings.terms.zone, near=context.asked_at)
    return f"{page.person.name} · {settings.name} · since {start}"


def _next_for_lead(page: PersonPage) -> tuple[Line, ...]:
    name = page.person.name
    return (
        (Text("Next: read the sentences before the counts; explain and a finding's id shows how one was decided."),),
        (Text(f"{name} can read this page with /vested me, dispute any line of it, and see that you looked."),),
    )


def _next_for_self(page: PersonPage) -> tuple[Line, ...]:
    leads = [one.name for one in page.reader.engagement.people if one.role == "lead" and one.id != page.person.id]
    seen = f"{' and '.join(sorted(leads))} can read this too; each look is listed with /vested me." if leads else ""
    lines = ["Next: press Not this on any line that is wrong, and it leaves the counts at once.", seen]
    return tuple((Text(line),) for line in lines if line)
