"""Opening the database: SQLite in WAL mode or PostgreSQL, its schema brought up to date by Alembic first."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlmodel import Session

from models.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 0x7E57ED  # any number that only this program uses for its PostgreSQL advisory lock


def open_database(url: str) -> Engine:
    """The engine for a SQLAlchemy URL, its schema at this program's version. Raises StoreError."""
    engine = _engine(url)
    try:
        upgrade(engine)
    except StoreError:
        engine.dispose()
        raise
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(f"the database {shown(url)} cannot be opened: {_first_line(error)}") from error
    return engine


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreError(f"{shown(url)} is not a database address: write sqlite:///FILE or postgresql://...") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin_immediately)
        if parsed.database and not Path(parsed.database).absolute().parent.is_dir():
            raise StoreError(
                f"the folder of the database {parsed.database} does not exist: create it, or change the url"
            )
    return engine


def _tune_sqlite(connection: Any, _record: object) -> None:
    # WAL lets readers read while a sync writes; NORMAL is safe against crashes of the process (and, in WAL, of the
    # machine up to the last transaction). Transactions are begun by us, so that every one takes the write lock first
    # and two writers queue instead of failing halfway.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediately(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def upgrade(engine: Engine) -> None:
    """Bring an empty or older schema to this program's; refuse a newer one (StoreError).

    Takes the write lock only where there is something to do: opening never waits for somebody else's sync.
    """
    script = ScriptDirectory.from_config(_alembic(None))
    with engine.connect() as connection:
        if _is_current(connection, script):
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        if not _is_current(connection, script):  # another process may have been first
            command.upgrade(_alembic(connection), "head")


def _is_current(connection: Connection, script: ScriptDirectory) -> bool:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {revision.revision for revision in script.walk_revisions()}:
        raise StoreError(
            f"the database has schema {current}, which this program does not know yet: "
            "upgrade Vested, then start it again"
        )
    return current == script.get_current_head()


def _alembic(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for questions, all answered from one snapshot; its objects stay usable after it ends."""
    # A read transaction of SQLite is a snapshot already; PostgreSQL takes a new one for each statement unless told.
    steady = engine.dialect.name == "postgresql"
    source = engine.execution_options(isolation_level="REPEATABLE READ") if steady else engine
    with Session(source, expire_on_commit=False) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose work is stored whole at its end, or not at all."""
    with (
        engine.connect().execution_options(writes=True) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        with session.begin():
            yield session
        connection.commit()


def shown(url: str) -> str:
    """The address without its password, for messages."""
    try:
        return make_url(url).render_as_string(hide_password=True)
    except ArgumentError:
        return "the given url"


def _first_line(error: DBAPIError) -> str:
    return str(error.orig or error).strip().splitlines()[0]
