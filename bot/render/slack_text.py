"""Words as Slack's mrkdwn and plain text: nothing that a tracker says is markup, a mention, an emoji or a link.

`&`, `<` and `>` become entities, as Slack asks. Its other marks have no entity: `*`, `_`, `~` and the backtick become
letters that look like them where they could open or close anything; inside words (`order_id`, `2*3`) they stay, so
that names can still be copied. Mentions and emoji names that need no brackets are parted by a word joiner, which
nobody sees.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from string import punctuation
from typing import Final, assert_never
from unicodedata import bidirectional, combining

from bot.document import Emphasis, Line, Link, Span, Strong, Text
from bot.render.safe import one_line, plain, web_address

SECTION: Final = 3_000  # characters of mrkdwn in a section or a context element
_LONGEST_ADDRESS: Final = 1_000
_ENTITIES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ADDRESS: Final = str.maketrans({"&": "&amp;", "<": "%3C", ">": "%3E", "|": "%7C"})
_LOOK_ALIKE: Final = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
_MARK: Final = re.compile(r"(?<![*_~])(?:(?<![A-Za-z0-9])[*_~]++|[*_~]++(?![A-Za-z0-9]))|`")
_UNBRACKETED: Final = re.compile(r"(?<!\w)@(?=(?:channel|here|everyone)\b)|:(?=[\w+'-]+:)", re.IGNORECASE)
_QUOTE_SIGN: Final = re.compile(r"^(?=&gt;)", re.MULTILINE)
_JOINER: Final = "\u2060"
_BOUNDARY: Final = "\u200b"  # Slack reads marks of ours beside a letter only behind something that is no letter
_OURS: Final = "*_"
_ELLIPSIS: Final = "\u2026"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_JOINS: Final = "\u200d\ufe0f\ufe0e"


def size(text: str) -> int:
    """How long the text is, counted as the longer of the ways in which a service may count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int) -> str:
    """The text, or its beginning and an ellipsis, in at most that many characters; no letter loses its accent."""
    if size(text) <= most:
        return text
    kept = most - 1
    while size(text[:kept]) > max(0, most - 1):
        kept -= max(1, (size(text[:kept]) - most + 1) // 2)
    while 0 < kept < len(text) and _clings(text, kept):
        kept -= 1
    return text[:kept].rstrip() + _ELLIPSIS if most > 0 else ""


def plain_text(text: str, most: int) -> str:
    """One line for where Slack reads no markup: buttons, headers, cells."""
    return _isolated(cut(one_line(text).strip(), most - 2))


def inert(text: str) -> str:
    """The text as mrkdwn that shows exactly these words and does nothing."""
    dulled = _MARK.sub(lambda found: "".join(_LOOK_ALIKE[mark] for mark in found[0]), plain(text))
    parted = _UNBRACKETED.sub(lambda found: found[0] + _JOINER, dulled)
    return _isolated(_QUOTE_SIGN.sub(_JOINER, parted.translate(_ENTITIES)))


def quoted(quote: str, most: int) -> str:
    """A verbatim sentence as a block quote of at most that many characters; nothing where there are no words."""
    words = plain(quote).strip()
    return _fitting(words, most, _quote) if words else ""


def mrkdwn(line: Line, most: int = SECTION) -> str:
    """The line as mrkdwn of at most that many characters, cut behind a whole span or word where it is longer."""
    written = ""
    for span in line:
        piece = _span(span)
        joint = _joint(written, piece, span)
        room = most - size(written) - 1  # the ellipsis of the next cut
        if size(joint) + size(piece) > room:
            return written + (_cut_span(span, room - size(joint), joint) or _ELLIPSIS)
        written += joint + piece
    return written


def preformatted(text: str) -> str:
    """Lines in columns, as mrkdwn whose letters are all equally wide."""
    whole = _UNBRACKETED.sub(lambda found: found[0] + _JOINER, plain(text).replace("`", _LOOK_ALIKE["`"]))
    return f"```\n{whole.translate(_ENTITIES)}\n```"


def is_turned(text: str) -> bool:
    """Whether any of it reads from right to left."""
    return not text.isascii() and any(bidirectional(character) in _RIGHT_TO_LEFT for character in set(text))


def _isolated(text: str) -> str:
    """The text kept from reordering its neighbours."""
    return f"\u2068{text}\u2069" if is_turned(text) else text


def _clings(text: str, place: int) -> bool:
    here = text[place]
    return bool(combining(here)) or here in _JOINS or text[place - 1] == "\u200d"


def _span(span: Span) -> str:
    match span:
        case Text(text):
            return inert(one_line(text))
        case Strong(text):
            return _marked(text, "*")
        case Emphasis(text):
            return _marked(text, "_")
        case Link(text, url):
            return _link(text, url)
        case _:
            assert_never(span)


def _marked(text: str, mark: str) -> str:
    """The words between marks, their outer spaces outside; a mark cannot stand beside a space."""
    whole = one_line(text)
    words = inert(whole.strip()).replace(mark, _LOOK_ALIKE[mark])
    if not words:
        return whole
    before, after = whole[: len(whole) - len(whole.lstrip())], whole[len(whole.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _link(text: str, url: str) -> str:
    address = web_address(url)
    if address is None or size(address) > _LONGEST_ADDRESS:
        return inert(one_line(text))
    return f"<{address.translate(_IN_ADDRESS)}|{inert(one_line(text).strip() or address)}>"


def _joint(written: str, piece: str, span: Span) -> str:
    """A break that nobody sees between a mark of ours and a letter that would swallow it."""
    if not written or not piece or _parts(written[-1]) or _parts(piece[0]):
        return ""
    return _BOUNDARY if isinstance(span, Strong | Emphasis) or written[-1] in _OURS else ""


def _parts(character: str) -> bool:
    return character.isspace() or (character in punctuation and character not in _OURS)


def _quote(words: str) -> str:
    return "\n".join(f"&gt; {inert(line)}" for line in words.split("\n"))


def _cut_span(span: Span, room: int, joint: str) -> str:
    shortened = _fitting(span.text, room, lambda text: _span(replace(span, text=text)))
    return joint + shortened if shortened else ""


def _fitting(text: str, most: int, write: Callable[[str], str]) -> str:
    """What is written of the longest beginning of the text that fits; nothing where none does."""
    length = min(size(text), most)
    while length > 0:
        written = write(cut(text, length))
        if size(written) <= most:
            return written
        length = min(length - 1, length * most // size(written))
    return ""
