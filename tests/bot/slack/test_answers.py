"""Answers at the address that came with a command, where Slack takes charts of its own and where it does not."""

from dataclasses import dataclass, field, replace
from types import SimpleNamespace

import pytest

from bot.document import BarChart, Document, Section, Strong, Table, Text
from bot.render.slack import render_answer
from bot.settings import SlackSettings
from bot.slack.answers import AnswerError, answer, fitting
from bot.slack.listeners import on_command

CHART = BarChart("Items finished a week", ("w46", "w47"), (3.0, 5.0), "items", 4.0, "median", "Three, then five.")
OWN = ("data_visualization", "'table'", "data_table")


@dataclass
class Address:
    """Takes messages, but for those whose blocks hold a word that it refuses."""

    refuses: tuple[str, ...] = ()
    taken: list = field(default_factory=list)
    tries: int = 0

    def __call__(self, *, text, blocks=None, response_type="ephemeral", **_):
        self.tries += 1
        if any(word in str(blocks) for word in self.refuses):
            return SimpleNamespace(status_code=400)
        self.taken.append((blocks, response_type))
        return SimpleNamespace(status_code=200)

    @property
    def blocks(self) -> list:
        return [blocks for blocks, _ in self.taken]


def document(*blocks) -> Document:
    return Document("Harbour", (Strong("Seven"),), (Section("pace", "Pace", (), blocks),), ())


def written(whole: Document, *, native: bool) -> list:
    return [list(message.blocks) for message in render_answer(whole, native_charts=native)]


def test_charts_are_slacks_own():
    address = Address()

    answer(address, document(CHART), share=False)

    assert address.taken == [(blocks, "ephemeral") for blocks in written(document(CHART), native=True)]
    assert "data_visualization" in str(address.blocks)


def test_what_slack_refuses_is_said_in_letters():
    address = Address(OWN)

    answer(address, document(CHART), share=True)

    assert address.taken == [(blocks, "in_channel") for blocks in written(document(CHART), native=False)]


def test_letters_that_are_asked_for_are_tried_once():
    address = Address(OWN)

    answer(address, document(CHART), share=False, native_charts=False)

    assert address.tries == len(written(document(CHART), native=False))


def tables(many: int) -> tuple[Table, ...]:
    rows = tuple(((Text(f"row {row} " * 6),), (Text(str(row)),)) for row in range(30))
    return tuple(Table(f"Table {place}", ("Name", "Issues"), rows, frozenset({1})) for place in range(many))


def test_letters_that_fall_into_other_messages_are_whole():
    whole = document(CHART, *tables(3))
    plain = written(whole, native=False)
    assert len(plain) != len(written(whole, native=True))
    address = Address(("'table'", "data_table"))

    answer(address, whole, share=False)

    assert address.blocks[-len(plain) :] == plain


def test_an_answer_that_is_refused_altogether_is_an_error():
    with pytest.raises(AnswerError, match="fewer weeks"):
        answer(Address(("Seven",)), document(CHART), share=False)


def test_a_sixth_message_is_not_tried():
    messages = render_answer(document(CHART)) * 6

    assert len(fitting(messages)) == 5
    assert "did not fit" in fitting(messages)[-1].text


@pytest.mark.parametrize(("charts", "own"), [("native", True), ("image", False), ("text", False)])
def test_the_config_says_how_commands_show_tables(asked, charts, own):
    config = asked.workplace.config.model_copy(update={"slack": SlackSettings(charts=charts)})
    address = Address()
    body = {"user_id": "ULENA", "channel_id": "GHARLEADS", "text": "status", "trigger_id": f"answers-{charts}"}

    on_command(replace(asked.workplace, config=config), ack=lambda: None, body=body, respond=address)
    asked.settle()

    assert any(word in str(address.blocks) for word in OWN) is own
    assert "jira" in str(address.blocks)
