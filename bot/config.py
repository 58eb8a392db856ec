"""The one configuration file: parsed and checked whole at the border, frozen ever after."""

import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from dotenv import load_dotenv
from pydantic import AfterValidator, Field, ValidationError, model_validator
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import UserError
from bot.settings import CANCELLED, DigestSettings, Settings, SlackSettings, SyncSettings
from connectors import AnyConnector
from connectors.base import VariableName
from models.activity import SourceSettings, Terms
from models.people import Role, Side

DEFAULT_PATH = Path("config.toml")
PATH_VARIABLE = "VESTED_CONFIG"


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not a time zone; write one like Europe/Berlin or America/New_York")
    return name


class DatabaseSettings(Settings):
    """Where records are kept."""

    url: str = Field(default="sqlite:///vested.db", description="sqlite:///FILE, or postgresql://USER@HOST/NAME")
    url_env: VariableName | None = Field(
        default=None, description="environment variable that holds the url, where it has a password"
    )

    @property
    def address(self) -> str:
        """The url to open; UserError when it is to come from a variable that is not set."""
        if self.url_env is None:
            return self.url
        if value := os.environ.get(self.url_env, "").strip():
            return value
        raise UserError(f"the environment variable {self.url_env} is not set; export it with the database url")


class PersonSettings(Settings):
    """One person of the engagement and the accounts that are theirs."""

    id: str = Field(min_length=1, max_length=64, pattern=r"^[a-z0-9._-]+$", description="short name used in commands")
    name: str = Field(min_length=1, description="as readers know them")
    role: Role = Field(description="engineer, lead, client or bot")
    email: str | None = Field(default=None, description="accounts with this verified e-mail are theirs")
    slack: str | None = Field(default=None, description="Slack member id, like U012AB3CD")
    accounts: Mapping[str, tuple[str, ...]] = Field(
        default_factory=dict, description="account ids by source, where e-mail does not tell"
    )
    named_in_client_channel: bool = Field(default=False, description="they agreed to be named where the client reads")


class EngagementSettings(Settings):
    """One client's contract: its sources, its people, and how its work is counted."""

    id: str = Field(min_length=1, max_length=64, pattern=r"^[a-z0-9-]+$", description="short name used in commands")
    name: str = Field(min_length=1, description="as readers know it")
    time_zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="UTC", description="whose days and weeks count"
    )
    cancelled_resolutions: tuple[str, ...] = Field(default=CANCELLED, description="endings that delivered nothing")
    uncounted_kinds: tuple[str, ...] = Field(default=("Epic",), description="kinds of issue that only hold others")
    count_subtasks: bool = Field(default=False, description="count sub-tasks as items of their own")
    unlisted_accounts: Side = Field(default="unlinked", description="the side of accounts that nobody lists below")
    digest: DigestSettings = DigestSettings()
    sources: tuple[AnyConnector, ...] = Field(min_length=1)
    people: tuple[PersonSettings, ...] = ()

    @property
    def terms(self) -> Terms:
        """What of this changes how activity is read."""
        return Terms(
            engagement=self.id,
            name=self.name,
            zone=ZoneInfo(self.time_zone),
            cancelled_resolutions=frozenset(name.casefold() for name in self.cancelled_resolutions),
            uncounted_kinds=frozenset(name.casefold() for name in self.uncounted_kinds),
            count_subtasks=self.count_subtasks,
            unlisted_side=self.unlisted_accounts,
        )

    @property
    def types(self) -> dict[str, SourceSettings]:
        """The tracker behind each source name, and from when on it is pulled."""
        zone = ZoneInfo(self.time_zone)
        reach = {each.source: datetime.combine(each.since, time.min, zone) for each in self.sources if each.since}
        return {each.source: SourceSettings(each.type, reach.get(each.source)) for each in self.sources}

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        _refuse_twice("source name", (connector.source for connector in self.sources))
        _refuse_twice("person id", ("terminal", *(person.id for person in self.people)))  # look-ups log that name
        _refuse_twice("Slack id", (person.slack for person in self.people if person.slack))
        accounts = [
            f"{source}:{account}"
            for person in self.people
            for source, listed in person.accounts.items()
            for account in listed
        ]
        _refuse_twice("account", accounts)
        if unknown := {account.split(":", 1)[0] for account in accounts} - set(self.types):
            raise ValueError(
                f"people list accounts of {', '.join(sorted(unknown))}, which is no source of this engagement"
            )
        return self


class Config(Settings):
    """Everything that the operator decides."""

    env_file: Path | None = Field(
        default=None, description="file of NAME=value lines for variables that the environment lacks"
    )
    database: DatabaseSettings = DatabaseSettings()
    slack: SlackSettings | None = Field(default=None, description="leave out to use the terminal only")
    sync: SyncSettings = SyncSettings()
    engagements: tuple[EngagementSettings, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        _refuse_twice("engagement id", (engagement.id for engagement in self.engagements))
        _refuse_twice("channel", (channel for each in self.engagements for channel in each.digest.channels))
        return self

    def engagement(self, wanted: str | None) -> EngagementSettings:
        """The engagement of that id; the only one when none is named. UserError otherwise."""
        ids = [engagement.id for engagement in self.engagements]
        if wanted is None and len(ids) == 1:
            return self.engagements[0]
        for engagement in self.engagements:
            if engagement.id == wanted:
                return engagement
        known = ", ".join(ids)
        if wanted is None:
            raise UserError(f"this config has several engagements: name one of {known}")
        raise UserError(f"there is no engagement {wanted!r} in this config: it has {known}")

    def of_channel(self, channel: str | None) -> EngagementSettings | None:
        """The engagement whose digests go to that channel."""
        return next((each for each in self.engagements if channel and channel in each.digest.channels), None)


def _refuse_twice(what: str, values: Iterable[str]) -> None:
    if twice := sorted(value for value, times in Counter(values).items() if times > 1):
        raise ValueError(f"the {what} {twice[0]!r} is used twice; give each its own")


def config_path(given: Path | None) -> Path:
    """The file to read: the one given, else the one VESTED_CONFIG names, else ./config.toml."""
    if given is not None:
        return given
    return Path(os.environ.get(PATH_VARIABLE) or DEFAULT_PATH)


def load_config(path: Path) -> Config:
    """The checked content of the file, its env_file's variables set. Raises UserError in one line."""
    config = _parse(path)
    if config.env_file is not None:
        file = path.parent / config.env_file
        if not file.is_file():
            raise UserError(f"there is no env_file at {file}: create it with NAME=value lines, or take the setting out")
        load_dotenv(file, override=False, interpolate=False)
    return config.model_copy(update={"database": _placed(config.database, path.parent)})


def _placed(database: DatabaseSettings, folder: Path) -> DatabaseSettings:
    """The same database, wherever the program is started: a relative SQLite file stands beside the config."""
    given = os.environ.get(database.url_env, "").strip() if database.url_env else database.url
    return database.model_copy(update={"url": _absolute(given, folder), "url_env": None}) if given else database


def _absolute(url: str, folder: Path) -> str:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return url  # opening it says what is wrong
    file = parsed.database or ":memory:"
    if parsed.get_backend_name() != "sqlite" or file.startswith((":memory:", "file:")) or Path(file).is_absolute():
        return url
    return parsed.set(database=str((folder / file).absolute())).render_as_string(hide_password=False)


def _parse(path: Path) -> Config:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(
            f"there is no config at {path}: copy config.example.toml there, "
            f"or name another file with --config or {PATH_VARIABLE}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"the config {path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"the config {path} is not valid TOML: {error}") from error
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        raise UserError(_explain(path, error)) from error


def _explain(path: Path, error: ValidationError) -> str:
    # pydantic's own text quotes the input, which may be a secret pasted into the wrong place: only say where and why.
    found = {one["loc"]: _problem(one["type"], one["msg"]) for one in error.errors()}
    # A list with a refused item is reported as too short as well: only the innermost places are mistakes.
    inner = [at for at in found if not any(other[: len(at)] == at for other in found if other != at)]
    more = f" (and {len(inner) - 1} more)" if len(inner) > 1 else ""
    return f"the config {path} cannot be used: {_place(inner[0])}: {found[inner[0]]}{more}"


def _problem(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "there is no such setting (config.example.toml shows them all)"
    return message.removeprefix("Value error, ")


def _place(location: tuple[int | str, ...]) -> str:
    words = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location]
    return "".join(words).removeprefix(".") or "the file"
