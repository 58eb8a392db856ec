"""Everything a digest's sections speak of, measured once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.document import Edition
from models.activity import Activity, SourceState, Week, Window
from models.findings import Finding
from models.surface import question_subject
from models.work import Issue
from signals.base import Durations, FlagStory, OpenFlag, OpenQuestion, Throughput, WorkInProgress
from signals.behaviours.detect import counted
from signals.flags import open_flags, stories
from signals.flow import cycle_time, finished, lead_time, reopened, throughput, work_in_progress
from signals.questions import open_questions

WEEKS = 4  # behaviour and times are told over four weeks; one week of either is too little to read
ENOUGH_ITEMS = 20  # percentiles of fewer items are not printed


@dataclass(frozen=True)
class Material:
    """An activity, its reader's edition, and the metrics; `recent` is four weeks, `earlier` what is known before."""

    activity: Activity
    edition: Edition
    version: str
    method_url: str | None
    recent: Window
    earlier: Window
    throughput: Throughput
    shipped: tuple[Issue, ...]
    reopened: tuple[Issue, ...]
    reopened_before: int | None  # in the three weeks of `recent` before the one reported on; None: not known
    cycle: tuple[Durations, Durations]  # recent, earlier
    lead: tuple[Durations, Durations]
    in_progress: WorkInProgress
    questions: tuple[OpenQuestion, ...]
    flags: tuple[OpenFlag, ...]
    stories: tuple[FlagStory, ...]
    counted: tuple[Finding, ...]  # what is ownership, over the whole history

    def counted_in(self, window: Window) -> list[Finding]:
        """What counts as ownership and happened inside the window."""
        return [finding for finding in self.counted if finding.occurred_at in window]

    @property
    def seen(self) -> bool:
        """Whether the data reaches into the week at all."""
        reached = [reach(state) for state in self.activity.sources]
        return not reached or any(until is not None and until > self.activity.window.start for until in reached)

    @property
    def whole(self) -> bool:
        """Whether every source is complete to the end of the week."""
        return all(is_whole(source, self.activity.window) for source in self.activity.sources)


def reach(state: SourceState) -> datetime | None:
    """Until when everything of the source is known: its watermark, or the start of a last sync that went through."""
    run = state.last_run
    went_through = [run.started_at] if run and run.finished_at and run.error is None else []
    return max((until for until in (state.complete_until, *went_through) if until is not None), default=None)


def is_whole(state: SourceState, window: Window) -> bool:
    """Whether everything that happened in the source until the window's end has been pulled."""
    until = reach(state)
    return until is not None and until >= window.end


def material(activity: Activity, *, edition: Edition, version: str, method_url: str | None) -> Material:
    """All that the sections need; of restricted comments only what the edition may speak of."""
    recent, earlier = _stretches(activity)
    mine = tuple(counted(activity.findings, activity))
    flags = [flag for flag in open_flags(activity) if flag.finding.id not in activity.settled]
    questions = [asked for asked in open_questions(activity) if _subject(asked) not in activity.settled]
    everything = edition == "internal"
    return Material(
        activity=activity,
        edition=edition,
        version=version,
        method_url=method_url,
        recent=recent,
        earlier=earlier,
        throughput=throughput(activity),
        shipped=finished(activity, activity.window),
        reopened=reopened(activity, activity.window),
        reopened_before=_reopened_before(activity, recent),
        cycle=(cycle_time(activity, recent), cycle_time(activity, earlier)),
        lead=(lead_time(activity, recent), lead_time(activity, earlier)),
        in_progress=work_in_progress(activity),
        questions=tuple(asked for asked in questions if everything or asked.issue.security_level is None),
        flags=tuple(flag for flag in flags if everything or not is_restricted(activity, flag.finding)),
        stories=stories(activity, _quotable(activity, mine)),
        counted=mine,
    )


def is_restricted(activity: Activity, finding: Finding) -> bool:
    """Whether the sentence stands where not every reader of a channel may look: it is never quoted there."""
    issue = activity.issue_by_id.get((finding.source, finding.issue_id))
    return finding.restricted or (issue is not None and issue.security_level is not None)


def _subject(asked: OpenQuestion) -> str:
    return question_subject(asked.comment.source, asked.comment.external_id)


def _quotable(activity: Activity, findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if not is_restricted(activity, finding)]


def _reopened_before(activity: Activity, recent: Window) -> int | None:
    if activity.known_from is not None and activity.known_from > recent.start:
        return None
    return len(reopened(activity, Window(recent.start, activity.window.start)))


def _stretches(activity: Activity) -> tuple[Window, Window]:
    zone = activity.terms.zone
    start = Week.of(activity.window.start, zone).shift(1 - WEEKS).window(zone).start
    known_from = max(activity.history.start, activity.known_from or activity.history.start)
    return Window(start, activity.window.end), Window(min(known_from, start), start)
