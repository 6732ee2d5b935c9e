"""Types of complaints within each sector, cross-validated by text: would the source's own type have been found?"""

from pathlib import Path

import numpy as np

from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.issue_rows import IssueRow, issue_rows
from scoring.evaluations.measured import drawn, share
from scoring.evidence.complaint_type import FEWEST_TEXTS, learn, predict
from scoring.training.labelled import FOLDS, fold_of
from scoring.training.measures import macro_f1

NAME = "complaint_type"
ENOUGH = 20
CARD = Card(
    title="Type of a complaint",
    what="Where a source does not say what a complaint is about, the type is learned within its sector from the records whose source does: complement "
    "naive Bayes on words, pairs of words and letter groups, learned anew with each snapshot.",
    input="complaints with type, sector and brand: JSON lines (category or keywords) or the CFPB's CSV (Issue within Product)",
    output="one of the sector's own types; nothing where fewer than 100 records have one",
    learned_from="the snapshot itself; the brand's names are struck out",
    not_for="changing what a source says; sectors whose types are tags that overlap (see the figure of the banks, whose tags name cards and campaigns)",
    known_faults=(
        "rare types are found seldom",
        "types are as good as the source's own: the CFPB's changed in 2017 and 2023",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """Macro-F1 over types with 20 texts and more, and accuracy beside that of always saying the most frequent type, for each sector."""
    rows = [row for row in issue_rows(path) if row.type]
    figures: list[Figure] = []
    for sector in sorted({row.sector for row in rows}):
        some = [row for row in rows if row.sector == sector]
        if len(some) >= FEWEST_TEXTS:
            figures += _of_sector(sector, some)
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def _of_sector(sector: str, rows: list[IssueRow]) -> list[Figure]:
    said, meant = _said(rows), np.array([row.type for row in rows])
    types, counts = np.unique(meant, return_counts=True)
    known = np.isin(meant, types[counts >= ENOUGH])
    note = f"most frequent type alone {counts.max() / meant.size:.2f}"
    spoke = said != ""
    figures = [share(f"right where it speaks, {sector}", int((said == meant)[spoke].sum()), int(spoke.sum()), note=note),
               share(f"speaks, {sector}", int(spoke.sum()), spoke.size)]  # fmt: skip
    if (counts >= ENOUGH).sum() > 1:
        note = f"{(counts >= ENOUGH).sum()} types"
        figures.insert(0, drawn(f"macro-F1, {sector}", macro_f1, meant[known], said[known], note=note))
    return figures


def _said(rows: list[IssueRow]) -> "np.ndarray[tuple[int], np.dtype[np.str_]]":
    fold = np.array([fold_of(row.text) for row in rows])
    names = {row.brand for row in rows}
    out = np.full(len(rows), "", object)
    for number in range(FOLDS):
        learned = [row for row, mine in zip(rows, fold, strict=True) if mine != number]
        model = learn([row.text for row in learned], [row.type for row in learned], names)
        if model:
            out[fold == number] = predict(
                model, [row.text for row, mine in zip(rows, fold, strict=True) if mine == number], names
            )
    return out.astype(np.str_)
