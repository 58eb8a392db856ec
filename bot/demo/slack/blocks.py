"""Blocks, messages and views as Slack accepts them: each limit in one table, and the few rules across blocks."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from bot.demo.slack.elements import (
    ACCESSORIES,
    ACTIONS,
    CONTEXT,
    ENTRIES,
    ID,
    RICH,
    URL,
    WORDS,
    either,
    plain,
    typed,
)
from bot.demo.slack.shapes import (
    ByType,
    Choice,
    Flag,
    Items,
    Json,
    Nullable,
    Number,
    Rule,
    Shape,
    Text,
    Whole,
    problems,
)

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
TEXT_IN_MESSAGE = 40_000
TEXT_IN_UPDATE = 4_000
MARKDOWN_IN_MESSAGE = 12_000
CELL_TEXT_IN_MESSAGE = 10_000
TABLES_IN_MESSAGE = 1
CHARTS_IN_MESSAGE = 2
# Undocumented: chat.* answers msg_blocks_too_long somewhere between 9,600 characters in 50 blocks (accepted) and
# 11,300 in 45 (refused), and a block without text costs too. Maintainers speak of 12,000 and a buffer per block.
TEXT_IN_BLOCKS = 12_000
COST_OF_BLOCK = 30

_ID: dict[str, Rule] = {"block_id": ID}


def _words_or_fields(block: Json) -> Iterator[str]:
    if "text" not in block and "fields" not in block:
        yield "must provide either text or fields"


def _even_rows(block: Json) -> Iterator[str]:
    if len({len(row) for row in block["rows"]}) > 1:
        yield "all rows must have the same number of cells"
    if any(cell["type"] == "rich_text" for cell in block["rows"][0]):
        yield "rich_text is not allowed in the header row"


def _points_on_axis(chart: Json) -> Iterator[str]:
    if len({one["name"] for one in chart["series"]}) < len(chart["series"]):
        yield "series names must be unique"
    for one in chart["series"]:
        if [point["label"] for point in one["data"]] != chart["axis_config"]["categories"]:
            yield f"labels of series {one['name']} must match axis_config categories"


_RICH_TEXT = typed("rich_text", {"elements": Items(RICH, 1000)}, _ID)
_RAW_TEXT = typed("raw_text", {"text": WORDS})
_RAW_NUMBER = typed("raw_number", {"value": Number(), "text": WORDS})
_CELL = ByType({"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": _RICH_TEXT})
_COLUMN = Nullable(Shape({}, {"align": Choice(("left", "center", "right")), "is_wrapped": Flag()}))

# Newer copies of the reference allow 12 series and segments, older ones 6: what the older refuse is refused.
_POINT = Shape({"label": Text(20), "value": Number()})
_AXIS = Shape({"categories": Items(Text(20), 20)}, {"x_label": Text(50), "y_label": Text(50)})
_SERIES = Items(Shape({"name": Text(20), "data": Items(_POINT, 20)}), 6)
_SEGMENT = Shape({"label": Text(20), "value": Number(above=0)})
_CHART = ByType(
    {"pie": typed("pie", {"segments": Items(_SEGMENT, 6)})}
    | {
        name: Shape({"type": Choice((name,)), "series": _SERIES, "axis_config": _AXIS}, {}, _points_on_axis)
        for name in ("bar", "line", "area")
    }
)

EVERYWHERE: dict[str, Rule] = {
    "section": Shape(
        {"type": Choice(("section",))},
        {"text": either(3000), "fields": Items(either(2000), 10), "accessory": ACCESSORIES, "expand": Flag(), **_ID},
        _words_or_fields,
    ),
    "header": typed("header", {"text": plain(150)}, _ID),
    "divider": typed("divider", {}, _ID),
    "image": typed("image", {"image_url": URL, "alt_text": Text(2000)}, {"title": plain(2000), **_ID}),
    "context": typed("context", {"elements": Items(CONTEXT, 10)}, _ID),
    "actions": typed("actions", {"elements": Items(ACTIONS, 25)}, _ID),
    "input": typed(
        "input",
        {"label": plain(2000), "element": ENTRIES},
        {"hint": plain(2000), "optional": Flag(), "dispatch_action": Flag(), **_ID},
    ),
    "rich_text": _RICH_TEXT,
}
IN_MESSAGES: dict[str, Rule] = EVERYWHERE | {
    "markdown": typed("markdown", {"text": Text(MARKDOWN_IN_MESSAGE)}, _ID),
    "table": typed("table", {"rows": Items(Items(_CELL, 20), 100)}, {"column_settings": Items(_COLUMN, 20, 0), **_ID}),
    "data_table": Shape(
        {"type": Choice(("data_table",)), "caption": Text(2000), "rows": Items(Items(_CELL, 20), 101, 2)},
        {"page_size": Whole(1, 100), "row_header_column_index": Whole(0, 19), **_ID},
        _even_rows,
    ),
    "data_visualization": typed("data_visualization", {"title": Text(50), "chart": _CHART}, _ID),
}
IN_MODALS: dict[str, Rule] = EVERYWHERE | {
    "alert": typed(
        "alert", {"text": either(200)}, {"level": Choice(("default", "info", "warning", "error", "success")), **_ID}
    ),
}
_VIEW: dict[str, Rule] = {
    "callback_id": ID,
    "external_id": ID,
    "private_metadata": Text(3000, 0),
    "title": plain(24),
    "close": plain(24),
    "submit": plain(24),
    "clear_on_close": Flag(),
    "notify_on_close": Flag(),
    "submit_disabled": Flag(),
}
MESSAGE = Items(ByType(IN_MESSAGES), BLOCKS_IN_MESSAGE, 0)
MODAL = typed("modal", {"title": plain(24), "blocks": Items(ByType(IN_MODALS), BLOCKS_IN_VIEW, 0)}, _VIEW)
HOME = typed("home", {"blocks": Items(ByType(EVERYWHERE), BLOCKS_IN_VIEW, 0)}, _VIEW)


def message_problems(blocks: object) -> tuple[str, ...]:
    """Every complaint about a message's blocks; none means that Slack would take them."""
    found = tuple(problems(MESSAGE, blocks, "/blocks"))
    return found if found or not isinstance(blocks, list) else (*_repeats(blocks, "/blocks"), *_sums(blocks))


def view_problems(view: object) -> tuple[str, ...]:
    """Every complaint about a modal or Home view."""
    found = tuple(problems(ByType({"modal": MODAL, "home": HOME}), view, "/view"))
    if found or not isinstance(view, dict):
        return found
    asks = any(block["type"] == "input" for block in view["blocks"])
    unsent = view["type"] == "modal" and asks and "submit" not in view
    missing = ("must define submit to use an input block in modals [json-pointer:/view]",) if unsent else ()
    return (*_repeats(view["blocks"], "/view/blocks"), *missing)


def block_text_length(blocks: Sequence[Json]) -> int:
    """What the blocks weigh against the limit on a whole message: characters of text, and a share for each block."""
    return sum(len(text) for text in _texts(list(blocks))) + COST_OF_BLOCK * len(blocks)


def elements_of(block: Json) -> tuple[Json, ...]:
    """The interactive parts of one block, in reading order."""
    one = [block[key] for key in ("accessory", "element") if key in block]
    many = block.get("elements", []) if block["type"] == "actions" else []
    return (*one, *many)


def _repeats(blocks: Sequence[Json], at: str) -> Iterator[str]:
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"block_id {name} already exists [json-pointer:{at}]" for name, times in ids.items() if times > 1)
    for number, block in enumerate(blocks):
        names = Counter(part["action_id"] for part in elements_of(block) if "action_id" in part)
        for name in (name for name, times in names.items() if times > 1):
            yield f"action_id {name} already exists for another element in this block [json-pointer:{at}/{number}]"


def _sums(blocks: Sequence[Json]) -> Iterator[str]:
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_IN_MESSAGE:
        yield f"markdown blocks must have less than {MARKDOWN_IN_MESSAGE + 1} characters in all [json-pointer:/blocks]"
    if sum(block["type"] == "data_visualization" for block in blocks) > CHARTS_IN_MESSAGE:
        yield f"no more than {CHARTS_IN_MESSAGE} data_visualization blocks allowed [json-pointer:/blocks]"
    if sum(block["type"] == "table" for block in blocks) > TABLES_IN_MESSAGE:
        yield "only_one_table_allowed [json-pointer:/blocks]"
    rows = (block["rows"] for block in blocks if block["type"] in {"table", "data_table"})
    if sum(len(text) for text in chain.from_iterable(map(_texts, rows))) > CELL_TEXT_IN_MESSAGE:
        yield f"table cells must have less than {CELL_TEXT_IN_MESSAGE + 1} characters together [json-pointer:/blocks]"


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - walks JSON of any shape
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"text", "caption", "title"} and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_texts, value))
