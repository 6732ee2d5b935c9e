"""From signs to a weight: a logistic sum for the words and one for the account; every sign can only speak one way."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FLOOR = 0.5
"""Below this no weight goes on words alone (text models that learned on one set of texts are no better than a coin on another)."""
ENOUGH = 0.12
"""Information from which a text tells something: "kargom on gündür gelmedi" tells .12, "harika" and insults .01 to .06; of 15,765 real
complaints one in a hundred tells less than .24."""
WORDS = ("thin", "mismatch", "copies", "copies_soon")
ACCOUNTS = ("author_day", "author_brands", "author_one_end", "author_elsewhere", "unverified")
EASES = "verified"
FEATURES = (*WORDS, *ACCOUNTS, EASES)


@dataclass(frozen=True)
class Model:
    """What each sign adds to the log-odds that a record does not stand for itself; `bias` are the odds where nothing is known."""

    bias: float
    adds: Mapping[str, float]
    facts: Mapping[str, object] = field(default_factory=dict)

    def words(self, features: Mapping[str, Floats]) -> Floats:
        """What words alone leave of a weight of 1: never less than FLOOR."""
        return np.maximum(FLOOR, self._left(self._sum(features, WORDS)))

    def account(self, features: Mapping[str, Floats]) -> Floats:
        """What account and source leave of a weight of 1. A check by the source outweighs what speaks against it, never more."""
        return self._left(np.maximum(0.0, self._sum(features, (*ACCOUNTS, EASES))))

    def weights(self, features: Mapping[str, Floats]) -> Floats:
        """0 to 1, four decimals; 1 where nothing speaks against a record."""
        return np.asarray(np.round(self.words(features) * self.account(features), 4))

    def _sum(self, features: Mapping[str, Floats], names: tuple[str, ...]) -> Floats:
        return np.asarray(sum((self.adds[name] * features[name] for name in names), np.zeros_like(features[EASES])))

    def _left(self, against: Floats) -> Floats:
        """The probability of standing for itself, in shares of what it is where nothing is known."""
        return np.asarray((1 + np.exp(self.bias)) / (1 + np.exp(self.bias + against)))

    def as_json(self) -> str:
        """The model as canonical JSON."""
        return (
            json.dumps(
                {"bias": self.bias, "adds": dict(self.adds), "facts": dict(self.facts)}, indent=1, sort_keys=True
            )
            + "\n"
        )


@cache
def shipped() -> Model:
    """The model that comes with the house."""
    found = json.loads((resources.files("scoring") / "models" / "authenticity.json").read_text(encoding="utf-8"))
    return Model(found["bias"], found["adds"], found["facts"])


def grown(count: Floats, usual: int) -> Floats:
    """0 up to what is usual, then 1 for every doubling."""
    return np.asarray(np.log2(np.maximum(count, usual) / usual))
