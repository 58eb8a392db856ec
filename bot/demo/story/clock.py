"""Story time: week numbers, weekdays and local hours, placed on the calendar by one instant."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.demo.story.model import ZONE

LAST_WEEK = 10
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLACEHOLDER = re.compile(r"\{\{(-?\d+ [a-z]{3})\}\}")


@dataclass(frozen=True, slots=True)
class Clock:
    """Where story week 1 lies. Dates in texts are written `{{12 fri}}` and read as `Fri 4 Dec`."""

    first_monday: date

    @classmethod
    def ending_before(cls, now: datetime) -> "Clock":
        """The clock on which story week 10 is the last complete ISO week before the instant."""
        today = now.astimezone(ZoneInfo(ZONE)).date()
        this_monday = today - timedelta(days=today.weekday())
        return cls(this_monday - timedelta(weeks=LAST_WEEK))

    def day(self, text: str) -> date:
        """`3 tue` as a date."""
        week, weekday = text.split()
        return self.first_monday + timedelta(weeks=int(week) - 1, days=WEEKDAYS.index(weekday))

    def instant(self, text: str) -> datetime:
        """`3 tue 14:10`, an hour in the engagement's zone, as an instant in UTC."""
        day, _, hour = text.rpartition(" ")
        local = datetime.combine(self.day(day), time.fromisoformat(hour), ZoneInfo(ZONE))
        return local.astimezone(UTC)

    def words(self, text: str) -> str:
        """The text with its placeholders read as dates of this clock."""
        return _PLACEHOLDER.sub(lambda found: _spoken(self.day(found[1])), text)

    def dates(self, row: Mapping[str, str], *names: str) -> list[date | None]:
        """The named fields of a row as dates, None where a field is absent."""
        return [self.day(row[name]) if name in row else None for name in names]


def _spoken(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1]}"
