"""Whether New York's published ratios and ranks follow from the counts and premiums printed beside them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from crawler.imports.job import ImportJob
from crawler.imports.official import OfficialRow
from store.vocabulary import Level


def rank_by_ratio(rows: Sequence[tuple[int, float]]) -> list[int]:
    """Rank (from 1) of each (upheld, premium > 0): ratio ascending, ties - mostly ratio 0 - by premium descending."""
    order = sorted(range(len(rows)), key=lambda at: (rows[at][0] / rows[at][1], -rows[at][1]))
    ranks = [0] * len(rows)
    for rank, at in enumerate(order, 1):
        ranks[at] = rank
    return ranks


def by_year(rows: Sequence[OfficialRow]) -> Iterator[tuple[str, list[OfficialRow]]]:
    """(filing year, its rows in file order), the oldest first."""
    ordered = sorted(rows, key=lambda row: (row.period, row.line))
    return ((period, list(year)) for period, year in groupby(ordered, key=lambda row: row.period))


def check_ratios(job: ImportJob, rows: Sequence[OfficialRow]) -> None:
    """Count the ratios that rounding of the printed premium explains, and those that nothing explains."""
    for period, year in by_year(rows):
        premium_half, ratio_half = _halves(year)
        for row in year:
            ratio, premium = row.published_ratio, row.exposure or 0
            if ratio is None or premium <= premium_half or abs(row.upheld_count / premium - ratio) <= ratio_half:
                continue
            least, most = row.upheld_count / (premium + premium_half), row.upheld_count / (premium - premium_half)
            if least - ratio_half <= ratio <= most + ratio_half:
                because = "published ratio differs from upheld / premium because the printed premium is rounded"
                job.notice("ratio-rounded", because, line=row.line, level=Level.INFO)
            else:
                because = f"{period}: published ratio is not upheld / premium, whatever was rounded"
                job.notice("ratio-mismatch", because, line=row.line)


def _halves(year: Sequence[OfficialRow]) -> tuple[float, float]:
    """Half the last printed digit of a year's premiums and ratios (with a hair for binary fractions)."""
    premium = max(_decimals(row.exposure) for row in year)
    ratio = Counter(_decimals(row.published_ratio) for row in year if row.published_ratio).most_common(1)
    return 0.5 * 10.0**-premium, 0.5005 * 10.0 ** -(ratio[0][0] if ratio else 0)


def _decimals(figure: float | None) -> int:
    return len(f"{figure or 0:.9f}".rstrip("0").partition(".")[2])


def check_ranks(job: ImportJob, year: list[OfficialRow]) -> list[OfficialRow]:
    """Compare published with recomputed ranks; a year whose ranks are not unique loses them."""
    usable = [row for row in year if row.exposure is not None and row.exposure > 0]
    same, period, line = _same_ranks(usable), year[0].period, year[0].line
    if len({row.published_rank for row in year}) < len(year):
        alone = [row for row in usable if not row.entity_key]
        because = f"{same} of {len(year)} reproduce; dropped. Without repeated rows {_same_ranks(alone)} of {len(alone)} would"
        job.notice(
            "ranks-not-unique", f"{period}: published ranks are not unique and {because}", line=line, count=len(year)
        )
        return [replace(row, published_rank=None) for row in year]
    told = f"{period}: {same} of {len(year)} published ranks follow from upheld / premium, ties by premium"
    job.notice("ranks-reproduced", told, line=line, count=same, level=Level.INFO)
    job.notice("rank-mismatch", f"{told}; the others do not", line=line, count=len(year) - same)
    return year


def _same_ranks(rows: Sequence[OfficialRow]) -> int:
    ranks = rank_by_ratio([(row.upheld_count, row.exposure or 0) for row in rows])
    return sum(rank == row.published_rank for rank, row in zip(ranks, rows, strict=True))
