"""The Home tab: an engineer's own findings, a lead's engagements, for everybody else what this is and what it keeps."""

from dataclasses import replace
from typing import Any

from bot.access import Viewer
from bot.commands import COMMANDS
from bot.commands.base import Context, own_engagements
from bot.commands.help import help_on
from bot.commands.me import me
from bot.commands.risks import risks
from bot.commands.status import status
from bot.commands.words import Arguments
from bot.config import EngagementSettings
from bot.document import Bullets, Document, Line, Paragraph, Section, Strong, Text, words
from bot.render.slack import render_home
from bot.slack.dedupe import Body, user_of
from bot.slack.workplace import Workplace

KEPT: tuple[str, ...] = (
    "Issues, comments and their changes from the trackers that the engagement connected, as the trackers show them.",
    "Sentences found in them, with their place, and what people said of each finding.",
    "Who looked at whose findings, with which question: each person reads theirs with /vested me.",
    "No messages of this workspace, no presence, no mood. Texts are read on the machine that Vested runs on.",
)


def on_home_opened(workplace: Workplace, body: Body) -> None:
    """The Home tab is drawn anew each time it is opened."""
    if body["event"].get("tab") == "home":
        user = user_of(body)
        workplace.begin(body, lambda: publish_home(workplace, user), say=lambda text: _trouble(workplace, user, text))


def publish_home(workplace: Workplace, user: str) -> None:
    """What that member may see stands on their Home tab."""
    viewer = workplace.members.viewer(workplace.config, user, workplace.clock())
    document = home(_context(workplace, viewer))
    workplace.client.views_publish(user_id=user, view=_view(document))


def _view(document: Document) -> dict[str, Any]:
    return {"type": "home", "blocks": list(render_home(document))}


def _context(workplace: Workplace, viewer: Viewer) -> Context:
    return Context(
        config=workplace.config,
        engine=workplace.engine,
        asked_at=workplace.clock(),
        version=workplace.version,
        viewer=viewer,
    )


def _trouble(workplace: Workplace, user: str, text: str) -> None:
    document = Document("Vested", (Strong("Nothing can be shown just now"),), (_said("trouble", "", text),), ())
    workplace.client.views_publish(user_id=user, view=_view(document))


def home(context: Context) -> Document:
    """One part for each engagement of the viewer, by what they are there; for a client or a stranger, what this is."""
    parts = [part for each in own_engagements(context) for part in _engagement(context, each)]
    if not parts:
        return _about(context)
    foot: tuple[Line, ...] = ((Text(f"Vested {context.version} · /vested help lists what can be asked"),),)
    return Document("Vested", _headline(context), tuple(parts), foot)


def _headline(context: Context) -> Line:
    standings = {context.viewer.standing(each.id) for each in own_engagements(context)}
    if "lead" in standings:
        return (Strong("Your engagements, and what needs attention"),)
    return (Strong("What was found in your own words"),)


def _engagement(context: Context, engagement: EngagementSettings) -> list[Section]:
    arguments = Arguments(engagement=engagement.id)
    match context.viewer.standing(engagement.id):
        case "engineer":
            return _sections(engagement, me(context, arguments))
        case "lead":
            attention = [*_sections(engagement, risks(context, arguments)), _sources(context, engagement)]
            return [*attention, *_sections(engagement, me(context, arguments))]
        case _:
            return []


def _sections(engagement: EngagementSettings, document: Document) -> list[Section]:
    """The answer of a command as parts of a page: its headline first."""
    opening = Section(f"{engagement.id}-headline", document.title, (), (Paragraph(document.headline),))
    return [opening, *(replace(one, key=f"{engagement.id}-{one.key}") for one in document.sections)]


def _sources(context: Context, engagement: EngagementSettings) -> Section:
    told = status(context, Arguments(engagement=engagement.id))
    return _said(f"{engagement.id}-status", "Sources", words(told.headline))


def _about(context: Context) -> Document:
    about = help_on(COMMANDS, context, Arguments())
    kept = Section("kept", "What is kept", (), (Bullets(tuple((Text(line),) for line in KEPT)),))
    return replace(about, sections=(*about.sections, kept))


def _said(key: str, title: str, text: str) -> Section:
    return Section(key, title, (), (Paragraph((Text(text),)),))
