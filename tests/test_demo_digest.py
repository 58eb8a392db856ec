"""The demo's digest held against the truth planted in its story, from either Jira and whatever day it is."""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from running import quickly
from sqlalchemy import Engine, select

from bot.config import Config
from bot.demo.story.build import build
from bot.demo.story.model import Story
from bot.demo.story.truth import OpenQuestion, Planted, Truth, truth
from bot.digest.compose import compose
from bot.document import BarChart, Bullets, Document, Evidence, Note, OpenItem, Paragraph, Section, Text, words
from bot.jobs.answers import activity_of, last_full_week
from bot.render.html import render_html
from bot.render.json import render_json
from bot.render.slack import render_slack
from bot.render.terminal import render_terminal
from models.activity import Activity
from models.db import open_database, reading
from models.findings import Finding
from signals.behaviours.detect import counted

BERLIN = ZoneInfo("Europe/Berlin")
EDITIONS = ("internal", "client")
PLACES = (("cloud", "2024-11-26"), ("datacenter", "2024-11-26"), ("cloud", "2023-04-12"), ("datacenter", "2021-01-03"))
TRUTH = truth(datetime(2024, 11, 26, tzinfo=BERLIN))


@dataclass(frozen=True)
class Told:
    """One run of the demo: what it left, what its story says, and the digests made of it."""

    folder: Path
    now: datetime
    printed: str
    engine: Engine
    activity: Activity

    @cached_property
    def truth(self) -> Truth:
        return truth(self.now)

    @cached_property
    def story(self) -> Story:
        return build(self.now)

    @cached_property
    def documents(self) -> dict[str, Document]:
        return {edition: compose(self.activity, edition=edition, version="1") for edition in EDITIONS}

    @cached_property
    def findings(self) -> list[Finding]:
        with reading(self.engine) as session:
            return [found for found in session.scalars(select(Finding)) if found.withdrawn_at is None]

    def section(self, key: str, edition: str = "internal") -> Section:
        return next(section for section in self.documents[edition].sections if section.key == key)

    def mentions(self, account: str) -> tuple[str, str]:
        """How texts mention the account: by name on Cloud, by handle on Data Center, whose markup knows no names."""
        return next((f"@{each.display_name}", f"@{each.handle}") for each in self.story.accounts if each.id == account)

    def calls(self, person: str) -> tuple[str, ...]:
        """The words that name the person, in a line of the digest's or in a quote."""
        name, account = next((each.name, each.account) for each in self.story.people if each.id == person)
        return (name, *self.mentions(account))

    def found(self, planted) -> list[Finding]:
        """What was found of that behaviour in the text where the truth has the sentence."""
        item = planted.comment_id or str(issue_id(self, planted.issue))
        kind = "comment" if planted.comment_id else "issue"
        place = [one for one in self.findings if (one.item_kind, one.item_id) == (kind, item)]
        return [one for one in place if one.behaviour == planted.behaviour and overlap(one.quote, planted.sentence)]


def issue_id(told: Told, key: str) -> str:
    return next(issue.external_id for issue in told.activity.issues if issue.key == key)


def overlap(one: str, other: str) -> bool:
    one, other = flat(one), flat(other)
    return one in other or other in one


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module", params=PLACES, ids="-".join)
def told(request, tmp_path_factory) -> Iterator[Told]:
    yield from run_of_the_demo(*request.param, tmp_path_factory.mktemp("demo"))


def run_of_the_demo(mode: str, day: str, folder: Path) -> Iterator[Told]:
    ran = quickly("demo", "--out", folder, "--mode", mode, "--now", day, cwd=folder)
    assert (ran.code, ran.err.count("\n")) == (0, 1), ran.err
    config = Config.model_validate(tomllib.loads((folder / "config.toml").read_text()))
    engine = open_database(config.database.address)
    now = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    harbour = config.engagement(None)
    yield Told(folder, now, ran.out, engine, activity_of(engine, harbour, last_full_week(harbour, now)))
    engine.dispose()


def lines_of(section: Section) -> list[str]:
    """Every line of the section as plain words, leads first."""
    lines = [words(line) for line in section.lead]
    for block in section.blocks:
        match block:
            case Paragraph(line) | Note(line):
                lines.append(words(line))
            case Bullets(items):
                lines += [words(item) for item in items]
            case Evidence(_, behaviour, quote, line):
                lines.append(f"{behaviour}: {quote} {words(line)}")
            case OpenItem(_, line, holds_up):
                lines.append(f"{words(line)} holds up {words(holds_up)}")
    return lines


def surfaces(document: Document) -> dict[str, str]:
    post = render_slack(document)
    return {
        "terminal": flat(render_terminal(document, width=100, colour=True).replace("│", " ")),
        "html": flat(render_html(document)),
        "json": render_json(document),
        "slack": repr(post),
    }


# Figures


def test_what_was_shipped_last_week_is_what_the_story_finished(told):
    figures, lead = told.truth.figures, words(told.section("shipped").lead[0])

    assert words(told.documents["internal"].headline).startswith(f"Shipped {figures.shipped_last_week}")
    assert lead.startswith(f"Shipped {figures.shipped_last_week} (median {figures.median_before_last_week:g})")


def test_milestones_have_their_share_of_it_and_their_progress(told):
    figures, lead = told.truth.figures, words(told.section("shipped").lead[0])
    names = {milestone.id: milestone.name for milestone in told.story.milestones}
    shipped = dict(figures.shipped_last_week_by_milestone)
    others = shipped.pop("none")

    for milestone, count in shipped.items():
        done, of = figures.done_by_milestone[milestone]
        assert f"{count} towards {names[milestone]} ({done} of {of} done)" in lead
    assert lead.count(" towards ") == len(shipped)
    assert f"{others} other" in lead


def test_the_items_listed_as_shipped_are_those_that_the_story_finished(told):
    listed = {key for block in told.section("shipped").blocks if isinstance(block, Bullets) for key in keys(block)}

    assert len(listed) == told.truth.figures.shipped_last_week


def keys(block: Bullets) -> list[str]:
    return [words(item).partition(" ")[0] for item in block.items]


def test_throughput_of_the_ten_weeks_and_its_median_are_those_of_the_story(told):
    chart = next(block for block in told.section("velocity").blocks if isinstance(block, BarChart))

    assert chart.values[-10:] == tuple(map(float, told.truth.figures.throughput))
    assert chart.level == told.truth.figures.median_before_last_week


def test_what_was_reopened_is_named(told):
    reopened = [issue for issue, week in told.truth.figures.reopened.items() if week == 10]
    before = [issue for issue, week in told.truth.figures.reopened.items() if 7 <= week < 10]
    lines = lines_of(told.section("shipped"))

    assert f"{len(reopened)} reopened ({len(before) or 'none'} in the three weeks before)" in lines[0]
    assert f"Reopened: {', '.join(reopened)}" in lines


def test_the_client_reads_the_same_figures(told):
    assert told.section("shipped", "client") == told.section("shipped")
    assert told.section("velocity", "client") == told.section("velocity")


# Open questions and flags


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("number", range(len(TRUTH.questions)))
def test_each_open_question_names_whom_it_asks_how_long_it_waits_and_what_it_holds_up(told, number, edition):
    question: OpenQuestion = told.truth.questions[number]

    asked = [line for line in lines_of(told.section("needs", edition)) if flat(question.sentence) in flat(line)]

    days = "1 working day" if question.working_days == 1 else f"{question.working_days} working days"
    assert asked
    for line in asked:
        assert [name for name in told.calls(question.asked) if name in line]
        assert re.search(rf"Waiting {days}\b(?!s)", line)
        assert re.findall(r"HAR-\d+", line.rpartition("holds up")[2]) == list(question.holds_up)


def test_no_other_question_waits_and_the_one_that_holds_up_most_comes_first(told):
    found = [block for block in told.section("needs").blocks if isinstance(block, OpenItem)]
    asked = [block for block in found if "Waiting" in words(block.line)]

    assert len(asked) == len(told.truth.questions)
    assert [flat(q.sentence) in flat(words(b.line)) for q, b in zip(told.truth.questions, asked, strict=True)] == [
        True for _ in asked
    ]


def test_a_flag_is_called_unanswered_only_where_the_story_leaves_it_unanswered(told):
    unanswered = {one.issue for one in told.truth.planted if one.name == "unanswered risk"}
    found = [block for block in told.section("needs").blocks if isinstance(block, OpenItem)]
    flags = [block for block in found if "no answer for" in words(block.line)]
    where = {key for block in flags for key in re.findall(r"HAR-\d+", words(block.holds_up) or words(block.line))}

    assert where <= unanswered


# What people said


@pytest.mark.parametrize("number", range(len(TRUTH.planted)), ids=[one.name for one in TRUTH.planted])
def test_whether_somebody_asked_is_decided_as_the_story_has_it(told, number):
    planted: Planted = told.truth.planted[number]

    for finding in told.found(planted):
        assert finding.prompted == planted.prompted, finding.quote
        if planted.prompted in ("direct", "open"):
            assert finding.prompting_item == planted.prompting_comment_id
        assert finding.restricted == planted.restricted


@pytest.mark.parametrize("number", range(len(TRUTH.planted)), ids=[one.name for one in TRUTH.planted])
def test_what_the_story_does_not_count_is_not_counted(told, number):
    planted: Planted = told.truth.planted[number]
    ids = {finding.id for finding in counted(told.findings, told.activity)}

    if not planted.counted and planted.behaviour not in ("waiting", "chasing"):
        assert not [finding.quote for finding in told.found(planted) if finding.id in ids]


def test_enough_of_what_was_planted_is_found_for_these_tests_to_mean_something(told):
    found = [one for one in told.truth.planted if told.found(one)]

    assert len(found) >= len(told.truth.planted) // 4
    assert len({one.prompted for one in found}) >= 3


@pytest.mark.parametrize("number", range(len(TRUTH.near_misses)), ids=[one.sentence[:20] for one in TRUTH.near_misses])
def test_a_near_miss_is_never_shown(told, number):
    miss = told.truth.near_misses[number]

    assert not [finding.quote for finding in told.found(miss) if finding.shown]
    for edition in EDITIONS:
        for key in ("needs", "ownership"):
            said = [line for line in lines_of(told.section(key, edition)) if flat(miss.sentence) in flat(line)]
            assert not [line for line in said if "risk" in line or "dependenc" in line or "raised" in line]


@pytest.mark.parametrize("edition", EDITIONS)
def test_what_is_restricted_is_quoted_nowhere(told, edition):
    restricted = [one for one in told.truth.planted if one.restricted]
    assert len(restricted) >= 2
    document = told.documents[edition]

    for surface, text in surfaces(document).items():
        for one in restricted:
            for part in (one.sentence[:40], one.sentence[-40:]):
                assert part not in text.replace("&#x27;", "'").replace("&#39;", "'"), surface


def test_restricted_words_are_in_the_database_so_that_leaving_them_out_is_a_choice(told):
    bodies = [flat(comment.body) for comment in told.activity.comments]

    for one in told.truth.planted:
        if one.restricted:
            assert [body for body in bodies if flat(one.sentence) in body], one.name


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_digest_made_of_hostile_words_is_harmless(told, edition):
    assert_harmless(told.documents[edition])


def test_a_quote_of_the_hostile_sentence_is_shown_as_it_is_and_obeyed_nowhere(told):
    hostile = next(one for one in told.truth.planted if "<script>" in one.sentence)
    block = Evidence("f1", "risk flag", hostile.sentence, (Text(hostile.sentence),))
    document = Document("Harbour", (Text(hostile.sentence),), (Section("own", "Own", (), (block,)),), ())

    assert_harmless(document)
    assert "&lt;script&gt;" in render_html(document)
    assert "<script>alert('ahoy')</script>" in flat(render_terminal(document, width=100, colour=False)).replace(
        "│ ", ""
    )


def assert_harmless(document: Document) -> None:
    page, terminal = render_html(document), render_terminal(document, width=100, colour=False)
    assert "<script>alert" not in page
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", terminal)
    post = render_slack(document)
    for text in markup_in(json.loads(json.dumps([message_of(one) for one in messages(post)]))):
        assert "<!channel" not in text
        assert "<script" not in text


def messages(post):
    return [post.main, *post.replies]


def message_of(message):
    return {"text": message.text, "blocks": list(message.blocks)}


def markup_in(thing) -> Iterator[str]:
    """Every text that Slack reads as markup."""
    if isinstance(thing, list):
        for part in thing:
            yield from markup_in(part)
    elif isinstance(thing, dict):
        if isinstance(thing.get("text"), str) and thing.get("type") in (None, "mrkdwn"):
            yield thing["text"]
        for part in thing.values():
            yield from markup_in(part)


# Who is who


def test_the_client_edition_names_nobody_of_the_vendor_who_did_not_agree_to_it(told):
    silent = [p for p in told.story.people if p.role in ("engineer", "lead") and not p.named_in_client_channel]
    assert len(silent) >= 2
    document = told.documents["client"]

    for surface, text in surfaces(document).items():
        assert not [person.name for person in silent if person.name in text], surface


def test_accounts_that_nobody_linked_are_counted_for_leads_by_name_and_for_clients_without(told):
    accounts = {account.id: account.display_name for account in told.story.accounts}
    wrote = {
        name: sum(c.by == account and c.at >= told.activity.window.start for i in told.story.issues for c in i.comments)
        for account, name in accounts.items()
        if account in told.truth.figures.unlinked_accounts
    }
    wrote = {name: count for name, count in wrote.items() if count}
    assert wrote

    internal, client = (" ".join(lines_of(told.section("sources", edition))) for edition in EDITIONS)

    assert f"{len(wrote)} account{'s' if len(wrote) > 1 else ''} not linked to a person wrote" in internal
    assert ", ".join(f"{name} ({count})" for name, count in sorted(wrote.items())) in internal
    assert "not linked to a person wrote" in client
    assert not [name for name in wrote if name in client]


def test_people_tells_every_account_that_is_nobodys(told):
    names = [a.display_name for a in told.story.accounts if a.id in told.truth.figures.unlinked_accounts]

    ran = quickly("people", "--config", told.folder / "config.toml", cwd=told.folder)

    assert ran.code == 0, ran.err
    assert not [name for name in names if name not in ran.out]


# Either Jira, any day


@pytest.fixture(scope="module")
def both(tmp_path_factory) -> Iterator[list[Told]]:
    runs = [run_of_the_demo(mode, "2024-11-26", tmp_path_factory.mktemp(mode)) for mode in ("cloud", "datacenter")]
    yield [next(run) for run in runs]
    for run in runs:
        next(run, None)


@pytest.mark.parametrize("edition", EDITIONS)
def test_cloud_and_data_center_tell_the_same(both, edition):
    cloud, datacenter = (comparable(told, edition) for told in both)

    assert cloud == datacenter


def comparable(told: Told, edition: str) -> object:
    """The digest without the server's address, without when and how it was pulled, and with one way of mentioning."""
    text = re.sub(r"http://127\.0\.0\.1:\d+", "https://jira.example", render_json(told.documents[edition]))
    for account in told.story.accounts:
        for mention in told.mentions(account.id):
            text = text.replace(mention, f"@{account.id}")
    document = json.loads(text)
    return [document["title"], document["headline"], [one for one in document["sections"] if one["key"] != "sources"]]


def test_what_the_demo_prints_is_this_digest(told):
    document = told.documents["internal"]

    assert flat(words(document.headline)) in flat(told.printed)
    assert "<script>alert" not in (told.folder / "digest.html").read_text(encoding="utf-8")
    assert words(document.headline).partition(". ")[0] in (told.folder / "digest.html").read_text(encoding="utf-8")
