"""`people`: whose account is whose, and which accounts nobody has claimed."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from bot.commands.base import Context, admit, answered
from bot.commands.words import Arguments
from bot.digest.wording import several
from bot.document import Block, Bullets, Document, Line, Note, Section, Strong, Table, Text
from bot.jobs.answers import accounts_of
from models.people import Identity

_MOST = 20


def people(context: Context, arguments: Arguments) -> Document:
    """Everybody whom config lists, by name, with their accounts; then the unlinked accounts, the busiest first."""
    reader = admit("people", context, arguments)
    accounts, wrote = accounts_of(context.engine, reader.engagement)
    unlinked = [one for one in accounts if one.person_id is None and not one.is_bot and wrote[_key(one)]]
    listed = reader.engagement.people
    linked = {one.person_id for one in accounts if one.person_id}
    without = sorted(person.name for person in listed if person.id not in linked and person.role != "bot")
    owned: dict[str, list[str]] = defaultdict(list)
    for one in accounts:
        owned[one.person_id or ""].append(f"{one.source}: {one.display_name} (by {one.linked_by})")
    rows = tuple(
        ((Text(person.name),), (Text(person.id),), (Text(person.role),), (Text(_accounts(owned[person.id])),))
        for person in sorted(listed, key=lambda person: (person.name.casefold(), person.id))
    )
    table = Table("People", ("name", "short name", "role", "accounts"), rows)
    sections = (Section("people", "Who is who", (), (table, *_without(without))), _unlinked(unlinked, wrote))
    return answered(f"{reader.engagement.name} · people", _headline(len(listed), unlinked, wrote), sections)


def _key(account: Identity) -> tuple[str, str]:
    return account.source, account.external_id


def _called(account: Identity) -> str:
    return f"{account.display_name} [{account.external_id}]"


def _accounts(owned: list[str]) -> str:
    return ", ".join(owned) or "none seen"


def _without(names: list[str]) -> Iterable[Block]:
    if names:
        said = f"No account seen yet of {', '.join(names)}: check their e-mail or list their accounts in the config."
        yield Note((Text(said),))


def _headline(listed: int, unlinked: list[Identity], wrote: Counter[tuple[str, str]]) -> str:
    if not unlinked:
        return f"{several(listed, 'person', 'people')} listed; every account that wrote something is somebody's"
    many = several(sum(wrote[_key(one)] for one in unlinked), "comment or issue", "comments and issues")
    return f"{several(len(unlinked), 'account is', 'accounts are')} nobody's, with {many} that count as no person's"


def _unlinked(unlinked: list[Identity], wrote: Counter[tuple[str, str]]) -> Section:
    ordered = sorted(unlinked, key=lambda one: (-wrote[_key(one)], *_key(one)))
    lines: list[Line] = [
        (
            Strong(_called(one)),
            Text(f" in {one.source}: {several(wrote[_key(one)], 'comment or issue', 'comments and issues')}"),
        )
        for one in ordered[:_MOST]
    ]
    blocks: tuple[Block, ...] = (Bullets(tuple(lines), max(len(ordered) - _MOST, 0)), _HOW) if lines else ()
    return Section("unlinked", "Accounts that nobody claimed", (), blocks)


_HOW = Note((Text("Link one by listing its id under the person's accounts in the config."),))
