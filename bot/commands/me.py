"""`me`: everything that was found in the asker's own words, what they said of it, and who looked."""

from datetime import datetime

from bot.access import Reader
from bot.commands.base import Context, admit, answered, foot_of
from bot.commands.person_page import PersonPage, sections
from bot.commands.risks import Risk, activity_now, open_risks, risk_blocks
from bot.commands.signals import headline, person_page
from bot.commands.weeks import weeks_in
from bot.commands.who import name_of
from bot.commands.words import Arguments
from bot.digest.wording import day, moment, several, shorten
from bot.document import Bullets, Document, Line, Paragraph, Section, Text
from bot.errors import UserError
from bot.jobs.answers import looks_of, risk_verdicts_of, words_of
from models.findings import Feedback, Finding
from models.surface import Lookup
from signals.behaviours.base import BEHAVIOUR_BY_NAME

WEEKS = 12
_MOST = 10
_SAID = {
    "confirmed": "confirmed",
    "disputed": "not this",
    "was-asked": "was asked for",
    "wrong-behaviour": "another behaviour",
}


def me(context: Context, arguments: Arguments) -> Document:
    """The asker's own findings, counted and not, with the reason; verdicts on them; what waits; who looked."""
    reader = admit("me", context, arguments)
    if len(arguments.words) > 1:
        raise UserError("me takes a number of weeks at most: me, or me 8")
    weeks = weeks_in(arguments.words[0]) if arguments.words else WEEKS
    person = next(one for one in reader.engagement.people if one.id == reader.person)
    page = person_page(context, reader, person, weeks=weeks, command="me")
    parts = (*sections(page), _verdicts(context, page), _open(context, reader), _looks(context, page))
    next_line: Line = (Text("Next: press Not this on any line that is wrong, and it leaves the counts at once."),)
    title = f"You · {reader.engagement.name} · {several(weeks, 'week', 'weeks')}"
    return answered(
        title, headline(page), parts, foot_of(context, reader, page.material.activity.sources), said=(next_line,)
    )


def _verdicts(context: Context, page: PersonPage) -> Section:
    own = {finding.id: finding for finding in page.own}
    words = words_of(context.engine, page.reader.engagement, own)
    lines = tuple(_verdict(context, page, word, own[word.finding_id]) for word in reversed(words))
    blocks = (Bullets(lines[:_MOST], max(len(lines) - _MOST, 0)),) if lines else ()
    return Section("verdicts", "What was said of them", (), blocks)


def _verdict(context: Context, page: PersonPage, word: Feedback, finding: Finding) -> Line:
    settings = page.reader.engagement
    who = "you" if word.given_by == page.person.id else name_of(settings.people, word.given_by)
    when = day(word.given_at, settings.terms.zone, near=context.asked_at)
    instead = BEHAVIOUR_BY_NAME.get(word.behaviour or "")
    said = f"{_SAID.get(word.verdict, word.verdict)}{f': {instead.title}' if instead else ''}"
    return (Text(f"“{shorten(finding.quote, 80)}”: {said}, by {who}, {when}"),)


def _open(context: Context, reader: Reader) -> Section:
    """The asker's own flags and questions that wait for others."""
    decided = risk_verdicts_of(context.engine, reader.engagement)
    waiting = [risk for risk in open_risks(activity_now(context, reader), reader) if risk.subject not in decided]
    mine = [risk for risk in waiting if _raised_by(risk, reader)]
    return Section("open-risks", "Yours that wait for others", (), tuple(risk_blocks(context, reader, mine)))


def _raised_by(risk: Risk, reader: Reader) -> bool:
    return risk.author is not None and risk.author.id == reader.person


def _looks(context: Context, page: PersonPage) -> Section:
    settings, since = page.reader.engagement, page.material.activity.window.start
    looks = looks_of(context.engine, settings, page.person.id, since)
    if not looks:
        return Section("looks", "Who looked", (), (Paragraph((Text("Nobody has looked in this time."),)),))
    lines = tuple(_look(page, look, context.asked_at) for look in looks)
    return Section("looks", "Who looked", (), (Bullets(lines[:_MOST], max(len(lines) - _MOST, 0)),))


def _look(page: PersonPage, look: Lookup, now: datetime) -> Line:
    settings = page.reader.engagement
    when = moment(look.looked_at, settings.terms.zone, near=now)
    return (Text(f"{name_of(settings.people, look.looked_by)}, {when}: {look.command}"),)
