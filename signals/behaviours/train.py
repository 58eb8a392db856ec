"""Trains the classifier (`python -m signals.behaviours.train [--with FILE ...]`): the same data, the same bytes."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.model_selection import GroupKFold

from signals.behaviours.artefact import ARTEFACTS, Artefact, save
from signals.behaviours.base import BEHAVIOURS
from signals.behaviours.calibration import Calibration, calibrated
from signals.behaviours.examples import CORPUS, CutExample, corpus_files, cut, examples, fingerprint
from signals.behaviours.figures import figures, table
from signals.behaviours.ngrams import Flags, Floats, Level, Places, fitted, summed, vectoriser, worth_keeping
from signals.behaviours.wording import wording

NAMES = tuple(behaviour.name for behaviour in BEHAVIOURS)
FOLDS = 5
SILENT = -12.0  # the logit of a comment without a sentence
# The written corpus is small and alone in speaking of vendors and clients. On unseen projects four votes for each of
# its comments cost .004 macro average precision on open-source comments and gain .036 on written ones.
WRITTEN_VOTE = 4.0


@dataclass(frozen=True)
class Material:
    """Everything to learn from, as arrays: rows are comments or sentences, columns behaviours or n-grams."""

    vocabulary: tuple[str, ...]
    comments: sparse.csr_matrix
    sentences: sparse.csr_matrix
    owner: Places  # the comment of each sentence
    labels: Flags
    known: Flags  # False where the labellers were uncertain
    shown: Flags  # per sentence
    groups: Places  # the project of each comment
    strata: tuple[str, ...]

    @property
    def votes(self) -> Floats:
        """How much each comment counts in a fit."""
        return np.where(np.array(self.strata) == "written", WRITTEN_VOTE, 1.0)


def train(corpus: Path = CORPUS, extra: Sequence[Path] = ()) -> Artefact:
    """A classifier from the corpus and other labelled files; raises ValueError where a file cannot be read.

    Scores for calibration, thresholds and figures come from projects that the scoring models have not seen.
    """
    files = corpus_files(corpus)
    material = _material([cut(example) for example in examples([*files, *extra])])
    comment_scores, sentence_scores = _unseen_scores(material)
    comment, sentence = _both_levels(material, np.ones(len(material.strata), dtype=bool))
    comment, sentence = _scaled(comment, comment_scores), _scaled(sentence, sentence_scores)
    scores = comment.standardised(comment_scores) + sentence.standardised(sentence_scores)
    calibrations = [_calibration(scores, material, b) for b in range(len(NAMES))]
    return Artefact(
        vocabulary=material.vocabulary,
        comment=comment,
        sentence=sentence,
        slope=np.array([found.slope for found in calibrations]),
        offset=np.array([found.offset for found in calibrations]),
        thresholds={name: round(found.threshold, 4) for name, found in zip(NAMES, calibrations, strict=True)},
        shown_thresholds={
            name: round(found.shown, 4)
            for name, found in zip(NAMES, calibrations, strict=True)
            if found.shown is not None
        },
        trained_on=_sources(files, extra, material),
        figures=figures(scores, material.labels, material.known, np.array(material.strata), material.groups),
    )


def _material(cuts: Sequence[CutExample]) -> Material:
    owner = np.array([index for index, found in enumerate(cuts) for _ in found.spans])
    words = [wording(found.example.text[start:end]) for found in cuts for start, end in found.spans]
    counter = vectoriser()
    counts = sparse.csr_matrix(counter.fit_transform(words))
    groups = np.unique([found.example.project for found in cuts], return_inverse=True)[1]
    kept = worth_keeping(summed(counts, owner, len(cuts)), groups)
    counts = sparse.csr_matrix(counts[:, kept])
    return Material(
        vocabulary=tuple(counter.get_feature_names_out()[kept]),
        comments=summed(counts, owner, len(cuts)),
        sentences=counts,
        owner=owner,
        labels=np.array([[name in found.example.labels for name in NAMES] for found in cuts]),
        known=np.array([[name not in found.example.uncertain for name in NAMES] for found in cuts]),
        shown=np.array([[name in shown for name in NAMES] for found in cuts for shown in found.shown]),
        groups=groups,
        strata=tuple(found.example.stratum for found in cuts),
    )


def _both_levels(material: Material, learnt: Flags) -> tuple[Level, Level]:
    """Comment and sentence level, fitted on the comments that `learnt` marks.

    In a comment that shows a behaviour, only its labelled sentence is sure to show it and the others are not sure not
    to: those are left out.
    """
    spoken = learnt[material.owner]
    sure = material.known[material.owner] & (material.shown | ~material.labels[material.owner])
    comment = fitted(
        material.comments[learnt],
        labels=material.labels[learnt],
        known=material.known[learnt],
        votes=material.votes[learnt],
    )
    sentence = fitted(
        material.sentences[spoken],
        labels=material.shown[spoken],
        known=sure[spoken],
        votes=material.votes[material.owner][spoken],
    )
    return _rounded(comment), _rounded(sentence)


def _rounded(level: Level) -> Level:
    """As it is stored: half precision costs nothing measurable and keeps the artefact small."""
    return replace(level, idf=level.idf.astype(np.float16), weights=level.weights.astype(np.float16))


def _unseen_scores(material: Material) -> tuple[Floats, Floats]:
    """Logits of every comment and of its loudest sentence, by models that have not seen its project."""
    shape = material.labels.shape
    comment_scores, sentence_scores = np.zeros(shape), np.full(shape, SILENT)
    splits = GroupKFold(min(FOLDS, int(material.groups.max()) + 1)).split(material.groups, groups=material.groups)
    for _, unseen in splits:
        learnt = np.ones(shape[0], dtype=bool)
        learnt[unseen] = False
        comment, sentence = _both_levels(material, learnt)
        comment_scores[unseen] = comment.logits(material.comments[unseen])
        spoken = np.flatnonzero(~learnt[material.owner])
        np.maximum.at(sentence_scores, material.owner[spoken], sentence.logits(material.sentences[spoken]))
    return comment_scores, sentence_scores


def _scaled(level: Level, scores: Floats) -> Level:
    return replace(level, centre=scores.mean(axis=0), spread=scores.std(axis=0))


def _calibration(scores: Floats, material: Material, column: int) -> Calibration:
    known = material.known[:, column]
    labels = material.labels[known, column]
    drawn = np.array(material.strata)[known] != "enriched"
    return calibrated(scores[known, column], labels, drawn)


def _sources(files: Sequence[Path], extra: Sequence[Path], material: Material) -> dict[str, Any]:
    written = sum(stratum == "written" for stratum in material.strata)
    return {
        "corpus_sha256": fingerprint(files),
        "extra_sha256": fingerprint(extra) if extra else None,
        "extra_files": [path.name for path in extra],
        "written_comments": written,
        "real_comments": len(material.strata) - written,
        "projects": int(material.groups.max()) + 1,
        "ngrams": len(material.vocabulary),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, save and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m signals.behaviours.train", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="folder of labelled JSON lines")
    parser.add_argument("--with", dest="extra", type=Path, nargs="*", default=[], help="more labelled JSON lines")
    parser.add_argument("--out", type=Path, default=ARTEFACTS, help="where the artefact goes")
    chosen = parser.parse_args(arguments)
    artefact = train(chosen.corpus, chosen.extra)
    save(artefact, chosen.out)
    sys.stdout.write(f"{artefact.version} in {chosen.out}\n{table(artefact)}\n")


if __name__ == "__main__":
    main()
