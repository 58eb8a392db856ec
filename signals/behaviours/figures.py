"""How good a classifier is on projects it has not seen: average precision, precision, recall and F1."""

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from signals.behaviours.base import BEHAVIOURS
from signals.behaviours.calibration import calibrated
from signals.behaviours.ngrams import Flags, Floats, Places

if TYPE_CHECKING:
    from signals.behaviours.artefact import Artefact

SETS = {"written": ("written",), "real": ("random", "enriched"), "real, drawn at random": ("random",)}


def figures(
    scores: Floats, labels: Flags, known: Flags, strata: np.ndarray[Any, Any], groups: Places
) -> dict[str, Any]:
    """Per set of examples and behaviour, from scores on unseen projects.

    Thresholds behind precision, recall and F1 come from other projects than those they are applied to.
    """
    counted, shown = _decisions(scores, labels, known, strata, groups)
    return {
        name: _of_set(scores, labels, known & np.isin(strata, members)[:, None], counted, shown)
        for name, members in SETS.items()
        if np.isin(strata, members).any()
    }


def _decisions(
    scores: Floats, labels: Flags, known: Flags, strata: np.ndarray[Any, Any], groups: Places
) -> tuple[Flags, Flags]:
    """Whether each comment is over the counting and over the showing threshold of other projects."""
    counted, shown = np.zeros(labels.shape, dtype=bool), np.zeros(labels.shape, dtype=bool)
    folds = GroupKFold(min(5, int(groups.max()) + 1))
    for others, unseen in folds.split(scores, groups=groups):
        for column in range(labels.shape[1]):
            rows = others[known[others, column]]
            found = calibrated(scores[rows, column], labels[rows, column], strata[rows] != "enriched")
            chances = found.probabilities(scores[unseen, column])
            counted[unseen, column] = chances >= found.threshold
            shown[unseen, column] = chances >= (2.0 if found.shown is None else found.shown)
    return counted, shown


def _of_set(scores: Floats, labels: Flags, rows: Flags, counted: Flags, shown: Flags) -> dict[str, Any]:
    per_behaviour = {
        behaviour.name: _of_behaviour(*(array[rows[:, b], b] for array in (scores, labels, counted, shown)))
        for b, behaviour in enumerate(BEHAVIOURS)
    }
    macro = {
        key: round(float(np.mean([found[key] for found in per_behaviour.values()])), 3)
        for key in ("average_precision", "f1")
    }
    return {"comments": int(rows.any(axis=1).sum()), "macro": macro, "behaviours": per_behaviour}


def _of_behaviour(scores: Floats, labels: Flags, counted: Flags, shown: Flags) -> dict[str, float | None]:
    precision, recall = _precision_recall(labels, counted)
    shown_precision, shown_recall = _precision_recall(labels, shown)
    right = int((labels & counted).sum())
    wrong = int((labels ^ counted).sum())
    return {
        "n": int(labels.sum()),
        "average_precision": round(float(average_precision_score(labels, scores)), 3) if labels.any() else 0.0,
        "precision": precision,
        "recall": recall,
        "f1": round(2 * right / max(2 * right + wrong, 1), 3),
        "shown_precision": shown_precision,
        "shown_recall": shown_recall,
    }


def _precision_recall(labels: Flags, decided: Flags) -> tuple[float | None, float | None]:
    """None where nothing was decided, or nothing was there to find."""
    right = int((labels & decided).sum())
    precision = round(right / int(decided.sum()), 3) if decided.any() else None
    return precision, round(right / int(labels.sum()), 3) if labels.any() else None


def table(artefact: "Artefact") -> str:
    """The figures as lines to print."""
    return "\n".join(_set_lines(name, found) for name, found in artefact.figures.items())


def _set_lines(name: str, found: dict[str, Any]) -> str:
    macro = found["macro"]
    size, precision, f1 = found["comments"], macro["average_precision"], macro["f1"]
    head = f"\n{name}: {size} comments, average precision {precision:.3f}, F1 {f1:.3f}"
    columns = ("n", "average_precision", "precision", "recall", "f1", "shown_precision", "shown_recall")
    titles = ("n", "AP", "P", "R", "F1", "shown P", "shown R")
    lines = [f"{'':18}" + "".join(f"{title:>9}" for title in titles)]
    for behaviour, row in found["behaviours"].items():
        cells = ("-" if row[column] is None else f"{row[column]:g}" for column in columns)
        lines.append(f"{behaviour:18}" + "".join(f"{cell:>9}" for cell in cells))
    return "\n".join([head, *lines])
