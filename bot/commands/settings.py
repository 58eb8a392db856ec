"""`settings`: what the engagement is configured to do. Secrets are not in the config, and none are shown."""

from bot.access import Reader
from bot.commands.base import Context, admit, answered
from bot.commands.words import Arguments
from bot.config import EngagementSettings
from bot.digest.wording import moment, several
from bot.document import Bullets, Document, Line, Section, Strong, Text
from bot.jobs.muting import muted_until_of

_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def settings(context: Context, arguments: Arguments) -> Document:
    """When and where the digest goes, what is pulled and how often, and how work and words are counted."""
    reader = admit("settings", context, arguments)
    engagement = reader.engagement
    sections = (
        _section("digest", "Digest", _digest(context, reader)),
        _section("sources", "Sources", _sources(context, engagement)),
        _section("counting", "Counting", _counting(engagement)),
    )
    return answered(f"{engagement.name} · settings", _headline(engagement), sections)


def _headline(engagement: EngagementSettings) -> str:
    digest = engagement.digest
    if not (digest.enabled and digest.channels):
        why = "no channel is set" if digest.enabled else "it is switched off"
        return f"No digest is posted: {why}"
    return f"The digest is posted every {_DAYS[digest.day]} at {digest.at}, {engagement.time_zone} time"


def _section(key: str, title: str, said: list[tuple[str, str]]) -> Section:
    lines: tuple[Line, ...] = tuple((Strong(what), Text(f": {value}")) for what, value in said)
    return Section(key, title, (), (Bullets(lines),))


def _digest(context: Context, reader: Reader) -> list[tuple[str, str]]:
    digest = reader.engagement.digest
    return [
        ("Client's channel", _channel(context, reader, digest.client_channel)),
        ("Leads' channel", _channel(context, reader, digest.internal_channel)),
        ("After a downtime", f"posted up to {several(digest.late_hours, 'hour', 'hours')} late, then left out"),
    ]


def _channel(context: Context, reader: Reader, channel: str | None) -> str:
    if channel is None:
        return "none"
    until = muted_until_of(context.engine, reader.engagement, channel, context.asked_at)
    zone = reader.engagement.terms.zone
    return f"{channel}, silenced until {moment(until, zone, near=context.asked_at)}" if until else channel


def _sources(context: Context, engagement: EngagementSettings) -> list[tuple[str, str]]:
    named = [(connector.source, connector.type) for connector in engagement.sources]
    return [*named, ("Pulled", f"every {several(context.config.sync.every_minutes, 'minute', 'minutes')}")]


def _counting(engagement: EngagementSettings) -> list[tuple[str, str]]:
    roles = [person.role for person in engagement.people]
    who = ", ".join(f"{roles.count(role)} {role}" for role in ("engineer", "lead", "client", "bot") if role in roles)
    return [
        ("Time zone", engagement.time_zone),
        ("Sub-tasks", "counted as items" if engagement.count_subtasks else "left out"),
        ("Endings that delivered nothing", ", ".join(engagement.cancelled_resolutions)),
        ("Accounts nobody lists", f"{engagement.unlisted_accounts} side"),
        ("People listed", who or "none: no ownership can be counted"),
    ]
