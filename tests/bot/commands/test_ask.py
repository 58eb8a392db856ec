"""The grammar of `ask`: what is understood, and that the rest is answered with the grammar, never guessed at."""

from datetime import UTC, datetime, timedelta

import factories as f
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.ask_grammar import Asker, understand
from bot.commands.ask_question import NotUnderstood, Question, written
from bot.commands.ask_words import EVERYTHING, FILLERS, NOUNS, UNANSWERED, VERBS, WHO
from bot.config import PersonSettings
from bot.document import words

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # Wednesday of week 47
PEOPLE = tuple(
    PersonSettings.model_validate({"id": ident, "name": name, "role": "engineer", "slack": f"U{ident.upper()}"})
    for ident, name in (("ana", "Ana Ruiz"), ("osei", "Ben Osei"), ("may", "May Berg"), ("b2", "Ben Okri"))
)
ASKER = Asker(PEOPLE, "ana", f.ZONE, NOW)
RISK, DEPENDENCY, FLAGS = {"risk_flag"}, {"dependency_flag"}, {"risk_flag", "dependency_flag"}


def read(text: str) -> Question:
    question = understand(text.split(), ASKER)
    assert isinstance(question, Question), question
    return question


def start_of(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=f.ZONE)


@pytest.mark.parametrize(
    ("text", "behaviours", "people"),
    [
        ("risks", RISK, []),
        ("risks raised by ana in the last 4 weeks", RISK, ["ana"]),
        ("Which risks did Ana raise?", RISK, ["ana"]),
        ("show me risks and dependencies by ana and ben-osei", None, None),
        ("what risks were raised by Ana Ruiz", RISK, ["ana"]),
        ("ana's risks", RISK, ["ana"]),
        ("my risks", RISK, ["ana"]),
        ("risks by me", RISK, ["ana"]),
        ("flags by <@UMAY>", FLAGS, ["may"]),
        ("flags by @may", FLAGS, ["may"]),
        ("risks or dependencies", FLAGS, []),
        ("risks by ana and may", RISK, ["ana", "may"]),
        ("how many objections", {"pushback"}, []),
        ("who proposed alternatives since October", {"alternative"}, []),
        ("who proposed", {"alternative"}, []),
        ("who flagged", FLAGS, []),
        ("dependencies flagged", DEPENDENCY, []),
        ("questions about purpose asked by may in may", {"why_question"}, ["may"]),
        ("what did may write", EVERYTHING, ["may"]),
        ("by ana", EVERYTHING, ["ana"]),
        ("waits this week", {"waiting"}, []),
        ("what was unanswered", set(), []),
        ("unanswered risks by ana", RISK, ["ana"]),
        ("open questions", {"why_question"}, []),
        ("risks by ben osei", RISK, ["osei"]),
    ],
)
def test_what_is_understood(text, behaviours, people):
    if behaviours is None:
        assert isinstance(understand(text.split(), ASKER), NotUnderstood)
        return
    question = read(text)

    assert question.behaviours == behaviours
    assert [person.id for person in question.people] == people
    assert question.by_person == text.startswith("who")
    assert question.unanswered == ("unanswered" in text or "open" in text)


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("in the last 4 weeks", start_of(2026, 10, 21), None),
        ("last four weeks", start_of(2026, 10, 21), None),
        ("over the past 10 days", start_of(2026, 11, 8), None),
        ("last week", start_of(2026, 11, 9), start_of(2026, 11, 16)),
        ("this week", start_of(2026, 11, 16), start_of(2026, 11, 23)),
        ("in week 46", start_of(2026, 11, 9), start_of(2026, 11, 16)),
        ("in week 50", start_of(2025, 12, 8), start_of(2025, 12, 15)),
        ("in week 46 of 2025", start_of(2025, 11, 10), start_of(2025, 11, 17)),
        ("in 2026-W46", start_of(2026, 11, 9), start_of(2026, 11, 16)),
        ("since 1 Nov", start_of(2026, 11, 1), None),
        ("since Nov 1st", start_of(2026, 11, 1), None),
        ("since 19 Nov", start_of(2025, 11, 19), None),
        ("since 2026-11-01", start_of(2026, 11, 1), None),
        ("since October", start_of(2026, 10, 1), None),
        ("since December", start_of(2025, 12, 1), None),
        ("since Monday", start_of(2026, 11, 16), None),
        ("in October", start_of(2026, 10, 1), start_of(2026, 11, 1)),
        ("", start_of(2026, 10, 21), None),
    ],
)
def test_times_are_read_on_the_calendar_of_the_engagement(said, start, end):
    period = read(f"risks {said}").period

    assert period.window.start == start
    assert period.window.end == (end or NOW + timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "nothing was asked"),
        ("risks by zoe", "zoe"),
        ("risks by ben", "ben"),  # two people are called so
        ("frisks", "frisks"),
        ("who raised the most risks", "never ranked"),
        ("best engineer", "never ranked"),
        ("risks not raised by ana", "what was not"),
        ("who never raised risks", "what was not"),
        ("risks by ana and alternatives by may", "one question at a time"),
        ("risks by ana alternatives by may", "one at a time"),
        ("risks asked by ana", "does not go with"),
        ("risks last week since October", "one at a time"),
        ("risks in the last 0 weeks", "last"),
        ("risks in the last 900 weeks", "last"),
        ("risks since 2027-01-01", "since"),
        ("risks since 31 Feb", "since"),
        ("risks in week 54", "week"),
        ("unanswered alternatives", "wait for an answer"),
        ("who waits", "never a person's"),
        ("waits by ana", "never a person's"),
        ("last week", "names no behaviour"),
        ("show me", "names no behaviour"),
        ("risks to ana", "to"),
        ("is ana happy", "happy"),
        ("and risks", "joins"),
    ],
)
def test_what_is_not_understood_is_not_guessed_at(text, why):
    answer = understand(text.split(), ASKER)

    assert isinstance(answer, NotUnderstood)
    assert why in answer.why


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("frisks by ana", "risk flags by ana in the last 4 weeks"),
        ("alternativs since Octber", "alternatives in the last 4 weeks"),
        ("risks by anna lately", "risk flags by ana in the last 4 weeks"),
        ("how is the weather", None),
    ],
)
def test_the_nearest_question_is_offered_in_the_grammars_words(text, nearest):
    answer = understand(text.split(), ASKER)

    assert isinstance(answer, NotUnderstood)
    assert answer.nearest == nearest


KNOWN = sorted(
    {*NOUNS, *VERBS, *WHO, *UNANSWERED, *FILLERS, "by ana", "by me", "since 1 Nov", "last 3 weeks", "zoe", "and"}
)


@given(st.lists(st.sampled_from(KNOWN), max_size=6))
def test_a_question_that_is_understood_reads_the_same_as_it_is_written_back(phrases):
    question = understand(" ".join(phrases).split(), ASKER)

    if isinstance(question, Question):
        again = read(written(question))
        assert again.behaviours == question.behaviours
        assert again.people == question.people
        assert again.period.window == question.period.window
        assert (again.by_person, again.unanswered) == (question.by_person, question.unanswered)
    elif question.nearest is not None:
        read(question.nearest)


@given(st.lists(st.text(max_size=12), max_size=8))
def test_no_question_is_too_strange_to_be_answered(typed):
    assert isinstance(understand(typed, ASKER), Question | NotUnderstood)


def test_counts_stand_with_their_sentences_and_what_is_left_out_with_its_reason(asked):
    document = asked.asks("lena", "ask everything by ana")

    assert words(document.headline) == (
        "2 sentences by Ana Example in the last 4 weeks, unprompted and with evidence; 1 more was seen and not counted"
    )
    assert "the writer had been asked" in repr(document)


def test_an_answer_by_person_is_in_alphabetical_order(world):
    issue = f.issue(external_id="1", key="HAR-1")
    world.put(*(f.finding(issue, author="ben", occurred_at=f.at(-day), id=f"b{day}") for day in range(1, 5)))

    said = repr(world.asks("lena", "ask who raised risks"))

    assert said.index("Ana Example") < said.index("Ben Example")
    assert "4 risk flags" in said


def test_what_is_not_sure_enough_is_in_no_persons_count(world):
    issue = f.issue(external_id="1", key="HAR-1")
    world.put(f.finding(issue, author="ben", id="unsure", quote="Maybe it breaks.", shown=False))

    of_ben, of_all = world.asks("lena", "ask risks by ben"), world.asks("lena", "ask risks")

    assert words(of_ben.headline).startswith("No risk flags")
    assert "not sure enough to stand beside a name" in repr(of_ben)
    assert "Maybe it breaks." not in repr(of_ben)
    assert words(of_all.headline).startswith("2 risk flags")
    assert "Maybe it breaks." in repr(of_all)
    assert "Ben Example" not in repr(of_all)
    assert "Maybe it breaks." in repr(world.asks("ben", "me"))
    assert "Maybe it breaks." not in repr(world.asks("lena", "signals ben"))


def test_a_question_that_is_not_understood_is_answered_with_the_grammar(asked):
    document = asked.asks("lena", "ask frisks by ana")

    assert words(document.headline) == "Not answered, because “frisks” is not understood"
    assert "ask risk flags by ana in the last 4 weeks" in repr(document)
    assert "ask what was unanswered" in repr(document)
