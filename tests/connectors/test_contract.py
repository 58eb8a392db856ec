"""What every connector promises, tried on each. A new connector joins by one line in `STAGES` and a stage of its own.

A stage is a small tracker on loopback that can make trouble, and that knows what a complete pull of it holds.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from jira_stage import JiraStage, no_time

from connectors.base import BadAnswerError, Batch, CredentialsRefusedError, PermissionMissingError
from models.people import Identity
from models.record import Record
from models.work import Change, Comment, Issue

STAGES = (
    pytest.param(partial(JiraStage, "cloud"), id="jira-cloud"),
    pytest.param(partial(JiraStage, "datacenter"), id="jira-datacenter"),
)


class Patience:
    """A wait that remembers instead of waiting."""

    def __init__(self) -> None:
        self.waits: list[tuple[timedelta, str]] = []

    def __call__(self, duration: timedelta, reason: str) -> None:
        self.waits.append((duration, reason))


@pytest.fixture(params=STAGES)
def stage(request, monkeypatch):
    staged = request.param()
    staged.server.start()
    for name, value in staged.environment.items():
        monkeypatch.setenv(name, value)
    yield staged
    staged.close()


def pulled(connector, *, since=None, wait=no_time) -> list[Batch]:
    return list(connector.pull(engagement="harbour", since=since, wait=wait))


def records(batches: list[Batch], kind: type = Record) -> list:
    return [record for batch in batches for record in batch.records if isinstance(record, kind)]


def ids(batches: list[Batch], kind: type) -> set[str]:
    return {record.external_id for record in records(batches, kind)}


def instants(record: Record) -> Iterator[datetime]:
    return (value for value in record.__dict__.values() if isinstance(value, datetime))


def as_data(batches: list[Batch]) -> list:
    return [(type(record), record.model_dump()) for record in records(batches)]


def test_a_pull_brings_every_issue_comment_and_change_to_the_last_nested_page(stage):
    batches = pulled(stage.connector())

    assert ids(batches, Issue) == stage.issues
    assert ids(batches, Comment) == stage.comments
    assert ids(batches, Change) == stage.changes


def test_only_records_of_the_engagement_and_source_come_out(stage):
    made = records(pulled(stage.connector(name="theirs")), object)

    assert made
    assert all(isinstance(record, Record) for record in made)
    assert {(record.engagement, record.source) for record in made} == {("harbour", "theirs")}


def test_what_comes_out_passes_validation_again(stage):
    for record in records(pulled(stage.connector())):
        assert type(record).model_validate(record.model_dump()).model_dump() == record.model_dump()


def test_every_instant_is_aware_and_in_utc(stage):
    found = [instant for record in records(pulled(stage.connector())) for instant in instants(record)]

    assert len(found) > 100
    assert all(instant.tzinfo is UTC for instant in found)


def test_no_record_comes_twice(stage):
    keys = [(type(record), record.external_id) for record in records(pulled(stage.connector()))]

    assert len(keys) == len(set(keys))


def test_issues_come_oldest_change_first_and_batches_say_how_far_they_reach(stage):
    batches = pulled(stage.connector())

    updates = [issue.updated_at for issue in records(batches, Issue)]
    assert updates == sorted(updates)
    reached = [batch.complete_until for batch in batches if records([batch], Issue)]
    assert reached == [records([batch], Issue)[-1].updated_at for batch in batches if records([batch], Issue)]


def test_what_is_not_an_issue_does_not_move_the_watermark(stage):
    first, *_ = pulled(stage.connector())

    assert first.complete_until is None
    assert first.expected == len(stage.issues)


def test_pulling_twice_gives_the_same_records_in_the_same_order(stage):
    assert as_data(pulled(stage.connector())) == as_data(pulled(stage.connector()))


def test_small_pages_and_large_ones_bring_the_same(stage):
    small, large = pulled(stage.connector(page_size=2)), pulled(stage.connector(page_size=100))

    assert {str(row) for row in as_data(small)} == {str(row) for row in as_data(large)}


def test_pages_shorter_than_asked_do_not_end_the_list(stage):
    stage.shorten_pages()

    batches = pulled(stage.connector())

    assert ids(batches, Issue) == stage.issues
    assert ids(batches, Comment) == stage.comments


@pytest.mark.parametrize("length", [1, 2, 5])
def test_lists_are_followed_to_their_end_however_short_the_tracker_cuts_them(stage, length):
    uncut = pulled(stage.connector())
    stage.cap_pages(length)

    cut = pulled(stage.connector())

    assert {str(row) for row in as_data(cut)} == {str(row) for row in as_data(uncut)}


def test_an_empty_project_ends_without_issues(stage):
    batches = pulled(stage.empty())

    assert records(batches, Issue) == []
    assert [batch.complete_until for batch in batches] == [None]


def test_a_pull_since_an_instant_brings_only_what_changed_after_it(stage):
    middle = sorted(issue.updated_at for issue in records(pulled(stage.connector()), Issue))[20]

    batches = pulled(stage.connector(overlap=timedelta(0)), since=middle)

    expected = {issue.external_id for issue in records(pulled(stage.connector()), Issue) if issue.updated_at >= middle}
    assert ids(batches, Issue) == expected


def test_an_incremental_pull_costs_requests_for_what_changed_only(stage):
    newest = max(issue.updated_at for issue in records(pulled(stage.connector()), Issue))

    full = sum(batch.requests for batch in pulled(stage.connector(page_size=2)))
    incremental = sum(batch.requests for batch in pulled(stage.connector(page_size=2), since=newest))

    assert 0 < incremental < full / 2


def test_an_issue_edited_while_the_list_is_read_hides_no_other(stage):
    batches = []
    for batch in stage.connector().pull(engagement="harbour", since=None, wait=no_time):
        batches.append(batch)
        if len(batches) == 3:
            stage.edit("2", hours=1)
            stage.edit("4", hours=2)
            stage.edit("30", hours=3)

    assert ids(batches, Issue) == stage.issues
    assert [issue.external_id for issue in records(batches, Issue)][-3:] == ["2", "4", "30"]


def test_many_edits_at_once_hide_nothing_either(stage):
    batches = []
    for batch in stage.connector(page_size=3).pull(engagement="harbour", since=None, wait=no_time):
        batches.append(batch)
        if len(batches) == 6:
            for number in range(1, 13):
                stage.edit(str(number), hours=number)

    assert ids(batches, Issue) == stage.issues


def test_the_watermark_never_passes_an_issue_that_is_still_to_come(stage):
    reached, late = datetime.min.replace(tzinfo=UTC), []
    for number, batch in enumerate(stage.connector(page_size=4).pull(engagement="harbour", since=None, wait=no_time)):
        late += [issue for issue in records([batch], Issue) if issue.updated_at < reached]
        reached = batch.complete_until or reached
        if number < 12:
            stage.edit(str(number + 1), hours=number)

    assert late == []


def test_whole_threads_are_told_and_no_deleted_comment_is_in_them(stage):
    gone = min(stage.comments)
    issue = next(one.issue_id for one in records(pulled(stage.connector()), Comment) if one.external_id == gone)
    stage.delete_comment(issue, gone)

    batches = pulled(stage.connector())

    assert gone not in ids(batches, Comment)
    assert frozenset().union(*(batch.whole_threads for batch in batches)) == stage.issues


def test_restricted_comments_carry_their_restriction_and_others_none(stage):
    said = records(pulled(stage.connector()), Comment)

    assert {one.external_id: one.restricted_to for one in said if one.restricted_to} == stage.restricted


def test_everybody_who_wrote_or_changed_something_is_an_identity(stage):
    batches = pulled(stage.connector())

    authors = {one.author for one in records(batches, Comment)} | {one.author for one in records(batches, Change)}
    assert authors <= ids(batches, Identity)
    assert None not in authors


@pytest.mark.parametrize(("told", "seconds"), [("7", 7), ("1.5", 1.5), ("300", 300), ("0", 0)])
def test_a_limit_is_waited_for_exactly_as_told(stage, told, seconds):
    patience = Patience()
    stage.limit(told)

    batches = pulled(stage.connector(), wait=patience)

    assert ids(batches, Issue) == stage.issues
    assert patience.waits
    assert {duration for duration, _ in patience.waits} == {timedelta(seconds=seconds)}
    assert all("limits requests" in reason for _, reason in patience.waits)


def test_a_refused_account_names_the_variables_to_check(stage, monkeypatch):
    stage.refuse_account()
    monkeypatch.setenv("JIRA_TOKEN", stage.environment["JIRA_TOKEN"])

    with pytest.raises(CredentialsRefusedError) as refused:
        pulled(stage.connector())

    _is_one_clear_line(str(refused.value), names=stage.settings_of_account, hides="not-the-token")


def test_a_variable_that_is_not_set_is_named(stage, monkeypatch):
    monkeypatch.delenv("JIRA_TOKEN")

    with pytest.raises(CredentialsRefusedError, match="JIRA_TOKEN is not set"):
        pulled(stage.connector())


def test_a_missing_permission_names_the_setting(stage):
    stage.forbid_issues()

    with pytest.raises(PermissionMissingError) as refused:
        pulled(stage.connector())

    _is_one_clear_line(str(refused.value), names=stage.settings_of_subject, hides=stage.server.token)


def test_a_web_page_instead_of_the_api_names_the_address(stage):
    stage.answer_html()

    with pytest.raises(BadAnswerError) as refused:
        pulled(stage.connector())

    _is_one_clear_line(str(refused.value), names=("url",), hides="<html")


def test_a_cut_connection_resumes_without_loss(stage):
    patience = Patience()
    stage.cut()

    batches = pulled(stage.connector(), wait=patience)

    assert patience.waits
    assert ids(batches, Issue) == stage.issues
    assert ids(batches, Comment) == stage.comments
    assert ids(batches, Change) == stage.changes


def test_every_check_passes_on_a_tracker_in_good_health(stage):
    probes = list(stage.connector().probe())

    assert {probe.verdict for probe in probes} == {"ok"}


TROUBLES: tuple[Callable[[JiraStage], None], ...] = (
    lambda stage: stage.forbid_issues(),
    lambda stage: stage.answer_html(),
    lambda stage: stage.limit("30"),
    lambda stage: stage.close(),
)


@pytest.mark.parametrize("trouble", TROUBLES, ids=["forbidden", "html", "limited", "down"])
def test_a_check_tells_what_is_wrong_and_raises_nothing(stage, trouble):
    trouble(stage)

    probes = list(stage.connector().probe())

    failed = [probe for probe in probes if probe.verdict != "ok"]
    assert failed
    assert all(probe.detail and "\n" not in probe.detail for probe in failed)


def _is_one_clear_line(message: str, *, names, hides: str) -> None:
    assert "\n" not in message
    assert all(name in message for name in names)
    assert hides not in message
