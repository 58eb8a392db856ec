"""From scores on unseen projects to probabilities and thresholds that hold for ordinary comments."""

from dataclasses import dataclass, replace

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve

from signals.behaviours.ngrams import Flags, Floats

PRECISE = 0.80  # what a threshold must reach before a person is shown beside the evidence
FEWEST_RIGHT = 10  # true positives above it, before a precision is believed
ENRICHED_VOTE = 0.3  # examples that were searched for say less about ordinary comments than drawn ones do


@dataclass(frozen=True, slots=True)
class Calibration:
    """How one behaviour's score becomes a probability (Platt), and where it begins to count and to be shown."""

    slope: float
    offset: float
    threshold: float
    shown: float | None

    def probabilities(self, scores: Floats) -> Floats:
        """Scores as probabilities."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * scores + self.offset))))


def life_weights(labels: Flags, drawn: Flags) -> Floats:
    """Weights of examples under which positives are as frequent as among those not searched for (`drawn`)."""
    if drawn.all():
        return np.ones(len(labels))
    share = labels[drawn].mean()
    searched_share = labels[~drawn].mean()
    corrected = np.where(labels, share / max(searched_share, 1e-9), (1 - share) / max(1 - searched_share, 1e-9))
    return np.where(drawn, 1.0, ENRICHED_VOTE * corrected)


def calibrated(scores: Floats, labels: Flags, drawn: Flags) -> Calibration:
    """Fit on scores that no model gave to its own training examples.

    The counting threshold is the one of best F1 under `life_weights`; the showing one is the lowest that is precise
    enough on examples that nobody searched for.
    """
    weights = life_weights(labels, drawn)
    platt = LogisticRegression(C=1e4).fit(scores[:, None], labels, sample_weight=weights)
    found = Calibration(float(platt.coef_[0, 0]), float(platt.intercept_[0]), 0.5, None)
    chances = found.probabilities(scores)
    precision, recall, cuts = precision_recall_curve(labels, chances, sample_weight=weights)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    threshold = float(cuts[f1[:-1].argmax()])
    shown = _precise(chances[drawn], labels[drawn])
    return replace(found, threshold=threshold, shown=None if shown is None else max(shown, threshold))


def _precise(chances: Floats, labels: Flags) -> float | None:
    """The lowest threshold that is precise enough with enough right above it."""
    precision, recall, cuts = precision_recall_curve(labels, chances)
    good = np.flatnonzero((precision[:-1] >= PRECISE) & (recall[:-1] * labels.sum() >= FEWEST_RIGHT))
    return float(cuts[good[0]]) if len(good) else None
