"""How strongly to learn is chosen by cross-validation over four folds; the fifth is never learned from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.linear import Linear
from scoring.training.design import Design, balanced, design, fit_classes, read
from scoring.training.labelled import FOLDS, HELD_OUT, Row, folds
from scoring.training.measures import macro_f1

STRENGTHS = (0.003, 0.01, 0.03, 0.1)
Labels = NDArray[np.str_]


def fit_tuned(name: str, rows: Sequence[Row], seed: int) -> Linear:
    """A model of the classes of rows; every class of every platform counts the same. What is chosen is chosen by macro-F1, mean of the platforms."""
    made = design(read([row.text for row in rows]))
    fold = folds(rows)
    labels, platforms = np.array([row.label for row in rows]), np.array([row.platform for row in rows])
    learned = fold != HELD_OUT
    found = {strength: _tried(strength, made, labels, platforms, fold, seed) for strength in STRENGTHS}
    strength = max(found, key=lambda one: (found[one], -one))
    fitted = fit_classes(made, labels, balanced(labels, platforms, learned), learned, strength, seed)
    facts = {"name": name, "texts": int(learned.sum()), "strength": strength, "tuned_macro_f1": round(found[strength], 4), "seed": seed}  # fmt: skip
    return replace(fitted, facts=facts)


def _tried(
    strength: float, made: Design, labels: Labels, platforms: Labels, fold: NDArray[np.int64], seed: int
) -> float:
    """Mean over the folds that may be learned from, each guessed by the others."""
    values = []
    for tuned in sorted(set(range(FOLDS)) - {HELD_OUT}):
        inner, at = (fold != HELD_OUT) & (fold != tuned), fold == tuned
        fitted = fit_classes(made, labels, balanced(labels, platforms, inner), inner, strength, seed)
        values.append(_by_platform(labels[at], guesses(fitted, made)[at], platforms[at]))
    return float(np.mean(values))


def guesses(fitted: Linear, made: Design) -> NDArray[np.str_]:
    """The likeliest class of each text of a matrix."""
    sums = made.grams @ (fitted.weights.astype(np.float64) * fitted.scale[:, None]).T + fitted.bias
    return np.asarray(np.array(fitted.classes)[sums.argmax(axis=1)])


def _by_platform(labels: NDArray[np.str_], guessed: NDArray[np.str_], platforms: NDArray[np.str_]) -> float:
    return float(
        np.mean([macro_f1(labels[platforms == one], guessed[platforms == one]) for one in np.unique(platforms)])
    )
