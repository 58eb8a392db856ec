"""One page of issues becoming one batch: what is garbled, hidden or away."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from jira_stage import issue

from connectors.base import BadAnswerError, ConnectorError, UnavailableError
from connectors.jira_fields import Fields, find_fields
from connectors.jira_reading import Reading
from connectors.jira_records import Site
from models.work import Issue

EPIC_LINK = {"id": "customfield_10014", "name": "Epic Link", "schema": {"custom": "x:gh-epic-link"}}


@dataclass
class Where:
    host: str = "jira.example"


@dataclass
class Answering:
    """A Data Center that knows epics by key, and fails or refuses where it is told to."""

    epics: dict[str, str] = field(default_factory=dict)
    fails: ConnectorError | None = None
    asked: list[str] = field(default_factory=list)
    access: Where = field(default_factory=Where)
    is_cloud: bool = False

    def ask(self, request: Any, *, about: str = "") -> Any:
        return request(self)

    def fetch(self, path: str, parameters: Any = None, *, about: str = "") -> Any:
        return {"comments": [], "total": 3}  # three that it shows to nobody

    def search_issues(self, jql: str, **options: Any) -> Any:
        self.asked.append(jql)
        keys = [part for part in jql.split('"') if "-" in part]
        if self.fails:
            raise self.fails
        if unknown := [key for key in keys if key not in self.epics]:
            raise ConnectorError(f"Jira refused the request (400): {unknown} does not exist")
        return {"issues": [{"key": key, "id": self.epics[key], "fields": {"updated": "x"}} for key in keys]}

    def take_requests(self) -> int:
        return 1


def reading(client: Answering, fields: Fields | None = None) -> Reading:
    site = Site("harbour", "jira", "https://jira.example", fields or find_fields([], points=None, sprint=None), {})
    return Reading(client, site)


def page(*numbers: int, **fields: Any) -> list[dict[str, Any]]:
    raws = [issue(number) for number in numbers]
    for raw in raws:
        comments = raw["fields"]["comment"]
        raw["fields"] |= {"comment": comments | {"total": len(comments["comments"])}} | fields
    return raws


@pytest.mark.parametrize("garbled", [None, "yesterday", 7e30, []])
@pytest.mark.parametrize("name", ["created", "updated", "status"])
def test_an_issue_that_makes_no_sense_is_named_with_the_field(name, garbled):
    with pytest.raises(BadAnswerError, match=rf"HAR-2 .*{name}") as caught:
        reading(Answering()).batch(page(2, **{name: garbled}), expected=None)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["created", "id"])
def test_a_comment_that_lacks_something_is_named_with_the_field(name):
    [raw] = page(2)
    del raw["fields"]["comment"]["comments"][0][name]

    with pytest.raises(BadAnswerError, match=rf"comment .*{name}"):
        reading(Answering()).batch([raw], expected=None)


def test_comments_that_are_counted_and_not_shown_are_told_with_their_issue():
    batch = reading(Answering()).batch(page(2, comment=None), expected=None)

    assert batch.incomplete == ("comments of HAR-2: Jira counts more than it shows",)
    assert batch.whole_threads == frozenset()


def epics(client: Answering, *links: str) -> list[str | None]:
    fields = find_fields([EPIC_LINK], points=None, sprint=None)
    assert fields.epic == EPIC_LINK["id"]
    raws = page(*range(1, len(links) + 1))
    for raw, link in zip(raws, links, strict=True):
        raw["fields"][fields.epic] = link
    batch = reading(client, fields).batch(raws, expected=None)
    return [record.epic_id for record in batch.records if isinstance(record, Issue)]


def test_one_epic_that_is_gone_costs_no_other_issue_its_epic():
    client = Answering({"EPI-1": "101", "EPI-2": "102"})

    assert epics(client, "EPI-1", "EPI-9", "EPI-2") == ["101", None, "102"]
    assert len(client.asked) == 4  # all at once, then one by one


def test_an_outage_while_epics_are_looked_up_is_an_outage():
    with pytest.raises(UnavailableError):
        epics(Answering(fails=UnavailableError("jira is away")), "EPI-1")
