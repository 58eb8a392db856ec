"""`velocity`: whether work gets faster or slower, over the weeks up to the last full one."""

from bot.commands.base import Context, admit
from bot.commands.words import Arguments
from bot.digest.material import material
from bot.digest.shipped import usual
from bot.digest.sources import foot
from bot.digest.velocity import velocity as section
from bot.digest.wording import days_of
from bot.document import Document, Strong
from bot.jobs.answers import activity_of, last_full_week


def velocity(context: Context, arguments: Arguments) -> Document:
    """Items finished in the last full week beside the median, times beside the weeks before, and work in progress."""
    reader = admit("velocity", context, arguments)
    week = last_full_week(reader.engagement, context.asked_at)
    activity = activity_of(context.engine, reader.engagement, week)
    known = material(activity, edition=reader.edition, version=context.version, method_url=None)
    told = section(known)
    title = f"{reader.engagement.name} · velocity up to {days_of(activity.window, activity.terms.zone)}"
    if told is None:
        headline = "Nothing to measure yet: no issue has been pulled"
    else:
        headline = f"Finished {len(known.shipped) or 'nothing'} in week {week.number} ({usual(known)})"
    return Document(title, (Strong(headline),), (told,) if told else (), (foot(known),))
