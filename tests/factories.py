"""Records that are valid by default; a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from models.activity import Activity, Terms, Week, Window
from models.columns import Zone
from models.findings import Finding
from models.people import Identity, Person
from models.work import Change, Comment, Issue, Milestone, Sprint, Status

ENGAGEMENT = "harbour"
SOURCE = "jira"
ZONE = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
_numbers = count(1)


def at(days: float = 0, hours: float = 0) -> datetime:
    """That long after Monday 16 November 2026, 09:00 UTC."""
    return MONDAY + timedelta(days=days, hours=hours)


def _record(**fields) -> dict:
    return {"engagement": ENGAGEMENT, "source": SOURCE, "external_id": str(next(_numbers)), **fields}


def issue(**fields) -> Issue:
    number = next(_numbers)
    body = fields.get("body", "")
    defaults = _record(
        external_id=str(number),
        key=f"HAR-{number}",
        url=f"https://jira.example/browse/HAR-{number}",
        project="HAR",
        title="Pay by card",
        zones=prose(body),
        kind="Story",
        status="To Do",
        status_category="unstarted",
        created_at=at(-20),
        updated_at=at(),
    )
    return Issue.model_validate(defaults | fields)


def finished(when: datetime, **fields) -> Issue:
    return issue(status="Done", status_category="finished", resolution="Done", finished_at=when, **fields)


def comment(on: Issue | str = "1", body: str = "Looks fine.", **fields) -> Comment:
    defaults = _record(
        issue_id=on if isinstance(on, str) else on.external_id,
        url="https://jira.example/browse/HAR-1?focusedCommentId=1",
        author="ana",
        body=body,
        zones=prose(body),
        created_at=at(),
        updated_at=fields.get("created_at", at()),
    )
    return Comment.model_validate(defaults | fields)


def change(on: Issue | str, field: str, to: str | None, when: datetime, **fields) -> Change:
    defaults = _record(
        issue_id=on if isinstance(on, str) else on.external_id,
        field=field,
        to_value=to,
        to_text=to,
        occurred_at=when,
        author="ana",
    )
    return Change.model_validate(defaults | fields)


STATUSES = tuple(
    Status.model_validate(
        {"engagement": ENGAGEMENT, "source": SOURCE, "external_id": name, "name": name, "category": category}
    )
    for name, category in (
        ("To Do", "unstarted"),
        ("In Progress", "started"),
        ("In Review", "started"),
        ("Done", "finished"),
    )
)


def sprint(**fields) -> Sprint:
    return Sprint.model_validate(_record(name="Sprint 1", state="active", starts_at=at(-7), ends_at=at(7)) | fields)


def milestone(**fields) -> Milestone:
    return Milestone.model_validate(_record(name="Checkout v2") | fields)


def person(id: str = "ana", **fields) -> Person:  # noqa: A002 - the field's own name
    return Person.model_validate({"engagement": ENGAGEMENT, "id": id, "name": id.title(), "role": "engineer"} | fields)


def identity(account: str = "ana", **fields) -> Identity:
    defaults = _record(external_id=account, display_name=account.title(), person_id=account, linked_by="config")
    return Identity.model_validate(defaults | fields)


def finding(on: Issue | None = None, **fields) -> Finding:
    number = next(_numbers)
    quote = fields.get("quote", "If the webhook retries after the refund we pay twice.")
    defaults = {
        "engagement": ENGAGEMENT,
        "id": f"f{number}",
        "behaviour": "risk_flag",
        "source": SOURCE,
        "item_kind": "comment",
        "item_id": str(number),
        "issue_id": on.external_id if on else "1",
        "author": "ana",
        "url": "https://jira.example/browse/HAR-1?focusedCommentId=1",
        "quote": quote,
        "start": 0,
        "end": len(quote),
        "occurred_at": at(1),
        "probability": 0.93,
        "threshold": 0.6,
        "shown": True,
        "prompted": "none",
        "substance": 2,
        "classifier": "test",
    }
    return Finding.model_validate(defaults | fields)


def prose(text: str) -> list[Zone]:
    return [Zone(0, len(text), "prose")] if text else []


def terms(**fields) -> Terms:
    return Terms(**({"engagement": ENGAGEMENT, "name": "Harbour", "zone": ZONE} | fields))


WEEK = Week(2026, 47)


def activity(week: Week = WEEK, weeks_before: int = 11, **fields) -> Activity:
    window = week.window(ZONE)
    history = Window(week.shift(-weeks_before).window(ZONE).start, window.end)
    return Activity(**({"terms": terms(), "window": window, "history": history, "statuses": STATUSES} | fields))
