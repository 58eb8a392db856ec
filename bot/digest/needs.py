"""What waits for an answer: questions to the client, and risks and dependencies that nobody replied to."""

from collections.abc import Sequence

from bot.digest.material import Material, is_restricted
from bot.digest.wording import day, key_of, keys_of, quoted, shorten, spaced, working_days
from bot.document import Block, Line, Link, Note, OpenItem, Paragraph, Section, Strong, Text
from models.people import Person
from models.surface import question_subject
from signals.base import Hold, OpenFlag, OpenQuestion
from signals.behaviours.base import BEHAVIOUR_BY_NAME

_MOST_LED = 2
_MOST_LISTED = 10
_SHORT = 110


def needs(material: Material) -> Section:
    """Open questions and unanswered flags, first what holds up most: who was asked, how long ago, in whose words."""
    blocks = [*_question_blocks(material), *_flag_blocks(material)]
    if not blocks:
        blocks = [Paragraph((Text("No question and no flag waits for an answer."),))]
    title = "Needs you" if material.edition == "client" else "Needs an answer"
    return Section("needs", title, (*_question_leads(material), *_flag_leads(material)), tuple(blocks), whole=True)


def _question_leads(material: Material) -> tuple[Line, ...]:
    if not material.questions:
        return ()
    heading = (Strong(_questions_title(material)), Text(f" ({len(material.questions)})"))
    return (
        heading,
        *(
            (Text("• "), *_question(material, asked), *_holds_up(asked.hold))
            for asked in material.questions[:_MOST_LED]
        ),
    )


def _flag_leads(material: Material) -> tuple[Line, ...]:
    if not material.flags:
        return ()
    title: Line = (Strong("Unanswered flags"), Text(f" ({len(material.flags)})"))
    first = material.flags[0]
    return (spaced([title, (*_flag(material, first, _SHORT), *_holds_up(first.hold))]),)


def _questions_title(material: Material) -> str:
    return "Needs you" if material.edition == "client" else "Waiting for the client"


def _question(material: Material, asked: OpenQuestion) -> Line:
    """`Maria: do invoices round per line? Waiting 3 working days, holds up HAR-212 and HAR-219`."""
    hidden = asked.issue.security_level is not None
    words = "a question in a restricted issue." if hidden else shorten(_without_address(material, asked))
    who = f"{asked.asked.name}: " if asked.asked and not _says_whom(words, asked.asked) else ""
    spoken = Link(words, asked.comment.url) if asked.comment.url and not hidden else Text(words)
    return (Text(who), spoken, Text(f" Waiting {working_days(asked.waited)}"))


def _without_address(material: Material, asked: OpenQuestion) -> str:
    """The question's own words: whom they are addressed to stands before them."""
    if asked.asked is None:
        return asked.question
    accounts = [identity for identity in material.activity.identities if identity.person_id == asked.asked.id]
    names = {asked.asked.name, *(name for one in accounts for name in (one.display_name, one.handle) if name)}
    for name in sorted(names, key=len, reverse=True):
        if asked.question.startswith(f"@{name}"):
            return asked.question.removeprefix(f"@{name}").lstrip(" ,:")
    return asked.question


def _says_whom(words: str, asked: Person) -> bool:
    return asked.name.partition(" ")[0].casefold() in words.casefold()


def _flag(material: Material, flag: OpenFlag, longest: int) -> Line:
    """`“If the webhook retries we pay twice” raised Tue 18 Nov, no answer for 3 working days, holds up HAR-204`."""
    when = day(flag.finding.occurred_at, material.activity.terms.zone, near=material.activity.window.end)
    waited = Text(f" raised {when}, no answer for {working_days(flag.waited)}")
    return (*_spoken(material, flag, longest), waited)


def _spoken(material: Material, flag: OpenFlag, longest: int) -> Line:
    if is_restricted(material.activity, flag.finding):
        behaviour = BEHAVIOUR_BY_NAME[flag.finding.behaviour]
        return (Text(f"A {behaviour.title} in restricted text on "), *key_of(flag.issue), Text(","))
    words = quoted(flag.finding.quote, longest)
    return (Link(words, flag.finding.url) if flag.finding.url else Text(words),)


def _holds_up(hold: Hold) -> Line:
    return (Text(", holds up "), *_held(hold)) if hold.issues else ()


def _held(hold: Hold) -> Line:
    aim: Line = (Text(f" ({hold.milestone.name})"),) if hold.milestone else ()
    return (*keys_of(hold.issues), *aim) if hold.issues else ()


def _question_blocks(material: Material) -> list[Block]:
    items = [
        OpenItem(
            question_subject(asked.comment.source, asked.comment.external_id),
            _question(material, asked),
            _held(asked.hold),
        )
        for asked in material.questions
    ]
    return _listed(_questions_title(material), items)


def _flag_blocks(material: Material) -> list[Block]:
    items = [OpenItem(flag.finding.id, _flag(material, flag, 160), _held(flag.hold)) for flag in material.flags]
    return [*_listed("Unanswered flags", items), Note((Text(_unanswered(material)),))] if items else []


def _listed(title: str, items: Sequence[OpenItem]) -> list[Block]:
    if not items:
        return []
    more = len(items) - _MOST_LISTED
    rest = [Note((Text(f"and {more} more"),))] if more > 0 else []
    return [Paragraph((Strong(f"{title} ({len(items)})"),)), *items[:_MOST_LISTED], *rest]


def _unanswered(material: Material) -> str:
    sides = {material.activity.side(flag.finding.source, flag.finding.author) for flag in material.flags}
    whom = "nobody from the client side" if sides == {"vendor"} else "nobody else"
    return f"Unanswered: {whom} has commented on the issue since, and the issue is not finished."
