"""A real project of 1,499 issues from end to end, held against figures counted straight from its file."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from running import Ran, demo_server, issues_in, rows, vested

ISSUES, COMMENTS = 1_499, 4_513
CANCELLED = {
    *("Won't Do", "Won't Fix", "Duplicate", "Invalid", "Cannot Reproduce", "Not Our Bug", "Needs more info", "Hold")
}
HOLDERS = {"Epic"}  # kinds that only hold other issues
TOLD = ("2013-W05", "2015-W10")  # a digest draws twelve weeks, so this is twenty-four, two years apart


@dataclass(frozen=True)
class Synced:
    """One whole project after its first and second sync."""

    folder: Path
    config: Path
    zone: ZoneInfo
    first: Ran
    second: Ran
    before: dict[str, list[tuple]]
    after: dict[str, list[tuple]]


@pytest.fixture(scope="module", params=[("cloud", "UTC"), ("datacenter", "Pacific/Auckland")], ids=lambda one: one[0])
def synced(request, tmp_path_factory) -> Synced:
    file = issue_file()
    mode, zone = request.param
    folder = tmp_path_factory.mktemp(mode)
    config = folder / "alloy.toml"
    with demo_server("--issues", file, "--mode", mode, "--write-config", config, cwd=folder):
        config.write_text(config.read_text().replace('time_zone = "UTC"', f'time_zone = "{zone}"'))
        first = vested("sync", "--config", config, cwd=folder)
        before = rows(config.with_suffix(".db"))
        second = vested("sync", "--config", config, cwd=folder)
    return Synced(folder, config, ZoneInfo(zone), first, second, before, rows(config.with_suffix(".db")))


@pytest.fixture(scope="module")
def issues() -> list[dict]:
    return issues_in(issue_file())


def issue_file() -> Path:
    file = Path(__file__).parents[2] / "shared" / "data" / "jira-alloy" / "issues.jsonl.gz"
    if not file.is_file():
        pytest.skip("the real project ../shared/data/jira-alloy is not here")
    return file


def table_row(ran: Ran) -> dict[str, int]:
    """The counts of the table that a sync ends with."""
    lines = [line.strip() for line in ran.out.splitlines() if re.match(r"\s+(source|jira)", line)]
    head, row = (re.split(r"\s{2,}", line) for line in lines)
    return {name: int(cell.replace(",", "")) for name, cell in zip(head[1:-1], row[1:-1], strict=True)}


def shipped_in(issues: list[dict], week: str, zone: ZoneInfo) -> int:
    """Resolved inside the week of that zone's calendar, for good, neither a sub-task nor an epic: by the file alone."""
    year, number = map(int, week.split("-W"))
    monday = date.fromisocalendar(year, number, 1)
    days = {monday + timedelta(days=n) for n in range(7)}
    return sum(
        datetime.fromisoformat(fields["resolutiondate"]).astimezone(zone).date() in days
        for fields in (issue["fields"] for issue in issues)
        if fields["resolutiondate"]
        and fields["resolution"]["name"] not in CANCELLED
        and not fields["issuetype"]["subtask"]
        and fields["issuetype"]["name"] not in HOLDERS
    )


def test_the_database_holds_every_issue_and_every_comment(synced):
    assert synced.first.code == 0, synced.first.err
    assert synced.first.err == ""
    assert len(synced.before["issue"]) == ISSUES
    assert len(synced.before["comment"]) == COMMENTS
    assert table_row(synced.first)["new"] > ISSUES + COMMENTS


def test_status_counts_what_the_file_has(synced):
    told = json.loads(vested("status", "--json", "--config", synced.config, cwd=synced.folder).out)

    assert told["aloy"]["jira"]["issues"] == ISSUES
    assert told["aloy"]["jira"]["comments"] == COMMENTS
    assert told["aloy"]["jira"]["last_run"]["error"] is None


def test_a_second_sync_changes_nothing(synced):
    assert synced.second.code == 0, synced.second.err
    counts = table_row(synced.second)
    assert (counts["new"], counts["changed"], counts["removed"]) == (0, 0, 0)
    assert counts["seen"] > 0
    assert synced.after == synced.before


def test_every_comment_is_stored_with_its_words_and_author(synced, issues):
    said = Counter(comment["id"] for issue in issues for comment in issue["fields"]["comment"]["comments"])
    assert set(said.values()) == {1}
    assert len(said) == COMMENTS
    stored = {value for row in synced.after["comment"] for value in row if isinstance(value, str)}
    assert said.keys() <= stored


@pytest.mark.parametrize("week", TOLD)
def test_shipped_counts_of_twelve_weeks_agree_with_the_file(synced, issues, week):
    digest = vested("digest", "--week", week, "--as", "json", "--config", synced.config, cwd=synced.folder)
    assert digest.code == 0, digest.err
    document = json.loads(digest.out)

    told = chart_of(document)["values"]

    counted = [shipped_in(issues, each, synced.zone) for each in twelve_weeks_to(week)]
    assert told == counted
    assert sum(counted) > 12
    assert f"Shipped {counted[-1] or 'nothing'}" in words(document["headline"])


def twelve_weeks_to(week: str) -> list[str]:
    year, number = map(int, week.split("-W"))
    mondays = [date.fromisocalendar(year, number, 1) - timedelta(weeks=back) for back in reversed(range(12))]
    return [f"{monday:%G-W%V}" for monday in mondays]


def chart_of(document: dict) -> dict:
    blocks = [block for section in document["sections"] for block in section["blocks"]]
    return next(block for block in blocks if block["type"] == "bar_chart")


def words(line: list[dict]) -> str:
    return "".join(span["text"] for span in line)
