"""What the single commands say."""

from datetime import timedelta

import factories as f
import pytest

from bot.access import OPERATOR, viewer_of
from bot.document import Evidence, OpenItem, words
from bot.jobs.muting import muted_until_of
from bot.jobs.risk_verdicts import give_risk_verdict
from models.runs import SyncRun
from models.surface import Lookup, Mute

CLIENT_CHANNEL = "CHARCLIENT"


def evidence_of(document):
    return [block for part in document.sections for block in part.blocks if isinstance(block, Evidence)]


def open_items_of(document):
    return [block for part in document.sections for block in part.blocks if isinstance(block, OpenItem)]


def looks(world):
    return [(look.person_id, look.looked_by, look.command) for look in world.rows(Lookup)]


@pytest.mark.parametrize(
    ("who", "text", "logged"),
    [
        ("lena", "signals ana 4", [("ana", "lena", "signals ana 4")]),
        ("lena", "explain risk", [("ana", "lena", "explain risk")]),
        ("lena", "ask risks by ben", [("ben", "lena", "ask risk flags by ben in the last 4 weeks")]),
        ("lena", "ask unanswered by ana", [("ana", "lena", "ask unanswered by ana")]),
        ("lena", "ask unanswered", []),
        ("lena", "digest this", [("ana", "lena", "digest 2026-W47"), ("ben", "lena", "digest 2026-W47")]),
        ("lena", "digest this client", []),
        ("lena", "risks", []),
        ("lena", "velocity", []),
        ("lena", "signals nosuch", []),
        ("operator", "signals ana 4 --in harbour", [("ana", "terminal", "signals ana 4")]),
        ("ana", "me", []),
        ("ana", "signals ana", []),
        ("ana", "signals ben", []),
        ("ana", "ask everything", []),
        ("maria", "digest this", []),
        ("maria", "ask everything", []),
    ],
)
def test_each_look_at_somebody_else_is_written_down_and_nothing_else_is(world, who, text, logged):
    world.asks(who, text)

    assert looks(world) == logged


def test_whoever_was_looked_at_reads_by_whom_when_and_how(world):
    world.asks("lena", "signals ana 4")
    world.asks("operator", "explain risk --in harbour")

    said = repr(world.asks("ana", "me"))

    assert "Lena Example, Wed 18 Nov, 10:00: signals ana 4" in said
    assert "whoever runs Vested, at the terminal, Wed 18 Nov, 10:00: explain risk" in said
    assert "Nobody has looked" in repr(world.asks("ben", "me"))


def test_a_profile_opens_with_what_the_reader_may_do_next(asked):
    document = asked.asks("lena", "signals @ana")

    assert document.sections[0].lead[0][0].text.startswith("Next: read the sentences")
    assert [part.key for part in document.sections[1:]] == ["prohibitive", "promotive", "asked-for"]
    assert "too early to say (1 of 20 issues)" in repr(document)


def test_few_weeks_are_too_early_whatever_was_found(asked):
    assert "too early to say (2 of 4 weeks)" in repr(asked.asks("lena", "signals ana 2"))


def test_a_person_without_findings_is_told_so_and_not_scored(asked):
    assert words(asked.asks("lena", "signals both").headline).startswith("Nothing was found in 8 weeks")


@pytest.mark.parametrize("name", ["ana", "@ana", "<@UANA>", "<@UANA|ana>", '"Ana Example"', "Ana Example 8"])
def test_a_person_is_named_in_any_usual_way(asked, name):
    assert asked.asks("lena", f"signals {name}").title.startswith("Ana Example")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("signals", "say whose"),
        ("signals annna", "did you mean ana?"),
        ("signals ana 0", "number of weeks"),
        ("signals <@UELSE>", "nobody that this engagement lists"),
        ("digest 2026-W60", "is not a week"),
        ("digest 2027-W01", "has not begun yet"),
        ("digest 46 47", "takes one week"),
        ("explain", "takes one finding"),
        ("explain nosuch", "no finding 'nosuch'"),
        ("me lots", "number of weeks"),
        ("sgnals ana", "did you mean signals?"),
        ("xyzzy", "help lists them all"),
        ("help sgnals", "did you mean signals?"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(asked, text, says):
    document = asked.asks("lena", text)

    assert document.title == "Not answered"
    assert says.casefold() in words(document.headline).casefold()


def test_help_shows_each_reader_their_own_commands(asked):
    assert "signals @engineer" in repr(asked.asks("lena", "help"))
    assert "signals @engineer" not in repr(asked.asks("maria", ""))
    assert words(asked.asks("stranger", "help").headline) == "What this is"


def test_the_oldest_open_risk_comes_first(world):
    issue = f.issue(external_id="9", key="HAR-9", created_at=f.at(-20))
    world.put(issue, f.finding(issue, id="old", quote="The certificate ends in May.", occurred_at=f.at(-9)))

    document = world.asks("lena", "risks")

    assert words(document.headline).startswith("The oldest, a risk flag on HAR-9, has waited 8 working days")
    assert [item.subject for item in open_items_of(document)] == ["old", "risk", "question:jira:c4"]


def test_a_risk_that_was_answered_is_gone_and_an_accepted_one_stands_apart(world):
    harbour = world.context.config.engagements[0]
    for subject, verdict in (("risk", "accepted"), ("question:jira:c4", "answered")):
        give_risk_verdict(world.context.engine, harbour, subject=subject, verdict=verdict, viewer=OPERATOR, at=f.at(2))

    document = world.asks("maria", "risks")

    assert open_items_of(document) == []
    assert words(document.headline) == "No flag and no question waits for an answer"
    assert "accepted by whoever runs Vested" in repr(document)


def test_who_accepted_a_risk_is_named_inside_and_is_the_team_where_the_client_reads(world):
    harbour, lena = world.context.config.engagements[0], viewer_of(world.context.config, "ULENA")
    give_risk_verdict(world.context.engine, harbour, subject="risk", verdict="accepted", viewer=lena, at=f.at(2))

    inside, outside = repr(world.asks("lena", "risks")), repr(world.asks("maria", "risks"))

    assert "accepted by Lena Example" in inside
    assert "accepted by the team" in outside
    assert "Lena" not in outside


def test_a_sync_that_was_cut_short_is_no_up_to_date_source(world):
    run = {"engagement": "harbour", "source": f.SOURCE, "started_at": f.at(2), "id": 99}
    world.put(SyncRun.model_validate(run))

    assert "is behind: its last sync has not ended" in words(world.asks("lena", "status").headline)


def test_nothing_pulled_yet_is_said_as_such(empty):
    for text in ("digest", "signals ana", "risks", "velocity", "ask risks", "people", "status"):
        assert empty.asks("lena", text).title not in {"Not shown", "Not answered"}
    assert "no issue has been pulled" in repr(empty.asks("lena", "velocity"))
    assert "was never synced" in repr(empty.asks("lena", "status"))


def test_unlinked_accounts_are_listed_with_what_they_wrote(asked):
    said = repr(asked.asks("lena", "people"))

    assert "Drifter [drifter]" in said
    assert "1 comment or issue" in said


def test_an_explanation_holds_the_turns_before_the_reading_and_the_reasons(asked):
    said = repr(asked.asks("lena", "explain proposal"))

    assert "If the webhook retries" in said
    assert "93% sure; from 60% on" in said
    assert "nobody had asked" in said
    assert "Substance: 2 of 3" in said
    assert "Classifier test" in said


def test_a_withdrawn_finding_is_explained_as_such(world):
    finding = world.finding("risk")
    world.put(type(finding).model_validate(finding.model_dump() | {"withdrawn_at": f.at(1)}))

    assert words(world.asks("lena", "explain risk").headline).startswith("Withdrawn")
    assert "pay twice" not in repr(world.asks("lena", "signals ana"))
    assert "pay twice" not in repr(world.asks("lena", "explain risk"))
    assert "pay twice" in repr(world.asks("ana", "explain risk"))


def test_a_channel_is_silenced_and_speaks_again(world):
    harbour = world.context.config.engagements[0]

    said = words(world.asks("lena", "mute 2", channel=CLIENT_CHANNEL).headline)

    until = muted_until_of(world.context.engine, harbour, CLIENT_CHANNEL, f.at(3))
    assert until == f.at(2) + timedelta(weeks=2)
    assert said == "No digest is posted here until Wed 2 Dec, 10:00"
    assert "silenced until" in repr(world.asks("lena", "settings"))
    assert muted_until_of(world.context.engine, harbour, CLIENT_CHANNEL, f.at(17)) is None
    world.asks("lena", "mute off", channel=CLIENT_CHANNEL)
    assert world.rows(Mute) == []


@pytest.mark.parametrize("channel", [None, "CELSE", "CLAGCLIENT"])
def test_only_a_digests_own_channel_can_be_silenced(world, channel):
    assert world.asks("lena", "mute", channel=channel).title != "Harbour · digests in this channel"
    assert world.rows(Mute) == []


def test_settings_say_what_is_done_and_no_secret(asked):
    said = repr(asked.asks("lena", "settings"))

    assert "every Monday at 09:00, Europe/Berlin time" in said
    assert "token" not in said.casefold()


def test_a_running_week_is_told_up_to_now(asked):
    assert asked.asks("lena", "digest this").title == "Harbour · week 47 (16-18 Nov 2026)"
