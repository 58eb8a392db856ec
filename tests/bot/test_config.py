"""The configuration file: what is accepted, what is refused, and what a refusal says."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bot.config import Config, EngagementSettings, config_path, load_config
from bot.errors import UserError

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
SOURCE = '[[engagements.sources]]\ntype = "jira"\nurl = "https://x.example"\ntoken_env = "T"\nprojects = ["HAR"]\n'
ENGAGEMENT = '[[engagements]]\nid = "harbour"\nname = "Harbour"\n'
GOOD = ENGAGEMENT + SOURCE


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_is_a_valid_config():
    config = load_config(EXAMPLE)

    assert [engagement.id for engagement in config.engagements] == ["harbour"]


def _settings(model: type[BaseModel]) -> set[str]:
    return set(model.model_fields)


def test_the_example_names_every_setting():
    text = EXAMPLE.read_text(encoding="utf-8")
    config = load_config(EXAMPLE)
    engagement = config.engagements[0]
    models = [Config, EngagementSettings, type(config.database), *(type(s) for s in engagement.sources)]
    models += [type(person) for person in engagement.people]

    missing = sorted(name for model in models for name in _settings(model) if name not in text)

    assert missing == []


def test_every_setting_says_what_it_is():
    config = load_config(EXAMPLE)
    engagement = config.engagements[0]
    models = [type(config.database), *(type(source) for source in engagement.sources)]
    models += [type(person) for person in engagement.people]

    silent = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if not field.description and name != "type"
    ]

    assert silent == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "engagements: Field required"),
        ("engagements = [", "is not valid TOML"),
        (GOOD + 'colour = "red"\n', "there is no such setting"),
        (ENGAGEMENT.replace("harbour", "Har bour") + SOURCE, "engagements[1].id"),
        (
            GOOD.replace('name = "Harbour"', 'name = "Harbour"\ntime_zone = "Mars/Base"'),
            "'Mars/Base' is not a time zone",
        ),
        (GOOD + GOOD, "the engagement id 'harbour' is used twice"),
        (GOOD + SOURCE, "the source name 'jira' is used twice"),
        (GOOD.replace('"jira"', '"pigeon"'), "engagements[1].sources[1]"),
        (GOOD + '[[engagements.people]]\nid = "a"\nname = "A"\nrole = "boss"\n', "engagements[1].people[1].role"),
        (
            GOOD + '[[engagements.people]]\nid = "a"\nname = "A"\nrole = "lead"\naccounts = {linear = ["x"]}\n',
            "people list accounts of linear",
        ),
        (
            GOOD
            + '[[engagements.people]]\nid = "a"\nname = "A"\nrole = "lead"\naccounts = {jira = ["x"]}\n'
            + '[[engagements.people]]\nid = "b"\nname = "B"\nrole = "lead"\naccounts = {jira = ["x"]}\n',
            "the account 'jira:x' is used twice",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line_that_names_the_place(tmp_path, text, says):
    with pytest.raises(UserError) as caught:
        load_config(written(tmp_path, text))

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_secret_in_the_wrong_place_is_not_repeated_in_the_error(tmp_path):
    with pytest.raises(UserError) as caught:
        load_config(written(tmp_path, GOOD + 'token = "hush-hush-123"\n'))

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("field", ["token_env", "user_env"])
def test_a_token_pasted_where_its_variable_is_named_is_refused_and_not_repeated(tmp_path, field):
    text = GOOD.replace('token_env = "T"\n', "") + f'{field} = "ATATT3xFfGF0-hush"\n'

    with pytest.raises(UserError, match=field) as caught:
        load_config(written(tmp_path, text))

    assert "hush" not in str(caught.value)
    assert "never the secret itself" in str(caught.value)


@pytest.mark.parametrize("url", ["sqlite:///own.db", "sqlite:///./own.db"])
def test_a_relative_database_stands_beside_the_config_wherever_the_program_starts(tmp_path, monkeypatch, url):
    monkeypatch.setenv("DB", url)
    literal = load_config(written(tmp_path, f'[database]\nurl = "{url}"\n' + GOOD)).database.address
    variable = load_config(written(tmp_path, '[database]\nurl_env = "DB"\n' + GOOD)).database.address

    assert literal == variable == f"sqlite:///{tmp_path / 'own.db'}"


def test_the_default_database_stands_beside_the_config(tmp_path):
    assert load_config(written(tmp_path, GOOD)).database.address == f"sqlite:///{tmp_path / 'vested.db'}"


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:////var/own.db", "postgresql://a@db/v", "nonsense"]
)
def test_every_other_database_address_stays_as_it_is_written(tmp_path, url):
    assert load_config(written(tmp_path, f'[database]\nurl = "{url}"\n' + GOOD)).database.address == url


def test_a_missing_file_says_what_to_copy(tmp_path):
    with pytest.raises(UserError, match=r"copy config\.example\.toml there"):
        load_config(tmp_path / "none.toml")


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UserError, match="cannot be read"):
        load_config(path)


def test_the_database_url_may_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("DB", "postgresql://a:b@c/d")

    assert (
        load_config(written(tmp_path, '[database]\nurl_env = "DB"\n' + GOOD)).database.address == "postgresql://a:b@c/d"
    )


def test_a_database_variable_that_is_not_set_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("DB", raising=False)

    with pytest.raises(UserError, match="DB is not set"):
        _ = load_config(written(tmp_path, '[database]\nurl_env = "DB"\n' + GOOD)).database.address


def test_the_only_engagement_needs_no_name(tmp_path):
    config = load_config(written(tmp_path, GOOD))

    assert config.engagement(None).id == "harbour"


def test_one_of_several_engagements_has_to_be_named(tmp_path):
    config = load_config(written(tmp_path, GOOD + GOOD.replace("harbour", "pier")))

    with pytest.raises(UserError, match="name one of harbour, pier"):
        config.engagement(None)
    with pytest.raises(UserError, match=r"no engagement 'quay'.*harbour, pier"):
        config.engagement("quay")


def test_the_file_is_the_given_one_then_the_variables_then_the_default(monkeypatch):
    monkeypatch.setenv("VESTED_CONFIG", "from-variable.toml")
    assert config_path(Path("given.toml")) == Path("given.toml")
    assert config_path(None) == Path("from-variable.toml")

    monkeypatch.delenv("VESTED_CONFIG")
    assert config_path(None) == Path("config.toml")


_toml = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=12,
)


@given(content=st.dictionaries(st.sampled_from(["engagements", "database", "x"]), _toml, max_size=3))
def test_content_without_an_engagement_is_refused_and_never_crashes(content):
    with pytest.raises(ValidationError):
        Config.model_validate(content)


@given(text=st.text(max_size=80))
def test_no_text_crashes_the_reader(tmp_path_factory, text):
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        path = tmp_path_factory.mktemp("c") / "config.toml"
        path.write_text(text, encoding="utf-8", errors="replace")
        with pytest.raises(UserError):
            load_config(path)
