"""Whether an English post complains, from tweets labelled 1 or 0."""

from pathlib import Path

from scoring.training.labelled import Row, rows_of
from scoring.training.tuned import fit_tuned

NAME = "complaint_en"
CLASSES = {"0": "other", "1": "complaint"}


def labelled(path: Path) -> list[Row]:
    """Rows with `text` and `is_complaint`."""
    return [
        row._replace(label=CLASSES[row.label]) for row in rows_of(path, "text", "is_complaint") if row.label in CLASSES
    ]


def train(path: Path, out: Path, seed: int) -> dict[str, object]:
    """Learn from all folds but the one held out."""
    fitted = fit_tuned(NAME, labelled(path), seed)
    fitted.save(out)
    return fitted.facts
