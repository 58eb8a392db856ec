"""What the pages say, held against the code: commands, configs, paths, targets, figures."""

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import typer.main

from bot.__main__ import cli
from bot.commands import COMMANDS
from bot.config import Config, load_config
from bot.slack.probe import SCOPES
from models.findings import Prompted
from signals.behaviours.base import BEHAVIOURS

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/method.md", "docs/architecture.md")
FIGURES = json.loads((ROOT / "signals/behaviours/artefacts/ngrams.json").read_text(encoding="utf-8"))["figures"]
COLUMNS = ("average_precision", "precision", "recall", "shown_precision", "shown_recall")
# Files that readers make by following a page.
MADE = {
    "config.toml",
    "./config.toml",
    "try.toml",
    "vested.env",
    "vested.db",
    "vested-backup.db",
    "digest.html",
    "demo-out/digest.html",
    "demo-out/slack-client.html",
    "demo-out/slack-internal.html",
}
NOT_PATHS = re.compile(r"^(?:https?:|/|\.venv|<|-)|[()=\s|]")
PROGRAM = typer.main.get_command(cli)

every_page = pytest.mark.parametrize("page", PAGES)


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def fences(page: str, *languages: str) -> list[str]:
    found = re.findall(r"^( *)```(\w+)\n(.*?)^ *```$", read(page), re.DOTALL | re.MULTILINE)
    return [re.sub(rf"(?m)^{indent}", "", body) for indent, language, body in found if language in languages]


def prose(page: str) -> str:
    return re.sub(r"^ *```.*?^ *```$", "", read(page), flags=re.DOTALL | re.MULTILINE)


def spans(page: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", prose(page))


def shell_lines(page: str) -> Iterator[list[str]]:
    """Every command a page quotes, word by word: lines of shell fences and inline code."""
    quoted = [line for fence in fences(page, "sh") for line in fence.splitlines()] + spans(page)
    for line in quoted:
        for part in re.split(r"&&|;", line):
            if part.strip().startswith(("vested", ".venv/bin/vested", "make ", "/vested ")):
                yield shlex.split(part, comments=True)


def vested(page: str) -> list[list[str]]:
    called = [words for words in shell_lines(page) if words[0].rpartition("/")[2] == "vested" and words[0] != "/vested"]
    return [words[1:] for words in called if len(words) > 1]


@every_page
def test_every_vested_command_is_understood_by_the_command_line(page):
    for name, *arguments in vested(page):
        command = PROGRAM if name == "--help" else PROGRAM.commands[name]
        if arguments and arguments != ["--help"]:  # a bare name in prose stands for the command, not for a call of it
            command.make_context(name, arguments)


@every_page
def test_every_option_named_by_itself_exists(page):
    known = {option for command in PROGRAM.commands.values() for one in command.params for option in one.opts}
    of_slack_and_training = {"--share", "--in", "--with"}

    named = [span.split() for span in spans(page) if span.startswith("--")]

    assert [words for words in named if words[0] not in known | of_slack_and_training] == []


def test_an_option_that_does_not_exist_would_be_noticed():
    with pytest.raises(Exception, match="--colour"):
        PROGRAM.commands["digest"].make_context("digest", ["harbour", "--colour", "red"])


def test_the_readme_shows_every_command_of_the_terminal():
    assert {name for name, *_ in vested("README.md")} - {"--help"} == set(PROGRAM.commands)


def test_the_readme_shows_every_command_of_slack():
    shown = {words[1] for words in shell_lines("README.md") if words[0] == "/vested"}

    assert shown == {command.name for command in COMMANDS}


def test_the_readme_says_what_slack_is_asked_for():
    assert sorted(scope for scope in SCOPES if f"`{scope}`" not in read("README.md")) == []


def test_the_changelog_names_every_command_of_slack():
    assert [command.name for command in COMMANDS if f"`{command.name}`" not in read("CHANGELOG.md")] == []


def test_the_example_config_is_named_and_loads():
    assert "](config.example.toml)" in read("README.md")
    assert load_config(ROOT / "config.example.toml").engagements


def test_the_configs_of_the_readme_make_one_valid_config():
    config = Config.model_validate(tomllib.loads("\n".join(fences("README.md", "toml"))))

    assert config.slack is not None
    assert config.engagements[0].digest.channels
    assert {person.role for person in config.engagements[0].people} == {"engineer", "client"}


def test_settings_that_the_readme_names_exist():
    example = read("config.example.toml")
    named = re.findall(r"^- ((?:`\w+`(?:, )?)+):", read("README.md"), re.MULTILINE)

    names = [name for line in named for name in re.findall(r"\w+", line)]

    assert len(names) > 5
    assert [name for name in names if name not in example] == []


def paths(page: str) -> Iterator[str]:
    """Links, and inline code that can only be a path of the repository."""
    home = Path(page).parent
    for link in re.findall(r"\]\(([^)#]+)\)", read(page)):
        if "://" not in link:
            yield (home / link).as_posix()
    for span in spans(page):
        looks_like_one = "/" in span or re.search(r"\w\.(?:py|md|toml|txt|json)$", span)
        if looks_like_one and "*" not in span and not NOT_PATHS.search(span) and span not in MADE:
            yield span


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "docs/architecture.md"])
def test_every_path_that_is_named_exists(page):
    beside = {"docs/architecture.md": ("models", "connectors", "signals", "signals/behaviours")}.get(page, ())

    named = list(paths(page))

    missing = [path for path in named if not any((ROOT / folder / path).exists() for folder in ("", *beside))]
    assert named
    assert missing == []


@every_page
def test_every_make_target_that_is_named_exists(page):
    targets = re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE)

    named = [words[1] for words in shell_lines(page) if words[0] == "make"]

    assert [target for target in named if target not in targets] == []


def test_every_make_target_is_told():
    targets = next(line for line in read("Makefile").splitlines() if line.startswith(".PHONY:")).split()[1:]

    told = {words[1] for page in PAGES for words in shell_lines(page) if words[0] == "make"}

    assert set(targets) - told == set()


def test_the_method_defines_every_behaviour_in_both_its_names():
    rows = read("docs/method.md")

    assert [b.name for b in BEHAVIOURS if f"| `{b.name}` | {b.title}" not in rows] == []


def test_the_method_tells_every_way_of_being_prompted():
    assert [value for value in get_args(Prompted) if f"| `{value}` |" not in read("docs/method.md")] == []


def row_of(behaviour: str, found: dict) -> str:
    cells = ("–" if found[column] is None else f"{found[column]:.2f}" for column in COLUMNS)  # noqa: RUF001 - a dash
    return f"| `{behaviour}` | {found['n']} | {' | '.join(cells)} |"


@pytest.mark.parametrize("name", ["written", "real, drawn at random"])
def test_the_figures_in_the_method_are_those_of_the_shipped_classifier(name):
    rows = [row_of(behaviour, found) for behaviour, found in FIGURES[name]["behaviours"].items()]

    assert [row for row in rows if row not in read("docs/method.md")] == []
    assert f"(average precision {FIGURES[name]['macro']['average_precision']})" in read("docs/method.md")


def test_the_figures_in_the_readme_are_those_of_the_shipped_classifier():
    told = " ".join(read("README.md").split())

    missing = [name for name, found in FIGURES.items() if f" {found['macro']['average_precision']} on" not in told]

    assert missing == []


def test_pictures_are_shown_and_small():
    pictures = sorted((ROOT / "docs/pictures").glob("*.png"))

    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size >= 300_000] == []
    assert [picture.name for picture in pictures if f"docs/pictures/{picture.name}" not in read("README.md")] == []


def test_the_changelog_begins_with_this_version():
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]

    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == version


@pytest.mark.parametrize("page", [*PAGES, "config.example.toml", "constraints.txt", "Makefile", "pyproject.toml"])
def test_no_page_names_a_registry_or_a_place_on_one_machine(page):
    hits = re.findall(r"index[-_]url|extra[-_]index|registry\.\w|(?<![\w.])/(?:home|root|work|tmp|Users)\b", read(page))

    assert hits == []


@every_page
def test_headings_are_in_sentence_case(page):
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)

    names = {"Jira", "Slack", "Vested"}
    words = {word for heading in headings for word in heading.split()[1:]}
    assert {word for word in words if word[:1].isupper()} - names == set()
