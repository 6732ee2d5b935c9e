"""What is wrong in the published New York file: said with counts and places, set aside where scoring would be misled, never repaired."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from crawler.imports.job import ImportJob
from crawler.imports.ny_dfs_figures import by_year, check_ranks, check_ratios
from crawler.imports.official import OfficialRow, names_by_code
from store.naming import fold_brand

TINY_PREMIUM = 0.01
LEAST_COPIED = 5


def look_through(job: ImportJob, rows: Sequence[OfficialRow]) -> list[OfficialRow]:
    """The rows with `set_aside_because`, ranks that mean nothing dropped, and a notice for each kind of flaw."""
    rows = _set_aside_copies(job, rows)
    rows = _set_aside_premiums(job, _set_aside_years(job, rows))
    _notice_names(job, rows)
    check_ratios(job, rows)
    return [checked for _, year in by_year(rows) for checked in check_ranks(job, year)]


def _figures(row: OfficialRow) -> tuple[object, ...]:
    return (row.name, row.complaints_count, row.upheld_count, row.exposure, row.published_ratio, row.published_rank)


def _set_aside_copies(job: ImportJob, rows: Sequence[OfficialRow]) -> list[OfficialRow]:
    """One insurer under two codes: of a code's two rows in a year, the one that repeats another code's row is the copy."""
    per_code = Counter((row.code, row.period) for row in rows)
    codes: dict[tuple[object, ...], set[str]] = {}
    for row in rows:
        codes.setdefault((row.period, *_figures(row)), set()).add(row.code)
    kept = []
    for row in rows:
        others = sorted(codes[(row.period, *_figures(row))] - {row.code})
        if per_code[row.code, row.period] > 1 and others:
            because = (
                f"NAIC {row.code} has another row in {row.period}, and this one repeats the row of NAIC {others[0]}"
            )
            job.notice("one-insurer-two-codes", f"{row.name}: {because}; set aside", line=row.line)
            row = replace(row, set_aside_because=because, entity_key=f"{row.code}#copy")  # noqa: PLW2901
        kept.append(row)
    return kept


def _set_aside_years(job: ImportJob, rows: Sequence[OfficialRow]) -> list[OfficialRow]:
    """Two filing years with the same figures for everybody: one is a copy, nobody outside can know which; the later is set aside."""
    figures = {period: {(row.code, *_figures(row)) for row in year} for period, year in by_year(rows)}
    copies = {
        later: earlier
        for earlier, later in combinations(figures, 2)
        if figures[earlier] == figures[later] and len(figures[earlier]) >= LEAST_COPIED
    }
    for later, earlier in copies.items():
        of_year = [row for row in rows if row.period == later]
        job.notice(
            "copied-year",
            f"filing year {later} repeats {earlier} in every figure; which of them is the copy cannot be known from the "
            f"file, so the later one is set aside",
            line=min(row.line for row in of_year),
            count=len(of_year),
        )
    return [
        replace(row, set_aside_because=f"every figure of filing year {row.period} repeats {copies[row.period]}")
        if row.period in copies
        else row
        for row in rows
    ]


def _set_aside_premiums(job: ImportJob, rows: Sequence[OfficialRow]) -> list[OfficialRow]:
    """Premiums of a few thousand dollars, or none: one complaint makes any ratio (1364.88 in the file everybody has)."""
    tiny = [row for row in rows if (row.exposure or 0) < TINY_PREMIUM]
    most = max((row.published_ratio or 0 for row in tiny), default=0)
    for row in tiny:
        job.notice(
            "tiny-premium" if row.exposure and row.exposure > 0 else "no-premium",
            f"premium below {TINY_PREMIUM} million USD: one complaint makes any ratio (here up to {most:g}); set aside",
            line=row.line,
        )
    lines = {row.line for row in tiny}
    return [_too_small(row) if row.line in lines else row for row in rows]


def _too_small(row: OfficialRow) -> OfficialRow:
    because = row.set_aside_because or f"premium of {row.exposure:g} million USD is too small for a ratio"
    return replace(row, set_aside_because=because)


def _notice_names(job: ImportJob, rows: Sequence[OfficialRow]) -> None:
    line = {name: row.line for row in reversed(rows) for name in (row.code, row.name)}
    codes: dict[str, dict[str, str]] = {}
    for code, names in names_by_code(rows).items():
        if len(names) > 1:
            job.notice(
                "code-with-several-names",
                "an NAIC code carries several names over the years; they are labels of one brand",
                line=line[code],
            )
        for name in names:
            codes.setdefault(fold_brand(name), {})[code] = name
    for shared in (found for found in codes.values() if len(found) > 1):
        name = next(iter(shared.values()))
        job.notice(
            "name-under-several-codes",
            f"{name} stands under NAIC {' and '.join(sorted(shared))}; kept as distinct brands, and the bare "
            "name is left unsure",
            line=line[name],
            count=len(shared),
        )
