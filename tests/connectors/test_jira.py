from datetime import UTC, date, datetime, timedelta

import pytest
from jira_stage import JiraStage, no_time
from pydantic import TypeAdapter, ValidationError

from bot.demo.jira_data import load_issues
from bot.demo.jira_server import Faults, JiraServer
from connectors import CONNECTORS, AnyConnector, JiraConnector
from connectors.base import BadAnswerError, NotFoundError, RateLimitedError, UnavailableError
from models.people import Identity
from models.work import Change, Comment, Issue, Milestone, Sprint, Status

SETTINGS = {"url": "https://jira.example", "projects": ("HAR",)}


@pytest.fixture
def account(monkeypatch):
    monkeypatch.setenv("JIRA_USER", "ana@client.example")
    monkeypatch.setenv("JIRA_TOKEN", "loopback-demo-token")


@pytest.fixture(params=["cloud", "datacenter"])
def stage(request, account):
    staged = JiraStage(request.param)
    staged.server.start()
    yield staged
    staged.close()


def pulled(connector, *, since=None, wait=no_time):
    return list(connector.pull(engagement="harbour", since=since, wait=wait))


def records(batches, kind):
    return [record for batch in batches for record in batch.records if isinstance(record, kind)]


def test_config_picks_the_connector_by_its_type():
    made = TypeAdapter(AnyConnector).validate_python({"type": "jira", **SETTINGS})

    assert isinstance(made, JiraConnector)
    assert type(made) in CONNECTORS


@pytest.mark.parametrize("connector", CONNECTORS)
def test_every_setting_is_described(connector):
    undescribed = [name for name, field in connector.model_fields.items() if not field.description and name != "type"]

    assert undescribed == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"url": "jira.example"}, "write it as https://"),
        ({"url": "http://jira.example"}, "use https"),
        ({"url": "https://ana:secret@jira.example"}, "no account or token in the address"),
        ({"projects": ()}, "at least 1 item"),
        ({"projects": ('X") OR project in ("Y',)}, "project keys are letters"),
        ({"page_size": 1}, "greater than or equal to 2"),
        ({"colour": "blue"}, "Extra inputs are not permitted"),
        ({"name": "Their Jira"}, "pattern"),
    ],
)
def test_settings_that_cannot_work_are_refused(wrong, told):
    with pytest.raises(ValidationError, match=told.replace("(", r"\(")):
        JiraConnector.model_validate(SETTINGS | wrong)


def test_addresses_lose_what_would_break_links():
    made = JiraConnector.model_validate(SETTINGS | {"url": "https://jira.example/jira/?x=1#top"})

    assert made.url == "https://jira.example/jira"


def test_plain_http_is_for_loopback_or_the_bold():
    assert JiraConnector.model_validate(SETTINGS | {"url": "http://127.0.0.1:8080"})
    assert JiraConnector.model_validate(SETTINGS | {"url": "http://jira.example", "allow_http": True})


def test_what_issues_stand_in_comes_first(stage):
    reference, *_ = pulled(stage.connector())

    assert [(one.name, one.category) for one in records([reference], Status)] == [
        ("To Do", "unstarted"),
        ("Doing", "started"),
        ("Done", "finished"),
    ]
    assert [(one.name, one.state) for one in records([reference], Sprint)] == [
        ("One, the first", "closed"),
        ("Two", "active"),
        ("Three", "future"),
    ]
    assert [one.due_on for one in records([reference], Milestone)] == [date(2026, 12, 5)]


def test_people_are_known_by_id_with_handle_email_and_kind(stage):
    people = {one.display_name: one for one in records(pulled(stage.connector()), Identity)}

    ids = {"cloud": ("5b10a", "5b10c"), "datacenter": ("ana", "bot")}[stage.mode]
    assert (people["Ana Ruiz"].external_id, people["Automation"].external_id) == ids
    assert people["Ana Ruiz"].email == "ana@client.example"
    assert people["Automation"].is_bot is (stage.mode == "cloud")


def test_bodies_come_as_text_with_zones_in_either_markup(stage):
    batches = pulled(stage.connector())

    [first] = [one for one in records(batches, Issue) if one.external_id == "1"]
    kinds = [(first.body[zone.start : zone.end], zone.kind) for zone in first.zones]
    assert kinds == [("Risks", "heading"), ("If the webhook retries we pay twice.", "prose")]
    assert all("a_b_c" in one.body and "@" in one.body for one in records(batches, Comment))


def test_sprints_of_issues_are_told_where_boards_are_forbidden(stage):
    stage.server.faults = Faults(forbidden="board")

    batches = pulled(stage.connector())

    assert [one.name for one in records(batches, Sprint)] == ["Two"]


def test_a_board_that_the_settings_name_must_be_there(stage):
    with pytest.raises(NotFoundError, match="boards"):
        pulled(stage.connector(boards=(404,)))


def test_a_project_that_is_not_there_is_named(stage):
    with pytest.raises(NotFoundError, match=r"projects \(GONE\)"):
        pulled(stage.connector(projects=("HAR", "GONE")))


def test_the_wrong_deployment_is_told(stage):
    other = {"cloud": "datacenter", "datacenter": "cloud"}[stage.mode]

    with pytest.raises((BadAnswerError, NotFoundError), match=r"deployment|url"):
        pulled(stage.connector(deployment=other))


def test_the_right_deployment_saves_asking(stage):
    told, asked = (pulled(stage.connector(deployment=name)) for name in (stage.mode, "auto"))

    assert len(records(told, Issue)) == len(stage.issues)
    assert sum(batch.requests for batch in told) <= sum(batch.requests for batch in asked)


def test_the_account_is_confirmed_before_anything_is_read(stage):
    # With a wrong token Jira Cloud answers searches as to a stranger: with nothing, and no error.
    next(stage.connector().pull(engagement="harbour", since=None, wait=no_time))

    assert stage.server.requests["myself"] == 1


def test_requests_are_counted_as_the_server_counts_them(stage):
    batches = pulled(stage.connector())

    counted = sum(stage.server.requests.values())
    hidden = 1  # the package reads the list of fields once more on its own
    assert sum(batch.requests for batch in batches) == counted - hidden


def test_where_a_first_pull_begins_is_decided_by_who_asks_and_not_again_by_the_connector(stage):
    batches = pulled(stage.connector(since=date(2026, 11, 17)), since=None)

    assert len(records(batches, Issue)) == len(stage.issues)


@pytest.mark.parametrize("field", ["user_env", "token_env"])
def test_a_secret_pasted_where_its_variable_is_named_is_refused_and_not_repeated(field):
    with pytest.raises(ValidationError) as caught:
        JiraConnector.model_validate(SETTINGS | {field: "ATATT3xFfGF0-hush"})

    [problem] = caught.value.errors(include_input=False, include_url=False)
    assert problem["loc"] == (field,)
    assert "hush" not in problem["msg"]


@pytest.mark.parametrize(
    "change",
    [
        {"projects": ("HAR", "NEW")},
        {"since": date(2026, 1, 1)},
        {"url": "https://other.example"},
        {"points_field": "Effort"},
        {"sprint_field": "Iteration"},
        {"boards": (1,)},
        {"started_statuses": ("Doing",)},
    ],
)
def test_settings_that_decide_what_is_read_change_the_scope(change):
    before, after = (JiraConnector.model_validate(SETTINGS | more) for more in ({}, change))

    assert before.scope != after.scope


def test_settings_that_decide_only_how_it_is_read_leave_the_scope():
    how = {"token_env": "OTHER", "page_size": 7, "overlap": 60, "deployment": "cloud", "projects": ("har", "HAR")}

    assert JiraConnector.model_validate(SETTINGS).scope == JiraConnector.model_validate(SETTINGS | how).scope


def test_boards_that_the_account_may_not_read_are_told(stage):
    stage.server.faults = Faults(forbidden="board")

    told = [line for batch in pulled(stage.connector()) for line in batch.incomplete]

    assert len(told) == 1
    assert "boards" in told[0]


def test_a_healthy_pull_is_missing_nothing(stage):
    assert [batch.incomplete for batch in pulled(stage.connector()) if batch.incomplete] == []


def test_a_later_pull_starts_the_overlap_before_the_instant_in_any_time_zone(stage):
    since = datetime(2026, 11, 16, 20, 0, 30, tzinfo=UTC)

    batches = pulled(stage.connector(overlap=timedelta(minutes=60)), since=since)

    assert min(one.updated_at for one in records(batches, Issue)) == datetime(2026, 11, 16, 19, 0, tzinfo=UTC)


def test_statuses_in_a_wrong_category_can_be_put_right(stage):
    batches = pulled(stage.connector(finished_statuses=("doing",)))

    assert {one.status_category for one in records(batches, Issue)} == {"finished"}


def test_a_page_that_leads_back_to_itself_is_an_error_and_no_endless_loop(account):
    stage = JiraStage("cloud")
    with stage.server:
        stage.repeat_page()
        with pytest.raises(BadAnswerError, match="same page"):
            pulled(stage.connector())


def test_an_outage_that_lasts_is_one_line_and_what_came_before_stays(stage):
    waits, batches = [], []
    pulling = stage.connector().pull(engagement="harbour", since=None, wait=lambda *told: waits.append(told))
    batches += [next(pulling), next(pulling)]
    stage.server.faults = Faults(error_every=1, error_status=502)

    with pytest.raises(UnavailableError, match="not available"):
        list(pulling)

    assert records(batches, Issue)
    assert [duration for duration, _ in waits] == sorted(duration for duration, _ in waits)


def test_a_limit_beyond_all_patience_tells_how_long_it_asks_for(stage):
    stage.server.faults = Faults(rate_limit_every=1, retry_after="7200")

    with pytest.raises(RateLimitedError, match="120 minutes"):
        pulled(stage.connector())


def test_empty_answers_are_asked_for_again(stage):
    waits = []
    stage.server.faults = Faults(empty_every=5)

    batches = pulled(stage.connector(), wait=lambda *told: waits.append(told))

    assert waits
    assert len(records(batches, Issue)) == len(stage.issues)


def test_a_check_of_a_project_that_is_not_there_names_it(stage):
    failed = [probe for probe in stage.connector(projects=("HAR", "GONE")).probe() if probe.verdict == "failed"]

    assert [probe.subject for probe in failed] == ["project GONE"]


def test_a_check_names_the_points_field_that_is_not_there(stage):
    [probe] = [one for one in stage.connector(points_field="Effort").probe() if one.verdict != "ok"]

    assert "points_field" in probe.detail


@pytest.mark.parametrize("mode", ["cloud", "datacenter"])
def test_a_whole_real_project_comes_complete(mode, shared, account):
    data = load_issues(shared / "data/jira-alloy/issues.jsonl.gz")
    user = {"user_env": "JIRA_USER"} if mode == "cloud" else {}
    with JiraServer(data, mode) as server:
        connector = JiraConnector.model_validate({"url": server.url, "projects": ("ALOY",), **user})
        batches = pulled(connector)

    comments = records(batches, Comment)
    assert len({one.external_id for one in records(batches, Issue)}) == 1499
    assert len({one.external_id for one in comments}) == len(comments) == 4513
    assert records(batches, Change) == []
    assert sum(bool(one.epic_id) for one in records(batches, Issue)) > 0
    assert len(frozenset().union(*(batch.whole_threads for batch in batches))) == 1499
