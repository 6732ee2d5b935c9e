"""Files that cannot be taken: each is refused in words, by every importer, and leaves nothing but a failed run."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from crawler.imports.bcb import COLUMNS as BCB
from crawler.imports.cfpb_csv import KEYS as CFPB
from crawler.imports.ny_dfs import COLUMNS as NY
from crawler.imports.run import IMPORTERS
from store.errors import InputError, SetupError
from store.exposure import ExposureRow, FigureRow
from store.runs import open_run
from store.settings import Settings
from store.tables import Run
from store.vocabulary import RunKind, RunState
from tests.crawler.imports.told import brought, counted, last_run, stored

HEADS = {"ny-dfs": NY, "bcb": BCB, "cfpb-csv": tuple(CFPB), "exposures": tuple(ExposureRow.model_fields), "jsonl": (),
         "operator-figures": tuple(FigureRow.model_fields)}  # fmt: skip
TABLES = sorted(HEADS.keys() - {"jsonl"})


def refused(settings: Settings, engine: Engine, kind: str, path: Path) -> InputError:
    """The error of an import that must fail, after a look at what it left."""
    with pytest.raises(InputError) as wrong:
        brought(settings, kind, path)
    assert not any(stored(engine).values())
    run, noticed = last_run(engine)
    assert (run.kind, run.source_id, run.state, run.records_count) == (RunKind.IMPORT, kind, RunState.FAILED, 0)
    assert run.ended_at is not None
    assert run.error.startswith("InputError: ")
    assert [(row.code, row.level) for row in noticed][-1] == ("import-failed", "error")
    assert str(path) in str(wrong.value)
    return wrong.value


def head(kind: str) -> bytes:
    return ",".join(f'"{name}"' for name in HEADS[kind]).encode("cp1252" if kind == "bcb" else "utf-8") + b"\n"


@pytest.mark.parametrize("kind", sorted(IMPORTERS))
class TestEveryImporter:
    """What no importer takes."""

    def test_an_empty_file(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        (tmp_path / "file").write_bytes(b"")
        assert "empty" in str(refused(settings, engine, kind, tmp_path / "file"))

    def test_a_missing_file(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        assert "No such file" in str(refused(settings, engine, kind, tmp_path / "file"))

    def test_a_folder(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        assert "directory" in str(refused(settings, engine, kind, tmp_path))

    def test_a_binary_file(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        (tmp_path / "file").write_bytes(head(kind) + b"\x89PNG\x00\x00\n")
        wrong = refused(settings, engine, kind, tmp_path / "file")
        assert (wrong.problem, wrong.line) == ("this is not a text file", 2)

    def test_a_line_without_end(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        (tmp_path / "file").write_bytes(head(kind) + b"x" * (1 << 20))
        assert refused(settings, engine, kind, tmp_path / "file").problem == "this is not a text file"

    def test_another_encoding(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        odd = b"\x81\n" if kind == "bcb" else '"Şirket"\n'.encode("cp1254")
        (tmp_path / "file").write_bytes(head(kind) + odd)
        wrong = refused(settings, engine, kind, tmp_path / "file")
        assert ("cp1252" if kind == "bcb" else "utf-8") in wrong.problem
        assert wrong.line == 2


@pytest.mark.parametrize("kind", TABLES)
class TestEveryTable:
    """What no importer of a table takes."""

    def test_a_missing_column(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        (tmp_path / "file").write_bytes(b"one,two\n1,2\n")
        wrong = refused(settings, engine, kind, tmp_path / "file")
        assert f"no column {HEADS[kind][0]!r}" in wrong.problem
        assert "found: one, two" in wrong.problem

    def test_a_column_twice(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        (tmp_path / "file").write_bytes(head(kind).rstrip(b"\n") + b',"X","X"\n')
        assert "column 'X' stands twice" in refused(settings, engine, kind, tmp_path / "file").problem

    def test_a_short_row(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        (tmp_path / "file").write_bytes(head(kind) + b"\n1,2\n")
        wrong = refused(settings, engine, kind, tmp_path / "file")
        assert (wrong.problem, wrong.line) == (f"2 cells where the header names {len(HEADS[kind])}", 3)

    def test_a_quote_never_closed(self, settings: Settings, engine: Engine, tmp_path: Path, kind: str) -> None:
        (tmp_path / "file").write_bytes(head(kind) + b'"1,2\n3,4\n')
        wrong = refused(settings, engine, kind, tmp_path / "file")
        assert wrong.line == 2
        assert "never closed" in wrong.problem

    def test_a_table_without_rows_is_an_empty_run(
        self, settings: Settings, engine: Engine, tmp_path: Path, kind: str
    ) -> None:
        (tmp_path / "file").write_bytes(head(kind))
        assert brought(settings, kind, tmp_path / "file").state is RunState.EMPTY


@pytest.mark.parametrize("cell", ["many", "1,5", "", "-1", "1e3", "٣", "1_000", "0x1"])
def test_text_in_a_count(settings: Settings, engine: Engine, tmp_path: Path, cell: str) -> None:
    row = f'10,Firm,0,"{cell}",1,2,3,50,1,2019\n'
    (tmp_path / "file").write_text(head("ny-dfs").decode() + row, encoding="utf-8")
    wrong = refused(settings, engine, "ny-dfs", tmp_path / "file")
    assert (wrong.field, wrong.line) == ("Upheld Complaints", 2)


@pytest.mark.parametrize("cell", ["much", "", "inf", "nan", "1e999", "1_0", "0,5"])
def test_text_in_a_number(settings: Settings, engine: Engine, tmp_path: Path, cell: str) -> None:
    row = f'10,Firm,"{cell}",0,1,2,3,50,1,2019\n'
    (tmp_path / "file").write_text(head("ny-dfs").decode() + row, encoding="utf-8")
    assert refused(settings, engine, "ny-dfs", tmp_path / "file").field == "Ratio"


def test_an_unknown_kind_names_the_known_ones(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="ny-dfs, bcb, cfpb-csv, jsonl, exposures"):
        brought(settings, "excel", tmp_path / "file")
    assert counted(engine, Run) == 0


def test_what_stood_before_a_failed_import_still_stands(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    good, wrong = tmp_path / "good.jsonl", tmp_path / "wrong.jsonl"
    lines = [f'{{"source": "s", "key": "{n}", "brand": "A", "text": "old"}}\n' for n in range(1200)]
    good.write_text("".join(lines), encoding="utf-8")
    brought(settings, "jsonl", good)
    before = stored(engine)
    wrong.write_text("".join(lines).replace("old", "new") + "{\n", encoding="utf-8")
    with pytest.raises(InputError):
        brought(settings, "jsonl", wrong)
    assert stored(engine) == before


def test_two_imports_of_one_kind_never_overlap(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"{}")
    with open_run(engine, settings, RunKind.IMPORT, "jsonl", "test"), pytest.raises(SetupError, match="under way"):
        brought(settings, "jsonl", tmp_path / "file")


def test_every_kind_of_database_takes_every_kind_of_file(
    any_settings: Settings, any_engine: Engine, tmp_path: Path
) -> None:
    docs = Path(__file__).resolve().parents[3] / "docs" / "examples"
    (tmp_path / "ny.csv").write_bytes(head("ny-dfs") + b"10,Firm,0,0,1,2,3,50,1,2019\n")
    files = {
        "ny-dfs": tmp_path / "ny.csv",
        "exposures": docs / "exposures_tr_mobile.csv",
        "jsonl": docs / "records.jsonl",
    }
    for kind, path in files.items():
        first = brought(any_settings, kind, path)
        again = brought(any_settings, kind, path)
        assert first.counts["new"] == first.counts["records"] == again.counts["unchanged"] > 0
