"""What Slack takes and what it refuses whole, at each edge and one beyond."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack.blocks import block_text_length, message_problems, view_problems


def plain(size: int = 5) -> dict:
    return {"type": "plain_text", "text": "x" * size}


def mrkdwn(size: int = 5) -> dict:
    return {"type": "mrkdwn", "text": "x" * size}


def section(size: int = 5, **fields) -> dict:
    return {"type": "section", "text": mrkdwn(size), **fields}


def button(text: int = 5, **fields) -> dict:
    return {"type": "button", "text": plain(text), **fields}


def actions(*elements: dict) -> dict:
    return {"type": "actions", "elements": list(elements)}


def menu(options: int, **fields) -> dict:
    many = [{"text": plain(), "value": str(number)} for number in range(options)]
    return actions({"type": "static_select", "action_id": "pick", "options": many, **fields})


def cell(size: int = 1) -> dict:
    return {"type": "raw_text", "text": "x" * size}


def table(rows: int, columns: int, size: int = 1, kind: str = "table", **fields) -> dict:
    return {"type": kind, "rows": [[cell(size)] * columns for _ in range(rows)], **fields}


def data_table(rows: int, columns: int = 2, size: int = 1, **fields) -> dict:
    return table(rows, columns, size, kind="data_table", caption="What it shows", **fields)


def series(names: int, points: int) -> list[dict]:
    data = [{"label": f"W{point}", "value": point} for point in range(points)]
    return [{"name": f"S{name}", "data": data} for name in range(names)]


def chart(names: int = 1, points: int = 2, title: int = 5, **axis) -> dict:
    axis = {"categories": [f"W{point}" for point in range(points)], **axis}
    body = {"type": "bar", "series": series(names, points), "axis_config": axis}
    return {"type": "data_visualization", "title": "x" * title, "chart": body}


def pie(segments: int, value: float = 1) -> dict:
    slices = [{"label": f"S{number}", "value": value} for number in range(segments)]
    return {"type": "data_visualization", "title": "Shares", "chart": {"type": "pie", "segments": slices}}


def modal(*blocks: dict, **fields) -> dict:
    return {"type": "modal", "title": plain(), "blocks": list(blocks), **fields}


def entry(**fields) -> dict:
    return {"type": "input", "label": plain(), "element": {"type": "plain_text_input", "action_id": "t"}, **fields}


EDGES = {  # what: (at the edge, one beyond)
    "blocks": ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51),
    "section text": ([section(3000)], [section(3001)]),
    "some section text": ([section(1)], [section(0)]),
    "fields": ([{"type": "section", "fields": [mrkdwn()] * 10}], [{"type": "section", "fields": [mrkdwn()] * 11}]),
    "field text": ([{"type": "section", "fields": [plain(2000)]}], [{"type": "section", "fields": [plain(2001)]}]),
    "text or fields": ([{"type": "section", "fields": [plain()]}], [{"type": "section"}]),
    "header": ([{"type": "header", "text": plain(150)}], [{"type": "header", "text": plain(151)}]),
    "header kind": ([{"type": "header", "text": plain()}], [{"type": "header", "text": mrkdwn()}]),
    "context": ([{"type": "context", "elements": [mrkdwn()] * 10}], [{"type": "context", "elements": [mrkdwn()] * 11}]),
    "actions": ([actions(*[button()] * 25)], [actions(*[button()] * 26)]),
    "some actions": ([actions(button())], [actions()]),
    "button text": ([actions(button(75))], [actions(button(76))]),
    "button text kind": ([actions(button())], [actions(button() | {"text": mrkdwn()})]),
    "button value": ([actions(button(value="x" * 2000))], [actions(button(value="x" * 2001))]),
    "button style": ([actions(button(style="danger"))], [actions(button(style="loud"))]),
    "action id": ([actions(button(action_id="x" * 255))], [actions(button(action_id="x" * 256))]),
    "action ids apart": (
        [actions(button(action_id="a"), button(action_id="b")), actions(button(action_id="a"))],
        [actions(button(action_id="a"), button(action_id="a"))],
    ),
    "block id": ([section(block_id="x" * 255)], [section(block_id="x" * 256)]),
    "block ids apart": ([section(block_id="a"), section(block_id="b")], [section(block_id="a")] * 2),
    "options": ([menu(100)], [menu(101)]),
    "one sort of options": ([menu(1)], [menu(1, option_groups=[{"label": plain(), "options": []}])]),
    "known menu keys": ([menu(1, placeholder=plain(150))], [menu(1, colour="red")]),
    "table rows": ([table(100, 1)], [table(101, 1)]),
    "table columns": ([table(1, 20)], [table(1, 21)]),
    "table cells": ([table(10, 10, 100)], [table(10, 10, 101)]),
    "cells of all tables": (
        [table(10, 10, 98), data_table(2, 2, 50)],
        [table(10, 10, 98), data_table(2, 2, 51)],
    ),
    "one table": ([table(1, 1), data_table(2), data_table(2)], [table(1, 1), table(1, 1)]),
    "column settings": ([table(1, 1, column_settings=[None] * 20)], [table(1, 1, column_settings=[None] * 21)]),
    "data table rows": ([data_table(101)], [data_table(102)]),
    "data table header and a row": ([data_table(2)], [data_table(1)]),
    "data table columns": ([data_table(2, 20)], [data_table(2, 21)]),
    "data table page": ([data_table(2, page_size=100)], [data_table(2, page_size=101)]),
    "data table caption": ([data_table(2)], [table(2, 2, kind="data_table")]),
    "data table even rows": ([data_table(2)], [data_table(2) | {"rows": [[cell()], [cell(), cell()]]}]),
    "numbers with words": (
        [data_table(2) | {"rows": [[cell()], [{"type": "raw_number", "value": 1, "text": "1"}]]}],
        [data_table(2) | {"rows": [[cell()], [{"type": "raw_number", "value": 1}]]}],
    ),
    "charts": ([chart(), chart()], [chart(), chart(), chart()]),
    "chart title": ([chart(title=50)], [chart(title=51)]),
    "chart series": ([chart(names=6)], [chart(names=7)]),
    "chart points": ([chart(points=20)], [chart(points=21)]),
    "chart points on the axis": ([chart(points=2)], [chart(points=2, categories=["W0", "W2"])]),
    "chart axis label": ([chart(x_label="x" * 50)], [chart(x_label="x" * 51)]),
    "pie segments": ([pie(6)], [pie(7)]),
    "pie segments above zero": ([pie(2, 0.1)], [pie(2, 0)]),
    "markdown": ([{"type": "markdown", "text": "x" * 12_000}], [{"type": "markdown", "text": "x" * 12_001}]),
    "markdown together": (
        [{"type": "markdown", "text": "x" * 6_000}] * 2,
        [{"type": "markdown", "text": "x" * 6_001}] * 2,
    ),
    "image words": (
        [{"type": "image", "image_url": "https://e.example/a.png", "alt_text": "x"}],
        [{"type": "image", "image_url": "https://e.example/a.png"}],
    ),
    "known blocks": ([{"type": "divider"}], [{"type": "sparkline"}]),
    "known keys": ([{"type": "divider"}], [{"type": "divider", "colour": "red"}]),
    "known elements": ([actions(button())], [actions({"type": "slider"})]),
    "blocks of messages": ([section()], [{"type": "alert", "text": plain()}]),
}
VIEW_EDGES = {
    "blocks": (modal(*[{"type": "divider"}] * 100), modal(*[{"type": "divider"}] * 101)),
    "title": (modal(title=plain(24)), modal(title=plain(25))),
    "submit": (modal(submit=plain(24)), modal(submit=plain(25))),
    "close": (modal(close=plain(24)), modal(close=plain(25))),
    "callback id": (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
    "private metadata": (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001)),
    "submit where something is asked": (modal(entry(), submit=plain()), modal(entry())),
    "blocks of modals": (modal({"type": "alert", "text": plain()}), modal(chart())),
    "blocks of Home": ({"type": "home", "blocks": [section()]}, {"type": "home", "blocks": [table(1, 1)]}),
    "kinds of view": (modal(), modal() | {"type": "sheet"}),
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "text", "elements", "rows"]), inner)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("what", EDGES)
def test_messages_pass_at_the_edge_of_each_limit(what):
    at_the_edge, _ = EDGES[what]

    assert message_problems(at_the_edge) == ()


@pytest.mark.parametrize("what", EDGES)
def test_messages_are_refused_one_beyond_each_limit(what):
    _, beyond = EDGES[what]

    assert message_problems(beyond) != ()


@pytest.mark.parametrize("what", VIEW_EDGES)
def test_views_pass_at_the_edge_of_each_limit(what):
    at_the_edge, _ = VIEW_EDGES[what]

    assert view_problems(at_the_edge) == ()


@pytest.mark.parametrize("what", VIEW_EDGES)
def test_views_are_refused_one_beyond_each_limit(what):
    _, beyond = VIEW_EDGES[what]

    assert view_problems(beyond) != ()


def test_a_complaint_points_to_its_place_in_slacks_words():
    found = message_problems([section(), {"type": "header", "text": plain(151)}])

    assert found == ("must be less than 151 characters [json-pointer:/blocks/1/text/text]",)


def test_a_second_table_is_refused_by_name():
    found = message_problems([table(1, 1), section(), table(1, 1)])

    assert found == ("only_one_table_allowed [json-pointer:/blocks]",)


def test_each_block_weighs_on_the_message_even_without_text():
    assert block_text_length([section(10), {"type": "divider"}]) == 10 + 2 * 30


@given(json_values)
def test_whatever_is_sent_is_judged_and_never_crashes(value):
    problems = (*message_problems([value]), *view_problems(value))

    assert all("json-pointer" in words for words in problems)
