"""The words that `ask` knows: what behaviours are called, the verbs that go with them, and what says nothing."""

from collections.abc import Mapping

from signals.behaviours.base import BEHAVIOURS

Behaviours = frozenset[str]

FLAGS = frozenset({"risk_flag", "dependency_flag"})
PROHIBITIVE = frozenset(behaviour.name for behaviour in BEHAVIOURS if behaviour.voice == "prohibitive")
PROMOTIVE = frozenset(behaviour.name for behaviour in BEHAVIOURS if behaviour.voice == "promotive")
STATES = frozenset(behaviour.name for behaviour in BEHAVIOURS if behaviour.voice == "state")
EVERYTHING = PROHIBITIVE | PROMOTIVE

_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "risk_flag": ("risk", "risk flag", "warning"),
    "dependency_flag": ("dependency", "dependencies", "dependency named", "dependencies named"),
    "pushback": ("pushback", "push back", "objection", "disagreement", "objections with reasons"),
    "alternative": ("alternative", "proposal", "suggestion", "other way"),
    "why_question": (
        "question",
        "why question",
        "question about purpose",
        "questions about purpose",
        "purpose question",
    ),
    "business_context": ("business context", "context", "pieces of business context"),
    "initiative": ("initiative",),
    "knowledge_capture": (
        "knowledge",
        "knowledge captured",
        "pieces of knowledge captured",
        "record",
        "write-up",
        "root cause",
        "handover",
    ),
    "waiting": ("waiting", "wait"),
    "chasing": ("chasing", "nudge"),
}


def _with_plurals(phrase: str) -> tuple[str, ...]:
    return (phrase,) if phrase.endswith("s") else (phrase, f"{phrase}s")


NOUNS: Mapping[str, Behaviours] = {
    **{
        said: frozenset({name})
        for name, phrases in _SYNONYMS.items()
        for phrase in phrases
        for said in _with_plurals(phrase)
    },
    "flag": FLAGS,
    "flags": FLAGS,
    "anything": EVERYTHING,
    "everything": EVERYTHING,
    "behaviours": EVERYTHING,
    "behaviors": EVERYTHING,
    "findings": EVERYTHING,
    "signals": EVERYTHING,
    "warnings and objections": PROHIBITIVE,
    "proposals questions and records": PROMOTIVE,
}

# A verb names what it can be said of; alone it means just that. "asked" with "risks" is no question we understand.
_VERBS: Mapping[Behaviours, tuple[str, ...]] = {
    EVERYTHING: (
        "raised",
        "raise",
        "said",
        "say",
        "wrote",
        "write",
        "written",
        "showed",
        "show",
        "shown",
        "made",
        "make",
    ),
    FLAGS: ("flagged", "flag", "named", "name"),
    frozenset({"risk_flag"}): ("warned", "warn"),
    frozenset({"alternative"}): ("proposed", "propose", "suggested", "suggest"),
    frozenset({"why_question"}): ("asked", "ask"),
    frozenset({"pushback"}): ("objected", "object", "pushed back", "disagreed", "disagree"),
    frozenset({"initiative"}): ("took", "take", "taken", "started", "start"),
    frozenset({"knowledge_capture"}): ("recorded", "captured", "documented", "wrote down", "written down"),
}
VERBS: Mapping[str, Behaviours] = {verb: meant for meant, verbs in _VERBS.items() for verb in verbs}

WHO = frozenset({"who", "by person", "by whom"})
UNANSWERED = frozenset({"unanswered", "open", "not answered", "nobody answered", "still open"})
JOINERS = frozenset({"and", "or"})
FILLERS = frozenset(
    {
        "show me", "show us", "tell me", "list", "find", "please", "what", "which", "how many", "were", "was", "is",
        "are", "did", "does", "has", "have", "been", "there", "the", "a", "an", "any", "all", "got", "things",
        "about", "with", "sentences", "us", "for us",
    }
)  # fmt: skip
RANKING = frozenset(
    {"most", "best", "worst", "least", "top", "better", "worse", "rank", "ranking", "compare", "score", "more", "fewer"}
)
NEGATING = frozenset({"not", "no", "never", "without", "except", "nobody", "didn't", "didnt", "none", "nothing"})

VOCABULARY = frozenset(
    word
    for phrases in (NOUNS, VERBS, WHO, UNANSWERED, FILLERS, JOINERS)
    for phrase in phrases
    for word in phrase.split()
) | {"since", "last", "this", "week", "weeks", "days", "in", "by", "of", "during"}
