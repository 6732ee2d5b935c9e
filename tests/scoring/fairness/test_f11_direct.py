"""F11: brands compared on one common mix: equal rates are equal, better rates are better, whatever each brand's own mix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.statistics.axioms import directly_standardised_rate
from scoring.statistics.inputs import Floats
from tests.scoring.fairness.market import few
from tests.shared import golden

CLASSES = 10  # SPEC-12
TRIALS = arrays(np.float64, (2, CLASSES), elements=st.integers(1, 5000).map(float))
RATES = arrays(np.float64, CLASSES, elements=st.integers(0, 1000).map(lambda n: n / 1000))
MIX = arrays(np.float64, CLASSES, elements=st.integers(1, 1000).map(float))


@few(100)
@given(trials=TRIALS, rates=RATES, mix=MIX)
def test_f11_equivalence(trials: Floats, rates: Floats, mix: Floats) -> None:
    """Two brands of the same rate in every class get the same figure."""
    first, second = directly_standardised_rate(trials * rates, trials, mix)
    assert first == pytest.approx(second, abs=1e-12)


@few(100)
@given(trials=TRIALS, rates=RATES, mix=MIX, change=RATES)
def test_f11_dominance(trials: Floats, rates: Floats, mix: Floats, change: Floats) -> None:
    """A brand that is lower in some classes and higher in none gets the lower figure."""
    lower = rates * change
    figures = directly_standardised_rate(trials * np.array([rates, lower]), trials, mix)
    gap = (mix * (rates - lower)).sum() / mix.sum()
    assert figures[0] - figures[1] == pytest.approx(gap, abs=1e-12)
    assert (figures[1] < figures[0]) == (gap > 1e-12)


def test_f11_the_example_that_breaks_indirect_ratios() -> None:
    """Equal rates in both strata: O/E says 1.18 against 1.95, the direct figure .25 twice."""
    rows = golden("axioms_indirect_vs_direct")
    trials, rates = (np.array([[float(row[name + "1"]), float(row[name + "2"])] for row in rows]) for name in ("n", "rate"))  # fmt: skip
    indirect = (trials * rates).sum(axis=1) / (trials * [0.1, 0.2]).sum(axis=1)
    np.testing.assert_allclose(indirect, [float(row["smr_indirect"]) for row in rows], rtol=1e-10)
    assert abs(indirect[0] - indirect[1]) > 0.7
    direct = directly_standardised_rate(trials * rates, trials, [100, 100])
    np.testing.assert_allclose(direct, [float(row["direct_rate"]) for row in rows], rtol=1e-12)
