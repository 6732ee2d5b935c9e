"""The world's truth is what it says it is."""

import math
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from rapidfuzz import fuzz
from stdnum import iban
from stdnum.tr import tckimlik

from store.exposure import read_exposures
from store.naming import fold_brand
from tests.world import times
from tests.world.brands import PLANS, draw_sector
from tests.world.shapes import Complaint, World
from tests.world.truth import build_world, write_exposures
from tests.world.writing import PHRASES, address

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SEEDS = range(40)


@pytest.fixture(scope="module")
def demo() -> World:
    return build_world(1, size="demo", now=NOW)


def incidents(world: World) -> list[Complaint]:
    return [c for c in world.complaints if c.duplicate_of is None and c.cross_post_of is None]


def test_same_seed_same_bytes() -> None:
    first, second = (repr(build_world(7, size="small", now=NOW)).encode() for _ in range(2))
    assert first == second
    assert first != repr(build_world(8, size="small", now=NOW)).encode()


def test_sizes_are_as_announced(demo: World) -> None:
    small = build_world(1, size="small", now=NOW)
    assert 900 <= len(demo.published()) <= 1300
    assert 2700 <= len(demo.cfpb_rows) <= 3300
    assert 110 <= len(small.published()) <= 190
    assert 24 <= sum(brand.layout != "ccdb" for brand in demo.brands) <= 30


@pytest.mark.parametrize("name", ["theta_volume", "theta_response", "theta_resolution"])
def test_true_ratios_are_gamma_and_do_not_know_the_size(name: str) -> None:
    """Gamma(4, 4): mean 1, sd 0.5; the mean of K draws lies within 4 sd / sqrt(K), a correlation of independents within 4 / sqrt(K)."""
    brands = [brand for seed in SEEDS for plan in PLANS for brand in draw_sector(seed, "demo", plan)[1]]
    ratios, sizes = [getattr(brand, name) for brand in brands], [math.log(brand.customers) for brand in brands]
    mean, size_mean, root = sum(ratios) / len(ratios), sum(sizes) / len(sizes), math.sqrt(len(ratios))
    sd, size_sd = (math.sqrt(sum((x - m) ** 2 for x in xs) / len(xs)) for xs, m in ((ratios, mean), (sizes, size_mean)))
    covariance = sum((r - mean) * (s - size_mean) for r, s in zip(ratios, sizes, strict=True)) / len(ratios)
    assert abs(mean - 1) < 4 * 0.5 / root
    assert abs(sd - 0.5) < 0.05
    assert abs(covariance / sd / size_sd) < 4 / root


def test_customers_span_orders_of_magnitude(demo: World) -> None:
    for sector in demo.sectors:
        customers = [brand.customers for brand in demo.brands if brand.sector_id == sector.sector_id]
        assert max(customers) / min(customers) > 25


def test_counts_are_poisson_in_customers_and_ratio() -> None:
    """Pearson's statistic over all brands of 20 worlds lies within 4 of its own sd, Var = 2 + 1/mean each."""
    statistic = spread = 0.0
    count = 0
    for seed in range(20):
        world = build_world(seed, size="small", now=NOW)
        for brand in (b for b in world.brands if b.layout != "ccdb"):
            mean = brand.customers * brand.theta_volume * world.sector(brand.sector_id).rate_per_customer
            seen = sum(c.brand_slug == brand.slug for c in incidents(world))
            statistic, spread, count = statistic + (seen - mean) ** 2 / mean, spread + 2 + 1 / mean, count + 1
    assert abs(statistic - count) < 4 * math.sqrt(spread)


def test_answers_come_at_the_true_hazard(demo: World) -> None:
    """Events minus cumulative hazard is a martingale: |O - E| < 4 sqrt(E)."""
    observed = expected = 0.0
    for c in incidents(demo):
        brand = demo.brand(c.brand_slug)
        topics = [phrases.topic for phrases in PHRASES[brand.sector_id]]
        base = times.cumulative(c.response_hours or 720.0, times.RESPONSE_BINS, times.RESPONSE_CUMULATIVE)
        observed += c.response_hours is not None
        expected += brand.theta_response * times.stratum_factor(topics.index(c.issue), c.difficulty) * base
    assert abs(observed - expected) < 4 * math.sqrt(expected)


def test_customers_confirm_at_the_true_rate(demo: World) -> None:
    rng, settled, confirmed = Random(1), 0, sum(c.confirmed_hours is not None for c in incidents(demo))
    for c in incidents(demo):
        brand = demo.brand(c.brand_slug)
        stratum = times.stratum_factor([p.topic for p in PHRASES[brand.sector_id]].index(c.issue), c.difficulty)
        settled += times.resolution_hours(rng, brand.theta_resolution, stratum) is not None
    assert abs(confirmed - settled * times.CONFIRMATION_SHARE) < 5 * math.sqrt(confirmed)


def test_every_odd_case_is_there(demo: World) -> None:
    complaints = demo.published()
    kinds = {reply.kind for c in complaints for reply in c.replies}
    assert kinds == {"acknowledgement", "answer", "deflection", "claim", "turn", "thanks", "denial"}
    assert any(c.withdrawn_at for c in complaints)
    assert any(c.is_void for c in complaints)
    assert any(c.is_insult_only for c in complaints)
    assert any(c.denied_at and c.stars for c in complaints)
    assert {c.gone_how for c in demo.complaints if c.seen(NOW).removed_at} == {"404", "redirect"}
    assert {brand.layout for brand in demo.brands} == {"2026", "2023", "2021", "2018", "ccdb"}
    assert {secret.kind for secret in demo.visible_secrets()} == {"phone", "e-mail", "iban", "id", "plate", "number"}
    assert {secret.place for secret in demo.visible_secrets()} == {"text", "reply", "thanks"}
    assert any(
        not any(c.brand_slug == b.slug for c in complaints) or sum(c.brand_slug == b.slug for c in complaints) < 5
        for b in demo.brands
        if b.layout != "ccdb"
    )


def test_copies_repeat_their_source(demo: World) -> None:
    by_id = {c.complaint_id: c for c in demo.complaints}
    doubles, crossed = ([c for c in demo.complaints if getattr(c, name)] for name in ("duplicate_of", "cross_post_of"))
    assert doubles
    assert crossed
    for c in [*doubles, *crossed]:
        source = by_id[c.duplicate_of or c.cross_post_of or 0]
        assert (c.text, c.title, c.author, c.member_id) == (source.text, source.title, source.author, source.member_id)
        assert (c.brand_slug == source.brand_slug) == (c.duplicate_of is not None)
        assert c.posted_at > source.posted_at


def test_texts_of_different_people_differ(demo: World) -> None:
    """No two incidents share two thirds of their words: only planted copies may look like copies."""
    words = [(c.brand_slug, c.issue, set(c.text.split())) for c in incidents(demo) if not c.is_insult_only]
    for i, (_, issue, left) in enumerate(words):
        for _, other, right in words[:i]:
            assert issue != other or len(left & right) < 0.67 * len(left | right)


def test_first_answers_are_no_templates(demo: World) -> None:
    """At most one in twenty first answers of a brand is over .9 like another one: the rest are events (method.md SPEC-14)."""
    spoken: dict[str, list[str]] = {brand.slug: [] for brand in demo.brands}
    for c in demo.complaints:
        spoken[c.brand_slug] += [reply.text for reply in c.replies if reply.kind in {"answer", "deflection"}][:1]
    twins = [
        max((fuzz.ratio(text, other) for j, other in enumerate(texts) if j != i), default=0.0)
        for texts in spoken.values()
        for i, text in enumerate(texts)
    ]
    assert sum(likeness > 90 for likeness in twins) < 0.05 * len(twins)


def test_acknowledgements_are_templates(demo: World) -> None:
    said = {
        (c.brand_slug, reply.text) for c in demo.complaints for reply in c.replies if reply.kind == "acknowledgement"
    }
    assert len(said) == len({brand for brand, _ in said}) > 3


def test_addresses_are_plain_and_unique(demo: World) -> None:
    keys = [(c.brand_slug, c.slug) for c in demo.complaints]
    assert len(set(keys)) == len(keys)
    assert all(part.isascii() and part == address(part) for key in keys for part in key)
    assert all(a.complaint_id < b.complaint_id and a.posted_at <= b.posted_at for a, b in pairwise(demo.complaints))


def test_planted_data_is_valid(demo: World) -> None:
    assert all(iban.is_valid(s.text) for s in demo.planted if s.kind == "iban")
    assert all(tckimlik.is_valid(s.text) for s in demo.planted if s.kind == "id")


def test_exposures_are_read_by_the_product(demo: World, tmp_path: Path) -> None:
    write_exposures(demo, tmp_path / "exposures.csv")
    rows = [row for _, row in read_exposures(tmp_path / "exposures.csv")]
    named = {(row.sector, fold_brand(row.brand)) for row in rows}
    for sector in demo.sectors:
        brands = [b for b in demo.brands if b.sector_id == sector.sector_id]
        missing = [b for b in brands if (sector.sector_id, fold_brand(b.name)) not in named]
        assert [b.grade for b in missing] == [None]
        assert {row.unit for row in rows if row.sector == sector.sector_id} == {sector.unit}
        assert {str(row.grade) for row in rows if row.sector == sector.sector_id} == {"A", "B", "C"}


@pytest.mark.parametrize("size", ["demo", "small"])
def test_each_brand_has_one_folded_name(size: str) -> None:
    brands = build_world(1, size="demo" if size == "demo" else "small", now=NOW).brands
    assert all({fold_brand(alias) for alias in brand.aliases} == {fold_brand(brand.name)} for brand in brands)
    assert len({fold_brand(brand.name) for brand in brands}) == len(brands)
