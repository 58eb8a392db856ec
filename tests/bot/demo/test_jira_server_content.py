"""What an issue, its comments and its changes look like in each mode and version."""

import jira_site
import pytest
from jira_site import ANA, BEN, EPIC_LINK, SPRINT_FIELD, ask, at, comment, history, issue, ms, post, response, site

from bot.demo.jira_server import JiraServer

BOTH = pytest.mark.parametrize("mode", ["cloud", "datacenter"])


def test_bodies_are_documents_in_v3_and_wiki_text_in_v2():
    remark = comment(1, body="Ask [~ana] about *this*")
    with JiraServer(site(issue(1, description="h1. Why", comment={"comments": [remark]}))) as server:
        document = ask(server, "/rest/api/3/issue/HAR-1")["fields"]
        wiki = ask(server, "/rest/api/2/issue/HAR-1")["fields"]

    heading = {"type": "heading", "attrs": {"level": 1}, "content": [{"type": "text", "text": "Why"}]}
    assert document["description"] == {"type": "doc", "version": 1, "content": [heading]}
    assert document["comment"]["comments"][0]["body"]["content"][0]["content"] == [
        {"type": "text", "text": "Ask "},
        {"type": "mention", "attrs": {"id": "a1", "text": "@Ana Prado"}},
        {"type": "text", "text": " about "},
        {"type": "text", "text": "this", "marks": [{"type": "strong"}]},
    ]
    assert wiki["description"] == "h1. Why"
    assert wiki["comment"]["comments"][0]["body"] == "Ask [~accountid:a1] about *this*"


def test_data_center_knows_accounts_by_name_and_cloud_by_account_id():
    moved = history(1, field="assignee", **{"from": None, "to": "a1", "toString": "Ana Prado"})
    data = site(
        issue(1, assignee={"accountId": "b2", "displayName": "Ben Okafor"}) | {"changelog": {"histories": [moved]}}
    )
    with JiraServer(data) as cloud, JiraServer(data, "datacenter") as own:
        on_cloud = ask(cloud, "/rest/api/3/issue/HAR-1", expand="changelog")
        on_own = ask(own, "/rest/api/2/issue/HAR-1", expand="changelog")

    assert on_cloud["fields"]["assignee"]["accountId"] == "b2"
    assert not {"name", "key"} & on_cloud["fields"]["assignee"].keys()
    assert on_own["fields"]["assignee"]["name"] == "ben"
    assert "accountId" not in on_own["fields"]["assignee"]
    [change], [own_change] = (each["changelog"]["histories"][0]["items"] for each in (on_cloud, on_own))
    assert (change["to"], change["fieldId"]) == ("a1", "assignee")
    assert own_change["to"] == "ana"
    assert "fieldId" not in own_change


def test_an_account_known_by_name_only_has_the_same_account_id_everywhere():
    nameless = {"name": "u1", "key": "u1", "displayName": "User 1"}
    data = site(issue(1, reporter=nameless, comment={"comments": [comment(1, author=nameless)]}), users=(nameless,))
    with JiraServer(data) as server:
        fields = ask(server, "/rest/api/3/issue/HAR-1")["fields"]
        account_id = fields["reporter"]["accountId"]
        found = ask(server, "/rest/api/3/user", accountId=account_id)
        everyone = ask(server, "/rest/api/3/users/search")

    assert fields["comment"]["comments"][0]["author"]["accountId"] == account_id
    assert found["displayName"] == "User 1"
    assert [each["accountId"] for each in everyone] == [account_id]


@BOTH
def test_times_carry_the_offset_of_the_account_s_zone(mode):
    with JiraServer(site(issue(1, comments=1), time_zone="Asia/Kolkata"), mode) as server:
        fields = ask(server, "/rest/api/2/issue/HAR-1")["fields"]

    assert fields["updated"] == "2026-11-02T14:31:00.000+0530"
    assert fields["comment"]["comments"][0]["created"].endswith("+0530")


def test_sprints_are_objects_on_cloud_and_printed_java_on_data_center():
    data = site(issue(1, **{SPRINT_FIELD: [{"id": 5, "name": "stale"}]}))
    with JiraServer(data) as cloud, JiraServer(data, "datacenter") as own:
        [sprint] = ask(cloud, "/rest/api/3/issue/HAR-1")["fields"][SPRINT_FIELD]
        [printed] = ask(own, "/rest/api/2/issue/HAR-1")["fields"][SPRINT_FIELD]
        cloud.store.put_sprint(jira_site.SPRINT | {"state": "closed"})
        [closed] = ask(cloud, "/rest/api/3/issue/HAR-1")["fields"][SPRINT_FIELD]

    assert (sprint["id"], sprint["name"], sprint["state"]) == (5, "Sprint 5", "active")
    assert closed["state"] == "closed"
    assert printed.startswith("com.atlassian.greenhopper.service.sprint.Sprint@")
    assert "[id=5,rapidViewId=1,state=ACTIVE,name=Sprint 5," in printed
    assert "endDate=<null>" in printed


def test_an_epic_is_the_parent_on_cloud_and_a_field_of_its_own_on_data_center():
    data = site(issue(1, parent={"id": "20009", "key": "HAR-9"}), issue(2, **{EPIC_LINK: "HAR-9"}))
    with JiraServer(data) as cloud, JiraServer(data, "datacenter") as own:
        on_cloud = [ask(cloud, f"/rest/api/3/issue/HAR-{number}")["fields"] for number in (1, 2)]
        on_own = [ask(own, f"/rest/api/2/issue/HAR-{number}")["fields"] for number in (1, 2)]

    assert [fields["parent"]["key"] for fields in on_cloud] == ["HAR-9", "HAR-9"]
    assert [fields[EPIC_LINK] for fields in on_own] == ["HAR-9", "HAR-9"]
    assert all("parent" not in fields for fields in on_own)


def test_cloud_embeds_forty_changes_newest_first_and_bulkfetch_has_them_all():
    with JiraServer(site(issue(1, histories=95))) as server:
        [found] = ask(server, "/rest/api/3/search/jql", jql="key = HAR-1", fields="key", expand="changelog")["issues"]
        first = post(server, "/rest/api/3/changelog/bulkfetch", {"issueIdsOrKeys": ["HAR-1"], "maxResults": 50}).json()
        more = {"issueIdsOrKeys": ["HAR-1"], "maxResults": 50, "nextPageToken": first["nextPageToken"]}
        second = post(server, "/rest/api/3/changelog/bulkfetch", more).json()

    embedded = [int(each["id"]) for each in found["changelog"]["histories"]]
    assert embedded == list(range(1094, 1054, -1))
    assert (found["changelog"]["total"], found["changelog"]["maxResults"]) == (95, 40)
    fetched = [each for page in (first, second) for log in page["issueChangeLogs"] for each in log["changeHistories"]]
    assert [int(each["id"]) for each in fetched] == list(range(1000, 1095))
    assert fetched[0]["created"] == ms(-5000)
    assert first["issueChangeLogs"][0]["issueId"] == "20001"
    assert "nextPageToken" not in second


def test_bulkfetch_sorts_the_changes_of_several_issues_by_date_and_narrows_by_field():
    one = issue(1) | {"changelog": {"histories": [history(1, 1), history(4, 4, field="Story Points")]}}
    two = issue(2) | {"changelog": {"histories": [history(2, 2), history(3, 3, field="Fix Version")]}}
    with JiraServer(site(one, two)) as server:
        ask_for = {"issueIdsOrKeys": ["20002", "HAR-1", "HAR-404"]}
        some = post(server, "/rest/api/3/changelog/bulkfetch", ask_for | {"maxResults": 3}).json()
        versions = post(server, "/rest/api/3/changelog/bulkfetch", ask_for | {"fieldIds": ["fixVersions"]}).json()
        points = post(server, "/rest/api/3/changelog/bulkfetch", ask_for | {"fieldIds": [jira_site.POINTS]}).json()

    found = {log["issueId"]: [each["id"] for each in log["changeHistories"]] for log in some["issueChangeLogs"]}
    assert found == {"20001": ["1"], "20002": ["2", "3"]}
    assert [log["issueId"] for log in versions["issueChangeLogs"]] == ["20002"]
    assert [log["issueId"] for log in points["issueChangeLogs"]] == ["20001"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"issueIdsOrKeys": []},
        {"issueIdsOrKeys": ["1"] * 1001},
        {"issueIdsOrKeys": ["1"], "maxResults": 10001},
        {"issueIdsOrKeys": ["1"], "fieldIds": list("abcdefghijk")},
        {"issueIdsOrKeys": ["1"], "startAt": 0},
    ],
)
def test_bulkfetch_refuses_what_the_specification_forbids(body):
    with JiraServer(site(issue(1))) as server:
        assert post(server, "/rest/api/3/changelog/bulkfetch", body).status_code == 400


def test_data_center_embeds_the_whole_changelog():
    with JiraServer(site(issue(1, histories=95)), "datacenter") as server:
        [found] = ask(server, "/rest/api/2/search", jql="key = HAR-1", expand="changelog")["issues"]

    assert (found["changelog"]["total"], len(found["changelog"]["histories"])) == (95, 95)


def test_a_changelog_is_paged_oldest_first_on_cloud():
    with JiraServer(site(issue(1, histories=120))) as server:
        first = ask(server, "/rest/api/3/issue/HAR-1/changelog")
        second = ask(server, "/rest/api/3/issue/HAR-1/changelog", startAt=100)

    assert (len(first["values"]), first["isLast"], first["total"]) == (100, False, 120)
    assert first["nextPage"].endswith("startAt=100")
    assert (len(second["values"]), second["isLast"]) == (20, True)
    assert first["values"][0]["id"] == "1000"


def test_cloud_embeds_the_twenty_newest_comments_with_the_true_total():
    with JiraServer(site(issue(1, comments=25))) as server:
        [found] = ask(server, "/rest/api/3/search/jql", jql="key = HAR-1", fields="comment")["issues"]

    embedded = found["fields"]["comment"]
    assert (embedded["total"], embedded["maxResults"]) == (25, 20)
    assert [int(each["id"]) for each in embedded["comments"]] == list(range(1005, 1025))


@BOTH
def test_comments_come_in_pages_of_at_most_a_hundred(mode):
    with JiraServer(site(issue(1, comments=120)), mode) as server:
        first = ask(server, "/rest/api/2/issue/HAR-1/comment", maxResults=500)
        second = ask(server, "/rest/api/2/issue/HAR-1/comment", startAt=100, maxResults=500)
        newest = ask(server, "/rest/api/2/issue/HAR-1/comment", orderBy="-created", maxResults=1)

    assert (len(first["comments"]), first["total"], first["maxResults"]) == (100, 120, 100)
    assert (len(second["comments"]), second["startAt"]) == (20, 100)
    assert newest["comments"][0]["id"] == "1119"


def test_a_comment_that_not_all_may_read_says_who_may():
    secret = comment(1, visibility={"type": "role", "value": "Developers"}, updateAuthor=BEN, updated=at(3))
    with JiraServer(site(issue(1, comment={"comments": [secret]}))) as server:
        found = ask(server, "/rest/api/3/issue/HAR-1/comment/1")

    assert found["visibility"] == {"type": "role", "value": "Developers"}
    assert found["updateAuthor"]["accountId"] == BEN["accountId"]
    assert found["author"]["accountId"] == ANA["accountId"]
    assert (found["created"], found["updated"]) == (at(0), at(3))


def test_a_site_shows_its_board_sprints_versions_and_projects():
    sprints = tuple({"id": number, "name": f"S{number}", "state": "closed"} for number in range(1, 61))
    version = {"id": "7", "name": "1.0", "releaseDate": "2026-12-01", "project": "HAR"}
    with JiraServer(site(issue(1), sprints=(*sprints, jira_site.SPRINT | {"id": 61}), versions=(version,))) as server:
        [board] = ask(server, "/rest/agile/1.0/board", projectKeyOrId="HAR")["values"]
        first = ask(server, f"/rest/agile/1.0/board/{board['id']}/sprint")
        second = ask(server, f"/rest/agile/1.0/board/{board['id']}/sprint", startAt=50)
        active = ask(server, f"/rest/agile/1.0/board/{board['id']}/sprint", state="active,future")
        one = ask(server, "/rest/agile/1.0/sprint/61")
        versions = ask(server, "/rest/api/3/project/HAR/versions")
        paged = ask(server, "/rest/api/3/project/10000/version")
        [status] = ask(server, "/rest/api/3/status")

    assert (board["name"], board["type"]) == ("Harbour board", "scrum")
    assert (len(first["values"]), first["isLast"], len(second["values"]), second["isLast"]) == (50, False, 11, True)
    assert [each["id"] for each in active["values"]] == [61]
    assert one["name"] == "Sprint 5"
    assert versions == paged["values"]
    assert versions[0]["releaseDate"] == "2026-12-01"
    assert status["statusCategory"]["name"] == "To Do"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/rest/api/3/issue/HAR-99", 404),
        ("/rest/api/3/issue/HAR-1/comment/9", 404),
        ("/rest/api/3/project/NOPE", 404),
        ("/rest/api/3/user?accountId=nobody", 404),
        ("/rest/agile/1.0/board/9/sprint", 404),
        ("/rest/agile/1.0/sprint/9", 404),
        ("/rest/agile/1.0/board?projectKeyOrId=NOPE", 400),
        ("/rest/api/3/issue/HAR-1/comment?startAt=first", 400),
        ("/rest/api/4/myself", 404),
        ("/nowhere", 404),
        ("/rest/api/3/changelog/bulkfetch", 405),
    ],
)
def test_what_is_not_there_is_refused_in_jira_s_own_shape(path, status):
    with JiraServer(site(issue(1))) as server:
        answer = response(server, path)

    assert answer.status_code == status
    assert answer.json()["errorMessages"][0]
    assert answer.json()["errors"] == {}
