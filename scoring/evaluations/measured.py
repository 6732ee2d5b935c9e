"""Figures of texts with their intervals, and what of a file a model has never learned from."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.evaluations import Figure
from scoring.evidence.hashed import Hashed
from scoring.evidence.linear import Linear
from scoring.statistics.intervals import binomial_wilson
from scoring.training.labelled import HELD_OUT, Row, folds
from scoring.training.measures import f1_of, interval, macro_f1


def held_out(rows: Sequence[Row]) -> list[Row]:
    """The rows no shipped model learned from: a fifth of any file, by the hash of the text or its document."""
    return [row for row, fold in zip(rows, folds(rows), strict=True) if fold == HELD_OUT]


def drawn(
    name: str,
    measure: Callable[..., float],
    *columns: NDArray[np.generic],
    at_least: float | None = None,
    note: str = "",
) -> Figure:
    """A measure with its interval by resampling."""
    low, high = interval(measure, *columns)
    return Figure(name, measure(*columns), columns[0].size, low, high, at_least, note)


def share(name: str, hits: int, n: int, at_least: float | None = None, note: str = "") -> Figure:
    """A share with its Wilson interval."""
    low, high = binomial_wilson([hits], [n]) if n else (np.zeros(1), np.ones(1))
    return Figure(name, hits / n if n else 0.0, n, float(low[0]), float(high[0]), at_least, note)


def of_classes(
    labels: NDArray[np.str_], guesses: NDArray[np.str_], on: str, at_least: float | None = None
) -> list[Figure]:
    """Macro-F1, and F1 of each class."""
    classes = [
        Figure(f"F1 {one}, {on}", f1_of(labels, guesses, one), int((labels == one).sum())) for one in np.unique(labels)
    ]
    return [drawn(f"macro-F1, {on}", macro_f1, labels, guesses, at_least=at_least), *classes]


def column(rows: Sequence[Row], name: str) -> NDArray[np.str_]:
    """One field of rows."""
    return np.array([getattr(row, name) for row in rows], np.str_)


def guessed(model: Linear, texts: Sequence[Hashed]) -> NDArray[np.str_]:
    """The likeliest class of each text."""
    return np.concatenate([np.array(model.classes)[model.sums(one).argmax(axis=1)] for one in texts])
