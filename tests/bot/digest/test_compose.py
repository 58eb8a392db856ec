import re
from dataclasses import replace
from pathlib import Path

import factories as f
import pytest

from bot.digest.compose import SECTIONS, compose
from bot.document import words
from models.activity import SourceState, Week
from models.runs import SyncRun

GOLDEN = Path(__file__).parent / "golden"
METHOD = "https://vested.example/method"
JUDGING = (
    r"\b(?:great|good|excellent|awesome|impressive|amazing|brilliant|strong|weak|poor|bad|worst|lazy|careless|sloppy"
    r"|fail(?:ed|s|ure)? to|neglected|ignored|forgot|fault|blame|hero|star|top performer|slow(?:est)?|mistake"
    r"|unfortunately|congratulations|kudos|averted|prevented)\b"
)


def composed(activity, edition="internal", **fields):
    return compose(activity, edition=edition, version="0.1.0", **({"method_url": METHOD} | fields))


@pytest.mark.parametrize("edition", ["client", "internal"])
@pytest.mark.parametrize("week", ["busy", "quiet"])
def test_the_digest_reads_as_agreed(week, edition, text, request):
    document = composed(request.getfixturevalue(week), edition)

    assert text(document) == (GOLDEN / f"{week}-{edition}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("edition", ["client", "internal"])
def test_a_busy_message_has_at_most_twelve_lines_and_a_quiet_one_three(busy, quiet, edition, message):
    assert len(message(composed(busy, edition))) <= 12
    assert len(message(composed(quiet, edition))) == 3


@pytest.mark.parametrize("edition", ["client", "internal"])
def test_the_message_stays_in_twelve_lines_however_much_waits(busy, edition, message):
    issues = [f.issue(updated_at=f.at(-9)) for _ in range(30)]
    asks = [f.comment(issue, "@Maria Lopez which one?", created_at=f.at(1)) for issue in issues]
    flags = [f.finding(issue, occurred_at=f.at(2), author=who) for issue in issues for who in ("ana", "ben")]
    crowded = replace(
        busy,
        issues=busy.issues + tuple(issues),
        comments=busy.comments + tuple(asks),
        findings=busy.findings + tuple(flags),
    )

    assert len(message(composed(crowded, edition))) <= 12


@pytest.mark.parametrize("edition", ["client", "internal"])
def test_no_date_is_written_as_a_machine_would_and_nobody_is_judged(busy, quiet, edition, text):
    for activity in (busy, quiet, f.activity()):
        said = text(composed(activity, edition))

        assert not re.search(r"\d{4}-\d{2}|\d{4}-W\d", said)
        assert not re.search(JUDGING, said, re.IGNORECASE)
        assert not re.search(r"\b1 (?:items|days|flags|comments|accounts|hours)\b|\b[02-9] item\b|None|timedelta", said)


def test_the_client_reads_no_name_of_the_team_unless_that_person_agreed(busy, text):
    assert "Ben" not in text(composed(busy, "client"))

    agreed = tuple(
        f.person("ben", name="Ben Osei", named_in_client_channel=True) if person.id == "ben" else person
        for person in busy.people
    )

    said = text(composed(replace(busy, people=agreed), "client"))
    assert "raised by Ben Osei" in said
    assert "Ana" not in said


@pytest.mark.parametrize("edition", ["client", "internal"])
@pytest.mark.parametrize("restricted", ["finding", "issue"])
def test_restricted_words_are_never_quoted(edition, restricted, text):
    issue = f.issue(title="Salary secret", security_level="Staff" if restricted == "issue" else None)
    done = f.finished(f.at(2), title="Salary secret", security_level=issue.security_level)
    hidden = {"quote": "This secret could leak.", "restricted": restricted == "finding"}
    activity = f.activity(
        issues=(issue, done),
        people=(f.person(), f.person("maria", role="client")),
        identities=(f.identity(), f.identity("maria")),
        findings=(
            f.finding(issue, **hidden),
            f.finding(done, **hidden),
            f.finding(issue, behaviour="alternative", **hidden),
        ),
        comments=(
            f.comment(
                issue,
                "@Maria is the secret out?",
                created_at=f.at(1),
                restricted_to="internal" if restricted == "finding" else None,
            ),
        ),
    )

    said = text(composed(activity, edition))

    assert "secret could" not in said
    assert "secret out" not in said
    assert restricted == "finding" or "Salary" not in said
    assert edition == "client" or "restricted" in said


def test_findings_of_unlinked_accounts_are_shown_and_counted_for_nobody(text):
    issue = f.issue()
    activity = f.activity(issues=(issue,), findings=(f.finding(issue, author="u17"),))

    said = text(composed(activity))

    assert "Ownership · 1 finding in four weeks, by accounts not linked to people: none is counted" in said
    assert "u17" not in said
    assert "> risk flag: If the webhook retries after the refund we pay twice. | an account not linked" in said
    assert [section.key for section in composed(activity, "client").sections] == [
        "shipped",
        "needs",
        "velocity",
        "sources",
    ]


def test_waiting_and_chasing_are_told_of_the_work_and_never_of_a_person(text):
    issue = f.issue()
    states = [f.finding(issue, behaviour=name, quote="Any news?") for name in ("waiting", "chasing", "chasing")]
    activity = f.activity(issues=(issue,), people=(f.person(),), identities=(f.identity(),), findings=tuple(states))

    said = text(composed(activity))

    assert "nobody's count: 1 wait and 2 nudges in four weeks" in said
    assert "Ana" not in said
    assert "Any news" not in said


def test_people_stand_in_alphabetical_order_each_with_a_sentence(busy, text):
    said = text(composed(busy))

    assert said.index("\nAna Ruiz · 1 risk flag\n> ") < said.index("\nBen Osei · 1 risk flag, 1 alternative\n> ")


def test_disputed_findings_are_quoted_nowhere(busy, text):
    disputed = tuple(finding.model_copy(update={"verdict": "disputed"}) for finding in busy.findings)

    said = text(composed(replace(busy, findings=disputed)))

    assert "webhook" not in said
    assert "disputed or withdrawn" in said


def test_hostile_text_passes_unmarked_for_renderers_to_escape(text):
    hostile = "<b>*_`|<https://evil.example|here>`_* & <script>alert(1)</script>"
    issue = f.finished(f.at(1), title=hostile)
    activity = f.activity(issues=(issue,), findings=(f.finding(issue, quote=hostile, author="u1"),))

    assert text(composed(activity)).count(hostile) == 2


def test_without_data_it_says_so_and_invents_nothing(message, text):
    document = composed(f.activity())

    assert words(document.headline) == "Nothing to report yet: no issue has been pulled"
    assert len(message(document)) == 3
    assert "median" not in words(document.headline)
    assert "no data pulled yet" in text(document)


def test_a_week_that_the_data_does_not_reach_gets_no_verdict(quiet, message):
    stale = replace(quiet, sources=(SourceState("jira", "jira", f.at(-3), None),))

    lines = message(composed(stale))

    assert lines[1] == "No verdict on this week: the data ends Fri 13 Nov, 10:00"
    assert len(lines) == 3
    assert "jira not complete" in lines[2]


def test_a_week_that_is_still_running_is_told_as_so_far(busy):
    running = replace(busy, sources=(SourceState("jira", "jira", f.at(3), None),))

    assert words(composed(running).headline).startswith("Shipped 6 so far (median 6). ")


def run(**fields) -> SyncRun:
    return SyncRun.model_validate({"engagement": f.ENGAGEMENT, "source": "github", "started_at": f.at(7)} | fields)


def test_a_source_that_could_not_be_read_is_named_with_its_reason_inside_only(busy, message, text):
    broken = SourceState("github", "github", f.at(2), run(finished_at=f.at(7), error="the token was refused"))
    activity = replace(busy, sources=(*busy.sources, broken))

    assert "data until Wed 18 Nov, 10:00 · github could not be read" in message(composed(activity))[-1]
    assert "could not read it: the token was refused" in text(composed(activity))
    assert "token" not in text(composed(activity, "client"))


def test_a_sync_that_went_through_after_the_week_makes_it_complete(busy, message):
    fresh = SourceState("github", "github", f.at(2), run(finished_at=f.at(7.1), seen=1))

    assert " · complete · " in message(composed(replace(busy, sources=(fresh,))))[-1]


def test_a_sync_cut_short_does_not(busy, message, text):
    cut = replace(busy, sources=(SourceState("github", "github", f.at(2), run()),))

    assert "github not complete" in message(composed(cut))[-1]
    assert "was cut short" in text(composed(cut))


def test_a_source_without_changelog_says_how_times_were_read(text):
    said = text(composed(f.activity(issues=(f.finished(f.at(1)),))))

    assert "jira has no changelog: times run from created to resolved" in said
    assert "nothing reopened" not in said


def test_reopened_work_stands_beside_the_weeks_before(busy, message):
    issue = busy.issues[10]
    again = f.change(issue, "status", "In Progress", f.at(2), from_text="Done")

    lines = message(composed(replace(busy, changes=(*busy.changes, again)), "client"))

    assert lines[2].endswith(" · 1 reopened (none in the three weeks before)")


def test_what_was_not_pulled_from_its_beginning_is_compared_with_nothing(busy, message, text):
    issue = busy.issues[10]
    again = f.change(issue, "status", "In Progress", f.at(2), from_text="Done")
    pulled = SourceState("jira", "jira", f.at(7), None, known_from=f.at(-10))

    document = composed(replace(busy, changes=(*busy.changes, again), sources=(pulled,)))

    said = text(document)
    assert "2 warnings and objections (too early to compare)" in said
    assert "1 reopened (too early to compare)" in said
    assert "median: too early to say, 1 of 4 weeks" in said
    assert "weeks before: too early" in said


def test_more_than_ever_is_said_only_beside_the_weeks_it_beats(busy):
    extra = tuple(f.finished(f.at(2), created_at=f.at(1)) for _ in range(3))
    changes = tuple(f.change(issue, "status", "Done", f.at(2), from_text="To Do") for issue in extra)
    best = replace(busy, issues=busy.issues + extra, changes=busy.changes + changes)

    assert "Shipped 9, more than in any of the 6 weeks before (median 6). " in words(composed(best).headline)


def test_a_past_week_is_told_as_it_was_then(quiet):
    past = f.activity(week=Week(2026, 46), **{name: getattr(quiet, name) for name in ("issues", "changes", "people")})
    known_then = replace(past, changes=tuple(c for c in past.changes if c.occurred_at < past.window.end))

    assert compose(past, edition="client", version="1") == compose(known_then, edition="client", version="1")


def test_without_an_address_the_foot_names_where_the_method_stands(busy, message):
    assert message(composed(busy, method_url=None))[-1].endswith("vested 0.1.0 · method in docs/method.md")


def test_sections_have_keys_of_their_own(busy):
    keys = [section.key for section in composed(busy).sections]

    assert len(set(keys)) == len(keys) == len(SECTIONS)


def test_what_somebody_closed_waits_for_nobody(busy, text):
    flags = [finding.id for finding in busy.findings if finding.behaviour == "risk_flag"]

    before, after = text(composed(busy)), text(composed(replace(busy, settled=frozenset(flags))))

    assert "Unanswered flags" in before
    assert "Unanswered flags" not in after


def test_what_is_counted_and_not_sure_enough_to_quote_is_said(busy, text):
    unsure = [f.finding(busy.issues[0], shown=False, quote="Maybe it breaks.", occurred_at=f.at(1)) for _ in range(2)]
    unsure[1].issue_id = busy.issues[1].external_id

    said = text(composed(replace(busy, findings=busy.findings + tuple(unsure))))

    assert "2 of these are not sure enough to be quoted: counted for the team only." in said
    assert "Maybe it breaks." not in said
