"""A whole real project, the real client library, and the published specification."""

import json
from copy import deepcopy
from functools import cache

import jsonschema
import pytest
from jira import JIRA, JIRAError
from jira_site import AGILE_OPENAPI, ALLOY, OPENAPI, SPRINT_FIELD, ask, issue, needs, pages, post, site

from bot.demo.jira_data import load_issues
from bot.demo.jira_server import JiraServer

ISSUES, COMMENTS = 1499, 4513
COLUMNS = ["summary", "comment", "description", "assignee", SPRINT_FIELD]
load_once = cache(load_issues)


def client(server: JiraServer, version: str = "2") -> JIRA:
    options = {"rest_api_version": version}
    if server.mode == "cloud":
        return JIRA(server.url, basic_auth=("reader@example.com", server.token), options=options, max_retries=0)
    return JIRA(server.url, token_auth=server.token, options=options, max_retries=0)


@needs(ALLOY)
@pytest.mark.parametrize("version", ["2", "3"])
def test_the_real_client_reaches_every_issue_and_comment_of_a_real_project_on_cloud(version):
    found, comments, token = set(), set(), None
    with JiraServer(load_once(ALLOY)) as server:
        jira = client(server, version)
        while True:
            page = jira.enhanced_search_issues(
                "project = ALOY and updated >= 0 order by updated asc",
                nextPageToken=token,
                maxResults=100,
                fields=list(COLUMNS),
                json_result=True,
            )
            found |= {each["id"] for each in page["issues"]}
            for each in page["issues"]:
                embedded = each["fields"]["comment"]
                short = embedded["total"] > len(embedded["comments"])
                comments |= (
                    {c.id for c in jira.comments(each["id"])} if short else {c["id"] for c in embedded["comments"]}
                )
            if not (token := page.get("nextPageToken")):
                break
        assert jira.approximate_issue_count("project = ALOY") == ISSUES

    assert (len(found), len(comments)) == (ISSUES, COMMENTS)


@needs(ALLOY)
def test_the_real_client_reaches_every_issue_and_comment_of_a_real_project_on_data_center():
    with JiraServer(load_once(ALLOY), "datacenter") as server:
        found = client(server).search_issues(
            "project = ALOY order by created", maxResults=0, fields=list(COLUMNS), expand="changelog"
        )
        comments = {comment.id for each in found for comment in each.fields.comment.comments}
        sprints = client(server).sprints(1, maxResults=0)

    assert (len({each.id for each in found}), len(comments)) == (ISSUES, COMMENTS)
    assert len(sprints) == 129
    printed = [text for each in found for text in getattr(each.fields, SPRINT_FIELD, None) or ()]
    assert printed
    assert all(text.startswith("com.atlassian.greenhopper.service.sprint.Sprint@") for text in printed)


@needs(ALLOY)
def test_a_window_of_a_real_project_agrees_with_its_file():
    data = load_once(ALLOY)
    lower, upper = "2013-05-01T00:00:00.000+0000", "2013-07-01T00:00:00.000+0000"
    inside = {each["key"] for each in data.issues if lower <= each["fields"]["updated"] < upper}
    with JiraServer(data) as server:
        jql = "project = ALOY and updated >= '2013/05/01 00:00' and updated < '2013-07-01'"
        found = {each["key"] for page in pages(server, jql=jql, fields="key") for each in page["issues"]}

    assert found == inside != set()


def test_the_real_client_sees_fields_people_sprints_and_refusals():
    with JiraServer(site(issue(1, comments=120))) as server:
        jira = client(server, "3")
        names = {field["id"]: field["name"] for field in jira.fields()}
        second = jira.comments("HAR-1", start_at=100, max_results=100)
        with pytest.raises(JIRAError) as unbounded:
            jira.enhanced_search_issues("order by key", json_result=True)
        assert [board.name for board in jira.boards(projectKeyOrID="HAR")] == ["Harbour board"]
        assert [sprint.name for sprint in jira.sprints(1)] == ["Sprint 5"]
        assert jira.sprint(5).state == "active"
        assert [project.key for project in jira.projects()] == ["HAR"]
        assert [user.displayName for user in jira.search_users(query="ana")] == ["Ana Prado"]
        assert jira.myself()["timeZone"] == "Etc/UTC"

    assert (names["customfield_10016"], names[SPRINT_FIELD]) == ("Story Points", "Sprint")
    assert len(second) == 20
    assert unbounded.value.status_code == 400


@cache
def specification(path):
    return json.loads(path.read_text())


def check(answer: object, name: str) -> None:
    components = specification(OPENAPI)["components"]
    jsonschema.validate(_without_nulls(answer), {"$ref": f"#/components/schemas/{name}", "components": components})


def _without_nulls(value):
    """The specification gives no type the value null, though Jira answers it for what is empty."""
    if isinstance(value, dict):
        return {name: _without_nulls(inner) for name, inner in value.items() if inner is not None}
    return [_without_nulls(inner) for inner in value] if isinstance(value, list) else value


@needs(OPENAPI)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("serverInfo", "ServerInformation"),
        ("myself", "User"),
        ("search/jql?jql=project=HAR&fields=*all&expand=changelog&maxResults=1", "SearchAndReconcileResults"),
        ("search/jql?jql=project=HAR", "SearchAndReconcileResults"),
        ("issue/HAR-1?expand=changelog", "IssueBean"),
        ("issue/HAR-1/comment", "PageOfComments"),
        ("issue/HAR-1/changelog?maxResults=1", "PageBeanChangelog"),
        ("project/HAR", "Project"),
        ("project/search", "PageBeanProject"),
        ("project/HAR/version", "PageBeanVersion"),
        ("user?accountId=a1", "User"),
    ],
)
def test_answers_hold_against_the_published_specification(path, name):
    version = {"id": "7", "name": "1.0", "releaseDate": "2026-12-01", "project": "HAR"}
    data = site(*(issue(number, comments=2, histories=2) for number in (1, 2)), versions=(version,))
    with JiraServer(data) as server:
        check(ask(server, f"/rest/api/3/{path}"), name)


@needs(OPENAPI)
@pytest.mark.parametrize(
    ("path", "name"), [("field", "FieldDetails"), ("status", "StatusDetails"), ("users/search", "User")]
)
def test_lists_hold_against_the_published_specification(path, name):
    with JiraServer(site(issue(1))) as server:
        found = ask(server, f"/rest/api/3/{path}")

    assert found
    for each in found:
        check(each, name)


@needs(OPENAPI)
def test_bulk_changelogs_hold_against_the_published_specification_but_for_their_times():
    components = deepcopy(specification(OPENAPI)["components"])
    # The schema says text; the specification's own example is a number, and so are Jira's answers.
    components["schemas"]["Changelog"]["properties"]["created"] = {"type": "integer"}
    with JiraServer(site(issue(1, histories=3), issue(2, histories=3))) as server:
        body = {"issueIdsOrKeys": ["HAR-1", "HAR-2"], "maxResults": 2}
        answer = post(server, "/rest/api/3/changelog/bulkfetch", body).json()

    assert answer["nextPageToken"]
    jsonschema.validate(answer, {"$ref": "#/components/schemas/BulkChangelogResponseBean", "components": components})


@needs(AGILE_OPENAPI)
def test_boards_hold_against_the_published_specification():
    answers = specification(AGILE_OPENAPI)["paths"]["/rest/agile/1.0/board"]["get"]["responses"]
    with JiraServer(site(issue(1))) as server:
        found = ask(server, "/rest/agile/1.0/board")

    assert found["values"]
    jsonschema.validate(found, answers["200"]["content"]["application/json"]["schema"])
