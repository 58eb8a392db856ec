"""The command line as its users meet it: help, exit codes, one line for every mistake, and plain text in pipes."""

import gzip
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from running import Ran, demo_server, environment, quickly, vested

KEYS = {"issues", "comments", "changes", "sprints", "people", "watermark", "last_run"}
WEEK = "2024-W47"  # long past, whatever day it is: a digest of the future is refused
NOW = "2024-11-26"
COMMANDS = {
    "demo": ("--out", "--mode", "Needs no account"),
    "demo-server": ("--issues", "--port", "--mode", "--write-config", "until stopped"),
    "check": ("--config", "credentials", "database"),
    "sync": ("--config", "Safe to stop and to run again"),
    "digest": ("--week", "2026-W47", "--as", "--out", "--edition", "--config", "last full week"),
    "signals": ("--person", "--weeks", "can read that you looked"),
    "risks": ("--as", "--config", "wait for an answer"),
    "velocity": ("--as", "--config", "finished a week"),
    "ask": ("--as", "--config", "risks raised by"),
    "explain": ("--as", "--config", "beside a finding"),
    "people": ("--as", "--config", "nobody's"),
    "status": ("--json", "--config", "fresh"),
    "settings": ("--as", "--config", "configured"),
    "run": ("--config", "Slack", "Ctrl-C"),
}


@pytest.fixture(scope="module")
def harbour(tmp_path_factory) -> Iterator[Path]:
    """A config whose look-alike Jira answers, synced once."""
    folder = tmp_path_factory.mktemp("harbour")
    config = folder / "config.toml"
    with demo_server("--write-config", config, "--now", NOW, cwd=folder):
        ran = vested("sync", cwd=folder)  # ./config.toml is what it reads by itself
        assert ran.code == 0, ran.err
        yield config


@pytest.fixture
def changed(harbour, tmp_path):
    """Copies of the config and its env file with some words replaced, in a folder and with a database of their own."""

    def copy(before: str = "", after: str = "", *, secrets: tuple[str, str] = ("", "")) -> Path:
        for file, words in ((harbour, (before, after)), (harbour.with_suffix(".env"), secrets)):
            text = file.read_text()
            assert words[0] in text
            (tmp_path / file.name).write_text(text.replace(*words) if words[0] else text)
        config = tmp_path / harbour.name
        config.write_text(config.read_text().replace(str(harbour.with_suffix(".db")), str(tmp_path / "own.db")))
        return config

    return copy


def refused(ran: Ran, *words: str) -> None:
    """Exit 2 with exactly one line on stderr that has these words."""
    assert ran.code == 2, ran
    assert len(ran.complaints) == 1, ran.err
    assert ran.err.startswith("vested: ")
    assert not [word for word in words if word not in ran.err], ran.err
    assert "Traceback" not in ran.out + ran.err


# Help


def test_help_lists_every_command_and_where_to_start(tmp_path):
    ran = vested("--help", cwd=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    listed = re.findall(r"^  ([a-z-]+)  ", ran.out.partition("Commands:")[2], re.MULTILINE)
    assert set(listed) == COMMANDS.keys()
    assert "Start with: vested demo" in ran.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_says_what_it_does_and_names_its_options(command, tmp_path):
    ran = quickly(command, "--help", cwd=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    flowing = " ".join(ran.out.split())
    assert not [word for word in COMMANDS[command] if word not in flowing], ran.out


def test_no_command_at_all_shows_the_help(tmp_path):
    ran = quickly(cwd=tmp_path)

    assert ran.code == 2
    assert "Commands:" in ran.out + ran.err


@pytest.mark.parametrize(
    "words", [("bogus",), ("digest", "--as", "fax"), ("demo-server", "linear"), ("sync", "--fast")]
)
def test_what_no_command_understands_ends_with_2_and_points_to_the_help(words, tmp_path):
    ran = quickly(*words, cwd=tmp_path)

    assert ran.code == 2
    assert "--help" in ran.err
    assert "Traceback" not in ran.err


# The config


def test_without_a_config_one_line_says_how_to_get_one(tmp_path):
    refused(vested("status", cwd=tmp_path), "config.toml", "config.example.toml", "--config", "VESTED_CONFIG")


@pytest.mark.parametrize("command", ["check", "sync", "digest", "status", "risks", "velocity", "people", "settings"])
def test_every_command_refuses_a_config_that_is_not_there(command, tmp_path):
    refused(quickly(command, "--config", "nowhere.toml", cwd=tmp_path), "there is no config at nowhere.toml")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"engagements = [", ["config.toml", "is not valid TOML"]),
        (b"\xff\xfe\x00", ["config.toml", "cannot be read"]),
        (b"", ["config.toml", "engagements"]),
        (b"colour = 'red'\nengagements = []", ["cannot be used", "and 1 more"]),
        (b"env_file = 'no.env'\n[[engagements]]\nid = 'a'\nname = 'A'\nsources = []", ["cannot be used", "sources"]),
    ],
    ids=["broken TOML", "not text", "empty", "unknown setting", "no source"],
)
def test_a_config_that_cannot_be_used_is_one_line(content, words, tmp_path):
    (tmp_path / "config.toml").write_bytes(content)

    refused(quickly("status", cwd=tmp_path), *words)


def test_a_missing_env_file_is_named(changed, tmp_path):
    config = changed('env_file = "config.env"', 'env_file = "other.env"')

    refused(quickly("status", "--config", config, cwd=tmp_path), "other.env", "NAME=value")


def test_a_config_is_found_by_option_by_variable_and_in_the_folder(harbour, tmp_path):
    by_option = quickly("status", "--json", "--config", harbour, cwd=tmp_path)
    by_variable = quickly("status", "--json", cwd=tmp_path, env=environment(VESTED_CONFIG=str(harbour)))
    by_folder = quickly("status", "--json", cwd=harbour.parent)
    by_both = quickly("status", "--json", "--config", harbour, cwd=tmp_path, env=environment(VESTED_CONFIG="no.toml"))

    assert by_option.code == 0, by_option.err
    assert by_option == by_variable == by_folder == by_both


# Questions that cannot be answered


@pytest.mark.parametrize("command", ["sync", "digest", "status", "risks", "velocity", "people", "settings"])
def test_an_unknown_engagement_is_refused_with_those_there_are(command, harbour):
    refused(quickly(command, "atlantis", cwd=harbour.parent), "no engagement 'atlantis'", "harbour")


@pytest.mark.parametrize("command", ["digest", "risks", "velocity", "people", "settings"])
def test_of_several_engagements_one_must_be_named(command, changed, tmp_path):
    config = changed()
    head, start, engagement = config.read_text().partition("[[engagements]]")
    twin = engagement.replace('id = "harbour"', 'id = "pier"').replace('"C0HARBOUR', '"C0PIER')
    config.write_text(f"{head}{start}{engagement}\n{start}{twin}")

    refused(quickly(command, "--config", config, cwd=tmp_path), "several engagements", "harbour, pier")


@pytest.mark.parametrize(
    ("week", "words"),
    [
        ("2026-W99", ["'2026-W99' is not a week", "2026-W47"]),
        ("yesterday", ["'yesterday' is not a week"]),
        ("2026-47", ["'2026-47' is not a week"]),
        ("2999-W01", ["2999-W01 has not begun"]),
    ],
)
def test_a_week_that_is_none_or_has_not_begun_is_refused(week, words, harbour):
    refused(quickly("digest", "--week", week, cwd=harbour.parent), *words)


def test_an_unknown_finding_is_refused(harbour):
    refused(quickly("explain", "f00", cwd=harbour.parent), "no finding 'f00'")


def test_an_unknown_person_is_refused(harbour):
    refused(quickly("signals", "--person", "nobody", cwd=harbour.parent), "nobody")


# Trackers that do not answer


def test_a_wrong_token_names_the_variables(changed, tmp_path):
    config = changed(secrets=("loopback-demo-token", "another-token"))

    refused(quickly("sync", "--config", config, cwd=tmp_path), "refused", "VESTED_DEMO_JIRA_TOKEN")


def test_a_token_that_is_not_set_names_the_variable(changed, tmp_path):
    config = changed('env_file = "config.env"', "")

    refused(quickly("sync", "--config", config, cwd=tmp_path), "VESTED_DEMO_JIRA_USER is not set")


def test_an_unreachable_host_names_the_setting(changed, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    config = changed()
    address = f'url = "http://127.0.0.1:{port}"\nlongest_wait = 0'
    config.write_text(re.sub(r'^url = "http.*"$', address, config.read_text(), flags=re.MULTILINE))

    refused(quickly("sync", "--config", config, cwd=tmp_path), f"127.0.0.1:{port}", "could not be reached", "url")
    tried = quickly("check", "--config", config, cwd=tmp_path)

    assert (tried.code, tried.err) == (2, "")
    assert re.search(r"^failed +harbour/jira: address: .*could not be reached", tried.out, re.MULTILINE)


def test_a_wrong_project_names_the_setting(changed, tmp_path):
    config = changed('projects = ["HAR"]', 'projects = ["NOPE"]')

    refused(quickly("sync", "--config", config, cwd=tmp_path), "projects", "NOPE")


def test_a_failed_sync_keeps_what_is_stored_and_status_says_so(harbour, changed, tmp_path):
    config = changed(secrets=("loopback-demo-token", "another-token"))
    with sqlite3.connect(harbour.with_suffix(".db")) as source, sqlite3.connect(tmp_path / "own.db") as copy:
        source.backup(copy)
    source.close()
    copy.close()

    refused(quickly("sync", "--config", config, cwd=tmp_path), "refused")
    told = json.loads(quickly("status", "--json", "--config", config, cwd=tmp_path).out)["harbour"]["jira"]

    assert told["issues"] > 100
    assert "refused" in told["last_run"]["error"]


def test_check_says_one_line_for_each_thing_and_ends_well(harbour):
    ran = vested("check", cwd=harbour.parent)

    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) >= 6
    assert {line.split()[0] for line in ran.out.splitlines()} == {"ok"}


# The demo's servers and files


def test_a_port_that_is_taken_is_refused(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        refused(quickly("demo-server", "jira", "--port", str(port), cwd=tmp_path), f"port {port}", "--port")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("there-is-none.jsonl", None),
        ("plain.jsonl.gz", b"not gzip at all"),
        ("cut.jsonl.gz", gzip.compress(b'{"id": "1"}' * 99)[:40]),
        ("words.jsonl", b"these are words\n"),
        ("bytes.jsonl", b"\xff\xfe\xfd"),
        ("other.jsonl", b'{"hello": 1}\n'),
        ("empty.jsonl", b"\n"),
        ("empty.json", b"[]"),
        ("object.json", b"{}"),
    ],
)
def test_a_file_that_holds_no_issues_is_refused_by_name(name, content, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)

    refused(quickly("demo-server", "jira", "--issues", name, "--write-config", "c.toml", cwd=tmp_path), name)


def test_a_config_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").touch()

    ran = quickly("demo-server", "jira", "--now", NOW, "--write-config", "file/config.toml", cwd=tmp_path)

    refused(ran, "file/config.toml cannot be written", "--write-config")


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path):
    (tmp_path / "file").touch()

    refused(quickly("demo", "--out", "file", cwd=tmp_path), "file cannot be written to", "--out")


@pytest.mark.parametrize("mine", ["config.toml", "config.env", "vested.db"])
def test_a_demo_leaves_an_installation_as_it_is(mine, tmp_path):
    (tmp_path / "vested.db").write_text("records")
    (tmp_path / mine).write_text("mine")

    refused(quickly("demo", "--out", ".", cwd=tmp_path), "no demo wrote it")

    assert (tmp_path / mine).read_text() == "mine"
    assert (tmp_path / "vested.db").exists()


@pytest.mark.parametrize("mine", ["config.toml", "config.env"])
def test_a_demo_server_writes_over_no_config_but_a_demos(mine, tmp_path):
    (tmp_path / mine).write_text("mine")

    ran = quickly("demo-server", "jira", "--now", NOW, "--write-config", "config.toml", cwd=tmp_path)

    refused(ran, mine, "no demo wrote it")
    assert (tmp_path / mine).read_text() == "mine"


@pytest.mark.parametrize("surface", ["terminal", "html", "json"])
def test_a_digest_for_a_folder_that_is_not_there_is_refused(surface, harbour):
    ran = quickly("digest", "--week", WEEK, "--as", surface, "--out", "missing/digest", cwd=harbour.parent)

    refused(ran, "missing/digest cannot be written", "--out")


# Databases


def test_a_database_newer_than_the_program_is_refused(changed, tmp_path):
    config = changed()
    quickly("status", "--config", config, cwd=tmp_path)
    with sqlite3.connect(tmp_path / "own.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()

    refused(quickly("status", "--config", config, cwd=tmp_path), "9999", "upgrade Vested")


def test_a_file_that_is_no_database_is_refused(changed, tmp_path):
    config = changed()
    (tmp_path / "own.db").write_bytes(b"these are words, not pages. " * 400)

    refused(quickly("sync", "--config", config, cwd=tmp_path), "own.db", "not a database")


def test_a_damaged_table_is_one_line(changed, tmp_path):
    config = changed()
    quickly("sync", "--config", config, cwd=tmp_path)
    damage(tmp_path / "own.db", table="issue")

    refused(quickly("digest", "--week", WEEK, "--config", config, cwd=tmp_path), "database", "malformed")


def test_a_folder_that_is_not_there_is_refused(changed, tmp_path):
    config = changed()
    config.write_text(config.read_text().replace("own.db", "missing/own.db"))

    refused(quickly("sync", "--config", config, cwd=tmp_path), "missing/own.db", "does not exist")


def test_a_database_that_cannot_be_reached_keeps_its_password_to_itself(changed, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    config = changed()
    address = f"postgresql://vested:hunter2@127.0.0.1:{port}/vested"
    config.write_text(re.sub(r'^url = "sqlite.*"$', f'url = "{address}"', config.read_text(), flags=re.MULTILINE))

    ran = quickly("status", "--config", config, cwd=tmp_path)

    refused(ran, f"127.0.0.1:{port}", "cannot be opened")
    assert "hunter2" not in ran.err


def damage(path: Path, *, table: str) -> None:
    """Every page of the table's tree that follows its root is overwritten."""
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = database.execute("PRAGMA page_size").fetchone()
    database.close()
    with path.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\x5a" * size)


# Answers


def test_status_for_scripts_has_exactly_these_keys(harbour):
    ran = vested("status", "--json", cwd=harbour.parent)
    told = json.loads(ran.out)

    assert (ran.code, ran.err) == (0, "")
    assert told.keys() == {"harbour"}
    assert told["harbour"].keys() == {"jira"}
    assert told["harbour"]["jira"].keys() == KEYS
    assert min(told["harbour"]["jira"][name] for name in ("issues", "comments", "changes", "sprints", "people")) > 0
    assert told["harbour"]["jira"]["last_run"]["error"] is None
    assert told["harbour"]["jira"]["watermark"] < NOW + "T24"  # the newest change, not when the run began


def test_before_the_first_sync_status_has_the_same_keys_and_zeros(changed, tmp_path):
    config = changed()

    told = json.loads(quickly("status", "harbour", "--json", "--config", config, cwd=tmp_path).out)["harbour"]["jira"]

    assert told.keys() == KEYS
    assert {told[name] for name in ("issues", "comments", "changes", "sprints", "people")} == {0}
    assert (told["watermark"], told["last_run"]) == (None, None)


def test_before_the_first_sync_a_digest_says_that_nothing_was_pulled(changed, tmp_path):
    config = changed()

    ran = quickly("digest", "--week", WEEK, "--config", config, cwd=tmp_path)

    assert (ran.code, ran.err) == (0, "")
    assert "pulled" in ran.out


@pytest.mark.parametrize("surface", ["terminal", "html", "json"])
@pytest.mark.parametrize("edition", ["client", "internal"])
def test_the_same_question_has_the_same_answer(surface, edition, harbour):
    question = ("digest", "harbour", "--week", WEEK, "--as", surface, "--edition", edition)

    first, second = quickly(*question, cwd=harbour.parent), quickly(*question, cwd=harbour.parent)

    assert first.code == 0, first.err
    assert first == second


@pytest.mark.parametrize(
    "words", [("digest", "--week", WEEK), ("status",), ("check",), ("risks",), ("people",), ("sync",)]
)
def test_in_a_pipe_there_is_no_colour_no_bar_and_no_line_over_a_hundred(words, harbour):
    ran = quickly(*words, cwd=harbour.parent)

    assert ran.code == 0, ran.err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", ran.out + ran.err)
    assert max(map(len, ran.out.splitlines())) <= 100


def test_a_digest_written_to_a_file_is_the_digest_that_is_printed(harbour, tmp_path):
    for surface in ("terminal", "html", "json"):
        question = ("digest", "--week", WEEK, "--as", surface, "--config", harbour)
        printed = quickly(*question, cwd=tmp_path)
        written = quickly(*question, "--out", "digest", cwd=tmp_path)

        assert written.out == "written to digest\n"
        assert (tmp_path / "digest").read_text(encoding="utf-8") == printed.out


# On a terminal


def test_on_a_terminal_there_is_colour_and_no_color_takes_it_away(harbour):
    plain = on_terminal("check", cwd=harbour.parent, env=environment(TERM="xterm-256color", NO_COLOR="1"))
    coloured = on_terminal("check", cwd=harbour.parent, env=environment(TERM="xterm-256color"))

    colour = re.compile(r"\x1b\[[0-9;]*3[0-9][0-9;]*m")
    assert colour.search(coloured)
    assert not colour.search(plain)
    assert "ok" in plain


def on_terminal(*arguments: str, cwd: Path, env: dict[str, str]) -> str:
    """What one run of the program writes to a terminal that reads it."""
    pty = pytest.importorskip("pty", reason="this platform has no pseudo-terminals")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments], cwd=cwd, env=env, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    said = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    assert process.wait(60) == 0
    return said.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how a terminal ends on Linux
        return b""
