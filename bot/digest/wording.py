"""How numbers, dates, durations and quotes read: in words, with their plurals, in the reader's own zone."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.document import Line, Link, Span, Text
from models.activity import Week, Window
from models.work import Issue

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HALF_A_YEAR = timedelta(days=183)
LONGEST_QUOTE = 160
SEPARATOR = Text(" · ")


def several(number: int, one: str, many: str) -> str:
    """`1 item`, `3 items`, and `no items` for none."""
    return f"{number or 'no'} {one if number == 1 else many}"


def number(value: float) -> str:
    """A median as it is: whole, or with the half that an even number of weeks gives."""
    return f"{value:.1f}".removesuffix(".0")


def day(when: datetime | date, zone: ZoneInfo, *, near: datetime) -> str:
    """`Tue 18 Nov` in the zone; with its year when it is further than half a year from `near`."""
    local = when.astimezone(zone).date() if isinstance(when, datetime) else when
    year = f" {local.year}" if abs(local - near.astimezone(zone).date()) > _HALF_A_YEAR else ""
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}{year}"


def moment(when: datetime, zone: ZoneInfo, *, near: datetime) -> str:
    """`Sun 22 Nov, 18:05` in the zone."""
    return f"{day(when, zone, near=near)}, {when.astimezone(zone):%H:%M}"


def short_day(when: date) -> str:
    """`16 Nov`."""
    return f"{when.day} {_MONTHS[when.month - 1]}"


def days_of(window: Window, zone: ZoneInfo) -> str:
    """The week and its days: `week 47 (16-22 Nov 2026)`, with both months or years where they differ."""
    first = window.start.astimezone(zone).date()
    last = (window.end - timedelta(microseconds=1)).astimezone(zone).date()
    start = str(first.day) if (first.year, first.month) == (last.year, last.month) else short_day(first)
    start = f"{short_day(first)} {first.year}" if first.year != last.year else start
    dash = "-" if start.isdecimal() else " - "
    return f"week {Week.of(window.start, zone).number} ({start}{dash}{short_day(last)} {last.year})"


def duration(took: timedelta) -> str:
    """Whole hours below a day, whole days above: `5 hours`, `3 days`; never a fraction."""
    hours = round(took / timedelta(hours=1))
    if hours < 24:
        return several(hours, "hour", "hours") if hours else "under an hour"
    return several(round(took / timedelta(days=1)), "day", "days")


def working_days(days: int) -> str:
    """`3 working days`; less than one is `less than a working day`."""
    return several(days, "working day", "working days") if days else "less than a working day"


def shorten(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The text on one line, letter for letter, cut at a word and marked with an ellipsis where it is too long."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[:longest].rpartition(" ")[0] or line[: longest - 1]
    return f"{cut.rstrip(' ,;:.')}…"


def quoted(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The shortened text between quotation marks that differ from its own."""
    return f"“{shorten(text, longest)}”"


def joined(lines: Sequence[Line], most: int) -> Line:
    """`a`, `a and b`, `a, b and c`, or `a, b and 3 more`."""
    shown = list(lines[:most])
    if len(lines) > most:
        shown.append((Text(f"{len(lines) - most} more"),))
    if not shown:
        return ()
    breaks: list[Span] = [Text(", ") for _ in pairwise(shown)]
    if breaks:
        breaks[-1] = Text(" and ")
    spans: list[Span] = list(shown[0])
    for between, line in zip(breaks, shown[1:], strict=True):
        spans += [between, *line]
    return tuple(spans)


def key_of(issue: Issue) -> Line:
    """The issue's key, which opens it."""
    return (Link(issue.key, issue.url) if issue.url else Text(issue.key),)


def named(issue: Issue) -> Line:
    """The issue's key and title; of an issue that not everybody may see only the key."""
    title = "restricted" if issue.security_level is not None else shorten(issue.title, 100)
    return (*key_of(issue), Text(f" {title}"))


def keys_of(issues: Sequence[Issue], most: int = 3) -> Line:
    """The keys as one list, each of which opens its issue."""
    return joined([key_of(issue) for issue in issues], most)


def spaced(parts: Sequence[Line]) -> Line:
    """The parts that say something, with a dot between them."""
    said = [part for part in parts if part]
    spans: list[Span] = []
    for part in said:
        spans += [SEPARATOR, *part] if spans else part
    return tuple(spans)


def too_early(have: int, need: int) -> str:
    """What stands where a number would be made of too few."""
    return f"too early to say ({have} of {need})"
