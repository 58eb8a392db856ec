"""One person's findings as they and their lead read them: sentences first, the two voices apart, nothing added up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.access import Reader
from bot.commands.reasons import UNSURE, was_asked_for, why_not
from bot.config import PersonSettings
from bot.digest.evidence import evidence
from bot.digest.material import Material, is_restricted
from bot.digest.wording import day, key_of, several, spaced
from bot.document import Block, Bullets, Evidence, Line, Note, Section, Table, Text
from models.findings import Finding
from models.looking import Opportunities
from models.people import Person
from signals.behaviours.base import BEHAVIOUR_BY_NAME, BEHAVIOURS, Behaviour, Voice

_MOST = 5
_ENOUGH = 20  # opportunities, and
_ENOUGH_WEEKS = 4  # weeks: with fewer of either the method says nothing
_VOICES: tuple[tuple[Voice, str], ...] = (
    ("prohibitive", "Warnings and objections"),
    ("promotive", "Proposals, questions and records"),
)
_OPPORTUNITIES: Mapping[str, str] = {
    "risk_flag": "issues",
    "dependency_flag": "issues",
    "pushback": "issues the client opened",
    "alternative": "issues the client opened",
    "why_question": "issues the client opened",
    "business_context": "weeks",
    "initiative": "weeks",
    "knowledge_capture": "finished issues",
}


@dataclass(frozen=True)
class PersonPage:
    """A person over some weeks: their findings, those that count, and what they had the opportunity for."""

    reader: Reader
    person: PersonSettings
    weeks: int
    material: Material
    opportunities: Opportunities

    @property
    def is_own(self) -> bool:
        """Whether the person reads about themself."""
        return self.reader.person == self.person.id

    @property
    def own(self) -> list[Finding]:
        """What was found in the person's words, oldest first, waiting and nudges left out."""
        activity = self.material.activity
        mine = (f for f in activity.findings if _written_by(activity.person(f.source, f.author), self.person.id))
        return [f for f in mine if f.behaviour in BEHAVIOUR_BY_NAME and BEHAVIOUR_BY_NAME[f.behaviour].voice != "state"]

    @property
    def counted(self) -> list[Finding]:
        """Those that count as ownership and are sure enough to stand beside a name."""
        ids = {finding.id for finding in self.material.counted}
        return self.sure(finding for finding in self.own if finding.id in ids)

    def sure(self, found: Iterable[Finding]) -> list[Finding]:
        """Those sure enough to be shown to somebody else; the person themself sees all."""
        return [finding for finding in found if finding.shown or self.is_own]


def _written_by(author: Person | None, person: str) -> bool:
    return author is not None and author.id == person


def sections(page: PersonPage) -> tuple[Section, ...]:
    """The two voices, what was asked for, and what else was not counted, each with its sentences or its reason."""
    voices = [_voice(page, voice, title) for voice, title in _VOICES]
    return (*voices, _asked_for(page), _not_counted(page))


def _voice(page: PersonPage, voice: Voice, title: str) -> Section:
    mine = [finding for finding in page.counted if BEHAVIOUR_BY_NAME[finding.behaviour].voice == voice]
    rows = tuple(_row(page, b, mine) for b in BEHAVIOURS if b.voice == voice)
    table = Table(f"Unprompted and evidenced, {several(page.weeks, 'week', 'weeks')}", _COLUMNS, rows, frozenset({1}))
    return Section(voice, title, (), (table, *_shown(page, mine)))


_COLUMNS = ("", "counted", "opportunities")


def _row(page: PersonPage, behaviour: Behaviour, mine: list[Finding]) -> tuple[Line, ...]:
    count = sum(finding.behaviour == behaviour.name for finding in mine)
    return (Text(behaviour.plural),), (Text(str(count)),), (Text(_enough(page, behaviour.name)),)


def _enough(page: PersonPage, behaviour: str) -> str:
    """The denominator where it is large enough to read anything into the count, else that it is too early."""
    what, many = _OPPORTUNITIES[behaviour], opportunities_for(page.opportunities, behaviour)
    if page.weeks < _ENOUGH_WEEKS:
        return f"too early to say ({page.weeks} of {_ENOUGH_WEEKS} weeks)"
    if many < _ENOUGH:
        return f"too early to say ({many} of {_ENOUGH} {what})"
    return f"{many} {what}"


def opportunities_for(had: Opportunities, behaviour: str) -> int:
    """The method's denominator for the behaviour (section 4)."""
    match _OPPORTUNITIES[behaviour]:
        case "issues":
            return had.items
        case "issues the client opened":
            return had.client_items
        case "finished issues":
            return had.finished_items
        case _:
            return had.weeks


def _shown(page: PersonPage, found: list[Finding]) -> list[Block]:
    """Sentences, newest first; what stands in restricted text is quoted to its writer alone."""
    open_ones = [finding for finding in found if _quotable(page, finding)]
    hidden = [finding for finding in found if not _quotable(page, finding)]
    blocks: list[Block] = [_evidence(page, finding) for finding in _newest(open_ones)[:_MOST]]
    if len(open_ones) > _MOST:
        blocks.append(Note((Text(f"and {len(open_ones) - _MOST} more with sentences; fewer weeks show fewer"),)))
    if hidden:
        blocks.append(
            Bullets(tuple(_restricted(page, finding) for finding in hidden[:_MOST]), max(len(hidden) - _MOST, 0))
        )
    return blocks


def _evidence(page: PersonPage, finding: Finding) -> Evidence:
    """The sentence, beside it why it does not count (where it does not) and the id that `explain` takes."""
    block = evidence(page.material, finding)
    reason = why_not(page.material.activity, finding, {one.id for one in page.material.counted})
    return replace(block, line=(*block.line, Text(f"{f' ({reason})' if reason else ''} · {finding.id}")))


def _newest(found: list[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: (finding.occurred_at, finding.id), reverse=True)


def _quotable(page: PersonPage, finding: Finding) -> bool:
    return page.is_own or not is_restricted(page.material.activity, finding)


def _restricted(page: PersonPage, finding: Finding) -> Line:
    activity = page.material.activity
    issue = activity.issue_by_id.get((finding.source, finding.issue_id))
    when = day(finding.occurred_at, activity.terms.zone, near=activity.window.end)
    title = BEHAVIOUR_BY_NAME[finding.behaviour].title
    return spaced([(Text(f"{title}: restricted, see the tracker"),), key_of(issue) if issue else (), (Text(when),)])


def _asked_for(page: PersonPage) -> Section:
    found = page.sure(f for f in page.own if was_asked_for(f) and f.verdict != "disputed")
    return Section("asked-for", "Asked for: shown, not counted", (), tuple(_shown(page, found)))


def _not_counted(page: PersonPage) -> Section:
    """Everything else by reason; the person themself also reads the sentences."""
    ids = {finding.id for finding in page.material.counted}
    rest = [finding for finding in page.own if finding.id not in ids and not was_asked_for(finding)]
    rest += [finding for finding in page.own if was_asked_for(finding) and finding.verdict == "disputed"]
    reasons = Counter(why_not(page.material.activity, finding, ids) or "" for finding in rest)
    lines: list[Line] = [(Text(f"{several(n, 'sentence', 'sentences')}: {why}"),) for why, n in sorted(reasons.items())]
    unsure = len([finding for finding in page.own if finding.id in ids]) - len(page.counted)
    if unsure:
        lines.append((Text(f"{several(unsure, 'sentence', 'sentences')}: {UNSURE}"),))
    blocks: list[Block] = [Bullets(tuple(lines))] if lines else []
    if page.is_own:
        blocks += [_evidence(page, f) for f in _newest(rest)[:_MOST]]
    return Section("not-counted", "Seen and not counted here", (), tuple(blocks))
