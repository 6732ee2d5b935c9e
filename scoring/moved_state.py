"""A brand's state in one dimension: the few sums a score needs, kept apart so that each can be exchanged for another day's."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.aggregates import Clock, voice_cells
from scoring.case import Case, column
from scoring.errors import ScoringError
from scoring.estimate import Estimate
from scoring.matters import CLOCKS, brand_number, has_column, matters, removed
from scoring.standard import Standard
from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.inputs import Floats, summed

Row = tuple[float, ...]
Rows = dict[str, NDArray[np.generic]]


class ByStratum(NamedTuple):
    """A row of numbers per stratum, and the row of a stratum that is not among them."""

    values: dict[str, Row]
    otherwise: Row

    def at(self, stratum: str) -> Row:
        """The row of a stratum."""
        return self.values.get(stratum, self.otherwise)


class Tally(NamedTuple):
    """All matters of a brand: sum of their decays d, of d^2, of their weights q = authenticity x d, of q^2."""

    decay: float
    decay_squares: float
    weight: float
    weight_squares: float


@dataclass(frozen=True)
class View:
    """A brand under one half-life. `count` (sum of d) and `shares` of it are of the matters that take part in the dimension.

    Per unit of weight of a stratum: `observed` (events, successes, 1 in volume); `online`, hours at risk by bin as if nothing
    had been taken down; `gone`, hours more because what was taken down waits until the snapshot (SPEC-14), never negative.
    """

    whole: Tally
    count: float
    shares: dict[str, float]
    authenticity: ByStratum
    observed: ByStratum
    online: ByStratum
    gone: ByStratum


@dataclass(frozen=True)
class Measure:
    """What a brand is measured with: half-life, rates (hazards by bin, or an expected logit), prior and scale of its sector."""

    half_life_days: float
    rates: ByStratum
    prior: GammaPrior | float | None
    sector_scale: float
    scale_prior_records: float
    centred_exposure: bool


@dataclass(frozen=True)
class State:
    """One brand and dimension at one moment; `views` by half-life in days. `customers` is None where no base is known."""

    dimension: str
    low_is_better: bool
    views: dict[float, View]
    measure: Measure
    customers: float | None
    sigma: float
    shift: float
    matters_count: int
    removed_count: int


def state_of(
    case: Case, estimates: dict[str, Estimate], standard: Standard, sector: str, brand: str, dimension: str, half_lives: Iterable[float] = (),
) -> State:  # fmt: skip
    """The state of a brand in a dimension; `half_lives` (days, 0 = off) are prepared besides the case's own.

    Two states of different half-lives can be laid side by side only where both have both. Raises ScoringError for a brand
    the case does not know.
    """
    number, estimate = brand_number(case, sector, brand), estimates[dimension]
    own = case.parameters.half_life_days
    rows = _rows(case, number)
    mine = rows if dimension != "voices" else _voices(case, number)
    views = {half: _view(dimension, rows, mine, half) for half in dict.fromkeys((own, *half_lives))}
    customers = float(estimate.extra["customers"][number]) if estimate.known[number] and "customers" in estimate.extra else None  # fmt: skip
    return State(
        dimension, estimate.low_is_better, views, _measure(case, standard, sector, dimension), customers, float(estimate.sigma[number]),
        float(estimate.shift[number]), len(rows["q"]), int(rows["is_removed"].sum()),
    )  # fmt: skip


def _measure(case: Case, standard: Standard, sector: str, dimension: str) -> Measure:
    own, settings = (sector, ""), case.parameters
    quantity = "rate" if dimension in CLOCKS or dimension == "volume" else "logit"
    table = {stratum: tuple(row.tolist()) for (one, stratum), row in standard.tables.get((dimension, quantity), {}).items() if one == sector}  # fmt: skip
    width = len(CLOCKS[dimension].bins) - 1 if dimension in CLOCKS else 1
    nothing = np.zeros(width) if dimension in CLOCKS else np.full(width, np.nan)
    parent = standard.tables.get((dimension, "rate" if dimension == "volume" else "parent"), {}).get(own, nothing)
    scale = standard.tables.get(("all", "scale"), {}).get(own, np.ones(1))
    return Measure(settings.half_life_days, ByStratum(table, tuple(parent.tolist())), standard.prior(dimension, sector), float(scale[0]),
                   settings.scale_prior_records, settings.centred_exposure)  # fmt: skip


def _rows(case: Case, number: int) -> Rows:
    """One brand's matters, with the hours each would have been watched had it stayed online."""
    online = "follow_up_h"
    if all(has_column(case, name) for name in ("is_gone", "last_seen_at", "opened_at")):
        # what is gone would have been seen at the platform's last crawl, like its neighbours
        seen = "(epoch_us(max(last_seen_at) OVER (PARTITION BY platform)) - epoch_us(opened_at)) / 3.6e9"
        online = f"CASE WHEN is_gone THEN least(follow_up_h, greatest({seen}, coalesce(first_response_h, 0), coalesce(confirmed_h, 0), 0)) ELSE follow_up_h END"
    found = matters(case, "age_days::DOUBLE AS age_days", "authenticity::DOUBLE AS authenticity", f"({removed(case)}) AS is_removed", f"greatest({online}, 0) AS online_h")  # fmt: skip
    return case.ask(f"""SELECT m.*, s.type::VARCHAR AS type, s.platform || '|' || s.type || '|' || s.difficulty AS stratum
                        FROM ({found}) m JOIN stratum_index s USING (stratum_no) WHERE brand_no = {number} ORDER BY incident_id""")


def _voices(case: Case, number: int) -> Rows:
    cells, names = voice_cells(case)
    mine = cells.brand == number
    strata = np.array([names[one][1] for one in cells.stratum[mine].tolist()], dtype=object)
    return {"stratum": strata, "q": cells.trials[mine], "y": cells.successes[mine]}


def _view(dimension: str, rows: Rows, mine: Rows, half_life: float) -> View:
    age, authenticity = column(rows, "age_days"), column(rows, "authenticity")
    decay = np.exp2(-age / half_life) if half_life else np.ones(len(age))
    whole = Tally(*(float(part.sum()) for part in (decay, decay**2, authenticity * decay, (authenticity * decay) ** 2)))
    if dimension == "voices":
        return _grouped(whole, mine["stratum"], column(mine, "q"), np.ones(len(mine["q"])), column(mine, "y") / column(mine, "q"))  # fmt: skip
    if dimension == "volume":
        used = np.asarray(rows["is_whole"], dtype=bool)
        return _grouped(whole, rows["type"][used], decay[used], authenticity[used], np.ones(int(used.sum())))
    if dimension == "dialogue":
        flag = column(rows, "good_dialogue")
        used = np.isfinite(column(rows, "first_response_h")) & np.isfinite(flag) & (authenticity > 0)
        return _grouped(whole, rows["stratum"][used], decay[used], authenticity[used], flag[used])
    if dimension in CLOCKS:
        events, online, gone = _at_risk(rows, CLOCKS[dimension])
        return _grouped(whole, rows["stratum"], decay, authenticity, events, online, gone)
    raise ScoringError(f"{dimension} is no dimension that can be taken apart")


def _at_risk(rows: Rows, clock: Clock) -> tuple[Floats, Floats, Floats]:
    """Events in time, and hours by bin (columns): as if everything had stayed online, and what waiting on adds."""
    edges = np.array(clock.bins)
    event = np.nan_to_num(column(rows, clock.event_h), nan=np.inf)
    end, online = (np.minimum(column(rows, name), edges[-1]) for name in ("follow_up_h", "online_h"))
    hours, before = (np.clip(np.minimum(event, until)[:, None] - edges[:-1], 0, np.diff(edges)) for until in (end, online))  # fmt: skip
    return (event <= end).astype(np.float64), before, hours - before


def _grouped(
    whole: Tally, strata: NDArray[np.generic], decay: Floats, authenticity: Floats, observed: Floats, online: Floats | None = None,
    gone: Floats | None = None,
) -> View:  # fmt: skip
    names, position = np.unique(strata.astype(str), return_inverse=True)
    weight = decay * authenticity
    count = summed(position, decay, names.size)
    shares = dict(zip(names.tolist(), (count / count.sum()).tolist() if count.size else [], strict=True))
    nothing = np.zeros((len(decay), 1))

    def per(unit: Floats, values: Floats) -> ByStratum:
        return _mean(names.tolist(), position, unit, values)

    return View(whole, float(decay.sum()), shares, per(decay, authenticity[:, None]), per(weight, observed[:, None]),
                per(weight, nothing if online is None else online), per(weight, nothing if gone is None else gone))  # fmt: skip


def _mean(names: list[str], position: NDArray[np.intp], unit: Floats, values: Floats) -> ByStratum:
    """Means of the columns of `values` by stratum, weighted by `unit`; otherwise the mean over all, 0 where there is nothing."""
    total = summed(position, unit, len(names))
    sums = np.column_stack([summed(position, unit * part, len(names)) for part in values.T])
    means = {name: tuple((row / one).tolist()) for name, row, one in zip(names, sums, total.tolist(), strict=True) if one > 0}  # fmt: skip
    overall = sums.sum(axis=0) / total.sum() if total.sum() > 0 else np.zeros(values.shape[1])
    return ByStratum(means, tuple(overall.tolist()))
