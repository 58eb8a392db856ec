"""An activity in, a digest out: the headline, then one answer per section, then whether to believe it."""

from collections.abc import Callable
from dataclasses import replace

from bot.digest.headline import headline, is_quiet
from bot.digest.material import Material, material
from bot.digest.needs import needs
from bot.digest.ownership import ownership
from bot.digest.shipped import shipped
from bot.digest.sources import foot, sources
from bot.digest.velocity import velocity
from bot.digest.wording import days_of
from bot.document import Document, Edition, Section
from models.activity import Activity

SECTIONS: tuple[Callable[[Material], Section | None], ...] = (shipped, needs, velocity, ownership, sources)


def compose(activity: Activity, *, edition: Edition, version: str, method_url: str | None = None) -> Document:
    """The digest of the activity's window for one edition's readers; only what was true when the window ended.

    Title, headline, leads and foot together are the message: at most twelve lines, three in a quiet week. The blocks
    of each section stand behind it.
    """
    known = material(activity, edition=edition, version=version, method_url=method_url)
    sections = [section for compose_one in SECTIONS if (section := compose_one(known)) is not None]
    if is_quiet(known) or not known.seen:
        sections = [replace(section, lead=()) for section in sections]
    title = f"{activity.terms.name} · {days_of(activity.window, activity.terms.zone)}"
    return Document(title, headline(known), tuple(sections), (foot(known),))
