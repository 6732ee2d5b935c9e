"""`build_world`: a whole market with known truth out of one seed. Pure: same seed, size and now, same world."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

from store.exposure import ExposureRow
from tests.world.brands import PLANS, draw_sector
from tests.world.finance import draw_rows
from tests.world.posts import draw_posts, write_posts
from tests.world.shapes import Brand, Complaint, Planted, Sector, Size, World

FIRST_COMPLAINT_ID = 90_000_001
FIRST_CFPB_ID = 14_000_001
WINDOW = timedelta(days=365)


def build_world(seed: int, *, size: Size = "demo", now: datetime) -> World:
    """Sectors, brands, a year of complaints up to `now` (aware) with their futures, and what personal data was planted."""
    now = now.replace(microsecond=0)
    drawn = [draw_sector(seed, size, plan) for plan in PLANS]
    starts_at = now - WINDOW
    complaints, planted = _complaints(seed, drawn, starts_at, now)
    us, lenders = drawn[-1]
    rows = draw_rows(seed, "rows", us, lenders, (starts_at, now), FIRST_CFPB_ID)
    return World(
        seed,
        size,
        now,
        starts_at,
        tuple(sector for sector, _ in drawn),
        tuple(brand for _, brands in drawn for brand in brands),
        complaints,
        rows,
        planted,
    )


def _complaints(
    seed: int, drawn: list[tuple[Sector, tuple[Brand, ...]]], starts_at: datetime, now: datetime
) -> tuple[tuple[Complaint, ...], tuple[Planted, ...]]:
    posts = [
        post
        for sector, brands in drawn
        if sector.country == "TR"
        for post in draw_posts(seed, "posts", sector, brands, starts_at, now)
    ]
    return write_posts(posts, FIRST_COMPLAINT_ID, set())


def write_exposures(world: World, path: Path) -> None:
    """The product's exposure CSV: one line for each brand somebody has figures of, half of them under their legal name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, list(ExposureRow.model_fields), lineterminator="\n")
        lines.writeheader()
        for index, brand in enumerate(world.brands):
            if brand.grade is not None:
                lines.writerow(_exposure(world, brand, brand.aliases[0] if index % 2 else brand.name))


def _exposure(world: World, brand: Brand, label: str) -> dict[str, object]:
    sector = world.sector(brand.sector_id)
    source = {
        "A": "Simulated regulator, yearly table",
        "B": "Simulated annual report",
        "C": "Simulated market estimate",
    }[str(brand.grade)]
    return {
        "brand": label,
        "sector": sector.sector_id,
        "sector_name_en": sector.name_en,
        "sector_name_tr": sector.name_tr,
        "country": sector.country,
        "unit": sector.unit,
        "period": str(world.now.year),
        "figure": f"{brand.figure:.0f}",
        "low": f"{brand.low:.0f}",
        "high": f"{brand.high:.0f}",
        "grade": str(brand.grade),
        "source_name": source,
        "source_url": f"http://127.0.0.1/exposures/{sector.sector_id}/{brand.slug}",
        "as_of": world.now.date().replace(day=1).isoformat(),
    }
