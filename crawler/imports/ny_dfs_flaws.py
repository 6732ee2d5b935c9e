"""What is wrong in the published New York file: said with counts and places, set aside where scoring would be misled, never repaired."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, groupby

from crawler.imports.job import ImportJob
from crawler.imports.official import OfficialRow, names_by_code
from store.naming import fold_brand
from store.vocabulary import Level

TINY_PREMIUM = 0.01
LEAST_COPIED = 5


def rank_by_ratio(rows: Sequence[tuple[int, float]]) -> list[int]:
    """Rank (from 1) of each (upheld, premium > 0): ratio ascending, ties - mostly ratio 0 - by premium descending."""
    order = sorted(range(len(rows)), key=lambda at: (rows[at][0] / rows[at][1], -rows[at][1]))
    ranks = [0] * len(rows)
    for rank, at in enumerate(order, 1):
        ranks[at] = rank
    return ranks


def look_through(job: ImportJob, rows: Sequence[OfficialRow]) -> list[OfficialRow]:
    """The rows with `set_aside_because`, ranks that mean nothing dropped, and a notice for each kind of flaw."""
    rows = _set_aside_copies(job, rows)
    rows = _set_aside_premiums(job, _set_aside_years(job, rows))
    _notice_names(job, rows)
    _notice_ratios(job, rows)
    return [checked for _, year in _years(rows) for checked in _check_ranks(job, year)]


def _years(rows: Sequence[OfficialRow]) -> Iterator[tuple[str, list[OfficialRow]]]:
    ordered = sorted(rows, key=lambda row: (row.period, row.line))
    return ((period, list(year)) for period, year in groupby(ordered, key=lambda row: row.period))


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
    figures = {period: {(row.code, *_figures(row)) for row in year} for period, year in _years(rows)}
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
    kept = []
    for row in rows:
        if row.exposure is not None and row.exposure < TINY_PREMIUM:
            kind = "tiny-premium" if row.exposure > 0 else "no-premium"
            job.notice(
                kind,
                f"premium below {TINY_PREMIUM} million USD: one complaint makes any ratio (published: up to "
                f"{max(other.published_ratio or 0 for other in rows):g}); set aside",
                line=row.line,
            )
            row = replace(
                row,
                set_aside_because=row.set_aside_because
                or f"premium of {row.exposure:g} million USD is too small for a ratio",
            )
        kept.append(row)
    return kept


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


def _notice_ratios(job: ImportJob, rows: Sequence[OfficialRow]) -> None:
    """A published ratio comes from unrounded premiums; what rounding of both printed figures cannot explain is a mismatch."""
    for period, year in _years(rows):
        premium_half = 0.5 * 10.0 ** -max(_decimals(row.exposure) for row in year)
        ratio_half = (
            0.5
            * 10.0
            ** -Counter(_decimals(row.published_ratio) for row in year if row.published_ratio).most_common(1)[0][0]
            if any(row.published_ratio for row in year)
            else 0.5
        )
        for row in year:
            if not row.exposure or row.exposure <= premium_half or row.published_ratio is None:
                continue
            low, high = (
                row.upheld_count / (row.exposure + premium_half),
                row.upheld_count / (row.exposure - premium_half),
            )
            if not low - 1.001 * ratio_half <= row.published_ratio <= high + 1.001 * ratio_half:
                job.notice(
                    "ratio-mismatch",
                    f"{period}: published ratio is not upheld / premium, whatever was rounded",
                    line=row.line,
                )
            elif abs(row.upheld_count / row.exposure - row.published_ratio) > 1.001 * ratio_half:
                job.notice(
                    "ratio-rounded",
                    "published ratio differs from upheld / premium because the printed premium is rounded",
                    line=row.line,
                    level=Level.INFO,
                )


def _decimals(figure: float | None) -> int:
    return len(f"{figure or 0:.9f}".rstrip("0").partition(".")[2])


def _check_ranks(job: ImportJob, year: list[OfficialRow]) -> list[OfficialRow]:
    """Compare published with recomputed ranks; a year whose ranks are not unique loses them."""
    usable = [row for row in year if row.exposure is not None and row.exposure > 0]
    same = _same_ranks(usable)
    period, line = year[0].period, year[0].line
    is_clear = len({row.published_rank for row in year}) == len(year)
    if is_clear:
        job.notice(
            "ranks-reproduced",
            f"{period}: {same} of {len(year)} published ranks follow from upheld / premium, ties by premium",
            line=line,
            count=same,
            level=Level.INFO if same == len(year) else Level.WARNING,
        )
        return year
    alone = [row for row in usable if not row.entity_key]
    job.notice(
        "ranks-not-unique",
        f"{period}: published ranks are not unique and {same} of {len(year)} reproduce; dropped. Without repeated rows "
        f"{_same_ranks(alone)} of {len(alone)} would",
        line=line,
        count=len(year),
    )
    return [replace(row, published_rank=None) for row in year]


def _same_ranks(rows: Sequence[OfficialRow]) -> int:
    ranks = rank_by_ratio([(row.upheld_count, row.exposure or 0) for row in rows])
    return sum(rank == row.published_rank for rank, row in zip(ranks, rows, strict=True))
