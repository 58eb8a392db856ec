"""Ready configs for what runs on loopback."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.jira_server import DEMO_TOKEN
from bot.demo.jira_story import ConfigPerson
from bot.demo.slack_story import slack_id
from bot.errors import UserError

FIRST_LINE = "# Written for a demonstration on this machine; config.example.toml explains every setting."
TOKEN_VARIABLE = "VESTED_DEMO_JIRA_TOKEN"  # noqa: S105 - a variable's name
USER_VARIABLE = "VESTED_DEMO_JIRA_USER"
VARIABLES: Mapping[str, str] = {USER_VARIABLE: "demo@vested.example", TOKEN_VARIABLE: DEMO_TOKEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSite:
    """What a config has to say of one loopback Jira and the engagement behind it."""

    url: str
    cloud: bool
    projects: tuple[str, ...]
    engagement: str
    name: str
    time_zone: str
    people: tuple[ConfigPerson, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)  # of the digest, by setting
    unlisted_accounts: str = "unlinked"


def write_config(site: DemoSite, path: Path, *, database: Path) -> None:
    """A config that connects to the site, and beside it the env file with its two variables.

    Raises UserError where either file is there and no demonstration wrote it.
    """
    secrets = path.with_suffix(".env")
    if not is_of_a_demo(path):
        refuse_to_replace(path, secrets)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(config_text(site, secrets=secrets, database=database), encoding="utf-8")
    descriptor = os.open(secrets, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{name}={value}\n" for name, value in VARIABLES.items())


def is_of_a_demo(path: Path) -> bool:
    """Whether the config is there and a demonstration wrote it. Raises OSError where it cannot be read."""
    return path.exists() and path.read_bytes().startswith(FIRST_LINE.encode())


def refuse_to_replace(*files: Path) -> None:
    """Raise UserError where one of them is there: what a person made is never replaced by a demonstration."""
    if there := next((file for file in files if file.exists()), None):
        raise UserError(f"{there} is there already and no demo wrote it: it stays as it is; name another place")


def config_text(site: DemoSite, *, secrets: Path, database: Path) -> str:
    """The config as TOML."""
    source = {
        "type": "jira",
        "url": site.url,
        "deployment": "cloud" if site.cloud else "datacenter",
        **({"user_env": USER_VARIABLE} if site.cloud else {}),
        "token_env": TOKEN_VARIABLE,
        "projects": list(site.projects),
    }
    engagement = {
        "id": site.engagement,
        "name": site.name,
        "time_zone": site.time_zone,
        "unlisted_accounts": site.unlisted_accounts,
    }
    tables = [
        FIRST_LINE,
        f"env_file = {_quoted(secrets.name)}",
        _table("[database]", {"url": f"sqlite:///{database.absolute()}"}),
        _table("[[engagements]]", engagement),
        *([_table("[engagements.digest]", site.channels)] if site.channels else []),
        _table("[[engagements.sources]]", source),
        *(_person(person) for person in site.people),
    ]
    return "\n\n".join(tables) + "\n"


def _person(person: ConfigPerson) -> str:
    settings: dict[str, object] = {"id": person.id, "name": person.name, "role": person.role}
    if person.role != "bot":
        settings["slack"] = slack_id(person.id)
    if person.email:
        settings["email"] = person.email
    accounts = f"accounts = {{ jira = {_quoted(person.accounts)} }}"
    named = f"named_in_client_channel = {_quoted(person.named_in_client_channel)}"
    return "\n".join([_table("[[engagements.people]]", settings), accounts, named])


def _table(header: str, settings: Mapping[str, object]) -> str:
    return "\n".join([header, *(f"{name} = {_quoted(value)}" for name, value in settings.items())])


def _quoted(value: object) -> str:
    # JSON's strings, arrays and booleans are TOML's too (only JSON's \/ is not, and Python never writes it).
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def project_keys(projects: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """The keys of a site's projects."""
    return tuple(str(project["key"]) for project in projects)
