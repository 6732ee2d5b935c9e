"""Volume from a regulator's own table: upheld complaints against what the brand's size lets expect, period by period."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import numpy as np

from scoring.components import Component, said
from scoring.method import Parameters
from scoring.peer_group import ExposureFact, PeerGroup, Published, Rate
from scoring.statistics.gamma_poisson import GammaPrior, fit_prior
from scoring.statistics.grid import Posterior, poisson_posterior
from scoring.statistics.intervals import poisson_exact
from store.vocabulary import Dimension

CUSTOMER_UNITS = {"customers", "subscribers", "accounts", "policies", "shipments"}
ORDER = "ORDER BY sector_id, period, brand_id, entity_key"
QUERY = f"""
SELECT sector_id, period, brand_id, entity_key, source_id, complaints_count, upheld_count, exposure, exposure_unit, published_ratio, published_rank,
    s.name AS source_name, s.homepage AS source_url
FROM official_counts o LEFT JOIN sources s USING (source_id)
WHERE NOT is_set_aside {ORDER}
"""


def official_posterior(group: PeerGroup, parameters: Parameters) -> tuple[GammaPrior | None, Posterior]:
    """Prior of mean 1 and posterior of an official table; no prior where fewer than five brands have E >= 1 (SPEC-8, 20)."""
    O, E = group.effective
    if (parameters.enough_expected <= E).sum() < parameters.smallest_group or not O.sum():
        return None, poisson_posterior(0 * O, 0 * E, GammaPrior(1.0, 1.0), low_is_better=True)
    prior = fit_prior(O[E > 0], E[E > 0], mean_one=True)
    return prior, poisson_posterior(O, E, prior, low_is_better=True)


def official_volume(rows: list[dict[str, Any]]) -> Iterator[PeerGroup]:
    """Upheld complaints (O) against exposure x the sector's rate in the same period (E); one peer group a sector and period.

    The regulator's figures are taken as exact (grade A, no range). Because the standard is the same table's own mean, the
    prior's mean is fixed at 1 (method.md, golden eb_ny_dfs_2020). A brand without a published exposure has no expectation.
    """
    for (sector_id, period), group in groupby(rows, key=lambda row: (row["sector_id"], row["period"])):
        yield _peer_group(sector_id, period, _one_per_brand(list(group)))


def span_of(period: str) -> tuple[date, date]:
    """First and last day of "2020" or "2020Q3"."""
    year, _, quarter = period.partition("Q")
    first_month = 3 * int(quarter) - 2 if quarter else 1
    next_year, next_month = (int(year) + 1, 1) if not quarter or quarter == "4" else (int(year), first_month + 3)
    return date(int(year), first_month, 1), date(next_year, next_month, 1) - timedelta(days=1)


def _one_per_brand(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A brand may stand under several codes in one period: its counts add up, its exposures too, its rank is no longer one."""
    merged = []
    for _, entries in groupby(rows, key=lambda row: row["brand_id"]):
        first, *others = list(entries)
        for other in others:
            known = [value for value in (first["exposure"], other["exposure"]) if value is not None]
            first = first | {name: first[name] + other[name] for name in ("complaints_count", "upheld_count")}
            first |= {"exposure": sum(known) if known else None, "published_rank": None, "published_ratio": None}
        merged.append(first)
    return merged


def _peer_group(sector_id: str, period: str, rows: list[dict[str, Any]]) -> PeerGroup:
    observed = np.array([row["upheld_count"] for row in rows], dtype=float)
    exposure = np.array(
        [row["exposure"] if row["exposure"] and row["exposure"] > 0 else np.nan for row in rows], dtype=float
    )
    known = np.isfinite(exposure)
    rate = observed[known].sum() / exposure[known].sum() if known.any() else None
    starts_on, ends_on = span_of(period)
    ones = np.ones(len(rows))
    return PeerGroup(
        sector_id=sector_id,
        period=period,
        dimension=Dimension.VOLUME,
        basis="official_counts",
        starts_on=starts_on,
        ends_on=ends_on,
        unit=rows[0]["exposure_unit"],
        standard_rate=rate,
        low_is_better=True,
        brands=tuple(row["brand_id"] for row in rows),
        observed=observed,
        expected=exposure * (rate or np.nan),
        scale=ones,
        sigma=0 * ones,
        shift=0 * ones,
        records_count=np.array([row["complaints_count"] for row in rows]),
        exposures=tuple(_exposure(row, ends_on) for row in rows),
        published=tuple(Published(row["published_rank"], row["published_ratio"]) for row in rows),
        rates=tuple(_rate(row) for row in rows),
        components=tuple(tuple(_steps(row, rate, period)) for row in rows),
    )


def _exposure(row: dict[str, Any], ends_on: date) -> ExposureFact | None:
    if not row["exposure"]:
        return None
    return ExposureFact(
        row["exposure"],
        row["exposure"],
        row["exposure"],
        row["exposure_unit"],
        "A",
        row["source_name"] or row["source_id"],
        row["source_url"] or "",
        ends_on,
    )


def _rate(row: dict[str, Any]) -> Rate | None:
    if not row["exposure"] or row["exposure_unit"] not in CUSTOMER_UNITS:
        return None
    per = 100_000 / row["exposure"]
    low, high = poisson_exact(row["upheld_count"])
    return Rate(row["upheld_count"] * per, float(low) * per, float(high) * per)


def _steps(row: dict[str, Any], rate: float | None, period: str) -> Iterator[Component]:
    upheld, total, unit = int(row["upheld_count"]), int(row["complaints_count"]), row["exposure_unit"]
    low, high = (float(end) for end in poisson_exact(upheld))
    yield said("upheld_count", upheld, "complaints",
               "In {period} the regulator upheld {value} of {total} complaints; chance alone would move that count between {low} and {high}.",
               "{period} döneminde düzenleyici {total} şikâyetin {value} tanesini haklı buldu; yalnızca rastlantıyla bu sayı {low} ile {high} arasında oynar.",
               n=total, ends=(low, high), period=period, total=total)  # fmt: skip
    if not row["exposure"] or rate is None:
        yield said("exposure", None, unit, "The regulator published no size for this brand in {period}, so its count cannot be weighed.",
                   "Düzenleyici {period} için bu markanın büyüklüğünü yayımlamadı; sayı bu yüzden tartılamaz.", period=period)  # fmt: skip
        return
    yield said("exposure", row["exposure"], unit, "Its size is {value} ({unit_}), as the regulator states.",
               "Büyüklüğü {value} ({unit_}); kaynak düzenleyicinin kendisi.", unit_=unit)  # fmt: skip
    yield said("sector_rate", rate, f"upheld complaints / {unit}", "The sector as a whole had {value} upheld complaints for each unit of size.",
               "Sektörün bütününde her büyüklük birimine {value} haklı bulunan şikâyet düştü.", digits=3 if rate >= 0.001 else 7)  # fmt: skip
    yield said("expected_count", row["exposure"] * rate, "complaints", "A brand of this size would have {value} at the sector's rate.",
               "Bu büyüklükte bir markadan sektör oranıyla {value} şikâyet beklenirdi.")  # fmt: skip
