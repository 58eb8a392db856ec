"""What every command gets to answer from, and how an answer is framed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.access import MAY, STRANGER, Reader, RefusedError, Standing, Viewer, admitted, reader_of
from bot.commands.words import Arguments
from bot.config import Config, EngagementSettings
from bot.digest.material import reach
from bot.digest.wording import moment
from bot.document import Document, Line, Section, Strong, Text
from bot.errors import UserError
from models.activity import Activity, SourceState, Window


@dataclass(frozen=True, slots=True)
class Context:
    """Everything that a command may read, who asks it where, and the instant it is asked at."""

    config: Config
    engine: Engine
    asked_at: datetime
    version: str
    viewer: Viewer
    channel: str | None = None  # the Slack channel it is asked in


Run = Callable[[Context, Arguments], Document]


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be asked: its name, what it answers, how it is written, and the function that answers."""

    name: str
    summary: str
    usage: str
    run: Run

    @property
    def roles(self) -> frozenset[Standing]:
        """Who may ask it."""
        return MAY[self.name]


def admit(command: str, context: Context, arguments: Arguments) -> Reader:
    """Who reads this answer about which engagement. Raises RefusedError, or UserError where it must be named."""
    settings = _engagement(context, arguments)
    reader = reader_of(context.viewer, settings, channel=context.channel, share=arguments.share)
    return admitted(command, reader)


def _engagement(context: Context, arguments: Arguments) -> EngagementSettings:
    """The engagement named, else the channel's, else the only one the viewer is part of."""
    mine = own_engagements(context)
    here = context.config.of_channel(context.channel)
    if arguments.share and arguments.engagement and here and here.id != arguments.engagement:
        raise RefusedError("an answer about one engagement is never shared in another one's channel: leave out --share")
    if not mine:
        raise RefusedError(STRANGER)
    if arguments.engagement:
        return _named(mine, arguments.engagement)
    if here is not None and here not in mine:
        raise RefusedError(f"you are not part of this channel's engagement. {_say_which(mine)}")
    if here is not None:
        return here
    if len(mine) > 1:
        raise UserError(_say_which(mine))
    return mine[0]


def own_engagements(context: Context) -> list[EngagementSettings]:
    """The engagements that the viewer is part of, in the order of the config."""
    return [each for each in context.config.engagements if context.viewer.standing(each.id) != "nobody"]


def _named(mine: Sequence[EngagementSettings], wanted: str) -> EngagementSettings:
    # Another client's engagement and one that does not exist must read the same.
    for each in mine:
        if each.id == wanted:
            return each
    raise UserError(f"there is no engagement {wanted!r} that you are part of. {_say_which(mine)}")


def _say_which(mine: Sequence[EngagementSettings]) -> str:
    names = [each.id for each in mine]
    return f"Say which engagement: add {' or '.join(f'--in {name}' for name in names)}"


def answered(
    title: str, headline: str, sections: Iterable[Section] = (), foot: Iterable[Line] = (), *, said: Iterable[Line] = ()
) -> Document:
    """An answer: one sentence that stands alone, lines `said` under it, then the sections that have something."""
    opening = Section("answer", "In short", tuple(said))
    kept = [section for section in (opening, *sections) if section.lead or section.blocks]
    return Document(title, (Strong(headline),), tuple(kept), tuple(foot))


def until(activity: Activity, now: datetime) -> Activity:
    """The activity told up to now: a week that is not over has no days yet to come."""
    start, end = activity.window.start, activity.window.end
    return replace(activity, window=Window(start, max(min(end, now), start + timedelta(microseconds=1))))


def foot_of(context: Context, reader: Reader, states: Sequence[SourceState]) -> tuple[Line, ...]:
    """Machine-made, how fresh the data is, which source could not be read, the version, and where the method stands."""
    reached = [until for state in states if (until := reach(state)) is not None]
    zone = reader.engagement.terms.zone
    fresh = f"data until {moment(min(reached), zone, near=context.asked_at)}" if reached else "no data yet"
    broken = [s.source for s in states if reach(s) is None or (s.last_run and s.last_run.error)]
    gaps = f" · {' and '.join(broken)} could not be read to the end" if broken else ""
    return ((Text(f"Machine-made · {fresh}{gaps} · vested {context.version} · method in docs/method.md"),),)
