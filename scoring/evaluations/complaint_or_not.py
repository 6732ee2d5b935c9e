"""Whether an English post complains, on labelled tweets: held out, and each trade by a model of the others."""

import csv
from pathlib import Path

import numpy as np

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import column, drawn, held_out, of_classes
from scoring.evidence.linear import shipped
from scoring.training.complaint_en import CLASSES, labelled
from scoring.training.design import balanced, design, fit_classes, read
from scoring.training.measures import f1_of, macro_f1, ranked_right
from scoring.training.tuned import guesses

NAME = "complaint_or_not"
CARD = Card(
    title="Complaint or not, English",
    what="Probability that a post complains: a linear model on words, pairs of words and letter groups. Turkish goes by rules (card: intent).",
    input="an English text; CSV with text, is_complaint (1, 0) and domain",
    output="probability 0 to 1; a complaint from .5",
    learned_from="four fifths of the tweets by hash; handles, addresses and names of brands struck out",
    not_for="records whose source says what they are: a complaint site's complaint stays one",
    known_faults=(
        "the tweets are of 2009 to 2014: later ways of complaining are not in them",
        "a third are drawn from anything said on the platform: telling those from messages to firms is easier than telling questions from complaints",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """Held-out figures, then each domain by a model that learned from the others. Raises ScoringError where a row has no domain."""
    rows = labelled(path)
    some = held_out(rows)
    model, texts = shipped("complaint_en"), read([row.text for row in some])
    share = np.concatenate([model.shares(one)[:, model.classes.index("complaint")] for one in texts])
    labels = column(some, "label")
    said = np.where(share >= 0.5, "complaint", "other")
    figures = [*of_classes(labels, said, "held out", 0.75),
               drawn("ranked rightly (AUC), held out", ranked_right, labels == "complaint", share)]  # fmt: skip
    return Evaluation(NAME, path.name, file_hash(path), (*figures, *across(path)), CARD)


def across(path: Path) -> list[Figure]:
    """Each trade as if never seen; random tweets are no trade and always learned from."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = list(csv.DictReader(lines))
    if not found or not {"text", "is_complaint", "domain"} <= found[0].keys():
        raise ScoringError(f"{path} must have the columns text, is_complaint, domain")
    labels, domains = (
        np.array([CLASSES[row["is_complaint"]] for row in found]),
        np.array([row["domain"] for row in found]),
    )
    made, strength = design(read([row["text"] for row in found])), float(str(shipped("complaint_en").facts["strength"]))
    figures = []
    for domain in sorted(set(domains.tolist()) - {"random_tweet"}):
        rest = domains != domain
        fitted = fit_classes(made, labels, balanced(labels, np.full(labels.size, "all"), rest), rest, strength, 1)
        said = guesses(fitted, made)[~rest]
        figures.append(Figure(f"macro-F1 on {domain}, learned from the others", macro_f1(labels[~rest], said), said.size,
                              note=f"complaints {f1_of(labels[~rest], said, 'complaint'):.2f}"))  # fmt: skip
    return figures
