"""`terazi explain --vs, --since, --incidents` and `sensitivity` speak of what was published: its standard, its parameters, its moment."""

import math
from datetime import timedelta
from pathlib import Path

import pytest

from scoring.errors import ScoringError
from scoring.method import Parameters
from scoring.publish import publish_release
from scoring.questions import choices, incidents_of, reweighed
from scoring.run import standard_of
from store.release import open_release
from tests.scoring.made import NOW
from tests.scoring.released import stored


@pytest.mark.parametrize("is_frozen", [True, False])
def test_matters_add_up_to_what_was_published(tmp_path: Path, is_frozen: bool) -> None:
    settings, engine = stored(tmp_path / "home")
    standard = standard_of(engine, settings, NOW - timedelta(days=20), Parameters()) if is_frozen else None
    own = Parameters(half_life_days=90.0)
    publish_release(engine, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW, parameters=own, standard=standard)  # fmt: skip
    release = open_release(settings.releases)
    assert release.manifest["is_own_standard"] is not is_frozen
    rows = [row for row in release.table("scores").to_pylist() if (row["sector_id"], row["brand_id"]) == ("tr-cargo", "alfa")]  # fmt: skip
    assert {"volume", "responsiveness"} <= {row["dimension"] for row in rows}
    for row in rows:
        if row["dimension"] not in ("volume", "responsiveness", "resolution", "dialogue"):
            continue
        parts = incidents_of(engine, settings, "tr-cargo", "alfa", row["dimension"]).to_pylist()
        for name in ("observed", "expected"):
            assert math.fsum(part[f"{name}_part"] for part in parts) == pytest.approx(row[name], abs=1e-9), row["dimension"]  # fmt: skip
    engine.dispose()


def test_a_sector_that_is_not_scored_is_refused(tmp_path: Path) -> None:
    """An empty table would read as one that no choice moves."""
    settings, engine = stored(tmp_path / "home")
    with pytest.raises(ScoringError, match=r"no sector 'tr-cagro' is scored; there are .*tr-cargo"):
        choices(engine, settings, "tr-cagro", seed=1, as_of=NOW)
    with pytest.raises(ScoringError, match="no sector 'tr-cagro' is scored"):
        reweighed(engine, settings, "tr-cagro", {"volume": 1.0}, as_of=NOW)
    engine.dispose()
