"""Slack's mrkdwn and rich text as HTML, everything escaped that is not markup of ours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from bot.demo.slack.shapes import Json

EMOJI: Mapping[str, str] = {
    "+1": "👍",
    "-1": "👎",
    "arrow_down": "⬇️",
    "arrow_right": "➡️",
    "arrow_up": "⬆️",
    "bar_chart": "📊",
    "bell": "🔔",
    "bulb": "💡",
    "calendar": "📅",
    "chart_with_upwards_trend": "📈",
    "eyes": "👀",
    "hourglass": "⌛",
    "information_source": "ℹ️",
    "large_green_circle": "🟢",
    "large_yellow_circle": "🟡",
    "link": "🔗",
    "lock": "🔒",
    "mag": "🔍",
    "memo": "📝",
    "no_entry_sign": "🚫",
    "raised_hand": "✋",
    "red_circle": "🔴",
    "rocket": "🚀",
    "seedling": "🌱",
    "speech_balloon": "💬",
    "tada": "🎉",
    "thumbsup": "👍",
    "triangular_flag_on_post": "🚩",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "x": "❌",
}
TOKEN = re.compile(
    r"```(?P<pre>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?P<bare>https?://[^\s<>|]+[^\s<>|.,;:!?)])"
    r"|:(?P<emoji>[a-z0-9_+-]+):"
    r"|(?<![\w*])\*(?P<bold>[^\s*]|[^\s*][^*\n]*[^\s*])\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^\s_]|[^\s_][^\n]*?[^\s_])_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^\s~]|[^\s~][^~\n]*[^\s~])~(?![\w~])",
    re.DOTALL,
)
SAFE = re.compile(r"(https?|mailto):", re.IGNORECASE)
STYLES: Mapping[str, str] = {"bold": "b", "italic": "i", "strike": "s", "code": "code", "underline": "u"}


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called, and the images that addresses on this server stand for."""

    people: Mapping[str, str]
    channels: Mapping[str, str]
    images: Mapping[str, str]


def mrkdwn(text: str, names: Names) -> Markup:
    """The text as a reader sees it: bold, italic, code, links, mentions, quotes, lines."""
    if "```" in text:
        return _inline(text, names)
    quoted = groupby(text.split("\n"), key=lambda line: line.startswith(("&gt;", ">")))
    return Markup("").join(_lines(list(lines), names, quoted=quote) for quote, lines in quoted)


def plain(text: str) -> Markup:
    """The text with its emoji, and nothing else read into it."""
    pieces = re.split(r":([a-z0-9_+-]+):", _bare(text))
    shown = (_emoji(piece) if number % 2 else _broken(piece) for number, piece in enumerate(pieces))
    return Markup("").join(shown)


def rich(elements: Iterable[Json], names: Names) -> Markup:
    """The inline elements of a rich text section."""
    return Markup("").join(_rich(element, names) for element in elements)


def link(url: str, words: Markup) -> Markup:
    """The words as a link, where the address is one that browsers may safely open."""
    return Markup('<a href="{}">{}</a>').format(url, words) if SAFE.match(url) else words


def _lines(lines: list[str], names: Names, *, quoted: bool) -> Markup:
    if quoted:
        lines = [re.sub(r"^(&gt;|>) ?", "", line) for line in lines]
    shown = Markup("<br>").join(_inline(line, names) for line in lines)
    return Markup("<blockquote>{}</blockquote>").format(shown) if quoted else Markup("<div>{}</div>").format(shown)


def _inline(text: str, names: Names) -> Markup:
    shown, end = Markup(""), 0
    for found in TOKEN.finditer(text):
        shown += _broken(_bare(text[end : found.start()])) + _token(found, names)
        end = found.end()
    return shown + _broken(_bare(text[end:]))


def _token(found: re.Match[str], names: Names) -> Markup:
    kind, inside = str(found.lastgroup), str(found[str(found.lastgroup)])
    match kind:
        case "pre":
            return Markup("<pre>{}</pre>").format(_bare(inside.strip("\n")))
        case "code":
            return Markup("<code>{}</code>").format(_bare(inside))
        case "angle":
            return _angle(inside, names)
        case "bare":
            return link(_bare(inside), escape(_bare(inside)))
        case "emoji":
            return _emoji(inside)
    tag = {"bold": "b", "italic": "i", "strike": "s"}[kind]
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), _inline(inside, names))  # noqa: S704 - one of three constants


def _angle(inside: str, names: Names) -> Markup:
    target, _, label = inside.partition("|")
    match target[0]:
        case "@":
            return _mention(f"@{names.people.get(target[1:], label or target[1:])}")
        case "#":
            return _mention(f"#{names.channels.get(target[1:], label or target[1:])}")
        case "!" if target.startswith("!date^"):
            return escape(_bare(label))
        case "!":
            return Markup('<span class="mention loud">@{}</span>').format(label.lstrip("@") or target[1:])
        case _:
            return link(_bare(target), plain(label) if label else escape(_bare(target)))


def _rich(element: Json, names: Names) -> Markup:
    match element["type"]:
        case "link":
            words = link(element["url"], escape(element.get("text") or element["url"]))
        case "emoji":
            words = _emoji(element["name"])
        case "user":
            words = _mention(f"@{names.people.get(element['user_id'], element['user_id'])}")
        case "channel":
            words = _mention(f"#{names.channels.get(element['channel_id'], element['channel_id'])}")
        case "broadcast":
            words = Markup('<span class="mention loud">@{}</span>').format(element["range"])
        case _:
            words = _broken(str(element.get("text") or element.get("fallback") or ""))
    for style in (one for one in STYLES if element.get("style", {}).get(one)):
        words = Markup("<{0}>{1}</{0}>").format(Markup(STYLES[style]), words)  # noqa: S704 - one of our constants
    return words


def _mention(words: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(words)


def _emoji(name: str) -> Markup:
    shown = EMOJI.get(name)
    return Markup('<span class="emoji">{}</span>').format(shown) if shown else escape(f":{name}:")


def _bare(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _broken(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
