"""A regulator's table on its way into the store: brands opened by the register's own code, one row per firm, period and group."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from crawler.ask import Figure
from crawler.imports.job import ImportJob
from crawler.imports.kept_rows import keep_rows
from store.brandbook import open_register
from store.errors import InputError
from store.tables import OfficialCount


@dataclass(frozen=True, kw_only=True)
class OfficialRow(Figure):
    """One firm in one period as published. `code` is the register's own key; `entity_key` tells apart what it does not.

    `upheld_half` is half the last digit of an upheld count that was projected and rounded, 0 of one that was counted.
    """

    code: str
    name: str
    sector_id: str
    period: str
    complaints_count: int
    upheld_count: int
    exposure: float | None
    published_ratio: float | None
    published_rank: int | None = None
    set_aside_because: str = ""
    entity_key: str = ""
    upheld_half: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """What must be unique within a source."""
        return (self.entity_key or self.code, self.period, self.sector_id)


def keep_official(
    job: ImportJob, rows: Sequence[OfficialRow], *, source_id: str, brand_sector_id: str, unit: str, because: str
) -> None:
    """Open the brands and store the rows. Raises InputError where one firm and period is given twice."""
    check_unique(job, rows)
    standing = job.session.exec(
        select(OfficialCount.entity_key, OfficialCount.period, OfficialCount.sector_id, OfficialCount.brand_id).where(
            col(OfficialCount.source_id) == source_id
        )
    ).all()
    if job.is_all:
        _note_missing(job, [(key, period, sector) for key, period, sector, _ in standing], rows)
    known = {key: brand_id for key, _, _, brand_id in standing}
    brands = open_register(
        job.session, names_by_code(rows), brand_sector_id, known=known, because=because, at=job.started_at
    )
    keep_rows(
        job.session,
        job.run,
        OfficialCount,
        (
            {
                "source_id": source_id,
                "entity_key": row.entity_key or row.code,
                "entity_name": row.name,
                "brand_id": brands[row.code],
                "sector_id": row.sector_id,
                "period": row.period,
                "complaints_count": row.complaints_count,
                "upheld_count": row.upheld_count,
                "exposure": row.exposure,
                "exposure_unit": unit,
                "published_ratio": row.published_ratio,
                "published_rank": row.published_rank,
                "is_set_aside": bool(row.set_aside_because),
                "set_aside_because": row.set_aside_because,
                "source_url": row.url,
                "read_at": row.read_at or job.started_at,
            }
            for row in sorted(rows, key=lambda row: row.key)
        ),
        on=("source_id", "entity_key", "period", "sector_id"),
        whence=("source_url", "read_at"),
    )


def _note_missing(job: ImportJob, standing: Iterable[tuple[str, str, str]], rows: Iterable[OfficialRow]) -> None:
    """What an earlier reading brought and its source shows no more: it stays, and is said."""
    gone = sorted(set(standing) - {row.key for row in rows})
    if gone:
        first = ", ".join(gone[0])
        job.notice(
            "no-longer-listed", f"figures its source lists no more stay as they stood; first: {first}", count=len(gone)
        )


def names_by_code(rows: Iterable[OfficialRow]) -> dict[str, list[str]]:
    """code -> every name it carried, the newest first; codes in order."""
    names: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.period, row.line), reverse=True):
        if row.name not in names.setdefault(row.code, []):
            names[row.code].append(row.name)
    return dict(sorted(names.items()))


def check_unique(job: ImportJob, rows: Iterable[OfficialRow]) -> None:
    """Raise InputError at the second row of one key, naming the line of the first."""
    lines: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if lines.setdefault(row.key, row.line) != row.line:
            raise InputError(
                f"{row.name} ({row.code}) has another row for {row.period} in line {lines[row.key]}",
                file=str(job.path),
                line=row.line,
            )
