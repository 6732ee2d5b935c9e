"""`terazi demo`: the whole way of the data once, against a simulated world on loopback or the real open CFPB data."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from store.errors import SetupError
from store.release import open_release
from store.settings import Settings

SEED = 20261122
REAL_LIMIT = 2000
screen = Console(stderr=True, highlight=False, soft_wrap=True)


def run_demo(source: str, *, serve_after: bool) -> None:
    """Collect, keep, clean, match, score, publish, and serve until stopped. Every step is the command a person would type."""
    if source not in {"world", "cfpb"}:
        raise SetupError(f"no demo of {source!r}: --source is world or cfpb")
    settings = Settings(
        home=Path(os.environ.get("TERAZI_HOME", "")) if "TERAZI_HOME" in os.environ else Path("var/demo") / source
    )
    environment = os.environ | {"TERAZI_HOME": str(settings.home)}
    if settings.releases.exists():
        screen.print(
            f"There is a demo in {settings.home} already; it goes on from there. Remove the folder to begin anew."
        )
    started = time.monotonic()
    if source == "world":
        _simulated(environment)
    else:
        _real(environment)
    screen.print(f"[bold]done in {time.monotonic() - started:.0f} s[/]")
    _addresses(settings)
    if serve_after:
        os.execve(sys.executable, [sys.executable, "-m", "terazi", "serve"], environment)


def _simulated(environment: dict[str, str]) -> None:
    from tests.world.serve import WorldServer
    from tests.world.truth import build_world, write_exposures

    world = build_world(SEED, now=datetime.now(UTC))
    screen.print(
        f"[bold]A simulated world[/] of {len(world.brands)} invented brands and {len(world.complaints):,} complaints opens on loopback"
    )
    with WorldServer(world) as server, _file(".csv") as exposures:
        write_exposures(world, exposures)
        _step(environment, "import", "exposures", str(exposures))
        _step(environment, "crawl", "sikayetvar", "--base-url", server.urls["sikayetvar"])
        _step(environment, "crawl", "cfpb", "--base-url", server.urls["cfpb"])
    _step(environment, "release", "--simulated", "--title", "A simulated world", "--title-tr", "Bir benzetim dünyası")


def _real(environment: dict[str, str]) -> None:
    if "TERAZI_CONTACT" not in environment:
        raise SetupError("the real source wants to know who asks: set TERAZI_CONTACT='Your name, you@example.org'")
    _step(environment, "crawl", "cfpb", "--limit", str(REAL_LIMIT))
    _step(environment, "release", "--title", "CFPB consumer complaints", "--title-tr", "CFPB tüketici şikâyetleri")


def _step(environment: dict[str, str], *words: str) -> None:
    """One `terazi` command in a process of its own. What it prints is the demo's progress; a failure ends the demo."""
    screen.print(f"\n[bold]$ terazi {' '.join(words)}[/]")
    status = subprocess.run([sys.executable, "-m", "terazi", *words], env=environment, check=False).returncode
    if status:
        raise SetupError(f"`terazi {' '.join(words)}` ended with status {status}; what it says above is the reason")


def _addresses(settings: Settings) -> None:
    here = f"http://{settings.host}:{settings.port}"
    release = open_release(settings.releases)
    scores = [
        row
        for row in release.table("scores").select(["brand_id", "dimension", "tier", "records_count"]).to_pylist()
        if row["tier"]
    ]
    brand = max(
        scores, key=lambda row: (row["dimension"] == "volume", row["records_count"], row["brand_id"]), default=None
    )
    sectors = sorted({row["sector_id"] for row in release.table("comparisons").to_pylist()})
    for what, path in [("home", "/"), *((f"sector {sector}", f"/en/sectors/{sector}") for sector in sectors),
                       *([("a brand", f"/tr/brands/{brand['brand_id']}")] if brand else []), ("method", "/en/method"), ("sources", "/en/sources"),
                       ("API", "/api/v1/sectors")]:  # fmt: skip
        screen.print(f"  {what:<28} {here}{path}")


@contextmanager
def _file(suffix: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / f"customers{suffix}"
