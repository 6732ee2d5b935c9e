"""The explanations over a case that came from the store: its incidents have other columns than those from files."""

import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from scoring.against import against
from scoring.case import Case
from scoring.contributions import by_incident, by_stratum
from scoring.estimate import Estimate
from scoring.market import Market, open_market
from scoring.method import Parameters
from scoring.mix import on_common_mix, overlap
from scoring.moved import INPUTS, SERVICE, value
from scoring.moved_state import state_of
from scoring.quality import contested_claims, outcomes, template_share
from scoring.removals import parity, removals
from scoring.sensitivity import sensitivity
from scoring.snapshot import selects
from scoring.standard import Standard
from store.lake import freeze
from store.session import table_of
from store.settings import Settings
from store.tables import Record
from tests.scoring.made import NOW, base, keep, record

SIZES = {"Alfa": 50_000, "Beta": 80_000, "Gama": 120_000, "Delta": 200_000, "Epsilon": 400_000, "Zeta": 600_000}
COUNTS = {"Alfa": 30, "Beta": 20, "Gama": 25, "Delta": 35, "Epsilon": 40, "Zeta": 60}


def everything(market: Market) -> dict[str, Any]:
    """All that can be asked of a case, and that it adds up."""
    case, estimates, standard, found = market.case, market.estimates, market.standard, market.composite
    sector = case.sectors[0]
    for dimension in ("volume", "responsiveness", "resolution", "dialogue"):
        _adds_up(case, estimates, standard, dimension)
    return {
        "against": against(case, estimates, found, (sector, "alfa"), (sector, "beta")), "overlap": overlap(case),
        "mix": on_common_mix(case, standard, "responsiveness", sector, ["alfa", "zeta"]), "outcomes": outcomes(case).to_pylist(),
        "claims": contested_claims(case).to_pylist(), "templates": template_share(case).to_pylist(), "removals": removals(case).to_pylist(),
        "parity": parity(case, standard).to_pylist(), "sensitivity": sensitivity(case, estimates, seed=1, used=market.used, draws=5).to_pylist(),
        "state": state_of(case, estimates, standard, sector, "alfa", "responsiveness"), "names": case.brands,
    }  # fmt: skip


def _adds_up(case: Case, estimates: dict[str, Estimate], standard: Standard, dimension: str) -> None:
    estimate, table = estimates[dimension], by_stratum(case, estimates, standard, dimension).to_pylist()
    for number, brand in enumerate(case.brands):
        parts = by_incident(case, standard, dimension, case.sectors[0], brand).to_pylist()
        for rows, name in ((table, "observed"), (parts, "observed_part")):
            mine = [row[name] for row in rows if row.get("brand", brand) == brand]
            assert math.fsum(mine) == pytest.approx(estimate.observed[number], abs=1e-9)
        state = state_of(case, estimates, standard, case.sectors[0], brand, dimension)
        assert estimate.posterior is not None
        assert value(dict.fromkeys((*INPUTS, SERVICE), state)).m == pytest.approx(estimate.posterior.m[number], abs=1e-9)  # fmt: skip


@pytest.fixture
def answers(engine: Engine, settings: Settings, tmp_path: Path) -> dict[str, Any]:
    base(engine, SIZES)
    keep(engine, settings, [
        record(f"{brand}-{n}", brand, hours_ago=100 + 17 * n, answered_after=(n * 7919) % 300 / 3 if n % 3 else None)
        for brand, count in COUNTS.items() for n in range(count)
    ])  # fmt: skip
    table = table_of(Record)
    with engine.begin() as connection:
        gone = update(table).where(table.c.source_key.in_(["Alfa-0", "Alfa-3", "Zeta-6"]))
        connection.execute(gone.values(gone_at=NOW - timedelta(hours=50), last_seen_at=NOW - timedelta(hours=60)))
    freeze(engine, selects(), tmp_path / "lake")
    with open_market(tmp_path / "lake", NOW, Parameters()) as market:
        assert market is not None
        return everything(market)


def test_a_stored_case_explains_itself(answers: dict[str, Any]) -> None:
    rows = {row["brand"]: row for row in answers["outcomes"]}
    assert (rows["alfa"]["all"], rows["alfa"]["removed"], rows["beta"]["removed"]) == (30, 2, 0)
    assert answers["state"].removed_count == 2
    vanished = {row["brand"]: row for row in answers["removals"]}
    assert vanished["alfa"]["removed"] == 2
    assert sum(row["expected"] for row in vanished.values()) == pytest.approx(3)
    told = {row["brand"]: row for row in answers["templates"]}
    assert told["alfa"]["answers"] == 20
    halves = {row["brand"]: row for row in answers["parity"]}
    assert halves["alfa"]["off_observed"] + halves["alfa"]["office_observed"] > 0
    assert answers["overlap"] == pytest.approx([1.0] * 6)
    assert len(answers["mix"].brands) in (0, 2)
    assert answers["against"].sentence_tr
    assert {row["brand"] for row in answers["sensitivity"]} == set(answers["names"])
