"""Difficulty as SPEC-3 has it: does a model that never saw the brand rank its matters by how they came out?"""

from pathlib import Path

import numpy as np

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.issue_rows import IssueRow, issue_rows
from scoring.evaluations.measured import drawn, share
from scoring.evidence.difficulty import Matters, learn
from scoring.training.measures import ranked_right

NAME = "difficulty"
CARD = Card(
    title="Difficulty",
    what="How hard a matter is to settle, 1 to 3, from the words and type of the complaint alone: the mean of what matters with the same words came to "
    "at other brands, each brand's own mean taken off first. Cut at the sector's terciles and frozen with the standard.",
    input="complaints before their first answer, with type, sector and brand; JSON lines with solved_badge where it is evaluated",
    output="1 (easy) to 3 (hard); 2 where the other brands say nothing",
    learned_from="a reference window of the snapshot: cumulative hazard of the matter's group less whether it was settled; each brand is read by the folds "
    "it is not in; names of brands are struck out",
    not_for="judging a complaint or a brand; it only sets like against like",
    known_faults=(
        "the evaluation's mark \"settled\" is the site's badge, which is not satisfaction, and only two banks have it: each is read by the other alone",
        "it ranks three matters of five rightly where chance ranks half: the strata it makes differ mildly",
    ),
)  # fmt: skip


def evaluate(path: Path) -> Evaluation:
    """Per brand, read by the other brands: how well unsettled matters rank above settled ones, and the share settled by level."""
    rows = [row for row in issue_rows(path) if row.is_settled is not None]
    if not rows:
        raise ScoringError(f"{path} says of no complaint whether it was settled")
    names = {row.brand for row in rows}
    matters = Matters(
        [row.text for row in rows],
        [row.type for row in rows],
        [row.brand for row in rows],
        [row.sector for row in rows],
    )
    made = learn(matters, np.array([0.0 if row.is_settled else 1.0 for row in rows]), names)
    score, level = made.scores(matters, names), made.levels(matters, names)
    figures = [one for brand in sorted(names) for one in _of_brand(brand, rows, score, level)]
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def _of_brand(brand: str, rows: list[IssueRow], score: "np.ndarray[tuple[int], np.dtype[np.float64]]",
              level: "np.ndarray[tuple[int], np.dtype[np.int8]]") -> list[Figure]:  # fmt: skip
    mine = np.array([row.brand == brand for row in rows]) & ~np.isnan(score)
    if not mine.any():
        return []
    settled = np.array([bool(row.is_settled) for row in rows])[mine]
    said = drawn(f"ranked rightly (AUC), {brand}", ranked_right, ~settled, score[mine], at_least=0.55)
    return [
        said,
        *(
            share(
                f"settled at level {one}, {brand}",
                int(settled[level[mine] == one].sum()),
                int((level[mine] == one).sum()),
            )
            for one in (1, 2, 3)
        ),
    ]
