"""How likely two names mean one firm: a logistic sum over `scoring.names.features`, with weights that ship as one readable file."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.names.features import FEATURES, Rarity, features
from scoring.names.reading import read

DIGITS = 6
YOUNG = 300
"""A book of as many names is believed as much as the shipped counts."""


class NameModel:
    """Weights by feature, in how many of `names` names each word stands, and facts of the training."""

    def __init__(
        self,
        weights: Mapping[str, float],
        bias: float,
        words: Mapping[str, int],
        names: int,
        facts: Mapping[str, object],
    ) -> None:
        self.weights, self.bias, self.words, self.names, self.facts = weights, bias, words, names, facts
        self.rarity = Rarity(dict(words), names)
        self._row = [weights[name] for name in FEATURES]

    def signs(self, asked: str, known: str) -> NDArray[np.float64]:
        """The features of a pair, in the order of `FEATURES`."""
        return features(read(asked), read(known), self.rarity)

    def log_odds(self, asked: str, known: str) -> float:
        """The logarithm of the odds that two names mean one firm: 0 is even, and there is no upper end."""
        return self.of_signs(self.signs(asked, known).tolist())

    def of_signs(self, signs: list[float]) -> float:
        """The log-odds of features, rounded so that no machine's last bit shows."""
        return round(
            math.fsum([self.bias, *(sign * weight for sign, weight in zip(signs, self._row, strict=True))]), DIGITS
        )

    def in_book(self, names: Iterable[str]) -> "NameModel":
        """The same weights where these names are at home: a word many of them carry ("collection" among collectors) tells little.

        A word's count is the larger of the shipped one and that of the book (but for the name's own), brought to the shipped scale.
        """
        found, size = Counter[str](), 0
        for name in names:
            found.update(set(read(name).words))
            size += 1
        scaled = {word: round((n - 1) * self.names / (size + YOUNG)) for word, n in found.items() if n > 1}
        return NameModel(
            self.weights,
            self.bias,
            dict(self.words) | {word: max(n, self.words.get(word, 0)) for word, n in scaled.items()},
            self.names,
            self.facts,
        )

    def save(self, out: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        content = {
            "facts": self.facts,
            "bias": self.bias,
            "weights": self.weights,
            "names": self.names,
            "words": self.words,
        }
        out.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def parse(content: str) -> NameModel:
    """The model in the text of a weights file. Raises ScoringError for one of other features."""
    found = json.loads(content)
    if tuple(found["weights"]) != FEATURES:
        raise ScoringError("these weights are of other features: run `terazi train names` again")
    return NameModel(found["weights"], found["bias"], found["words"], found["names"], found["facts"])


@cache
def shipped() -> NameModel:
    """The weights that come with the package."""
    return parse((resources.files("scoring") / "models" / "names.json").read_text(encoding="utf-8"))


def chance(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0
