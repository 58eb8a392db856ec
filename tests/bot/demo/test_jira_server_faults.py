"""Bad days: who may not ask, what breaks and how often, and that it ends when told."""

import socket
from datetime import timedelta
from time import perf_counter

import pytest
import requests
from jira_site import ask, comment, credentials, issue, keys, pages, post, response, site

from bot.demo.jira_server import Faults, JiraServer

MYSELF = "/rest/api/2/myself"
SEARCH = "/rest/api/3/search/jql"
FIVE = tuple(issue(number) for number in range(1, 6))


@pytest.mark.parametrize(
    ("mode", "header"),
    [
        ("cloud", None),
        ("cloud", "Basic cmVhZGVyQGV4YW1wbGUuY29tOndyb25n"),
        ("cloud", "Basic %%%"),
        ("cloud", "Bearer loopback-demo-token"),
        ("datacenter", None),
        ("datacenter", "Bearer wrong"),
        ("datacenter", "Basic cmVhZGVyQGV4YW1wbGUuY29tOndyb25n"),
    ],
)
def test_wrong_or_missing_credentials_are_refused(mode, header):
    with JiraServer(site(*FIVE), mode) as server:
        answer = requests.get(server.url + MYSELF, headers={"Authorization": header}, timeout=10)

    assert answer.status_code == 401
    assert answer.json()["errorMessages"] == ["Client must be authenticated to access this resource."]


def test_server_info_needs_no_credentials_but_refuses_wrong_ones():
    with JiraServer(site(), token="sesame") as server:
        anonymous = requests.get(server.url + "/rest/api/2/serverInfo", timeout=10)
        wrong = requests.get(server.url + "/rest/api/2/serverInfo", auth=("a", "b"), timeout=10)

    assert anonymous.json()["deploymentType"] == "Cloud"
    assert wrong.status_code == 401


def test_one_endpoint_can_be_forbidden():
    with JiraServer(site(*FIVE), faults=Faults(forbidden="board")) as server:
        assert response(server, "/rest/agile/1.0/board").status_code == 403
        assert response(server, "/rest/agile/1.0/board/1").status_code == 200


@pytest.mark.parametrize("retry_after", ["2", "1.5", "Wed, 25 Nov 2026 09:00:00 GMT", None])
def test_every_nth_request_is_one_too_many(retry_after):
    with JiraServer(site(*FIVE), faults=Faults(rate_limit_every=3, retry_after=retry_after)) as server:
        answers = [response(server, MYSELF) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200, 200, 429, 200, 200, 429]
    assert answers[2].headers.get("Retry-After") == retry_after
    assert answers[2].headers["RateLimit-Reason"] == "jira-burst-based"


def test_an_outage_befalls_only_the_endpoint_it_is_meant_for():
    with JiraServer(site(*FIVE), faults=Faults(error_every=2, error_status=502, only="myself")) as server:
        found = [response(server, path).status_code for path in (MYSELF, "/rest/api/2/field", MYSELF, MYSELF, MYSELF)]

    assert found == [200, 200, 502, 200, 502]


def test_a_cut_connection_ends_halfway_through_the_body():
    with JiraServer(site(*FIVE), faults=Faults(cut_every=2)) as server:
        ask(server, MYSELF)
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            response(server, MYSELF)
        assert ask(server, MYSELF)["active"]


def test_a_login_page_or_nothing_at_all_can_come_with_status_200():
    with JiraServer(site(*FIVE), faults=Faults(html_every=1)) as server:
        page = response(server, MYSELF)
        server.faults = Faults(empty_every=1)
        empty = response(server, MYSELF)

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html;charset=UTF-8")
    assert (empty.status_code, empty.content) == (200, b"")


def test_answers_can_take_their_time():
    with JiraServer(site(*FIVE), faults=Faults(latency=timedelta(milliseconds=60))) as server:
        started = perf_counter()
        ask(server, MYSELF)

    assert perf_counter() - started >= 0.06


def test_pages_can_be_capped_and_say_so():
    with JiraServer(site(*FIVE), "datacenter", faults=Faults(page_cap=2)) as server:
        answer = ask(server, "/rest/api/2/search", maxResults=100)

    assert (answer["maxResults"], len(answer["issues"]), answer["total"]) == (2, 2, 5)


def test_short_pages_in_the_middle_lose_nothing_to_who_follows_tokens():
    many = site(*(issue(number) for number in range(1, 12)))
    with JiraServer(many, faults=Faults(short_pages=True)) as server:
        sizes = [len(page["issues"]) for page in pages(server, jql="project = HAR", maxResults=4)]

    assert sizes == [2, 2, 2, 2, 2, 1]


def test_short_pages_of_offsets_say_what_was_asked_for():
    with JiraServer(site(*FIVE), "datacenter", faults=Faults(short_pages=True)) as server:
        answer = ask(server, "/rest/api/2/search", maxResults=4)

    assert (answer["maxResults"], len(answer["issues"]), answer["total"]) == (4, 2, 5)


def test_a_repeated_token_leads_back_to_its_own_page():
    with JiraServer(site(*FIVE), faults=Faults(repeat_token=True)) as server:
        search = {"jql": "project = HAR order by key", "fields": "key", "maxResults": 2}
        first = ask(server, SEARCH, **search)
        second = ask(server, SEARCH, nextPageToken=first["nextPageToken"], **search)
        third = ask(server, SEARCH, nextPageToken=second["nextPageToken"], **search)

    assert first["issues"] == second["issues"] == third["issues"]
    assert second["nextPageToken"] == third["nextPageToken"]


def test_a_repeated_token_of_changelogs_leads_back_as_well():
    with JiraServer(site(issue(1, histories=9)), faults=Faults(repeat_token=True)) as server:
        body = {"issueIdsOrKeys": ["HAR-1"], "maxResults": 4}
        first = post(server, "/rest/api/3/changelog/bulkfetch", body).json()
        second = post(
            server, "/rest/api/3/changelog/bulkfetch", body | {"nextPageToken": first["nextPageToken"]}
        ).json()

    assert first == second


def test_setting_faults_starts_the_count_anew_and_none_ends_them():
    with JiraServer(site(*FIVE), faults=Faults(error_every=2)) as server:
        before = response(server, MYSELF).status_code
        server.faults = Faults(error_every=2)
        after = [response(server, MYSELF).status_code for _ in range(2)]
        server.faults = Faults()
        healed = [response(server, MYSELF).status_code for _ in range(3)]

    assert (before, after, healed) == (200, [200, 503], [200, 200, 200])


def test_requests_are_counted_by_endpoint():
    with JiraServer(site(*FIVE)) as server:
        keys(server, "project = HAR", page=2)
        response(server, "/rest/api/2/issue/HAR-1/comment")
        response(server, "/nowhere")
        assert server.requests == {"search/jql": 3, "issue/comment": 1, "unknown": 1}


def test_one_connection_serves_many_requests_of_both_kinds():
    with JiraServer(site(*FIVE)) as server, requests.Session() as session:
        session.auth = ("reader", server.token)
        with session.get(server.url + MYSELF, timeout=10, stream=True) as first:
            local = first.raw.connection.sock.getsockname()
            assert first.content  # read to its end, the connection can be used again
        session.post(server.url + SEARCH, json={"jql": "project = HAR"}, timeout=10)
        session.post(server.url + "/nowhere", data=b"x" * 5000, timeout=10)
        with session.get(server.url + MYSELF, timeout=10, stream=True) as last:
            assert last.raw.connection.sock.getsockname() == local


def test_a_stopped_server_leaves_no_connection_and_frees_its_port():
    with JiraServer(site(*FIVE)) as server, requests.Session() as session:
        session.get(server.url + MYSELF, timeout=10, **credentials(server))
        server.stop()
        with pytest.raises(requests.ConnectionError):
            session.get(server.url + MYSELF, timeout=10, **credentials(server))
        port = int(server.url.rpartition(":")[2])
        with JiraServer(site(), port=port) as second:
            assert ask(second, MYSELF)["active"]


def test_a_taken_port_is_said_at_once():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        JiraServer(site(), port=taken.getsockname()[1])


def test_a_broken_record_is_an_error_of_the_server_and_not_of_the_connection(caplog):
    with JiraServer(site(issue(1, comment={"comments": [comment(1, created="never")]}))) as server:
        answer = response(server, "/rest/api/2/issue/HAR-1/comment")
        assert answer.status_code == 500
        assert ask(server, MYSELF)["active"]

    assert "no answer to GET" in caplog.text
