"""A document in Slack: a short message with its thread, an answer to a command, or a person's Home.

Every limit of Slack is kept here and in the `slack_*` files beside this one: what is too long is split or trimmed and
says how much more there is; nothing is refused whole, and the order stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.document import BarChart, Document, Line, Section, Strong, Text, words
from bot.render.safe import one_line
from bot.render.slack_blocks import Surface, groups_of, lines_of
from bot.render.slack_pack import MOST_IN_VIEW, Group, Json, identified, packed, within
from bot.render.slack_parts import context, header, section
from bot.render.slack_text import cut, mrkdwn

MOST_LINES: Final = 12  # of the message in the channel
MOST_ANSWERED: Final = 10  # lines of an answer before the rest
MOST_REPLIES: Final = 4  # messages of one section's thread
_LINE: Final = 500  # characters of a line that is read at a glance
_FOOT_LINES: Final = 3
_LONGEST_TITLE: Final = 100


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message; `text` stands for it in notifications. An image of each of `images` is wanted below it.

    `key` names a reply by its section and its place in it, whatever other sections there are.
    """

    text: str
    blocks: tuple[Json, ...]
    images: tuple[BarChart, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class SlackPost:
    """The message in the channel, and the replies in its thread in reading order."""

    main: SlackMessage
    replies: tuple[SlackMessage, ...]


def render_slack(document: Document, *, native_charts: bool = True, feedback: bool = True) -> SlackPost:
    """The digest: title, headline, leads and foot in at most twelve lines; each section's blocks in its thread.

    Leads that found no place in the message open their section's reply. Without `native_charts` tables and charts are
    written in letters, and images are asked for; without `feedback` nothing has buttons. Raises ValueError for a chart
    that no bar can show.
    """
    surface = Surface(native=native_charts, feedback=feedback)
    head = [*_title(document), *_headline(document)]
    shown = _shown_leads(document.sections, MOST_LINES - len(head) - len(document.foot[:_FOOT_LINES]))
    leads = [line for part, many in zip(document.sections, shown, strict=True) for line in part.lead[:many]]
    left = sum(len(part.lead) for part in document.sections) - len(leads)
    more = _more(left, " in the thread")
    main = _message(_text(document), [*head, *lines_of(leads, most=_LINE), *more, *_foot(document)])
    replies = (
        reply
        for part, many in zip(document.sections, shown, strict=True)
        for reply in _replies(document, part, part.lead[many:], surface)
    )
    return SlackPost(main, tuple(replies))


def render_answer(document: Document, *, native_charts: bool = True, feedback: bool = True) -> tuple[SlackMessage, ...]:
    """The answer to a command: first the headline, about ten lines and the foot; then what there is behind "more"."""
    surface = Surface(native=native_charts, feedback=feedback)
    frame = [*_small_title(document), *_headline(document), *_foot(document)]
    opening = frame[: len(frame) - len(_foot(document))]
    body = [group for part in document.sections for group in _whole(part, surface)]
    fitting = packed([*frame, *body[: _answered(body)]], most=1).messages
    first = len(fitting[0]) - len(frame) if fitting else 0
    messages = [[*opening, *body[:first], *_foot(document)]]
    rest = packed(body[first:], most=MOST_REPLIES)
    messages += [list(groups) for groups in rest.messages]
    messages[-1] += _more(rest.left)
    return tuple(_message(_text(document), groups) for groups in messages)


def render_home(document: Document, *, feedback: bool = True) -> tuple[Json, ...]:
    """The blocks of a Home or modal, at most 100; it shows neither tables nor charts of Slack's own."""
    surface = Surface(native=False, feedback=feedback)
    opening, foot = [*_title(document), *_headline(document)], _foot(document)
    body = [group for part in document.sections for group in _whole(part, surface)]
    kept, left = within(body, MOST_IN_VIEW - len(opening) - len(foot))
    blocks = identified(block for group in (*opening, *kept, *_more(left), *foot) for block in group.blocks)
    return blocks or (context("Nothing to show."),)


def _shown_leads(sections: Sequence[Section], room: int) -> list[int]:
    """How many leads of each section stand in the message, one line kept to say how many more there are."""
    wanted = [len(part.lead) for part in sections]
    room = room if sum(wanted) <= room else max(0, room - 1)
    shown: list[int] = []
    for many in wanted:
        shown.append(min(many, room))
        room -= shown[-1]
    return shown


def _replies(document: Document, part: Section, leads: Sequence[Line], surface: Surface) -> Iterator[SlackMessage]:
    """One message for the section's blocks where they fit, else a few that say what they go on with."""
    nothing = [] if part.lead or part.blocks else [Group((context("Nothing to show."),))]
    parts = packed([*lines_of(leads), *groups_of(part.blocks, surface), *nothing], most=MOST_REPLIES)
    title = one_line(part.title).strip() or "More"
    for place, groups in enumerate(parts.messages, 1):
        name = title if place == 1 else f"{cut(title, _LONGEST_TITLE)}, continued"
        more = _more(parts.left) if place == len(parts.messages) else []
        text = mrkdwn((Text(f"{name} \u00b7 {document.title}"),), _LINE)
        yield replace(_message(text, [Group((header(name),)), *groups, *more]), key=f"{part.key}.{place}")


def _whole(part: Section, surface: Surface) -> Iterator[Group]:
    """The section with its title, which stands beside what follows it."""
    groups = [*lines_of(part.lead), *groups_of(part.blocks, surface)]
    title = mrkdwn((Strong(one_line(part.title).strip()),), _LINE)
    if not title:
        yield from groups
        return
    first, *rest = groups or [Group((context("Nothing to show."),))]
    yield replace(first, blocks=(section(title), *first.blocks), lines=first.lines + 1)
    yield from rest


def _answered(groups: Sequence[Group]) -> int:
    """How many groups make about ten lines: at least the first, however long it is."""
    lines = [sum(group.lines for group in groups[: place + 1]) for place in range(len(groups))]
    return max(1, sum(many <= MOST_ANSWERED for many in lines))


def _title(document: Document) -> list[Group]:
    return [Group((header(document.title),))] if one_line(document.title).strip() else []


def _small_title(document: Document) -> list[Group]:
    title = mrkdwn((Text(document.title.strip()),), _LINE)
    return [Group((context(title),))] if title else []


def _headline(document: Document) -> list[Group]:
    return list(lines_of([document.headline], most=_LINE))


def _foot(document: Document) -> list[Group]:
    lines = [said for line in document.foot[:_FOOT_LINES] if (said := mrkdwn(line, _LINE).strip())]
    return [Group((context("\n".join(lines)),))] if lines else []


def _more(left: int, where: str = "") -> list[Group]:
    return [Group((context(f"\u2026 and {left} more{where}"),))] if left > 0 else []


def _text(document: Document) -> str:
    said = words(document.headline).strip() or document.title.strip()
    return mrkdwn((Text(said),), _LINE).strip() or "Vested"


def _message(text: str, groups: Sequence[Group]) -> SlackMessage:
    blocks = identified(block for group in groups for block in group.blocks)
    return SlackMessage(text, blocks or (section(text),), tuple(chart for group in groups for chart in group.images))
