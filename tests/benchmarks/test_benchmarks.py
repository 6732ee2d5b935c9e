"""Benchmarks run and give right answers on a few rows; how fast they are is never tested."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__, data, figures
from benchmarks.export import export
from benchmarks.order import order


@pytest.fixture(autouse=True)
def _files_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_the_same_seed_makes_the_same_world() -> None:
    one = data.world(200, seed=3, sectors=2)
    first = one.complaints.read_bytes()
    one.complaints.unlink()
    assert data.world(200, seed=3, sectors=2).complaints.read_bytes() == first
    assert data.world(200, seed=4, sectors=2).complaints.read_bytes() != first


def test_no_order_of_rows_and_no_number_of_threads_changes_a_byte() -> None:
    report = order(2000, sectors=2)
    assert not report.is_wrong
    assert len({one.note for one in report.figures if len(one.note) == 64}) == 1


def test_an_export_says_what_python_says() -> None:
    report = export(3000)
    assert not report.is_wrong
    assert {one.unit for one in report.figures} >= {"MB"}


def test_a_report_as_json(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def small(rows: int) -> figures.Report:
        report = figures.Report(f"{rows} rows")
        report.add("ratio", 3.5, at_least=3)
        report.add("slow", 9.0, at_most=5)
        report.add("absent", None, at_least=4, note="no peer here")
        return report

    monkeypatch.setitem(__main__.ALL, "order", small)
    assert __main__.main(["order", "--rows", "7", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["name"] == "7 rows"
    assert [one["is_met"] for one in said["figures"]] == [True, False, None]
    assert __main__.main(["order", "--rows", "7"]) == 0
    assert "NOT MET" in capsys.readouterr().out


def test_runs_take_turns() -> None:
    seen: list[str] = []
    seconds = figures.alternating({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, rounds=2)
    assert seen == ["a", "b", "b", "a", "a", "b"]  # there and back
    assert set(seconds) == {"a", "b"}
