import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.columns import Zone
from signals.behaviours.sentences import LONGEST, sentences

WORD = re.compile(r"[^\W\d_]{2,}")


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, [Zone(0, len(text), "prose")])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("it works. but only on staging", ["it works.", "but only on staging"]),
        ("Use a queue, e.g. Rabbit, i.e. no cron.", ["Use a queue, e.g. Rabbit, i.e. no cron."]),
        ("Ask Dr. Weber. He knows.", ["Ask Dr. Weber.", "He knows."]),
        ("Logs, metrics, etc. are missing. Please add.", ["Logs, metrics, etc. are missing.", "Please add."]),
        ("Logs, metrics, etc. Please add.", ["Logs, metrics, etc.", "Please add."]),
        ("Fixed in 3.18.0. Not in v2.4.1 though.", ["Fixed in 3.18.0.", "Not in v2.4.1 though."]),
        ("See https://a.example/x.html?q=1. Then reply.", ["See https://a.example/x.html?q=1.", "Then reply."]),
        ("It is in app.config.ts and main.py. Both.", ["It is in app.config.ts and main.py.", "Both."]),
        ("Hmm... maybe not. OK...", ["Hmm... maybe not.", "OK..."]),
        ("Hmm… Maybe not.", ["Hmm…", "Maybe not."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("(Only on staging.) Done.", ["(Only on staging.)", "Done."]),
        ("J. Smith agreed. So did I. Next.", ["J. Smith agreed.", "So did I.", "Next."]),
        ("works now 🎉 Thanks!", ["works now 🎉", "Thanks!"]),
        ("Done. 🎉 Next one.", ["Done. 🎉", "Next one."]),
        ("🎉🎉", []),
        ("- first\n- second one\n* third", ["first", "second one", "third"]),
        ("1. first step\n2. second step", ["first step", "second step"]),
        ("- [ ] tell the bank\n- [x] ask Ben", ["tell the bank", "ask Ben"]),
        ("no stop here\nand none here", ["no stop here", "and none here"]),
        (
            "this line was wrapped by hand at about seventy columns and\ngoes on here. Then more.",
            ["this line was wrapped by hand at about seventy columns and\ngoes on here.", "Then more."],
        ),
        ("One paragraph\n\nanother", ["One paragraph", "another"]),
        ("one\r\ntwo", ["one", "two"]),
        ("完了しました。 次へ進みます。", ["完了しました。", "次へ進みます。"]),
        ("", []),
        ("   \n \t", []),
        ("...", []),
    ],
)
def test_text_falls_into_the_sentences_a_reader_sees(text, expected):
    assert split(text) == expected


def test_only_prose_is_cut():
    text = "Before. CODE. QUOTE. After."
    zones = [Zone(0, 7, "prose"), Zone(8, 13, "code"), Zone(14, 20, "quote"), Zone(21, 27, "prose")]

    found = [text[start:end] for start, end in sentences(text, zones)]

    assert found == ["Before.", "After."]


def test_a_run_on_is_cut_where_words_end():
    text = "word " * 1000

    found = split(text)

    assert all(len(sentence) <= LONGEST for sentence in found)
    assert " ".join(found) == text.strip()


zoned_texts = st.text(
    st.one_of(st.sampled_from(" \n.!?…aB1e.g🎉-*(\u200f\u2028\x00"), st.characters()), max_size=300
).flatmap(
    lambda text: st.tuples(
        st.just(text),
        st.lists(
            st.builds(
                Zone,
                st.integers(0, len(text) + 3),
                st.integers(0, len(text) + 3),
                st.sampled_from(["prose", "prose", "code", "quote"]),
            ),
            max_size=4,
        ),
    )
)


@given(zoned_texts)
def test_spans_are_in_order_disjoint_trimmed_and_inside_prose(zoned):
    text, zones = zoned

    spans = sentences(text, zones)

    assert all(earlier.end <= later.start for earlier, later in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    assert all(
        any(zone.kind == "prose" and zone.start <= start and end <= zone.end for zone in zones) for start, end in spans
    )


@given(st.text(st.one_of(st.sampled_from(" \n.!?…abc e.g🎉-*("), st.characters()), max_size=300))
def test_spans_hold_every_word_of_the_prose(text):
    spans = sentences(text, [Zone(0, len(text), "prose")])

    lost = [word for word in WORD.finditer(text) if not any(s <= word.start() and word.end() <= e for s, e in spans)]
    assert lost == []
