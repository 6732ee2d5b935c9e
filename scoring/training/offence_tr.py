"""Whether a Turkish post offends, from tweets labelled OFF or NOT."""

from pathlib import Path

from scoring.training.labelled import Row, rows_of
from scoring.training.tuned import fit_tuned

NAME = "offence_tr"
CLASSES = {"NOT": "other", "OFF": "offence"}


def labelled(path: Path) -> list[Row]:
    """Rows with `tweet` and `subtask_a`."""
    return [
        row._replace(label=CLASSES[row.label]) for row in rows_of(path, "tweet", "subtask_a") if row.label in CLASSES
    ]


def train(path: Path, out: Path, seed: int) -> dict[str, object]:
    """Learn from all folds but the one held out."""
    fitted = fit_tuned(NAME, labelled(path), seed)
    fitted.save(out)
    return fitted.facts
