"""Customer bases anybody can bring: one CSV, one figure a line, each with its grade and the address it was read at.

The format is docs/exposure-format.md.
"""

from collections.abc import Sequence
from typing import Any

from crawler.imports.job import ImportJob
from crawler.imports.kept_rows import keep_rows
from crawler.imports.table_file import read_table
from store.brandbook import add_sectors, open_register
from store.errors import InputError
from store.exposure import KEY, ExposureRow, FigureRow, check_exposure
from store.naming import fold_brand
from store.tables import Exposure

OPTIONAL = {"low", "high"}


def import_exposures(job: ImportJob) -> None:
    """Open the sectors and brands a file names and store its figures; a figure given anew replaces the one that stood."""
    job.know_source("exposures", "Customer bases from files", "official")
    wanted = [name for name in ExposureRow.model_fields if name not in OPTIONAL]
    rows = [(row.line, check_exposure(row.cells, file=str(job.path), line=row.line)) for row in read_table(job, wanted)]
    keep_exposures(job, rows)


def keep_exposures(job: ImportJob, rows: Sequence[tuple[int, ExposureRow]]) -> None:
    """Store checked figures (line, row) of a file. Raises InputError where two of them contradict each other."""
    keep_rows(job.session, job.run, Exposure, _unique(job, rows, _open(job, rows)), on=KEY)


def _open(job: ImportJob, rows: Sequence[tuple[int, ExposureRow]]) -> dict[tuple[str, str], str]:
    """(sector, folded brand) -> brand_id. Raises InputError where a sector is named in two ways."""
    sectors: dict[str, tuple[str, str, str]] = {}
    labels: dict[str, dict[str, list[str]]] = {}
    for line, row in rows:
        named = (row.sector_name_en, row.sector_name_tr, row.country)
        if sectors.setdefault(row.sector, named) != named:
            raise InputError(
                f"sector {row.sector!r} was {sectors[row.sector]} before", file=str(job.path), line=line, field="sector"
            )
        known = labels.setdefault(row.sector, {}).setdefault(fold_brand(row.brand), [])
        known.extend([row.brand] if row.brand not in known else [])
    add_sectors(
        job.session,
        (
            {"sector_id": sector, "name_en": english, "name_tr": turkish, "country": country}
            for sector, (english, turkish, country) in sorted(sectors.items())
        ),
    )
    because = f"named in the customer bases of {job.path.name}"
    return {
        (sector, folded): brand_id
        for sector, names in labels.items()
        for folded, brand_id in open_register(
            job.session, names, sector, known={}, because=because, at=job.started_at
        ).items()
    }


def _unique(
    job: ImportJob, rows: Sequence[tuple[int, ExposureRow]], brands: dict[tuple[str, str], str]
) -> list[dict[str, Any]]:
    lines: dict[tuple[object, ...], int] = {}
    kept = []
    for line, row in rows:
        fields = row.model_dump(include={"unit", "period", "figure", "low", "high", "source_name", "source_url"})
        kept.append(
            {
                **fields,
                "brand_id": brands[row.sector, fold_brand(row.brand)],
                "grade": row.grade.value,
                "as_of_on": row.as_of,
                **({"citation": f"{row.citation}; {row.place}"} if isinstance(row, FigureRow) else {}),
            }
        )
        if (first := lines.setdefault(tuple(kept[-1][name] for name in KEY), line)) != line:
            raise InputError(
                f"{row.brand} has a figure for this unit, period and source in line {first} already",
                file=str(job.path),
                line=line,
                field="figure",
            )
    return kept
