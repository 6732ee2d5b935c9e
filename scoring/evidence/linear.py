"""A linear model over hashed texts: whole-number weights, so that sums come out the same to the last bit in any order."""

import json
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed
from scoring.evidence.rolling import Hashes

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """Weights by class (rows) and bucket (columns), each times its class's scale; `extra` weighs features given beside the text."""

    classes: tuple[str, ...]
    kinds: tuple[str, ...]
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats
    extra: Floats
    facts: dict[str, object] = field(default_factory=dict)

    def sums(self, texts: Hashed, extra: Floats | None = None) -> Floats:
        """Weighted sums, shape (texts, classes). A kind's grams count by 1 / sqrt(their number in the text)."""
        bits = (self.weights.shape[1] - 1).bit_length()
        out = np.zeros((texts.begin.size - 1, len(self.classes)))
        for kind in self.kinds:
            grams = texts.of(kind)
            bucket = buckets(grams.hashes, bits)
            length = np.sqrt(np.maximum(grams.counts, 1))
            for number, weights in enumerate(self.weights):
                out[:, number] += grams.per_text(weights.take(bucket)) / length
        out = out * self.scale + self.bias
        return out if extra is None else out + extra @ self.extra.T

    def shares(self, texts: Hashed, extra: Floats | None = None) -> Floats:
        """Probabilities of the classes, shape (texts, classes); each row adds up to 1."""
        found = self.sums(texts, extra)
        found = np.exp(found - found.max(axis=1, keepdims=True))
        return np.asarray(found / found.sum(axis=1, keepdims=True))

    def save(self, out: Path) -> None:
        """Write the weights; the same weights give the same bytes."""
        facts = json.dumps({"classes": self.classes, "kinds": self.kinds, **self.facts}, sort_keys=True)
        with out.open("wb") as file:
            np.savez_compressed(file, weights=self.weights, scale=self.scale, bias=self.bias, extra=self.extra,
                                facts=np.frombuffer(facts.encode(), np.uint8))  # fmt: skip


def quantised(
    classes: tuple[str, ...], kinds: tuple[str, ...], weights: Floats, bias: Floats, extra: Floats, **facts: object
) -> Linear:
    """A model from weights of any size, rounded to 8 bits."""
    scale = np.maximum(np.abs(weights).max(axis=1), 1e-12) / 127
    whole = np.rint(weights / scale[:, None]).astype(np.int8)
    return Linear(classes, kinds, whole, scale, bias, extra, dict(facts))


def read(content: bytes) -> Linear:
    """The model in the bytes of a weights file."""
    with np.load(BytesIO(content), allow_pickle=False) as found:
        facts = json.loads(found["facts"].tobytes())
        weights, scale, bias, extra = (found[name] for name in ("weights", "scale", "bias", "extra"))
    return Linear(tuple(facts.pop("classes")), tuple(facts.pop("kinds")), weights, scale, bias, extra, facts)


@cache
def shipped(name: str) -> Linear:
    """The weights that come with the package, read when first asked for."""
    return read((resources.files("scoring") / "models" / f"{name}.npz").read_bytes())


def buckets(hashes: Hashes, bits: int) -> NDArray[np.int64]:
    """The bucket of each hash: its upper bits."""
    return np.asarray((hashes >> np.uint64(64 - bits)).astype(np.int64))
