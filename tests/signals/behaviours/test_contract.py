"""What every behaviour's detection must hold to, whatever model stands behind it."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talk import described, said, thread, whole

from signals.behaviours.base import BEHAVIOURS, Said
from signals.behaviours.classifier import shipped_classifier
from signals.behaviours.detect import findings

HEARD = {
    "risk_flag": (
        "Once the trial certificate expires in December, every checkout in the app will fail unnoticed.",
        "I'm worried that the migration locks the orders table for minutes, shops could lose sales on Black Friday.",
        "If we release without the index, the search will time out for the bigger shops in December.",
    ),
    "dependency_flag": (
        "The bank's team has to whitelist our IP before we can go live with this.",
        "We can only merge this after HAR-212 is released, the schema comes from there.",
        "The mobile app reads the same field, so it has to be changed together with this.",
    ),
    "pushback": (
        "I don't think we should remove the confirmation step, because support gets double orders every week as it is.",
        "I disagree with the date: two of the three screens have no design yet, so the 5th isn't realistic.",
        "I don't agree with showing prices without tax, because shops would get complaints.",
    ),
    "alternative": (
        "Instead of a new service, how about a nightly job that writes the same file?",
        "Could we ship single-tender first and add split payments in a second step?",
        "Alternatively we could keep the old endpoint and redirect only new customers.",
    ),
    "why_question": (
        "What problem does this solve for the shop owners?",
        "Who needs this report, and what would they do with it?",
        "What's the use case for exporting drafts?",
    ),
    "business_context": (
        "Three of our biggest customers hit this every week and two have threatened to cancel, so this goes first.",
        "The contract with the retailer starts on 1 March, so for the launch we need the invoices but not the reports.",
        "Support gets about 40 calls a week about this, each costs the client 12 euros, so I'd do it first.",
    ),
    "initiative": (
        "While I was there I noticed that the retries had no test, so I wrote one and opened a PR.",
        "I went ahead and measured the checkout on slow phones as well, numbers are attached.",
        "I also built a small script that checks all invoices for this error, it found four more.",
    ),
    "knowledge_capture": (
        "Summary of the call: we keep UTC in the database because the bank's export has no zone.",
        "Root cause: the job ran twice because the lock expired after 60 s; the lock now renews itself.",
        "I've written the steps for rotating the key down in the wiki under Operations, with the commands.",
    ),
    "waiting": (
        "We can't continue until the client sends us the credentials.",
        "Still blocked, waiting for the design from the agency.",
        "Parked, because we still have no access to the test system.",
    ),
    "chasing": ("Any update on this?", "Friendly ping, could someone have a look?", "When will this be released?"),
}
SILENT = {
    "risk_flag": (
        "The checkout crashed yesterday for ten minutes, fixed now.",
        "This is risky.",
        "You forgot the null check in line 12.",
    ),
    "dependency_flag": ("Bumped lodash to 4.17.21.", "Duplicate of HAR-12.", "See also HAR-40."),
    "pushback": (
        "No, won't do.",
        'nit: typo in the label, should be "address"',
        "Ben is always late with his reviews.",
    ),
    "alternative": (
        "nit: I'd call it `total` instead of `sum`.",
        "There must be a better way.",
        "Done, implemented option B as agreed.",
    ),
    "why_question": (
        "Why does the build fail with exit code 137?",
        "Which version of Node do you use?",
        "Could you attach the log?",
    ),
    "business_context": (
        "Response time went from 240 ms to 80 ms.",
        "Labelled for release 4.2.",
        "The client wants it.",
    ),
    "initiative": ("Fixed the typo you pointed out.", "Happy to help if needed.", "PR is up for this issue."),
    "knowledge_capture": ("We should document this some day.", "Updated README.", "Yes, that works."),
    "waiting": (
        "CI is still running.",
        "Many users are waiting for this feature.",
        "The job runs again tonight at two.",
    ),
    "chasing": ("Thanks, works now.", "Deployed to staging with build 412.", "The importer took four minutes."),
}
NAMES = tuple(behaviour.name for behaviour in BEHAVIOURS)


def detect(text: str, **fields):
    comment = said("ana", text, **({"zones": whole(text), "id": "9"} | fields))
    return comment, list(findings([thread(comment)], shipped_classifier()))


def pairs(of: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(behaviour, text) for behaviour, texts in of.items() for text in texts]


@pytest.mark.parametrize("examples", [HEARD, SILENT], ids=["heard", "silent"])
def test_every_behaviour_has_at_least_three_cases(examples):
    assert tuple(examples) == NAMES
    assert all(len(texts) >= 3 for texts in examples.values())


@pytest.mark.parametrize(("behaviour", "text"), pairs(HEARD))
def test_a_clear_case_is_heard(behaviour, text):
    _, found = detect(text)

    assert behaviour in {finding.behaviour for finding in found}


@pytest.mark.parametrize(("behaviour", "text"), pairs(SILENT))
def test_a_near_miss_is_silent(behaviour, text):
    _, found = detect(text)

    assert behaviour not in {finding.behaviour for finding in found}


@pytest.mark.parametrize(("behaviour", "text"), pairs(HEARD))
def test_the_sentence_is_found_among_others_and_quoted_verbatim(behaviour, text):
    comment, found = detect(f"Hi all, deployed build 412.\n\n{text}\n\nThanks, see you on Monday.")

    quotes = {finding.behaviour: finding for finding in found}
    assert quotes[behaviour].quote == comment.text[quotes[behaviour].start : quotes[behaviour].end]
    assert quotes[behaviour].quote in text


@pytest.mark.parametrize(("behaviour", "text"), pairs(HEARD))
def test_the_same_text_gives_the_same_findings_and_stays_as_it_was(behaviour, text):
    conversation = thread(described(text), said("ana", text, id="9"))
    before = copy.deepcopy(conversation)

    first = [finding.model_dump() for finding in findings([conversation], shipped_classifier())]
    second = [finding.model_dump() for finding in findings([conversation], shipped_classifier())]

    assert first == second
    assert conversation == before


@pytest.mark.parametrize(("behaviour", "text"), pairs(HEARD))
def test_quotes_and_code_are_not_the_authors_words(behaviour, text):
    quoted = f"> {text}\n\n```\n{text}\n```"
    comment = said("ana", quoted)

    found = list(findings([thread(comment)], shipped_classifier()))

    assert found == []


def test_reading_many_together_is_reading_each_alone():
    texts = [text for _, text in [*pairs(HEARD), *pairs(SILENT)]]
    comments = [said("ana", text) for text in ["", *texts, "🎉"]]
    classifier = shipped_classifier()

    together = classifier.read([Said(thread(comment), comment) for comment in comments])

    for comment, reading in zip(comments, together, strict=True):
        (alone,) = classifier.read([Said(thread(comment), comment)])
        assert alone.sentences == reading.sentences
        assert alone.probabilities == pytest.approx(reading.probabilities)


def test_every_reading_has_all_behaviours_or_none():
    comments = [said("ana", "Fine."), said("ana", "")]

    with_prose, without = shipped_classifier().read([Said(thread(comment), comment) for comment in comments])

    assert tuple(with_prose.probabilities) == tuple(with_prose.sentences) == NAMES
    assert (without.probabilities, without.sentences) == ({}, {})
    assert all(0 <= chance <= 1 for chance in with_prose.probabilities.values())


texts = st.text(
    st.one_of(st.sampled_from("If we will not before, because?! .\n\u202e\u200f🎉👩‍🚀"), st.characters()), max_size=400
)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_any_text_is_read_and_any_quote_is_verbatim(text):
    comment, found = detect(text)

    assert all(finding.quote == comment.text[finding.start : finding.end] for finding in found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "🎉👩‍🚀🏳️‍🌈",
        "שלום, מה קורה עם זה? אם נשחרר עכשיו הלקוחות ישלמו פעמיים.",
        "\x00\x01\x02\x1b[31m risk \x7f",
        "\u202eif this ships we pay twice\u202c",
        "risk. " * 170_000,
        "x" * 1_000_000,
        "![" * 100_000,
        "`" * 200_000,
        "a/" * 100_000,
        "a." * 100_000,
        "[~" * 100_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_hard_text_is_read(text):
    comment, found = detect(text)

    assert all(finding.quote == comment.text[finding.start : finding.end] for finding in found)
