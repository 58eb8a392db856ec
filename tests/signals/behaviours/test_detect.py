import dataclasses

import factories
import pytest
import talk
from factories import at
from talk import described, said, thread

from signals.behaviours.base import Passage, Reading
from signals.behaviours.detect import counted, findings

RISK = "If the webhook retries after the refund we pay twice."


class Hears:
    """Hears one behaviour wherever a phrase stands, with a fixed probability."""

    version = "hears-1"
    thresholds = {"risk_flag": 0.6, "chasing": 0.5}  # noqa: RUF012 - a fake's constant
    shown_thresholds = {"risk_flag": 0.8}  # noqa: RUF012 - a fake's constant

    def __init__(self, phrase: str = RISK, probability: float = 0.9):
        self.phrase, self.probability = phrase, probability

    def read(self, said):
        return [self._reading(passage) for _, passage in said]

    def _reading(self, passage: Passage) -> Reading:
        start = passage.text.find(self.phrase)
        if start < 0:
            return Reading({}, {})
        return Reading({"risk_flag": self.probability}, {"risk_flag": (start, start + len(self.phrase))})


def detect(conversation, classifier=None, items=None):
    return list(findings([conversation], classifier or Hears(), items))


def test_a_finding_carries_everything_that_explains_it():
    comment = said("ana", f"Tested on staging. {RISK}", 1, id="77")

    (found,) = detect(thread(described(), comment))

    assert (found.quote, comment.text[found.start : found.end]) == (RISK, RISK)
    assert (found.behaviour, found.author, found.item_kind, found.item_id) == ("risk_flag", "ana", "comment", "77")
    assert (found.engagement, found.source, found.issue_id) == (factories.ENGAGEMENT, factories.SOURCE, "1")
    assert (found.url, found.occurred_at) == (comment.url, comment.written_at)
    assert (found.probability, found.threshold, found.classifier) == (0.9, 0.6, "hears-1")
    assert (found.prompted, found.prompting_item, found.substance) == ("none", None, 2)
    assert (found.verdict, found.restricted) == ("none", False)


def test_a_finding_names_who_asked_for_it():
    question = said("ben", "@ana any risks?", id="70")

    (found,) = detect(thread(described(), question, said("ana", RISK, 0.1)))

    assert (found.prompted, found.prompting_item) == ("direct", "70")


def test_a_probability_at_the_threshold_is_a_finding_and_one_below_is_not():
    conversation = thread(described(), said("ana", RISK))

    assert len(detect(conversation, Hears(probability=0.6))) == 1
    assert detect(conversation, Hears(probability=0.599)) == []


def test_what_bots_write_is_no_finding():
    assert detect(thread(described(), said("renovate", RISK, side="bot"))) == []


def test_a_description_that_others_edited_is_no_finding_but_still_prompts():
    conversation = thread(described(f"@ana any risks? {RISK}", author="", co_written=True), said("ana", RISK, days=40))
    soon = thread(described("@ana any risks?", author="", co_written=True), said("ana", RISK))

    assert [finding.item_kind for finding in detect(conversation)] == ["comment"]
    assert [finding.prompted for finding in detect(soon)] == ["direct"]


def test_only_the_items_asked_for_are_read():
    one, other = said("ana", RISK, id="1"), said("ana", RISK, 1, id="2")
    conversation = thread(described(RISK, id="1"), one, other)

    found = detect(conversation, items=frozenset({("comment", "1")}))

    assert [(finding.item_kind, finding.item_id) for finding in found] == [("comment", "1")]


def test_an_id_is_short_and_stays_while_text_and_probability_change():
    comment = said("ana", RISK, id="5")
    edited = dataclasses.replace(comment, text=f"Edit: {RISK}", zones=talk.whole(f"Edit: {RISK}"))

    (before,) = detect(thread(described(), comment))
    (after,) = detect(thread(described(), edited), Hears(probability=0.7))

    assert before.id == after.id
    assert len(before.id) == 16


def test_ids_differ_between_items_kinds_sources_and_engagements():
    comment = said("ana", RISK, id="1")
    conversations = [
        thread(comment),
        thread(described(RISK, id="1")),
        thread(said("ana", RISK, id="2")),
        thread(comment, source="linear"),
        thread(comment, engagement="other"),
    ]

    ids = {finding.id for conversation in conversations for finding in detect(conversation)}

    assert len(ids) == len(conversations)


def test_restricted_text_gives_restricted_findings():
    (found,) = detect(thread(described(), said("ana", RISK, restricted=True)))

    assert found.restricted


def test_a_reason_in_the_next_sentence_adds_substance():
    alone = thread(said("ana", "We should keep the limit.", id="1"))
    explained = thread(
        said("ana", "We should keep the limit. Fraud doubled last month, because bots found us.", id="1")
    )

    hears = Hears("We should keep the limit.")

    assert detect(alone, hears)[0].substance < detect(explained, hears)[0].substance


def test_only_findings_over_the_stricter_threshold_are_shown():
    conversation = thread(described(), said("ana", RISK))

    (sure,) = detect(conversation, Hears(probability=0.8))
    (unsure,) = detect(conversation, Hears(probability=0.7))

    assert (sure.shown, unsure.shown) == (True, False)


def activity(**fields):
    people = (factories.person("ana"), factories.person("ben"), factories.person("carla", role="client"))
    identities = tuple(factories.identity(account) for account in ("ana", "ben", "carla"))
    return factories.activity(people=people, identities=identities, **fields)


def test_unprompted_findings_of_substance_by_the_vendor_count():
    finding = factories.finding()

    assert counted([finding], activity()) == [finding]


@pytest.mark.parametrize(
    "fields",
    [
        {"author": "carla"},
        {"author": "stranger"},
        {"prompted": "direct"},
        {"prompted": "open"},
        {"prompted": "echo"},
        {"prompted": "template"},
        {"prompted": "role"},
        {"prompted": "unknown"},
        {"substance": 1},
        {"verdict": "disputed"},
        {"verdict": "was-asked"},
        {"verdict": "withdrawn"},
        {"behaviour": "waiting"},
        {"behaviour": "chasing"},
        {"behaviour": "no_longer_known"},
    ],
    ids=lambda fields: " ".join(map(str, fields.values())),
)
def test_everything_else_is_context(fields):
    assert counted([factories.finding(**fields)], activity()) == []


def test_a_confirmed_finding_counts():
    assert len(counted([factories.finding(verdict="confirmed")], activity())) == 1


def test_the_surest_of_a_day_counts_once():
    weak, strong = factories.finding(probability=0.7), factories.finding(probability=0.95)

    assert counted([weak, strong], activity()) == [strong]


def test_two_accounts_of_one_person_count_once():
    accounts = (factories.identity("ana"), factories.identity("ana-gh", person_id="ana"))
    found = [factories.finding(author="ana"), factories.finding(author="ana-gh")]

    assert len(counted(found, factories.activity(people=(factories.person("ana"),), identities=accounts))) == 1


@pytest.mark.parametrize(
    "fields",
    [{"behaviour": "alternative"}, {"author": "ben"}, {"issue_id": "2"}, {"source": "linear"}, {"occurred_at": at(2)}],
    ids=lambda fields: next(iter(fields)),
)
def test_another_behaviour_person_issue_or_day_counts_again(fields):
    everybody = factories.activity(terms=factories.terms(unlisted_side="vendor"))

    assert len(counted([factories.finding(), factories.finding(**fields)], everybody)) == 2


def test_days_end_where_the_engagement_is():
    late = factories.finding(occurred_at=at(0, hours=13.5))  # 23:30 in Berlin
    past_midnight = factories.finding(occurred_at=at(0, hours=14.5))

    assert counted([past_midnight, late], activity()) == [late, past_midnight]
