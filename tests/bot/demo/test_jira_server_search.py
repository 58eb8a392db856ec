"""Searching: real filtering, real order, real pages."""

import jira_site
import pytest
from jira_site import ask, at, issue, keys, ms, pages, post, response, site

from bot.demo.jira_server import JiraServer

BOTH = pytest.mark.parametrize("mode", ["cloud", "datacenter"])
FIVE = tuple(issue(number) for number in range(1, 6))


@BOTH
@pytest.mark.parametrize(
    ("jql", "found"),
    [
        (f"project = HAR AND updated >= {ms(4)}", {"HAR-4", "HAR-5"}),
        (f"project = HAR AND updated > {ms(4)}", {"HAR-5"}),
        (f"updated < {ms(2)}", {"HAR-1"}),
        (f"updated <= {ms(2)} and updated != {ms(1)}", {"HAR-2"}),
        ("updated >= '2026/11/02 09:04'", {"HAR-4", "HAR-5"}),
        ('updated >= "2026-11-02 09:04"', {"HAR-4", "HAR-5"}),
        ('updated < "2026-11-02"', set()),
        ('created >= "2026/10/26"', {"HAR-1", "HAR-2", "HAR-3", "HAR-4", "HAR-5"}),
        ("key in (HAR-2, HAR-3)", {"HAR-2", "HAR-3"}),
        ("project = harbour and key not in (HAR-2, HAR-3)", {"HAR-1", "HAR-4", "HAR-5"}),
        ("id = 20004", {"HAR-4"}),
        ("issuekey != HAR-1 AND project in ('HAR')", {"HAR-2", "HAR-3", "HAR-4", "HAR-5"}),
    ],
)
def test_a_search_finds_exactly_what_its_clauses_say(mode, jql, found):
    with JiraServer(site(*FIVE), mode) as server:
        assert set(keys(server, jql)) == found


@BOTH
def test_wall_clock_times_are_read_in_the_account_s_zone(mode):
    with JiraServer(site(*FIVE, time_zone="Asia/Tokyo"), mode) as server:
        assert ask(server, "/rest/api/2/myself")["timeZone"] == "Asia/Tokyo"
        assert set(keys(server, "updated >= '2026/11/02 18:04'")) == {"HAR-4", "HAR-5"}
        assert keys(server, "updated >= '2026/11/02 18:06'") == []
        assert set(keys(server, f"updated >= {ms(4)}")) == {"HAR-4", "HAR-5"}


def test_a_wall_clock_minute_misses_what_happened_within_it_only_with_greater_than():
    with JiraServer(site(issue(1, updated=4.5))) as server:
        assert keys(server, "updated >= '2026/11/02 09:04'") == ["HAR-1"]
        assert keys(server, "updated >= '2026/11/02 09:05'") == []


@BOTH
@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("updated ASC", ["HAR-2", "HAR-1", "HAR-10"]),
        ("updated desc, key asc", ["HAR-1", "HAR-10", "HAR-2"]),
        ("updated desc, key desc", ["HAR-10", "HAR-1", "HAR-2"]),
        ("key", ["HAR-1", "HAR-2", "HAR-10"]),
        ("created DESC", ["HAR-10", "HAR-2", "HAR-1"]),
        ("id", ["HAR-1", "HAR-2", "HAR-10"]),
    ],
)
def test_order_by_takes_several_fields_in_both_ways(mode, order, found):
    with JiraServer(site(issue(1, updated=9), issue(2, updated=3), issue(10, updated=9)), mode) as server:
        assert keys(server, f"project = HAR ORDER BY {order}") == found


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("", "Unbounded"),
        ("order by created", "Unbounded"),
        ("project = NOPE", "does not exist for the field 'project'"),
        ("key = HAR-99", "An issue with key 'HAR-99' does not exist"),
        ("colour = red", "Field 'colour' does not exist"),
        ("updated >= yesterday", "Date value 'yesterday' for field 'updated' is invalid"),
        ("project = HAR OR key = HAR-1", "got 'OR'"),
        ("project = HAR AND", "Expecting a field name"),
        ("project HAR", "Expecting operator"),
        ("project in HAR", "list of values"),
        ("project in (HAR,)", "separated by commas"),
        ("project =", "Expecting either a value"),
        ("project", "Expecting operator"),
        ("project > HAR", "operator '>' is not supported"),
        ("project = HAR order key", "Expecting 'BY'"),
        ("project = HAR order by key nonsense", "Expecting ','"),
        ("project = HAR order by key,", "Expecting ','"),
        ("project = 'HAR", "not understood"),
        ("project = HAR order by " + ", ".join(["key"] * 8), "maximum of 7"),
    ],
)
def test_what_it_does_not_understand_it_refuses_as_jira_does(jql, words):
    with JiraServer(site(*FIVE)) as server:
        answer = response(server, "/rest/api/3/search/jql", jql=jql)

    assert answer.status_code == 400
    assert words in answer.json()["errorMessages"][0]
    assert answer.json()["errors"] == {}


def test_cloud_pages_are_chained_by_tokens_and_say_no_total():
    with JiraServer(site(*FIVE)) as server:
        first, second, third = pages(server, jql="project = HAR order by key", maxResults=2)

    assert [len(page["issues"]) for page in (first, second, third)] == [2, 2, 1]
    assert [page["isLast"] for page in (first, second, third)] == [False, False, True]
    assert "nextPageToken" not in third
    assert not {"total", "startAt"} & first.keys()


def test_a_token_serves_no_other_query():
    with JiraServer(site(*FIVE)) as server:
        token = ask(server, "/rest/api/3/search/jql", jql="project = HAR", maxResults=2)["nextPageToken"]
        other = response(server, "/rest/api/3/search/jql", jql="project = HAR order by key", nextPageToken=token)
        broken = response(server, "/rest/api/3/search/jql", jql="project = HAR", nextPageToken="%%%")

    assert (other.status_code, broken.status_code) == (400, 400)


def test_an_issue_that_changes_while_pages_are_read_comes_twice_and_hides_no_other():
    with JiraServer(site(*FIVE)) as server:
        search = {"jql": "project = HAR order by updated asc", "fields": "key", "maxResults": 2}
        first = ask(server, "/rest/api/3/search/jql", **search)
        server.store.edit("HAR-1", {"summary": "Moved"}, updated=at(60))
        second = ask(server, "/rest/api/3/search/jql", nextPageToken=first["nextPageToken"], **search)
        third = ask(server, "/rest/api/3/search/jql", nextPageToken=second["nextPageToken"], **search)

    found = [[each["key"] for each in page["issues"]] for page in (first, second, third)]
    assert found == [["HAR-1", "HAR-2"], ["HAR-3", "HAR-4"], ["HAR-5", "HAR-1"]]


def test_offsets_skip_an_issue_when_one_before_them_changes_as_data_center_does():
    with JiraServer(site(*FIVE), "datacenter") as server:
        search = {"jql": "project = HAR order by updated asc", "fields": "key", "maxResults": 2}
        ask(server, "/rest/api/2/search", **search)
        server.store.edit("HAR-1", {"summary": "Moved"}, updated=at(60))
        second = ask(server, "/rest/api/2/search", startAt=2, **search)

    assert [each["key"] for each in second["issues"]] == ["HAR-4", "HAR-5"]
    assert second["total"] == 5


def test_cloud_answers_the_id_alone_unless_fields_are_named():
    with JiraServer(site(issue(1))) as server:
        assert ask(server, "/rest/api/3/search/jql", jql="key = HAR-1")["issues"] == [{"id": "20001"}]
        [named] = ask(server, "/rest/api/3/search/jql", jql="key = HAR-1", fields="summary,created")["issues"]
        [without] = ask(server, "/rest/api/3/search/jql", jql="key = HAR-1", fields="*all,-summary")["issues"]
        [key] = ask(server, "/rest/api/3/search/jql", jql="key = HAR-1", fields="key")["issues"]

    assert named["key"] == "HAR-1"
    assert set(named["fields"]) == {"summary", "created"}
    assert "summary" not in without["fields"]
    assert {"comment", "status"} <= set(without["fields"])
    assert "fields" not in key


def test_search_takes_a_body_as_well_and_refuses_what_is_no_part_of_it():
    with JiraServer(site(*FIVE)) as server:
        good = post(server, "/rest/api/3/search/jql", {"jql": "project = HAR", "maxResults": 3, "fields": ["summary"]})
        unknown = post(server, "/rest/api/3/search/jql", {"jql": "project = HAR", "startAt": 3})
        no_object = post(server, "/rest/api/3/search/jql", ["jql"])

    assert [set(each["fields"]) for each in good.json()["issues"]] == [{"summary"}] * 3
    assert (unknown.status_code, no_object.status_code) == (400, 400)


def test_ids_come_in_pages_of_five_thousand_and_whole_issues_in_hundreds():
    many = site(*(issue(number) for number in range(1, 152)))
    with JiraServer(many) as server:
        ids = ask(server, "/rest/api/3/search/jql", jql="project = HAR", fields="id,key", maxResults=5000)
        whole = ask(server, "/rest/api/3/search/jql", jql="project = HAR", fields="summary", maxResults=5000)

    assert (len(ids["issues"]), len(whole["issues"])) == (151, 100)


def test_the_count_is_of_the_query_and_must_be_bounded():
    with JiraServer(site(*FIVE)) as server:
        path = "/rest/api/3/search/approximate-count"
        assert post(server, path, {"jql": f"updated > {ms(3)}"}).json() == {"count": 2}
        assert post(server, path, {"jql": ""}).status_code == 400


@pytest.mark.parametrize("version", ["2", "3", "latest"])
def test_the_old_search_is_gone_from_cloud(version):
    with JiraServer(site(*FIVE)) as server:
        answer = response(server, f"/rest/api/{version}/search", jql="project = HAR")

    assert answer.status_code == 410
    assert "CHANGE-2046" in answer.json()["errorMessages"][0]


@pytest.mark.parametrize("path", ["/rest/api/3/search", "/rest/api/2/search/jql", "/rest/api/2/issue/HAR-1/changelog"])
def test_data_center_has_none_of_cloud_s_addresses(path):
    with JiraServer(site(*FIVE), "datacenter") as server:
        answer = response(server, path, jql="project = HAR")

    assert answer.status_code == 404
    assert answer.json()["errors"] == {}


def test_data_center_searches_without_a_bound_and_says_the_total():
    with JiraServer(site(*FIVE), "datacenter") as server:
        answer = ask(server, "/rest/api/2/search", jql="", startAt=1, maxResults=2)
        none = ask(server, "/rest/api/latest/search", startAt=99)

    assert (answer["total"], answer["startAt"], answer["maxResults"], len(answer["issues"])) == (5, 1, 2, 2)
    assert (none["total"], none["issues"]) == (5, [])


@BOTH
def test_what_changes_while_it_serves_is_found_at_once(mode):
    with JiraServer(site(*FIVE), mode) as server:
        newer = f"project = HAR and updated > {ms(10)}"
        assert keys(server, newer) == []
        server.store.put(issue(7, updated=11))
        server.store.put_comment("HAR-1", jira_site.comment(1, 12))
        server.store.edit("HAR-2", {"summary": "New"}, updated=at(13), history=jira_site.history(2, 13))
        assert set(keys(server, newer)) == {"HAR-7", "HAR-1", "HAR-2"}
        server.store.delete_comment("HAR-3", "none", updated=at(14))
        server.store.delete("HAR-7")
        assert set(keys(server, newer)) == {"HAR-1", "HAR-2", "HAR-3"}
        assert response(server, "/rest/api/2/issue/HAR-7").status_code == 404
        assert ask(server, "/rest/api/2/issue/HAR-2")["fields"]["summary"] == "New"
