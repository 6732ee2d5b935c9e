"""What vanished, and how a brand answers when its office is closed: against expectation, with exact intervals (J4, SPEC-14, 18)."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.aggregates import weights
from scoring.case import VOID, Case, column
from scoring.errors import ScoringError
from scoring.estimates import scales
from scoring.matters import has_column, matters, times_parts
from scoring.quality import by_brand
from scoring.standard import Standard
from scoring.statistics.inputs import Floats, summed
from scoring.statistics.intervals import Interval, binomial_clopper_pearson, poisson_exact

AGE_EDGES_HOURS = (0, 24, 72, 168, 336, 720, 2160, 4320, 8760, 17520)
"""Ages between which the hazard of removal of a platform is taken as constant."""
OFFICE = "isodow(local_at) <= 5 AND hour(local_at) BETWEEN 9 AND 17"


def removals(case: Case, *, without_own: bool = False) -> pa.Table:
    """sector, brand, incidents, removed, expected, ratio, low, high: what vanished against what the platforms lose at that age.

    E = hours a brand's incidents were online, by platform and age, x that platform's removals per hour at that age over all
    its brands; `without_own` leaves the brand itself out of its own expectation (for one that fills a platform). The exact
    Poisson interval of O/E is of 95 %; NULL where nothing can be expected. Whoever removed a record, it counts: an unknown
    actor is taken for the brand (SPEC-14); void incidents are out. Raises ScoringError where the case tells no removals.
    """
    rows = case.ask(f"""SELECT brand_no, platform, bin, count(*) AS n, sum(t)::DOUBLE AS hours, count(*) FILTER (gone) AS removed FROM ({_online(case)})
                        GROUP BY ALL ORDER BY 1, 2, 3""")
    platforms, platform = np.unique(rows["platform"].astype(str), return_inverse=True)
    brand = rows["brand_no"].astype(np.intp)
    pairs, pair = np.unique(brand * max(1, platforms.size) + platform, return_inverse=True)
    events, hours = _by_pair(pair, rows, pairs.size)
    owner, place = np.divmod(pairs, max(1, platforms.size))
    expected = _expected(place, events, hours, platforms.size, without_own=without_own)
    size = len(case.brands)
    O, E = summed(owner, events.sum(axis=1), size), summed(owner, expected, size)
    some = E > 0
    interval = poisson_exact(O, np.where(some, E, 1.0))
    figures = {"expected": E, "ratio": O / np.where(some, E, np.nan), "low": np.where(some, interval.low, np.nan), "high": np.where(some, interval.high, np.nan)}  # fmt: skip
    return by_brand(case, {"incidents": summed(brand, column(rows, "n"), size), "removed": O}, figures)


def _online(case: Case) -> str:
    """SQL: brand_no, platform, t (hours online), whether it is gone, bin of t."""
    if has_column(case, "is_gone") and has_column(case, "gone_at"):
        since = "(epoch_us({}) - epoch_us(opened_at)) / 3.6e9"
        gone, hours = (
            "is_gone",
            f"CASE WHEN is_gone THEN {since.format('gone_at')} ELSE {since.format('last_seen_at')} END",
        )
    elif has_column(case, "removed_h"):
        gone, hours = "removed_h IS NOT NULL", "least(coalesce(removed_h, 1e9), follow_up_h)"
    else:
        raise ScoringError("the incidents of this case do not tell what was removed")
    last = float(AGE_EDGES_HOURS[-1])
    number = " + ".join(f"(t > {edge!r})::TINYINT" for edge in map(float, AGE_EDGES_HOURS[1:-1]))
    return f"""SELECT *, {number} AS bin FROM (
        SELECT brand_no, incident.platform::VARCHAR AS platform, least(greatest({hours}, 0), {last!r})::DECIMAL(18, 6) AS t, ({gone}) AND {hours} <= {last!r} AS gone
        FROM incident JOIN brand_index ON incident.brand = brand_index.brand::VARCHAR AND incident.sector = brand_index.sector::VARCHAR WHERE NOT {VOID})"""


def _by_pair(pair: NDArray[np.intp], rows: dict[str, NDArray[np.generic]], size: int) -> tuple[Floats, Floats]:
    """(removals, hours) of each brand and platform (rows) by age (columns): a row spends the whole width of the bins before its own."""
    edges = np.array(AGE_EDGES_HOURS, dtype=np.float64)
    width, number = np.diff(edges), rows["bin"].astype(np.intp)
    events, ended, spent = np.zeros((3, size, width.size))
    events[pair, number], ended[pair, number] = column(rows, "removed"), column(rows, "n")
    spent[pair, number] = column(rows, "hours") - column(rows, "n") * edges[number]
    later = ended[:, ::-1].cumsum(axis=1)[:, ::-1] - ended
    return events, np.maximum(spent + later * width, 0.0)


def _expected(platform: NDArray[np.intp], events: Floats, hours: Floats, size: int, *, without_own: bool) -> Floats:
    """Removals expected of each brand and platform, summed over ages."""
    total_events, total_hours = np.zeros((2, size, events.shape[1]))
    np.add.at(total_events, platform, events)
    np.add.at(total_hours, platform, hours)
    D, T = total_events[platform], total_hours[platform]
    if without_own:
        D, T = D - events, T - hours
    rate = np.divide(D, T, out=np.zeros_like(D), where=T > 1e-9)
    return np.asarray((rate * hours).sum(axis=1))


def parity(case: Case, standard: Standard, *, zone: str = "Europe/Istanbul") -> pa.Table:
    """sector, brand, off_observed, off_expected, office_observed, office_expected, ratio, low, high: answers round the clock (SPEC-14).

    Responsiveness O/E of the incidents opened outside 09-18 Monday to Friday, local time of `zone`, over that of those opened
    inside; 1.0 is parity, and the clock runs in both. O and E are weighted sums; the 95 % interval is exact, from the share of
    the off-hour answers given all of them (Clopper-Pearson on counts of the effective scale, SPEC-19). NULL where nothing is
    expected on either side, or nobody was answered inside office hours (ratio). Raises ScoringError where the case has no
    opened_at.
    """
    if not has_column(case, "opened_at"):
        raise ScoringError("the incidents of this case do not tell when they were opened")
    local = "timezone('" + zone.replace("'", "''") + "', opened_at::TIMESTAMPTZ) AS local_at"
    halves = f"(SELECT * REPLACE (2 * brand_no + ({OFFICE})::INTEGER AS brand_no) FROM ({matters(case, local)}))"
    rows = times_parts(case, standard, "responsiveness", halves)
    O, E = np.zeros((2, 2 * len(case.brands)))
    half = rows["brand_no"].astype(np.intp)
    O[half], E[half] = column(rows, "o"), column(rows, "e")
    scale = scales(case, weights(case), standard, is_given=True)
    ratio, (low, high) = _ratio_of_ratios(O[0::2], E[0::2], O[1::2], E[1::2], scale)
    return by_brand(case, {}, {
        "off_observed": O[0::2], "off_expected": E[0::2], "office_observed": O[1::2], "office_expected": E[1::2], "ratio": ratio, "low": low, "high": high,
    })  # fmt: skip


def _ratio_of_ratios(O: Floats, E: Floats, O_in: Floats, E_in: Floats, scale: Floats) -> tuple[Floats, Interval]:
    """(O/E) / (O_in/E_in), and its interval from the binomial O | O + O_in."""
    some = (E > 0) & (E_in > 0) & (O + O_in > 0)
    y, n = np.where(some, O / scale, 0.0), np.where(some, (O + O_in) / scale, 1.0)
    share = binomial_clopper_pearson(np.minimum(y, n), n)
    sizes = np.divide(E_in, E, out=np.full(len(E), np.nan), where=some)
    with np.errstate(divide="ignore"):
        low, high = (end / (1 - end) * sizes for end in share)
    ratio = np.divide(O, O_in, out=np.full(len(E), np.nan), where=some & (O_in > 0)) * sizes
    return ratio, Interval(low, np.where(np.isfinite(high), high, np.nan))
