"""People's word on findings and on open risks: what is kept, and whose word decides."""

import factories as f
import pytest
from sqlmodel import select

from bot.access import OPERATOR, RefusedError, viewer_of
from bot.config import Config
from bot.errors import UserError
from bot.jobs.feedback import give_verdict
from bot.jobs.people import store_people
from bot.jobs.risk_verdicts import give_risk_verdict
from models.db import open_database, reading, writing
from models.findings import Feedback, Finding
from models.store import upsert
from models.surface import RiskVerdict

ROLES = {"ana": "engineer", "ben": "engineer", "lena": "lead", "lars": "lead", "maria": "client"}


def config() -> Config:
    source = {"type": "jira", "name": f.SOURCE, "url": "https://jira.example", "token_env": "T", "projects": ["HAR"]}
    people = [
        {
            "id": ident,
            "name": ident.title(),
            "role": role,
            "slack": f"U{ident.upper()}",
            "accounts": {f.SOURCE: [ident]},
        }
        for ident, role in ROLES.items()
    ]
    harbour = {"id": "harbour", "name": "Harbour", "sources": [source], "people": people}
    return Config.model_validate({"engagements": [harbour, {"id": "lagoon", "name": "Lagoon", "sources": [source]}]})


@pytest.fixture
def engine(tmp_path):
    opened = open_database(f"sqlite:///{tmp_path / 'vested.db'}")
    issue = f.issue(external_id="1")
    with writing(opened) as session:
        records = [issue, f.comment(issue, "Maria, who owns it?", author="ben", external_id="c9")]
        upsert(session, [*records, *(f.identity(ident, person_id=None) for ident in ROLES)])
        upsert(session, [f.finding(issue, id="risk", author="ana"), f.finding(issue, id="gone", withdrawn_at=f.at())])
        upsert(session, [f.finding(issue, id="idea", author="ana", behaviour="alternative")])
    store_people(opened, config().engagements[0])
    yield opened
    opened.dispose()


def give(engine, who, verdict, *, finding="risk", hour=0, engagement=0, **fields):
    loaded = config()
    viewer = OPERATOR if who == "operator" else viewer_of(loaded, f"U{who.upper()}")
    return give_verdict(
        engine,
        loaded.engagements[engagement],
        finding=finding,
        verdict=verdict,
        viewer=viewer,
        at=f.at(3, hours=hour),
        **fields,
    )


def decide(engine, who, verdict, subject="risk"):
    loaded = config()
    viewer = OPERATOR if who == "operator" else viewer_of(loaded, f"U{who.upper()}")
    return give_risk_verdict(engine, loaded.engagements[0], subject=subject, verdict=verdict, viewer=viewer, at=f.at(3))


def standing(engine):
    with reading(engine) as session:
        found = session.get(Finding, ("harbour", "risk"))
        assert found is not None
        return found.verdict


def kept(engine, table=Feedback):
    with reading(engine) as session:
        return list(session.exec(select(table)).all())


WRONG = "wrong-behaviour"


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ([("ana", "disputed")], "disputed"),
        ([("ana", "was-asked")], "was-asked"),
        ([("ana", "confirmed")], "confirmed"),
        ([("ana", WRONG)], "disputed"),
        ([("lena", "disputed")], "disputed"),
        ([("operator", "was-asked")], "was-asked"),
        ([("ben", "disputed")], "none"),
        ([("maria", "was-asked")], "none"),
        ([("lena", "confirmed"), ("ana", "disputed")], "disputed"),
        ([("ana", "disputed"), ("lena", "confirmed")], "disputed"),
        ([("ana", "disputed"), ("ana", "confirmed")], "confirmed"),
        ([("lena", "was-asked"), ("ana", "confirmed")], "was-asked"),
        ([("ana", "confirmed"), ("lena", "disputed")], "disputed"),
        ([("lena", "disputed"), ("lars", "confirmed")], "confirmed"),
        ([("lena", "disputed"), ("ben", "confirmed"), ("maria", "confirmed")], "disputed"),
    ],
)
def test_whose_word_decides(engine, given, verdict):
    for hour, (who, word) in enumerate(given):
        give(engine, who, word, hour=hour, behaviour="pushback" if word == WRONG else None)

    assert standing(engine) == verdict
    assert [(row.given_by, row.verdict) for row in kept(engine)] == [
        ("terminal" if who == "operator" else who, word) for who, word in given
    ]


def test_the_same_word_twice_is_kept_once_and_another_word_after_it_again(engine):
    outcomes = [give(engine, "ana", word, hour=n) for n, word in enumerate(("disputed", "disputed", "confirmed"))]

    assert [outcome.recorded for outcome in outcomes] == [True, False, True]
    assert len(kept(engine)) == 2


@pytest.mark.parametrize(("who", "decides"), [("ana", True), ("lena", True), ("ben", False), ("maria", False)])
def test_whoever_does_not_decide_is_told_who_does(engine, who, decides):
    outcome = give(engine, who, "disputed")

    assert outcome.decides is decides
    assert ("changes no count" in outcome.said) is not decides


def test_the_right_behaviour_is_kept_with_the_wrong_one(engine):
    give(engine, "lena", WRONG, behaviour="dependency_flag", reason=" names the bank ")

    (word,) = kept(engine)
    assert (word.behaviour, word.reason) == ("dependency_flag", "names the bank")


@pytest.mark.parametrize(
    ("who", "given", "error", "says"),
    [
        ("ana", {"finding": "nosuch"}, UserError, "no longer there"),
        ("ana", {"finding": "gone"}, UserError, "no longer there"),
        ("ana", {"engagement": 1}, RefusedError, "not listed"),
        ("nobody", {}, RefusedError, "not listed"),
        ("operator", {"engagement": 1}, UserError, "no longer there"),
        ("ana", {"verdict": WRONG}, UserError, "which behaviour"),
        ("ana", {"verdict": WRONG, "behaviour": "risk_flag"}, UserError, "which behaviour"),
        ("ana", {"verdict": "great"}, UserError, "not a verdict"),
    ],
)
def test_what_cannot_be_said_is_refused_and_not_kept(engine, who, given, error, says):
    with pytest.raises(error, match=says):
        give(engine, who, **({"verdict": "disputed"} | given))

    assert kept(engine) == []
    assert standing(engine) == "none"


QUESTION = "question:jira:c9"


@pytest.mark.parametrize(
    ("who", "verdict", "subject", "allowed"),
    [
        ("lena", "accepted", "risk", True),
        ("lena", "answered", QUESTION, True),
        ("maria", "accepted", "risk", True),
        ("maria", "answered", QUESTION, True),
        ("operator", "answered", "risk", True),
        ("ana", "answered", "risk", True),
        ("ana", "accepted", "risk", False),
        ("ana", "answered", QUESTION, False),
        ("ben", "answered", QUESTION, True),
        ("ben", "answered", "risk", False),
        ("nobody", "answered", "risk", False),
    ],
)
def test_who_may_close_an_open_risk(engine, who, verdict, subject, allowed):
    if not allowed:
        with pytest.raises(RefusedError):
            decide(engine, who, verdict, subject)
        assert kept(engine, RiskVerdict) == []
        return
    decide(engine, who, verdict, subject)

    (held,) = kept(engine, RiskVerdict)
    assert (held.subject, held.verdict) == (subject, verdict)


def test_the_same_decision_again_keeps_who_gave_it_first_and_another_replaces_it(engine):
    for who, verdict in (("lena", "accepted"), ("maria", "accepted")):
        decide(engine, who, verdict)
    assert kept(engine, RiskVerdict)[0].given_by == "lena"

    decide(engine, "maria", "answered")

    (held,) = kept(engine, RiskVerdict)
    assert (held.given_by, held.verdict) == ("maria", "answered")


@pytest.mark.parametrize("subject", ["nosuch", "gone", "idea", "question:jira:nosuch", "question:", "question:x"])
def test_only_a_flag_or_question_that_is_there_can_be_closed(engine, subject):
    with pytest.raises(UserError, match="no longer there"):
        decide(engine, "lena", "answered", subject)
