"""Text from trackers, made safe to show: no surface obeys what it says, and every surface can encode it."""

from typing import Final
from urllib.parse import urlsplit

_VISIBLE_CONTROLS: Final = {code: chr(0x2400 + code) for code in range(32)} | {127: "\u2421"}
_SPACES: Final = {ord(character): " " for character in "\t\x0b\x0c\r\x85\u2028\u2029"} | {ord("\n"): "\n"}
_C1: Final = dict.fromkeys(range(0x80, 0xA0), "\ufffd")
_UNENCODABLE: Final = dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd")
# Embeddings, overrides and isolates reorder what stands around them; marks (U+200E, U+200F) do not, and stay.
_REORDERING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "")
_HARMLESS: Final = _VISIBLE_CONTROLS | _C1 | _SPACES | _UNENCODABLE | _REORDERING


def plain(text: str) -> str:
    """The text with every control character made visible or blank; line feeds stay."""
    return text.replace("\r\n", "\n").translate(_HARMLESS)


def one_line(text: str) -> str:
    """The plain text on one line."""
    return plain(text).replace("\n", " ")


def encodable(text: str) -> str:
    """The text as it is, but for halves of surrogate pairs, which UTF-8 has no bytes for."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def web_address(url: str) -> str | None:
    """The address if it is an http or https one that a reader may safely open, else None."""
    if plain(url) != url or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def readable(name: str) -> str:
    """A name used in data as a reader's label: `risk_flag` is "Risk flag", a label already readable stays."""
    label = name.replace("_", " ")
    return label[:1].upper() + label[1:]
