"""Customer bases: brands and sectors opened, figures replaced and never doubled, every odd cell refused."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from store.errors import InputError
from store.settings import Settings
from store.tables import Brand, Exposure, Sector
from tests.crawler.imports.told import brought, counted, stored
from tests.shared import shared

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "docs" / "examples" / "exposures_tr_mobile.csv"
HEAD = (
    "brand,sector,sector_name_en,sector_name_tr,country,unit,period,figure,low,high,grade,source_name,source_url,as_of"
)


def line(**cells: str) -> str:
    """A line that is right but for the cells given."""
    plain = {
        "brand": "A", "sector": "s", "en": "S", "tr": "S", "country": "TR", "unit": "customers", "period": "2025",
        "figure": "1000", "low": "", "high": "", "grade": "C", "name": "x", "url": "https://example.com", "as_of": "2025-12-31",
    }  # fmt: skip
    return ",".join((plain | cells).values())


def small(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "bases.csv"
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return path


def figures(engine: Engine) -> list[Exposure]:
    with Session(engine) as session:
        return list(session.exec(select(Exposure).order_by(col(Exposure.brand_id))).all())


def test_the_example_is_stored_and_again_changes_nothing(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "exposures", EXAMPLE)
    first = stored(engine)
    again = brought(settings, "exposures", EXAMPLE)
    assert (run.counts, again.counts) == ({"new": 3, "records": 3}, {"unchanged": 3, "records": 3})
    assert stored(engine) == first
    assert {(row.brand_id, row.figure, row.unit, row.period, row.grade) for row in figures(engine)} == {
        ("turkcell", 39030000, "subscribers", "2025Q3", "B"), ("tt-mobil", 30810000, "subscribers", "2025Q3", "B"),
        ("vodafone", 29300000, "subscribers", "2025Q3", "B"),
    }  # fmt: skip
    turkcell = figures(engine)[1]
    assert (turkcell.low, turkcell.high) == (39030000 / 1.25, 39030000 * 1.25)


def test_the_example_says_what_its_source_says() -> None:
    import csv

    with shared("data/turkey_official/btk_mobile_subscribers.csv").open(encoding="utf-8", newline="") as file:
        given = {row["operator"]: row for row in csv.DictReader(file)}
    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        ours = list(csv.DictReader(file))
    assert len(ours) == 3
    for row in ours:
        source = given[row["brand"]]
        assert float(row["figure"]) == pytest.approx(float(source["subscribers_million"]) * 1e6, abs=1e-3)
        assert (row["source_url"], row["as_of"]) == (source["source_url"], source["as_of"])


def test_a_figure_given_anew_replaces_the_one_that_stood(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(settings, "exposures", small(tmp_path, line(), line(period="2024")))
    run = brought(settings, "exposures", small(tmp_path, line(figure="2000")))
    assert run.counts == {"changed": 1, "records": 1}
    assert [(row.period, row.figure, row.high, row.run_id) for row in figures(engine)] == [
        ("2025", 2000, 4000, 2), ("2024", 1000, 2000, 1),
    ]  # fmt: skip


def test_one_name_in_two_sectors_is_two_brands(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(
        settings,
        "exposures",
        small(
            tmp_path, line(brand="Migros"), line(brand="Migros", sector="t"), line(brand="MİGROS A.Ş.", period="2024")
        ),
    )
    with Session(engine) as session:
        assert {brand.brand_id: brand.sector_id for brand in session.exec(select(Brand)).all()} == {
            "migros": "s",
            "migros--t": "t",
        }
    assert counted(engine, Exposure) == 3


def test_a_sector_keeps_the_names_it_was_opened_with(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(settings, "exposures", small(tmp_path, line()))
    brought(settings, "exposures", small(tmp_path, line(en="Other")))
    with Session(engine) as session:
        assert [sector.name_en for sector in session.exec(select(Sector)).all()] == ["S"]


@pytest.mark.parametrize(("cells", "field"), [
    ({"figure": "0"}, "figure"), ({"figure": "-5"}, "figure"), ({"figure": "many"}, "figure"), ({"figure": "inf"}, "figure"),
    ({"figure": "nan"}, "figure"), ({"grade": "E"}, "grade"), ({"country": "Turkey"}, "country"), ({"period": "Q3"}, "period"),
    ({"url": "example.com"}, "source_url"), ({"as_of": "31.12.2025"}, "as_of"), ({"brand": " "}, "brand"),
    ({"low": "1200", "high": "1500"}, "range"), ({"low": "x"}, "low"),
    ({}, "line 2 already"), ({"period": "2024", "tr": "Başka"}, "sector"),
])  # fmt: skip
def test_a_line_that_cannot_be_is_refused(
    settings: Settings, engine: Engine, tmp_path: Path, cells: dict[str, str], field: str
) -> None:
    with pytest.raises(InputError, match=rf"bases\.csv:3: .*{field}"):
        brought(settings, "exposures", small(tmp_path, line(), line(**cells)))
    assert counted(engine, Exposure) == counted(engine, Brand) == counted(engine, Sector) == 0


def test_low_and_high_may_be_missing_as_columns(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    path = small(tmp_path, line())
    path.write_text(
        path.read_text(encoding="utf-8").replace("low,high,", "").replace("1000,,,", "1000,"), encoding="utf-8"
    )
    assert brought(settings, "exposures", path).counts == {"new": 1, "records": 1}
    assert figures(engine)[0].low == 500
