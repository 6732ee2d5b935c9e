"""Whether words alone show that a review was written to order: within one set of texts, across its parts, and on texts of other domains.

The answer is why no model of style is part of the weight.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import drawn
from scoring.evaluations.reliability import diagram
from scoring.evidence.linear import Linear
from scoring.training.design import Design, design, fit_classes, read
from scoring.training.labelled import fold_of
from scoring.training.measures import macro_f1, ranked_right

NAME = "deception"
STRENGTH = 0.1
CARD = Card(
    title="Written to order or not, by words alone",
    what="A linear model on words, pairs of words and letter groups, learned anew for each figure; none is shipped and none is in the weight of evidence.",
    input="CSV with text, deceptive (truthful, deceptive) and either `domain` (the sets a file was put together from) or `hotel`",
    output="probability that a text was written to order",
    learned_from="the file itself, each time without the part that is tried",
    not_for="anything: it shows what such a model is worth",
    known_faults=(
        "parts of one set are one domain: written in the same weeks, by the same two crowds, about the same city's hotels. High figures here say nothing of other texts",
        "on the machine this was measured on lay one such set; tried on a second set, models of this kind are reported to fall to .48 (issue 5), a coin. "
        "A file with a `domain` column measures that here",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """Each part by a model of all the others. Raises ScoringError for missing columns and unknown labels."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    part = next((name for name in ("domain", "hotel") if rows and name in rows[0]), "")
    if not part or not {"text", "deceptive"} <= rows[0].keys():
        raise ScoringError(f"{path} must have the columns text, deceptive, and domain or hotel")
    for number, row in enumerate(rows, 2):
        if row["deceptive"] not in {"truthful", "deceptive"}:
            raise ScoringError(f"{path}:{number}: deceptive: must be truthful or deceptive, not {row['deceptive']!r}")
    labels, parts = (np.array([row[name] for row in rows]) for name in ("deceptive", part))
    if part == "hotel":
        parts = np.array([f"fifth {fold_of(name)}" for name in parts.tolist()])
    made = design(read([row["text"] for row in rows]))
    return Evaluation(NAME, path.name, file_hash(path), tuple(_figures(made, labels, parts, part)), CARD)


def _figures(made: Design, labels: NDArray[np.str_], parts: NDArray[np.str_], part: str) -> Iterator[Figure]:
    is_domain = part == "domain"
    shares = across(made, labels, parts)
    said, kind = (
        np.where(shares >= 0.5, "deceptive", "truthful"),
        "across domains" if is_domain else "within one domain, a fifth of the hotels at a time",
    )
    yield drawn(f"macro-F1, {kind}", macro_f1, labels, said)
    yield drawn(f"ranked rightly (AUC), {kind}", ranked_right, labels == "deceptive", shares)
    for name in np.unique(parts).tolist() if is_domain else ():
        here = parts == name
        yield drawn(f"AUC on {name}, learned from the others", ranked_right, labels[here] == "deceptive", shares[here])
    yield from diagram(labels == "truthful", 1 - shares, kind)


def across(made: Design, labels: NDArray[np.str_], parts: NDArray[np.str_]) -> NDArray[np.float64]:
    """Probability of "deceptive" for every text, by a model that saw nothing of its part. Raises ScoringError for a single part."""
    if np.unique(parts).size < 2:
        raise ScoringError("one part alone: there is nothing to try a model on")
    out = np.zeros(labels.size)
    for name in np.unique(parts).tolist():
        here = parts == name
        model = fit_classes(made, labels, np.ones(labels.size), ~here, STRENGTH, 1)
        out[here] = shares_of(model, made)[here]
    return out


def shares_of(model: Linear, made: Design) -> NDArray[np.float64]:
    """Probability of "deceptive" of each text of a matrix."""
    sums = made.grams @ (model.weights.astype(np.float64) * model.scale[:, None]).T + model.bias
    odds = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray((odds / odds.sum(axis=1, keepdims=True))[:, model.classes.index("deceptive")])
