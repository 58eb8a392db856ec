"""What happens by itself: syncs every so often, digests when they are due. The schedule lives in code, not in a store.

APScheduler only wakes us. What is due is asked of the config and the deliveries each time, so a missed, doubled or late
wake-up changes nothing.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.config import EngagementSettings
from bot.due import Due, due, earliest_week, missed_before
from bot.jobs.deliver import Courier, deliver
from bot.jobs.digests import deliveries_of, digest_of, held_back
from bot.jobs.muting import muted_until_of
from bot.jobs.receiving import forget_old_receipts
from models.runs import Delivery

log = logging.getLogger("vested.schedule")
TICK = timedelta(minutes=1)
_SYNCS_AT_ONCE = 8
_RESYNC = timedelta(minutes=10)  # how often a digest that waits for its data asks for another sync
_JUMP = timedelta(seconds=30)  # less is drift
Sync = Callable[[EngagementSettings], None]


@dataclass(frozen=True, slots=True)
class Rounds:
    """One round after another: what is due now, brought as far as it goes. Safe in any number of processes."""

    engagements: tuple[EngagementSettings, ...]
    courier: Courier
    sync: Sync
    version: str
    synced: dict[str, datetime] = field(default_factory=dict)  # when this process last synced which engagement
    busy: Mapping[str, Lock] = field(default_factory=dict)
    stopped: Event = field(default_factory=Event)

    def digests(self) -> None:
        """Deliver everything that is due; one that fails does not stop the others."""
        now = self.courier.clock()
        for one in due(self.engagements, now, self._rows(now)):
            if self.stopped.is_set():
                return
            try:
                self._deliver(one)
            except Exception:
                log.exception("the digest of %s for week %s failed", one.engagement, one.week)

    def pull(self, engagement: EngagementSettings) -> None:
        """Sync the engagement, unless this process is at it already."""
        lock = self.busy[engagement.id]
        if self.stopped.is_set() or not lock.acquire(blocking=False):
            return
        try:
            self.synced[engagement.id] = self.courier.clock()
            self.sync(engagement)
        except Exception:
            log.exception("the sync of %s failed", engagement.id)
        finally:
            lock.release()

    def turn(self, engagement: EngagementSettings) -> None:
        """Sync the engagement, then deliver what waited for it."""
        self.pull(engagement)
        self.digests()

    def tidy(self) -> None:
        """Forget what nobody repeats any more."""
        forget_old_receipts(self.courier.engine, self.courier.clock())

    def _rows(self, now: datetime) -> list[Delivery]:
        return deliveries_of(self.courier.engine, [each.id for each in self.engagements], earliest_week(now))

    def _deliver(self, one: Due) -> None:
        engagement = next(each for each in self.engagements if each.id == one.engagement)
        engine, now = self.courier.engine, self.courier.clock()
        muted = muted_until_of(engine, engagement, one.channel, one.at) is not None
        if not muted and self._waits_for_data(engagement, one, now):
            return
        said = deliver(
            self.courier,
            one,
            compose=lambda: digest_of(
                engine,
                engagement,
                one,
                missed=missed_before(one, self._rows(now)),
                version=self.version,
                now=now,
            ),
            muted=muted,
        )
        if said:
            log.info("%s", said)

    def _waits_for_data(self, engagement: EngagementSettings, one: Due, now: datetime) -> bool:
        if held_back(self.courier.engine, engagement, one, now) is None:
            return False
        last = self.synced.get(engagement.id)
        if last is not None and timedelta() <= now - last < _RESYNC:
            return True
        self.pull(engagement)
        why = held_back(self.courier.engine, engagement, one, self.courier.clock())
        if why is not None:
            log.info("%s: the digest of week %s waits: %s", engagement.id, one.week, why)
        return why is not None


@dataclass(slots=True)
class Schedule:
    """The rounds in the background of a process, until it is stopped."""

    rounds: Rounds
    every: timedelta
    _scheduler: BackgroundScheduler = field(
        default_factory=lambda: BackgroundScheduler(
            timezone=UTC,
            # Syncs may wait for hours on slow trackers: in a pool of their own they keep no digest from its time.
            executors={"default": ThreadPoolExecutor(4), "syncs": ThreadPoolExecutor(_SYNCS_AT_ONCE)},
            # By default APScheduler drops a wake-up that comes a second late, for good and in silence.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
    )

    def start(self) -> None:
        """Syncs begin at once, one engagement after another, and so do digests that are due."""
        now = datetime.now(UTC)
        add = self._scheduler.add_job
        for number, engagement in enumerate(self.rounds.engagements):
            begin = now + timedelta(seconds=2 * number)
            add(self.rounds.turn, "interval", seconds=self.every.total_seconds(), args=[engagement],
                id=f"sync-{engagement.id}", next_run_time=begin, executor="syncs")  # fmt: skip
        add(self.rounds.digests, "interval", seconds=TICK.total_seconds(), id="digests", next_run_time=now)
        add(self.rounds.tidy, "interval", hours=6, id="tidy", next_run_time=now + timedelta(minutes=5))
        self._scheduler.start()

    def stop(self) -> None:
        """Work in hand ends at its next safe point; none begins."""
        self.rounds.stopped.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def wake(self) -> None:
        """Everything runs now and is planned anew from here: after the clock was set back, nothing else would."""
        for number, job in enumerate(self._scheduler.get_jobs()):
            apart = timedelta(seconds=2 * number if job.id.startswith("sync-") else 0)
            job.modify(next_run_time=datetime.now(UTC) + apart)


def was_set_back(wall: tuple[datetime, datetime], steady: timedelta) -> bool:
    """Whether the clock moved less between two readings than the time that really passed."""
    return steady - (wall[1] - wall[0]) > _JUMP


def locks_for(engagements: tuple[EngagementSettings, ...]) -> Mapping[str, Lock]:
    """One lock for each engagement's syncs."""
    return {engagement.id: Lock() for engagement in engagements}
