"""Pairs of names measured: one firm or two, at even odds; beside plain WRatio at the threshold that suits it best on the very file."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, utils

from scoring.evaluations import Figure
from scoring.evaluations.measured import share
from scoring.names.book import Pair
from scoring.training.labelled import FOLDS, fold_of
from scoring.training.measures import f1_of, interval
from store.names.choice import SAME_NAME, Known, pair_log_odds
from store.names.features import of_one_series
from store.names.model import shipped
from store.names.reading import is_common, read

EVEN = 0.0
"""The log-odds from which names put side by side because they look alike count as one firm: the same for every file. Names drawn at
random look less alike, so that less is needed to tell them apart: RELATED, measured on the brands learned from."""


def labelled_figures(some: Sequence[Pair]) -> list[Figure]:
    """Pairs as one firm. Where the file has numbered series (Fund III, Fund IV) also with a series taken for one, for lists differ on that;
    and by the reading that the pairs of other folds follow, so that no pair decides how it is read itself.
    """
    series = np.array([of_one_series(pair.one, pair.other) for pair in some])
    told = pair_figures("pairs", some, EVEN)
    if not series.any():
        return told
    meant, said = np.array([pair.same for pair in some]), log_odds(some) >= EVEN
    folded = _by_other_folds(meant, [said, said | series], np.array([fold_of(_family(pair)) for pair in some]))
    crossed = _figure("F1, pairs, by the reading other folds follow", meant, folded, None)
    return [*told, *pair_figures("pairs, a numbered series taken for one", some, EVEN, lift=series), crossed]


def _by_other_folds(
    meant: NDArray[np.bool_], readings: Sequence[NDArray[np.bool_]], folds: NDArray[np.int_]
) -> NDArray[np.bool_]:
    """For each fold what that reading says of it that has the highest F1 on all others."""
    said = np.zeros_like(meant)
    for fold in range(FOLDS):
        rest = folds != fold
        said[~rest] = max(readings, key=lambda one: _f1(meant[rest], one[rest]))[~rest]
    return said


def _family(pair: Pair) -> str:
    """The first word of a name that tells a firm: names of one house stay in one fold."""
    words = read(pair.other).words
    return next((word for word in words if not is_common(word)), pair.other)


def log_odds(some: Sequence[Pair]) -> NDArray[np.float64]:
    """Of each pair, in the light of the sector its file gives."""
    model = shipped()
    return np.array([pair_log_odds(pair.one, Known(pair.other, "", pair.sector), model) for pair in some])


def pair_figures(
    on: str,
    some: Sequence[Pair],
    even: float,
    floor: float | None = None,
    lift: NDArray[np.bool_] | None = None,
) -> list[Figure]:
    """F1, precision and recall at even odds; WRatio at the threshold that suits it best on this very file. `lift`: taken for one in any case."""
    meant, odds = np.array([pair.same for pair in some]), log_odds(some)
    odds = odds if lift is None else np.where(lift, SAME_NAME, odds)
    plain = np.array([fuzz.WRatio(pair.one, pair.other, processor=utils.default_process) for pair in some])
    said, best, own = odds >= even, _optimum(meant, plain), _optimum(meant, odds)
    hits = int((said & meant).sum())
    return [_figure(f"F1, {on}", meant, said, floor), share(f"precision, {on}", hits, int(said.sum())), share(f"recall, {on}", hits, int(meant.sum())),
            _figure(f"F1 at its own optimum, {on}", meant, odds >= own, None, f"log-odds from {own:.3g}"),
            _figure(f"F1 of plain WRatio, {on}", meant, plain >= best, None, f"from {best:.4g}, its own optimum here")]  # fmt: skip


def _optimum(meant: NDArray[np.bool_], values: NDArray[np.float64]) -> float:
    """The threshold of the highest F1 on these very pairs."""
    order = np.argsort(-values, kind="stable")
    high, hits = values[order], np.cumsum(meant[order])
    f1 = 2 * hits / (np.arange(1, high.size + 1) + hits[-1])
    is_last = np.append(high[1:] != high[:-1], True)
    return float(high[np.where(is_last, f1, -1).argmax()])


def _f1(meant: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    return f1_of(meant.astype(str), said.astype(str), "True")


def _figure(
    name: str, meant: NDArray[np.bool_], said: NDArray[np.bool_], floor: float | None, note: str = ""
) -> Figure:
    low, high = interval(_f1, meant, said)
    return Figure(name, _f1(meant, said), meant.size, low, high, floor, note)
