"""What `terazi validate` reads from a release: whole quarters of complaints."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring.commands import method
from scoring.validation_release import validate_release
from store.lake import connect
from store.release import Published

AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)
BRANDS = [f"brand-{n:02}" for n in range(12)]
INCIDENT = "brand VARCHAR, sector VARCHAR, opened_at TIMESTAMPTZ, withdrawn_h DOUBLE, first_response_h DOUBLE, is_whole BOOLEAN"
Row = tuple[object, ...]


def release(folder: Path, incidents: list[Row]) -> Published:
    """A release of one sector of brands with 1,000 customers each and one whose base is not known."""
    exposures: list[Row] = [(brand, "bank", 1000.0) for brand in BRANDS] + [("unknown", "bank", None)]
    tables: dict[str, tuple[str, list[Row]]] = {
        "case_incidents": (INCIDENT, incidents),
        "case_exposures": ("brand VARCHAR, sector VARCHAR, customers DOUBLE", exposures),
        "official_counts": ("sector_id VARCHAR, brand_id VARCHAR, period VARCHAR, upheld_count DOUBLE, exposure DOUBLE, is_set_aside BOOLEAN", []),
    }  # fmt: skip
    with connect() as lake:
        for name, (columns, rows) in tables.items():
            lake.execute(f"CREATE TABLE {name} ({columns})")
            if rows:
                lake.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' for _ in rows[0])})", rows)
            lake.execute(f"COPY {name} TO '{folder / name}.parquet' (FORMAT parquet)")
    (folder / "release.json").write_text(f'{{"as_of": "{AS_OF.isoformat()}"}}', encoding="utf-8")
    return Published(folder, {"as_of": AS_OF.isoformat()})


def complaints(
    brand: str, day: datetime, count: int, withdrawn_h: float | None = None, is_whole: bool = True
) -> list[Row]:
    return [(brand, "bank", day + timedelta(hours=n), withdrawn_h, None, is_whole) for n in range(count)]


def test_only_whole_quarters_are_counted(tmp_path: Path) -> None:
    """The first complaint falls into 2025Q4 and the release into 2026Q4: neither is whole. A brand without complaints has none, not nothing."""
    rows = complaints("brand-00", datetime(2025, 12, 5, tzinfo=UTC), 3)
    for n, brand in enumerate(BRANDS[:-1]):
        for month in (1, 4, 7, 10):
            rows += complaints(brand, datetime(2026, month, 1, tzinfo=UTC), 2 + n)
        rows += complaints(brand, datetime(2026, 5, 1, tzinfo=UTC), 9, withdrawn_h=1.0)  # void: withdrawn within a day
        rows += complaints(
            brand, datetime(2026, 8, 1, tzinfo=UTC), 5, is_whole=False
        )  # of a sample: says nothing of volume
    (found,) = validate_release(release(tmp_path, rows))
    assert (found.sector_id, found.basis) == ("bank", "records")
    assert found.periods == ("2026Q1", "2026Q2", "2026Q3")
    assert found.deviance.count == 24  # twelve brands, two pairs of quarters
    # every quarter is as the one before: the raw ratio misses nothing but the .001 it foretells where there was none
    assert found.deviance.raw_ratio == pytest.approx(2 * 0.001 / 12)
    assert found.beats_both is False


def test_nothing_to_validate_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty answer would read as all being well."""
    monkeypatch.setattr("store.release.open_release", lambda _: release(tmp_path, []))
    said = CliRunner().invoke(method.app, ["validate"])
    assert said.exit_code == 1
    assert "nothing to validate on" in str(said.exception)


def test_a_wrong_weight_is_one_clear_line() -> None:
    said = CliRunner().invoke(method.app, ["sensitivity", "bank", "--weights", "volume=much"])
    assert said.exit_code == 2
    assert "is not like volume=0.5" in said.output
