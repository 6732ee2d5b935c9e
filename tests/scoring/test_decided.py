"""What people decide about brands is followed by the next scoring, and an undo brings back the bytes of before."""

import hashlib
import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from scoring.incidents.brand_match import Decision, Label
from scoring.incidents.decided import Decided, Row
from scoring.publish import publish_release
from scoring.run import score
from store.decisions import merge, split, undo
from store.release import open_release
from store.settings import Settings
from store.tables import Alias
from store.vocabulary import Judgement
from tests.scoring.made import NOW, base, keep, record

COUNTS = {"Alfa": 14, "Beta": 12, "Gama": 10, "Kuzgun": 6}
BOOKS = {"release.json", "brand_decisions", "runs", "notices", "acts"}


@pytest.fixture
def stored(engine: Engine, settings: Settings) -> Engine:
    base(engine, {"Alfa": 50_000, "Beta": 80_000, "Gama": 120_000})
    keep(engine, settings, [
        record(f"{brand}-{n}", brand, hours_ago=100 + 17 * n, answered_after=(n * 7919) % 300 / 3 if n % 3 else None)
        for brand, count in COUNTS.items() for n in range(count)
    ])  # fmt: skip
    return engine


def counts(engine: Engine, settings: Settings) -> dict[str, int]:
    incidents = score(engine, settings, as_of=NOW)[1].incidents.to_pylist()
    brands = [row["brand"] for row in incidents]
    return {brand: brands.count(brand) for brand in sorted(set(brands))}


def published(engine: Engine, settings: Settings) -> dict[str, str]:
    found = publish_release(engine, settings, title=("a", "a"), is_simulated=True, code_version="1", as_of=NOW)
    folder: Path = open_release(settings.releases, found["release_id"]).folder
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.glob("*.parquet"))}
    shutil.rmtree(settings.releases)  # the next one may come within the same second
    return hashes


def test_a_merge_moves_the_matters_and_an_undo_moves_them_back(stored: Engine, settings: Settings) -> None:
    before = counts(stored, settings)
    with Session(stored) as session:
        made = merge(session, "kuzgun", "alfa", because="one firm", by="a", at=NOW)
        session.commit()
        number = made.decision_id or 0
    together = counts(stored, settings)
    assert together["alfa"] == before["alfa"] + before["kuzgun"]
    assert "kuzgun" not in together
    with Session(stored) as session:
        undo(session, number, because="two", by="a", at=NOW)
        session.commit()
    assert counts(stored, settings) == before


def test_merge_and_undo_give_the_same_bytes_of_a_release(stored: Engine, settings: Settings) -> None:
    first = published(stored, settings)
    with Session(stored) as session:
        merge(session, "kuzgun", "alfa", because="one firm", by="a", at=NOW)
        session.commit()
    merged = published(stored, settings)
    with Session(stored) as session:
        undo(session, 1, because="two", by="a", at=NOW)
        session.commit()
    again = published(stored, settings)
    assert merged["incidents.parquet"] != first["incidents.parquet"]
    kept = {name for name in first if name.split(".")[0] not in BOOKS}
    assert {name: again[name] for name in kept} == {name: first[name] for name in kept}
    assert {"scores.parquet", "incidents.parquet", "aliases.parquet", "brands.parquet"} <= kept


def test_a_split_moves_one_label(stored: Engine, settings: Settings) -> None:
    counts(stored, settings)
    with Session(stored) as session:
        split(session, "Kuzgun", "Beta", because="they sold it", by="a", at=NOW)
        session.commit()
    assert counts(stored, settings)["beta"] == COUNTS["Beta"] + COUNTS["Kuzgun"]


def test_a_persons_word_decides_what_likeness_left_unsure() -> None:
    unsure = Decision(Label("Alfaa", "", "TR", 1), "s", "alfa", Judgement.UNSURE, 60.0, "near")
    assert Decided([], {"alfa": "s"}).meaning(unsure) is None
    said = Decided([Row(1, "split", "ALFAA", "alfa", "beta", None)], {"alfa": "s", "beta": "t"})
    assert said.meaning(unsure) == ("beta", "t")


def test_our_own_not_the_same_gives_way_to_an_official_list(stored: Engine, settings: Settings) -> None:
    """`Kuzgun` opened a brand of its own; a list that says it is Alfa comes first."""
    before = counts(stored, settings)
    with Session(stored) as session:
        own = session.exec(select(Alias).where(Alias.label == "Kuzgun")).one()
        session.add(Alias(label="Kuzgun", sector_id=own.sector_id, brand_id="alfa", judgement="positive", similarity=100, because="list",
                          decided_by="import", decided_at=NOW))  # fmt: skip
        session.commit()
    assert counts(stored, settings)["alfa"] == before["alfa"] + before["kuzgun"]
