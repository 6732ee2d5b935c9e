"""Own figures beside the scores: the arithmetic, the strictness of the file, and that nothing of it goes into a score."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from store.association import rank_association
from store.errors import InputError
from store.private_figures import beside, read_figures

HOUSE = Path(__file__).resolve().parents[2]


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


def test_every_figure_stands_beside_every_dimension_over_the_periods_both_have() -> None:
    years = [str(year) for year in range(2018, 2026)]
    figures = {"nps": dict(zip(years, [1.0, 2, 4, 3, 6, 5, 8, 9], strict=True)), "churn": {"2024": 3.0}}
    scores = {"resolution": dict(zip(years[1:], [20.0, 30, 35, 40, 38, 60, 70], strict=True)), "volume": {"2024": 50.0}}
    found = {(one.metric, one.dimension): one for one in beside(figures, scores)}
    assert list(found) == [("churn", "resolution"), ("churn", "volume"), ("nps", "resolution"), ("nps", "volume")]
    told = found["nps", "resolution"]
    assert (told.periods, told.n, told.values[0], told.scores[0]) == (years[1:], 7, 2.0, 20.0)
    assert told.rho == pytest.approx(float(spearmanr(told.values, told.scores).statistic))
    assert (found["nps", "volume"].n, found["nps", "volume"].rho) == (1, None)


def test_no_room_that_calculates_knows_of_private_figures() -> None:
    """They are read where they are laid beside the scores, and stored where only their key opens them: never where scores are made."""
    modules = ("store.private_figures", "store.sealed", "SealedFigures")
    users = {str(path.relative_to(HOUSE)) for room in ("scoring", "crawler", "store", "api") for path in sorted((HOUSE / room).rglob("*.py"))
             if any(name in path.read_text(encoding="utf-8") for name in modules)}  # fmt: skip
    assert users == {"scoring/commands/figures.py", "store/sealed.py", "store/keys.py", "store/tables.py", "store/backup.py", "api/own_figures.py",
                     "api/chart_figures.py", "api/pages/own_figures.py", "api/pages/own_session.py"}  # fmt: skip
