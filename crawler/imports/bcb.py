"""Banco Central do Brasil's quarterly ranking: upheld complaints per million clients (bcb.gov.br, method.md section 1).

Every quarter names its own size classes ("Categoria"); each becomes a sector of its own under `br-banks`, because a
giant and a small lender must never be pooled. A bank keeps its brand when it changes class.
A file brings them (`import_bcb`), or the bank's own service (crawler.sources.official.bcb_ranking).

Since a change of method in 2024 or 2025 upheld complaints are projected from an analysed sample: such rows are kept with
their published index and set aside, for a projection is no count.
"""

from collections.abc import Sequence
from typing import Any

from crawler.imports.bcb_flaws import look_through
from crawler.imports.job import ImportJob
from crawler.imports.official import OfficialRow, keep_official
from crawler.imports.repaired_text import REPAIRED, mended
from crawler.imports.table_file import Row, read_table
from store.brandbook import add_sectors

SOURCE_ID = "bcb_ranking"
NAME = "Banco Central do Brasil: Ranking de Reclamações"
HOMEPAGE = "https://www.bcb.gov.br/meubc/rankingreclamacoes"
LICENCE = "Brazilian open data (ODbL)"
ENCODING = "cp1252"
PARENT = "br-banks"
UNIT = "customers"
SECTORS = {
    "br-banks-over-4m": ("more than four million clients", "dört milyondan çok müşterili"),
    "br-banks-under-4m": ("fewer than four million clients", "dört milyondan az müşterili"),
    "br-banks-top-10": ("the ten largest", "en büyük on"),
    "br-banks-after-top-10": ("all but the ten largest", "en büyük on dışındakiler"),
    "br-banks-top-15": ("the fifteen largest, with payment institutions", "ödeme kuruluşlarıyla en büyük on beş"),
    "br-banks-after-top-15": (
        "all but the fifteen largest, with payment institutions",
        "ödeme kuruluşlarıyla en büyük on beş dışındakiler",
    ),
}
CATEGORIES = {
    "Mais de quatro milhões de clientes": "br-banks-over-4m",
    "Menos de quatro milhões de clientes": "br-banks-under-4m",
    "Top 10": "br-banks-top-10",
    "Top 10 - Bancos e Financeiras": "br-banks-top-10",
    "Grupo Secundário": "br-banks-after-top-10",
    "Demais bancos e financeiras": "br-banks-after-top-10",
    "Top 15 - Bancos, Financeiras e Instituições de Pagamento": "br-banks-top-15",
    "Demais Bancos, Financeiras e Instituições de Pagamento": "br-banks-after-top-15",
}
UPHELD = "Quantidade de reclamações reguladas procedentes"
OTHER = "Quantidade de reclamações reguladas - outras"
OUTSIDE = "Quantidade de reclamações não reguladas"
TOTAL = "Quantidade total de reclamações"
CLIENTS = "Quantidade total de clientes – CCS e SCR"
ANSWERED = "Quantidade total de reclamações respondidas"
FOUND = "Quantidade de reclamações procedentes"
PROJECTED = "Quantidade de reclamações procedentes extrapoladas"
ANALYSED = "Quantidade total de reclamações analisadas"
_BANK = ("Ano", "Trimestre", "Categoria", "Tipo", "CNPJ IF", "Instituição financeira", "Índice")
COLUMNS = (*_BANK, UPHELD, OTHER, OUTSIDE, TOTAL, CLIENTS)
PROJECTED_COLUMNS = (*_BANK, ANSWERED, FOUND, PROJECTED, ANALYSED, CLIENTS)
MISMATCH = ("total-mismatch", "total is not upheld + other + not regulated; the published total is kept")
NO_ZEROS = ("cnpj-zeros-lost", "CNPJ lost its leading zeros; filled to 8 digits")
NO_CLIENTS = ("no-clients", "no clients given: kept without exposure, so without a rate")
SAMPLED = (
    "upheld-projected",
    "upheld complaints are projected from an analysed sample; set aside, for that is no count",
)


def import_bcb(job: ImportJob) -> None:
    """Every bank-quarter of the file as an OfficialCount (892 for 2020-2021); what is odd about them as notices."""
    for source_id in ("bcb", SOURCE_ID):
        job.know_source(source_id, NAME, "official", HOMEPAGE, LICENCE)
    rows = []
    for row in read_table(job, COLUMNS, PROJECTED_COLUMNS, encoding=ENCODING):
        rows.append(read_bank(row))
        job.note_flaws(rows[-1])
    keep_bcb(job, rows)


def keep_bcb(job: ImportJob, rows: Sequence[OfficialRow]) -> None:
    """Look the quarters through and store them, wherever they were read."""
    add_sectors(
        job.session,
        [{"sector_id": PARENT, "name_en": "Banks, Brazil", "name_tr": "Bankalar, Brezilya", "country": "BR"}],
    )
    add_sectors(
        job.session,
        [
            {
                "sector_id": sector_id,
                "name_en": f"Banks, Brazil: {english}",
                "name_tr": f"Bankalar, Brezilya: {turkish}",
                "country": "BR",
                "parent_id": PARENT,
            }
            for sector_id, (english, turkish) in SECTORS.items()
        ],
    )
    keep_official(
        job,
        look_through(job, rows),
        source_id=SOURCE_ID,
        brand_sector_id=PARENT,
        unit=UNIT,
        because="listed by Banco Central do Brasil under its CNPJ or as a conglomerate",
    )


def read_bank(row: Row) -> OfficialRow:
    """One bank-quarter of either layout. Raises InputError at the column that cannot be."""
    name, category = mended(row.text("Instituição financeira")), mended(row.text("Categoria"))
    if category not in CATEGORIES:
        row.refuse("Categoria", f"unknown size class {category!r}; known: {'; '.join(CATEGORIES)}")
    clients = row.whole(CLIENTS) if row.cells[CLIENTS].strip() else 0
    counts = _projected(row) if PROJECTED in row.cells else _counted(row)
    oddities = {
        REPAIRED: (name, category) != (row.text("Instituição financeira"), row.text("Categoria")),
        NO_ZEROS: 0 < len(row.cells["CNPJ IF"].strip()) < 8,
        # distinct clients of deposits and loans (CCS or SCR); none at all is no denominator, not a zero
        NO_CLIENTS: not clients,
    }
    flaws = (*(flaw for flaw, holds in oddities.items() if holds), *counts.pop("flaws"))
    return OfficialRow(
        line=row.line,
        code=_code(row, name),
        name=name,
        sector_id=CATEGORIES[category],
        period=_quarter(row),
        exposure=float(clients) or None,
        published_ratio=_index(row),
        flaws=flaws,
        **counts,
    )


def _counted(row: Row) -> dict[str, Any]:
    """Every complaint was judged: what was upheld is a count."""
    total, upheld = row.whole(TOTAL), row.whole(UPHELD)
    flaws = () if total == upheld + row.whole(OTHER) + row.whole(OUTSIDE) else (MISMATCH,)
    return {"complaints_count": total, "upheld_count": upheld, "flaws": flaws}


def _projected(row: Row) -> dict[str, Any]:
    """A sample was judged: what was upheld in it is projected to all that was answered, unless the sample was everything."""
    total, upheld = row.whole(ANSWERED), row.whole(PROJECTED)
    found, analysed = row.whole(FOUND), row.whole(ANALYSED)
    if analysed == total and found == upheld:
        return {"complaints_count": total, "upheld_count": upheld, "flaws": ()}
    because = f"upheld is projected: {found} of {analysed} analysed among {total} answered"
    return {
        "complaints_count": total,
        "upheld_count": upheld,
        "upheld_half": 0.5,
        "set_aside_because": because,
        "flaws": (SAMPLED,),
    }


def _quarter(row: Row) -> str:
    year, quarter = row.text("Ano"), row.text("Trimestre")
    if not (year.isdecimal() and len(year) == 4) or quarter not in {"1º", "2º", "3º", "4º"}:
        row.refuse("Trimestre", f"{year!r}, {quarter!r} is not a year and a quarter from 1º to 4º")
    return f"{year}Q{quarter[0]}"


def _code(row: Row, name: str) -> str:
    """The CNPJ root with the leading zeros spreadsheets eat; a conglomerate has none and goes by its name."""
    cnpj = row.cells["CNPJ IF"].strip()
    if not cnpj:
        return name
    if not cnpj.isdecimal() or len(cnpj) > 8:
        row.refuse("CNPJ IF", f"{cnpj!r} is not a CNPJ root of up to 8 digits")
    return cnpj.zfill(8)


def _index(row: Row) -> float | None:
    """The published index, with a decimal comma; blank where the bank hides it for small numbers."""
    cell = row.cells["Índice"].strip()
    if not cell:
        return None
    text = cell.replace(".", "").replace(",", ".")
    if not text.replace(".", "", 1).isdecimal():
        row.refuse("Índice", f"{cell!r} is not a number with a decimal comma")
    return float(text)
