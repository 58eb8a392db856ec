"""A whole workspace on loopback: two clients, people of every role, the app connected over a real WebSocket."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import factories as f
import pytest
from sqlmodel import select

from bot.config import Config
from bot.demo.slack.person import Person, Seen
from bot.demo.slack.server import Slack
from bot.demo.slack.state import Message
from bot.demo.slack.workspace import Channel, User, Workspace
from bot.jobs.people import store_people
from bot.slack.app import build
from bot.slack.clients import Credentials, answering_client
from bot.slack.lines import SocketLine
from bot.slack.members import Members
from bot.slack.workplace import Workplace
from models.db import open_database, reading, writing
from models.findings import Finding
from models.runs import SyncRun, Watermark
from models.schema import METADATA
from models.store import upsert

NOW = f.at(2)  # Wednesday of week 47
CLIENT, LEADS, ELSEWHERE = "CHARCLIENT", "GHARLEADS", "CELSEWHERE"
QUOTE = "If the webhook retries after the refund we pay twice."
PROPOSAL = "Could we ship single-tender first, so that refunds stay simple?"
IDS = {name: f"U{name.upper()}" for name in ("ana", "ben", "lena", "maria", "dora", "gast", "fern", "stranger")}
BOT = "U0VESTED"


def member(name: str, role: str) -> dict:
    account = {f.SOURCE: [name]}
    return {"id": name, "name": f"{name.title()} Example", "role": role, "slack": IDS[name], "accounts": account}


def engagement(ident: str, *people: dict, **digest) -> dict:
    source = {"type": "jira", "name": f.SOURCE, "url": "https://jira.example", "token_env": "T", "projects": ["HAR"]}
    zone = {"time_zone": "Europe/Berlin", "sources": [source]}
    return {"id": ident, "name": ident.title(), "people": people, "digest": digest} | zone


def config() -> Config:
    harbour = engagement(
        "harbour",
        member("ana", "engineer"),
        member("ben", "engineer"),
        member("lena", "lead"),
        member("maria", "client"),
        member("gast", "lead"),  # a lead by config, a guest at Slack
        member("fern", "engineer"),  # an engineer by config, of another workspace
        client_channel=CLIENT,
        internal_channel=LEADS,
    )
    lagoon = engagement("lagoon", member("dora", "lead"), client_channel="CLAGCLIENT", internal_channel="CLAGLEADS")
    settings = {"slack": {}, "database": {"url": "sqlite://"}}
    return Config.model_validate(settings | {"engagements": [harbour, lagoon]})


def workspace() -> Workspace:
    flags = {"gast": {"is_restricted": True}, "fern": {"is_stranger": True}}
    users = tuple(User(id=ident, name=name, **flags.get(name, {})) for name, ident in IDS.items())
    everyone = frozenset({*IDS.values(), BOT})
    channels = (
        Channel(id=CLIENT, name="harbour", members=everyone),
        Channel(id=LEADS, name="harbour-leads", members=everyone, is_private=True),
        Channel(id=ELSEWHERE, name="random", members=everyone - {BOT}),
        Channel(id="CLAGCLIENT", name="lagoon", members=everyone),
    )
    return Workspace(users=users, channels=channels)


@dataclass(frozen=True)
class Office:
    """The workspace with the app at work in it."""

    slack: Slack
    workplace: Workplace
    line: SocketLine

    def as_(self, name: str) -> Person:
        return self.slack.as_user(IDS[name])

    def asks(self, name: str, text: str, *, channel: str = ELSEWHERE, expect: int = 1) -> Seen:
        return self.as_(name).command("/vested", text, channel=channel, expect=expect)

    def rows(self, table: type, **where) -> list:
        with reading(self.workplace.engine) as session:
            return list(session.exec(select(table).filter_by(**where)).all())

    def finding(self, ident: str) -> Finding:
        return self.rows(Finding, id=ident)[0]

    def put(self, *records) -> None:
        with writing(self.workplace.engine) as session:
            upsert(session, records)

    def settle(self) -> None:
        """Returns when all work in hand is done."""
        workers = self.workplace.hands._max_workers
        everybody = Barrier(workers)  # every worker comes to it, so none has anything else in hand
        for waiting in [self.workplace.hands.submit(everybody.wait) for _ in range(workers)]:
            waiting.result(timeout=20)


def said(message: Message) -> str:
    """Everything a message shows, as one text."""
    return f"{message.text} {message.blocks}"


OFFICE = pytest.StashKey[Office]()


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    loaded, engine = config(), open_database(f"sqlite:///{folder / 'vested.db'}")
    with Slack(workspace()) as slack:
        secrets = Credentials(slack.state.workspace.bot_token, app_token=slack.state.workspace.app_token)
        client = answering_client(secrets.bot_token, slack.base_url)
        workplace = Workplace(loaded, engine, "0.1", lambda: NOW, client, Members(client))
        line = SocketLine(build(workplace, secrets), secrets.app_token, ping_s=0.2)
        office = Office(slack, workplace, line)
        fill(office)
        line.start()
        slack.wait_connected()
        yield office
        line.stop()
        workplace.close()
    engine.dispose()


@pytest.fixture(autouse=True)
def quiet() -> None:
    logging.getLogger("vested.slack.socket").setLevel(logging.CRITICAL)


@pytest.fixture(scope="module")
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office as it is filled, for tests that only ask: its connection takes seconds to close.

    It stays open until the folder's last test, and no longer: pings draw random numbers, which Hypothesis minds.
    """
    folder = request.node.parent
    if OFFICE not in folder.stash:
        stack = ExitStack()
        folder.stash[OFFICE] = stack.enter_context(opened(tmp_path_factory.mktemp("office")))
        stack.callback(folder.stash.__delitem__, OFFICE)
        folder.addfinalizer(stack.close)
    return folder.stash[OFFICE]


@pytest.fixture
def office(asked: Office) -> Iterator[Office]:
    """The same for a test that changes something: afterwards it is as before. What was posted stays in its channel."""
    yield asked
    asked.slack.faults.clear()
    asked.settle()
    asked.workplace.members.known.clear()
    with writing(asked.workplace.engine) as session:
        for table in reversed(METADATA.sorted_tables):
            session.execute(table.delete())
    fill(asked)


def fill(office: Office) -> None:
    engagements = office.workplace.config.engagements
    for each in engagements:
        store_people(office.workplace.engine, each)
    office.put(*records())
    for each in engagements:
        store_people(office.workplace.engine, each)


def records() -> list:
    issue = f.issue(external_id="1", key="HAR-1", reporter="maria", assignee="ana")
    run = {"source": f.SOURCE, "started_at": NOW, "finished_at": NOW, "engagement": f.ENGAGEMENT, "id": 1}
    mark = {"engagement": f.ENGAGEMENT, "source": f.SOURCE, "complete_until": NOW - timedelta(hours=1)}
    flag = {"item_id": "c1", "author": "ana", "quote": QUOTE, "occurred_at": f.at(1)}
    proposal = {"item_id": "c2", "author": "ben", "quote": PROPOSAL, "occurred_at": f.at(1, hours=1)}
    return [
        *f.STATUSES,
        issue,
        *(f.identity(name, person_id=None, linked_by=None) for name in ("ana", "ben", "lena", "maria")),
        f.comment(issue, "Please look at the refund.", author="maria", external_id="c0", created_at=f.at(0)),
        f.comment(issue, QUOTE, author="ana", external_id="c1", created_at=f.at(1)),
        f.comment(issue, PROPOSAL, author="ben", external_id="c2", created_at=f.at(1, hours=1)),
        f.comment(issue, "Maria, who owns the keys?", author="ben", external_id="c4", created_at=f.at(1, hours=2)),
        f.finding(issue, id="risk", **flag),
        f.finding(issue, id="proposal", behaviour="alternative", **proposal),
        Watermark.model_validate(mark),
        SyncRun.model_validate(run),
    ]
