import json
import zipfile

import numpy as np
import pytest

from signals.behaviours.artefact import ARTEFACTS, ArtefactError, load, save
from signals.behaviours.base import BEHAVIOURS
from signals.behaviours.classifier import shipped_classifier
from signals.behaviours.examples import corpus_files, fingerprint

NAMES = {behaviour.name for behaviour in BEHAVIOURS}


@pytest.fixture(scope="module")
def shipped():
    return load()


def test_the_shipped_artefact_holds_no_pickles_and_is_small():
    with np.load(ARTEFACTS / "ngrams.npz", allow_pickle=False) as stored:
        kinds = {stored[name].dtype.kind for name in stored.files}

    assert kinds <= {"f", "u"}
    assert sum(path.stat().st_size for path in ARTEFACTS.iterdir()) < 6_000_000


def test_the_shipped_artefact_was_trained_on_the_corpus_that_stands_beside_it(shipped):
    assert shipped.trained_on["corpus_sha256"] == fingerprint(corpus_files())
    assert shipped.trained_on["written_comments"] == 1500


def test_the_shipped_artefact_has_a_threshold_for_every_behaviour_and_never_a_laxer_one_to_show(shipped):
    assert set(shipped.thresholds) == NAMES
    assert set(shipped.shown_thresholds) <= NAMES
    assert all(0 < threshold < 1 for threshold in shipped.thresholds.values())
    assert all(shipped.thresholds[name] <= threshold <= 1 for name, threshold in shipped.shown_thresholds.items())


def test_the_shipped_figures_beat_chance_by_far(shipped):
    assert shipped.figures["written"]["macro"]["average_precision"] > 0.6
    assert shipped.figures["real"]["macro"]["average_precision"] > 0.4


def test_the_classifier_is_read_once_and_says_its_version(shipped):
    assert shipped_classifier() is shipped_classifier()
    assert shipped_classifier().version == shipped.version


def test_what_is_saved_is_what_is_loaded(shipped, tmp_path):
    save(shipped, tmp_path)

    assert load(tmp_path).version == shipped.version
    assert (tmp_path / "ngrams.npz").read_bytes() == (ARTEFACTS / "ngrams.npz").read_bytes()
    assert (tmp_path / "ngrams.json").read_bytes() == (ARTEFACTS / "ngrams.json").read_bytes()


def test_a_missing_artefact_is_one_line_that_says_what_to_do(tmp_path):
    with pytest.raises(ArtefactError, match=r"cannot be read .* reinstall, or train it anew"):
        load(tmp_path)


def test_a_cut_artefact_is_refused(shipped, tmp_path):
    save(shipped, tmp_path)
    whole = (tmp_path / "ngrams.npz").read_bytes()
    (tmp_path / "ngrams.npz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(ArtefactError, match="cannot be read"):
        load(tmp_path)


def test_an_artefact_that_needs_unpickling_is_refused(shipped, tmp_path):
    save(shipped, tmp_path)
    np.savez(tmp_path / "ngrams.npz", vocabulary=np.array([{"a": 1}], dtype=object))

    with pytest.raises(ArtefactError, match="cannot be read"):
        load(tmp_path)


def test_an_artefact_whose_numbers_were_changed_is_refused(shipped, tmp_path):
    save(shipped, tmp_path)
    told = json.loads((tmp_path / "ngrams.json").read_text(encoding="utf-8"))
    told["thresholds"]["risk_flag"] = 0.01
    (tmp_path / "ngrams.json").write_text(json.dumps(told), encoding="utf-8")

    with pytest.raises(ArtefactError, match="does not fit"):
        load(tmp_path)


def test_the_archive_carries_no_clock():
    with zipfile.ZipFile(ARTEFACTS / "ngrams.npz") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
