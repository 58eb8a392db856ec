"""Weeks as people write them, and a whole number of weeks."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import UserError
from models.activity import Week

LONGEST = 104


def week_of(word: str, zone: ZoneInfo, now: datetime) -> Week:
    """`2026-W47`, `w47`, `47` (the newest such week that has begun), `last` or `this`. Raises UserError."""
    text, today = word.casefold(), Week.of(now, zone)
    if text in {"this", "last"}:
        return today if text == "this" else today.shift(-1)
    number = text.removeprefix("w")
    try:
        if number.isdecimal() and 1 <= int(number) <= 53:
            week = Week.parse(f"{today.year}-W{int(number):02d}") if _exists(today.year, int(number)) else None
            return week if week and week <= today else Week.parse(f"{today.year - 1}-W{int(number):02d}")
        week = Week.parse(word)
        week.shift(-LONGEST).window(zone)
    except (ValueError, OverflowError) as error:
        raise UserError(f"{word!r} is not a week: write it like 2026-W47") from error
    if week > today:
        raise UserError(f"week {week} has not begun yet: name an earlier one, or none for the last full week")
    return week


def _exists(year: int, number: int) -> bool:
    try:
        Week(year, number).monday  # noqa: B018 - years have 52 or 53 weeks; the calendar knows
    except ValueError:
        return False
    return True


def weeks_in(word: str, *, most: int = LONGEST) -> int:
    """A number of weeks from 1 to `most`. Raises UserError."""
    if word.isascii() and word.isdecimal() and 1 <= int(word[:4]) <= most:
        return int(word[:4])
    raise UserError(f"{word!r} is not a number of weeks: write one from 1 to {most}")
