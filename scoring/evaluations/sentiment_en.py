"""English sentiment against the mean valence twenty people gave, beside VADER's mark."""

from importlib import import_module
from importlib.util import find_spec
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
PUBLISHED = {"amazonReviewSnippets_valence": 0.565, "nytEditorialSnippets_valence": 0.492}
"""VADER's correlation with the same files' valence, Hutto & Gilbert 2014, table 4; used where vaderSentiment is not installed.
The digits are from memory: the paper's table could not be opened from here."""
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
        "the floor is VADER's published figure on all rows; ours is on held-out documents, the rules alone are on all",
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
    out, mark = folds(rows) == HELD_OUT, _vader(rows)
    rules = np.concatenate([polarity(one) for one in read([row.text for row in rows])])
    figures = [drawn(f"correlation, held out, {platform}", correlation, said[out], valence[out], at_least=mark, note="floor: VADER"),
               drawn(f"correlation, rules alone, {platform}", correlation, rules, valence)]  # fmt: skip
    clear = out & (np.abs(valence) >= 1)
    return [*figures, drawn("praise and blame told apart at 1 and more", _same_sign, said[clear], valence[clear])]


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


def _vader(rows: list[Row]) -> float | None:
    """VADER's own correlation on the rows where it is installed, else the published one."""
    if find_spec("vaderSentiment") is None:
        return PUBLISHED.get(rows[0].platform)
    analyser = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    said = np.array([analyser.polarity_scores(row.text)["compound"] for row in rows])
    return correlation(said, _valence(rows))
