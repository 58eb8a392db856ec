"""Reads texts: one calibrated probability per behaviour, and the sentence that spoke loudest for it."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from signals.behaviours.artefact import Artefact, load
from signals.behaviours.base import BEHAVIOURS, Reading, Said
from signals.behaviours.ngrams import Floats, summed, vectoriser
from signals.behaviours.sentences import Span, sentences
from signals.behaviours.wording import wording

_NAMES = tuple(behaviour.name for behaviour in BEHAVIOURS)


class NgramClassifier:
    """Whole comment and single sentence, each read by linear models, their standardised logits added."""

    def __init__(self, artefact: Artefact) -> None:
        self.version = artefact.version
        self.thresholds = artefact.thresholds
        self.shown_thresholds = artefact.shown_thresholds
        self._artefact = artefact
        self._counter = vectoriser(artefact.vocabulary)

    def read(self, said: Sequence[Said]) -> list[Reading]:
        """One reading per passage, in order; empty where the passage has no prose."""
        passages = [passage for _, passage in said]
        spans = [sentences(passage.text, passage.zones) for passage in passages]
        spoken = [index for index, found in enumerate(spans) if found]
        readings = [Reading({}, {}) for _ in passages]
        if spoken:
            words = [wording(passages[index].text[start:end]) for index in spoken for start, end in spans[index]]
            found = self._read_sentences(words, [spans[index] for index in spoken])
            for index, reading in zip(spoken, found, strict=True):
                readings[index] = reading
        return readings

    def _read_sentences(self, words: list[str], spans: list[list[Span]]) -> list[Reading]:
        """Readings of comments that all have sentences; `words` are the wordings of all of them in order."""
        sizes = np.array([len(found) for found in spans])
        starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        counts = self._counter.transform(words)
        sentence_logits = self._artefact.sentence.logits(counts)
        comment_logits = self._artefact.comment.logits(
            summed(counts, np.repeat(np.arange(len(sizes)), sizes), len(sizes))
        )
        loudest = [
            sentence_logits[start : start + size].argmax(axis=0) for start, size in zip(starts, sizes, strict=True)
        ]
        probabilities = self._probabilities(comment_logits, np.maximum.reduceat(sentence_logits, starts))
        return [
            Reading(
                dict(zip(_NAMES, chances.tolist(), strict=True)),
                {name: tuple(found[place]) for name, place in zip(_NAMES, places.tolist(), strict=True)},
            )
            for found, places, chances in zip(spans, loudest, probabilities, strict=True)
        ]

    def _probabilities(self, comment_logits: Floats, sentence_logits: Floats) -> Floats:
        artefact = self._artefact
        score = artefact.comment.standardised(comment_logits) + artefact.sentence.standardised(sentence_logits)
        return np.asarray(1 / (1 + np.exp(-(artefact.slope * score + artefact.offset))))


@cache
def shipped_classifier() -> NgramClassifier:
    """The classifier that comes with the product, read once. Raises ArtefactError where its files are damaged."""
    return NgramClassifier(load())


if TYPE_CHECKING:
    from signals.behaviours.base import Classifier

    _: Classifier = NgramClassifier(load())
