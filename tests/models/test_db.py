"""Opening, upgrading and refusing databases."""

import sqlite3
from multiprocessing import get_context
from time import monotonic

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from models.db import open_database, shown, writing
from models.errors import StoreError
from models.schema import METADATA


def test_a_new_database_has_every_table_of_the_models(database_url):
    engine = open_database(database_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_opening_again_changes_nothing(database_url):
    open_database(database_url).dispose()

    engine = open_database(database_url)

    assert set(METADATA.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_opening_does_not_wait_for_somebody_who_writes(database_url):
    engine = open_database(database_url)

    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = version_num"))
        started_at = monotonic()
        open_database(database_url).dispose()

    assert monotonic() - started_at < 15  # SQLite gives up on a lock after 30 seconds
    engine.dispose()


def test_a_schema_newer_than_the_program_is_refused_in_one_line(database_url):
    engine = open_database(database_url)
    with writing(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreError, match=r"schema 9999.*upgrade Vested") as caught:
        open_database(database_url)

    assert "\n" not in str(caught.value)


def test_sqlite_runs_in_wal_mode_so_that_readers_never_wait(tmp_path):
    open_database(f"sqlite:///{tmp_path / 'v.db'}").dispose()

    connection = sqlite3.connect(tmp_path / "v.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "is not a database address"),
        ("oracle99://somewhere", "is not a database address"),
        ("sqlite:////no/such/folder/v.db", "does not exist"),
        ("postgresql://nobody:hush@127.0.0.1:1/none", "cannot be opened"),
    ],
)
def test_an_address_that_cannot_work_is_one_clear_line_without_its_password(url, says):
    with pytest.raises(StoreError, match=says) as caught:
        open_database(url)

    assert "\n" not in str(caught.value)
    assert "hush" not in str(caught.value)


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path):
    (tmp_path / "v.db").write_bytes(b"this is not a database, and long enough to be looked at" * 40)

    with pytest.raises(StoreError, match="cannot be opened"):
        open_database(f"sqlite:///{tmp_path / 'v.db'}")


def _open(url: str) -> None:
    open_database(url).dispose()


def test_several_processes_may_open_an_empty_database_at_once(database_url):
    context = get_context("spawn")
    processes = [context.Process(target=_open, args=(database_url,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [process.exitcode for process in processes] == [0, 0, 0]


def test_passwords_are_not_shown():
    assert shown("postgresql://a:secret@db/v") == "postgresql://a:***@db/v"
