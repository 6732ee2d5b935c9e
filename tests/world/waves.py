"""Waves planted into a simulated world, with known truth: many people after one mishap, a pasted campaign, a source that changed."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Literal

from tests.world import writing
from tests.world.posts import moment
from tests.world.shapes import Brand, Complaint, World
from tests.world.texts import common

Kind = Literal["organic", "coordinated", "source-side"]
SIZE, DAYS, FACTOR = 40, 3, 12
MOULD = "Bu firmadan kesinlikle uzak durun, paramı aldılar, telefonlara çıkmıyorlar ve hiçbir sorunu çözmüyorlar, kimse güvenmesin."


def with_wave(world: World, kind: Kind) -> tuple[World, Brand]:
    """The world with a wave of a kind in its last days, and the brand it was planted at."""
    rng = Random(f"{world.seed}/wave/{kind}")
    complained = [brand for brand in world.brands if brand.layout != "ccdb"]
    brand = sorted(complained, key=lambda one: (-sum(c.brand_slug == one.slug for c in world.complaints), one.slug))[2]
    if kind == "organic":
        new = [_own(rng, world, brand, number) for number in range(SIZE)]
    elif kind == "coordinated":
        new = [_pasted(rng, world, brand, number) for number in range(SIZE)]
    else:
        new = [
            _own(rng, world, one, 1000 * place + number)
            for place, one in enumerate(complained)
            for number in range(FACTOR)
        ]
    return replace(
        world, complaints=tuple(sorted((*world.complaints, *new), key=lambda one: (one.posted_at, one.complaint_id)))
    ), brand


def _own(rng: Random, world: World, brand: Brand, number: int) -> Complaint:
    """Somebody's own words at an hour at which people write."""
    phrases = writing.PHRASES[brand.sector_id][0]
    at = moment(rng, world.now - timedelta(days=DAYS), world.now)
    author = rng.choice(common.FIRST_NAMES)
    values = writing.slots(rng, brand.name, author, phrases, writing.PRODUCTS[brand.sector_id], at)
    words = writing.body(rng, phrases, values, rng.randrange(1, 4), None)
    return _post(rng, brand, number, phrases.topic, author, words, at.timestamp() - world.now.timestamp(), world)


def _pasted(rng: Random, world: World, brand: Brand, number: int) -> Complaint:
    """The same words under another name, every so many minutes."""
    seconds = -86400 * DAYS + (number + 0.5) * 86400 * DAYS / SIZE
    return _post(rng, brand, number, "", rng.choice(common.FIRST_NAMES), (MOULD,), seconds, world)


def _post(rng: Random, brand: Brand, number: int, topic: str, author: str, words: tuple[str, ...], seconds: float, world: World) -> Complaint:  # fmt: skip
    at = (world.now + timedelta(seconds=seconds)).replace(second=0, microsecond=0)
    member = rng.randrange(10_000_000, 99_999_999)
    return Complaint(
        95_000_001 + number, brand.slug, f"dalga-{number}", words[0][:40], words, member, author, topic, 1, at, None
    )
