"""A release calculated again from its own files; what was changed in it is named."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from scoring.engine import open_lake
from scoring.errors import ScoringError
from scoring.frozen import CASE, NEVER, freeze_case
from scoring.standard import Standard
from scoring.verify import KEYS, same, verify
from store.finish import hash_of
from store.lake import write_table
from store.release import Published, open_folder
from store.twins import twin_lake, write_twins
from terazi import app
from tests.scoring.made import NOW
from tests.scoring.released import released

Change = Callable[[pa.Table], pa.Table]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return released(tmp_path_factory.mktemp("verify") / "home")


@pytest.fixture
def copy(published: Published, tmp_path: Path) -> Path:
    return Path(copytree(published.folder, tmp_path / "copy"))


def put(table: pa.Table, row: int, column: str, value: object) -> pa.Table:
    """A table with one cell changed."""
    values = table.column(column).to_pylist()
    values[row] = value
    number = table.schema.get_field_index(column)
    assert values, "nothing to change"
    return table.set_column(number, table.schema.field(number), pa.array(values, table.schema.field(number).type))


def twins(folder: Path, table: str) -> None:
    """CSV and JSONL made to fit."""
    with twin_lake() as lake:
        write_twins(lake, folder, table)


def rehash(folder: Path) -> None:
    """What a careful forger does: the manifest fits the changed files."""
    manifest = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    for name, about in manifest["files"].items():
        about |= {"sha256": hash_of(folder / name), "bytes": (folder / name).stat().st_size}
    (folder / "release.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_every_result_comes_out_again_to_the_last_bit(published: Published) -> None:
    found = verify(published)
    assert [str(fault) for fault in found.faults] == []
    assert found.rows == {name: published.manifest["tables"][name]["rows"] for name in KEYS}
    assert all(found.rows.values())
    dimensions = set(published.table("scores").column("dimension").to_pylist())
    assert dimensions == {"volume", "responsiveness", "resolution", "dialogue", "voices", "composite"}
    assert {"official_counts", "records"} == set(published.table("comparisons").column("basis").to_pylist())


def test_also_against_a_frozen_standard(published: Published, tmp_path: Path) -> None:
    standard = Standard.of(published.table("standard"), published.manifest["standard_facts"])
    later = released(tmp_path / "home", as_of=NOW + timedelta(days=1), standard=standard)
    assert later.manifest["is_own_standard"] is False
    assert verify(later).faults == []


def test_a_tampered_csv_is_named_with_row_and_column(copy: Path) -> None:
    lines = (copy / "scores.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    place = lines[0].rstrip("\n").split(",").index("score")
    cells = lines[3].split(",")
    cells[place] = "99.9"
    lines[3] = ",".join(cells)
    (copy / "scores.csv").write_text("".join(lines), encoding="utf-8")
    faults = verify(open_folder(copy)).faults
    assert {(fault.file, fault.row, fault.column) for fault in faults} == {
        ("scores.csv", None, ""),
        ("scores.csv", 3, "score"),
    }
    assert "'99.9'" in faults[-1].says


def test_a_tampered_parquet_file_is_named_with_row_and_column(copy: Path) -> None:
    write_table(copy / "brands.parquet", put(open_folder(copy).table("brands"), 1, "name", "Omega"))
    faults = verify(open_folder(copy)).faults
    assert {(fault.file, fault.row, fault.column) for fault in faults} == {
        ("brands.parquet", None, ""),
        ("brands.parquet", 2, "name"),
    }


@pytest.mark.parametrize(("table", "column", "value"), [("scores", "score", 99.0), ("components", "value", 1.5), ("incidents", "weight", 0.25),
                                                        ("standard", "value", 0.125), ("outcomes", "denied_count", 77)])  # fmt: skip
def test_a_changed_result_is_found_even_where_every_file_was_made_to_fit(
    copy: Path, table: str, column: str, value: Any
) -> None:
    write_table(copy / f"{table}.parquet", put(open_folder(copy).table(table), 4, column, value))
    twins(copy, table)
    rehash(copy)
    (fault,) = verify(open_folder(copy)).faults
    assert (fault.file, fault.row, fault.column) == (f"{table}.parquet", 5, column)
    assert f"published as {value!r}" in fault.says


def test_the_last_bit_counts(copy: Path) -> None:
    scores = open_folder(copy).table("scores")
    was = float(scores.column("score").to_pylist()[0] or 0)
    write_table(copy / "scores.parquet", put(scores, 0, "score", was * (1 + 2**-52)))
    twins(copy, "scores")
    rehash(copy)
    (fault,) = verify(open_folder(copy)).faults
    assert (fault.row, fault.column) == (1, "score")


def test_a_changed_complaint_changes_what_comes_out(copy: Path) -> None:
    write_table(copy / "case_incidents.parquet", put(open_folder(copy).table("case_incidents"), 0, "authenticity", 0.5))
    twins(copy, "case_incidents")
    rehash(copy)
    assert {"scores.parquet", "release.json", "incidents.parquet"} <= {
        fault.file for fault in verify(open_folder(copy)).faults
    }


def test_files_that_are_missing_or_not_of_the_release_are_named(copy: Path) -> None:
    (copy / "runs.csv").unlink()
    (copy / "note.txt").write_text("x", encoding="utf-8")
    (copy / "sectors.parquet").write_bytes(b"PAR1")
    said = [str(fault) for fault in verify(open_folder(copy)).faults]
    assert any(one.startswith("runs.csv: is missing") for one in said)
    assert "note.txt: is no file of this release" in said
    assert any(one.startswith("sectors.parquet: cannot be read") for one in said)


def test_a_broken_case_is_a_fault_and_no_crash(copy: Path) -> None:
    (copy / "case_voices.parquet").write_bytes(b"")
    assert any(fault.file == "case_voices.parquet" for fault in verify(open_folder(copy)).faults)


def test_the_command_says_it_and_ends_with_its_status(published: Published, copy: Path) -> None:
    done = CliRunner().invoke(app, ["verify", str(published.folder)])
    assert done.exit_code == 0
    assert "bit for bit" in done.output
    (copy / "sectors.csv").write_text("x\n1\n", encoding="utf-8")
    failed = CliRunner().invoke(app, ["verify", str(copy), "--json"])
    assert failed.exit_code == 1
    assert {fault["file"] for fault in json.loads(failed.stdout)["faults"]} == {"sectors.csv"}


def test_the_case_holds_no_text_and_no_author(published: Published, tmp_path: Path) -> None:
    for name in CASE:
        assert not NEVER & set(published.table(name).column_names)
    with open_lake(tmp_path) as lake:
        lake.execute("CREATE TABLE every_incident AS SELECT 'a' AS incident_id, 'me' AS author_hash")
        with pytest.raises(ScoringError, match="author_hash must not be published"):
            freeze_case(lake, NOW.date())


def test_bits_are_compared_and_types() -> None:
    assert same(1.5, 1.5)
    assert not same(0.0, -0.0)
    assert not same(1.0, 1)
    assert not same(None, 0)
