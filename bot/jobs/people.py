"""Who is who: people come from config; an account is theirs when config lists it or its verified e-mail is equal."""

from collections.abc import Iterable

from sqlalchemy import Engine, delete, or_, select, update
from sqlmodel import Session, SQLModel, col

from bot.config import EngagementSettings, PersonSettings
from models.db import reading, writing
from models.people import Identity, Person
from models.store import upsert


def store_people(engine: Engine, engagement: EngagementSettings) -> None:
    """Make the stored people and the owners of all stored accounts equal to what config says.

    Writes only where something differs: a question never waits for somebody else's sync.
    """
    people = [_person(engagement.id, person) for person in engagement.people]
    with reading(engine) as session:
        if _told(_stored(session, engagement.id)) == _told(people) and not _misowned(session, engagement):
            return
    with writing(engine) as session:
        upsert(session, people)
        session.execute(
            delete(Person).where(
                col(Person.engagement) == engagement.id, col(Person.id).not_in([person.id for person in people])
            )
        )
        link_accounts(session, engagement, _misowned(session, engagement))


def _stored(session: Session, engagement: str) -> Iterable[Person]:
    return session.scalars(select(Person).where(col(Person.engagement) == engagement))


def _told(people: Iterable[Person]) -> dict[str, dict[str, object]]:
    return {person.id: person.model_dump() for person in people}


def _misowned(session: Session, engagement: EngagementSettings) -> list[Identity]:
    """The stored accounts that config gives to somebody else than the database does."""
    accounts = session.scalars(select(Identity).where(col(Identity.engagement) == engagement.id))
    return [each for each in accounts if owner_of(each, engagement) != (each.person_id, each.linked_by)]


def _person(engagement: str, person: PersonSettings) -> Person:
    return Person.model_validate(
        {
            "engagement": engagement,
            "id": person.id,
            "name": person.name,
            "role": person.role,
            "email": person.email,
            "slack_id": person.slack,
            "named_in_client_channel": person.named_in_client_channel,
        }
    )


def link_accounts(session: Session, engagement: EngagementSettings, records: Iterable[SQLModel]) -> None:
    """Set the owner of each account among the records; an account nobody claims stays unlinked, never guessed."""
    for account in records:
        if isinstance(account, Identity):
            owner, linked_by = owner_of(account, engagement)
            session.execute(
                update(Identity)
                .where(
                    col(Identity.engagement) == account.engagement,
                    col(Identity.source) == account.source,
                    col(Identity.external_id) == account.external_id,
                    or_(
                        col(Identity.person_id).is_distinct_from(owner),
                        col(Identity.linked_by).is_distinct_from(linked_by),
                    ),
                )
                .values(person_id=owner, linked_by=linked_by)
            )


def owner_of(account: Identity, engagement: EngagementSettings) -> tuple[str | None, str | None]:
    """The person whose account this is and how that is known: (person id, "config" or "email"), or (None, None).

    Config may name an account by its id or by its handle, the name that people mention it by.
    """
    for person in engagement.people:
        if {account.external_id, account.handle} & {*person.accounts.get(account.source, ())}:
            return person.id, "config"
    for person in engagement.people:
        if account.email and person.email and account.email.casefold() == person.email.casefold():
            return person.id, "email"
    return None, None
