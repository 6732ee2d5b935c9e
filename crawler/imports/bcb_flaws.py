"""What a person must know of the Brazilian ranking: how the index is cut, who is hidden, which rows stand twice."""

from collections.abc import Sequence
from itertools import groupby

from crawler.imports.job import ImportJob
from crawler.imports.official import OfficialRow
from store.vocabulary import Level

THRESHOLDS = (15, 30)


def index_truncated(upheld: int, clients: int) -> float:
    """Upheld complaints per million clients, cut (not rounded) to two decimals as the regulator does: 54.798 -> 54.79."""
    return (10**8 * upheld // clients) / 100


def threshold(rows: Sequence[OfficialRow]) -> int | None:
    """The least number of upheld complaints (15 or 30) a class shows an index from; None where all or no one is shown."""
    shown = [row.upheld_count for row in rows if row.published_ratio is not None]
    hidden = [row.upheld_count for row in rows if row.published_ratio is None and row.exposure]
    fits = [least for least in THRESHOLDS if shown and hidden and max(hidden) < least <= min(shown)]
    return fits[0] if len(fits) == 1 else None


def look_through(job: ImportJob, rows: Sequence[OfficialRow]) -> list[OfficialRow]:
    """The rows without exact repeats, each flaw noticed."""
    rows = _drop_repeats(job, rows)
    _check_index(job, rows)
    ordered = sorted(rows, key=lambda row: (row.period, row.sector_id, row.line))
    for (period, sector_id), group in groupby(ordered, key=lambda row: (row.period, row.sector_id)):
        _notice_threshold(job, period, sector_id, list(group))
    names: dict[str, set[str]] = {}
    for row in rows:
        if names.setdefault(row.code, {row.name}) != {row.name} and row.name not in names[row.code]:
            job.notice(
                "code-with-several-names", "a CNPJ carries several names; they are labels of one brand", line=row.line
            )
        names[row.code].add(row.name)
    return rows


def _drop_repeats(job: ImportJob, rows: Sequence[OfficialRow]) -> list[OfficialRow]:
    seen: dict[tuple[object, ...], int] = {}
    kept = []
    for row in rows:
        said = (*row.key, row.name, row.complaints_count, row.upheld_count, row.exposure, row.published_ratio)
        if seen.setdefault(said, row.line) == row.line:
            kept.append(row)
        else:
            job.run.skip("repeated row")
            job.notice("repeated-row", "the row stands twice, word for word; stored once", line=row.line)
    return kept


def _check_index(job: ImportJob, rows: Sequence[OfficialRow]) -> None:
    same = 0
    for row in rows:
        if row.published_ratio is None or not row.exposure:
            continue
        if _follows(row.published_ratio, row, int(row.exposure)):
            same += 1
        else:
            job.notice(
                "index-mismatch",
                "published index is not 1,000,000 * upheld / clients cut to two decimals",
                line=row.line,
            )
    shown = sum(row.published_ratio is not None for row in rows)
    job.notice(
        "index-reproduced",
        f"{same} of {shown} published indices follow from upheld and clients, cut to two decimals",
        count=same,
        level=Level.INFO,
    )


def _follows(index: float, row: OfficialRow, clients: int) -> bool:
    """Whether an index follows from the row; a projected count was rounded only when it was printed."""
    ends = (2 * row.upheld_count + sign * round(2 * row.upheld_half) for sign in (-1, 1))
    low, high = (max(0, 10**8 * twice // (2 * clients)) / 100 for twice in ends)
    return low <= index <= high


def _notice_threshold(job: ImportJob, period: str, sector_id: str, rows: Sequence[OfficialRow]) -> None:
    hidden = sum(row.published_ratio is None for row in rows)
    least = threshold(rows)
    is_projected = any(row.upheld_half for row in rows)
    because = f"index shown from {least} upheld complaints" if least else "no threshold of 15 or 30 explains it"
    job.notice(
        "index-hidden",
        f"{period} {sector_id}: {hidden} of {len(rows)} without an index, {because}",
        line=rows[0].line,
        count=hidden,
        level=Level.INFO if least or is_projected else Level.WARNING,
    )
