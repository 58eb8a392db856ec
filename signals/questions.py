"""Questions to the client side that nobody there had answered when the window ended."""

import re
from collections.abc import Iterator, Mapping

from models.activity import Activity
from models.people import Person
from models.work import Change, Comment, Issue
from signals.base import OpenQuestion
from signals.behaviours.sentences import sentences
from signals.history import changes_by_issue, order, timelines
from signals.waits import comments_by_issue, first_answer, held_up, is_open, urgency, working_days

_ASKS = re.compile(r"[?？][)\]\"'”’*_]*$")  # noqa: RUF001 - full-width question marks and typographic quotes
_WAITS = re.compile(
    r"\b(?:a?wait(?:s|ing)?|pending|blocked|on hold|needs?)\b.*"
    r"\b(?:client|customer|reporter|stakeholder|feedback|information|info|input|answer|reply|decision)\b",
    re.IGNORECASE,
)
_Names = tuple[tuple[re.Pattern[str], Person], ...]


def open_questions(activity: Activity) -> tuple[OpenQuestion, ...]:
    """Questions of the vendor's side to the client on open issues, not answered from there; the oldest of each issue.

    A question is to the client when its comment names or mentions a client person, or when its issue waits on the
    client by its status or assignee. Restricted comments are no questions to those who cannot read them.
    """
    said, handed_over = comments_by_issue(activity), changes_by_issue(activity, "assignee")
    names = _client_names(activity)
    found = (
        _first_open(activity, issue, said[key], handed_over.get(key, []), names)
        for key, issue in activity.issue_by_id.items()
        if key in said and issue.removed_at is None and is_open(activity, issue)
    )
    questions = [question for question in found if question is not None]
    return tuple(sorted(questions, key=lambda asked: urgency(asked.hold, asked.waited, asked.issue.key)))


def _first_open(
    activity: Activity, issue: Issue, said: list[Comment], handed_over: list[Change], names: Mapping[str, _Names]
) -> OpenQuestion | None:
    keeper = _client_assignee(activity, issue, handed_over)
    waits = keeper is not None or _waits_on_client(activity, issue)
    for comment in _askable(activity, said):
        for sentence in _asked(comment):
            person = _named(sentence, names[issue.source]) or _named(comment.body, names[issue.source])
            if (person or waits) and not _answered(activity, said, comment, person):
                return _question(activity, issue, comment, sentence=sentence, asked=person or keeper)
    return None


def _askable(activity: Activity, said: list[Comment]) -> Iterator[Comment]:
    for comment in said:
        if comment.restricted_to is None and activity.side(comment.source, comment.author) == "vendor":
            yield comment


def _answered(activity: Activity, said: list[Comment], comment: Comment, asked: Person | None) -> bool:
    author = comment.author or ""
    answer = first_answer(activity, said, author=author, side="vendor", after=comment.created_at, asked=asked)
    return answer is not None


def _asked(comment: Comment) -> list[str]:
    spoken = (comment.body[span.start : span.end] for span in sentences(comment.body, comment.zones))
    return [sentence for sentence in spoken if _ASKS.search(sentence)]


def _question(
    activity: Activity, issue: Issue, comment: Comment, *, sentence: str, asked: Person | None
) -> OpenQuestion:
    waited = working_days(comment.created_at, activity.window.end, activity.terms.zone)
    return OpenQuestion(comment, issue, asked, sentence, waited, held_up(activity, issue))


def _waits_on_client(activity: Activity, issue: Issue) -> bool:
    span = timelines(activity)[issue.source, issue.external_id].last
    return span is not None and _WAITS.search(span.status) is not None


def _client_assignee(activity: Activity, issue: Issue, handed_over: list[Change]) -> Person | None:
    """The client person whom the issue was assigned to when the window ended."""
    ordered = sorted(handed_over, key=order)
    before = [change for change in ordered if change.occurred_at < activity.window.end]
    account = before[-1].to_value if before else ordered[0].from_value if ordered else issue.assignee
    person = activity.person(issue.source, account)
    return person if person and person.side == "client" else None


def _client_names(activity: Activity) -> Mapping[str, _Names]:
    """Per source the patterns that address each client person: a mention, or the name as a form of address."""
    clients = {person.id: person for person in activity.people if person.side == "client"}
    called: dict[str, list[tuple[re.Pattern[str], Person]]] = {issue.source: [] for issue in activity.issues}
    for source, patterns in called.items():
        for person in clients.values():
            accounts = [i for i in activity.identities if i.person_id == person.id and i.source == source]
            aliases = {person.name, *(name for i in accounts for name in (i.display_name, i.handle) if name)}
            patterns.append((_address(person.name, aliases), person))
    return {source: tuple(patterns) for source, patterns in called.items()}


def _address(name: str, aliases: set[str]) -> re.Pattern[str]:
    first = re.escape(name.strip().partition(" ")[0])
    every = "|".join(re.escape(alias) for alias in sorted(aliases, key=len, reverse=True))
    greeted = rf"(?:^|[\n.!?]\s*|\b(?:hi|hey|hello|dear|ask(?:ing)?|for)\s+)(?:{every}|{first})\b\s*[,:;?–-]"  # noqa: RUF001
    return re.compile(rf"@(?:{every}|{first})(?!\w)|{greeted}|,\s*(?:{every}|{first})\s*\?", re.IGNORECASE)


def _named(text: str, names: _Names) -> Person | None:
    """The client person addressed first in the text."""
    hits = [(match.start(), person.name, person) for pattern, person in names if (match := pattern.search(text))]
    return min(hits, key=lambda hit: hit[:2])[2] if hits else None
