"""Weighed peer groups as rows of the store: comparisons, scores, components, incidents."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa

from scoring.peer_group import Weighed
from scoring.readings import nothing, reading, steps
from scoring.statistics.gamma_poisson import GammaPrior
from store.vocabulary import Outcome


def comparison_row(weighed: Weighed, run_id: int, standard_hash: str) -> dict[str, Any]:
    """One row of `comparison`."""
    group, spread = weighed.group, weighed.spread
    prior = (
        (weighed.prior.shape, weighed.prior.rate)
        if isinstance(weighed.prior, GammaPrior)
        else (weighed.prior or 0.0, 0.0)
    )
    reliable = sorted(
        rho for rho, known in zip(weighed.posterior.reliability, group.has_expected, strict=True) if known
    )
    return {
        "scoring_run_id": run_id, "sector_id": group.sector_id, "period": group.period, "dimension": str(group.dimension), "basis": group.basis,
        "exposure_unit": group.unit, "standard_rate": None if group.standard_rate is None else float(group.standard_rate),
        "prior_shape": prior[0], "prior_rate": prior[1],
        "brands_count": len(group.brands), "ranked_count": int((weighed.tier > 0).sum()), "groups_count": int(weighed.tier.max(initial=0)),
        "reliability_median": float(reliable[len(reliable) // 2]) if reliable else 0.0, "discordance_share": weighed.discordance,
        "overdispersion_phi": spread.phi if spread else None, "overdispersion_tau2": spread.tau2 if spread else None,
        "starts_on": group.starts_on, "ends_on": group.ends_on, "standard_hash": standard_hash, "detail": {},
    }  # fmt: skip


def score_rows(weighed: Weighed, run_id: int) -> Iterator[dict[str, Any]]:
    """One row of `score` per brand."""
    group, posterior = weighed.group, weighed.posterior
    for i, brand_id in enumerate(group.brands):
        exposure, rate, published = group.exposures[i], group.rates[i], group.published[i]
        english, turkish = reading(weighed, i)
        ranked = bool(weighed.tier[i])
        yield {
            "scoring_run_id": run_id, "sector_id": group.sector_id, "period": group.period, "dimension": str(group.dimension), "brand_id": brand_id,
            "observed": float(group.observed[i]), "expected": nothing(group.expected[i]) or 0.0, "ratio": nothing(weighed.ratio[i]),
            "ratio_low": nothing(weighed.ratio_low[i]), "ratio_high": nothing(weighed.ratio_high[i]),
            "per_100k": rate and rate.value, "per_100k_low": rate and rate.low, "per_100k_high": rate and rate.high,
            "records_count": int(group.records_count[i]), "latent_mean": float(posterior.m[i]), "latent_variance": float(posterior.v[i]),
            "score": float(posterior.score[i]), "low": float(posterior.low[i]), "high": float(posterior.high[i]),
            "reliability": float(posterior.reliability[i]), "band": weighed.bands[i].value, "tier": int(weighed.tier[i]) if ranked else None,
            "expected_rank": nothing(weighed.expected_rank[i]), "rank_low": int(weighed.rank_low[i]) if ranked else None,
            "rank_high": int(weighed.rank_high[i]) if ranked else None, "signal": weighed.signals[i], "signal_q": nothing(weighed.signal_q[i]),
            "exposure": exposure and exposure.figure, "exposure_low": exposure and exposure.low, "exposure_high": exposure and exposure.high,
            "exposure_unit": exposure.unit if exposure else "", "exposure_grade": exposure.grade if exposure else "D",
            "exposure_source": exposure.source_name if exposure else "", "exposure_url": exposure.source_url if exposure else "",
            "exposure_as_of_on": exposure and exposure.as_of_on, "published_rank": published and published.rank,
            "published_ratio": published and published.ratio, "reading_en": english, "reading_tr": turkish,
        }  # fmt: skip


def component_rows(weighed: Weighed, run_id: int) -> Iterator[dict[str, Any]]:
    """Rows of `score_component`: the steps of every score in order."""
    group = weighed.group
    for i, brand_id in enumerate(group.brands):
        for position, step in enumerate(steps(weighed, i)):
            yield {"scoring_run_id": run_id, "sector_id": group.sector_id, "period": group.period, "dimension": str(group.dimension),
                   "brand_id": brand_id, "position": position, **vars(step)}  # fmt: skip


def incident_rows(incidents: pa.Table, run_id: int) -> Iterator[dict[str, Any]]:
    """One row of `incident` per matter that is not void."""
    for row in incidents.to_pylist():
        yield {
            "incident_id": row["incident_id"], "scoring_run_id": run_id, "brand_id": row["brand"], "sector_id": row["sector"],
            "opened_at": row["opened_at"], "records_count": row["records_count"], "weight": row["weight"], "outcome": outcome(row).value,
            "first_response_hours": row["first_response_h"], "confirmed_hours": row["confirmed_h"], "follow_up_hours": row["follow_up_h"],
        }  # fmt: skip


def outcome(row: dict[str, Any]) -> Outcome:
    """Where a matter stands: the customer's word first, then that it vanished, then the brand's claim, else open."""
    for flag, state in (("contested", Outcome.DENIED), ("is_confirmed", Outcome.CONFIRMED), ("is_withdrawn", Outcome.WITHDRAWN),
                        ("is_gone", Outcome.REMOVED), ("is_claimed", Outcome.CLAIMED)):  # fmt: skip
        if row[flag]:
            return state
    return Outcome.OPEN


def limit_rows(all_weighed: Iterable[Weighed]) -> Iterator[dict[str, Any]]:
    """Points of every funnel: rows of the release's `funnel_limits`."""
    for weighed in all_weighed:
        key = {
            "sector_id": weighed.group.sector_id,
            "period": weighed.group.period,
            "dimension": str(weighed.group.dimension),
        }
        for point in weighed.limits:
            yield key | dict(zip(("expected", "low_95", "high_95", "low_998", "high_998"), point, strict=True))
