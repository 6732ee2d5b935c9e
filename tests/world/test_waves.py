"""Waves planted in the simulated world are recovered, each as what it is, at the rates stated here."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from scoring.evidence.waves.find import Wave, find_waves
from scoring.evidence.waves.posts import COMPLAINT, Posts
from tests.world.shapes import World
from tests.world.truth import build_world
from tests.world.waves import DAYS, SIZE, Kind, with_wave

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SEEDS = range(5)


@pytest.fixture(scope="module")
def worlds() -> list[World]:
    return [build_world(seed, now=NOW) for seed in SEEDS]


def posts_of(world: World) -> Posts:
    """What a walk over the world's complaint site brings, in the order of time."""
    sectors = {brand.slug: brand.sector_id for brand in world.brands}
    rows = world.complaints
    columns = [
        [str(c.complaint_id) for c in rows], [str(c.duplicate_of or c.complaint_id) for c in rows], [c.brand_slug for c in rows],
        [sectors[c.brand_slug] for c in rows], ["sikayetvar"] * len(rows), [""] * len(rows), [COMPLAINT] * len(rows),
    ]  # fmt: skip
    strings = [np.array(column, object) for column in columns]
    hours = np.array([(world.now - c.posted_at).total_seconds() / 3600 for c in rows])
    who, said = (np.array(column, object) for column in ([str(c.member_id) for c in rows], [c.text for c in rows]))
    return Posts(*[*strings, hours, who, said, np.zeros(len(rows), bool)])


def recovered(world: World, kind: Kind) -> Wave | None:
    """The wave found at the brand it was planted at."""
    grown, brand = with_wave(world, kind)
    found = find_waves(posts_of(grown)).waves
    return next((wave for wave in found if wave.key.brand == brand.slug and wave.end is None), None)


def test_nothing_is_found_in_quiet_years(worlds: list[World]) -> None:
    """28 brands of a year each in five worlds: at the published rate at most 14 false alarms."""
    assert sum(len(find_waves(posts_of(world)).waves) for world in worlds) <= 14


@pytest.mark.parametrize(("kind", "at_least"), [("organic", 4), ("coordinated", 4), ("source-side", 4)])
def test_each_kind_is_recovered_in_four_worlds_of_five(worlds: list[World], kind: Kind, at_least: int) -> None:
    told = Counter(wave.kind if wave else "not noticed" for wave in (recovered(world, kind) for world in worlds))
    assert told[kind] >= at_least, told
    assert not told["not noticed"]
    if kind != "coordinated":
        assert not told["coordinated"]


def beside(world: World) -> tuple[World, dict[Kind, str]]:
    """A world in which a crowd posts about one brand and a campaign about another of its sector, in the same days."""
    (crowd, first), (campaign, _) = (with_wave(world, kind) for kind in ("organic", "coordinated"))
    other = next(one for one in world.brands if one.sector_id == first.sector_id and one.slug != first.slug and one.layout != "ccdb")  # fmt: skip
    pasted = [replace(c, brand_slug=other.slug, complaint_id=c.complaint_id + 5000) for c in [c for c in campaign.complaints if c not in world.complaints]]  # fmt: skip
    rows = sorted((*crowd.complaints, *pasted), key=lambda one: (one.posted_at, one.complaint_id))
    return replace(world, complaints=tuple(rows)), {"organic": first.slug, "coordinated": other.slug}


def test_a_crowd_and_a_campaign_in_the_same_days_are_each_what_they_are(worlds: list[World]) -> None:
    """In five worlds of five; neither is taken for a change of the source or of the sector."""
    for world in worlds:
        grown, brands = beside(world)
        told = {wave.key.brand: wave.kind for wave in find_waves(posts_of(grown)).waves if wave.end is None}
        assert {kind: told.get(brand) for kind, brand in brands.items()} == {kind: kind for kind in brands}


def test_a_wave_has_its_days_and_its_posts(worlds: list[World]) -> None:
    wave = recovered(worlds[0], "coordinated")
    assert wave is not None
    assert wave.begin >= 365 - DAYS - 1
    assert SIZE <= wave.count <= SIZE + 8
    assert wave.noticed - wave.begin <= 1
