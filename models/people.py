"""Who is who: people of an engagement, and the accounts they use in each tracker."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sqlmodel import Field, SQLModel

from models.record import Record

Side = Literal["vendor", "client", "bot", "unlinked"]
Role = Literal["engineer", "lead", "client", "bot"]


class Person(SQLModel, table=True):
    """One person of one engagement, as the operator's config names them."""

    __tablename__ = "person"

    engagement: str = Field(primary_key=True, max_length=64)
    id: str = Field(primary_key=True, max_length=64)
    name: str
    role: str  # engineer, lead, client or bot
    email: str | None = None
    slack_id: str | None = None
    named_in_client_channel: bool = False  # the person agreed to be named where the client reads

    @property
    def side(self) -> Side:
        """Vendor for engineers and leads; client and bot are their own side."""
        match self.role:
            case "engineer" | "lead":
                return "vendor"
            case "client":
                return "client"
            case _:
                return "bot"


class Identity(Record, table=True):
    """One account of one tracker. `person_id` is None until somebody says (or an equal e-mail shows) whose it is."""

    __tablename__ = "identity"

    display_name: str
    handle: str | None = None
    email: str | None = None
    active: bool = True
    is_bot: bool = False
    person_id: str | None = None
    linked_by: str | None = None  # config or email


@dataclass(frozen=True)
class Cast:
    """The people of one engagement and their accounts: answers whose an account is and on which side it stands."""

    people: tuple[Person, ...]
    identities: tuple[Identity, ...]
    unlisted_side: Side

    @cached_property
    def _accounts(self) -> Mapping[tuple[str, str], Identity]:
        return {(identity.source, identity.external_id): identity for identity in self.identities}

    @cached_property
    def _people(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    def person(self, source: str, account: str | None) -> Person | None:
        """Whose account this is, where that is known."""
        identity = self._accounts.get((source, account or ""))
        return self._people.get(identity.person_id) if identity and identity.person_id else None

    def side(self, source: str, account: str | None) -> Side:
        """The side the account's owner is on; `unlisted_side` where nobody said."""
        if person := self.person(source, account):
            return person.side
        identity = self._accounts.get((source, account or ""))
        return "bot" if identity and identity.is_bot else self.unlisted_side

    def name(self, source: str, account: str | None) -> str:
        """The person's name, else what the tracker calls the account."""
        if person := self.person(source, account):
            return person.name
        identity = self._accounts.get((source, account or ""))
        return identity.display_name if identity else "somebody"

    def handles(self, source: str) -> dict[str, str]:
        """What each account of the source is called where it is mentioned."""
        return self._handles.get(source, {})

    @cached_property
    def _handles(self) -> Mapping[str, dict[str, str]]:
        handles: dict[str, dict[str, str]] = defaultdict(dict)
        for identity in self.identities:
            handles[identity.source][identity.external_id] = identity.handle or identity.display_name
        return handles
