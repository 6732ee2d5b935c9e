"""Sufficient statistics: all that a score needs to know of its rows. Everything after is arithmetic on small tables.

Sums over rows are sums of decimals, which are whole numbers: they come out the same to the last bit in any order of
rows, on any number of threads, in one piece or added up from shards.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.case import Case, column
from scoring.statistics.hazards import RESOLUTION_BINS_HOURS, RESPONSE_BINS_HOURS, RiskTable
from scoring.statistics.inputs import Floats


def exact(expression: str) -> str:
    """SQL of a sum that does not depend on the order of its rows: ten decimals, added as whole numbers."""
    return f"sum(({expression})::DECIMAL(18, 10))::DOUBLE"


class Weights(NamedTuple):
    """Per brand: sum of weights, of their squares, and the number of incidents; `whole`: of those that count as a volume."""

    total: Floats
    squares: Floats
    incidents: NDArray[np.int64]
    whole: Floats
    whole_incidents: NDArray[np.int64]


def weights(case: Case) -> Weights:
    """Weighted counts by brand."""
    some = (
        ""
        if case.whole == "true"
        else f""", {exact("CASE WHEN is_whole THEN q ELSE 0 END")} AS whole,
        count(*) FILTER (is_whole) AS whole_n"""
    )
    rows = case.ask(f"""SELECT brand_no, {exact("q")} AS q, {exact("q * q")} AS q2, count(*) AS n{some}
                        FROM risk GROUP BY 1 ORDER BY 1""")
    q, q2, n = (case.spread(rows, name) for name in ("q", "q2", "n"))
    whole, whole_n = (case.spread(rows, name) for name in ("whole", "whole_n")) if some else (q, n)
    return Weights(q, q2, n.astype(np.int64), whole, whole_n.astype(np.int64))


@dataclass(frozen=True)
class Clock:
    """A dimension of times as SQL: when its event happened (hours, NULL if not), what the event counts for, and the bins."""

    event_h: str
    bins: tuple[float, ...]
    credit: str = "1"
    source: str = "risk"

    @property
    def rows(self) -> str:
        """brand_no, stratum_no, q, t (hours at risk), d (credit of an event in time), bin: (B_j, B_j+1], and 0 in bin 0."""
        horizon = repr(float(self.bins[-1]))
        return f"""SELECT brand_no, stratum_no, q, t, d, ({_bin(self.bins, 0, len(self.bins) - 2)})::TINYINT AS bin FROM (
            SELECT *, CASE WHEN happened THEN event_h ELSE ends_h END AS t, CASE WHEN happened THEN credit ELSE 0 END AS d FROM (
            SELECT *, coalesce(event_h <= ends_h, false) AS happened FROM (
            SELECT brand_no, stratum_no, q, {self.event_h} AS event_h, {self.credit} AS credit,
                CASE WHEN follow_up_h < {horizon} THEN follow_up_h ELSE {horizon} END AS ends_h FROM {self.source})))"""


def _bin(edges: tuple[float, ...], low: int, high: int) -> str:
    """SQL of the bin t falls in, by halves: four comparisons a row where counting edges below takes twelve."""
    if low == high:
        return str(low)
    middle = (low + high) // 2
    return f"CASE WHEN t > {float(edges[middle + 1])!r} THEN {_bin(edges, middle + 1, high)} ELSE {_bin(edges, low, middle)} END"


RESPONSE = Clock("first_response_h", tuple(map(float, RESPONSE_BINS_HOURS)))
RESOLUTION = Clock("confirmed_h", tuple(map(float, RESOLUTION_BINS_HOURS)))
# shown, never scored: an uncontested claim counts for what this brand's claims turned out to be worth (SPEC-15)
LENIENT = Clock("coalesce(confirmed_h, CASE WHEN NOT contested THEN claimed_h END)", RESOLUTION.bins,
                "CASE WHEN confirmed_h IS NOT NULL THEN 1.0 ELSE claim_credit END", "risk JOIN claim_credits USING (brand_no)")  # fmt: skip


def risk_table(case: Case, clock: Clock) -> RiskTable:
    """Weighted events and person-hours by stratum (rows) and bin (columns).

    Each row is counted in the bin its time ends in; what it spent in the bins before is their whole width.
    """
    width, begins = np.diff(clock.bins), np.array(clock.bins[:-1])
    rows = case.ask(f"""SELECT stratum_no, bin, {exact("q")} AS q, {exact("q * t")} AS qt, {exact("q * d")} AS qd
                        FROM ({clock.rows}) GROUP BY 1, 2 ORDER BY 1, 2""")
    stratum, number = rows["stratum_no"].astype(np.intp), rows["bin"].astype(np.intp)
    ended, spent, events = np.zeros((3, len(case.strata), width.size))
    ended[stratum, number], events[stratum, number] = column(rows, "q"), column(rows, "qd")
    spent[stratum, number] = column(rows, "qt") - column(rows, "q") * begins[number]
    later = ended[:, ::-1].cumsum(axis=1)[:, ::-1] - ended
    return RiskTable(events, np.maximum(spent + later * width, 0.0))


def brand_hazards(case: Case, clock: Clock, rates: Floats) -> tuple[Floats, Floats]:
    """(O, E) by brand: weighted events, and the weighted cumulative hazard of each row's stratum at its time."""
    with with_hazards(case, clock, rates) as rows:
        found = case.ask(f"""SELECT brand_no, {exact("q * d")} AS o, {exact("q * (start + rate * t)")} AS e
                             FROM ({rows}) GROUP BY 1 ORDER BY 1""")
    return case.spread(found, "o"), case.spread(found, "e")


@contextmanager
def with_hazards(case: Case, clock: Clock, rates: Floats) -> Iterator[str]:
    """SQL of a clock's rows with `rate` of their stratum and bin, and `start`: the cumulative hazard is start + rate * t.

    `rates` has shape (strata, bins). A table joined on one dense number is looked up by place, not by hash.
    """
    before = np.hstack([np.zeros((len(rates), 1)), np.cumsum(rates * np.diff(clock.bins), axis=1)])[:, :-1]
    start = before - rates * np.array(clock.bins[:-1])
    cells = pa.table({"cell": np.arange(rates.size, dtype=np.int32), "rate": rates.ravel(), "start": start.ravel()})
    case.lake.register("hazards_given", cells).execute("CREATE TEMP TABLE hazards AS FROM hazards_given")
    try:
        yield f"""FROM (SELECT *, stratum_no::INTEGER * {rates.shape[1]} + bin AS cell FROM ({clock.rows}))
                  JOIN hazards USING (cell)"""
    finally:
        case.lake.execute("DROP TABLE hazards").unregister("hazards_given")


def claims(case: Case) -> tuple[Floats, Floats]:
    """(confirmed, known) by brand, in incidents: known means that the customer confirmed or contested."""
    rows = case.ask("""SELECT brand_no, count(*) FILTER (confirmed_h IS NOT NULL) AS confirmed,
                       count(*) FILTER (confirmed_h IS NOT NULL OR contested) AS known FROM risk GROUP BY 1 ORDER BY 1""")
    return case.spread(rows, "confirmed"), case.spread(rows, "known")


class ShareCells(NamedTuple):
    """One entry per brand and stratum that has trials: positions, weighted successes and trials."""

    brand: NDArray[np.intp]
    stratum: NDArray[np.intp]
    successes: Floats
    trials: Floats


def dialogue_cells(case: Case) -> ShareCells:
    """Among answered incidents: how many were a dialogue, by brand and stratum (SPEC-16)."""
    sizes = np.bincount(case.stratum_sector, minlength=len(case.sectors))
    room = sizes[case.brand_sector]  # a brand meets the strata of its own sector only: few enough to sum by place
    ends, begins = np.cumsum(room), np.cumsum(room) - room - (np.cumsum(sizes) - sizes)[case.brand_sector]
    trials, successes = np.zeros((2, room.sum()), dtype=np.int64)
    for rows in case.pieces("""SELECT brand_no, stratum_no, round(q * 1e10)::BIGINT AS q, good_dialogue::BIGINT AS good FROM risk
                               WHERE first_response_h IS NOT NULL AND good_dialogue IS NOT NULL AND q > 0"""):
        place = begins[rows["brand_no"]] + rows["stratum_no"]
        np.add.at(trials, place, rows["q"])
        np.add.at(successes, place, rows["q"] * rows["good"])
    held = np.flatnonzero(trials)
    brand = np.searchsorted(ends, held, side="right")
    return ShareCells(brand, held - begins[brand], successes[held] / 1e10, trials[held] / 1e10)


def voice_cells(case: Case) -> tuple[ShareCells, tuple[tuple[str, str], ...]]:
    """Positive voices by brand and platform (SPEC-17), and what (sector, platform) each stratum is."""
    rows = case.ask(f"""SELECT brand_no, dense_rank() OVER (ORDER BY sector, platform) - 1 AS stratum_no, sector, platform, {exact("n_positive")} AS y, {exact("n_voices")} AS n
                        FROM (FROM voice WHERE n_voices > 0) JOIN brand_index USING (sector, brand)
                        GROUP BY brand_no, sector, platform ORDER BY 1, 2""")
    names = dict(
        zip(
            rows["stratum_no"].tolist(),
            zip(rows["sector"].tolist(), rows["platform"].tolist(), strict=True),
            strict=True,
        )
    )
    return _cells(rows), tuple((str(a), str(b)) for a, b in (names[number] for number in sorted(names)))


def _cells(rows: dict[str, NDArray[np.generic]]) -> ShareCells:
    brand, stratum = rows["brand_no"].astype(np.intp), rows["stratum_no"].astype(np.intp)
    return ShareCells(brand, stratum, column(rows, "y"), column(rows, "n"))
