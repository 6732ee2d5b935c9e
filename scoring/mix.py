"""Whether two brands' complaints are alike enough to compare, and the comparison on one common mix where they are (SPEC-11, 12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.aggregates import exact, weights
from scoring.case import Case, column
from scoring.components import both
from scoring.errors import ScoringError
from scoring.estimate import Estimate
from scoring.estimates import scales
from scoring.matters import CLOCKS, brand_number, rates_of
from scoring.standard import Standard
from scoring.statistics.axioms import directly_standardised_rate, leave_one_out_ratio
from scoring.statistics.inputs import Floats, summed
from scoring.statistics.intervals import binomial_wilson
from scoring.statistics.survival import survival_curve
from store.side_by_side import ENOUGH_OVERLAP

CLASSES, LARGE_SHARE, ENOUGH_COVER = 10, 0.25, 0.5


def overlap(case: Case) -> Floats:
    """Per brand: sum over strata of the smaller of its own share and its sector's, 0..1; NaN without an incident (SPEC-12)."""
    rows = case.ask(f"SELECT brand_no, stratum_no, {exact('q')} AS q FROM risk GROUP BY 1, 2 ORDER BY 1, 2")
    brand, stratum = rows["brand_no"].astype(np.intp), rows["stratum_no"].astype(np.intp)
    q = column(rows, "q")
    of_brand, of_stratum = summed(brand, q, len(case.brands)), summed(stratum, q, len(case.strata))
    of_sector = summed(case.stratum_sector, of_stratum, len(case.sectors))
    some = of_brand[brand] > 0
    own = np.divide(q, of_brand[brand], out=np.zeros_like(q), where=some)
    sector = np.divide(of_stratum[stratum], of_sector[case.brand_sector[brand]], out=np.zeros_like(q), where=some)
    return np.where(of_brand > 0, summed(brand, np.minimum(own, sector), len(case.brands)), np.nan)


def mix_label(value: float) -> tuple[str, str]:
    """What is said of a brand's overlap, in English and Turkish; nothing where it is enough or not known (SPEC-12)."""
    if not value < ENOUGH_OVERLAP:
        return "", ""
    return both("Its mix of complaints differs from the sector's ({value}% in common): not comparable pairwise.",
                "Şikâyet bileşimi sektörünkinden farklı (ortak pay %{value}): ikili karşılaştırmaya uygun değil.", digits=0, value=100 * value)  # fmt: skip


def leave_one_out(case: Case, estimate: Estimate) -> Floats:
    """O/E against the rest of the sector for brands with more than 25 % of its E, NaN for the others (SPEC-11).

    NaN too where the rest of the sector has had no event. One entry per brand.
    """
    E = np.where(estimate.known, np.nan_to_num(estimate.expected), 0.0)
    total = summed(case.brand_sector, E, len(case.sectors))[case.brand_sector]
    e = np.divide(E, total, out=np.zeros_like(E), where=total > 0)
    ratio = np.divide(estimate.observed, E, out=np.zeros_like(E), where=E > 0)
    usable = (e > LARGE_SHARE) & (e < 1) & (e * ratio < 1 - 1e-12)
    out = np.full(len(E), np.nan)
    out[usable] = leave_one_out_ratio(ratio[usable], e[usable])
    return out


class Standardised(NamedTuple):
    """A brand's share of events within the horizon had it the common mix, in 0..1, with its standard error and 95 % interval."""

    brand: str
    rate: float
    standard_error: float
    low: float
    high: float


@dataclass(frozen=True)
class OnCommonMix:
    """Brands on one mix. `covered` is the weight of the risk classes in which all of them could be followed to the horizon.

    `brands` is empty where that is less than half of the sector's complaints: too little in common to compare.
    """

    dimension: str
    horizon_hours: float
    covered: float
    classes_count: int
    brands: tuple[Standardised, ...]

    def difference(self, a: str, b: str) -> tuple[float, float, float]:
        """Rate of A less that of B, and its 95 % ends (Newcombe 1998, Stat Med 17:873, method 10: from both rates' own ends, so
        within -1..1). Raises ScoringError for a brand that is not among them."""
        found = {one.brand: one for one in self.brands}
        if a not in found or b not in found:
            raise ScoringError(f"{a} and {b} are not both on the common mix; it has {sorted(found)}")
        one, two = found[a], found[b]
        middle = one.rate - two.rate
        below, above = hypot(one.rate - one.low, two.high - two.rate), hypot(one.high - one.rate, two.rate - two.low)
        return middle, middle - below, middle + above


def on_common_mix(
    case: Case, standard: Standard, dimension: str, sector: str, brands: Sequence[str], *, horizon_hours: float | None = None, classes: int = CLASSES,
) -> OnCommonMix:  # fmt: skip
    """Direct risk standardisation of brands of one sector, for responsiveness or resolution (SPEC-12; Nicholl et al. 2013).

    The sector's complaints are put into about ten classes of equal weight by the events the standard expects of each stratum
    within the horizon (the dimension's own by default). A brand's rate in a class is one less its Kaplan-Meier survival
    there at the horizon, so that waiting complaints are censored and not counted as unanswered; the classes are then added
    with the sector's weights for all brands alike. A class counts only where every brand had somebody followed to the horizon (or
    nobody left waiting). Standard errors are Greenwood's on the effective scale (SPEC-19); in a class where all or none had
    their event, that of the share with one event and one other added; the interval is Wilson's for as many complaints as have
    that error. Equal rates in all classes give equal figures whatever
    the brands' own mixes. Raises ScoringError for another dimension, an unknown brand, or fewer than two.
    """
    if dimension not in CLOCKS or len(set(brands)) < 2:
        raise ScoringError(f"two brands or more and one of {sorted(CLOCKS)} are asked for; got {list(brands)} and {dimension}")  # fmt: skip
    numbers = [brand_number(case, sector, brand) for brand in brands]
    horizon, mix, (rates, errors, drawn) = _class_rates(
        case, standard, dimension, sector, numbers, horizon_hours, classes
    )
    usable = np.isfinite(rates).all(axis=0) & (mix > 0)
    covered = float(mix[usable].sum())
    if covered < ENOUGH_COVER:
        return OnCommonMix(dimension, horizon, covered, int(usable.sum()), ())
    common, ones = mix[usable], np.ones((len(numbers), int(usable.sum())))
    rate, middle = (directly_standardised_rate(part[:, usable], ones, common) for part in (rates, drawn))
    variance = (errors[:, usable] ** 2 * common**2).sum(axis=1) / covered**2
    as_many = middle * (1 - middle) / variance
    ends = binomial_wilson(rate * as_many, as_many)
    columns = (part.tolist() for part in (rate, np.sqrt(variance), *ends))
    found = tuple(Standardised(*row) for row in zip(brands, *columns, strict=True))
    return OnCommonMix(dimension, horizon, covered, int(usable.sum()), found)


def _class_rates(
    case: Case, standard: Standard, dimension: str, sector: str, numbers: Sequence[int], horizon_hours: float | None, classes: int
) -> tuple[float, Floats, Floats]:  # fmt: skip
    """(horizon, share of the sector's weight by class, rate, standard error and drawn rate by brand and class; NaN where it cannot be told)."""
    clock = CLOCKS[dimension]
    horizon = min(horizon_hours or clock.bins[-1], clock.bins[-1])
    class_of, mix = _risk_classes(case, rates_of(case, standard, dimension), clock.bins, horizon, case.sectors.index(sector), classes)  # fmt: skip
    scale = scales(case, weights(case), standard, is_given=True)
    rows = case.ask(f"""SELECT brand_no, stratum_no, least(t, {horizon!r}) AS t, (d > 0 AND t <= {horizon!r})::INTEGER AS d, q FROM ({clock.rows})
                        WHERE brand_no IN ({", ".join(map(str, numbers))}) AND q > 0 ORDER BY ALL""")
    parts = [_by_class(rows, number, float(scale[number]), class_of, mix.size, horizon) for number in numbers]
    return horizon, mix, np.stack(parts, axis=1)


def class_rates(case: Case, standard: Standard) -> pa.Table:
    """Every brand's rate by risk class for responsiveness and resolution: what any pair is compared by on a common mix (SPEC-12).

    sector_id, dimension, brand_id, risk_class, horizon_hours, share (of the sector's weight in the class, 0..1), rate (0..1, up to
    the horizon), standard_error, drawn (rate with one event and one other added). A class in which a brand cannot be followed to the
    horizon has no row. See `on_common_mix`, which gives the same for brands chosen by name.
    """
    found = []
    for dimension in sorted(CLOCKS):
        for number, sector in enumerate(case.sectors):
            mine = case.brands_of(number)
            numbers = range(mine.start, mine.stop)
            if len(numbers) < 2 or not _weighs(case, number):
                continue
            horizon, mix, parts = _class_rates(case, standard, dimension, sector, numbers, None, CLASSES)
            for brand, column_ in zip(case.brands[mine], np.moveaxis(parts, 1, 0), strict=True):
                for one in np.flatnonzero(np.isfinite(column_[0]) & (mix > 0)):
                    found.append(
                        (sector, dimension, brand, int(one), horizon, float(mix[one]), *column_[:, one].tolist())
                    )
    return pa.Table.from_pylist([dict(zip(_CLASSES.names, row, strict=True)) for row in found], schema=_CLASSES)


_CLASSES = pa.schema(
    [(name, pa.string()) for name in ("sector_id", "dimension", "brand_id")] + [("risk_class", pa.int64())]
    + [(name, pa.float64()) for name in ("horizon_hours", "share", "rate", "standard_error", "drawn")]
)  # fmt: skip


def _weighs(case: Case, sector: int) -> bool:
    rows = case.ask(f"SELECT stratum_no, {exact('q')} AS q FROM risk GROUP BY 1 ORDER BY 1")
    inside = case.stratum_sector[rows["stratum_no"].astype(np.intp)] == sector
    return bool(column(rows, "q")[inside].sum() > 0)


def _risk_classes(
    case: Case, rates: Floats, bins: Sequence[float], horizon: float, sector: int, classes: int
) -> tuple[NDArray[np.intp], Floats]:
    """(class of every stratum, share of the sector's weight in every class); strata of equal expectation stay together."""
    rows = case.ask(f"SELECT stratum_no, {exact('q')} AS q FROM risk GROUP BY 1 ORDER BY 1")
    weight = np.zeros(len(case.strata))
    weight[rows["stratum_no"].astype(np.intp)] = column(rows, "q")
    weight[case.stratum_sector != sector] = 0.0
    expected = rates @ np.clip(horizon - np.array(bins[:-1]), 0, np.diff(bins))
    _, level = np.unique(np.round(expected, 12), return_inverse=True)
    of_level = summed(level, weight, int(level.max()) + 1)
    if not of_level.sum() > 0:
        raise ScoringError(f"sector {case.sectors[sector]} has no complaint that weighs anything")
    middle = (np.cumsum(of_level) - of_level / 2) / of_level.sum()
    class_of = np.minimum((middle * classes).astype(np.intp), classes - 1)[level]
    return class_of, summed(class_of, weight, classes) / weight.sum()


def _by_class(
    rows: dict[str, NDArray[np.generic]], number: int, scale: float, class_of: NDArray[np.intp], classes: int, horizon: float
) -> Floats:  # fmt: skip
    """Rate, standard error and drawn rate (rows) of one brand in every class; NaN where it cannot be told up to the horizon."""
    mine = rows["brand_no"] == number
    t, d, q = (column(rows, name)[mine] for name in ("t", "d", "q"))
    where = class_of[rows["stratum_no"].astype(np.intp)[mine]]
    out = np.full((3, classes), np.nan)
    for one in np.unique(where):
        here = where == one
        out[:, one] = _rate(t[here], d[here], q[here] / scale, horizon)
    return out


def _rate(t: Floats, d: Floats, weight: Floats, horizon: float) -> tuple[float, float, float]:
    """Rate at the horizon, its standard error, and the rate with one event and one other added."""
    curve = survival_curve(t, d, weight)
    left = float(curve.survival_at([horizon])[0])
    if left > 1e-12 and t.max() < horizon:
        return np.nan, np.nan, np.nan
    rate, count = 1 - left if left > 1e-12 else 1.0, float(weight.sum())
    error = float(curve.standard_error[-1]) if curve.times.size and left > 1e-12 else 0.0
    drawn = (rate * count + 1) / (count + 2)
    return rate, error if error > 0 else float(np.sqrt(drawn * (1 - drawn) / (count + 2))), drawn
