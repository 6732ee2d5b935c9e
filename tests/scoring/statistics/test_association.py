"""Own figures beside the scores: the arithmetic, the strictness of the file, and that nothing of it goes into a score."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from scoring.statistics.association import rank_association
from store.errors import InputError
from store.private_figures import read_figures

HOUSE = Path(__file__).resolve().parents[3]


def test_rho_is_spearmans_and_ties_share_their_rank() -> None:
    rng = np.random.default_rng(3)
    one, other = rng.integers(0, 6, 30).tolist(), rng.integers(0, 6, 30).tolist()
    found = rank_association(one, other)
    assert found.rho == pytest.approx(float(spearmanr(one, other).statistic))
    assert found.rho is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.rho < found.high


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng, held = np.random.default_rng(5), 0
    truth = 6 / np.pi * np.arcsin(0.5 / 2)  # Spearman's rho of a normal pair with correlation .5
    for _ in range(600):
        x = rng.normal(size=24)
        found = rank_association(x.tolist(), (0.5 * x + np.sqrt(0.75) * rng.normal(size=24)).tolist())
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 600 <= 0.98


@pytest.mark.parametrize("other", [[1.0, 1, 1, 1, 1, 1], [1.0, 2, 3, 4]])
def test_too_little_says_nothing(other: list[float]) -> None:
    assert rank_association([float(n) for n in range(len(other))], other)[1:] == (None, None, None)


def test_perfect_agreement_is_not_certainty() -> None:
    found = rank_association([1, 2, 3, 4, 5, 6], [2, 3, 5, 7, 11, 13])
    assert found.rho == 1
    assert found.low is not None
    assert found.low < 0.9
    down = rank_association([1, 2, 3, 4, 5, 6], [13, 11, 7, 5, 3, 2])
    assert down.low == -1
    assert down.high == pytest.approx(-found.low)


@pytest.mark.parametrize(("line", "says"), [("2025-13,nps,1", ":3: period"), ("2025,,1", ":3: metric"), ("2025,nps,x", ":3: value"), ("2025,nps,inf", ":3: value"),
                                            ("2025,nps", ":3"), ("2025,nps,1,2", ":3"), ("2024,nps,1", ":3: period: nps has a value")])  # fmt: skip
def test_a_wrong_line_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"period,metric,value\n2024,nps,40\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=f"own.csv{says}"):
        read_figures(file)


def test_no_calculation_of_scores_knows_of_private_figures() -> None:
    """Only the command that lays them side by side reads them; no table and no release holds them."""
    users = [str(path.relative_to(HOUSE)) for room in ("scoring", "api", "crawler", "store") for path in sorted((HOUSE / room).rglob("*.py"))
             if "store.private_figures" in path.read_text(encoding="utf-8")]  # fmt: skip
    assert users == ["scoring/commands/figures.py"]
    assert "Session" not in (HOUSE / "store" / "private_figures.py").read_text(encoding="utf-8")
