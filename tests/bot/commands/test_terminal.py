"""The same answers at the terminal: words in, text out, through the real command line."""

import json
from datetime import UTC, datetime, timedelta

import factories as f
import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.errors import UserError
from models.db import open_database, reading, writing
from models.store import upsert
from models.surface import Lookup

QUOTE = "If the webhook retries after the refund we pay twice."
CONFIG = """
[database]
url = "sqlite:///{database}"

[[engagements]]
id = "harbour"
name = "Harbour"
[[engagements.sources]]
type = "jira"
url = "https://jira.example"
token_env = "T"
projects = ["HAR"]
[[engagements.people]]
id = "ana"
name = "Ana Ruiz"
role = "engineer"
accounts = {{ jira = ["ana"] }}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "config.toml").write_text(CONFIG.format(database=tmp_path / "v.db"))
    engine = open_database(f"sqlite:///{tmp_path / 'v.db'}")
    yesterday = datetime.now(UTC) - timedelta(days=1)
    issue = f.issue(external_id="1", key="HAR-1", created_at=yesterday - timedelta(days=30))
    with writing(engine) as session:
        upsert(session, [issue, f.identity("ana", person_id="ana")])
        upsert(session, [f.finding(issue, id="risk", quote=QUOTE, occurred_at=yesterday)])
    engine.dispose()
    return tmp_path


def vested(folder, *words: str):
    result = CliRunner().invoke(cli, [*words, "--config", str(folder / "config.toml")])
    if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("signals", "--person", "ana", "--weeks", "8"), QUOTE),
        (("signals", "harbour", "--person", "Ana Ruiz"), QUOTE),
        (("ask", "harbour", "risks", "by", "ana"), QUOTE),
        (("explain", "risk"), "How it was decided"),
        (("risks",), QUOTE),
        (("velocity",), "Velocity"),
        (("people",), "Ana Ruiz"),
        (("settings",), "No digest is posted: no channel is set"),
        (("status",), "was never synced: run vested sync"),
        (("digest", "harbour", "--edition", "client"), "Harbour"),
    ],
)
def test_a_command_prints_its_answer(folder, words, says):
    result = vested(folder, *words)

    assert result.exit_code == 0
    assert says in " ".join(result.output.split())


def test_a_look_from_the_terminal_is_written_down_too(folder):
    vested(folder, "signals", "--person", "ana")

    engine = open_database(f"sqlite:///{folder / 'v.db'}")
    with reading(engine) as session:
        (look,) = session.exec(select(Lookup)).all()
    engine.dispose()
    assert (look.person_id, look.looked_by, look.command) == ("ana", "terminal", "signals ana 8")


def test_an_answer_can_be_written_for_scripts(folder):
    result = vested(folder, "risks", "--as", "json")

    assert json.loads(result.output)["title"] == "Harbour · open risks and questions"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("signals", "nosuch", "--person", "ana"), "there is no engagement 'nosuch'"),
        (("signals", "--person", "zoe"), "nobody that this engagement lists"),
        (("digest", "--week", "x"), "is not a week"),
        (("explain", "nosuch"), "no finding 'nosuch'"),
    ],
)
def test_what_cannot_be_answered_is_one_line_for_the_user(folder, words, says):
    with pytest.raises(UserError, match=says):
        vested(folder, *words)
