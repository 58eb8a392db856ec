from collections.abc import Callable, Iterator

import factories as f
import pytest

from bot.document import BarChart, Block, Bullets, Document, Evidence, Note, OpenItem, Paragraph, Table, words
from models.activity import Activity, SourceState
from models.work import Change, Issue

PEOPLE = (
    f.person("ana", name="Ana Ruiz"),
    f.person("ben", name="Ben Osei"),
    f.person("maria", name="Maria Lopez", role="client"),
)
ACCOUNTS = tuple(f.identity(account) for account in ("ana", "ben", "maria"))
FRESH = SourceState("jira", "jira", f.at(7), None)


def _blocks(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(line):
            yield words(line)
        case Note(line):
            yield f"({words(line)})"
        case Bullets(items, more):
            yield from (f"- {words(item)}" for item in items)
            yield from [f"- and {more} more"] if more else []
        case Evidence(_, behaviour, quote, line):
            yield f"> {behaviour}: {quote} | {words(line)}"
        case OpenItem(_, line, holds_up):
            yield f"- {words(line)}, holds up {words(holds_up)}"
        case Table(title, columns, rows, _):
            yield f"{title} {' | '.join(columns)}"
            yield from ("  " + " | ".join(words(cell) for cell in row) for row in rows)
        case BarChart():
            yield f"[{block.title}]"
            yield block.alternative


def _message(document: Document) -> list[str]:
    leads = [words(line) for section in document.sections for line in section.lead]
    return [document.title, words(document.headline), *leads, *(words(line) for line in document.foot)]


def _text(document: Document) -> str:
    lines = _message(document)
    for section in document.sections:
        lines += ["", f"# {section.title}", *(line for block in section.blocks for line in _blocks(block))]
    return "\n".join(lines) + "\n"


@pytest.fixture
def message() -> Callable[[Document], list[str]]:
    """The lines of the channel message."""
    return _message


@pytest.fixture
def text() -> Callable[[Document], str]:
    """The whole document as plain lines: the message, then every section."""
    return _text


def _done(key: str, start: float, end: float, **fields) -> tuple[Issue, list[Change]]:
    issue = f.finished(f.at(end), key=key, created_at=f.at(start - 1), updated_at=f.at(end), **fields)
    return issue, [
        f.change(issue, "status", "In Progress", f.at(start), from_text="To Do"),
        f.change(issue, "status", "Done", f.at(end), from_text="In Progress"),
    ]


def _started(key: str, start: float, **fields) -> tuple[Issue, list[Change]]:
    issue = f.issue(key=key, created_at=f.at(start - 1), updated_at=f.at(start), **fields)
    return issue, [f.change(issue, "status", "In Progress", f.at(start), from_text="To Do")]


@pytest.fixture
def busy() -> Activity:
    """Twelve weeks of six items, most towards a milestone; a question, an open flag, and a flag that came in time."""
    aim = f.milestone(name="Checkout v2", due_on="2026-12-05")
    towards = {"milestone_ids": [aim.external_id]}
    items = [
        _done(f"HAR-{100 + 10 * back + n}", -7 * back - 3 + n / 2, -7 * back + n / 2, **(towards if n % 3 else {}))
        for back in range(12)
        for n in range(6)
    ]
    blocked, _ = waits = _started("HAR-219", -2, title="Refund by line")
    asked, _ = asks = _started(
        "HAR-212", -40, title="Round tax", links=[("blocks", blocked.external_id, blocked.key)], **towards
    )
    flagged, _ = flags = _started("HAR-204", -1, title="Webhooks")
    caught = items[4][0]
    issues = [*items, asks, waits, flags]
    return f.activity(
        issues=tuple(issue for issue, _ in issues),
        changes=tuple(change for _, own in issues for change in own),
        milestones=(aim,),
        people=PEOPLE,
        identities=ACCOUNTS,
        sources=(FRESH,),
        comments=(
            f.comment(asked, "Maria, do B2B invoices round per line or per total?", created_at=f.at(1)),
            f.comment(caught, "Please do.", author="maria", created_at=f.at(1.5)),
            f.comment(caught, "Seen.", author="passer-by", created_at=f.at(1.6)),
        ),
        findings=(
            f.finding(flagged, id="risk"),
            f.finding(
                caught, id="story", author="ben", quote="The bank's API drops TLS 1.2 on 1 Dec.", occurred_at=f.at(1)
            ),
            f.finding(
                asked, id="other", author="ben", behaviour="alternative", quote="Ship single-tender first?", substance=3
            ),
            f.finding(asked, id="before", author="ben", behaviour="alternative", occurred_at=f.at(-30)),
            f.finding(asked, id="prompted", author="ana", behaviour="initiative", prompted="direct"),
            f.finding(asked, id="thin", author="ana", behaviour="pushback", substance=1),
            f.finding(asked, id="wait", author="ana", behaviour="waiting"),
        ),
    )


@pytest.fixture
def quiet() -> Activity:
    """Twelve weeks in which one item a week was finished, until this week."""
    items = [_done(f"HAR-{back}", -7 * back - 3, -7 * back + 1) for back in range(1, 12)]
    return f.activity(
        issues=tuple(issue for issue, _ in items),
        changes=tuple(change for _, own in items for change in own),
        people=PEOPLE,
        identities=ACCOUNTS,
        sources=(FRESH,),
    )
