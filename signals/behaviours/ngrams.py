"""Linear models over words and runs of two and three words: how text becomes counts, and counts become logits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression

from signals.behaviours.wording import TOKEN

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]
Places = NDArray[np.intp]

STRENGTH = 10.0  # of the fit against the penalty; 3 to 30 differ by less than .005 average precision on unseen projects
FEW_WORDS = 20.0  # about the length of a sentence of five known words; worth .009 average precision on real comments
FEWEST_COMMENTS = 3
FEWEST_PROJECTS = 2  # a word that only one project uses is its jargon, or somebody's name


@dataclass(frozen=True)
class Level:
    """Ten linear models on one level, whole comments or single sentences; columns are behaviours.

    `centre` and `spread` are those of the logits on unseen projects, so that the two levels can be added.
    """

    idf: Floats
    weights: Floats
    bias: Floats
    centre: Floats
    spread: Floats

    @cached_property
    def weighting(self) -> TfidfTransformer:
        """scikit-learn's own weighting with these document frequencies."""
        transformer = TfidfTransformer(norm=None, sublinear_tf=True)
        transformer.idf_ = self.idf.astype(np.float64)
        return transformer

    @cached_property
    def _dense(self) -> Floats:
        return self.weights.astype(np.float64)

    def logits(self, counts: sparse.csr_matrix) -> Floats:
        """One row per text, one column per behaviour, before standardising."""
        return np.asarray(_scaled(self.weighting.transform(counts)) @ self._dense + self.bias)

    def standardised(self, logits: Floats) -> Floats:
        """The same on the scale where both levels weigh the same."""
        return (logits - self.centre) / self.spread


def vectoriser(vocabulary: Sequence[str] | None = None) -> CountVectorizer:
    """Counts runs of one to three words of wordings; without a vocabulary, one that can learn it."""
    return CountVectorizer(
        vocabulary=vocabulary, ngram_range=(1, 3), token_pattern=TOKEN, lowercase=False, dtype=np.float64
    )


def summed(sentence_counts: sparse.csr_matrix, owner: Places, comments: int) -> sparse.csr_matrix:
    """Counts per comment from counts per sentence; `owner` is the comment of each sentence."""
    ones = np.ones(len(owner))
    adder = sparse.csr_matrix((ones, (owner, np.arange(len(owner)))), shape=(comments, len(owner)))
    return sparse.csr_matrix(adder @ sentence_counts)


def worth_keeping(comment_counts: sparse.csr_matrix, groups: Places) -> Places:
    """Columns of n-grams that enough comments in enough projects use."""
    present = (comment_counts > 0).astype(np.float64)
    rows = np.arange(len(groups))
    by_group = (
        sparse.csr_matrix((np.ones(len(groups)), (groups, rows)), shape=(groups.max() + 1, len(groups))) @ present
    )
    comments = np.asarray(present.sum(axis=0)).ravel()
    projects = np.asarray((by_group > 0).sum(axis=0)).ravel()
    enough_projects = min(FEWEST_PROJECTS, groups.max() + 1)
    return np.flatnonzero((comments >= FEWEST_COMMENTS) & (projects >= enough_projects))


def fitted(counts: sparse.csr_matrix, *, labels: Flags, known: Flags, votes: Floats) -> Level:
    """A level fitted to labels (rows are texts, columns behaviours), each behaviour on the rows where it is `known`."""
    transformer = TfidfTransformer(norm=None, sublinear_tf=True)
    weighted = _scaled(transformer.fit_transform(counts))
    models = [_fit(weighted[known[:, b]], labels[known[:, b], b], votes[known[:, b]]) for b in range(labels.shape[1])]
    columns = labels.shape[1]
    return Level(
        idf=np.asarray(transformer.idf_),
        weights=np.stack([model.coef_[0] for model in models], axis=1),
        bias=np.array([model.intercept_[0] for model in models]),
        centre=np.zeros(columns),
        spread=np.ones(columns),
    )


def _scaled(weighted: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows cut to unit length, and shorter where a text says so little that each of its words would shout."""
    lengths = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel() + FEW_WORDS**2)
    return sparse.csr_matrix(sparse.diags_array(1 / lengths) @ weighted)


def _fit(rows: sparse.csr_matrix, labels: Flags, votes: Floats) -> LogisticRegression:
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    return model.fit(rows, labels, sample_weight=votes)
