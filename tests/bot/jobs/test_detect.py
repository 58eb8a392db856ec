"""Detection over what is stored: each text is read once, edits are read again, verdicts stay."""

from collections.abc import Callable, Sequence

import configs
import factories as f
import pytest
from sqlmodel import select

from bot.jobs.detect import detect
from models.db import reading, writing
from models.findings import Finding
from models.store import bury_missing_comments, upsert
from signals.behaviours.base import Reading, Said

RISK = "If the webhook retries after the refund we pay twice."


class Hears:
    """Hears a risk wherever the sentence stands, and remembers what it was given to read."""

    def __init__(self, version: str = "v1", phrase: str = RISK) -> None:
        self.version = version
        self.phrase = phrase
        self.thresholds = {"risk_flag": 0.6}
        self.shown_thresholds = {"risk_flag": 0.8}
        self.read_texts: list[str] = []

    def read(self, said: Sequence[Said]) -> list[Reading]:
        self.read_texts += [passage.text for _, passage in said]
        return [self._reading(passage.text) for _, passage in said]

    def _reading(self, text: str) -> Reading:
        start = text.find(self.phrase)
        return (
            Reading({"risk_flag": 0.9}, {"risk_flag": (start, start + len(self.phrase))})
            if start >= 0
            else Reading({}, {})
        )


class Interrupted(Hears):
    """Hears a risk, and while it reads for the first time something else happens."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self.meanwhile = meanwhile

    def read(self, said: Sequence[Said]) -> list[Reading]:
        self.meanwhile()
        self.meanwhile = lambda: None
        return super().read(said)


def put(engine, *records) -> None:
    with writing(engine) as session:
        upsert(session, records)


def run(engine, classifier: Hears, **fields) -> int:
    return detect(
        engine, configs.engagement(**fields), classifier, clock=lambda: f.at(5), progress=lambda done, total: None
    )


def found(engine) -> list[Finding]:
    with reading(engine) as session:
        return list(session.exec(select(Finding).order_by(Finding.item_id)))


def test_a_finding_is_kept_with_the_sentence_where_it_stands(engine):
    issue = f.issue(body="Refunds.")
    comment = f.comment(issue, f"Tested. {RISK}", author="ana")
    put(engine, issue, comment, f.identity("ana"))

    assert run(engine, Hears()) == 1

    (kept,) = found(engine)
    assert comment.body[kept.start : kept.end] == kept.quote == RISK
    assert (kept.item_id, kept.issue_id, kept.author, kept.shown) == (
        comment.external_id,
        issue.external_id,
        "ana",
        True,
    )


def test_what_was_read_is_not_read_again(engine):
    issue = f.issue(body="Refunds.")
    put(engine, issue, f.comment(issue, RISK))
    run(engine, Hears())
    again = Hears()

    assert run(engine, again) == 0
    assert again.read_texts == []
    assert len(found(engine)) == 1


def test_an_edited_comment_is_read_again_and_alone(engine):
    issue = f.issue(body="Refunds.")
    edited, other = f.comment(issue, RISK), f.comment(issue, "Fine.")
    put(engine, issue, edited, other)
    run(engine, Hears())
    edited.body, edited.updated_at = "Never mind.", f.at(1)
    put(engine, edited)
    again = Hears()

    run(engine, again)

    assert again.read_texts == ["Never mind."]
    assert [finding.withdrawn_at for finding in found(engine)] == [f.at(5)]


def test_a_new_version_reads_everything_and_keeps_what_people_said(engine):
    issue = f.issue(body="Refunds.")
    put(engine, issue, f.comment(issue, RISK))
    run(engine, Hears())
    (disputed,) = found(engine)
    with writing(engine) as session:
        session.merge(disputed).verdict = "disputed"
    newer = Hears("v2")

    run(engine, newer)

    (kept,) = found(engine)
    assert sorted(newer.read_texts) == ["If the webhook retries after the refund we pay twice.", "Refunds."]
    assert (kept.id, kept.verdict, kept.classifier) == (disputed.id, "disputed", "v2")


def test_a_finding_that_a_newer_version_no_longer_makes_is_withdrawn_and_comes_back_with_one_that_does(engine):
    issue = f.issue(body="Refunds.")
    put(engine, issue, f.comment(issue, RISK))
    run(engine, Hears())

    run(engine, Hears("v2", phrase="something else"))
    withdrawn = found(engine)[0].withdrawn_at
    run(engine, Hears("v3"))

    assert withdrawn == f.at(5)
    assert found(engine)[0].withdrawn_at is None


@pytest.mark.parametrize("where", [{"security_level": "Finance"}, {}])
def test_a_finding_is_restricted_where_its_text_is(engine, where):
    issue = f.issue(body="Refunds.", **where)
    put(engine, issue, f.comment(issue, RISK, restricted_to=None if where else "Administrators"))

    run(engine, Hears())

    assert found(engine)[0].restricted


def test_removed_issues_and_comments_are_not_read(engine):
    gone, issue = f.issue(body=RISK, removed_at=f.at()), f.issue(body="Refunds.")
    put(engine, gone, issue, f.comment(issue, RISK, removed_at=f.at()))
    classifier = Hears()

    assert run(engine, classifier) == 0
    assert classifier.read_texts == ["Refunds."]


def test_many_issues_are_read_in_several_transactions_and_none_is_left_out(engine):
    issues = [f.issue(body=RISK) for _ in range(250)]
    put(engine, *issues)
    steps: list[tuple[int, int]] = []

    kept = detect(
        engine,
        configs.engagement(),
        Hears(),
        clock=lambda: f.at(5),
        progress=lambda done, total: steps.append((done, total)),
    )

    assert kept == 250
    assert steps == [(0, 250), (100, 250), (200, 250), (250, 250)]


def bury_all_of(engine, issue) -> None:
    with writing(engine) as session:
        bury_missing_comments(
            session, engagement=f.ENGAGEMENT, source=f.SOURCE, issues={issue.external_id}, kept=(), at=f.at(3)
        )


def test_others_can_write_while_texts_are_read(engine):
    issue = f.issue(body=RISK)
    put(engine, issue)

    kept = run(engine, Interrupted(lambda: put(engine, f.identity("ana"))))

    assert kept == 1


def test_a_text_edited_while_it_was_read_is_read_again(engine):
    issue = f.issue(body="Refunds.")
    comment = f.comment(issue, RISK)
    put(engine, issue, comment)
    edited = f.comment(issue, f"Sorry: {RISK}", external_id=comment.external_id, updated_at=f.at(2))

    first = run(engine, Interrupted(lambda: put(engine, edited)))
    second = run(engine, Hears())

    assert (first, second) == (0, 1)
    assert [finding.start for finding in found(engine)] == [7]


def test_a_comment_removed_while_it_was_read_shows_nothing(engine):
    issue = f.issue(body="Refunds.")
    put(engine, issue, f.comment(issue, RISK))

    assert run(engine, Interrupted(lambda: bury_all_of(engine, issue))) == 0
    assert found(engine) == []


def test_a_comment_that_comes_back_gets_its_findings_back(engine):
    issue = f.issue(body="Refunds.")
    comment = f.comment(issue, RISK)
    put(engine, issue, comment)
    run(engine, Hears())
    bury_all_of(engine, issue)
    withdrawn = [finding.withdrawn_at for finding in found(engine)]

    put(engine, f.comment(issue, RISK, external_id=comment.external_id, updated_at=comment.updated_at))
    run(engine, Hears())

    assert withdrawn == [f.at(3)]
    assert [finding.withdrawn_at for finding in found(engine)] == [None]


def test_what_a_bot_wrote_is_read_once_its_account_is_a_persons(engine):
    issue = f.issue(body="Refunds.")
    put(engine, issue, f.comment(issue, RISK, author="ci"), f.identity("ci", person_id=None, is_bot=True))
    bots = Hears()
    run(engine, bots)
    put(engine, f.identity("ci", person_id=None, is_bot=False))
    persons = Hears()

    run(engine, persons)

    assert (bots.read_texts, persons.read_texts) == (["Refunds."], [RISK])
    assert [finding.author for finding in found(engine)] == ["ci"]


def test_issues_with_nothing_new_but_a_bots_words_are_not_gone_through_again(engine):
    issue = f.issue(body="Refunds.")
    put(engine, issue, f.comment(issue, RISK, author="ci"), f.identity("ci", person_id=None, is_bot=True))
    run(engine, Hears())
    steps: list[tuple[int, int]] = []

    detect(
        engine,
        configs.engagement(),
        Hears(),
        clock=lambda: f.at(5),
        progress=lambda done, total: steps.append((done, total)),
    )

    assert steps == [(0, 0)]


def test_a_question_is_for_whoever_had_the_issue_when_it_was_asked(engine):
    issue = f.issue(body="Refunds.", assignee="ben")
    put(
        engine,
        issue,
        f.comment(issue, "What could go wrong?", author="carla", created_at=f.at(0)),
        f.comment(issue, RISK, author="ana", created_at=f.at(0.3)),
        f.change(issue, "assignee", "ben", f.at(0.2), from_value="ana"),
    )

    run(engine, Hears())

    assert [finding.prompted for finding in found(engine)] == ["direct"]


@pytest.mark.parametrize(("editor", "authors"), [("ana", ["ana"]), ("ben", []), (None, [])])
def test_a_description_is_its_reporters_unless_others_edited_it(engine, editor, authors):
    issue = f.issue(body=RISK, reporter="ana")
    put(engine, issue, f.change(issue, "description", None, f.at(0.2), author=editor))

    run(engine, Hears())

    assert [finding.author for finding in found(engine)] == authors


def test_findings_in_a_description_are_withdrawn_once_others_edit_it(engine):
    issue = f.issue(body=RISK, reporter="ana")
    put(engine, issue)
    run(engine, Hears())
    issue.updated_at = f.at(2)
    put(engine, issue, f.change(issue, "description", None, f.at(2), author="ben"))

    run(engine, Hears())

    assert [finding.withdrawn_at for finding in found(engine)] == [f.at(5)]
