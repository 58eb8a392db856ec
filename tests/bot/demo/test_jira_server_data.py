"""Reading any file of Jira issues, and turning text into documents and queries into conditions."""

import gzip
import json
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira_site import ANA, BEN, EPIC_LINK, SPRINT, SPRINT_FIELD, comment, history, issue

from bot.demo.jira.adf import adf
from bot.demo.jira.errors import JiraError
from bot.demo.jira.jql import Clause, Order, parse
from bot.demo.jira_data import load_issues

UTC = ZoneInfo("Etc/UTC")
FIRST_DAY = datetime(1990, 1, 1)  # noqa: DTZ001 - a wall clock shows no zone
WIKI = """h2. Plan
First line
second line
* one
** deeper
# first
||Name||Size||
|a|[docs|https://example.com]|
bq. said
----
{code:java}
int *a*;
{code}
{quote}two

parts{quote}
"""


def test_a_site_is_derived_from_what_its_issues_mention(tmp_path):
    version = {"id": "7", "name": "1.0", "releaseDate": "2026-12-01"}
    agile = {"closedSprints": [SPRINT], "sprint": SPRINT | {"id": 6}, "flagged": True, "epic": {"key": "HAR-9"}}
    rows = [
        issue(1, fixVersions=[version], comment={"comments": [comment(1, author=BEN)]}, **agile),
        issue(2, status={"id": "9", "name": "Done", "statusCategory": {"key": "done"}}),
    ]
    path = tmp_path / "issues.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")

    data = load_issues(path, time_zone="Europe/Berlin")

    assert [found["key"] for found in data.issues] == ["HAR-1", "HAR-2"]
    assert [project["key"] for project in data.projects] == ["HAR"]
    assert {user["name"] for user in data.users} == {"ana", "ben"}
    assert [sprint["id"] for sprint in data.sprints] == [5, 6]
    assert data.versions == (version | {"project": "HAR", "projectId": 10000},)
    assert [status["statusCategory"]["key"] for status in data.statuses] == ["new", "done"]
    assert data.time_zone == "Europe/Berlin"
    fields = data.issues[0]["fields"]
    assert [sprint["id"] for sprint in fields[SPRINT_FIELD]] == [5, 6]
    assert fields[EPIC_LINK] == "HAR-9"
    assert fields["customfield_10021"][0]["value"] == "Impediment"
    assert not {"closedSprints", "sprint", "flagged", "epic"} & fields.keys()


def test_people_who_only_changed_something_are_known_too(tmp_path):
    path = tmp_path / "issues.json"
    path.write_text(json.dumps([issue(1) | {"changelog": {"histories": [history(1)]}}]))

    data = load_issues(path)

    assert data.users == (ANA, BEN)
    assert [found["id"] for found in data.issues[0]["changelog"]["histories"]] == ["1"]


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"issues": rows}])
@pytest.mark.parametrize("suffix", [".json", ".json.gz"])
def test_an_array_and_an_object_with_issues_are_read_plain_or_packed(tmp_path, wrap, suffix):
    path = tmp_path / f"issues{suffix}"
    content = json.dumps(wrap([issue(1), issue(2)])).encode()
    path.write_bytes(gzip.compress(content) if suffix.endswith("gz") else content)

    assert [found["key"] for found in load_issues(path).issues] == ["HAR-1", "HAR-2"]


@pytest.mark.parametrize(
    ("second", "words"),
    [
        ("{not json", "line 2: not JSON"),
        ("[1]", "line 2: not a Jira issue"),
        ('{"id": "1", "key": "A-1", "fields": {}}', "line 2: A-1 lacks created, status, summary, updated"),
        (json.dumps(issue(2, updated=1) | {"key": "HAR"}), "line 2: HAR is not an issue key"),
        (json.dumps(issue(2) | {"id": "two"}), "line 2: the id 'two' is not a number"),
        (json.dumps(issue(2, created="yesterday")), "line 2: HAR-2 has an unreadable created: 'yesterday'"),
    ],
)
def test_a_bad_line_is_named_with_its_file(tmp_path, second, words):
    path = tmp_path / "issues.jsonl"
    path.write_text(f"{json.dumps(issue(1))}\n{second}\n")

    with pytest.raises(ValueError, match=words) as caught:
        load_issues(path)

    assert str(path) in str(caught.value)


@pytest.mark.parametrize(("name", "content"), [("a.json", b"3"), ("a.json.gz", b"plain"), ("a.jsonl", b"\xff\xfe")])
def test_a_file_of_another_kind_is_named(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(ValueError, match=name):
        load_issues(path)


def test_wiki_blocks_become_the_blocks_of_a_document():
    heading, prose, bullets, numbers, table, quote, rule, code, long_quote = adf(WIKI, {})["content"]

    assert heading["attrs"] == {"level": 2}
    assert [node["type"] for node in prose["content"]] == ["text", "hardBreak", "text"]
    assert bullets["content"][0]["content"][1]["type"] == "bulletList"
    assert numbers["type"] == "orderedList"
    assert [cell["type"] for cell in table["content"][0]["content"]] == ["tableHeader", "tableHeader"]
    assert table["content"][1]["content"][1]["content"][0]["content"] == [
        {"type": "text", "text": "docs", "marks": [{"type": "link", "attrs": {"href": "https://example.com"}}]}
    ]
    assert quote["type"] == "blockquote"
    assert rule == {"type": "rule"}
    assert (code["attrs"], code["content"][0]["text"]) == ({"language": "java"}, "int *a*;")
    assert [node["type"] for node in long_quote["content"]] == ["paragraph", "paragraph"]


@pytest.mark.parametrize("text", ["snake_case_name", "a-b-c", "2*3*4", "{code} never closed", "[no link]", "C:\\dir"])
def test_what_only_looks_like_markup_stays_text(text):
    assert adf(text, {})["content"] == [{"type": "paragraph", "content": [{"type": "text", "text": text}]}]


@given(st.text(alphabet="ab *_-+[]{}|!#h1.\\\n~:/quote", max_size=60))
def test_any_text_becomes_a_document_whose_texts_are_never_empty(text):
    assert all(node["text"] for node in _texts(adf(text, {})))


@given(st.lists(st.text(alphabet="abc xyz", min_size=1).filter(str.strip), min_size=1, max_size=5))
def test_plain_lines_are_one_paragraph_with_a_break_between_lines(lines):
    [paragraph] = adf("\n".join(lines), {})["content"]

    kinds = [node["type"] for node in paragraph["content"]]
    assert kinds == ["text", "hardBreak"] * (len(lines) - 1) + ["text"]
    assert [node["text"] for node in _texts(paragraph)] == [line.strip() for line in lines]


def test_a_query_is_its_clauses_and_orders():
    query = parse("Project in ('A B', \"C\") and UPDATED >= 5 order by updated desc, key", UTC)

    assert query.clauses == (Clause("project", "in", ("A B", "C")), Clause("updated", ">=", (5,)))
    assert query.orders == (Order("updated", descending=True), Order("key", descending=False))


def test_a_quoted_word_is_a_value_and_no_keyword():
    assert parse(r'project = "and" AND key != "it\"s"', UTC).clauses == (
        Clause("project", "=", ("and",)),
        Clause("key", "!=", ('it"s',)),
    )


@given(st.text(alphabet="abkey=<>!(),'\" \\project1updatedINorderby", max_size=40))
def test_any_text_is_read_or_refused_and_breaks_nothing(text):
    with suppress(JiraError):
        assert parse(text, UTC) == parse(f"  {text} ", UTC)


@given(st.datetimes(min_value=FIRST_DAY, max_value=FIRST_DAY.replace(year=2090)))
def test_a_wall_clock_minute_is_that_instant_in_the_zone(moment):
    zone = ZoneInfo("America/St_Johns")

    [clause] = parse(f"updated >= '{moment:%Y/%m/%d %H:%M}'", zone).clauses

    minute = moment.replace(second=0, microsecond=0, fold=0, tzinfo=zone)
    assert clause.values == (int(minute.timestamp() * 1000),)


def _texts(node: dict) -> list[dict]:
    own = [node] if node["type"] == "text" else []
    return own + [text for child in node.get("content", ()) for text in _texts(child)]
