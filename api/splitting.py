"""The change of observed over expected between two stands, taken apart exactly: on the log scale the parts add up to the whole.

Volume: ln(O/E) = ln(number of matters) + ln(mean weight of the evidence over the mix of types) - ln(customers) - ln(sector's rate).
Mix and evidence share one sum; each is its mean over both orders of exchanging them (Shapley), as in scoring.moved. What is
removed stays counted, so removals are 0 in volume; that is said, not left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log

SERVICE_FREE = ("denominator", "method", "removals")
"""Parts that are nothing the brand did: they are drawn apart and never in the colours of better and worse."""


@dataclass(frozen=True)
class Cells:
    """Weighted matters of a brand by type under one half-life: sum of decays, and of decay times weight of the evidence."""

    decay: Mapping[str, float]
    weight: Mapping[str, float]

    @property
    def count(self) -> float:
        """Number of matters, older ones counting less."""
        return sum(self.decay[one] for one in sorted(self.decay))

    @property
    def total(self) -> float:
        """What scoring calls O."""
        return sum(self.weight[one] for one in sorted(self.weight))

    def share(self, kind: str) -> float:
        """Share of a type."""
        return self.decay.get(kind, 0.0) / self.count

    def mean(self, kind: str) -> float:
        """Mean weight of the evidence of a type; of all of them where it has none of that type."""
        return self.weight[kind] / self.decay[kind] if self.decay.get(kind) else self.total / self.count


@dataclass(frozen=True)
class Stand:
    """What a release says of a brand in one dimension. `cells` by half-life in days; empty where they cannot be had."""

    observed: float
    expected: float
    ratio: float
    exposure: float | None = None
    half_life_days: float = 0.0
    cells: Mapping[float, Cells] | None = None


def split(dimension: str, before: Stand, after: Stand) -> list[tuple[str, float]]:
    """(name, part of the change of ln(O/E)), adding up to it. Nothing where a logarithm does not exist."""
    if min(before.observed, before.expected, before.ratio, after.observed, after.expected, after.ratio) <= 0:
        return []
    return list(_volume(before, after) if dimension == "volume" else _other(before, after))


def _other(before: Stand, after: Stand) -> Iterator[tuple[str, float]]:
    whole, seen = log(after.ratio / before.ratio), log(after.observed / before.observed)
    yield "observed", seen
    yield "expected", whole - seen


def _volume(before: Stand, after: Stand) -> Iterator[tuple[str, float]]:
    count, mix, authenticity, aging = _counted(before, after)
    rates = [one.expected / one.exposure if one.exposure else one.expected for one in (before, after)]
    method = -log(rates[1] / rates[0])
    yield "volume", count
    # what is left of E once the sector's rate is taken out: the figure, and how surely it is known
    yield "denominator", log(after.ratio / before.ratio) - log(after.observed / before.observed) - method
    yield "mix", mix
    yield "authenticity", authenticity
    yield "removals", 0.0
    yield "method", method + aging


def _counted(before: Stand, after: Stand) -> tuple[float, float, float, float]:
    """ln O taken apart: number, mix, evidence, and what another half-life of the method does to the same matters."""
    whole = log(after.observed / before.observed)
    if not before.cells or not after.cells or before.half_life_days not in after.cells:
        return whole, 0.0, 0.0, 0.0
    old, new, own = before.cells[before.half_life_days], after.cells[before.half_life_days], after.cells[after.half_life_days]  # fmt: skip
    kinds = sorted(old.decay.keys() | new.decay.keys())

    def mean(shares: Cells, weights: Cells) -> float:
        return log(sum(shares.share(kind) * weights.mean(kind) for kind in kinds))

    mix = (mean(new, old) - mean(old, old) + mean(new, new) - mean(old, new)) / 2
    authenticity = (mean(old, new) - mean(old, old) + mean(new, new) - mean(new, old)) / 2
    aging = log(own.total / new.total)
    return whole - mix - authenticity - aging, mix, authenticity, aging
