"""What somebody typed after `/vested`, as words: quotes, mentions and options read once, here."""

import html
import re
from dataclasses import dataclass

from bot.errors import UserError

# Slack writes mentions as <@U123|name> and addresses as <https://…|label>; only the part before the bar is meant.
_TOKEN = re.compile(r'<(?P<thing>[@#!]?[^<>|\s]+)(?:\|[^<>]*)?>|"(?P<quoted>[^"]*)"|(?P<word>[^\s"]+|")')
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"'})
_DASHES = re.compile(r"^[—–]{1,2}(?=\w)")  # noqa: RUF001 - keyboards turn two hyphens into a dash
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")


@dataclass(frozen=True, slots=True)
class Arguments:
    """The words of one command, and what its options said."""

    words: tuple[str, ...] = ()
    share: bool = False
    engagement: str | None = None


def parse(text: str) -> tuple[str, Arguments]:
    """The command's name (empty when nothing was typed) and its arguments. Raises UserError for an unknown option."""
    words: list[str] = []
    share, engagement = False, None
    tokens = iter(_tokens(text))
    for token in tokens:
        option, equals, value = token.casefold().partition("=")
        if option == "--share" and not equals:
            share = True
        elif option == "--in":
            engagement = value or next(tokens, "").casefold()
            if not engagement:
                raise UserError("--in needs the engagement's short name after it, like --in harbour")
        elif token.startswith("--"):
            raise UserError(f"there is no option {token}: the options are --share and --in ENGAGEMENT")
        else:
            words.append(token)
    name, *rest = words or [""]
    return name.casefold(), Arguments(tuple(rest), share, engagement)


def _tokens(text: str) -> list[str]:
    found = []
    for match in _TOKEN.finditer(text.translate(_QUOTES)):
        kind, token = match.lastgroup, match[match.lastgroup or 0]
        if kind == "thing":
            found.append(f"<{token}>" if token[0] in "@#!" else html.unescape(token))
        else:
            found.append(html.unescape(_DASHES.sub("--", token) if kind == "word" else token))
    return [token for token in found if token.strip()]


def mentioned(word: str) -> str | None:
    """The Slack member id where the word is a mention."""
    match = _MENTION.fullmatch(word)
    return match[1] if match else None
