"""A question read whole or not at all: every word of it must be understood, each part may stand once.

[who | which | how many | show me]  BEHAVIOURS  [raised | asked | proposed ...]  [by PEOPLE]  [PERIOD]
[what was] unanswered  [risks | dependencies | questions]  [by PEOPLE]  [PERIOD]
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Literal
from zoneinfo import ZoneInfo

from bot.commands.ask_periods import Period, last_weeks, period_at
from bot.commands.ask_question import NotUnderstood, Question, written
from bot.commands.ask_words import (
    EVERYTHING,
    FILLERS,
    FLAGS,
    JOINERS,
    NEGATING,
    NOUNS,
    RANKING,
    STATES,
    UNANSWERED,
    VERBS,
    VOCABULARY,
    WHO,
    Behaviours,
)
from bot.commands.who import matching
from bot.config import PersonSettings

WEEKS = 4  # where no period is named
_LONGEST_PHRASE = 5
_REPAIRS = 6
_OF_PEOPLE = frozenset({"by", "from", "of"})
_OF_TIME = frozenset({"in", "since", "last", "past", "during", "over", "for"})
_OWN = frozenset({"me", "i", "my", "mine", "myself"})

Kind = Literal["behaviour", "verb", "people", "period", "who", "unanswered", "joiner", "filler"]


@dataclass(frozen=True, slots=True)
class Asker:
    """What a question is read against: the people it may name, who asks, where and when."""

    people: tuple[PersonSettings, ...]
    own: str | None
    zone: ZoneInfo
    now: datetime


@dataclass(frozen=True, slots=True)
class Part:
    """A few words of the question that mean one thing."""

    kind: Kind
    words: str
    behaviours: Behaviours = frozenset()
    person: PersonSettings | None = None
    period: Period | None = None


class _Unknown(Exception):  # noqa: N818 - what stops the reading; it never leaves this module
    def __init__(self, place: int, why: str) -> None:
        super().__init__(why)
        self.place, self.why = place, why


def understand(words: Sequence[str], asker: Asker) -> Question | NotUnderstood:
    """The question, or why it is none. Nothing is guessed: a word that is not understood stops it."""
    tokens = [token for word in words for token in _tokens(word)]
    if not tokens:
        return NotUnderstood("nothing was asked", None)
    try:
        return _assembled(list(_parts(tokens, asker)), asker)
    except _Unknown as unknown:
        return NotUnderstood(unknown.why, _nearest(tokens, unknown, asker))


def _tokens(word: str) -> Iterator[str]:
    if word.startswith("<"):
        yield word
        return
    for token in word.replace("\u2019", "'").split():
        kept = token.strip(" ?!.,;:()\"'").casefold()
        if kept:
            yield kept


def _parts(tokens: Sequence[str], asker: Asker) -> Iterator[Part]:
    place = 0
    while place < len(tokens):
        part, length = _part_at(tokens, place, asker)
        yield part
        place += length


def _part_at(tokens: Sequence[str], place: int, asker: Asker) -> tuple[Part, int]:
    rest = tokens[place:]
    if found := period_at(" ".join(rest), asker.zone, asker.now):
        return Part("period", "", period=found[0]), found[1]
    for length in range(min(_LONGEST_PHRASE, len(rest)), 0, -1):
        if part := _phrase(rest[:length], asker):
            return part, length
    by_nobody = rest[0] in _OF_PEOPLE and len(rest) > 1
    raise _Unknown(place + by_nobody, _why_unknown(rest[by_nobody:], nobody=by_nobody))


def _phrase(words: Sequence[str], asker: Asker) -> Part | None:
    said = " ".join(words)
    if person := _person(words, asker):
        return Part("people", said, person=person)
    if said in NOUNS:
        return Part("behaviour", said, behaviours=NOUNS[said])
    if said in VERBS:
        return Part("verb", said, behaviours=VERBS[said])
    kinds: tuple[tuple[Kind, Iterable[str]], ...] = (
        ("who", WHO),
        ("unanswered", UNANSWERED),
        ("joiner", JOINERS),
        ("filler", FILLERS),
    )
    return next((Part(kind, said) for kind, phrases in kinds if said in phrases), None)


def _person(words: Sequence[str], asker: Asker) -> PersonSettings | None:
    """Somebody named alone or after "by"; "ana's" is Ana. A name that two people share is not understood."""
    named = list(words[1:]) if words[0] in _OF_PEOPLE else list(words)
    if not named:
        return None
    if len(named) == 1 and named[0] in _OWN:
        return next((one for one in asker.people if one.id == asker.own), None)
    named[-1] = named[-1].removesuffix("'s")
    found = matching(asker.people, " ".join(named))
    return found[0] if len(found) == 1 else None


def _why_unknown(rest: Sequence[str], *, nobody: bool) -> str:
    word = rest[0]
    if word in RANKING:
        return f"people are never ranked or compared here, so “{word}” has no answer"
    if word in NEGATING:
        return f"only what was said can be asked for: “{word}” asks for what was not"
    if nobody:
        return f"“{word}” is nobody that this engagement lists, or several people"
    if word in _OF_TIME:
        return f"“{' '.join(rest[:4])}” is no time that is understood"
    return f"“{word}” is not understood"


def _assembled(parts: list[Part], asker: Asker) -> Question:
    said = [part for part in parts if part.kind != "filler"]
    _check_joiners(said)
    said = [part for part in said if part.kind != "joiner"]
    for kind in ("behaviour", "people", "period", "verb", "unanswered", "who"):
        _check_stands_once(said, kind)
    behaviours = _behaviours(said)
    unanswered, who = (any(part.kind == kind for part in said) for kind in ("unanswered", "who"))
    people = tuple({part.person.id: part.person for part in said if part.person}.values())
    if not (behaviours or people or unanswered):
        raise _Unknown(0, "it names no behaviour, no person and nothing unanswered")
    if unanswered and behaviours - FLAGS - {"why_question"} and behaviours != EVERYTHING:
        raise _Unknown(0, "only risks, dependencies and questions wait for an answer")
    if behaviours & STATES and (people or who):
        raise _Unknown(0, "waiting and chasing are states of the work, never a person's")
    period = next((part.period for part in said if part.period), None)
    whole = behaviours or (frozenset() if unanswered else EVERYTHING)
    default = last_weeks(12 if unanswered else WEEKS, asker.zone, asker.now)
    return Question(whole, people, period or default, who, unanswered, period is not None)


def _check_joiners(said: Sequence[Part]) -> None:
    """`and` joins two behaviours or two people, nothing else."""
    for place, part in enumerate(said):
        if part.kind == "joiner":
            around = {other.kind for other in said[max(place - 1, 0) : place + 2] if other is not part}
            if len(around) != 1 or not around <= {"behaviour", "people"} or place in (0, len(said) - 1):
                raise _Unknown(0, f"“{part.words}” joins two behaviours or two people; ask one question at a time")


def _check_stands_once(said: Sequence[Part], kind: str) -> None:
    places = [place for place, part in enumerate(said) if part.kind == kind]
    alone = kind in ("period", "verb", "unanswered", "who")
    if places and (places[-1] - places[0] != len(places) - 1 or (alone and len(places) > 1)):
        raise _Unknown(0, "it asks several things at once; ask them one at a time")


def _behaviours(said: Sequence[Part]) -> Behaviours:
    nouns = frozenset[str]().union(*(part.behaviours for part in said if part.kind == "behaviour"))
    for verb in (part for part in said if part.kind == "verb"):
        if not nouns:
            return verb.behaviours
        if not nouns <= verb.behaviours | (STATES if verb.behaviours == EVERYTHING else frozenset()):
            raise _Unknown(0, f"“{verb.words}” does not go with what it is asked of")
    return nouns


def _nearest(tokens: Sequence[str], unknown: _Unknown, asker: Asker) -> str | None:
    """The question with unknown words put right, or left out; None where nothing understood is left."""
    repaired = list(tokens)
    names = {word for one in asker.people for word in (one.id, *one.name.casefold().split())}
    for _ in range(_REPAIRS):
        place = unknown.place
        close = get_close_matches(repaired[place], sorted(VOCABULARY | names), n=1, cutoff=0.75)
        repaired[place : place + 1] = close if close and close[0] != repaired[place] else []
        if not repaired:
            return None
        try:
            return written(_assembled(list(_parts(repaired, asker)), asker))
        except _Unknown as again:
            unknown = again
    return None
