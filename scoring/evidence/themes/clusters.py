"""Groups of alike texts: spherical k-means from seeded beginnings, the tightest of a few. Same rows and seed, same groups."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scoring.statistics.inputs import Floats

Numbers = NDArray[np.int64]
BEGINNINGS, ROUNDS = 4, 20


def how_many(texts: int) -> int:
    """Groups to look for: half the root of the number of texts, 3 to 12."""
    return int(np.clip(round(np.sqrt(texts) / 2), 3, 12))


def centres(weights: sparse.csr_matrix, groups: int, seed: int) -> Floats:
    """Middle of each group, shape (groups, terms), of length 1: the beginning whose texts lie closest to their middles."""
    rng = np.random.default_rng(seed)
    tried = [_settle(weights, _begin(weights, groups, rng)) for _ in range(BEGINNINGS)]
    return max(tried, key=lambda one: round(one[0], 9))[1]


def _begin(weights: sparse.csr_matrix, groups: int, rng: np.random.Generator) -> Floats:
    """Texts far from those chosen before are the likelier (Arthur & Vassilvitskii 2007, k-means++)."""
    chosen = [int(rng.integers(weights.shape[0]))]
    near = _likeness(weights, weights[chosen].toarray()).ravel()
    for _ in range(groups - 1):
        far = np.clip(1 - near, 0, None) ** 2
        far[chosen] = 0
        if far.sum() <= 0:
            break
        chosen.append(int(np.searchsorted(np.cumsum(far), rng.random() * far.sum())))
        near = np.maximum(near, _likeness(weights, weights[chosen[-1:]].toarray()).ravel())
    return np.asarray(weights[chosen].toarray())


def _settle(weights: sparse.csr_matrix, middle: Floats) -> tuple[float, Floats]:
    group = np.full(weights.shape[0], -1)
    for _ in range(ROUNDS):
        likeness = _likeness(weights, middle)
        nearest = likeness.argmax(axis=1)
        if (nearest == group).all():
            break
        group = nearest
        member = sparse.csr_matrix(
            (np.ones(group.size), (group, np.arange(group.size))), shape=(len(middle), group.size)
        )
        sums = np.asarray((member @ weights).todense())
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        middle = np.where(length > 0, sums / np.where(length > 0, length, 1.0), middle)
    return float(_likeness(weights, middle).max(axis=1).sum()), middle


def _likeness(weights: sparse.csr_matrix, middle: Floats) -> Floats:
    """Cosine of each text with each middle. Rounded, so that the last digit of a machine decides nothing."""
    return np.round(np.asarray(weights @ middle.T), 10)


def nearest(weights: sparse.csr_matrix, middle: Floats) -> tuple[Numbers, Floats]:
    """Of each text the nearest middle and the cosine with it."""
    likeness = _likeness(weights, middle)
    group = likeness.argmax(axis=1)
    return group.astype(np.int64), likeness[np.arange(group.size), group]
