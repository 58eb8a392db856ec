"""`digest`: one week of one engagement."""

from bot.commands.base import Context
from bot.digest.compose import compose
from bot.document import Document, Edition
from bot.errors import UserError
from bot.jobs.answers import activity_of, last_full_week
from models.activity import Week


def digest(context: Context, *, engagement: str | None, week: str | None, edition: Edition) -> Document:
    """The digest of a week written like 2026-W47; the last full week when None. Raises UserError."""
    settings = context.config.engagement(engagement)
    wanted = _week(week) if week else last_full_week(settings, context.asked_at)
    if wanted.window(settings.terms.zone).start > context.asked_at:
        raise UserError(f"week {wanted} has not begun yet: name an earlier one, or none for the last full week")
    return compose(activity_of(context.engine, settings, wanted), edition=edition, version=context.version)


def _week(text: str) -> Week:
    try:
        return Week.parse(text)
    except ValueError as error:
        raise UserError(f"{text!r} is not a week: write it like 2026-W47") from error
