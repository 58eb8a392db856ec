"""The times that `ask` understands: "last 4 weeks", "since 1 Nov", "since October", "in week 46", "last week"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.digest.wording import several
from models.activity import Week, Window

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTH = rf"(?P<month>{'|'.join(name.lower() for name in _FULL)}|{'|'.join(_MONTHS)}|sept)"
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)? {_MONTH}|{_MONTH.replace('month', 'month_first')} "
    r"(?P<day_after>\d{1,2})(?:st|nd|rd|th)?)(?: (?P<year>20\d\d))?"
)
_END = r"(?= |$)"
_COUNT = re.compile(
    rf"(?:(?:in|over|during|for) )?(?:the )?(?:last|past) (?P<count>\d{{1,3}}|{'|'.join(_NUMBERS)}) "
    rf"(?P<unit>weeks?|days?){_END}"
)
_NAMED = re.compile(rf"(?:(?:in|during) )?(?P<which>last|this) week{_END}")
_WEEK = re.compile(
    rf"(?:in|during|of) (?:week (?P<number>\d{{1,2}})(?: of (?P<of>20\d\d))?|(?P<iso>20\d\d-w\d{{2}})){_END}"
)
_IN_MONTH = re.compile(rf"(?:in|during) {_MONTH}(?: (?P<year>20\d\d))?{_END}")
_SINCE = re.compile(rf"since (?:(?P<iso>20\d\d-\d\d-\d\d)|{_DATE}){_END}")
_SINCE_MONTH = re.compile(rf"since {_MONTH}(?: (?P<year>20\d\d))?{_END}")
_SINCE_DAY = re.compile(rf"since (?P<weekday>{'|'.join(_DAYS)})[a-z]*{_END}")
_LONGEST = timedelta(weeks=104)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, and how it is written: "in the last 4 weeks"."""

    window: Window
    written: str


def last_weeks(weeks: int, zone: ZoneInfo, now: datetime) -> Period:
    """So many weeks up to now, from a midnight on."""
    return _last(timedelta(weeks=weeks), several(weeks, "week", "weeks"), zone, now=now)


def period_at(text: str, zone: ZoneInfo, now: datetime) -> tuple[Period, int] | None:
    """The time that the text begins with and how many of its words say it; None where it begins with none."""
    for pattern, read in _FORMS:
        if match := pattern.match(text):
            found = read(match, zone, now)
            if found is None or not _usable(found.window, now):
                return None
            return found, len(match[0].split())
    return None


def _usable(window: Window, now: datetime) -> bool:
    return window.start < now and now - window.start <= _LONGEST + timedelta(days=1)


def _last(back: timedelta, many: str, zone: ZoneInfo, *, now: datetime) -> Period:
    start = _midnight((now.astimezone(zone) - back).date(), zone)
    return Period(_until_now(start, now), f"in the last {many}")


def _counted(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Period | None:
    count = _NUMBERS.index(match["count"]) + 1 if match["count"] in _NUMBERS else int(match["count"])
    if count == 0:
        return None
    if match["unit"].startswith("day"):
        return _last(timedelta(days=count), several(count, "day", "days"), zone, now=now)
    return last_weeks(count, zone, now)


def _named_week(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Period:
    week = Week.of(now, zone).shift(-1 if match["which"] == "last" else 0)
    return _of_week(week, zone)


def _numbered_week(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Period | None:
    today = Week.of(now, zone)
    try:
        if match["iso"]:
            return _of_week(Week.parse(match["iso"]), zone)
        number, year = int(match["number"]), int(match["of"] or today.year)
        if not match["of"] and number > today.number:
            year -= 1
        return _of_week(Week.parse(f"{year}-W{number:02d}"), zone)
    except ValueError:
        return None


def _of_week(week: Week, zone: ZoneInfo) -> Period:
    return Period(week.window(zone), f"in week {week.number} of {week.year}")


def _whole_month(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Period:
    first = _first_of_month(match, zone, now)
    after = (first + timedelta(days=31)).replace(day=1)
    said = f"{_FULL[first.month - 1]} {first.year}"
    return Period(Window(_midnight(first, zone), _midnight(after, zone)), f"in {said}")


def _since_month(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Period:
    first = _first_of_month(match, zone, now)
    said = f"since {_FULL[first.month - 1]} {first.year}"
    return Period(_until_now(_midnight(first, zone), now), said)


def _first_of_month(match: re.Match[str], zone: ZoneInfo, now: datetime) -> date:
    """The month as named; without a year the newest one that has begun."""
    today = now.astimezone(zone).date()
    month = _MONTHS.index(match["month"][:3]) + 1
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    return date(year, month, 1)


def _since_date(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Period | None:
    try:
        if match["iso"]:
            return _since(date.fromisoformat(match["iso"]), zone, now)
        today = now.astimezone(zone).date()
        month = _MONTHS.index((match["month"] or match["month_first"])[:3]) + 1
        number = int(match["day"] or match["day_after"])
        year = int(match["year"]) if match["year"] else today.year - ((month, number) > (today.month, today.day))
        return _since(date(year, month, number), zone, now)
    except ValueError:
        return None


def _since_weekday(match: re.Match[str], zone: ZoneInfo, now: datetime) -> Period:
    today = now.astimezone(zone).date()
    back = (today.weekday() - _DAYS.index(match["weekday"])) % 7
    return _since(today - timedelta(days=back), zone, now)


def _since(first: date, zone: ZoneInfo, now: datetime) -> Period:
    written = f"since {first.day} {_FULL[first.month - 1][:3]} {first.year}"
    return Period(_until_now(_midnight(first, zone), now), written)


def _midnight(when: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(when, time.min, zone)


def _until_now(start: datetime, now: datetime) -> Window:
    return Window(start, now + timedelta(microseconds=1))


_FORMS = (
    (_COUNT, _counted),
    (_NAMED, _named_week),
    (_WEEK, _numbered_week),
    (_SINCE, _since_date),
    (_SINCE_MONTH, _since_month),
    (_IN_MONTH, _whole_month),
    (_SINCE_DAY, _since_weekday),
)
