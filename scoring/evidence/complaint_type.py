"""What a complaint is about, where its source does not say: learned within a sector from the records whose source does.

Complement naive Bayes (Rennie et al. 2003) on counts, so that learning is one pass of adding whole numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed, hashed, portions
from scoring.evidence.linear import buckets
from scoring.evidence.names import names_of
from scoring.evidence.plain import plain

KINDS = ("words", "pairs", "letters4")
BITS = 15
SMOOTH = 0.5
FEWEST_TEXTS, FEWEST_OF_A_TYPE = 100, 5
"""On fewer texts it was no better than always saying the most frequent type (the CFPB's smaller products)."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TypeModel:
    """Types of one sector and their weights, shape (types, buckets); a higher sum is a likelier type."""

    types: tuple[str, ...]
    weights: NDArray[np.float32]


def learn(texts: Sequence[str], types: Sequence[str], names: Iterable[str] = ()) -> TypeModel | None:
    """The model of one sector from texts and the types their sources give ("" unknown). `names` are brands', which it never sees.

    None where fewer than 100 texts have a type that five have, or all have the same: then nothing is said of types.
    """
    found, counts = np.unique(np.array([one for one in types if one], np.str_), return_counts=True)
    kept = [str(one) for one in found[counts >= FEWEST_OF_A_TYPE]]
    rows = [number for number, one in enumerate(types) if one in set(kept)]
    if len(rows) < FEWEST_TEXTS or len(kept) < 2:
        return None
    number_of = {name: number for number, name in enumerate(kept)}
    label = np.array([number_of[types[row]] for row in rows])
    total = np.zeros((len(kept), 1 << BITS))
    raw, wanted = plain([texts[row] for row in rows]), names_of(names)
    for part in portions(raw):
        _add(total, hashed(raw[part]).without(wanted), label[part])
    others = total.sum(axis=0) - total + SMOOTH
    weights = -np.log(others / others.sum(axis=1, keepdims=True))
    weights -= weights.mean(axis=0)
    return TypeModel(tuple(kept), (weights / np.abs(weights).sum(axis=1, keepdims=True)).astype(np.float32))


def predict(model: TypeModel, texts: Sequence[str], names: Iterable[str] = ()) -> list[str]:
    """The likeliest type of each text, "" for one without a word."""
    raw, wanted = plain(texts), names_of(names)
    out: list[str] = []
    for part in portions(raw):
        out += _likeliest(model, hashed(raw[part]).without(wanted))
    return out


def fill(texts: Sequence[str], types: Sequence[str], sectors: Sequence[str], names: Iterable[str] = ()) -> list[str]:
    """The types with every unknown one ("") predicted within its sector, where that has a model; what a source says is never changed."""
    out, wanted = list(types), tuple(names)
    for sector in sorted(set(sectors)):
        rows = [number for number, one in enumerate(sectors) if one == sector]
        unknown = [row for row in rows if not types[row]]
        model = learn([texts[row] for row in rows], [types[row] for row in rows], wanted) if unknown else None
        if model:
            for row, guess in zip(unknown, predict(model, [texts[row] for row in unknown], wanted), strict=True):
                out[row] = guess
    return out


def _add(total: Floats, texts: Hashed, label: NDArray[np.int64]) -> None:
    for kind in KINDS:
        grams = texts.of(kind)
        np.add.at(total, (np.repeat(label, grams.counts), buckets(grams.hashes, BITS)), 1.0)


def _likeliest(model: TypeModel, texts: Hashed) -> list[str]:
    sums = np.zeros((texts.begin.size - 1, len(model.types)))
    for kind in KINDS:
        grams = texts.of(kind)
        bucket, length = buckets(grams.hashes, BITS), np.maximum(grams.counts, 1)
        for number, weights in enumerate(np.rint(model.weights * 2.0**40)):
            sums[:, number] += grams.per_text(weights.astype(np.int64).take(bucket)) / length
    guess = np.array(model.types)[sums.argmax(axis=1)]
    return [str(one) if count else "" for one, count in zip(guess, texts.words.counts, strict=True)]
