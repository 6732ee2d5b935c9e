"""Official tables from their services: everything is found, then what changed; a throttle, a redesign, a killed walk."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import PageError
from crawler.imports.bcb import COLUMNS, PROJECTED_COLUMNS
from crawler.page import Page
from crawler.replay import from_files
from crawler.source import SOURCES
from crawler.sources.official.ny_dfs import FIELDS
from store.settings import Settings
from store.tables import Brand, OfficialCount, Run, Sector, Snapshot, Source
from tests.crawler.imports.told import brought
from tests.crawler.process import Ended, crawl, rows
from tests.crawler.server import Asked, Said, Site, serve
from tests.crawler.test_resume import kill_after
from tests.shared import shared
from tests.world.platforms.bcb_ranking import Ranking, counted, file_of, projected
from tests.world.platforms.ny_dfs import Socrata, insurers

NY, BCB = "data/ny_auto/ny_auto_2009_2020.csv", "data/bcb_ranking/bcb_2020_2021_cp1252.csv"
WHENCE = {"official_count_id", "run_id", "source_url", "read_at"}


@dataclass
class Place:
    """A service being asked; `fault` answers in its stead while it gives anything."""

    home: Path
    source_id: str
    service: Any
    fault: Callable[[Asked], Said | None] = lambda asked: None
    site: Site = field(init=False)

    def answer(self, asked: Asked) -> Said:
        """The service's word, unless something is wrong with it."""
        said = self.fault(asked)
        return said if said is not None else self.service.answer(asked)

    def crawl(self, **options: Any) -> Ended:
        return crawl(self.home, self.source_id, base_url=self.site.base_url, **options)

    def stored(self) -> list[OfficialCount]:
        return sorted(rows(self.home, OfficialCount), key=lambda row: (row.period, row.entity_key, row.sector_id))


def ny(home: Path) -> Place:
    return Place(home, "ny_dfs", Socrata(insurers(1000)))


def bcb(home: Path) -> Place:
    files = {
        f"202{year}Q{quarter}": file_of(counted(f"202{year}Q{quarter}", 110))
        for year in (0, 1)
        for quarter in (1, 2, 3, 4)
    }
    return Place(home, "bcb_ranking", Ranking(files))


@pytest.fixture(params=[ny, bcb], ids=["ny_dfs", "bcb_ranking"])
def place(request: pytest.FixtureRequest, home: Path) -> Iterator[Place]:
    place = request.param(home)
    with serve(place.answer) as place.site:
        yield place


def page(body: bytes, headers: dict[str, str] | None = None) -> Page:
    """A page as a reader gets it."""
    at, url = datetime(2026, 11, 22, tzinfo=UTC), "https://example.org/x?$offset=0"
    return Page(url, 200, body, "", at, at, headers or {}, {}, url)


def said(row: OfficialCount) -> dict[str, Any]:
    """What a row says, without where it was read."""
    return {name: value for name, value in row.model_dump().items() if name not in WHENCE}


def test_everything_is_found_once_and_again_changes_nothing(place: Place) -> None:
    first = place.crawl()
    assert first.state == "ok", first
    count = len(place.stored())
    assert (
        first.counts["new"] == first.counts["records"] == count == {"ny_dfs": 2000, "bcb_ranking": 880}[place.source_id]
    )
    stored = [row.model_dump() for row in place.stored()]
    second = place.crawl()
    assert second.state == "ok", second
    assert (second.counts["unchanged"], second.counts["records"]) == (count, count)
    assert [row.model_dump() for row in place.stored()] == stored
    assert [source.tier for source in rows(place.home, Source) if source.source_id == place.source_id] == ["A"]


def test_every_figure_has_the_address_and_the_moment_it_was_read_at(place: Place) -> None:
    place.crawl()
    pages = {snapshot.url: snapshot for snapshot in rows(place.home, Snapshot)}
    for row in place.stored():
        assert row.read_at == pages[row.source_url].retrieved_at
    assert len({row.source_url for row in place.stored()}) == {"ny_dfs": 2, "bcb_ranking": 8}[place.source_id]


def test_what_has_not_changed_is_not_sent_again(home: Path) -> None:
    place = ny(home)
    with serve(place.answer) as place.site:
        place.crawl()
        place.crawl()
    assert [run.facts.get("not_modified", 0) for run in rows(home, Run)] == [0, 4]


def test_a_changed_figure_is_stored_and_what_stood_is_said(place: Place) -> None:
    place.crawl()
    before = {(row.entity_key, row.period): said(row) for row in place.stored()}
    if isinstance(place.service, Socrata):
        place.service.rows[3] = place.service.rows[3] | {
            "question_of_fact_complaints": "5",
            "total_complaints": str(int(place.service.rows[3]["total_complaints"]) + 4),
        }
    else:
        cells = counted("2020Q3", 110)
        cells[9] = cells[9] | {
            "Quantidade de reclamações não reguladas": "7",
            "Quantidade total de reclamações": str(int(cells[9]["Quantidade total de reclamações"]) + 4),
        }
        place.service.files["2020Q3"] = file_of(cells)
    ended = place.crawl()
    assert (ended.state, ended.counts["changed"]) == ("ok", 1), ended
    after = {(row.entity_key, row.period): said(row) for row in place.stored()}
    changed = {key for key in after if after[key] != before[key]}
    assert len(changed) == 1
    key = changed.pop()
    old, new = before[key]["complaints_count"], after[key]["complaints_count"]
    assert new == old + 4
    assert f"complaints_count {old} -> {new}" in ended.said("figure-changed")
    assert key[0] in ended.said("figure-changed")


def test_a_period_that_is_listed_no_more_stays_and_is_said(place: Place) -> None:
    place.crawl()
    before = [row.model_dump() for row in place.stored()]
    if isinstance(place.service, Socrata):
        place.service.rows = [
            row | {"filing_year": "2023"} if row["filing_year"] == "2022" else row for row in place.service.rows
        ]
    else:
        place.service.files["2022Q1"] = place.service.files.pop("2020Q1").replace(b"2020;", b"2022;")
    ended = place.crawl()
    assert ended.state == "ok", ended
    kept = {(row.entity_key, row.period) for row in place.stored()}
    assert {(row["entity_key"], row["period"]) for row in before} < kept
    assert "stay as they stood" in ended.said("no-longer-listed")


def test_a_throttled_service_is_read_to_the_end(place: Place) -> None:
    asked_before: list[Asked] = []

    def throttle(asked: Asked) -> Said | None:
        asked_before.append(asked)
        return Said("", 429, {"Retry-After": "0"}) if len(asked_before) == 2 else None

    place.fault = throttle
    ended = place.crawl()
    assert ended.state == "ok", ended
    assert "status 429" in ended.said("refused")
    assert len(place.stored()) == ended.counts["records"]


def test_a_redesign_is_said_and_nothing_is_lost(place: Place) -> None:
    place.crawl()
    before = [row.model_dump() for row in place.stored()]
    for body in (
        '{"v": 2, "items": [], "cursor": null}',
        "[]",
        '[{"count": "0"}]',
        "",
        "<html><title>Yeni</title></html>",
    ):
        answer = Said(body, 200, {"Content-Type": "application/json", "Retry-After": "0"})
        place.fault = lambda asked, answer=answer: answer  # type: ignore[misc]
        ended = place.crawl()
        assert ended.state in {"failed", "blocked", "empty"}, ended
        assert any(level == "error" for level, _, _ in ended.notices)
        assert [row.model_dump() for row in place.stored()] == before


@pytest.mark.parametrize("name", FIELDS)
def test_every_renamed_column_is_named(name: str) -> None:
    cells = {f"new_{one}" if one == name else one: cell for one, cell in insurers(1)[0].items()}
    with pytest.raises(PageError, match=f"no column {name} at"):
        SOURCES["ny_dfs"].read(page(json.dumps([cells]).encode()))


def test_an_empty_cell_is_no_missing_column_where_the_service_names_its_columns() -> None:
    cells = {name: cell for name, cell in insurers(1)[0].items() if name != "rank"}
    with pytest.raises(PageError, match=":1: Rank: '' is not a whole number"):
        SOURCES["ny_dfs"].read(page(json.dumps([cells]).encode(), {"x-soda2-fields": json.dumps(FIELDS)}))


@pytest.mark.parametrize("position", range(12))
def test_every_renamed_column_of_a_quarter_is_named(position: int) -> None:
    names = list(COLUMNS)
    names[position] = "Outra coisa"
    body = file_of(counted("2021Q4", 1)).replace(";".join(COLUMNS).encode("cp1252"), ";".join(names).encode("cp1252"))
    with pytest.raises(PageError, match="no column '" + re.escape(COLUMNS[position])):
        SOURCES["bcb_ranking"].read(page(body))


def test_a_renamed_column_is_an_error_and_no_zero(home: Path) -> None:
    place = Place(home, "ny_dfs", Socrata([], ["naic_code", *FIELDS[1:]]))
    place.service.rows = [{"naic_code": row["naic"]} | row for row in insurers(1000)]
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert (ended.state, place.stored()) == ("failed", [])
    assert "no column naic" in ended.said("page_unread")


def test_a_renamed_column_of_a_quarter_fails_the_run_and_keeps_the_other_quarters(home: Path) -> None:
    place = bcb(home)
    place.service.files["2021Q4"] = place.service.files["2021Q4"].replace(b"Categoria", b"Segmento", 1)
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert ended.state == "failed", ended
    assert "no column 'Categoria'" in ended.said("page_unread")
    every = {f"202{year}Q{quarter}" for year in (0, 1) for quarter in (1, 2, 3, 4)}
    assert {row.period for row in place.stored()} == every - {"2021Q4"}


def test_a_row_lost_between_two_pages_keeps_the_whole_table_out(home: Path) -> None:
    place = ny(home)
    place.fault = lambda asked: (
        place.service.answer(Asked(asked.at, asked.path, asked.query | {"$offset": "1001"}, {}))
        if asked.query.get("$offset") == "1000"
        else None
    )
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert (ended.state, place.stored()) == ("failed", [])
    assert "counts 2000 figures and showed 1999" in ended.said("failed")


def test_a_cell_that_cannot_be_names_its_page_and_row(home: Path) -> None:
    place = ny(home)
    place.service.rows[1500] = place.service.rows[1500] | {"upheld_complaints": "many"}
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert (ended.state, place.stored()) == ("failed", [])
    assert "$limit=1000&$offset=1000:501: Upheld Complaints: 'many' is not a whole number" in ended.said("page_unread")


def test_too_few_figures_fail_the_run(home: Path) -> None:
    place = Place(home, "ny_dfs", Socrata(insurers(20)))
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert ended.state == "failed"
    assert "40 records where at least 1900 are expected" in ended.said("too_few")


def test_a_limit_is_refused(home: Path) -> None:
    place = ny(home)
    with serve(place.answer) as place.site:
        ended = place.crawl(limit=20)
    assert (ended.state, place.site.paths) == ("failed", [])
    assert "leave --limit out" in ended.said("failed")


def test_a_token_goes_out_and_stays_nowhere(home: Path) -> None:
    place = ny(home)
    with serve(place.answer) as place.site:
        assert place.crawl(env={"SOCRATA_APP_TOKEN": "token-of-albany"}).state == "ok"
    assert {asked.headers.get("x-app-token") for asked in place.site.log if asked.path != "/robots.txt"} == {
        "token-of-albany"
    }
    assert not [path for path in home.rglob("*") if path.is_file() and b"token-of-albany" in path.read_bytes()]


def test_projected_complaints_are_kept_and_set_aside(home: Path) -> None:
    place = bcb(home)
    quarter = [*projected("2026Q2", 15)]
    quarter[14] |= {"Quantidade total de reclamações respondidas": "300", "Quantidade total de reclamações analisadas": "300",
                    "Quantidade de reclamações procedentes": "250"}  # fmt: skip
    place.service.files["2026Q2"] = file_of(quarter, PROJECTED_COLUMNS)
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert ended.state == "ok", ended
    newest = [row for row in place.stored() if row.period == "2026Q2"]
    assert [row.is_set_aside for row in newest].count(True) == 14
    aside = next(row for row in newest if row.entity_key == "PAGA 3 (conglomerado)")
    assert (aside.complaints_count, aside.upheld_count, aside.exposure) == (600, 130, 30_000_003.0)
    assert aside.set_aside_because == "upheld is projected: 13 of 60 analysed among 600 answered"
    whole = next(row for row in newest if row.entity_key == "PAGA 15 (conglomerado)")
    assert (whole.is_set_aside, whole.upheld_count) == (False, 250)
    assert "no count" in ended.said("upheld-projected")
    assert not ended.said("index-mismatch")


def real_ny() -> Socrata:
    """The published table of 2009-2020 as the service sends it."""
    with shared(NY).open(encoding="utf-8-sig", newline="") as file:
        return Socrata([dict(zip(FIELDS, cells, strict=True)) for cells in list(csv.reader(file))[1:]])


def real_bcb() -> Ranking:
    """The published quarters of 2020-2021, one file each."""
    with shared(BCB).open(encoding="cp1252", newline="") as file:
        found = list(csv.DictReader(file))
    periods = sorted({f"{row['Ano']}Q{row['Trimestre'][0]}" for row in found})
    return Ranking({period: _quarter(found, period) for period in periods})


def _quarter(found: list[dict[str, str]], period: str) -> bytes:
    mine = [row for row in found if f"{row['Ano']}Q{row['Trimestre'][0]}" == period]
    return file_of(mine)


@pytest.mark.parametrize(("source_id", "kind", "file", "service", "count"), [
    ("ny_dfs", "ny-dfs", NY, real_ny, 1942), ("bcb_ranking", "bcb", BCB, real_bcb, 892),
])  # fmt: skip
def test_the_real_table_reads_the_same_from_its_service_as_from_its_file(
    home: Path,
    settings: Settings,
    engine: Any,
    source_id: str,
    kind: str,
    file: str,
    service: Callable[[], Any],
    count: int,
) -> None:
    run = brought(settings, kind, shared(file))
    place = Place(home, source_id, service())
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert ended.state == "ok", ended
    assert ended.counts["records"] == ended.counts["new"] == count
    for model, leave_out in ((OfficialCount, WHENCE), (Sector, set()), (Brand, {"opened_at"})):
        mine, theirs = ([{name: value for name, value in row.model_dump().items() if name not in leave_out} for row in rows(at, model)]
                        for at in (home, settings.home))  # fmt: skip
        assert sorted(mine, key=json.dumps) == sorted(theirs, key=json.dumps)
    noticed = sorted((level.value, code, message) for level, code, message, _, _ in run.notices)
    assert sorted(tuple(notice) for notice in ended.notices) == noticed
    if source_id == "ny_dfs":
        ranked = [row for row in place.stored() if row.published_rank is not None]
        assert len(ranked) == 1772


@pytest.mark.parametrize(("source_id", "kind", "file", "service"), [
    ("ny_dfs", "ny-dfs", NY, real_ny), ("bcb_ranking", "bcb", BCB, real_bcb),
])  # fmt: skip
def test_a_crawl_after_an_import_adds_only_where_it_was_read(
    home: Path, source_id: str, kind: str, file: str, service: Callable[[], Any]
) -> None:
    brought(Settings(home=home), kind, shared(file))
    place = Place(home, source_id, service())
    before = [said(row) for row in place.stored()]
    with serve(place.answer) as place.site:
        ended = place.crawl()
    assert (ended.state, ended.counts["unchanged"]) == ("ok", len(before))
    assert [said(row) for row in place.stored()] == before
    assert all(row.source_url.startswith(place.site.base_url) for row in place.stored())


def test_a_killed_walk_left_nothing_and_begins_anew(home: Path) -> None:
    place = ny(home)
    place.fault = lambda asked: (
        replace(place.service.answer(asked), after_s=0.2) if asked.query.get("$offset") else None
    )
    with serve(place.answer) as place.site:
        kill_after(home, place.site, "ny_dfs", 3)
        assert place.stored() == []
        ended = place.crawl()
    assert (ended.state, len(place.stored())) == ("ok", 2000), ended
    assert [run.state for run in rows(home, Run)] == ["interrupted", "ok"]


def test_saved_pages_are_not_passed_over_in_silence(home: Path, tmp_path: Path) -> None:
    saved = tmp_path / "saved"
    saved.mkdir()
    (saved / "rows.json").write_text(json.dumps(insurers(3)), encoding="utf-8")
    run = from_files(Settings(home=home), "ny_dfs", [saved])
    assert run.skipped == {"official figures: a crawl reads its archived pages again": 6}
    assert run.state == "empty"
