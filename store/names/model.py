"""How likely two names mean one firm: a small net over `store.names.features`, with weights that ship as one readable file."""

import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from store.errors import StoreError
from store.names.features import FEATURES, features
from store.names.reading import read, spoken_as
from store.names.shared import Rarity

DIGITS = 6
YOUNG = 300
"""A book of as many names is believed as much as the shipped counts."""


class Net(NamedTuple):
    """A small net over the features: each brought to mean 0 and spread 1, one layer of bends (no less than 0), a sum."""

    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    bends: NDArray[np.float64]
    bends_bias: NDArray[np.float64]
    sums: NDArray[np.float64]
    bias: float

    def log_odds(self, signs: NDArray[np.float64]) -> NDArray[np.float64]:
        """The log-odds of rows of features; sums in one order, rounded so that no machine's last bit shows."""
        layer = np.maximum(((signs - self.mean) / self.spread) @ self.bends + self.bends_bias, 0)
        return np.round(layer @ self.sums + self.bias, DIGITS)


class NameModel:
    """A net over the features, in how many of `names` names each word stands, and facts of the training."""

    def __init__(self, net: Net, words: Mapping[str, int], names: int, facts: Mapping[str, object]) -> None:
        self.net, self.words, self.names, self.facts = net, words, names, facts
        self.rarity = Rarity(dict(words), names)

    def signs(self, asked: str, known: str) -> NDArray[np.float64]:
        """The features of a pair, in the order of `FEATURES`; of the likest two, where a text gives a firm several names."""
        every = np.array(self._signs(asked, known), float)
        row: NDArray[np.float64] = every[int(self.net.log_odds(every).argmax())]
        return row

    def log_odds(self, asked: str, known: str) -> float:
        """The logarithm of the odds that two names mean one firm: 0 is even, and there is no upper end."""
        return self.log_odds_of([(asked, known)])[0]

    def log_odds_of(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """The same for many pairs at once."""
        signs = [self._signs(asked, known) for asked, known in pairs]
        if not signs:
            return []
        odds = self.net.log_odds(np.array([row for rows in signs for row in rows], float)).tolist()
        ends = itertools.accumulate(map(len, signs))
        return [max(odds[end - len(rows) : end]) for rows, end in zip(signs, ends, strict=True)]

    def _signs(self, asked: str, known: str) -> list[tuple[float, ...]]:
        return [features(read(a), read(b), self.rarity) for a in spoken_as(asked) for b in spoken_as(known)]

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
            self.net,
            dict(self.words) | {word: max(n, self.words.get(word, 0)) for word, n in scaled.items()},
            self.names,
            self.facts,
        )

    def save(self, out: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        net = {name: np.asarray(value).tolist() for name, value in self.net._asdict().items()}
        content = {"facts": self.facts, "features": FEATURES, "net": net, "names": self.names, "words": self.words}
        lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in content.items()]
        out.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


def parse(content: str) -> NameModel:
    """The model in the text of a weights file. Raises StoreError for one of other features."""
    found = json.loads(content)
    if tuple(found.get("features", ())) != FEATURES:
        raise StoreError("these weights are of other features: run `terazi train names` again")
    layers = {name: np.array(value) for name, value in found["net"].items() if name != "bias"}
    net = Net(**layers, bias=found["net"]["bias"])
    return NameModel(net, found["words"], found["names"], found["facts"])


@cache
def shipped() -> NameModel:
    """The weights that come with the package."""
    return parse((resources.files("store") / "names" / "learned" / "names.json").read_text(encoding="utf-8"))


def chance(log_odds: float) -> float:
    """The probability of log-odds."""
    return 1 / (1 + math.exp(-log_odds)) if log_odds > -700 else 0.0
