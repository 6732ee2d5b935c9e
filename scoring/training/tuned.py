"""Fit on three folds, choose how strongly on a fourth, fit again on all four; the fifth is never learned from."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.linear import Linear
from scoring.training.design import Design, balanced, design, fit_classes, read
from scoring.training.labelled import HELD_OUT, TUNED_ON, Row, folds
from scoring.training.measures import macro_f1

STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3)


def fit_tuned(name: str, rows: Sequence[Row], seed: int) -> Linear:
    """A model of the classes of rows; every class of every platform counts the same. What is chosen is chosen by macro-F1, mean of the platforms."""
    made = design(read([row.text for row in rows]))
    fold = folds(rows)
    labels, platforms = np.array([row.label for row in rows]), np.array([row.platform for row in rows])
    inner, tuned, learned = (fold != HELD_OUT) & (fold != TUNED_ON), fold == TUNED_ON, fold != HELD_OUT
    found = {}
    for strength in STRENGTHS:
        fitted = fit_classes(made, labels, balanced(labels, platforms, inner), inner, strength, seed)
        found[strength] = _by_platform(labels[tuned], guesses(fitted, made)[tuned], platforms[tuned])
    strength = max(found, key=lambda one: (found[one], -one))
    fitted = fit_classes(made, labels, balanced(labels, platforms, learned), learned, strength, seed)
    facts = {"name": name, "texts": int(learned.sum()), "strength": strength, "tuned_macro_f1": round(found[strength], 4), "seed": seed}  # fmt: skip
    return replace(fitted, facts=facts)


def guesses(fitted: Linear, made: Design) -> NDArray[np.str_]:
    """The likeliest class of each text of a matrix."""
    sums = made.grams @ (fitted.weights.astype(np.float64) * fitted.scale[:, None]).T + fitted.bias
    return np.asarray(np.array(fitted.classes)[sums.argmax(axis=1)])


def _by_platform(labels: NDArray[np.str_], guessed: NDArray[np.str_], platforms: NDArray[np.str_]) -> float:
    return float(
        np.mean([macro_f1(labels[platforms == one], guessed[platforms == one]) for one in np.unique(platforms)])
    )
