"""Small markets by seed, and their scores by the product's own path: Case, estimate_all, compose."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import Phase, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.case import Case
from scoring.composites import compose
from scoring.estimate import Estimate
from scoring.estimates import estimate_all
from scoring.groups import SCORED
from scoring.method import Parameters
from scoring.standard import Standard
from scoring.statistics.composite import Composite
from scoring.statistics.inputs import Floats
from store.lake import connect

Columns = dict[str, NDArray[Any]]
AUDIT = Parameters(half_life_days=0)
SEEDS = st.integers(0, 2**31)
WINDOW_HOURS = 8760.0
FACTOR = {"A": 1.05, "B": 1.25, "C": 2.0}  # SPEC-5: 90 % range by grade


def few(examples: int) -> settings:
    """So many examples, the same ones every time; a seed that fails is not made smaller."""
    return settings(max_examples=examples, derandomize=True, database=None, phases=[Phase.generate])


@dataclass(frozen=True)
class Market:
    """The three relations of a case as columns; NaN stands for what has not happened."""

    incident: Columns
    exposure: Columns
    voice: Columns

    @property
    def size(self) -> int:
        """Number of incidents."""
        return len(self.incident["brand"])

    def changed(self, **columns: NDArray[Any]) -> "Market":
        """With some columns of the incidents replaced."""
        return replace(self, incident=self.incident | columns)

    def taken(self, rows: NDArray[Any]) -> "Market":
        """With the incidents at these positions, in that order; repeats become incidents of their own."""
        incident = {name: column[rows] for name, column in self.incident.items()}
        return replace(self, incident=incident | {"incident_id": np.array([f"i{n}" for n in range(len(rows))])})

    def rows_of(self, brand: str) -> NDArray[np.intp]:
        """Where a brand's incidents stand."""
        return np.flatnonzero(self.incident["brand"] == brand)

    def with_exposure(self, brand: str, change: Callable[[Floats], Floats]) -> "Market":
        """With a brand's customer base and its range changed."""
        here = self.exposure["brand"] == brand
        sizes = {name: np.where(here, change(self.exposure[name]), self.exposure[name]) for name in ("customers", "lo90", "hi90")}  # fmt: skip
        return replace(self, exposure=self.exposure | sizes)


def exposure(
    brands: NDArray[Any], sectors: NDArray[Any], customers: Floats, grade: NDArray[Any] | str = "A"
) -> Columns:
    """Customer bases with the range their grade has by default."""
    grades = np.broadcast_to(grade, brands.shape)
    factor = np.array([FACTOR[one] for one in grades])
    return {"brand": brands, "sector": sectors, "customers": customers, "lo90": customers / factor, "hi90": customers * factor, "grade": grades}  # fmt: skip


def small_market(seed: int, *, sectors: int = 2, brands: int = 10, mean_count: float = 30.0) -> Market:
    """Sectors of brands of unequal size, rate, speed and mix, with everything a score reads."""
    rng = np.random.default_rng(seed)
    names = np.array([f"s{s}-b{b:02d}" for s in range(sectors) for b in range(brands)])
    sector = np.array([name[:2] for name in names])
    customers = np.round(rng.lognormal(10, 0.8, names.size)) + 500
    counts = rng.poisson(mean_count * customers / customers.mean() * rng.gamma(3, 1 / 3, names.size)) + 2
    base = exposure(names, sector, customers, rng.choice(list("ABC"), names.size))
    voices = rng.integers(0, 60, (names.size, 2))
    voice = {"brand": names.repeat(2), "sector": sector.repeat(2), "platform": np.tile(["P1", "P2"], names.size),
             "n_voices": voices.ravel(), "n_positive": rng.binomial(voices, rng.beta(4, 4, (names.size, 1))).ravel()}  # fmt: skip
    return Market(_incidents(rng, names.repeat(counts), sector.repeat(counts)), base, voice)


def _incidents(rng: np.random.Generator, brand: NDArray[Any], sector: NDArray[Any]) -> Columns:
    n = brand.size
    opened = rng.uniform(0, WINDOW_HOURS, n)
    pace = dict(zip(np.unique(brand), rng.gamma(3, 30, np.unique(brand).size), strict=True))
    wait = np.array([pace[one] for one in brand])
    warmth = dict(zip(pace, rng.beta(4, 4, len(pace)), strict=True))
    left = WINDOW_HOURS - opened
    watched = left * rng.choice([1.0, 1.0, 0.6], n)
    answered, confirmed, claimed = (np.where(at <= watched, at, np.nan) for at in rng.exponential(wait * np.array([[1.0], [8.0], [3.0]]), (3, n)))  # fmt: skip
    return {
        "incident_id": np.array([f"i{number}" for number in range(n)]), "brand": brand, "sector": sector,
        "platform": rng.choice(["P1", "P2"], n), "type": rng.choice(["late", "lost"], n), "difficulty": rng.integers(1, 4, n),
        "age_days": left / 24, "authenticity": rng.choice([1.0, 1.0, 0.8, 0.4], n), "first_response_h": answered,
        "confirmed_h": confirmed, "claimed_h": claimed, "contested": rng.random(n) < 0.2, "withdrawn_h": np.full(n, np.nan),
        "follow_up_h": watched, "good_dialogue": rng.random(n) < np.array([warmth[one] for one in brand]),
    }  # fmt: skip


@dataclass(frozen=True)
class Scores:
    """What the product says of a market."""

    case: Case
    estimates: dict[str, Estimate]
    standard: Standard
    composite: Composite

    def of(self, dimension: str, quantity: str = "score") -> Floats:
        """A quantity of the posterior of all brands, in the case's order."""
        values: Floats = getattr(self.estimates[dimension].posterior, quantity)
        return values

    def brand(self, name: str) -> int:
        """Where a brand stands."""
        return self.case.brands.index(name)

    @property
    def bits(self) -> dict[str, bytes]:
        """Every scored number, to the last bit."""
        parts = ("m", "v", "score", "low", "high")
        found = {f"{one}.{part}": self.of(one, part).tobytes() for one in SCORED for part in parts}
        counts = {f"{one}.{part}": getattr(self.estimates[one], part).tobytes() for one in SCORED for part in ("observed", "expected")}  # fmt: skip
        return found | counts | {f"composite.{part}": getattr(self.composite, part).tobytes() for part in parts}


def scored(market: Market, standard: Standard | None = None, *, parameters: Parameters = AUDIT, threads: int = 2) -> Scores:  # fmt: skip
    """Scores of a market against a standard, or against the one it makes itself."""
    lake = connect()
    lake.execute(f"SET threads = {threads}")
    for name in ("incident", "exposure", "voice"):
        columns = {key: pa.array(column, from_pandas=True) for key, column in getattr(market, name).items()}
        lake.from_arrow(pa.table(columns)).create(name)
    case = Case(lake, parameters)
    estimates, built, _ = estimate_all(case, standard)
    return Scores(case, estimates, built, compose(case, estimates))
