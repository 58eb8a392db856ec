import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.behaviours.wording import MOST_CHARACTERS, wording


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("If the Webhook retries, we pay twice!", "if the webhook retries, we pay twice!"),
        ("See https://a.example/b?c=1 please", "see xlink please"),
        ("Call `refund()` or refundOrder or refund_order", "call xcode or xcode or xcode"),
        ("In src/app/main.py and config.toml", "in xcode and xcode"),
        ("Use {{retry}} here", "use xcode here"),
        ("@ana and [~ben], can you look?", "xperson and xperson , can you look?"),
        ("HAR-12 blocks #34", "xissue blocks xissue"),
        ("since 3.18.0 and v2.4", "since xversion and xversion"),
        ("about 1,200 orders, 30% more", "about xnumber orders, xnumber % more"),
        ("we don’t know", "we don't know"),  # noqa: RUF001 - the apostrophe that phones type
        ("e.g. on Monday", "e.g. on monday"),
        ("secp256k1 stays", "secp256k1 stays"),
    ],
)
def test_names_give_way_to_tokens_and_words_stay(sentence, words):
    assert " ".join(wording(sentence).split()) == words


@given(st.text(max_size=200))
def test_any_sentence_has_a_wording(sentence):
    assert wording(sentence) == wording(sentence).lower()


def test_endless_sentences_cost_no_more_than_long_ones():
    assert len(wording("word " * 100_000)) <= MOST_CHARACTERS
