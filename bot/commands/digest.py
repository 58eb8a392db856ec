"""`digest`: one week of one engagement, in the edition that its readers may see."""

from bot.access import Reader, RefusedError, whom_to_ask
from bot.commands.base import Context, admit, until
from bot.commands.weeks import week_of
from bot.commands.words import Arguments
from bot.digest.compose import compose
from bot.document import Document, Edition
from bot.errors import UserError
from bot.jobs.answers import Look, activity_of, last_full_week, people_activity_of
from models.activity import Week

_EDITIONS: tuple[Edition, ...] = ("client", "internal")


def digest(context: Context, arguments: Arguments) -> Document:
    """The digest of a week, by default the last full one; leads may ask for the client's edition, to read it first."""
    reader = admit("digest", context, arguments)
    edition = _edition(reader, arguments)
    week = _week(context, reader, [word for word in arguments.words if word not in _EDITIONS])
    if edition == "client":
        activity = activity_of(context.engine, reader.engagement, week)
    else:
        look = Look(reader.name, f"digest {week}", context.asked_at)
        activity = people_activity_of(context.engine, reader.engagement, week, look)
    return compose(until(activity, context.asked_at), edition=edition, version=context.version)


def _edition(reader: Reader, arguments: Arguments) -> Edition:
    wanted = [edition for edition in _EDITIONS if edition in arguments.words]
    if "internal" in wanted and not reader.sees_people:
        raise RefusedError(
            f"the internal edition shows people's findings: it is for leads alone. {whom_to_ask(reader.engagement)}"
        )
    return wanted[0] if wanted else reader.edition


def _week(context: Context, reader: Reader, words: list[str]) -> Week:
    if len(words) > 1:
        raise UserError(f"digest takes one week, like 2026-W47; {' '.join(words)!r} is more than that")
    if words:
        return week_of(words[0], reader.engagement.terms.zone, context.asked_at)
    return last_full_week(reader.engagement, context.asked_at)
