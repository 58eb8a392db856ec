import json
from datetime import UTC, date, datetime

import pytest

from connectors import jira_records, jira_thread_records
from connectors.base import BadAnswerError
from connectors.jira_fields import Fields, find_fields
from connectors.records import instant
from models.columns import IssueLink

STARTED = {"id": "3", "name": "In Progress", "statusCategory": {"key": "indeterminate"}}
FIELDS = Fields(points=("cf_1", "cf_2"), sprint="cf_3", epic="cf_4", flagged="cf_5")


def site(fields: Fields = FIELDS, **categories) -> jira_records.Site:
    return jira_records.Site("harbour", "jira", "https://jira.example", fields, categories)


def raw_issue(**fields):
    defaults = {
        "summary": "Pay by card",
        "status": STARTED,
        "issuetype": {"name": "Story"},
        "created": "2026-11-01T09:00:00.000+0800",
        "updated": "2026-11-02T09:00:00.000+0800",
    }
    return {"id": "10", "key": "HAR-1", "fields": defaults | fields}


def issue(**fields):
    return jira_records.issue(site(), raw_issue(**fields), epic_id=None)


def test_instants_lose_their_offset_and_not_their_time():
    assert issue().created_at == datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
    assert issue().created_at.tzinfo is UTC


@pytest.mark.parametrize("told", [1492070429, 1492070429000, "2017-04-13T08:00:29.000+0000"])
def test_seconds_milliseconds_and_iso_texts_are_the_same_instant(told):
    assert instant(told) == datetime(2017, 4, 13, 8, 0, 29, tzinfo=UTC)


def test_an_issue_keeps_what_metrics_read():
    made = issue(
        cf_2="5",
        cf_5=[{"value": "Impediment"}],
        security={"name": "Board only"},
        duedate="2026-12-05",
        resolutiondate="2026-11-02T08:00:00.000+0000",
        resolution={"name": "Done"},
        versions=[{"id": "8", "name": "v1"}],
        fixVersions=[{"id": "9", "name": "v2"}],
        components=[{"id": "1", "name": "payments"}],
        parent={"id": "7", "key": "HAR-7", "fields": {"issuetype": {"name": "Epos", "hierarchyLevel": 1}}},
        issuelinks=[
            {"type": {"inward": "is blocked by", "outward": "blocks"}, "inwardIssue": {"id": "5", "key": "HAR-5"}},
            {"type": {"inward": "is blocked by", "outward": "blocks"}, "outwardIssue": {"id": "6", "key": "HAR-6"}},
        ],
        reporter=None,
        creator={"key": "JIRAUSER1", "name": "ana"},
    )

    assert (made.points, made.flagged, made.security_level, made.due_on) == (5.0, True, "Board only", date(2026, 12, 5))
    assert (made.affected_versions, made.milestone_ids, made.components) == (["v1"], ["9"], ["payments"])
    assert (made.parent_id, made.epic_id, made.reporter) == ("7", "7", "JIRAUSER1")
    assert made.links == [IssueLink("is blocked by", "5", "HAR-5"), IssueLink("blocks", "6", "HAR-6")]
    assert made.finished_at == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_an_ordinary_parent_is_no_epic():
    made = issue(parent={"id": "7", "key": "HAR-7", "fields": {"issuetype": {"name": "Story", "hierarchyLevel": 0}}})

    assert (made.parent_id, made.epic_id) == ("7", None)


@pytest.mark.parametrize("name", ["In Progress", "in progress", "3"])
def test_the_settings_word_on_a_status_stands_above_jiras(name):
    assert site(**{name.lower(): "finished"}).category(STARTED) == "finished"


@pytest.mark.parametrize(("key", "category"), [("new", "unstarted"), ("done", "finished"), ("undefined", "unstarted")])
def test_status_categories_are_jiras_where_the_settings_say_nothing(key, category):
    assert site().category({"id": "1", "name": "Offen", "statusCategory": {"key": key}}) == category


def test_a_data_center_sprint_printed_as_a_java_object_is_read():
    printed = (
        "com.atlassian.greenhopper.service.sprint.Sprint@1f39[id=42,rapidViewId=7,state=CLOSED,name=One, the [first]"
        ",startDate=2026-11-02T09:00:00.000+08:00,endDate=<null>,completeDate=<null>,goal=Ship, and rest]"
    )
    [raw] = jira_records.sprints_of(site(), {"cf_3": [printed]})
    made = jira_records.sprint(site(), raw)

    assert (made.external_id, made.name, made.state, made.board) == ("42", "One, the [first]", "closed", "7")
    assert (made.starts_at, made.ends_at) == (datetime(2026, 11, 2, 1, tzinfo=UTC), None)
    assert made.goal == "Ship, and rest"


def test_a_garbled_record_names_its_field():
    with pytest.raises(BadAnswerError, match="issue 10 makes no sense: title"):
        issue(summary=["not", "a", "title"])


@pytest.mark.parametrize(
    ("raw", "restriction"),
    [
        ({"visibility": {"type": "group", "value": "staff"}}, "staff"),
        ({"visibility": {"type": "role", "identifier": "10002"}}, "10002"),
        ({"jsdPublic": False}, "internal"),
        ({"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]}, "internal"),
        ({"properties": [{"key": "sd.public.comment", "value": {"internal": False}}]}, None),
        ({"jsdPublic": True}, None),
    ],
)
def test_a_comment_says_who_may_read_it(raw, restriction):
    body = {"id": "1", "body": "Hm.", "created": "2026-11-02T09:00:00.000+0000"} | raw

    assert jira_thread_records.comment(site(), body, raw_issue()).restricted_to == restriction


def changes(*items):
    history = {"id": "77", "created": "2026-11-02T09:00:00.000+0000", "items": list(items)}
    return list(jira_thread_records.changes(site(), "10", [history]))


def test_changes_are_numbered_by_their_place_in_the_history():
    made = changes(
        {"field": "Workflow", "from": "1", "to": "2"},
        {"field": "status", "from": "1", "fromString": "To Do", "to": "3", "toString": "In Progress"},
        {"field": "Fix Version", "from": None, "to": "9", "toString": "v2"},
    )

    assert [(one.external_id, one.field, one.to_value) for one in made] == [
        ("77:1", "status", "3"),
        ("77:2", "fixVersion", "9"),
    ]


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"field": "Schätzung", "fieldId": "cf_2"}, "points"),
        ({"field": "Story Points"}, "points"),
        ({"field": "Sprint", "fieldId": "cf_3"}, "sprint"),
        ({"field": "Epic Link"}, "epic"),
        ({"field": "Link", "fieldId": "issuelinks"}, "links"),
        ({"field": "IssueParentAssociation"}, "parent"),
        ({"field": "Flagged", "fieldId": "cf_5"}, "flagged"),
    ],
)
def test_changed_fields_have_one_name_whatever_the_site_calls_them(item, field):
    assert [one.field for one in changes(item)] == [field]


def test_the_texts_of_a_changed_description_are_not_kept():
    [made] = changes({"field": "description", "fromString": "long", "toString": "longer"})

    assert (made.from_text, made.to_text) == (None, None)


LISTED = [
    {"id": "cf_1", "name": "Story point estimate", "schema": {}},
    {"id": "cf_2", "name": "Story Points", "schema": {}},
    {"id": "cf_3", "name": "Iteration", "schema": {"custom": "com.pyxis.greenhopper.jira:gh-sprint"}},
    {"id": "cf_4", "name": "Epic Link", "schema": {"custom": "com.pyxis.greenhopper.jira:gh-epic-link"}},
    {"id": "cf_5", "name": "Flagged", "schema": {"custom": "com.atlassian.jira.plugin:multicheckboxes"}},
    {"id": "cf_6", "name": "T-shirt", "schema": {}},
]


def test_custom_fields_are_found_by_type_and_name():
    assert find_fields(LISTED, points=None, sprint=None) == FIELDS


@pytest.mark.parametrize("named", ["T-Shirt", "cf_6"])
def test_the_settings_may_name_the_points_field(named):
    assert find_fields(LISTED, points=named, sprint=None).points == ("cf_6",)


def test_real_cloud_issues_become_records(shared):
    sample = json.loads((shared / "data/samples/jira-cloud-2020.json").read_text())
    here = site(Fields(points=("customfield_10024",), sprint="customfield_10020", epic="customfield_10014"))

    issues = [jira_records.issue(here, raw, epic_id=None) for raw in sample["issues"]]
    made = [one for raw in sample["issues"] for one in jira_thread_records.changes(
        here, raw["id"], raw["changelog"]["histories"]
    )]  # fmt: skip

    assert [one.sprint_ids for one in issues] == [["7"]] * 8
    assert issues[0].points == -1.0
    assert {one.field for one in made} >= {"status", "sprint", "epic", "assignee", "fixVersion", "resolution"}
    assert [jira_records.sprint(here, raw).state for raw in sample["sprints"]]
    assert next((one.to_value, one.to_text) for one in made if one.field == "epic") == ("10073", "EE-11")


def test_accounts_without_an_id_are_nobody(shared):
    sample = json.loads((shared / "data/samples/jira-cloud-2020.json").read_text())

    assert jira_records.account(sample["changelogs"][0]["author"]) is None
