"""Volume from records: weighted incidents against the customer base (SPEC-13). Removed incidents stay in."""

from datetime import datetime, timedelta

import numpy as np

from scoring.aggregates import Incidents, scales
from scoring.components import Component, both
from scoring.dimensions.official import CUSTOMER_UNITS
from scoring.method import Parameters
from scoring.peer_group import ExposureFact, PeerGroup, Rate
from scoring.statistics.intervals import poisson_exact
from store.vocabulary import Dimension

Z90, Z95 = 1.6448536269514722, 1.959963984540054


def volume(
    sector_id: str,
    incidents: Incidents,
    brands: tuple[str, ...],
    exposures: dict[str, ExposureFact],
    as_of: datetime,
    parameters: Parameters,
) -> PeerGroup:
    """O = sum of weights, E = customers x the sector's weighted rate (SPEC-13), sigma and shift from the 90 % range (2.6).

    The unit of exposure is the one that most brands of the sector have (SPEC-7); a brand with another unit, or with none,
    has no expectation and no volume score.
    """
    unit = _common_unit(exposures)
    facts = tuple(_of_unit(exposures.get(brand), unit) for brand in brands)
    position = np.searchsorted(brands, incidents.brand)
    observed = np.bincount(position, incidents.weight, len(brands)).astype(np.float64)
    figure, low, high = (
        np.array([getattr(fact, name) if fact else np.nan for fact in facts]) for name in ("figure", "low", "high")
    )
    known = np.isfinite(figure)
    rate = observed[known].sum() / figure[known].sum() if known.any() and observed[known].sum() else None
    recent = np.bincount(position, weights=incidents.age_days <= parameters.rate_days, minlength=len(brands))
    count = np.bincount(position, minlength=len(brands)).astype(np.int64)
    return PeerGroup(
        sector_id=sector_id,
        period=f"{as_of:%Y-%m-%d}",
        dimension=Dimension.VOLUME,
        basis="records",
        starts_on=(as_of - timedelta(days=parameters.window_days)).date(),
        ends_on=as_of.date(),
        unit=unit,
        standard_rate=rate,
        low_is_better=True,
        has_mean_one=False,
        brands=brands,
        observed=observed,
        expected=figure * (rate or np.nan),
        scale=scales(incidents.weight, position, len(brands), parameters),
        sigma=np.where(known, np.log(np.where(known, high / low, 1.0)) / (2 * Z90), 0.0),
        shift=np.where(known, np.log(np.where(known, np.sqrt(low * high) / figure, 1.0)), 0.0),
        records_count=count,
        exposures=facts,
        published=(None,) * len(brands),
        rates=tuple(_rate(int(n), fact) for n, fact in zip(recent, facts, strict=True)),
        components=tuple(
            _components(int(n), float(total), float(size * (rate or np.nan)), fact, int(last), _rate(int(last), fact))
            for n, total, size, fact, last in zip(count, observed, figure, facts, recent, strict=True)
        ),
    )


def _common_unit(exposures: dict[str, ExposureFact]) -> str:
    units = [fact.unit for fact in exposures.values()]
    return max(sorted(set(units)), key=units.count, default="")


def _of_unit(fact: ExposureFact | None, unit: str) -> ExposureFact | None:
    return fact if fact and fact.unit == unit and fact.grade != "D" else None


def _rate(count: int, fact: ExposureFact | None) -> Rate | None:
    """Complaints of the last year per 100,000 customers; chance of the count and range of the base are combined on the log scale."""
    if fact is None or fact.unit not in CUSTOMER_UNITS:
        return None
    base, per = np.sqrt(fact.low * fact.high), 100_000
    low, high = (float(end) for end in poisson_exact(count))
    spread = Z95 * np.log(fact.high / fact.low) / (2 * Z90)
    below = np.exp(-np.hypot(np.log(count / low), spread)) * count if low else 0.0
    above = np.exp(np.hypot(np.log(high / max(count, 0.5)), spread)) * max(count, 0.5)
    return Rate(count / fact.figure * per, float(below / base * per), float(above / base * per))


def _components(
    count: int, weighted: float, expected: float, fact: ExposureFact | None, recent: int, rate: Rate | None
) -> tuple[Component, ...]:
    counted = Component(
        "incidents_count",
        count,
        None,
        None,
        count,
        "incidents",
        *both(
            "{count} different matters were found in the window, repeats of the same matter counted once.",
            "Dönemde {count} ayrı şikâyet konusu bulundu; aynı konunun yinelenmesi bir kez sayıldı.",
            count=count,
        ),
    )
    weighed = Component(
        "weighted_count",
        weighted,
        None,
        None,
        count,
        "incidents",
        *both(
            "Recent matters weigh more: together they weigh {weighted}.",
            "Yeni konular daha ağır basar: toplam ağırlıkları {weighted}.",
            weighted=weighted,
        ),
    )
    if fact is None:
        return (
            counted,
            weighed,
            Component(
                "exposure",
                None,
                None,
                None,
                0,
                "",
                *both(
                    "No customer base with a source is known for this brand, so its count cannot be weighed.",
                    "Bu marka için kaynağı belli bir müşteri sayısı bilinmiyor; sayı bu yüzden tartılamaz.",
                ),
            ),
        )
    size = Component(
        "exposure",
        fact.figure,
        fact.low,
        fact.high,
        0,
        fact.unit,
        *both(
            "Its base is {figure} {unit} (90 % range {low}-{high}), grade {grade}: {source}, {date}.",
            "Tabanı {figure} {unit} (%90 aralık {low}-{high}), derece {grade}: {source}, {date}.",
            digits=0,
            figure=fact.figure,
            low=fact.low,
            high=fact.high,
            unit=fact.unit,
            grade=fact.grade,
            source=fact.source_name,
            date=fact.as_of_on.isoformat(),
        ),
    )
    awaited = Component(
        "expected_count",
        expected,
        None,
        None,
        0,
        "incidents",
        *both(
            "A brand of this size would weigh {expected} at the sector's rate.",
            "Bu büyüklükte bir markanın sektör oranıyla ağırlığı {expected} olurdu.",
            expected=expected,
        ),
    )
    return (counted, weighed, size, awaited, *_rate_component(recent, rate))


def _rate_component(recent: int, rate: Rate | None) -> tuple[Component, ...]:
    if rate is None:
        return ()
    return (
        Component(
            "complaints_per_100k",
            rate.value,
            rate.low,
            rate.high,
            recent,
            "per 100,000 customers in a year",
            *both(
                "In the last year: {value} complaints per 100,000 customers (95 % interval {low}-{high}).",
                "Son bir yılda: 100.000 müşteri başına {value} şikâyet (%95 aralık {low}-{high}).",
                value=rate.value,
                low=rate.low,
                high=rate.high,
            ),
        ),
    )
