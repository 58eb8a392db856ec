"""`mute [weeks|off]`: no digest in this channel for a while."""

from datetime import timedelta

from bot.commands.base import Context, admit, answered
from bot.commands.weeks import weeks_in
from bot.commands.words import Arguments
from bot.digest.wording import moment
from bot.document import Document, Text
from bot.errors import UserError
from bot.jobs.muting import mute_channel, unmute_channel

_MOST_WEEKS = 12


def mute(context: Context, arguments: Arguments) -> Document:
    """Silences the digest channel it is asked in, for one week or as many as are named; `off` ends it."""
    reader = admit("mute", context, arguments)
    settings, channel = reader.engagement, context.channel
    if channel is None or channel not in settings.digest.channels:
        raise UserError(f"no digest of {settings.name} goes to this channel: ask in the one you want to silence")
    word = arguments.words[0].casefold() if arguments.words else "1"
    title = f"{settings.name} · digests in this channel"
    if word == "off":
        unmute_channel(context.engine, settings, channel=channel)
        return answered(title, "Digests are posted here again")
    until = context.asked_at + timedelta(weeks=weeks_in(word, most=_MOST_WEEKS))
    mute_channel(context.engine, settings, channel=channel, until=until, by=reader.name)
    when = moment(until, settings.terms.zone, near=context.asked_at)
    how = (Text("Commands still answer. mute off ends it sooner."),)
    return answered(title, f"No digest is posted here until {when}", said=(how,))
