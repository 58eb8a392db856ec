"""Blocks as HTML, each as Slack's desktop client shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from markupsafe import Markup

from bot.demo.slack.chart import chart
from bot.demo.slack.mrkdwn import Names, mrkdwn, plain, rich
from bot.demo.slack.shapes import Json


def blocks_html(blocks: Iterable[Json], names: Names) -> Markup:
    """The blocks below one another."""
    return Markup("").join(BLOCKS[block["type"]](block, names) for block in blocks)


def _text(text: Json, names: Names) -> Markup:
    return mrkdwn(text["text"], names) if text["type"] == "mrkdwn" else plain(text["text"])


def _header(block: Json, _names: Names) -> Markup:
    return Markup('<div class="b-header">{}</div>').format(plain(block["text"]["text"]))


def _divider(_block: Json, _names: Names) -> Markup:
    return Markup('<hr class="b-divider">')


def _picture(block: Json, names: Names) -> Markup:
    title = plain(block["title"]["text"]) if "title" in block else ""
    figure = Markup('<figure class="b-image"><figcaption>{}</figcaption>{}</figure>')
    return figure.format(title, _image(block, names))


def _small_print(block: Json, names: Names) -> Markup:
    parts = Markup("").join(_context(element, names) for element in block["elements"])
    return Markup('<div class="b-context">{}</div>').format(parts)


def _actions(block: Json, names: Names) -> Markup:
    parts = Markup("").join(_element(element, names) for element in block["elements"])
    return Markup('<div class="b-actions">{}</div>').format(parts)


def _input(block: Json, names: Names) -> Markup:
    label, held = plain(block["label"]["text"]), _element(block["element"], names)
    return Markup('<div class="b-input"><label>{}</label>{}</div>').format(label, held)


def _rich_block(block: Json, names: Names) -> Markup:
    return Markup('<div class="b-rich">{}</div>').format(_rich_text(block, names))


def _markdown(block: Json, names: Names) -> Markup:
    return Markup('<div class="b-markdown">{}</div>').format(mrkdwn(block["text"].replace("**", "*"), names))


def _alert(block: Json, names: Names) -> Markup:
    return Markup('<div class="b-alert">{}</div>').format(_text(block["text"], names))


def _plain_table(block: Json, names: Names) -> Markup:
    return Markup('<div class="b-table">{}</div>').format(_table(block, block["rows"], names))


def _chart(block: Json, _names: Names) -> Markup:
    framed = Markup('<div class="b-chart"><div class="chart-title">{}</div>{}</div>')
    return framed.format(block["title"], chart(block["chart"]))


def _section(block: Json, names: Names) -> Markup:
    text = Markup("<div>{}</div>").format(_text(block["text"], names)) if "text" in block else Markup("")
    cells = (Markup("<div>{}</div>").format(_text(field, names)) for field in block.get("fields", []))
    fields = Markup('<div class="fields">{}</div>').format(Markup("").join(cells)) if "fields" in block else Markup("")
    beside = Markup('<div class="beside">{}</div>')
    accessory = beside.format(_element(block["accessory"], names)) if "accessory" in block else Markup("")
    return Markup('<div class="b-section"><div class="words">{}{}</div>{}</div>').format(text, fields, accessory)


def _image(image: Json, names: Names) -> Markup:
    source = names.images.get(image["image_url"], image["image_url"])
    return Markup('<img src="{}" alt="{}">').format(source, image["alt_text"])


def _context(element: Json, names: Names) -> Markup:
    if element["type"] == "image":
        return _image(element, names)
    return Markup("<span>{}</span>").format(_text(element, names))


def _element(element: Json, names: Names) -> Markup:
    match element["type"]:
        case "image":
            return _image(element, names)
        case "button":
            style = element.get("style", "")
            return Markup('<button class="{}">{}</button>').format(style, plain(element["text"]["text"]))
        case "overflow":
            return Markup('<button class="overflow">⋯</button>')
        case "plain_text_input" | "email_text_input" | "url_text_input" | "number_input":
            return Markup('<span class="field">{}</span>').format(_held(element))
    return Markup('<span class="menu">{}<i>⌄</i></span>').format(_held(element))


def _held(element: Json) -> Markup:
    option = element.get("initial_option", {}).get("text", {}).get("text")
    written = option or element.get("initial_value") or element.get("initial_date")
    empty = element.get("placeholder", {}).get("text", "Select an item" if "options" in element else "")
    return plain(written) if written else Markup('<span class="empty">{}</span>').format(plain(empty))


def _rich_text(block: Json, names: Names) -> Markup:
    return Markup("").join(_rich_part(part, names) for part in block["elements"])


def _rich_part(part: Json, names: Names) -> Markup:
    if part["type"] == "rich_text_list":
        tag = Markup("ol" if part["style"] == "ordered" else "ul")  # noqa: S704 - one of two constants
        items = (Markup("<li>{}</li>").format(rich(one["elements"], names)) for one in part["elements"])
        indent = 22 * part.get("indent", 0)
        return Markup('<{0} style="margin-left:{1}px">{2}</{0}>').format(tag, indent, Markup("").join(items))
    tags = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}
    tag = Markup(tags.get(part["type"], "div"))  # noqa: S704 - one of three constants
    return Markup("<{0}>{1}</{0}>").format(tag, rich(part["elements"], names))


def _table(block: Json, rows: Sequence[Sequence[Json]], names: Names) -> Markup:
    settings = [one or {} for one in block.get("column_settings", [])]
    lines = (_row(row, settings, names, head=number == 0) for number, row in enumerate(rows))
    return Markup("<table>{}</table>").format(Markup("").join(lines))


def _row(row: Sequence[Json], settings: Sequence[Json], names: Names, *, head: bool) -> Markup:
    tag = Markup("th" if head else "td")  # noqa: S704 - one of two constants
    aligned = [settings[at].get("align") if at < len(settings) else _usual(cell) for at, cell in enumerate(row)]
    cells = (
        Markup('<{0} class="{1}">{2}</{0}>').format(tag, side or "left", _cell(cell, names))
        for cell, side in zip(row, aligned, strict=True)
    )
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _usual(cell: Json) -> str:
    return "right" if cell["type"] == "raw_number" else "left"


def _cell(cell: Json, names: Names) -> Markup:
    return _rich_text(cell, names) if cell["type"] == "rich_text" else plain(cell["text"])


def _data_table(block: Json, names: Names) -> Markup:
    size, total = block.get("page_size", 5), len(block["rows"]) - 1
    shown = _table(block, block["rows"][: size + 1], names)
    foot = f"1-{min(size, total)} of {total}"
    return Markup('<div class="b-table"><div class="caption">{}</div>{}<div class="foot">{}</div></div>').format(
        block["caption"], shown, foot
    )


BLOCKS: Mapping[str, Callable[[Json, Names], Markup]] = {
    "actions": _actions,
    "alert": _alert,
    "context": _small_print,
    "data_table": _data_table,
    "data_visualization": _chart,
    "divider": _divider,
    "header": _header,
    "image": _picture,
    "input": _input,
    "markdown": _markdown,
    "rich_text": _rich_block,
    "section": _section,
    "table": _plain_table,
}
