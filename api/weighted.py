"""A sector's composites under a reader's own weights, which stand in the address (SPEC-25, 26)."""

from math import sqrt
from statistics import NormalDist
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.exceptions import ValidationException
from litestar.params import FromPath, QueryParameter
from msgspec import Meta

from api.answers import BrandId, ReleaseNote, SectorId
from api.errors import WRONG
from api.queries import Queries
from api.sectors import PeriodAsked
from store.naming import fold

DEFAULT = {"volume": 0.25, "responsiveness": 0.20, "resolution": 0.25, "dialogue": 0.15, "voices": 0.15}
KNOWN_FROM, ENOUGH_WEIGHT = 0.3, 0.6
"""SPEC-28: a composite is published where dimensions of this reliability carry this much of the weight."""
Weight = Annotated[float, QueryParameter(description="Weight of this dimension", ge=0, le=1000)]
_NORMAL = NormalDist()


class WeightedBrand(msgspec.Struct):
    """One brand under these weights; no figure where too little is known of it."""

    brand_id: BrandId
    brand_name: str
    score: Annotated[
        float | None, Meta(description="Of 100 comparable brands we expect it to do better than this many")
    ]
    low: float | None
    high: float | None
    reliability: float


class Weighted(msgspec.Struct):
    """A sector under a reader's weights, in alphabetical order. The address holds the weights, so it can be cited."""

    release: ReleaseNote
    sector_id: SectorId
    period: str
    weights: dict[str, float]
    brands: list[WeightedBrand]
    citation: str


@get(
    "/sectors/{sector_id:str}/weighted",
    sync_to_thread=False,
    summary="A sector under your own weights",
    responses=WRONG,
)
def weigh_sector(
    queries: NamedDependency[Queries],
    sector_id: FromPath[str],
    period: PeriodAsked = "",
    volume: Weight = DEFAULT["volume"],
    responsiveness: Weight = DEFAULT["responsiveness"],
    resolution: Weight = DEFAULT["resolution"],
    dialogue: Weight = DEFAULT["dialogue"],
    voices: Weight = DEFAULT["voices"],
) -> Weighted:
    """The composite of every brand with the weights given; a dimension without data enters as unknown, never as zero."""
    weights = dict(zip(DEFAULT, (volume, responsiveness, resolution, dialogue, voices), strict=True))
    if not any(weights.values()):
        raise ValidationException("at least one weight must be above 0")
    period, _ = queries.chosen(sector_id, period, "")
    known = {name: queries.latent(sector_id, period, name) for name in weights}
    brands = sorted({brand for rows in known.values() for brand in rows}, key=lambda brand: fold(queries.names[brand]))
    found = [
        _weigh(
            brand, queries.names[brand], {name: rows.get(brand, (0.0, 1.0)) for name, rows in known.items()}, weights
        )
        for brand in brands
    ]
    asked = "&".join(f"{name}={weight:g}" for name, weight in weights.items())
    return Weighted(
        queries.note,
        sector_id,
        period,
        weights,
        found,
        queries.cite(f"/api/v1/sectors/{sector_id}/weighted?period={period}&{asked}"),
    )


def _weigh(
    brand_id: str, name: str, latent: dict[str, tuple[float, float]], weights: dict[str, float]
) -> WeightedBrand:
    scale = sqrt(sum(weight**2 for weight in weights.values()))
    mean = sum(weight * latent[name][0] for name, weight in weights.items()) / scale
    variance = sum(weight**2 * latent[name][1] for name, weight in weights.items()) / scale**2
    carried = sum(weight for name, weight in weights.items() if 1 - latent[name][1] >= KNOWN_FROM) / sum(
        weights.values()
    )
    reliability = 1 - variance
    if carried < ENOUGH_WEIGHT - 1e-12 or reliability < KNOWN_FROM:
        return WeightedBrand(brand_id, name, None, None, None, reliability)
    half = 1.959963984540054 * sqrt(variance)
    score, low, high = (100 * _NORMAL.cdf(z) for z in (mean / sqrt(1 + variance), mean - half, mean + half))
    return WeightedBrand(brand_id, name, score, low, high, reliability)
