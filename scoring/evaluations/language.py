"""Whether the language of a text is found, and how often nothing is said."""

from pathlib import Path

import numpy as np

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import column, share
from scoring.evidence.hashed import hashed, portions
from scoring.evidence.language import LANGUAGES, languages
from scoring.evidence.plain import plain
from scoring.training.labelled import Row, rows_of

NAME = "language"
SHORT = 20
CARD = Card(
    title="Language",
    what=f"One of {', '.join(LANGUAGES)}, by small words where they decide, else by py3langid; one or two words are Turkish where they are words of Turkish alone.",
    input="a text; CSV with text and language, or any of the labelled files of a folder whose name ends in its language (sentiment_tr, offence_tr)",
    output="two letters, or nothing: it abstains",
    learned_from="nothing of ours: the lists are our own, py3langid brings its model",
    not_for="other languages than these; names and single words",
    known_faults=("a text in two languages gets the one with more small words", "files named by folder hold a few texts of another language: 1 is out of reach"),
)  # fmt: skip


def evaluate(path: Path) -> Evaluation:
    """Share found right among the texts it speaks on, and how many those are. Raises ScoringError where no column says the text."""
    rows = _rows(path)
    raw = plain([row.text for row in rows])
    said = np.concatenate([languages(raw[part], hashed(raw[part])) for part in portions(raw)])
    meant, length = column(rows, "label"), np.array([len(text) for text in raw])
    figures = _figures(said, meant, "all texts", 0.98) + _figures(
        said[length < SHORT], meant[length < SHORT], f"texts under {SHORT} letters"
    )
    for one in np.unique(meant) if np.unique(meant).size > 1 else ():
        figures += _figures(said[meant == one], meant[meant == one], str(one))
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def _figures(said: "np.ndarray[tuple[int], np.dtype[np.str_]]", meant: "np.ndarray[tuple[int], np.dtype[np.str_]]", on: str, floor: float | None = None) -> list[Figure]:  # fmt: skip
    spoke = said != ""
    return [share(f"right where it speaks, {on}", int((said == meant)[spoke].sum()), int(spoke.sum()), floor),
            share(f"speaks, {on}", int(spoke.sum()), said.size)]  # fmt: skip


def _rows(path: Path) -> list[Row]:
    for text, label in (("text", "language"), ("text", "text"), ("tweet", "tweet")):
        try:
            found = rows_of(path, text, label)
        except ScoringError:
            continue
        return found if label == "language" else [row._replace(label=path.parent.name[-2:]) for row in found]
    raise ScoringError(f"{path} has neither text nor tweet")
