"""Two brands of one sector side by side: the difference of their composites by dimension, and a sentence that holds (SPEC-27, 30)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import special

from scoring.case import Case
from scoring.composites import weights_of
from scoring.errors import ScoringError
from scoring.estimate import Estimate
from scoring.groups import SCORED
from scoring.matters import brand_number
from scoring.mix import overlap
from scoring.statistics.composite import Composite, is_published
from scoring.statistics.inputs import Floats
from store.side_by_side import ENOUGH_OVERLAP, sentence_on, verdict_of


@dataclass(frozen=True)
class DimensionPart:
    """What one dimension adds to the difference (latent units), and the probability that A is above B in it alone."""

    dimension: str
    weight: float
    difference: float
    probability: float


@dataclass(frozen=True)
class Comparison:
    """A against B: `parts` add up to `difference` = M_a - M_b; `probability` that A is above B; `verdict` "a", "b" or ""."""

    sector: str
    a: str
    b: str
    parts: tuple[DimensionPart, ...]
    difference: float
    probability: float
    verdict: str
    sentence_en: str
    sentence_tr: str


def against(
    case: Case, estimates: dict[str, Estimate], composite: Composite, a: tuple[str, str], b: tuple[str, str],
    names: Mapping[str, str] = MappingProxyType({}),
) -> Comparison:  # fmt: skip
    """Compares two brands, each given as (sector, brand), by their composites.

    They are told apart only where the probability is above .975 or below .025, their 95 % intervals do not meet, so that a
    drawing never seems to say otherwise, and enough is known of both (SPEC-28, 30); nor where a mix is too different (SPEC-12).
    `names`: what the sentence calls them.
    Raises ScoringError for an unknown brand, a brand against itself, and brands of different sectors (SPEC-39).
    """
    if a == b or a[0] != b[0]:
        raise ScoringError(f"only two brands of one sector can be compared; got {a} and {b}")
    i, j = brand_number(case, *a), brand_number(case, *b)
    probability = _above(composite.m, composite.v, i, j)
    ranked = is_ranked(case, estimates, composite)
    unknown = [one[1] for one, number in ((a, i), (b, j)) if not ranked[number]]
    is_seen = composite.low[i] > composite.high[j] or composite.low[j] > composite.high[i]
    shared = overlap(case)
    odd = [one[1] for one, number in ((a, i), (b, j)) if shared[number] < ENOUGH_OVERLAP]
    verdict = "" if unknown or odd else verdict_of(probability, is_seen=is_seen)
    called, other = (names.get(one[1], one[1]) for one in (a, b))
    english, turkish = sentence_on(called, other, probability, is_seen=is_seen, unknown=[names.get(one, one) for one in unknown],
                                   odd=[names.get(one, one) for one in odd])  # fmt: skip
    parts = tuple(_parts(case, estimates, composite, i, j))
    return Comparison(a[0], a[1], b[1], parts, float(composite.m[i] - composite.m[j]), probability, verdict, english, turkish)  # fmt: skip


def _parts(case: Case, estimates: dict[str, Estimate], composite: Composite, i: int, j: int) -> list[DimensionPart]:
    found = []
    for number, (name, weight) in enumerate(zip(SCORED, weights_of(case), strict=True)):
        posterior = estimates[name].posterior
        probability = 0.5 if posterior is None else _above(posterior.m, posterior.v, i, j)
        difference = float(composite.contributions[i, number] - composite.contributions[j, number])
        found.append(DimensionPart(str(name), float(weight), difference, probability))
    return found


def _above(m: Floats, v: Floats, i: int, j: int) -> float:
    return float(special.ndtr((m[i] - m[j]) / np.sqrt(max(v[i] + v[j], np.finfo(np.float64).tiny))))


def is_ranked(case: Case, estimates: dict[str, Estimate], composite: Composite) -> NDArray[np.bool_]:
    """Which brands have a composite that is published and of reliability >= .5, one entry per brand (SPEC-28, 30)."""
    posteriors = [estimates[name].posterior for name in SCORED]
    reliability = np.column_stack([one.reliability for one in posteriors if one is not None])
    enough = composite.reliability >= case.parameters.ranked_reliability
    return np.asarray(is_published(reliability, weights_of(case)) & enough)
