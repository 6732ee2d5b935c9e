"""Operators' figures: each with its citation, every fault told at once, totals compared."""

import csv
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawler.imports.operator_figures import FILE
from crawler.imports.run import run_import
from store.errors import InputError
from store.exposure import FigureRow
from store.settings import Settings
from store.tables import Brand, Exposure, Sector
from tests.crawler.imports.told import brought, codes, counted, messages, notices, stored
from tests.shared import shared

EXAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "exposures_tr_mobile.csv"


def line(**cells: str) -> str:
    """A line that is right but for the cells given."""
    plain = {
        "brand": "A", "sector": "s", "sector_name_en": "S", "sector_name_tr": "S", "country": "TR", "unit": "subscribers",
        "period": "2025Q3", "figure": "1000", "low": "", "high": "", "grade": "B", "source_name": "x",
        "source_url": "https://example.com", "as_of": "2025-09-30", "citation": "Report", "place": "table 1, p. 2",
        "rounded_to": "10", "total": "",
    }  # fmt: skip
    return ",".join(f'"{(plain | cells)[name]}"' for name in FigureRow.model_fields)


def small(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "figures.csv"
    path.write_text("\n".join((",".join(FigureRow.model_fields), *lines)) + "\n", encoding="utf-8")
    return path


def figures(engine: Engine) -> list[Exposure]:
    with Session(engine) as session:
        return list(session.exec(select(Exposure).order_by(col(Exposure.brand_id))).all())


def test_the_file_that_comes_along_is_taken_where_none_is_named(settings: Settings, engine: Engine) -> None:
    run = run_import(settings, "operator-figures", show_progress=False)
    first = stored(engine)
    again = run_import(settings, "operator-figures", show_progress=False)
    assert (run.counts, again.counts) == ({"new": 3, "records": 3}, {"unchanged": 3, "records": 3})
    assert stored(engine) == first
    vodafone = figures(engine)[2]
    assert (vodafone.brand_id, vodafone.figure, vodafone.grade, vodafone.as_of_on.isoformat()) == (
        "vodafone", 29300000, "B", "2025-09-30",
    )  # fmt: skip
    assert vodafone.citation.startswith("BTK quarterly market data 2025 Q3, webtekno.com")
    assert vodafone.citation.endswith("; article text")
    assert messages(run, "total-reproduced") == [
        "tr-mobile 2025Q3: 3 figures add up to 99140000 subscribers; the source says 99130000"
    ]


def test_it_says_what_its_source_says() -> None:
    with shared("data/turkey_official/btk_mobile_subscribers.csv").open(encoding="utf-8", newline="") as file:
        given = {row["operator"]: row for row in csv.DictReader(file)}
    with FILE.open(encoding="utf-8", newline="") as file:
        ours = list(csv.DictReader(file))
    assert {row["brand"] for row in ours} == given.keys() - {"TOTAL"}
    for row in ours:
        source = given[row["brand"]]
        assert float(row["figure"]) == pytest.approx(float(source["subscribers_million"]) * 1e6, abs=1e-3)
        assert float(row["total"]) == pytest.approx(float(given["TOTAL"]["subscribers_million"]) * 1e6, abs=1e-3)
        assert (row["source_url"], row["as_of"]) == (source["source_url"], source["as_of"])


def test_the_example_of_customer_bases_says_the_same(settings: Settings, engine: Engine) -> None:
    run_import(settings, "operator-figures", show_progress=False)
    first = figures(engine)
    assert brought(settings, "exposures", EXAMPLE).counts == {"unchanged": 3, "records": 3}
    assert figures(engine) == first


def test_figures_that_do_not_add_up_are_noticed(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    run = brought(settings, "operator-figures", small(
        tmp_path, line(total="2020"), line(brand="B", total="2020"), line(sector="t", total="1015"), line(sector="u"),
    ))  # fmt: skip
    assert notices(run, "total-mismatch") == [("figures.csv:2", 1), ("figures.csv:4", 1)]
    assert run.counts == {"new": 4, "records": 4}
    near = brought(settings, "operator-figures", small(tmp_path, line(total="2010"), line(brand="B", total="2010")))
    assert "total-mismatch" not in codes(near)


def test_a_figure_given_anew_replaces_the_one_that_stood_and_says_so(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    brought(settings, "operator-figures", small(tmp_path, line(), line(period="2025Q2", as_of="2025-06-30")))
    run = brought(settings, "operator-figures", small(tmp_path, line(figure="2000")))
    assert run.counts == {"changed": 1, "records": 1}
    assert "figure 1000.0 -> 2000.0" in messages(run, "figure-changed")[0]
    assert {(row.period, row.figure) for row in figures(engine)} == {("2025Q3", 2000), ("2025Q2", 1000)}


@pytest.mark.parametrize(("cells", "said"), [
    ({"figure": "0"}, "figure"), ({"figure": "many"}, "figure"), ({"figure": "1005"}, "not rounded to 10"),
    ({"rounded_to": "0"}, "rounded_to"), ({"rounded_to": ""}, "rounded_to"), ({"citation": " "}, "citation"),
    ({"place": ""}, "place"), ({"total": "-1"}, "total"), ({"total": "x"}, "total"), ({"grade": "E"}, "grade"),
    ({"as_of": "2025-10-01"}, "does not lie in 2025Q3"), ({"as_of": "2024-09-30"}, "does not lie in"), ({"as_of": ""}, "as_of"),
    ({"period": "2999Q3", "as_of": "2999-09-30"}, "lies ahead"), ({"period": "2025-08"}, "does not lie in 2025-08"),
    ({"source_url": "example.com"}, "source_url"), ({"low": "1200"}, "range"), ({}, "line 2 already"),
    ({"brand": "B", "total": "5"}, "total"), ({"brand": "B", "sector_name_tr": "Başka"}, "sector"),
])  # fmt: skip
def test_a_line_that_cannot_be_is_refused(
    settings: Settings, engine: Engine, tmp_path: Path, cells: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=rf"figures\.csv:3: .*{said}"):
        brought(settings, "operator-figures", small(tmp_path, line(), line(**cells)))
    assert counted(engine, Exposure) == counted(engine, Brand) == counted(engine, Sector) == 0


def test_all_faults_are_told_at_once(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    path = small(
        tmp_path,
        line(figure="many", grade="E"),
        line(),
        line(period="Q3", citation=""),
        line(figure="30"),
        line(as_of="x"),
    )
    with pytest.raises(InputError) as wrong:
        brought(settings, "operator-figures", path)
    told = str(wrong.value).splitlines()
    assert told[0].endswith("6 problems; nothing was stored")
    assert [(one.split(": ")[0].strip(), one.split(": ")[1]) for one in told[1:]] == [
        ("line 2", "figure"), ("line 2", "grade"), ("line 4", "citation"), ("line 4", "period"), ("line 5", "figure"),
        ("line 6", "as_of"),
    ]  # fmt: skip
    assert counted(engine, Exposure) == 0


def test_a_kind_without_a_file_of_its_own_must_be_given_one(settings: Settings) -> None:
    with pytest.raises(InputError, match="name the file: terazi import exposures FILE"):
        run_import(settings, "exposures", show_progress=False)
