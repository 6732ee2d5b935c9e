"""English sentiment against the mean valence twenty people gave, beside VADER's mark."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import drawn
from scoring.evidence.linear import Linear, shipped
from scoring.evidence.polarity import polarity
from scoring.training.design import read
from scoring.training.labelled import HELD_OUT, Row, folds
from scoring.training.measures import correlation
from scoring.training.sentiment_en import fit, labelled

NAME = "sentiment_en"
VADER = {"amazonReviewSnippets_valence": (0.612, 0.590, 0.807), "nytEditorialSnippets_valence": (0.502, 0.503, 0.804)}
"""vaderSentiment 3.3.2 (`compound`), run in an environment of its own on the same rows: its correlation on those held out and on
all, and how often it tells praise from blame where ours is asked the same."""
CARD = Card(
    title="English sentiment",
    what="Valence of a sentence: rules (our own list of words, turned by \"not\", strengthened by \"very\", weighed by \"but\") and a ridge regression on "
    "words, pairs of words and letter groups.",
    input="an English text; CSV with id (document_sentence), text, mean_valence (-4 to 4)",
    output="valence; sentiment is its logistic share of praise less that of blame, -1 to 1",
    learned_from="four fifths of the documents of both files; the list of words was written by us before the files were read",
    not_for="deciding whether a record is to be believed; long texts of mixed opinion, where it gives their mean",
    known_faults=(
        "learned from shop reviews alone it falls below VADER on editorials: see across domains",
        "our rules alone fall below VADER on editorials; what is learned makes up for it",
        "VADER's figures are of vaderSentiment 3.3.2 on the same held-out rows (on all rows where the rules stand alone); it is not part of the product",
    ),
)  # fmt: skip
Floats = NDArray[np.float64]


def evaluate(path: Path) -> Evaluation:
    """Correlations on held-out documents, of the rules alone on all, and across domains with each labelled file beside it."""
    rows = labelled(path)
    figures = on_held_out(rows)
    for other in sorted(set(path.parent.glob("*.csv")) - {path}):
        figures += across(other, rows)
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def on_held_out(rows: list[Row]) -> list[Figure]:
    """The shipped model on documents it never learned from, and the rules on all rows."""
    platform, valence, said = rows[0].platform, _valence(rows), _said(rows, shipped(NAME))
    out, (mark, mark_of_all, mark_of_sign) = folds(rows) == HELD_OUT, VADER.get(platform, (None, None, None))
    rules = np.concatenate([polarity(one) for one in read([row.text for row in rows])])
    figures = [drawn(f"correlation, held out, {platform}", correlation, said[out], valence[out], at_least=mark, note=_beside(mark)),
               drawn(f"correlation, rules alone, {platform}", correlation, rules, valence, note=_beside(mark_of_all))]  # fmt: skip
    clear = out & (np.abs(valence) >= 1)
    name = "praise and blame told apart at 1 and more"
    return [*figures, drawn(name, _same_sign, said[clear], valence[clear], note=_beside(mark_of_sign))]


def _beside(mark: float | None) -> str:
    return "" if mark is None else f"VADER: {mark:.3f}"


def across(other: Path, rows: list[Row]) -> list[Figure]:
    """Learn from another file alone, test on all of this one."""
    try:
        foreign = labelled(other)
    except ScoringError:
        return []
    said = _said(rows, fit(foreign, np.ones(len(foreign), bool)))
    return [
        drawn(
            f"correlation across domains, learned from {foreign[0].platform} alone", correlation, said, _valence(rows)
        )
    ]


def _said(rows: list[Row], model: Linear) -> Floats:
    return np.concatenate([model.sums(one, polarity(one)[:, None])[:, 0] for one in read([row.text for row in rows])])


def _valence(rows: list[Row]) -> Floats:
    return np.array([float(row.label) for row in rows])


def _same_sign(said: Floats, valence: Floats) -> float:
    return float(np.mean((said > 0) == (valence > 0)))
