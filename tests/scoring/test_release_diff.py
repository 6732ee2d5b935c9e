"""Two releases side by side: who moved and because of what."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import Engine

from scoring.method import Parameters
from scoring.publish import publish_release
from scoring.release_diff import ReleaseDiff, release_diff
from store.release import Published, open_release
from store.settings import Settings
from tests.scoring.made import NOW, base, keep, record

CUSTOMERS = {"Alfa": 50_000, "Beta": 80_000, "Gama": 120_000, "Delta": 200_000, "Epsilon": 400_000, "Zeta": 600_000}


@pytest.fixture
def stored(engine: Engine, settings: Settings) -> Engine:
    base(engine, CUSTOMERS)
    keep(
        engine,
        settings,
        [
            record(f"{brand}-{n}", brand, hours_ago=100 + 17 * n)
            for place, brand in enumerate(CUSTOMERS)
            for n in range(30 + 9 * place)
        ],
    )
    return engine


def publish(engine: Engine, settings: Settings, second: int, **more: Any) -> Published:
    """A release with an id of its own: ids are seconds."""
    manifest = publish_release(
        engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW, **more
    )
    found = open_release(settings.releases, manifest["release_id"])
    (settings.releases / "latest.json").unlink()  # what it points at goes by another name
    folder = found.folder.rename(found.folder.with_name(f"{manifest['release_id']}-{second}"))
    return Published(folder, {**found.manifest, "release_id": folder.name})


def told(found: ReleaseDiff, brand: str) -> str:
    return next(move.because for move in found.moves if (move.brand_id, move.dimension) == (brand, "volume"))


def test_nothing_moved_where_nothing_changed(stored: Engine, settings: Settings) -> None:
    found = release_diff(publish(stored, settings, 1), publish(stored, settings, 2))
    assert (found.facts, found.moves, found.only_old, found.only_new) == ({}, (), 0, 0)


def test_more_complaints_are_told_from_another_method(stored: Engine, settings: Settings) -> None:
    first = publish(stored, settings, 1)
    keep(stored, settings, [record(f"Alfa-new-{n}", "Alfa", hours_ago=50 + n) for n in range(60)])
    second = publish(stored, settings, 2)
    counted = release_diff(first, second)
    assert told(counted, "alfa") == "observed"
    alfa = next(move for move in counted.moves if (move.brand_id, move.dimension) == ("alfa", "volume"))
    assert alfa.new < alfa.old
    assert alfa.observed is not None
    assert alfa.observed > 0.5
    third = publish(stored, settings, 3, parameters=replace(Parameters(), half_life_days=0.0))
    changed = release_diff(second, third)
    assert "parameters" in changed.facts
    assert changed.moves


def scores(folder: Path, name: str, **more: Any) -> Published:
    """A release of one made-up row."""
    row = {"sector_id": "s", "period": "p", "dimension": "volume", "brand_id": "b", "score": 50.0, "low": 40.0, "high": 60.0, "tier": 1,
           "observed": 10.0, "expected": 10.0} | more  # fmt: skip
    (folder / name).mkdir()
    pq.write_table(pa.Table.from_pylist([row]), folder / name / "scores.parquet")
    return Published(folder / name, {"release_id": name, "standard_hash": name})


@pytest.mark.parametrize(
    ("new", "because", "is_beyond_chance"),
    [
        ({"score": 70.0, "low": 61.0, "high": 80.0, "expected": 20.0}, "expected", True),
        ({"score": 55.0, "low": 45.0, "high": 65.0, "observed": 9.99}, "method", False),
        ({"score": 55.0, "low": 45.0, "high": 65.0, "observed": 8.0, "expected": 9.0}, "observed", False),
    ],
)
def test_the_largest_cause_is_named(tmp_path: Path, new: dict[str, Any], because: str, is_beyond_chance: bool) -> None:
    found = release_diff(scores(tmp_path, "old"), scores(tmp_path, "new", **new))
    assert [(move.because, move.is_beyond_chance) for move in found.moves] == [(because, is_beyond_chance)]
    assert found.facts == {"standard_hash": ("old", "new")}
