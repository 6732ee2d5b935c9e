"""What changed between two releases, as files; applied to the old one they give the new one's bytes."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from scoring.publish import publish_release
from store import lake
from store.delta import changes, delta_folder, read_delta, write_delta
from store.delta_apply import apply_delta
from store.errors import StoreError
from store.release import Published, open_folder, open_release, publish
from store.settings import Settings
from terazi import app
from tests.scoring.made import NOW, keep
from tests.scoring.released import market, stored

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def same_bytes(one: Path, other: Path) -> bool:
    return {path.name: path.read_bytes() for path in one.iterdir()} == {
        path.name: path.read_bytes() for path in other.iterdir()
    }


def two(
    engine: Engine, settings: Settings, before: dict[str, pa.Table], after: dict[str, pa.Table]
) -> tuple[Published, Published]:
    """Two releases of an empty database that differ in further tables."""
    made = []
    for day, extra in enumerate((before, after)):
        publish(engine, settings.releases, 0, published_at=DAY + timedelta(days=day), facts={"day": day}, extra=extra)
        made.append(open_release(settings.releases))
    return made[0], made[1]


def rows(table: list[tuple[Any, ...]]) -> pa.Table:
    """A table of the codebook with a text, a float and a null: sources and fields."""
    kinds = {"source_id": pa.string(), "field": pa.string(), "share": pa.float64()}
    columns = zip(*table, strict=True) if table else [(), (), ()]
    return pa.table({name: pa.array(values, kind) for (name, kind), values in zip(kinds.items(), columns, strict=True)})


Rows = list[tuple[Any, ...]]
CASES: dict[str, tuple[Rows, Rows, tuple[int, int, int]]] = {
    "added, changed, removed": ([("a", "x", 0.1), ("b", "x", 0.2), ("c", "x", None)], [("a", "x", 0.1), ("b", "x", None), ("bb", "y", 0.5), ("d", "x", 0.0)], (2, 1, 1)),
    "only removed": ([("a", "x", 0.1), ("b", "x", 0.2)], [("b", "x", 0.2)], (0, 0, 1)),
    "all removed": ([("a", "x", 0.1)], [], (0, 0, 1)),
    "first rows": ([], [("a", "x", 0.1)], (1, 0, 0)),
    "another order": ([("a", "x", 0.1), ("b", "x", 0.2), ("c", "x", 0.3)], [("c", "x", 0.3), ("a", "x", 0.1), ("b", "x", 0.2)], (0, 3, 0)),
    "the sign of nothing": ([("a", "x", 0.0), ("b", "x", 1.0)], [("a", "x", -0.0), ("b", "x", 1.0)], (0, 1, 0)),
    "a key twice": ([("a", "x", 0.1)], [("a", "x", 0.1), ("a", "x", 0.2)], (2, 0, 0)),
    "nothing": ([("a", "x", 0.1)], [("a", "x", 0.1)], (0, 0, 0)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_delta_gives_the_later_releases_bytes(engine: Engine, settings: Settings, tmp_path: Path, case: str) -> None:
    before, after, expected = CASES[case]
    old, new = two(engine, settings, {"filled_shares": rows(before)}, {"filled_shares": rows(after)})
    said = write_delta(old, new, tmp_path / "delta")
    about = said["tables"]["filled_shares"]
    assert (about["added"], about["changed"], about["removed"]) == expected
    made = apply_delta(old, tmp_path / "delta", tmp_path / "made")
    assert same_bytes(made.folder, new.folder)


def test_columns_and_tables_may_come_and_go(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    wide = rows([("a", "x", 0.1), ("b", "x", 0.2)])
    narrow = wide.drop_columns(["share"])
    named = pa.table({"name": pa.array([], pa.string())})
    old, new = two(
        engine,
        settings,
        {"filled_shares": wide, "robots": pa.table({"source_id": ["a"]})},
        {"filled_shares": narrow, "methods": named},
    )
    said = write_delta(old, new, tmp_path / "delta")
    assert said["dropped"] == ["robots"]
    assert said["tables"]["filled_shares"]["columns_removed"] == ["share"]
    assert same_bytes(apply_delta(old, tmp_path / "delta", tmp_path / "made").folder, new.folder)
    write_delta(new, old, tmp_path / "back")
    assert same_bytes(apply_delta(new, tmp_path / "back", tmp_path / "unmade").folder, old.folder)


def test_tables_of_many_row_groups(
    engine: Engine, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake, "ROWS_A_GROUP", 1000)
    rng = np.random.default_rng(5)
    numbers = np.sort(rng.choice(20_000, 9_000, replace=False))
    kept, drawn = rng.random(9_000) < 0.9, rng.random(9_000)
    before = [(f"{n:06}", "x", float(v)) for n, v in zip(numbers, drawn, strict=True)]
    after = [
        (f"{n:06}", "x", float(v) if v > 0.05 else None) for n, v, k in zip(numbers, drawn, kept, strict=True) if k
    ]
    after = sorted([*after, *((f"{n:06}x", "x", 1.0) for n in range(0, 20_000, 7))])
    old, new = two(engine, settings, {"filled_shares": rows(before)}, {"filled_shares": rows(after)})
    about = write_delta(old, new, tmp_path / "delta")["tables"]["filled_shares"]
    assert about["added"] == 2858
    assert 0 < about["changed"] < 700
    assert same_bytes(apply_delta(old, tmp_path / "delta", tmp_path / "made").folder, new.folder)


def test_a_delta_of_another_release_or_a_damaged_one_is_refused(
    engine: Engine, settings: Settings, tmp_path: Path
) -> None:
    old, new = two(
        engine, settings, {"filled_shares": rows([("a", "x", 0.1)])}, {"filled_shares": rows([("a", "x", 0.2)])}
    )
    write_delta(old, new, tmp_path / "delta")
    with pytest.raises(StoreError, match=r"starts from release 2026-11-01T000000Z, and .* is not that release"):
        apply_delta(new, tmp_path / "delta", tmp_path / "made")
    copy = Path(copytree(tmp_path / "delta", tmp_path / "copy"))
    (copy / "filled_shares.changed.parquet").write_bytes(b"x")
    with pytest.raises(StoreError, match=r"filled_shares.changed.parquet is missing or has changed"):
        apply_delta(old, copy, tmp_path / "made")
    said = read_delta(tmp_path / "delta")
    said["manifest"]["day"] = 7
    (tmp_path / "delta" / "delta.json").write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(StoreError, match="not release 2026-11-02T000000Z"):
        apply_delta(old, tmp_path / "delta", tmp_path / "made")
    assert not (tmp_path / "made").exists()
    with pytest.raises(StoreError, match="exists already"):
        write_delta(old, new, tmp_path / "delta")


def test_publishing_writes_the_delta_and_the_commands_use_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = market()
    settings, engine = stored(tmp_path / "home", records[:-20])
    made = []
    for records_then in ([], records[-20:]):
        keep(engine, settings, records_then)
        publish_release(engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
        made.append(open_release(settings.releases))
    engine.dispose()
    old, new = made
    said = read_delta(delta_folder(settings.releases, old.manifest["release_id"], new.manifest["release_id"]))
    assert said["tables"]["records"]["added"] == 20
    assert dict(changes(said)).keys() >= {"records", "case_voices", "scores"}
    assert "text" not in json.dumps([name for name in said["files"] if ".removed." in name])
    monkeypatch.setenv("TERAZI_HOME", str(tmp_path / "home"))
    done = CliRunner().invoke(app, ["release", "delta", old.manifest["release_id"]])
    assert "records: 20 added" in done.output
    folder = str(delta_folder(settings.releases, old.manifest["release_id"], new.manifest["release_id"]))
    done = CliRunner().invoke(
        app, ["release", "apply", old.manifest["release_id"], folder, "--out", str(tmp_path / "made")]
    )
    assert done.exit_code == 0, done.output
    assert same_bytes(open_folder(tmp_path / "made").folder, new.folder)
