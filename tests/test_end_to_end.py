"""The main job over real HTTP against the simulated world: what comes out is what the world published, and nothing personal."""

import hashlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, func, select

from api.app import create_app
from store.naming import fold_brand
from store.release import Published, open_release
from store.session import open_engine, table_of
from store.settings import Settings
from store.tables import Record, Reply, Run, Sighting
from tests.commands import environment, terazi
from tests.world.serve import WorldServer
from tests.world.shapes import Complaint, World
from tests.world.truth import build_world, write_exposures


class Walked:
    """One world, crawled, scored and released once for all tests of this file."""

    def __init__(self, home: Path, world: World) -> None:
        self.home, self.world = home, world
        with WorldServer(world) as server:
            exposures = home.parent / "customers.csv"
            write_exposures(world, exposures)
            self.answers = [
                terazi(home, "import", "exposures", str(exposures)),
                terazi(home, "crawl", "sikayetvar", "--base-url", server.urls["sikayetvar"]),
                terazi(home, "crawl", "cfpb", "--base-url", server.urls["cfpb"]),
            ]
        self.manifest = terazi(home, "release", "--simulated")

    @property
    def release(self) -> Published:
        return open_release(self.home / "releases")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walked:
    return Walked(tmp_path_factory.mktemp("walk") / "home", build_world(7, size="small", now=datetime.now(UTC)))


@pytest.fixture(scope="module")
def database(walked: Walked) -> Iterator[Engine]:
    engine = open_engine(Settings(home=walked.home))
    yield engine
    engine.dispose()


def rows(engine: Engine, model: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(select(table_of(model))))


def test_every_run_ends_ok(walked: Walked, database: Engine) -> None:
    assert [answer["state"] for answer in walked.answers] == ["ok"] * 3
    assert {run.state for run in rows(database, Run)} == {"ok"}


def of(complaint: Complaint, stored: dict[str, Any]) -> Any:
    """The row of a complaint: by its number, or by its path where a layout shows no number."""
    path = f"/{complaint.brand_slug}/{complaint.slug}"
    return stored.get(str(complaint.complaint_id)) or stored[hashlib.sha1(path.encode()).hexdigest()]


def readable(walked: Walked) -> list[Complaint]:
    return [complaint for complaint in walked.world.published() if complaint.withdrawn_at is None]


def test_everything_the_world_published_is_there(walked: Walked, database: Engine) -> None:
    stored = {row.source_key: row for row in rows(database, Record) if row.source_id == "sikayetvar"}
    assert len(stored) == len(walked.world.published())
    for complaint in readable(walked):
        row, brand = of(complaint, stored), walked.world.brand(complaint.brand_slug)
        assert row.title == complaint.title
        assert abs((row.posted_at - complaint.posted_at).total_seconds()) < 60
        assert fold_brand(row.brand_label) in {fold_brand(name) for name in (brand.name, *brand.aliases)}
        # the 2026 layout shows stars only beside the solved badge
        assert row.rating == complaint.stars or (row.rating is None and complaint.denied_at and brand.layout == "2026")
    withdrawn = len(walked.world.published()) - len(readable(walked))
    assert withdrawn > 0
    assert sum(row.visibility == "withdrawn_by_author" for row in stored.values()) == withdrawn


def test_replies_keep_their_speaker(walked: Walked, database: Engine) -> None:
    speakers: dict[str, list[str]] = {}
    for reply in sorted(rows(database, Reply), key=lambda row: (row.record_id, row.position)):
        speakers.setdefault(reply.record_id.partition(":")[2], []).append(reply.speaker)
    stored = {row.source_key: row for row in rows(database, Record) if row.source_id == "sikayetvar"}
    for complaint in readable(walked):
        told = [str(reply.speaker) for reply in complaint.replies]
        assert speakers.pop(of(complaint, stored).source_key, []) == told
    assert not speakers


def test_every_cfpb_row_is_there_once(walked: Walked, database: Engine) -> None:
    stored = sorted(int(row.source_key) for row in rows(database, Record) if row.source_id == "cfpb")
    assert stored == sorted(row.complaint_id for row in walked.world.cfpb_rows if row.received_at <= walked.world.now)


def test_a_second_crawl_finds_nothing_new(tmp_path: Path) -> None:
    world = build_world(11, size="small", now=datetime.now(UTC))
    with WorldServer(world) as server:
        first, second = (terazi(tmp_path, "crawl", "cfpb", "--base-url", server.urls["cfpb"]) for _ in range(2))
    assert first["counts"]["new"] > 0
    assert second["counts"].get("new", 0) == second["counts"].get("changed", 0) == 0


def test_nothing_personal_is_stored_or_published(walked: Walked, database: Engine) -> None:
    planted = {one.text for one in walked.world.planted}
    assert len(planted) > 20
    texts = [
        "\n".join("|".join(map(str, row)) for row in rows(database, model)) for model in (Record, Reply, Sighting, Run)
    ]
    files = [path for path in (walked.home / "releases").rglob("*") if path.is_file()]
    texts += [str(pq.read_table(path).to_pylist()) if path.suffix == ".parquet" else path.read_text(encoding="utf-8") for path in files]  # fmt: skip
    texts += [path.read_text(encoding="utf-8") for path in (walked.home / "logs").rglob("*") if path.is_file()]
    leaked = {text for text in planted for place in texts if text in place}
    assert not leaked


def test_authors_are_pseudonyms(walked: Walked, database: Engine) -> None:
    hashes = {row.author_hash for row in rows(database, Record) if row.author_hash}
    assert hashes
    members = {str(complaint.member_id) for complaint in walked.world.complaints}
    assert not hashes & members
    assert "author_hash" not in walked.release.table("records").column_names


def test_the_score_knows_more_than_the_count(walked: Walked) -> None:
    """With one small world only the direction can be asked for; the figures over many worlds are a matter of their own."""
    theta = {
        fold_brand(name): brand.theta_volume for brand in walked.world.brands for name in (brand.name, *brand.aliases)
    }
    names = {row["brand_id"]: fold_brand(row["name"]) for row in walked.release.table("brands").to_pylist()}
    told = [
        row
        for row in walked.release.table("scores").to_pylist()
        if row["dimension"] == "volume" and row["band"] != "too_little_data"
    ]
    truth = np.array([-theta[names[row["brand_id"]]] for row in told])
    assert len(told) >= 10
    assert (
        np.corrcoef(truth, [row["score"] for row in told])[0, 1]
        > np.corrcoef(truth, [-row["records_count"] for row in told])[0, 1]
    )


def test_the_release_can_be_calculated_again_from_its_files(walked: Walked) -> None:
    found = terazi(walked.home, "verify")
    assert found["faults"] == []
    scores = walked.release.table("scores")
    assert found["rows"]["scores"] == scores.num_rows
    assert len(set(scores.column("dimension").to_pylist())) >= 4


def test_the_release_says_that_the_world_is_simulated(walked: Walked) -> None:
    assert walked.manifest["is_simulated"] is True
    assert "invented" in walked.manifest["banner_en"]


def test_a_crawl_killed_midway_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    world = build_world(5, size="small", now=datetime.now(UTC))
    with WorldServer(world, slow_s=0.05) as server:
        command = [
            sys.executable,
            "-m",
            "terazi",
            "crawl",
            "sikayetvar",
            "--base-url",
            server.urls["sikayetvar"],
            "--quiet",
        ]
        victim = subprocess.Popen(
            command, env=environment(tmp_path / "a"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _wait_for(lambda: len([one for one in server.requests if "-" in one.path]) > 60)
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    with WorldServer(world) as server:
        resumed = terazi(tmp_path / "a", "crawl", "sikayetvar", "--base-url", server.urls["sikayetvar"])
        whole = terazi(tmp_path / "b", "crawl", "sikayetvar", "--base-url", server.urls["sikayetvar"])
    assert (resumed["state"], whole["state"]) == ("ok", "ok")
    engines = [open_engine(Settings(home=tmp_path / name)) for name in ("a", "b")]
    for model, key in ((Record, "record_id"), (Sighting, "record_id")):
        killed, straight = ([getattr(row, key) for row in rows(engine, model)] for engine in engines)
        assert sorted(killed) == sorted(straight)
    with engines[0].connect() as connection:
        states = connection.execute(select(table_of(Run).c.state).order_by(table_of(Run).c.run_id)).scalars().all()
        doubled = connection.execute(select(func.count()).select_from(table_of(Reply))).scalar_one()
    assert states == ["interrupted", "ok"]
    assert doubled == len(rows(engines[1], Reply))
    for engine in engines:
        engine.dispose()


def test_a_scoring_killed_midway_leaves_what_was_published(walked: Walked) -> None:
    before = walked.release.manifest["release_id"]
    for delay in (0.8, 1.2, 1.6):
        victim = subprocess.Popen(
            [sys.executable, "-m", "terazi", "release", "--quiet"],
            env=environment(walked.home),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(delay)
        victim.send_signal(signal.SIGKILL)
        if victim.wait() == 0:  # it was quicker than the killer
            before = walked.release.manifest["release_id"]
        assert walked.release.manifest["release_id"] == before
    after = terazi(walked.home, "release", "--simulated")
    assert after["tables"]["scores"]["rows"] == walked.manifest["tables"]["scores"]["rows"]
    assert not list((walked.home / "releases").glob(".*.draft"))


def _wait_for(condition: Any, seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.02)


def test_every_page_of_the_walked_world_answers(walked: Walked) -> None:
    brands = [row["brand_id"] for row in walked.release.table("brands").to_pylist()]
    sectors = sorted({row["sector_id"] for row in walked.release.table("comparisons").to_pylist()})
    planted = {one.text for one in walked.world.planted}
    with TestClient(create_app(Settings(home=walked.home))) as client:
        for language in ("en", "tr"):
            for path in (
                "",
                "/method",
                "/sources",
                "/releases",
                *(f"/sectors/{one}" for one in sectors),
                *(f"/brands/{one}" for one in brands),
            ):
                page = client.get(f"/{language}{path}")
                assert page.status_code == 200, path
                assert ("invented" if language == "en" else "uydurmadır") in page.text
                assert not [text for text in planted if text in page.text]
