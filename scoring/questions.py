"""Questions a person asks of the store rather than of a release: two brands, two dates, other weights, other choices.

They are answered as the latest release was calculated: by its parameters and, where it was measured against a frozen standard, by that;
and as of its moment, unless another is asked for, so that what is added up here is what was published.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from sqlalchemy import Engine
from sqlmodel import Session

from scoring import snapshot
from scoring.against import Comparison, against
from scoring.components import Component
from scoring.contributions import by_incident
from scoring.errors import ScoringError
from scoring.frozen import standard_of
from scoring.groups import SCORED
from scoring.market import Market, open_market
from scoring.method import Parameters
from scoring.moved import told, what_moved
from scoring.moved_state import State, state_of
from scoring.sensitivity import compose_with, sensitivity
from store.lake import freeze
from store.release import Published, former_release
from store.settings import Settings
from store.tables import Brand


@contextmanager
def _market(engine: Engine, settings: Settings, as_of: datetime | None) -> Iterator[Market]:
    release = former_release(settings.releases)
    parameters, standard = Parameters(), None
    if release is not None:
        parameters, standard = _parameters(release), standard_of(release)
        as_of = as_of or datetime.fromisoformat(release.manifest["as_of"])
    settings.lake.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.lake, prefix="question-") as folder:
        freeze(engine, snapshot.selects(), Path(folder), snapshot.CLEAN)
        with open_market(Path(folder), as_of or datetime.now(UTC), parameters, standard) as market:
            if market is None:
                raise ScoringError("nothing that can be scored is stored: crawl a source or import records first")
            yield market


def _parameters(release: Published) -> Parameters:
    return Parameters(**json.loads(release.manifest["parameters"]))


def compare(
    engine: Engine, settings: Settings, sector: str, brand: str, other: str, as_of: datetime | None = None
) -> Comparison:
    """Two brands of a sector: what sets their composites apart, and whether they can be told apart at all."""
    with Session(engine) as session:
        names = {one: found.name for one in (brand, other) if (found := session.get(Brand, one))}
    with _market(engine, settings, as_of) as market:
        return against(market.case, market.estimates, market.composite, (sector, brand), (sector, other), names)


def moved_since(
    engine: Engine, settings: Settings, sector: str, brand: str, since: datetime, until: datetime | None = None
) -> dict[str, list[Component]]:
    """By dimension, the exact parts of what changed for a brand between two moments, both by what is known today (B2)."""
    before = _states(engine, settings, sector, brand, since)
    after = _states(engine, settings, sector, brand, until or datetime.now(UTC))
    return {name: list(told(what_moved(before[name], after[name]))) for name in before if name in after}


def _states(engine: Engine, settings: Settings, sector: str, brand: str, moment: datetime) -> dict[str, State]:
    with _market(engine, settings, moment) as market:
        return {
            str(name): state_of(market.case, market.estimates, market.standard, sector, brand, name) for name in SCORED
        }


def incidents_of(
    engine: Engine, settings: Settings, sector: str, brand: str, dimension: str, as_of: datetime | None = None
) -> pa.Table:
    """Every matter's part of a brand's observed and expected in a dimension; the columns add up to the score's own O and E."""
    with _market(engine, settings, as_of) as market:
        return by_incident(market.case, market.standard, dimension, sector, brand)


def choices(
    engine: Engine, settings: Settings, sector: str, *, seed: int, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """How far the composites of a sector's brands move under other weights and other choices (SPEC-29).

    Raises ScoringError for a sector that is not scored.
    """
    with _market(engine, settings, as_of) as market:
        _brands_of(market, sector)
        table = sensitivity(market.case, market.estimates, seed=seed, used=market.used)
    return [dict(row) for row in table.to_pylist() if row["sector"] == sector]


def reweighed(
    engine: Engine, settings: Settings, sector: str, weights: Mapping[str, float], as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """The sector's composites under a reader's own weights, by brand name. Raises ScoringError as `choices` does."""
    with _market(engine, settings, as_of) as market:
        mine = _brands_of(market, sector)
        case, found = market.case, compose_with(market.case, market.estimates, weights, market.used)
        return [{"brand": case.brands[i], "score": float(found.score[i]), "low": float(found.low[i]), "high": float(found.high[i]),
                 "reliability": float(found.reliability[i])} for i in range(mine.start, mine.stop)]  # fmt: skip


def _brands_of(market: Market, sector: str) -> slice:
    case = market.case
    if sector not in case.sectors:
        raise ScoringError(f"no sector {sector!r} is scored; there are {', '.join(case.sectors)}")
    return case.brands_of(case.sectors.index(sector))
