"""Turkish sentiment from reviews with three classes."""

from pathlib import Path

from scoring.training.labelled import Row, rows_of
from scoring.training.tuned import fit_tuned

NAME = "sentiment_tr"
CLASSES = {"Olumsuz": "negative", "Tarafsız": "neutral", "Olumlu": "positive", "0": "negative", "1": "positive", "2": "neutral"}  # fmt: skip


def labelled(path: Path) -> list[Row]:
    """Rows with a label of three classes, in words (Olumlu, Olumsuz, Tarafsız, positive ...) or as 0 negative, 1 positive, 2 neutral."""
    known = CLASSES | {name: name for name in CLASSES.values()}
    return [row._replace(label=known[row.label]) for row in rows_of(path, "text", "label") if row.label in known]


def train(path: Path, out: Path, seed: int) -> dict[str, object]:
    """Learn from a file or a folder of files, a platform each."""
    fitted = fit_tuned(NAME, labelled(path), seed)
    fitted.save(out)
    return fitted.facts
