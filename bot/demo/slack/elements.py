"""What may stand inside blocks: texts, options, buttons, menus, inputs and rich text, as tables of limits."""

from collections.abc import Iterator, Mapping

from bot.demo.slack.shapes import ByType, Choice, Flag, Items, Json, Number, Rule, Shape, Text, Whole

ID = Text(255)
URL = Text(3000)
DATE = Text(10, 10, r"\d{4}-\d\d-\d\d")
TIME = Text(5, 5, r"\d\d:\d\d")


def typed(name: str, required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Shape:
    """An object that says its own type."""
    return Shape({"type": Choice((name,)), **required}, optional or {})


def plain(most: int) -> Shape:
    """A plain_text object of at most that many characters."""
    return typed("plain_text", {"text": Text(most)}, {"emoji": Flag()})


def mrkdwn(most: int) -> Shape:
    """A mrkdwn object of at most that many characters."""
    return typed("mrkdwn", {"text": Text(most)}, {"verbatim": Flag()})


def either(most: int) -> ByType:
    """Either sort of text object."""
    return ByType({"plain_text": plain(most), "mrkdwn": mrkdwn(most)})


def _one_list(element: Json) -> Iterator[str]:
    if ("options" in element) == ("option_groups" in element):
        yield "must provide either options or option_groups"


def _menu(name: str, optional: Mapping[str, Rule]) -> Shape:
    lists: dict[str, Rule] = {
        "options": Items(OPTION, 100),
        "option_groups": Items(Shape({"label": plain(75), "options": Items(OPTION, 100)}), 100),
    }
    return Shape({"type": Choice((name,))}, {**ACTED, **lists, **optional}, _one_list)


CONFIRM = Shape(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)},
    {"style": Choice(("primary", "danger"))},
)
OPTION = Shape({"text": plain(75), "value": Text(150)}, {"description": plain(75), "url": URL})
RICH_OPTION = Shape({"text": either(75), "value": Text(150)}, {"description": either(75)})
ACTED: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": Flag(), "placeholder": plain(150)}
MOST_CHOSEN: dict[str, Rule] = {"max_selected_items": Whole(1, 100)}

IMAGE = typed("image", {"image_url": URL, "alt_text": Text(2000)})
BUTTON = typed(
    "button",
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": URL,
        "value": Text(2000),
        "style": Choice(("primary", "danger")),
        "confirm": CONFIRM,
        "accessibility_label": Text(75),
    },
)
MENUS: dict[str, Rule] = {
    "static_select": _menu("static_select", {"initial_option": OPTION}),
    "multi_static_select": _menu("multi_static_select", {"initial_options": Items(OPTION, 100)} | MOST_CHOSEN),
    "users_select": typed("users_select", {}, ACTED | {"initial_user": ID}),
    "multi_users_select": typed("multi_users_select", {}, ACTED | MOST_CHOSEN | {"initial_users": Items(ID, 100)}),
    "channels_select": typed("channels_select", {}, ACTED | {"initial_channel": ID}),
    "conversations_select": typed("conversations_select", {}, ACTED | {"initial_conversation": ID}),
    "overflow": typed("overflow", {"options": Items(OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
}
PICKERS: dict[str, Rule] = {
    "datepicker": typed("datepicker", {}, ACTED | {"initial_date": DATE}),
    "timepicker": typed("timepicker", {}, ACTED | {"initial_time": TIME, "timezone": Text(100)}),
    "datetimepicker": typed("datetimepicker", {}, ACTED | {"initial_date_time": Whole(1, 9_999_999_999)}),
    "radio_buttons": typed(
        "radio_buttons", {"options": Items(RICH_OPTION, 10)}, ACTED | {"initial_option": RICH_OPTION}
    ),
    "checkboxes": typed(
        "checkboxes", {"options": Items(RICH_OPTION, 10)}, ACTED | {"initial_options": Items(RICH_OPTION, 10)}
    ),
}
DISPATCH = Shape({}, {"trigger_actions_on": Items(Choice(("on_enter_pressed", "on_character_entered")), 2)})
TYPED_IN: dict[str, Rule] = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": Flag(),
    "dispatch_action_config": DISPATCH,
}
INPUTS: dict[str, Rule] = {
    "plain_text_input": typed(
        "plain_text_input",
        {},
        TYPED_IN
        | {
            "initial_value": Text(3000, 0),
            "multiline": Flag(),
            "min_length": Whole(0, 3000),
            "max_length": Whole(1, 3000),
        },
    ),
    "email_text_input": typed("email_text_input", {}, TYPED_IN | {"initial_value": Text(3000, 0)}),
    "url_text_input": typed("url_text_input", {}, TYPED_IN | {"initial_value": URL}),
    "number_input": typed(
        "number_input",
        {"is_decimal_allowed": Flag()},
        TYPED_IN | {"initial_value": Text(50), "min_value": Text(50), "max_value": Text(50)},
    ),
}
ACCESSORIES = ByType({"button": BUTTON, "image": IMAGE} | MENUS | PICKERS)
ACTIONS = ByType({"button": BUTTON} | MENUS | PICKERS)
ENTRIES = ByType({name: rule for name, rule in MENUS.items() if name != "overflow"} | PICKERS | INPUTS)
CONTEXT = ByType({"image": IMAGE, "plain_text": plain(3000), "mrkdwn": mrkdwn(3000)})

STYLE = Shape({}, {name: Flag() for name in ("bold", "italic", "strike", "code", "underline", "highlight")})
WORDS = Text(12_000)
INLINE = ByType(
    {
        "text": typed("text", {"text": WORDS}, {"style": STYLE}),
        "link": typed("link", {"url": URL}, {"text": WORDS, "style": STYLE, "unsafe": Flag()}),
        "emoji": typed("emoji", {"name": ID}, {"style": STYLE, "skin_tone": Whole(1, 6), "unicode": ID}),
        "user": typed("user", {"user_id": ID}, {"style": STYLE}),
        "usergroup": typed("usergroup", {"usergroup_id": ID}, {"style": STYLE}),
        "channel": typed("channel", {"channel_id": ID}, {"style": STYLE}),
        "broadcast": typed("broadcast", {"range": Choice(("here", "channel", "everyone"))}),
        "date": typed("date", {"timestamp": Number(), "format": ID}, {"fallback": ID, "url": URL, "style": STYLE}),
    }
)
RICH_SECTION = typed("rich_text_section", {"elements": Items(INLINE, 1000, 0)})
RICH = ByType(
    {
        "rich_text_section": RICH_SECTION,
        "rich_text_list": typed(
            "rich_text_list",
            {"style": Choice(("bullet", "ordered")), "elements": Items(RICH_SECTION, 1000)},
            {"indent": Whole(0, 8), "offset": Whole(0, 1000), "border": Whole(0, 1)},
        ),
        "rich_text_quote": typed("rich_text_quote", {"elements": Items(INLINE, 1000, 0)}, {"border": Whole(0, 1)}),
        "rich_text_preformatted": typed(
            "rich_text_preformatted", {"elements": Items(INLINE, 1000, 0)}, {"border": Whole(0, 1), "language": ID}
        ),
    }
)
