"""The Brazilian ranking: its index to the last digit, its size classes apart, its gaps kept as gaps."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from crawler.imports.bcb import CATEGORIES, COLUMNS, SECTORS
from crawler.imports.bcb_flaws import index_truncated
from store.errors import InputError
from store.settings import Settings
from store.tables import OfficialCount, Sector
from tests.crawler.imports.told import brought, codes, messages, notices, stored
from tests.shared import golden, shared

FILE = "data/bcb_ranking/bcb_2020_2021_cp1252.csv"
SMALL, LARGE = "Menos de quatro milhões de clientes", "Mais de quatro milhões de clientes"


def row(
    name: str, *, cnpj: str = " ", index: str = " ", upheld: int = 0, clients: str = "1000", **more: str
) -> list[str]:
    """Cells in the order of COLUMNS; one complaint more than upheld, outside regulation."""
    quarter, category = more.get("quarter", "1º"), more.get("category", SMALL)
    total = more.get("total", str(upheld + 1))
    return ["2020", quarter, category, "Banco", cnpj, name, index, str(upheld), "0", "1", total, clients]


def small(tmp_path: Path, *rows: list[str], separator: str = ",", encoding: str = "cp1252") -> Path:
    """A file as the bank publishes it: cp1252, a nameless column at the end."""
    path = tmp_path / "bcb.csv"
    lines = [[f'"{cell}"' for cell in cells] + [""] for cells in (list(COLUMNS), *rows)]
    path.write_bytes("".join(separator.join(cells) + "\r\n" for cells in lines).encode(encoding))
    return path


def official(engine: Engine) -> list[OfficialCount]:
    with Session(engine) as session:
        return list(session.exec(select(OfficialCount).order_by(col(OfficialCount.entity_key))).all())


def test_the_published_file_is_stored_whole_and_again_changes_nothing(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "bcb", shared(FILE))
    first = stored(engine)
    again = brought(settings, "bcb", shared(FILE))
    assert run.counts == {"new": 892, "records": 892}
    assert again.counts == {"unchanged": 892, "records": 892}
    assert stored(engine) == first
    csf = [found for found in official(engine) if (found.entity_key, found.period) == ("08357240", "2021Q1")]
    assert [(found.upheld_count, found.exposure, found.published_ratio, found.exposure_unit) for found in csf] == [
        (165, 7322283.0, 22.53, "customers")
    ]


def test_what_is_odd_is_noticed_in_its_place(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "bcb", shared(FILE))
    name = "bcb_2020_2021_cp1252.csv"
    assert notices(run, "cnpj-zeros-lost") == [(f"{name}:10", 25)]
    assert notices(run, "no-clients") == [(f"{name}:35", 13)]
    assert notices(run, "index-reproduced") == [(name, 294)]
    assert messages(run, "index-reproduced")[0].startswith("294 of 294")
    assert notices(run, "code-with-several-names") == [(f"{name}:119", 7)]
    assert [message.split(", ")[1] + " " + message.split()[0] for message in messages(run, "index-hidden")] == [
        f"index shown from {least} upheld complaints {quarter}" for quarter, least in (
            ("2020Q1", 15), ("2020Q2", 15), ("2020Q3", 30), ("2020Q4", 30), ("2021Q1", 30), ("2021Q2", 30), ("2021Q3", 30),
            ("2021Q4", 30))
    ]  # fmt: skip
    assert sum(count for _, count in notices(run, "index-hidden")) == 598
    assert not codes(run) & {"index-mismatch", "total-mismatch", "repeated-row", "encoded-twice"}


def test_no_two_size_classes_share_a_sector(settings: Settings, engine: Engine) -> None:
    brought(settings, "bcb", shared(FILE))
    rows = official(engine)
    assert Counter((found.sector_id, found.period) for found in rows)["br-banks-over-4m", "2020Q1"] == 16
    assert Counter(found.sector_id for found in rows) == {
        "br-banks-over-4m": 52, "br-banks-under-4m": 275, "br-banks-top-10": 40, "br-banks-after-top-10": 390,
        "br-banks-top-15": 15, "br-banks-after-top-15": 120,
    }  # fmt: skip
    assert len({found.brand_id for found in rows}) == len({found.entity_key for found in rows}) == 177
    with Session(engine) as session:
        assert {sector.parent_id for sector in session.exec(select(Sector)).all()} == {None, "br-banks"}


def test_a_bank_without_clients_is_kept_without_a_denominator(settings: Settings, engine: Engine) -> None:
    brought(settings, "bcb", shared(FILE))
    without = [found for found in official(engine) if found.exposure is None]
    assert len(without) == 13
    assert [found.upheld_count for found in without if found.entity_name.startswith("XP")] == [11]
    assert all(found.published_ratio is None for found in without)


def test_267_of_267_published_indices_are_reproduced() -> None:
    rows = golden("bcb_ranking_2021_2022")
    shown = [found for found in rows if found["indice"]]
    same = [
        index_truncated(int(found["procedentes"]), int(float(found["clientes_total"]))) == float(found["indice"])
        for found in shown
    ]
    assert (len(same), sum(same)) == (267, 267)
    hidden = [int(found["procedentes"]) for found in rows if not found["indice"] and found["clientes_total"]]
    outside = [int(found["procedentes"]) for found in shown if not found["categoria"].startswith("Top")]
    assert (max(hidden), min(outside)) == (29, 30)


def test_the_index_is_cut_and_not_rounded() -> None:
    assert index_truncated(58, 1058431) == 54.79


def test_every_category_has_a_named_sector() -> None:
    assert set(CATEGORIES.values()) == set(SECTORS)


def test_a_small_file_with_every_oddity(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    run = brought(settings, "bcb", small(
        tmp_path, row("ABC (conglomerado)"), row("ABC (conglomerado)"), row("CRÃ‰DITO FACIL", cnpj="123"),
        row("SEM CLIENTES", cnpj="4", clients=" "), row("WRONG", cnpj="5", index="1.234,56", upheld=16),
        row("SUM", cnpj="6", total="9"), row("MIL", cnpj="7", clients="1.234.567"),
    ))  # fmt: skip
    assert run.counts == {"new": 6, "records": 6}
    assert run.skipped == {"repeated row": 1}
    assert notices(run, "repeated-row") == [("bcb.csv:3", 1)]
    assert notices(run, "encoded-twice") == [("bcb.csv:4", 1)]
    assert notices(run, "no-clients") == [("bcb.csv:5", 1)]
    assert notices(run, "index-mismatch") == [("bcb.csv:6", 1)]
    assert notices(run, "total-mismatch") == [("bcb.csv:7", 1)]
    assert notices(run, "cnpj-zeros-lost") == [("bcb.csv:4", 5)]
    names = {found.entity_key: (found.entity_name, found.exposure, found.published_ratio) for found in official(engine)}
    assert names["00000123"][0] == "CRÉDITO FACIL"
    assert names["00000005"][2] == 1234.56
    assert names["00000007"][1] == 1234567
    assert names["ABC (conglomerado)"][0] == "ABC (conglomerado)"


def test_portuguese_capitals_are_not_taken_for_mojibake(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    run = brought(settings, "bcb", small(tmp_path, row("CONCEIÇÃO, UNIÃO E AÇÃO")))
    assert not notices(run, "encoded-twice")
    assert official(engine)[0].entity_name == "CONCEIÇÃO, UNIÃO E AÇÃO"


def test_semicolons_are_read_as_well(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    run = brought(settings, "bcb", small(tmp_path, row("A"), row("B"), separator=";"))
    assert run.counts == {"new": 2, "records": 2}


def test_a_bank_keeps_its_brand_when_it_changes_class(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(
        settings,
        "bcb",
        small(tmp_path, row("A", cnpj="12345678"), row("A", cnpj="12345678", quarter="2º", category=LARGE)),
    )
    assert {(found.sector_id, found.brand_id) for found in official(engine)} == {
        ("br-banks-under-4m", "a"), ("br-banks-over-4m", "a"),
    }  # fmt: skip


@pytest.mark.parametrize(("cells", "field"), [
    (row("A", category="Todos"), "Categoria"), (row("A", quarter="5º"), "Trimestre"), (row("A", clients="1,5"), "clientes"),
    (row("A", index="n/a"), "Índice"), (row("A", cnpj="12.345"), "CNPJ"), (row(""), "Instituição"),
    (row("A", clients="1.23"), "clientes"),
])  # fmt: skip
def test_a_cell_that_cannot_be_is_refused(
    settings: Settings, engine: Engine, tmp_path: Path, cells: list[str], field: str
) -> None:
    with pytest.raises(InputError, match=rf"bcb\.csv:3: .*{field}"):
        brought(settings, "bcb", small(tmp_path, row("FIRST"), cells))
    assert not official(engine)


def test_a_file_saved_as_utf8_is_refused_by_its_header(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"bcb\.csv:1: "):
        brought(settings, "bcb", small(tmp_path, row("A"), encoding="utf-8"))
    assert not official(engine)
