"""Whom a word names: a mention, a short name, a full name or a first name that only one person has."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from bot.commands.words import mentioned
from bot.config import PersonSettings
from bot.errors import UserError


def named(people: Sequence[PersonSettings], words: Sequence[str]) -> PersonSettings:
    """The one person these words name. Raises UserError where nobody or several are meant."""
    wanted = " ".join(words)
    found = matching(people, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(
            f"{wanted!r} may be {' or '.join(f'{one.name} ({one.id})' for one in found)}: use the short name"
        )
    near = get_close_matches(wanted.lstrip("@").casefold(), [one.id for one in people], n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"the people here are {', '.join(sorted(one.id for one in people))}"
    shown = "the Slack member you mentioned" if mentioned(wanted) else repr(wanted)
    raise UserError(f"{shown} is nobody that this engagement lists: {hint}")


def matching(people: Iterable[PersonSettings], wanted: str) -> list[PersonSettings]:
    """The people a word or a full name may mean: by Slack id, else short name, else full name, else first name."""
    slack_id = mentioned(wanted)
    if slack_id is not None:
        return [one for one in people if one.slack == slack_id]
    name = " ".join(wanted.lstrip("@").casefold().split())
    by_id = [one for one in people if one.id == name]
    by_name = [one for one in people if one.name.casefold() == name]
    return by_id or by_name or [one for one in people if one.name.casefold().split()[0] == name]


def name_of(people: Iterable[PersonSettings], ident: str) -> str:
    """How somebody who looked or gave a verdict is called."""
    if ident == "terminal":
        return "whoever runs Vested, at the terminal"
    return next((one.name for one in people if one.id == ident), ident)
