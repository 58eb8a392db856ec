import json

import pytest

from signals.behaviours.base import BEHAVIOURS
from signals.behaviours.examples import Example, corpus_files, cut, examples, fingerprint, zones_of


def kinds(markup: str) -> list[tuple[str, str]]:
    return [(zone.kind, markup[zone.start : zone.end].strip()) for zone in zones_of(markup)]


def test_the_corpus_is_whole_and_every_label_stands_in_its_text():
    corpus = examples(corpus_files())

    assert len(corpus) == 1500
    assert len({example.id for example in corpus}) == 1500
    assert {name for example in corpus for name in example.labels} == {behaviour.name for behaviour in BEHAVIOURS}
    assert [example.id for example in corpus for span in example.labels.values() if span not in example.text] == []


def test_nearly_every_label_of_the_corpus_lies_in_a_sentence():
    labelled = [(found, name) for found in map(cut, examples(corpus_files())) for name in found.example.labels]
    outside = [(found.example.id, name) for found, name in labelled if not any(name in shown for shown in found.shown)]

    assert len(outside) <= len(labelled) * 0.01


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Just words.", [("prose", "Just words.")]),
        ("Look:\n```\nx = 1\n```\nOk.", [("prose", "Look:"), ("code", "```\nx = 1\n```"), ("prose", "Ok.")]),
        ("A {code:java}x{code} b", [("prose", "A"), ("code", "{code:java}x{code}"), ("prose", "b")]),
        ("> said\nreply", [("quote", "> said"), ("prose", "reply")]),
        ("{quote}said{quote}\nreply", [("quote", "{quote}said{quote}"), ("prose", "reply")]),
        ("h3. Risks\nnone", [("heading", "h3. Risks"), ("prose", "none")]),
        ("## Risks\nnone", [("heading", "## Risks"), ("prose", "none")]),
        ("# first step\n# second step", [("prose", "# first step\n# second step")]),
        ("| a | b |\nafter", [("table", "| a | b |"), ("prose", "after")]),
        ("```\nnever closed", [("code", "```\nnever closed")]),
    ],
)
def test_markup_falls_into_zones(markup, expected):
    assert [found for found in kinds(markup) if found[1]] == expected


def test_a_sentence_shows_what_its_span_was_labelled_with():
    text = "Done. If it retries we pay twice. Thanks."

    found = cut(Example("1", "harbour", text, {"risk_flag": "retries we pay twice"}))

    assert found.shown == (frozenset(), frozenset({"risk_flag"}), frozenset())


def test_lines_are_read_with_what_they_leave_out(tmp_path):
    path = tmp_path / "more.jsonl"
    row = {"id": 1, "text": "a\u2028b", "labels": {}, "uncertain": ["waiting"], "stratum": "random"}
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n\n", encoding="utf-8")

    (found,) = examples([path])

    assert found == Example("1", "", "a\u2028b", {}, stratum="random", uncertain=frozenset({"waiting"}))


@pytest.mark.parametrize("line", ["{", "[]", "{}", '{"id": 1, "text": "a"}', '{"id": 1, "text": "a", "labels": 3}'])
def test_a_bad_line_is_named_by_file_and_number(tmp_path, line):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": 1, "text": "a", "labels": {}}\n' + line + "\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"bad\.jsonl:2 is not a labelled comment"):
        examples([path])


def test_the_fingerprint_follows_the_contents(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("one", encoding="utf-8")
    before = fingerprint([path])
    path.write_text("two", encoding="utf-8")

    assert fingerprint([path]) != before
