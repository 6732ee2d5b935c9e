"""Banco Central do Brasil's quarterly ranking: upheld complaints per million clients (bcb.gov.br, method.md section 1).

Every quarter names its own size classes ("Categoria"); each becomes a sector of its own under `br-banks`, because a
giant and a small lender must never be pooled. A bank keeps its brand when it changes class.
"""

from crawler.imports.bcb_flaws import look_through
from crawler.imports.job import ImportJob
from crawler.imports.official import OfficialRow, keep_official
from crawler.imports.repaired_text import repair
from crawler.imports.table_file import Row, read_table
from store.brandbook import add_sectors

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
COLUMNS = (
    "Ano",
    "Trimestre",
    "Categoria",
    "Tipo",
    "CNPJ IF",
    "Instituição financeira",
    "Índice",
    UPHELD,
    OTHER,
    OUTSIDE,
    TOTAL,
    CLIENTS,
)


def import_bcb(job: ImportJob) -> None:
    """Every bank-quarter of the file as an OfficialCount (892 for 2020-2021); what is odd about them as notices."""
    job.know_source(
        "bcb",
        "Banco Central do Brasil: Ranking de Reclamações",
        "official",
        "https://www.bcb.gov.br/meubc/rankingreclamacoes",
        "Brazilian open data (ODbL)",
    )
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
    rows = [_read(job, row) for row in read_table(job, COLUMNS, encoding="cp1252")]
    keep_official(
        job,
        look_through(job, rows),
        brand_sector_id=PARENT,
        unit=UNIT,
        because="listed by Banco Central do Brasil under its CNPJ or as a conglomerate",
    )


def _read(job: ImportJob, row: Row) -> OfficialRow:
    name = repair(job, row.text("Instituição financeira"), row.line)
    category = repair(job, row.text("Categoria"), row.line)
    if category not in CATEGORIES:
        row.refuse("Categoria", f"unknown size class {category!r}; known: {'; '.join(CATEGORIES)}")
    total, upheld = row.whole(TOTAL), row.whole(UPHELD)
    if total != upheld + row.whole(OTHER) + row.whole(OUTSIDE):
        job.notice(
            "total-mismatch", "total is not upheld + other + not regulated; the published total is kept", line=row.line
        )
    return OfficialRow(
        line=row.line,
        code=_code(job, row, name),
        name=name,
        sector_id=CATEGORIES[category],
        period=_quarter(row),
        complaints_count=total,
        upheld_count=upheld,
        exposure=_clients(job, row),
        published_ratio=_index(row),
    )


def _quarter(row: Row) -> str:
    year, quarter = row.text("Ano"), row.text("Trimestre")
    if not (year.isdecimal() and len(year) == 4) or quarter not in {"1º", "2º", "3º", "4º"}:
        row.refuse("Trimestre", f"{year!r}, {quarter!r} is not a year and a quarter from 1º to 4º")
    return f"{year}Q{quarter[0]}"


def _code(job: ImportJob, row: Row, name: str) -> str:
    """The CNPJ root with the leading zeros spreadsheets eat; a conglomerate has none and goes by its name."""
    cnpj = row.cells["CNPJ IF"].strip()
    if not cnpj:
        return name
    if not cnpj.isdecimal() or len(cnpj) > 8:
        row.refuse("CNPJ IF", f"{cnpj!r} is not a CNPJ root of up to 8 digits")
    if len(cnpj) < 8:
        job.notice("cnpj-zeros-lost", "CNPJ lost its leading zeros; filled to 8 digits", line=row.line)
    return cnpj.zfill(8)


def _clients(job: ImportJob, row: Row) -> float | None:
    """Distinct clients of deposits and loans (CCS or SCR); none at all is no denominator, not a zero."""
    clients = row.whole(CLIENTS) if row.cells[CLIENTS].strip() else 0
    if not clients:
        job.notice("no-clients", "no clients given: kept without exposure, so without a rate", line=row.line)
    return float(clients) or None


def _index(row: Row) -> float | None:
    """The published index, with a decimal comma; blank where the bank hides it for small numbers."""
    cell = row.cells["Índice"].strip()
    if not cell:
        return None
    text = cell.replace(".", "").replace(",", ".")
    if not text.replace(".", "", 1).isdecimal():
        row.refuse("Índice", f"{cell!r} is not a number with a decimal comma")
    return float(text)
