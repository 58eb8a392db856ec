"""Who is who, as config says it: written where it differs, and never otherwise."""

from datetime import date, datetime

import configs
import factories as f
import pytest
from sqlalchemy import Engine, event

from bot.jobs.answers import opportunities_of
from bot.jobs.people import store_people
from models.activity import Window
from models.db import open_database, reading, writing
from models.people import Identity, Person
from models.store import upsert

ANA = {"id": "ana", "name": "Ana Ruiz", "role": "engineer", "email": "ana@example.com"}


@pytest.fixture
def engine(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'vested.db'}")
    with writing(opened) as session:
        upsert(session, [f.identity("ana", email="ANA@example.com", person_id=None, linked_by=None), f.identity("eve")])
    yield opened
    opened.dispose()


def written(engine: Engine, **fields) -> list[str]:
    """The statements that took the write lock or changed something while people were stored."""
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("SELECT", "BEGIN", "PRAGMA")) or "IMMEDIATE" in statement:
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    store_people(engine, configs.engagement(**fields))
    event.remove(engine, "before_cursor_execute", note)
    return statements


def owner(engine: Engine, account: str) -> tuple[str | None, str | None]:
    with reading(engine) as session:
        found = session.get_one(Identity, (f.ENGAGEMENT, f.SOURCE, account))
        return found.person_id, found.linked_by


def test_people_and_owners_are_stored_once_and_then_nothing_is_written(engine):
    first, second = written(engine, people=[ANA]), written(engine, people=[ANA])

    assert (bool(first), second) == (True, [])
    assert (owner(engine, "ana"), owner(engine, "eve")) == (("ana", "email"), (None, None))


@pytest.mark.parametrize(
    ("people", "owned"),
    [
        ([], (None, None)),
        ([ANA | {"accounts": {f.SOURCE: ["ana"]}}], ("ana", "config")),
        ([ANA | {"name": "Ana R."}], ("ana", "email")),
    ],
)
def test_what_config_changes_is_written(engine, people, owned):
    written(engine, people=[ANA])

    assert written(engine, people=people)
    assert written(engine, people=people) == []
    assert owner(engine, "ana") == owned
    with reading(engine) as session:
        ana = session.get(Person, (f.ENGAGEMENT, "ana"))
    assert (ana and ana.name) == (people[0]["name"] if people else None)


def test_a_source_is_known_from_the_day_that_config_says_on_the_engagements_calendar():
    plain = configs.engagement()
    source = plain.sources[0].model_dump() | {"since": date(2026, 6, 1)}

    limited = configs.engagement(sources=[source])

    assert plain.types[f.SOURCE].known_from is None
    assert limited.types[f.SOURCE].known_from == datetime(2026, 6, 1, tzinfo=f.ZONE)


@pytest.mark.parametrize(("count_subtasks", "items"), [(False, 1), (True, 2)])
def test_opportunities_leave_out_what_every_other_count_leaves_out(engine, count_subtasks, items):
    held = [
        f.issue(assignee="ana", **fields)
        for fields in ({}, {"is_subtask": True}, {"kind": "Epic"}, {"resolution": "Duplicate"})
    ]
    with writing(engine) as session:
        upsert(session, held)
    settings = configs.engagement(people=[ANA], count_subtasks=count_subtasks)
    store_people(engine, settings)
    activity = f.activity(identities=(f.identity("ana"),), terms=settings.terms)

    had = opportunities_of(engine, settings, Window(f.at(-28), f.at(7)), activity=activity, person="ana")

    assert had.items == items
