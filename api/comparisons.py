"""Brands of one sector side by side, pair by pair: who is ahead as far as that can be known, and what a common mix of complaints changes.

Every figure comes from tables of the release: latent means and variances of the scores (SPEC-27, 30), and rates by risk class (SPEC-12).
"""

from collections.abc import Iterable
from itertools import combinations
from math import hypot, sqrt
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Meta

from api.answers import Address, BrandId, ReleaseNote, Score, SectorId
from api.errors import WRONG, NotInRelease
from api.queries import BASE, ORDER, Queries
from api.sectors import PeriodAsked
from api.side import Reading, above, is_apart, read
from api.weighted import DEFAULT
from store.naming import fold
from store.side_by_side import ENOUGH_OVERLAP, sentence_on, verdict_of

ENOUGH, MOST = 0.5, 12
"""SPEC-12: least weight of common risk classes."""
Z = 1.959963984540054
BrandsAsked = Annotated[
    list[str],
    QueryParameter(name="brand", description=f"Ids of 2 to {MOST} brands of one sector; give it once for each",
                   min_items=2, max_items=MOST, schema_extra={"uniqueItems": True}),
]  # fmt: skip
Row = dict[str, Any]
Latents = dict[str, dict[str, tuple[float, float]]]


class Part(msgspec.Struct):
    """What one dimension adds to the difference."""

    dimension: str
    weight: float
    difference: Annotated[float, Meta(description="In latent units; the parts add up to the whole")]
    probability: Annotated[float, Meta(description="That A is ahead of B in this dimension alone")]


class Direct(msgspec.Struct):
    """Both brands on one mix of complaints (direct risk standardisation): the share that had its event in time."""

    dimension: str
    horizon_hours: float
    covered_share: Annotated[float, Meta(description="Weight of the risk classes in which both could be followed")]
    a_rate: float | None
    b_rate: float | None
    difference: Annotated[float | None, Meta(description="Rate of A less that of B; null where too little is in common")]  # fmt: skip
    low: float | None
    high: float | None


class Pair(msgspec.Struct):
    """A against B."""

    a: BrandId
    b: BrandId
    probability: Annotated[float | None, Meta(description="That A is ahead of B by the composite; null without one")]
    difference: float | None
    verdict: Annotated[
        Literal["a", "b", "", "unknown"],
        Meta(
            description="Who is ahead; empty = cannot be told apart, unknown = too little is known, or a mix is too different"
        ),
    ]
    sentence_en: Annotated[str, Meta(description="Holds at the probability it states")]
    sentence_tr: str
    parts: list[Part]
    on_common_mix: list[Direct]
    warning_en: Annotated[str, Meta(description="Where a brand's mix is too different to compare; empty otherwise")]
    warning_tr: str


class Compared(msgspec.Struct):
    """One brand of the comparison with its scores."""

    brand_id: BrandId
    name: str
    mix_overlap_share: Annotated[float | None, Meta(description="What its mix has in common with the sector's")]
    scores: list[Score]


class Comparisons(msgspec.Struct):
    """Chosen brands in alphabetical order, and every pair of them. The address, pinned to the release, is the comparison."""

    release: ReleaseNote
    sector_id: SectorId
    period: str
    brands: list[Compared]
    readings: Annotated[list[Reading], Meta(description="What can be said in each dimension")]
    pairs: list[Pair]
    address: Address
    citation: str


@get("/comparisons", sync_to_thread=True, summary="Brands side by side, pair by pair", responses=WRONG, opt={"parameters": ["brand"]})  # fmt: skip
def compare_brands(queries: NamedDependency[Queries], brands: BrandsAsked, period: PeriodAsked = "") -> Comparisons:
    """What can be said of them in each dimension, and every pair: the probability that one is ahead, its parts, both on one common mix."""
    return comparison_of(queries, brands, period)


def comparison_of(queries: Queries, brands: Iterable[str], period: str = "") -> Comparisons:
    """The comparison of chosen brands in one period, the latest by default. Raises NotInRelease for fewer than two, or of two sectors."""
    names = sorted(set(brands), key=lambda brand: (fold(queries.brand_row(brand)["name"]), brand))
    sectors = sorted({queries.brand_row(brand)["sector_id"] for brand in names})
    if len(names) < 2 or len(sectors) > 1:
        raise NotInRelease(f"only different brands of one sector can be compared; these are of {', '.join(sectors)}")
    period, _ = queries.chosen(sectors[0], period, "")
    compared = [_compared(queries, brand, period) for brand in names]
    latent = {row["dimension"]: queries.latent(sectors[0], period, row["dimension"]) for row in queries.compared(sectors[0], period)}  # fmt: skip
    rates = {brand: _rates(queries, sectors[0], brand) for brand in names}
    pairs = [_pair(latent, a, b, rates) for a, b in combinations(compared, 2)]
    called = {brand.brand_id: brand.name for brand in compared}
    odd = [brand.brand_id for brand in compared if brand.mix_overlap_share is not None and brand.mix_overlap_share < ENOUGH_OVERLAP]  # fmt: skip
    readings = [read(name, period, [score for brand in compared for score in brand.scores if score.dimension == name], called, latent[name], odd)
                for name in sorted(latent, key=lambda name: (ORDER.get(name, 99), name))]  # fmt: skip
    place = f"/comparisons?{urlencode([('brand', brand) for brand in names])}&period={period}"
    return Comparisons(queries.note, sectors[0], period, compared, readings, pairs, f"{BASE}{place}&release={queries.release_id}", queries.cite(f"{BASE}{place}"))  # fmt: skip


def drawn_of(compared: Comparisons) -> list[str]:
    """Dimensions in which at least two of the brands can be placed; all of them where there is none such."""
    some = [one.dimension for one in compared.readings if len(compared.brands) - len(one.unknown) > 1]
    return some or [one.dimension for one in compared.readings]


def _compared(queries: Queries, brand_id: str, period: str) -> Compared:
    brand = queries.brand(brand_id)
    scores = [score for score in brand.scores if score.period == period]
    for score in scores:
        score.components = []
    return Compared(brand_id, brand.name, brand.outcomes.mix_overlap_share if brand.outcomes else None, scores)


def _rates(queries: Queries, sector_id: str, brand_id: str) -> dict[str, dict[int, Row]]:
    """Rows of a brand by dimension and risk class."""
    found = queries.further("class_rates", "sector_id", "brand_id")
    rates: dict[str, dict[int, Row]] = {}
    for row in found.of(sector_id, brand_id) if found else ():
        rates.setdefault(row["dimension"], {})[row["risk_class"]] = row
    return rates


def _pair(latent: Latents, a: Compared, b: Compared, rates: dict[str, dict[str, dict[int, Row]]]) -> Pair:
    whole = latent.get("composite", {})
    ranked = {brand.brand_id for brand in (a, b) if any(one.dimension == "composite" and one.tier is not None for one in brand.scores)}  # fmt: skip
    unknown = [brand.name for brand in (a, b) if brand.brand_id not in ranked or brand.brand_id not in whole]
    probability = None if unknown else above(whole[a.brand_id], whole[b.brand_id])
    difference = None if unknown else whole[a.brand_id][0] - whole[b.brand_id][0]
    is_seen = _is_seen_apart(a, b)
    warned = [brand.name for brand in (a, b) if brand.mix_overlap_share is not None and brand.mix_overlap_share < ENOUGH_OVERLAP]  # fmt: skip
    english, turkish = sentence_on(a.name, b.name, probability, is_seen=is_seen, unknown=unknown, odd=warned)
    verdict = "unknown" if probability is None or warned else verdict_of(probability, is_seen=is_seen)
    warning = (f"The mix of complaints of {', '.join(warned)} differs from the sector's: look at the figures on a common mix.",
               f"Şikâyet bileşimi sektörünkinden farklı olan: {', '.join(warned)}. Ortak bileşimdeki değerlere bakınız.") if warned else ("", "")  # fmt: skip
    mine, other = rates[a.brand_id], rates[b.brand_id]
    direct = [found for dimension in sorted(mine.keys() & other.keys()) if (found := on_common_mix(dimension, mine[dimension], other[dimension]))]  # fmt: skip
    parts = [] if unknown else _parts(latent, a.brand_id, b.brand_id)
    return Pair(a.brand_id, b.brand_id, probability, difference, verdict, english, turkish, parts, direct, *warning)


def _is_seen_apart(a: Compared, b: Compared) -> bool:
    """Whether the intervals of the composites do not meet: what a drawing shows and a sentence says must be the same."""
    one, two = (next((score for score in brand.scores if score.dimension == "composite"), None) for brand in (a, b))
    return one is not None and two is not None and is_apart(one, two)


def _parts(latents: Latents, a: str, b: str) -> list[Part]:
    scale, parts = sqrt(sum(weight**2 for weight in DEFAULT.values())), []
    for dimension, weight in DEFAULT.items():
        latent = latents.get(dimension, {})
        one, two = (latent.get(brand, (0.0, 1.0)) for brand in (a, b))
        parts.append(Part(dimension, weight, weight * (one[0] - two[0]) / scale, above(one, two)))
    return parts


def on_common_mix(dimension: str, a: dict[int, Row], b: dict[int, Row]) -> Direct:
    """Both brands' rates added over the risk classes both have, with the sector's weights; as scoring.mix.on_common_mix does."""
    classes = sorted(a.keys() & b.keys())
    horizon = next(iter([*a.values(), *b.values()]))["horizon_hours"]
    covered = sum(a[one]["share"] for one in classes)
    if covered < ENOUGH:
        return Direct(dimension, horizon, covered, None, None, None, None, None)
    one, two = (_added([rows[number] for number in classes], covered) for rows in (a, b))
    apart = one.rate - two.rate
    below, over = hypot(one.rate - one.low, two.high - two.rate), hypot(one.high - one.rate, two.rate - two.low)
    return Direct(dimension, horizon, covered, one.rate, two.rate, apart, apart - below, apart + over)


class _Rate(NamedTuple):
    """A share over classes and its 95 % ends."""

    rate: float
    low: float
    high: float


def _added(rows: list[Row], covered: float) -> _Rate:
    """The classes added up; Wilson's interval for as many complaints as have their standard error."""
    rate, drawn = (sum(row[name] * row["share"] for row in rows) / covered for name in ("rate", "drawn"))
    n = drawn * (1 - drawn) * covered**2 / sum((row["standard_error"] * row["share"]) ** 2 for row in rows)
    centre, half = rate * n + Z**2 / 2, Z * sqrt(n * rate * (1 - rate) + Z**2 / 4)
    return _Rate(rate, max(0.0, (centre - half) / (n + Z**2)), min(1.0, (centre + half) / (n + Z**2)))
