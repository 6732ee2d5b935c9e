"""From texts to weights: hashed grams as a sparse matrix, a linear model by scikit-learn, and back to whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from scoring.evidence.hashed import KINDS, Hashed, hashed, portions
from scoring.evidence.linear import Linear, buckets, quantised
from scoring.evidence.names import names_of
from scoring.evidence.plain import plain

BITS = 17
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Design:
    """Grams of texts by bucket, weighed as `scoring.evidence.linear` weighs them."""

    grams: sp.csr_matrix
    kinds: tuple[str, ...]

    def rarity(self, rows: Bools) -> Floats:
        """ln(texts / texts with the gram) + 1 over some rows; 0 for a gram none of them has."""
        found = np.asarray((self.grams[rows] > 0).sum(axis=0)).ravel()
        return np.where(found > 0, np.log(rows.sum() / np.maximum(found, 1)) + 1, 0.0)


def read(texts: Sequence[str]) -> list[Hashed]:
    """Texts as models read them: no address, no handle, no brand's name."""
    bare = plain(texts)
    return [hashed(bare[part]).without(names_of()) for part in portions(bare)]


def design(portions_read: Sequence[Hashed], kinds: tuple[str, ...] = KINDS, bits: int = BITS) -> Design:
    """The matrix of texts already read."""
    parts = [
        sum((_block(texts, kind, bits) for kind in kinds[1:]), _block(texts, kinds[0], bits)) for texts in portions_read
    ]
    return Design(sp.csr_matrix(sp.vstack(parts)), kinds)


def _block(texts: Hashed, kind: str, bits: int) -> sp.csr_matrix:
    grams = texts.of(kind)
    weight = np.repeat(1 / np.sqrt(np.maximum(grams.counts, 1)), grams.counts)
    return sp.csr_matrix((weight, buckets(grams.hashes, bits), grams.begin), (grams.counts.size, 1 << bits))


def fit_classes(
    made: Design, labels: NDArray[np.str_], weight: Floats, rows: Bools, strength: float, seed: int
) -> Linear:
    """Multinomial logistic regression on some rows; `strength` is scikit-learn's C."""
    from sklearn.linear_model import LogisticRegression

    rarity = made.rarity(rows)
    seen = np.flatnonzero(rarity)
    fitted: Any = LogisticRegression(C=strength, max_iter=300, random_state=seed)
    fitted.fit(made.grams[rows][:, seen] @ sp.diags(rarity[seen]), labels[rows], sample_weight=weight[rows])
    weights, bias = np.zeros((len(fitted.coef_), rarity.size)), fitted.intercept_
    weights[:, seen] = fitted.coef_ * rarity[seen]
    if len(fitted.classes_) == 2:
        weights, bias = np.vstack([-weights / 2, weights / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    return quantised(tuple(map(str, fitted.classes_)), made.kinds, weights, bias, np.zeros((len(bias), 0)))


def fit_value(made: Design, extra: Floats, values: Floats, rows: Bools, strength: float) -> Linear:
    """Ridge regression on grams and extra features; `strength` is scikit-learn's alpha. The features beside the text are not held back."""
    from sklearn.linear_model import Ridge

    rarity = made.rarity(rows)
    loose = 30.0
    both: Any = sp.csr_matrix(sp.hstack([made.grams @ sp.diags(rarity), sp.csr_matrix(extra * loose)]))
    fitted: Any = Ridge(alpha=strength, solver="lsqr", tol=1e-6).fit(both[rows], values[rows])
    size = made.grams.shape[1]
    return quantised(("value",), made.kinds, fitted.coef_[None, :size] * rarity, np.array([fitted.intercept_]),
                     fitted.coef_[None, size:] * loose)  # fmt: skip


def balanced(labels: NDArray[np.str_], platforms: NDArray[np.str_], rows: Bools) -> Floats:
    """Weights by which every class of every platform counts the same."""
    out = np.zeros(labels.size)
    cells = sorted(set(zip(labels[rows].tolist(), platforms[rows].tolist(), strict=True)))
    for label, platform in cells:
        cell = rows & (labels == label) & (platforms == platform)
        out[cell] = rows.sum() / len(cells) / cell.sum()
    return out
