"""F8: what a brand pays a platform is nowhere to be seen, and changes nothing."""

import ast
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text

import scoring
from scoring import checks, snapshot
from scoring.errors import ScoringError
from scoring.pipeline import Scored
from scoring.run import score
from store.settings import Settings
from tests.scoring.made import NOW, base, keep, record

SOURCES = sorted(Path(scoring.__file__).parent.rglob("*.py"))
COMMERCE = ("billing", "payment", "invoice", "stripe", "membership", "subscription", "crm", "advert", "sponsor")
HOUSE = {"scoring", "store"}
ROOMS = {"crawler", "api", "terazi", "tests", "migrations"}


def imported(path: Path) -> set[str]:
    """Every dotted name a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_f8_scoring_imports_nothing_of_billing(path: Path) -> None:
    names = imported(path)
    assert not [name for name in names if any(word in name.lower() for word in COMMERCE)]
    assert not [name for name in names if name.split(".")[0] in ROOMS]


def test_f8_no_column_that_scoring_sees_is_commercial() -> None:
    """By the check that runs before every scoring, which in turn must know the words."""
    seen = {column for _, columns in snapshot.COLUMNS.values() for column in columns}
    checks.check_inputs(seen)
    assert not [name for name in seen if any(word in name.lower() for word in COMMERCE)]
    assert "raw" not in seen  # where a source's own extra fields are kept
    for name in ("membership_type", "is_subscriber", "advertising_spend", "paid_plan", "sponsored", "is_accredited"):
        with pytest.raises(ScoringError, match=name):
            checks.check_inputs(["brand_id", name])


def bits(found: Scored) -> list[bytes]:
    """Every number of a scoring, to the last bit."""
    return [part for one in found.weighed for part in (one.posterior.score.tobytes(), one.posterior.low.tobytes(), one.posterior.high.tobytes(),
            one.tier.tobytes(), one.rank_low.tobytes(), one.group.expected.tobytes())]  # fmt: skip


def test_f8_a_commercial_attribute_in_the_database_changes_no_bit(engine: Engine, settings: Settings) -> None:
    """A column of who is a member is added to three tables, filled, and dealt out anew."""
    base(engine, {f"Marka {name}": 10_000.0 * (n + 1) for n, name in enumerate("ABCDEF")})
    keep(engine, settings, [record(f"{name}{n}", f"Marka {name}", hours_ago=100 + 13 * n, answered_after=n % 50 if n % 3 else None)
                            for name in "ABCDEF" for n in range(25)])  # fmt: skip
    before = score(engine, settings, as_of=NOW)[1]
    for column in ("membership_type VARCHAR", "advertising_spend FLOAT"):
        for table in ("brand", "record", "exposure"):
            with engine.begin() as connection:
                connection.execute(text(f"ALTER TABLE {table} ADD COLUMN {column}"))
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        with engine.begin() as connection:
            for brand in connection.execute(text("SELECT brand_id FROM brand ORDER BY 1")).scalars().all():
                dealt = {"brand": brand, "plan": str(rng.choice(["gold", "none"])), "spend": float(rng.integers(10**6))}
                connection.execute(text("UPDATE brand SET membership_type = :plan, advertising_spend = :spend WHERE brand_id = :brand"), dealt)  # fmt: skip
            connection.execute(text("UPDATE record SET membership_type = 'gold', raw = '{\"membershipType\": \"Premium\"}' WHERE brand_label = 'Marka A'"))  # fmt: skip
        after = score(engine, settings, as_of=NOW)[1]
        assert after.standard_hash == before.standard_hash
        assert bits(after) == bits(before)
