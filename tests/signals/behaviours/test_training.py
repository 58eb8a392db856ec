"""Training on a part of the corpus: the whole takes a minute, a part shows the same properties in seconds."""

import json
from pathlib import Path

import numpy as np
import pytest

from signals.behaviours.artefact import load
from signals.behaviours.base import BEHAVIOURS
from signals.behaviours.calibration import calibrated, life_weights
from signals.behaviours.classifier import NgramClassifier
from signals.behaviours.examples import CORPUS, corpus_files, fingerprint
from signals.behaviours.train import main, train

LABELS = Path(__file__).parents[4] / "shared" / "data" / "labels" / "dev.jsonl"


@pytest.fixture(scope="module")
def small_corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for path in corpus_files()[:2]:
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


@pytest.fixture(scope="module")
def small(small_corpus):
    return train(small_corpus)


def test_the_same_corpus_gives_the_same_artefact(small, small_corpus):
    again = train(small_corpus)

    assert again.version == small.version
    assert again.figures == small.figures


def test_the_artefact_says_what_it_was_trained_on(small, small_corpus):
    assert small.trained_on["corpus_sha256"] == fingerprint(corpus_files(small_corpus))
    assert small.trained_on["written_comments"] == 500
    assert small.trained_on["extra_sha256"] is None


def test_projects_not_seen_in_training_are_read_better_than_by_chance(small):
    assert small.figures["written"]["macro"]["average_precision"] > 0.25  # chance is .07


def test_the_vocabulary_holds_only_what_several_projects_say(small):
    assert 1000 < len(small.vocabulary) < 60_000
    assert all(len(ngram.split(" ")) <= 3 for ngram in small.vocabulary)


def test_the_command_saves_what_it_trained_and_prints_the_figures(small, small_corpus, tmp_path, capsys):
    main(["--corpus", str(small_corpus), "--out", str(tmp_path)])

    assert load(tmp_path).version == small.version
    printed = capsys.readouterr().out
    assert small.version in printed
    assert all(behaviour.name in printed for behaviour in BEHAVIOURS)


def test_other_labelled_files_are_trained_on_too_and_uncertain_labels_are_left_out(small_corpus, tmp_path):
    extra = tmp_path / "more.jsonl"
    names = [behaviour.name for behaviour in BEHAVIOURS]
    rows = [
        {"id": str(n), "project": f"p{n % 4}", "text": f"Build {n} is green.", "labels": {}, "uncertain": names}
        | {"stratum": "enriched"}
        for n in range(40)
    ]
    extra.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")

    artefact = train(small_corpus, [extra])

    assert artefact.trained_on["real_comments"] == 40
    assert artefact.trained_on["extra_files"] == ["more.jsonl"]
    assert artefact.figures["real"]["comments"] == 0


def test_searched_positives_weigh_as_if_they_had_been_drawn():
    labels = np.array([True] + [False] * 9 + [True] * 5 + [False] * 5)
    drawn = np.array([True] * 10 + [False] * 10)

    weights = life_weights(labels, drawn)

    assert np.isclose(weights[~drawn & labels].sum() / weights[~drawn].sum(), 0.1)
    assert (weights[drawn] == 1).all()


def test_calibrated_probabilities_are_right_as_often_as_they_say():
    random = np.random.default_rng(7)
    scores = random.normal(size=4000)
    labels = random.random(4000) < 1 / (1 + np.exp(-(2 * scores - 1)))

    found = calibrated(scores, labels, np.ones(4000, dtype=bool))

    assert np.isclose(found.slope, 2, atol=0.2)
    assert np.isclose(found.offset, -1, atol=0.2)
    chances = found.probabilities(scores)
    assert np.isclose(labels[chances >= (found.shown or 1)].mean(), 0.8, atol=0.02)


def test_no_threshold_is_precise_where_scores_say_nothing():
    random = np.random.default_rng(7)
    labels = random.random(2000) < 0.1

    assert calibrated(random.normal(size=2000), labels, np.ones(2000, dtype=bool)).shown is None


@pytest.mark.skipif(not LABELS.exists(), reason="the labelled real comments are not beside the repository")
def test_the_shipped_artefact_names_the_labelled_real_comments_it_learnt_from():
    assert load().trained_on["extra_sha256"] == fingerprint([LABELS])


def test_the_classifier_of_a_small_corpus_reads(small):
    assert NgramClassifier(small).thresholds.keys() == {behaviour.name for behaviour in BEHAVIOURS}
    assert len(corpus_files(CORPUS)) == 6
