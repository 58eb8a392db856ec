"""Each block of a document as the blocks of Slack that say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from bot.document import BarChart, Block, Bullets, Evidence, Line, Note, OpenItem, Paragraph, Strong, Table, Text
from bot.render.safe import readable
from bot.render.slack_figures import chart_groups, table_groups
from bot.render.slack_pack import Group, Json
from bot.render.slack_parts import context, section
from bot.render.slack_text import SECTION, mrkdwn, plain_text, quoted, size

_BUTTON: Final = 75
_VALUE: Final = 2_000
_FINDING_BUTTONS: Final = (
    ("finding.confirmed", "Confirm"),
    ("finding.disputed", "Not this"),
    ("finding.was-asked", "Was asked"),
    ("finding.wrong-behaviour", "Wrong behaviour\u2026"),
)
_RISK_BUTTONS: Final = (("risk.answered", "Answered"), ("risk.accepted", "Accept risk"))


@dataclass(frozen=True, slots=True)
class Surface:
    """What the place can show: charts and tables of Slack's own, and buttons."""

    native: bool
    feedback: bool


def groups_of(blocks: Sequence[Block], surface: Surface) -> Iterator[Group]:
    """All blocks in order, each with what must stand beside it."""
    for block in blocks:
        yield from _groups(block, surface)


def lines_of(lines: Sequence[Line], before: str = "", *, most: int = SECTION) -> Iterator[Group]:
    """Lines of at most that many characters under each other, in as few sections as hold them."""
    written = [mrkdwn(line, most - size(before)) for line in lines]
    yield from _sections([before + line for line in written if line.strip()])


def _groups(block: Block, surface: Surface) -> Iterator[Group]:
    match block:
        case Paragraph(line):
            yield from lines_of([line])
        case Bullets(items, more):
            yield from lines_of(items, "\u2022 ")
            if more > 0:
                yield Group((context(f"and {more} more"),), more)
        case Evidence():
            yield _evidence(block, surface)
        case OpenItem():
            yield _open_item(block, surface)
        case Table():
            yield from table_groups(block, native=surface.native)
        case BarChart():
            yield from chart_groups(block, native=surface.native)
        case Note(line):
            if said := mrkdwn(line).strip():
                yield Group((context(said),))
        case _:
            assert_never(block)


def _evidence(evidence: Evidence, surface: Surface) -> Group:
    behaviour = readable(evidence.behaviour)
    quote = quoted(evidence.quote, SECTION)
    said = context(mrkdwn((Strong(behaviour), Text(" \u00b7 "), *evidence.line)))
    buttons = _buttons("finding", evidence.finding, behaviour, surface=surface)
    return Group((*((section(quote),) if quote else ()), said, *buttons), lines=2)


def _open_item(item: OpenItem, surface: Surface) -> Group:
    line = mrkdwn(item.line).strip()
    held = mrkdwn((Text("Holds up "), *item.holds_up)) if item.holds_up else ""
    said = (*((section(line),) if line else ()), *((context(held),) if held else ()))
    about = "".join(span.text for span in item.line)
    return Group((*said, *_buttons("risk", item.subject, about, surface=surface)), lines=2)


def _buttons(kind: str, value: str, about: str, *, surface: Surface) -> tuple[Json, ...]:
    """The buttons below what they decide on; none where they could not say on what."""
    if not surface.feedback or not 0 < size(value) <= _VALUE:
        return ()
    choices = _FINDING_BUTTONS if kind == "finding" else _RISK_BUTTONS
    elements = [_button(action, label, value, about) for action, label in choices]
    return ({"type": "actions", "block_id": kind, "elements": elements},)


def _button(action: str, label: str, value: str, about: str) -> Json:
    return {
        "type": "button",
        "action_id": action,
        "value": value,
        "text": {"type": "plain_text", "text": label, "emoji": False},
        "accessibility_label": plain_text(f"{label} \u2013 {about}", _BUTTON),
    }


def _sections(lines: Sequence[str]) -> Iterator[Group]:
    held: list[str] = []
    for line in lines:
        if held and size("\n".join([*held, line])) > SECTION:
            yield Group((section("\n".join(held)),), len(held), len(held))
            held = []
        held.append(line)
    if held:
        yield Group((section("\n".join(held)),), len(held), len(held))
