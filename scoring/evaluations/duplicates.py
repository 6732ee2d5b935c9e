"""How well `scoring.near.same` tells copies of one matter from two people with one mould. Wilson intervals of 95 %."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import share
from scoring.incidents.repeats import Complaints
from scoring.json_lines import json_lines
from scoring.near.same import SAME_FROM, Likeness, compare
from store.naming import text_hash

NAME = "duplicates"
CARD = Card(
    title="Copies of one matter",
    what="Two complaints about one brand are one matter where their words are the same to 90 % of the letters and neither holds numbers of its own "
    "where the other holds others, or where one is the cut beginning of the other; never where two known authors of one platform wrote them.",
    input="two texts, and for each its platform and the author's pseudonym where known",
    output="same or not, with the likeness in percent and the reason",
    learned_from="nothing: every threshold stands in scoring/near/same.py; they were set on the Turkish pairs, so the figures flatter somewhat",
    not_for="texts of less than 60 letters, of which only the very same count as copies; texts in different languages",
    known_faults=(
        "two people without known author who filled no number into a mould count as one",
        "one person who tells the matter anew in other words counts as two",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """Precision and recall on pairs (JSON lines: label duplicate|different|unsure, a_text, b_text, same_user), or how many of a file of
    complaints (text, and where known brand, source, key, user) are merged and how many of these wrongly. Raises ScoringError for other rows."""
    first = next((row for _, row in json_lines(path)), {})
    figures = _merges(path) if "text" in first else _pairs(path)
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def _merges(path: Path) -> list[Figure]:
    """A merge of two accounts' complaints is taken for wrong; authors are hidden from the merging, which else never merges two accounts."""
    rows = list({(row.get("source"), row.get("key") or place): row for place, row in json_lines(path, "text")}.values())
    brand, source, user, text = ([str(row.get(name) or "") for row in rows] for name in ("brand", "source", "user", "text"))  # fmt: skip
    hashes, known = [text_hash(one) for one in text], sum(map(bool, user))

    def merged(author: list[str]) -> tuple[int, int]:
        leader = Complaints(brand, source, author, text, hashes).leaders().tolist()
        pairs = [(one, head) for one, head in enumerate(leader) if one != head]
        return len(pairs), sum(bool(user[one] and user[head]) and user[one] != user[head] for one, head in pairs)

    (told, wrong), (hidden, blind) = merged(user), merged([""] * len(rows))
    return [share("merged with an earlier complaint", told, len(rows)), share("merged with another account's, of those whose account is known", wrong, known),
            share("merged with an earlier complaint, accounts hidden", hidden, len(rows)),
            Figure("false merges per 1,000 complaints whose account is known, accounts hidden", 1000 * blind / max(1, known), known)]  # fmt: skip


def _pairs(path: Path) -> list[Figure]:
    rows = [row for row in _rows(path) if row["label"] != "unsure"]
    found = [(row, compare(row["a_text"], row["b_text"])) for row in rows]
    ways: tuple[tuple[str, Callable[[Any, Likeness], bool], float | None], ...] = (
        ("all signs", lambda row, signs: signs.is_same and row.get("same_user") is not False, 0.95),
        ("words alone", lambda _row, signs: signs.is_same, 0.95),
        ("without numbers", lambda row, signs: signs.likeness >= SAME_FROM and row.get("same_user") is not False, None),
        ("plain Jaccard of .7", lambda row, _signs: (row.get("jaccard5") or 0.0) >= 0.7, None),
    )
    return [
        one
        for name, way, floor in ways
        for one in _figures(name, [(way(*pair), pair[0]["label"] == "duplicate") for pair in found], floor)
    ]


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    for place, row in json_lines(path, "a_text", "b_text"):
        if row.get("label") not in {"duplicate", "different", "unsure"}:
            raise ScoringError(f"{place}: label: must be duplicate, different or unsure, not {row.get('label')!r}")
        yield row


def _figures(name: str, pairs: list[tuple[bool, bool]], floor: float | None) -> tuple[Figure, Figure]:
    said, holds = np.array(pairs, bool).reshape(-1, 2).T
    both = int((said & holds).sum())
    return (
        share(f"precision, {name}", both, int(said.sum()), floor),
        share(f"recall, {name}", both, int(holds.sum()), floor),
    )
