"""New York's table: every insurer-year, every flaw named with its place, every rank that can be reproduced."""

from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawler.imports.ny_dfs import COLUMNS
from crawler.imports.ny_dfs_figures import rank_by_ratio
from store.brandbook import known_brands
from store.errors import InputError
from store.settings import Settings
from store.tables import Alias, Brand, OfficialCount, Sector
from tests.crawler.imports.told import brought, codes, messages, notices, stored
from tests.shared import golden, shared

FILE = "data/ny_auto/ny_auto_2009_2020.csv"
HEAD = ",".join(COLUMNS) + "\n"


def official(engine: Engine) -> list[OfficialCount]:
    with Session(engine) as session:
        return list(session.exec(select(OfficialCount).order_by(col(OfficialCount.official_count_id))).all())


def small(tmp_path: Path, *lines: str) -> Path:
    """A file with rows of NAIC, name, ratio, upheld, question, not upheld, total, premium, rank, year."""
    path = tmp_path / "ny.csv"
    path.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_the_published_file_is_stored_whole_and_again_changes_nothing(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "ny-dfs", shared(FILE))
    first = stored(engine)
    again = brought(settings, "ny-dfs", shared(FILE))
    assert run.counts == {"new": 1942, "records": 1942}
    assert again.counts == {"unchanged": 1942, "records": 1942}
    assert stored(engine) == first
    assert len(first["Brand"]) == 226
    sector = first["Sector"][0]
    assert (sector["sector_id"], sector["name_en"], sector["name_tr"], sector["country"]) == (
        "us-ny-auto-insurance", "Car insurance, New York", "Araç sigortası, New York", "US",
    )  # fmt: skip
    geico = [row for row in first["OfficialCount"] if (row["entity_key"], row["period"]) == ("12583", "2020")]
    assert [
        (row["complaints_count"], row["upheld_count"], row["exposure"], row["published_rank"]) for row in geico
    ] == [(20, 0, 107.123761, 1)]
    assert geico[0]["exposure_unit"] == "million USD of premium, two-year average"


def test_every_flaw_of_the_published_file_is_noticed_in_its_place(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "ny-dfs", shared(FILE))
    name = "ny_auto_2009_2020.csv"
    assert notices(run, "one-insurer-two-codes") == [(f"{name}:927", 1)]
    assert notices(run, "copied-year") == [(f"{name}:586", 158)]
    assert notices(run, "tiny-premium") == [(f"{name}:1071", 3)]
    assert "1364.88" in messages(run, "tiny-premium")[0]
    assert notices(run, "code-with-several-names") == [(f"{name}:136", 12)]
    assert notices(run, "name-under-several-codes") == [(f"{name}:275", 2), (f"{name}:407", 2)]
    assert notices(run, "ratio-mismatch") == [(f"{name}:582", 2)]
    assert notices(run, "ratio-rounded") == [(f"{name}:1877", 132)]
    assert notices(run, "ranks-not-unique") == [(f"{name}:902", 170)]
    assert "26 of 170" in messages(run, "ranks-not-unique")[0]
    assert "169 of 169" in messages(run, "ranks-not-unique")[0]
    reproduced = notices(run, "ranks-reproduced")
    assert len(reproduced) == 11
    assert sum(count for _, count in reproduced) == 1772
    assert not codes(run) & {"rank-mismatch", "total-mismatch", "no-premium"}


def test_what_would_mislead_is_set_aside_with_its_reason(settings: Settings, engine: Engine) -> None:
    brought(settings, "ny-dfs", shared(FILE))
    aside = [row for row in official(engine) if row.is_set_aside]
    assert len(aside) == 158 + 1 + 3
    assert {row.period for row in aside if "repeats 2015" in row.set_aside_because} == {"2016"}
    assert [(row.entity_key, row.entity_name) for row in aside if "NAIC 34479" in row.set_aside_because] == [
        ("34460#copy", "Maidstone Insurance Company")
    ]
    assert sorted(row.exposure or 0 for row in aside if "too small" in row.set_aside_because) == [0.004, 0.007, 0.007]
    ranks = {row.period: row.published_rank is None for row in official(engine)}
    assert [year for year, is_dropped in sorted(ranks.items()) if is_dropped] == ["2014"]


def test_one_code_is_one_brand_whatever_it_was_called(settings: Settings, engine: Engine) -> None:
    brought(settings, "ny-dfs", shared(FILE))
    with Session(engine) as session:
        known = known_brands(session, "us-ny-auto-insurance")
        assert known["autoone insurance"] == "maidstone-insurance-company-34460"
        assert known["autoone select insurance"] == "maidstone-insurance-company-34479"
        assert "maidstone insurance" not in known
        unsure = session.exec(select(Alias.label, Alias.brand_id).where(Alias.judgement == "unsure")).all()
        assert sorted(unsure) == [
            (name, f"{slug}-{code}") for name, slug, codes_ in (
                ("Harleysville Insurance Company of New York", "harleysville-insurance-company-of-new-york", (10674, 33235)),
                ("Maidstone Insurance Company", "maidstone-insurance-company", (34460, 34479)),
            ) for code in codes_
        ]  # fmt: skip
        codes_of: dict[str, set[str]] = defaultdict(set)
        for row in session.exec(select(OfficialCount)).all():
            codes_of[row.brand_id].add(row.entity_key.removesuffix("#copy"))
        assert {len(found) for found in codes_of.values()} == {1}


def test_1772_of_1772_published_ranks_are_reproduced() -> None:
    years: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in golden("ny_dfs_auto_2009_2020"):
        years[row["year"]].append(row)
    same = total = 0
    for year, rows in years.items():
        if year != "2014":
            ranks = rank_by_ratio([(int(row["upheld"]), float(row["premium_m"])) for row in rows])
            same += sum(rank == int(row["rank"]) for rank, row in zip(ranks, rows, strict=True))
            total += len(rows)
    assert (same, total) == (1772, 1772)


def test_ties_go_to_the_larger_premium() -> None:
    assert rank_by_ratio([(0, 5.0), (1, 10.0), (0, 50.0), (2, 20.0)]) == [2, 4, 1, 3]


def test_a_small_file_with_every_flaw(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    year = [f"{code},Firm {code},0,0,1,2,3,{100 - code},{code},2018" for code in range(1, 6)]
    copy = [line.replace(",2018", ",2019") for line in year]
    odd = ["1,Firm 1,0.5,1,1,1,4,10,2,2020", "2,Firm 2,5,1,0,0,1,10,1,2020", "3,Firm 3,0,0,0,0,0,0,3,2020"]
    run = brought(settings, "ny-dfs", small(tmp_path, *year, *copy, *odd))
    assert notices(run, "copied-year") == [("ny.csv:7", 5)]
    assert notices(run, "total-mismatch") == [("ny.csv:12", 1)]
    assert notices(run, "ratio-mismatch") == [("ny.csv:12", 2)]
    assert notices(run, "no-premium") == [("ny.csv:14", 1)]
    assert notices(run, "rank-mismatch") == [("ny.csv:12", 3)]
    assert len(official(engine)) == 13


def test_another_file_keeps_the_brands_of_the_first(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(settings, "ny-dfs", small(tmp_path, "10,Firm,0,0,1,2,3,50,1,2019"))
    run = brought(settings, "ny-dfs", small(tmp_path, "10,New Name,0,0,1,2,3,50,1,2020", "11,Firm,0,0,1,2,3,40,2,2020"))
    assert run.counts == {"new": 2, "records": 2}
    assert {(row.period, row.entity_key): row.brand_id for row in official(engine)} == {
        ("2019", "10"): "firm", ("2020", "10"): "firm", ("2020", "11"): "firm-11",
    }  # fmt: skip
    with Session(engine) as session:
        assert {brand.name for brand in session.exec(select(Brand)).all()} == {"Firm", "Firm (11)"}
        assert len(session.exec(select(Sector)).all()) == 1


def test_a_corrected_file_changes_the_row_and_says_so(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(settings, "ny-dfs", small(tmp_path, "10,Firm,0,0,1,2,3,50,1,2019", "11,Other,0,0,1,2,3,40,2,2019"))
    run = brought(settings, "ny-dfs", small(tmp_path, "10,Firm,0,0,1,3,4,50,1,2019", "11,Other,0,0,1,2,3,40,2,2019"))
    assert run.counts == {"changed": 1, "unchanged": 1, "records": 2}
    assert [(row.complaints_count, row.run_id) for row in official(engine)] == [(4, 2), (3, 1)]


@pytest.mark.parametrize("second", ["10,Firm,0,0,1,2,3,50,1,2019", "10,Firm,0,0,1,2,3,51,2,2019"])
def test_one_insurer_twice_in_a_year_is_refused(
    settings: Settings, engine: Engine, tmp_path: Path, second: str
) -> None:
    with pytest.raises(InputError, match=r"ny\.csv:3: .*another row for 2019 in line 2"):
        brought(settings, "ny-dfs", small(tmp_path, "10,Firm,0,0,1,2,3,50,1,2019", second))
    assert not official(engine)
