"""How hard a matter is to settle, 1 to 3, from its text and type alone (SPEC-3): the model that reads a brand learned without it.

Learned on a reference window and frozen with the standard; records that vanish later change nobody's difficulty.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed, hashed, portions
from scoring.evidence.linear import buckets
from scoring.evidence.names import names_of
from scoring.evidence.plain import plain

FOLDS, BITS = 10, 14
KINDS = ("words", "pairs")
UNIT = 1_000_000
"""Targets are added up as whole millionths: the sums are the same in any order."""
SHRINK = 20.0
FEWEST_TEXTS = 100
MIDDLE = 2
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Matters:
    """Matters to learn from or to read: text, type ("" unknown), brand and sector of each."""

    texts: Sequence[str]
    types: Sequence[str]
    brands: Sequence[str]
    sectors: Sequence[str]


@dataclass(frozen=True)
class Difficulty:
    """Sums of targets and numbers of texts by fold and bucket, each brand's fold, and each sector's two cuts."""

    totals: Counts
    counts: Counts
    folds: dict[str, int]
    cuts: dict[str, tuple[float, float]] = field(default_factory=dict)

    def scores(self, matters: Matters, names: Iterable[str] = ()) -> Floats:
        """Higher is harder; NaN where the other brands say nothing. A brand never learned from is read by the model of all."""
        raw, wanted = plain(matters.texts), names_of(names)
        fold = np.array([self.folds.get(brand, -1) for brand in matters.brands], np.int64)
        out = np.full(len(raw), np.nan)
        for part in portions(raw):
            bucket, begin = _buckets(hashed(raw[part]).without(wanted), matters.types[part], matters.sectors[part])
            out[part] = self._means(bucket, begin, fold[part])
        return np.round(out, 6)

    def _means(self, bucket: Counts, begin: Counts, fold: Counts) -> Floats:
        """Mean over a text's grams of what the other folds' texts with the gram came to, rare grams drawn to 0."""
        whose = np.repeat(fold, np.diff(begin))
        known = whose >= 0
        count, total = self.counts.sum(axis=0)[bucket], self.totals.sum(axis=0)[bucket]
        count[known] -= self.counts[whose[known], bucket[known]]
        total[known] -= self.totals[whose[known], bucket[known]]
        worth = np.rint(total / (count + SHRINK)).astype(np.int64)
        sums, heard = (np.concatenate([[0], np.cumsum(one)]) for one in (worth, count > 0))
        texts = np.maximum(heard[begin[1:]] - heard[begin[:-1]], 1)
        mean = (sums[begin[1:]] - sums[begin[:-1]]) / np.sqrt(texts) / UNIT
        others = self.counts[:, -1].sum() - np.where(fold >= 0, self.counts[fold, -1], 0)
        return np.where((others >= FEWEST_TEXTS) & (heard[begin[1:]] > heard[begin[:-1]]), mean, np.nan)

    def levels(self, matters: Matters, names: Iterable[str] = ()) -> NDArray[np.int8]:
        """1 easy, 2, 3 hard by the frozen terciles of the sector; 2 where nothing can be said."""
        score = self.scores(matters, names)
        cut = np.array([self.cuts.get(sector, (np.nan, np.nan)) for sector in matters.sectors]).reshape(-1, 2)
        known = ~np.isnan(score) & ~np.isnan(cut[:, 0])
        out = np.full(score.size, MIDDLE, np.int8)
        out[known] = 1 + (score > cut[:, 0])[known] + (score > cut[:, 1])[known]
        return out

    def table(self) -> pa.Table:
        """The model as rows (part, name, number, total, count): it can be kept, hashed and published with a standard."""
        fold, bucket = np.nonzero(self.counts)
        rows = {"part": ["gram"] * fold.size, "name": [str(one) for one in fold.tolist()], "number": bucket.tolist(),
                "total": self.totals[fold, bucket].tolist(), "count": self.counts[fold, bucket].tolist()}  # fmt: skip
        kept = [("brand", brand, fold, 0, 0) for brand, fold in sorted(self.folds.items())]
        kept += [
            ("cut", sector, place, round(cut * UNIT), 0)
            for sector, ends in sorted(self.cuts.items())
            for place, cut in enumerate(ends)
        ]
        for name, column in zip(rows, zip(*kept, strict=True), strict=True) if kept else ():
            rows[name] = [*rows[name], *column]
        return pa.table(rows, schema=_SCHEMA)


_COLUMNS: list[tuple[str, pa.DataType]] = [("part", pa.string()), ("name", pa.string()), ("number", pa.int64()), ("total", pa.int64()), ("count", pa.int64())]  # fmt: skip
_SCHEMA = pa.schema(_COLUMNS)


def from_table(table: pa.Table) -> Difficulty:
    """What `Difficulty.table` wrote."""
    made = _empty()
    cuts: dict[str, list[float]] = {}
    for row in table.to_pylist():
        if row["part"] == "brand":
            made.folds[row["name"]] = row["number"]
        elif row["part"] == "cut":
            cuts.setdefault(row["name"], []).append(row["total"] / UNIT)
        else:
            made.totals[int(row["name"]), row["number"]] = row["total"]
            made.counts[int(row["name"]), row["number"]] = row["count"]
    made.cuts.update({sector: (ends[0], ends[1]) for sector, ends in cuts.items()})
    return made


def learn(matters: Matters, target: Floats, names: Iterable[str] = ()) -> Difficulty:
    """Learn from matters and what each came to (higher: harder), for example `scoring.evidence.settled.settled_late`; NaN takes no part.

    A brand's own mean is taken off first: a slow brand does not make its kind of matter hard. Brands stand in ten folds,
    and each is read by the folds it is not in.
    """
    wanted = tuple(names)
    brands = sorted(set(matters.brands))
    folds = {brand: number % FOLDS for number, brand in enumerate(brands)}
    made = Difficulty(*_empty_sums(), folds)
    centred = _centred(np.asarray(target, np.float64), np.array(matters.brands), np.array(matters.sectors))
    raw, fold = plain(matters.texts), np.array([folds[brand] for brand in matters.brands], np.int64)
    for part in portions(raw):
        bucket, begin = _buckets(
            hashed(raw[part]).without(names_of(wanted)), matters.types[part], matters.sectors[part]
        )
        worth = np.repeat(centred[part], np.diff(begin))
        known = ~np.isnan(worth)
        place = (np.repeat(fold[part], np.diff(begin))[known], bucket[known])
        np.add.at(made.totals, place, np.rint(worth[known] * UNIT).astype(np.int64))
        np.add.at(made.counts, place, 1)
        np.add.at(made.counts[:, -1], fold[part][~np.isnan(centred[part])], 1)
    score = made.scores(matters, wanted)
    made.cuts.update(_cuts(score, matters.sectors))
    return made


def _empty_sums() -> tuple[Counts, Counts]:
    return np.zeros((FOLDS, (1 << BITS) + 1), np.int64), np.zeros((FOLDS, (1 << BITS) + 1), np.int64)


def _empty() -> Difficulty:
    return Difficulty(*_empty_sums(), {})


def _buckets(texts: Hashed, types: Sequence[str], sectors: Sequence[str]) -> tuple[Counts, Counts]:
    """Buckets of each text's different words and pairs, and of its sector and type together."""
    rows = np.arange(texts.begin.size - 1)
    kinds = [(np.repeat(rows, texts.of(kind).counts), buckets(texts.of(kind).hashes, BITS)) for kind in KINDS]
    has_type = np.array([number for number, one in enumerate(types) if one], np.int64)
    if has_type.size:
        labels = hashed(["t" + re.sub(r"\W+", "", sectors[row] + types[row]) for row in has_type.tolist()])
        kinds.append((has_type, buckets(labels.words.hashes[labels.begin[:-1]], BITS)))
    text, bucket = (np.concatenate(one) for one in zip(*kinds, strict=True))
    once = np.unique(text.astype(np.int64) << BITS | bucket)
    return once & ((1 << BITS) - 1), np.searchsorted(once >> BITS, np.arange(texts.begin.size))


def _centred(target: Floats, brands: NDArray[np.str_], sectors: NDArray[np.str_]) -> Floats:
    """Targets less the mean of their brand in their sector."""
    out = target.copy()
    known = ~np.isnan(target)
    _, cell = np.unique(np.char.add(np.char.add(sectors, "\x1f"), brands), return_inverse=True)
    whole = np.rint(np.nan_to_num(target) * UNIT)
    count = np.maximum(np.bincount(cell, weights=known), 1)
    out -= (np.bincount(cell, weights=whole * known) / count)[cell] / UNIT
    return out


def _cuts(score: Floats, sectors: Sequence[str]) -> dict[str, tuple[float, float]]:
    names = np.array(sectors)
    out = {}
    for name in np.unique(names):
        known = score[(names == name) & ~np.isnan(score)]
        if known.size >= FEWEST_TEXTS:
            low, high = np.quantile(known, [1 / 3, 2 / 3], method="lower")
            out[str(name)] = (float(low), float(high))
    return out
