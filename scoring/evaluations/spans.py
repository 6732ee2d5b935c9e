"""How well redaction finds known spans, word by word: recall first (F2). The Presidio format: texts with typed spans."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.errors import ScoringError
from scoring.evaluations import Figure
from scoring.statistics.intervals import binomial_wilson
from store.redaction import find

DRAWS = 500
_WORD = re.compile(r"\w+")
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Told:
    """One text: its template, and for each word of it the type that stands there ("" for none) and whether it was redacted."""

    template_id: int | None
    types: tuple[str, ...]
    redacted: tuple[bool, ...]


def told(path: Path) -> list[Told]:
    """Every text of a file with what redaction did to it. Raises ScoringError where the file is not in the format."""
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [_told(row) for row in rows]
    except (ValueError, KeyError, TypeError) as wrong:
        raise ScoringError(
            f"{path}: a list of texts with full_text and spans (entity_type, start_position, end_position): {wrong!r}"
        ) from wrong


def _told(row: dict[str, Any]) -> Told:
    text = row["full_text"]
    gold = [(span["start_position"], span["end_position"], span["entity_type"]) for span in row["spans"]]
    found = find(text)
    words = [match.span() for match in _WORD.finditer(text)]
    return Told(
        row.get("template_id"),
        tuple(next((kind for begin, end, kind in gold if begin < stop and start < end), "") for start, stop in words),
        tuple(any(begin < stop and start < end for begin, end, _ in found) for start, stop in words),
    )


def f2_figures(name: str, texts: Sequence[Told], ours: Collection[str], beside: Collection[str], *, at_least: float | None = None, note: str = "") -> Iterator[Figure]:  # fmt: skip
    """F2, recall and precision over words. `ours`: types that must go; `beside`: types that count neither way. F2's interval is a bootstrap over texts."""
    counts = np.array([_counts(one, ours, beside) for one in texts], np.int64).reshape(-1, 3)
    hits, missed, wrong = (int(n) for n in counts.sum(axis=0))
    low, high = np.quantile([_f2(counts[draw].sum(axis=0)) for draw in _draws(len(counts))], [0.025, 0.975])
    yield Figure(f"F2, {name}", _f2(counts.sum(axis=0)), hits + missed, float(low), float(high), at_least, note)
    for what, n in (("recall", hits + missed), ("precision", hits + wrong)):
        ends = binomial_wilson([hits], [n]) if n else (np.zeros(1), np.ones(1))
        yield Figure(f"{what}, {name}", hits / n if n else 0.0, n, float(ends[0][0]), float(ends[1][0]), note=note)


def recalls(texts: Sequence[Told]) -> Iterator[Figure]:
    """Recall of every type of the file, over words."""
    pairs = [(kind, is_gone) for one in texts for kind, is_gone in zip(one.types, one.redacted, strict=True) if kind]
    for kind in sorted({kind for kind, _ in pairs}):
        gone = [is_gone for other, is_gone in pairs if other == kind]
        low, high = binomial_wilson([sum(gone)], [len(gone)])
        yield Figure(f"recall of {kind}", sum(gone) / len(gone), len(gone), float(low[0]), float(high[0]))


def _counts(one: Told, ours: Collection[str], beside: Collection[str]) -> tuple[int, int, int]:
    """Words redacted rightly, missed, and redacted wrongly."""
    pairs = list(zip(one.types, one.redacted, strict=True))
    return (
        sum(is_gone for kind, is_gone in pairs if kind in ours),
        sum(not is_gone for kind, is_gone in pairs if kind in ours),
        sum(is_gone for kind, is_gone in pairs if kind not in ours and kind not in beside),
    )


def _f2(counts: Counts) -> float:
    hits, missed, wrong = (int(n) for n in counts)
    return 5 * hits / (5 * hits + 4 * missed + wrong) if hits else 0.0


def _draws(n: int) -> Iterator[npt.NDArray[np.int64]]:
    rng = np.random.default_rng(n)
    for _ in range(DRAWS):
        yield rng.integers(0, n, n)
