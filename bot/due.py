"""Which digests are due: a pure question of the config, the instant, and what was delivered before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.config import EngagementSettings
from bot.document import Edition
from bot.settings import Day, DigestSettings
from models.activity import Week
from models.deliveries import DeliveryKey, key_of
from models.runs import Delivery

_DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FRIDAY = 4
LOOK_BACK = 6  # weeks after which nobody needs to be told any more that a digest was missed
# What ends a delivery without a post. Anything else in `error` is the trouble of the last attempt.
MISSED, MUTED = "missed: ", "muted: "


@dataclass(frozen=True, slots=True)
class Due:
    """One digest to be posted at `at`, and no later than `until`; it speaks of what happened before `data_until`."""

    engagement: str
    week: Week
    edition: Edition
    channel: str
    at: datetime
    until: datetime
    data_until: datetime

    @property
    def key(self) -> DeliveryKey:
        """What it is called where deliveries are kept."""
        return DeliveryKey(self.engagement, str(self.week), self.edition, self.channel)


def is_over(delivery: Delivery) -> bool:
    """Whether nothing is left to do: it was posted whole, missed for good, or muted."""
    return delivery.posted_at is not None or was_missed(delivery) or (delivery.error or "").startswith(MUTED)


def was_missed(delivery: Delivery) -> bool:
    """Whether it was given up because it was too late."""
    return (delivery.error or "").startswith(MISSED)


def due(engagements: Iterable[EngagementSettings], now: datetime, delivered: Collection[Delivery]) -> list[Due]:
    """Every digest that should have been posted by `now` and is not settled, oldest first.

    Each engagement has its own day, hour and zone. A digest posted on Friday, Saturday or Sunday tells the week that
    is ending; on any other day the last full week. An hour that the clocks skip is taken as if they had not been
    changed; of an hour that comes twice, the first is meant; so each week has exactly one instant. Digests too late to
    be posted are among them where the channel had an earlier one or this one was begun, so that they are recorded as
    missed: what was never set up is not missed. `delivered` are the deliveries of the last `LOOK_BACK` weeks and later.
    """
    places: dict[tuple[str, str, str], dict[str, Delivery]] = defaultdict(dict)
    for row in delivered:
        places[row.engagement, row.edition, row.channel][row.week] = row
    found: list[Due] = []
    for engagement in engagements:
        for edition, channel in _channels(engagement.digest):
            known = places.get((engagement.id, edition, channel), {})
            found += _open(engagement, edition, channel, now=now, known=known)
    return sorted(found, key=lambda one: (one.at, one.key))


def _open(
    engagement: EngagementSettings, edition: Edition, channel: str, *, now: datetime, known: Mapping[str, Delivery]
) -> Iterator[Due]:
    """What of one channel's digests of the last weeks is not settled by `now`."""
    zone, digest = engagement.terms.zone, engagement.digest
    late, first = timedelta(hours=digest.late_hours), min(known, default=None)
    for day in _days(digest.day, now.astimezone(zone).date()):
        week, at = week_told_on(day), datetime.combine(day, digest.time, zone).astimezone(UTC)
        held = known.get(str(week))
        begun = held is not None or (first is not None and str(week) > first)
        if at <= now and (held is None or not is_over(held)) and (now <= at + late or begun):
            data_until = min(week.window(zone).end.astimezone(UTC), at)
            yield Due(engagement.id, week, edition, channel, at, at + late, data_until)


def earliest_week(now: datetime) -> str:
    """The first week whose deliveries `due` asks for, in any zone."""
    return str(Week.of(now, ZoneInfo("UTC")).shift(-LOOK_BACK - 1))


def missed_before(one: Due, delivered: Collection[Delivery]) -> list[Week]:
    """The weeks given up in this channel since the last one that was posted there."""
    same = [row for row in delivered if _same_place(key_of(row), one.engagement, one.edition, one.channel)]
    earlier = sorted((row for row in same if row.week < str(one.week)), key=lambda row: row.week)
    last = max((row.week for row in earlier if row.posted_at is not None), default="")
    return [Week.parse(row.week) for row in earlier if row.week > last and was_missed(row)]


def _same_place(key: DeliveryKey, engagement: str, edition: Edition, channel: str) -> bool:
    return (key.engagement, key.edition, key.channel) == (engagement, edition, channel)


def _channels(digest: DigestSettings) -> Sequence[tuple[Edition, str]]:
    if not digest.enabled:
        return ()
    both: tuple[tuple[Edition, str | None], ...] = (
        ("client", digest.client_channel),
        ("internal", digest.internal_channel),
    )
    return [(edition, channel) for edition, channel in both if channel]


def _days(day: Day, today: date) -> Iterator[date]:
    newest = today - timedelta(days=(today.weekday() - _DAYS.index(day)) % 7)
    yield from (newest - timedelta(weeks=back) for back in range(LOOK_BACK))


def week_told_on(day: date) -> Week:
    """The week that a digest posted on that day tells: the one ending from Friday on, before that the last full one."""
    year, number, weekday = day.isocalendar()
    week = Week(year, number)
    return week if weekday - 1 >= _FRIDAY else week.shift(-1)
