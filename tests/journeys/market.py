"""The market every journey is made in: a simulated world walked twice, three days apart, and released after each walk.

Before the first walk a crowd began to write about one brand, before the second a pasted campaign about another; in between complaints
are withdrawn and taken down.
On top of what the world itself plants, every kind of personal data stands in a few complaints, answers and titles.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from store.release import Published, open_release
from store.settings import Settings
from tests.commands import said, terazi
from tests.journeys.planting import plant_more
from tests.world.serve import WorldServer
from tests.world.shapes import Brand, World
from tests.world.truth import build_world, write_exposures
from tests.world.waves import with_wave

SEED, DAYS = 12, 3.0


@dataclass
class Market:
    """Where it lies, what is true in it, and which releases there are. `told` is what the commands said on the screen."""

    home: Path
    server: WorldServer
    world: World
    secrets: tuple[str, ...] = ()
    crowd: Brand | None = None
    pasted: Brand | None = None
    releases: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home, webhooks_to_loopback=True)

    def release(self, number: int = -1) -> Published:
        return open_release(self.home / "releases", self.releases[number])

    def walk(self, home: Path | None = None) -> None:
        """Collect what the world shows now, and publish it."""
        where = home or self.home
        for source in ("sikayetvar", "cfpb"):
            found = terazi(where, "crawl", source, "--base-url", self.server.urls[source])
            assert found["state"] == "ok", found
        manifest = terazi(where, "release", "--simulated", "--title", "A simulated market", "--title-tr", "Benzetim pazarı")  # fmt: skip
        if home is None:
            self.releases.append(manifest["release_id"])
        self.told.append(str(manifest))


def build(home: Path, server: WorldServer, secrets: tuple[str, ...], crowd: Brand) -> Market:
    """Walk the world of the server twice; in between a campaign begins."""
    market = Market(home, server, server.world, secrets, crowd)
    exposures = home.parent / "customers.csv"
    write_exposures(server.world, exposures)
    market.told.append(said(home, "import", "exposures", str(exposures)))
    market.walk()
    server.advance(DAYS)
    market.world, market.pasted = with_wave(server.world, "coordinated")
    assert market.pasted != crowd
    server.show(market.world)
    market.walk()
    return market


def begin() -> tuple[World, tuple[str, ...], Brand]:
    """The world as it stood three days ago, all personal data planted in it, and the brand a crowd had begun to write about."""
    world = build_world(SEED, size="small", now=datetime.now(UTC) - timedelta(days=DAYS))
    crowded, crowd = with_wave(world, "organic")
    known = {one.complaint_id for one in world.complaints}
    fresh = (one for one in crowded.complaints if one.complaint_id not in known)
    moved = tuple(
        replace(one, complaint_id=one.complaint_id - 10_000_000) for one in fresh
    )  # those of a later wave are numbered alike
    world, secrets = plant_more(replace(world, complaints=(*moved, *world.complaints)))
    return world, secrets, crowd
