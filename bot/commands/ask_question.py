"""A question that was understood, one that was not, and how a question is written in the grammar's words."""

from dataclasses import dataclass

from bot.commands.ask_periods import Period
from bot.commands.ask_words import EVERYTHING, Behaviours
from bot.config import PersonSettings
from signals.behaviours.base import BEHAVIOURS


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood whole."""

    behaviours: Behaviours
    people: tuple[PersonSettings, ...]
    period: Period
    by_person: bool = False
    unanswered: bool = False
    period_named: bool = True


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why a question has no answer, and the nearest one that would have, in the grammar's words."""

    why: str
    nearest: str | None = None


def written(question: Question) -> str:
    """The question in the grammar's own words."""
    parts = ["who raised" if question.by_person else "", "unanswered" if question.unanswered else ""]
    parts.append(called(question.behaviours) if question.behaviours else "")
    if question.people:
        parts.append(f"by {' and '.join(one.id for one in question.people)}")
    if question.period_named or not question.unanswered:
        parts.append(question.period.written)
    return " ".join(part for part in parts if part)


def called(behaviours: Behaviours) -> str:
    """`risk flags and alternatives`; "everything" for all that is anybody's."""
    if behaviours == EVERYTHING:
        return "everything"
    named = [b.plural for b in BEHAVIOURS if b.name in behaviours]
    return " and ".join(named)
