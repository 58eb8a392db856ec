"""The made-up engagement holds together, and its planted truth can be counted from the Jira site it becomes."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.jira_story import config_milestones, config_people, jira_data
from bot.demo.story.build import as_of, build
from bot.demo.story.clock import Clock
from bot.demo.story.model import Commented, Created
from bot.demo.story.truth import truth
from bot.demo.story.wiki import wiki

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
SPRINT, POINTS, FLAGGED = "customfield_10020", "customfield_10016", "customfield_10021"
STORY = build(NOW)
SITE = jira_data(STORY)
TRUTH = truth(NOW)
BY_KEY = {issue["key"]: issue for issue in SITE.issues}


def instants(issue) -> list[datetime]:
    return [event.at for event in issue.events]


def steps(raw, *fields: str) -> list[tuple[datetime, dict]]:
    """Items of the changelog that change one of the fields, oldest first, read from the JSON alone."""
    found = [
        (datetime.fromisoformat(history["created"]), item)
        for history in raw["changelog"]["histories"]
        for item in history["items"]
        if item["field"] in fields
    ]
    return sorted(found, key=lambda step: step[0])


def at(raw, field: str, instant: datetime, end: str = "toString"):
    """The field's value just after the instant; None before its first change."""
    values = [item[end] for when, item in steps(raw, field) if when <= instant]
    return values[-1] if values else None


def items() -> list[dict]:
    return [raw for raw in SITE.issues if raw["fields"]["issuetype"]["name"] not in ("Epic", "Sub-task")]


def finished(raw) -> bool:
    return (raw["fields"]["resolution"] or {}).get("name") == "Done"


def week_of(text: str) -> int:
    first = Clock.ending_before(NOW).first_monday
    return (datetime.fromisoformat(text).astimezone(BERLIN).date() - first).days // 7 + 1


def in_sprint(raw, sprint_id: int, instant: datetime) -> bool:
    return (at(raw, "Sprint", instant, "to") or "").split(", ")[-1] == str(sprint_id)


def test_the_same_clock_tells_the_same_story():
    assert build(NOW) == STORY
    assert json.dumps(jira_data(build(NOW)).issues) == json.dumps(SITE.issues)


def test_the_story_has_the_size_it_promises():
    comments = [comment for issue in STORY.issues for comment in issue.comments]
    assert 80 <= len(STORY.issues) <= 110
    assert len(STORY.baseline) == 64
    assert len(comments) > 300
    assert min(len(comment.body.split()) for comment in comments) <= 2
    assert max(len(comment.body) for comment in comments) > 500


@given(weeks=st.integers(-300, 300))
@settings(max_examples=12, deadline=None)
def test_moving_the_clock_moves_everything_by_whole_weeks(weeks):
    moved = build(NOW + timedelta(weeks=weeks))
    for here, there in zip(STORY.every_issue, moved.every_issue, strict=True):
        for before, after in zip(instants(here), instants(there), strict=True):
            local = [instant.astimezone(BERLIN).replace(tzinfo=None) for instant in (before, after)]
            assert local[1] - local[0] == timedelta(weeks=weeks)


@pytest.mark.parametrize("day", range(7))
def test_week_ten_is_the_last_complete_week_whatever_the_day(day):
    monday = datetime(2026, 11, 23, 0, 0, tzinfo=BERLIN) + timedelta(days=day, hours=3 * day)
    last = max(max(instants(issue)) for issue in build(monday).issues)
    assert last.astimezone(BERLIN).isocalendar()[:2] == (2026, 47)


def test_clock_changes_leave_local_hours_alone():
    winter, summer = build(NOW), build(datetime(2026, 7, 15, 12, 0, tzinfo=UTC))
    hours = [
        [at.astimezone(BERLIN).time() for i in each.every_issue for at in instants(i)] for each in (winter, summer)
    ]
    assert hours[0] == hours[1]
    offsets = {at.astimezone(BERLIN).utcoffset() for issue in winter.issues for at in instants(issue)}
    assert len(offsets) == 2


def test_nothing_happens_at_weekends_but_on_one_sunday():
    days = {at.astimezone(BERLIN).date() for issue in STORY.every_issue for at in instants(issue)}
    weekends = {day for day in days if day.weekday() > 4}
    assert weekends == {Clock.ending_before(NOW).day("7 sun")}


def test_nobody_works_at_night():
    hours = {at.astimezone(BERLIN).hour for issue in STORY.every_issue for at in instants(issue)}
    assert min(hours) >= 7
    assert max(hours) < 20


def test_every_issue_starts_with_its_creation_and_is_told_in_order():
    for issue in STORY.every_issue:
        assert isinstance(issue.events[0], Created), issue.key
        assert instants(issue) == sorted(instants(issue)), issue.key
        assert sum(isinstance(event, Created) for event in issue.events) == 1
        assert max(instants(issue)) <= STORY.at


def test_every_name_in_the_story_is_known():
    accounts = {account.id for account in STORY.accounts}
    handles = {account.handle for account in STORY.accounts}
    keys = {issue.key for issue in STORY.every_issue}
    for issue in STORY.every_issue:
        assert {event.by for event in issue.events} <= accounts
        assert {issue.epic, issue.parent} - {None} <= keys
        texts = [issue.body, *(event.body for event in issue.events if isinstance(event, Commented))]
        mentioned = {name for text in texts for name in re.findall(r"@\{([^}]*)\}", text)}
        assert mentioned <= handles, issue.key


def test_no_date_placeholder_is_left_in_any_text():
    assert not re.search(r"\{\{-?\d+ \w{3}\}\}", json.dumps(SITE.issues))


@pytest.mark.parametrize("planted", [*TRUTH.planted, *TRUTH.near_misses, *TRUTH.questions], ids=lambda one: one.issue)
def test_every_planted_sentence_is_verbatim_where_the_truth_says(planted):
    fields = BY_KEY[planted.issue]["fields"]
    texts = {raw["id"]: (raw["body"], raw["author"]["name"]) for raw in fields["comment"]["comments"]}
    texts[None] = (fields["description"], fields["creator"]["name"])
    body, author = texts[planted.comment_id]
    handle = next(account.handle for account in STORY.accounts if account.id == planted.author)
    assert wiki(planted.sentence) in body
    assert author == handle


def test_prompted_sentences_name_an_earlier_comment_of_somebody_else():
    comments = {comment.id: comment for issue in STORY.issues for comment in issue.comments}
    prompted = [one for one in TRUTH.planted if one.prompting_comment_id]
    assert {one.prompted for one in prompted} == {"open", "direct", "echo"}
    for one in prompted:
        asking, answer = comments[one.prompting_comment_id], comments[one.comment_id]
        assert asking.at < answer.at
        assert asking.by != answer.by


def test_only_unprompted_sentences_of_the_vendor_count():
    roles = {person.account: person.role for person in STORY.people}
    for one in TRUTH.planted:
        if one.counted:
            assert one.prompted == "none", one.name
            assert roles.get(one.author) in ("engineer", "lead"), one.name


def test_every_way_of_being_prompted_is_planted():
    ways = {one.prompted for one in TRUTH.planted}
    assert ways == {"none", "open", "direct", "template", "echo", "role", "unknown"}


def test_restricted_sentences_are_restricted_in_the_tracker():
    for one in TRUTH.planted:
        fields = BY_KEY[one.issue]["fields"]
        comment = next((raw for raw in fields["comment"]["comments"] if raw["id"] == one.comment_id), {})
        assert one.restricted == bool(comment.get("visibility") or fields["security"]), one.name


def test_the_ignored_risk_was_raised_six_days_before_it_bit():
    issues = {issue.key: issue for issue in STORY.issues}
    planted = next(one for one in TRUTH.planted if one.name == "ignored risk")
    flag = next(comment for comment in issues["HAR-148"].comments if comment.id == planted.comment_id)
    bite = issues["HAR-163"].created.at
    assert (bite.astimezone(BERLIN).date() - flag.at.astimezone(BERLIN).date()).days == 6


@pytest.mark.parametrize("field", ["status", "resolution", "assignee", "Sprint", "Story Points", "Flagged", "duedate"])
def test_replaying_the_changelog_ends_at_the_issue_as_it_is(field):
    for raw in SITE.issues:
        changes = steps(raw, field)
        values = [item["from"] or item["fromString"] or "" for _, item in changes[:1]]
        for _, item in changes:
            assert (item["from"] or item["fromString"] or "") == values[-1], raw["key"]
            values.append(item["to"] or item["toString"] or "")
        assert (values[-1] if values else first_value(field)) == current(raw["fields"], field), raw["key"]


def first_value(field: str) -> str:
    return "10001" if field == "status" else ""


def current(fields, field: str) -> str:
    match field:
        case "status" | "resolution":
            return (fields[field] or {}).get("id", "")
        case "assignee":
            return (fields[field] or {}).get("accountId", "")
        case "Sprint":
            return ", ".join(str(sprint["id"]) for sprint in fields[SPRINT] or ())
        case "Story Points":
            return "" if fields[POINTS] is None else f"{fields[POINTS]:g}"
        case "Flagged":
            return "[10019]" if fields[FLAGGED] else ""
        case _:
            return fields["duedate"] or ""


@pytest.mark.parametrize("figures", TRUTH.sprints, ids=lambda one: f"sprint {one.number}")
def test_sprint_figures_agree_with_a_replay_of_the_changelogs(figures):
    sprint = SITE.sprints[figures.number - 1]
    start, closed = (datetime.fromisoformat(sprint[name]) for name in ("startDate", "completeDate"))
    just_before = closed - timedelta(seconds=1)
    committed = {raw["key"] for raw in items() if in_sprint(raw, sprint["id"], start + timedelta(hours=24))}
    final = {raw["key"]: raw for raw in items() if in_sprint(raw, sprint["id"], just_before)}
    done = {key for key, raw in final.items() if at(raw, "resolution", just_before) == "Done"}
    carried = {key for key, raw in final.items() if at(raw, "resolution", just_before) is None}
    assert len(committed) == figures.committed
    assert len(committed & done) == figures.done_of_committed
    assert len(done) == figures.done
    assert sum(final[key]["fields"][POINTS] or 0 for key in done) == figures.done_points
    assert final.keys() - committed == set(figures.added)
    assert committed - final.keys() == set(figures.removed)
    assert carried == set(figures.carried)
    assert carried == {late.issue for late in TRUTH.late if late.sprint == figures.number}


def test_early_notice_of_late_items_is_two_working_days_ahead_and_silence_is_silent():
    warnings = [one for one in TRUTH.planted if one.behaviour in ("risk_flag", "dependency_flag", "waiting")]
    telling = {(one.issue, one.comment_id) for one in (*warnings, *TRUTH.questions)}
    issues = {issue.key: issue for issue in STORY.issues}
    for late in TRUTH.late:
        ends = STORY.sprints[late.sprint - 1].ends_at
        window = (STORY.sprints[late.sprint - 1].starts_at, ends - timedelta(days=2))
        said = [
            c for c in issues[late.issue].comments if (late.issue, c.id) in telling and window[0] <= c.at <= window[1]
        ]
        if late.flagged_by is None:
            assert not said, late
        elif late.flagged_by == "comment":
            assert said, late
        else:
            blocked = [when for when, item in steps(BY_KEY[late.issue], "status") if item["toString"] == "Blocked"]
            assert blocked[-1] <= window[1], late


def test_throughput_and_shipped_counts_agree_with_the_site():
    figures = TRUTH.figures
    weeks = Counter(week_of(raw["fields"]["resolutiondate"]) for raw in items() if finished(raw))
    throughput = tuple(weeks[week] for week in range(1, 11))
    assert throughput == figures.throughput
    assert median(throughput[-7:-1]) == figures.median_before_last_week
    last = [raw for raw in items() if finished(raw) and week_of(raw["fields"]["resolutiondate"]) == 10]
    towards = Counter("season" if raw["fields"]["fixVersions"] else "none" for raw in last)
    assert len(last) == figures.shipped_last_week
    assert dict(towards) == figures.shipped_last_week_by_milestone


def test_milestones_open_items_and_reopened_agree_with_the_site():
    figures = TRUTH.figures
    reopened = {
        raw["key"]: week_of(when.isoformat())
        for raw in items()
        for when, item in steps(raw, "status")
        if item["fromString"] == "Done"
    }
    names = {milestone.name: milestone.id for milestone in STORY.milestones}
    counted = {
        names[name]: (sum(map(finished, own)), len(own))
        for name in names
        if (own := [raw for raw in items() for version in raw["fields"]["fixVersions"] if version["name"] == name])
    }
    assert reopened == figures.reopened
    assert sum(raw["fields"]["resolution"] is None for raw in items()) == figures.open_items
    assert {name: counted[name] for name in figures.done_by_milestone} == figures.done_by_milestone
    assert {key for key, n in Counter(late.issue for late in TRUTH.late).items() if n > 1} == set(figures.carried_twice)


def test_open_questions_have_waited_the_working_days_that_the_truth_says():
    comments = {comment.id: comment for issue in STORY.issues for comment in issue.comments}
    friday = Clock.ending_before(NOW).day("10 fri")
    for question in TRUTH.questions:
        asked = comments[question.comment_id]
        later = [c for i in STORY.issues if i.key == question.issue for c in i.comments if c.at > asked.at]
        assert (friday - asked.at.astimezone(BERLIN).date()).days == question.working_days
        assert question.asked not in {comment.by for comment in later}


def test_as_of_shows_nothing_that_came_later():
    instant = Clock.ending_before(NOW).instant("6 wed 12:00")
    past = as_of(STORY, instant)
    assert all(max(instants(issue)) <= instant for issue in past.every_issue)
    assert [sprint.completed_at is None for sprint in past.sprints] == [False, False, True, True]
    assert not any(milestone.released_on for milestone in past.milestones if milestone.id == "guest")
    states = [sprint["state"] for sprint in jira_data(past).sprints]
    assert states == ["closed", "closed", "active", "future"]


def test_embedded_caps_matter_on_the_noisy_issue():
    noisy = BY_KEY["HAR-146"]
    assert len(noisy["changelog"]["histories"]) > 40
    assert noisy["fields"]["comment"]["total"] == len(noisy["fields"]["comment"]["comments"]) > 25


def test_ids_are_unique():
    histories = [history["id"] for raw in SITE.issues for history in raw["changelog"]["histories"]]
    comments = [raw["id"] for issue in SITE.issues for raw in issue["fields"]["comment"]["comments"]]
    components = {c["name"]: c["id"] for raw in SITE.issues for c in raw["fields"]["components"]}
    for ids in (histories, comments, [u["key"] for u in SITE.users], list(components.values())):
        assert len(ids) == len(set(ids))


def test_one_active_account_is_nobodys_and_the_rest_is_in_config():
    linked = {account for person in config_people(STORY) for account in person.accounts}
    loose = [user for user in SITE.users if user["accountId"] not in linked]
    assert [user["displayName"] for user in loose if user["active"]] == ["N. Oduya"]
    assert {person.role for person in config_people(STORY)} == {"engineer", "lead", "client", "bot"}


def test_both_agreed_days_are_fridays():
    agreed = config_milestones(STORY)
    assert set(agreed) == {"Guest booking", "Season berths"}
    assert {day.weekday() for day in agreed.values()} == {4}


@pytest.mark.parametrize(
    ("markdown", "markup"),
    [
        ("## Risks", "h2. Risks"),
        ("- one\n1. two", "* one\n# two"),
        ("> why?", "bq. why?"),
        ("```\na = **b**\n```", "{code}\na = **b**\n{code}"),
        ("run `a|b` **now** @{kwame}", "run {{a|b}} *now* [~kwame]"),
        ("![](a.png) [here](https://x.example)", "!a.png|thumbnail! [here|https://x.example]"),
        ("| a | b |\n| 1 | 2 |", "|| a || b ||\n| 1 | 2 |"),
        ("- [x] done\n- [ ] open", "* (/) done\n* (x) open"),
    ],
)
def test_markdown_becomes_wiki_markup(markdown, markup):
    assert wiki(markdown) == markup
