"""Offence in Turkish tweets: the learned share, and what the list of insults catches."""

from pathlib import Path

import numpy as np

from scoring.evaluations import Card, Evaluation, file_hash
from scoring.evaluations.measured import column, guessed, held_out, of_classes, share
from scoring.evidence.hashed import hashed, portions
from scoring.evidence.insult import insult_counts
from scoring.evidence.linear import shipped
from scoring.training.design import read
from scoring.training.offence_tr import labelled

NAME = "offence_tr"
CARD = Card(
    title="Offence, Turkish",
    what="Probability that a text offends (a linear model), and beside it the list of insulting words that is masked in what is shown.",
    input="a Turkish text; TSV with tweet and subtask_a (OFF, NOT)",
    output="offence_share 0 to 1, shown to readers of the triage list; insults_count and masked text",
    learned_from="four fifths of the tweets by hash; the list is our own",
    not_for="lowering a record's weight: an angry text with facts tells as much as a calm one (W9); judging a person",
    known_faults=(
        "the list catches a fifth of what raters called offensive: it holds words that only insult, and leaves slurs by meaning, irony and accusations alone",
        "tweets about politics are most of the offence learned from; complaints are another domain, where nobody labelled offence",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """The model on held-out rows; the list on all rows, since it learned from none."""
    rows = labelled(path)
    some = held_out(rows)
    found = guessed(shipped(NAME), read([row.text for row in some]))
    figures = of_classes(column(some, "label"), found, "held out", 0.72)
    texts, is_offence = [row.text for row in rows], column(rows, "label") == "offence"
    hit = np.concatenate([insult_counts(texts[part], hashed(texts[part])) for part in portions(texts)]) > 0
    both = int((hit & is_offence).sum())
    figures += [
        share("precision of the list", both, int(hit.sum()), 0.85),
        share("recall of the list", both, int(is_offence.sum())),
    ]
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)
