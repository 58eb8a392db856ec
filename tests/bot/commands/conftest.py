"""Two clients in one database: what one may read of the other is nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import factories as f
import pytest
from sqlmodel import select

from bot.access import OPERATOR, RefusedError, viewer_of
from bot.commands import COMMANDS
from bot.commands.base import Context, answered
from bot.commands.help import find
from bot.commands.words import parse
from bot.config import Config
from bot.document import Document
from bot.errors import UserError
from bot.jobs.people import store_people
from models.db import open_database, reading, writing
from models.findings import Finding
from models.runs import SyncRun, Watermark
from models.store import upsert

NOW = f.at(2)  # Wednesday of week 47
SLACK = {
    "ana": "UANA",
    "ben": "UBEN",
    "lena": "ULENA",
    "maria": "UMARIA",
    "robo": "UROBO",
    "dora": "UDORA",
    "eve": "UEVE",
    "carl": "UCARL",
    "both": "UBOTH",
    "stranger": "UNOBODY",
}
CLIENT_CHANNEL, INTERNAL_CHANNEL = "CHARCLIENT", "CHARLEADS"
QUOTE = "If the webhook retries after the refund we pay twice."
PROPOSAL = "Could we ship single-tender first, so that refunds stay simple?"
RESTRICTED = "The vault key of the bank may leak through the log."
SECRET = "LAGOONSECRET"


def answer(context: Context, text: str) -> Document:
    """What a surface of words answers to what was typed; a refusal is an answer with a title of its own."""
    try:
        name, arguments = parse(text)
        return find(COMMANDS, name or "help").run(context, arguments)
    except UserError as error:
        said = f"{error}"
        title = "Not shown" if isinstance(error, RefusedError) else "Not answered"
        return answered(title, said[:1].upper() + said[1:])


def person(ident: str, role: str, **fields) -> dict:
    source = fields.pop("source", f.SOURCE)
    return {
        "id": ident,
        "name": f"{ident.title()} Example",
        "role": role,
        "slack": SLACK[ident],
        "accounts": {source: [ident]},
    } | fields


def engagement(ident: str, *people: dict, **digest) -> dict:
    source = {"type": "jira", "name": f.SOURCE, "url": "https://jira.example", "token_env": "T", "projects": ["HAR"]}
    return {
        "id": ident,
        "name": ident.title(),
        "time_zone": "Europe/Berlin",
        "sources": [source],
        "people": people,
        "digest": digest,
    }


def config() -> Config:
    harbour = engagement(
        "harbour",
        person("ana", "engineer"),
        person("ben", "engineer"),
        person("lena", "lead"),
        person("maria", "client"),
        person("robo", "bot"),
        person("both", "lead"),
        client_channel=CLIENT_CHANNEL,
        internal_channel=INTERNAL_CHANNEL,
    )
    lagoon = engagement(
        "lagoon",
        person("dora", "lead"),
        person("eve", "engineer"),
        person("carl", "client"),
        person("both", "engineer"),
        client_channel="CLAGCLIENT",
        internal_channel="CLAGLEADS",
    )
    return Config.model_validate({"database": {"url": "sqlite://"}, "engagements": [harbour, lagoon]})


@dataclass(frozen=True)
class World:
    context: Context

    def asks(self, who: str, text: str, *, channel: str | None = None, outsider: bool = False) -> Document:
        """What that person is answered; "operator" sits at the terminal."""
        config = self.context.config
        viewer = OPERATOR if who == "operator" else viewer_of(config, SLACK[who], outsider=outsider)
        return answer(replace(self.context, viewer=viewer, channel=channel), text)

    def rows(self, table: type, **where) -> list:
        with reading(self.context.engine) as session:
            return list(session.exec(select(table).filter_by(**where)).all())

    def finding(self, ident: str, engagement: str = "harbour") -> Finding:
        with reading(self.context.engine) as session:
            found = session.get(Finding, (engagement, ident))
        assert found is not None
        return found

    def put(self, *records) -> None:
        with writing(self.context.engine) as session:
            upsert(session, records)


def _opened(folder: Path) -> Iterator[World]:
    """Both engagements, with nothing pulled yet."""
    loaded, engine = config(), open_database(f"sqlite:///{folder / 'vested.db'}")
    for each in loaded.engagements:
        store_people(engine, each)
    yield World(Context(loaded, engine, NOW, "0.1", OPERATOR))
    engine.dispose()


def _filled(empty: World) -> World:
    for fill in (_harbour, _lagoon):
        empty.put(*fill())
    for each in empty.context.config.engagements:
        store_people(empty.context.engine, each)
    return empty


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[World]:
    """Both engagements, with nothing pulled yet."""
    yield from _opened(tmp_path)


@pytest.fixture
def world(empty: World) -> World:
    """Harbour with flags, proposals and a restricted sentence; Lagoon with a secret in every text."""
    return _filled(empty)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same for tests that only ask: one for a module, because there are hundreds of them."""
    for opened in _opened(tmp_path_factory.mktemp("asked")):
        yield _filled(opened)


def _harbour() -> list:
    open_one = f.issue(external_id="1", key="HAR-1", reporter="maria", assignee="ana")
    secret = f.issue(external_id="2", key="HAR-2", security_level="internal", reporter="maria", title="Vault plan")
    ids = ("ana", "ben", "lena", "maria", "robo", "both")
    accounts = [f.identity(ident, person_id=None, linked_by=None) for ident in ids]
    return [
        *f.STATUSES,
        open_one,
        secret,
        f.finished(f.at(-3), external_id="3", key="HAR-3", reporter="maria"),
        *accounts,
        f.identity("drifter", display_name="Drifter", person_id=None, linked_by=None),
        f.comment(open_one, "Please look at the refund.", author="maria", external_id="c0", created_at=f.at(0)),
        f.comment(open_one, QUOTE, author="ana", external_id="c1", created_at=f.at(1)),
        f.comment(open_one, PROPOSAL, author="ben", external_id="c2", created_at=f.at(1, hours=1)),
        f.comment(open_one, "I was here.", author="drifter", external_id="c3", created_at=f.at(-30)),
        f.comment(open_one, "Maria, who owns the keys?", author="ben", external_id="c4", created_at=f.at(1, hours=2)),
        f.finding(open_one, id="risk", item_id="c1", author="ana", quote=QUOTE, occurred_at=f.at(1)),
        f.finding(
            open_one,
            id="proposal",
            item_id="c2",
            author="ben",
            behaviour="alternative",
            quote=PROPOSAL,
            occurred_at=f.at(1, hours=1),
        ),
        f.finding(open_one, id="asked", author="ana", behaviour="pushback", prompted="direct", quote="I object, slow."),
        f.finding(secret, id="vault", author="ana", behaviour="dependency_flag", quote=RESTRICTED, restricted=True),
        *_pulled("harbour"),
    ]


def _lagoon() -> list:
    of = {"engagement": "lagoon"}
    issue = f.issue(**of, external_id="1", key="LAG-1", title=SECRET, reporter="carl")
    accounts = [f.identity(ident, **of, person_id=None, display_name=f"{ident} {SECRET}") for ident in ("eve", "dora")]
    return [
        issue,
        *accounts,
        f.identity("both", **of, person_id=None),
        f.comment(issue, f"{SECRET} will break.", **of, author="eve", external_id="c1", created_at=f.at(1)),
        f.finding(
            issue,
            **of,
            id="lagrisk",
            item_id="c1",
            author="eve",
            quote=f"{SECRET} will break.",
            url="https://jira.example/browse/LAG-1",
        ),
        *_pulled("lagoon"),
    ]


def _pulled(engagement: str) -> list:
    run = {"id": None, "source": f.SOURCE, "started_at": NOW, "finished_at": NOW, "engagement": engagement}
    mark = {"engagement": engagement, "source": f.SOURCE, "complete_until": NOW}
    return [Watermark.model_validate(mark), SyncRun.model_validate(run | {"id": len(engagement)})]
