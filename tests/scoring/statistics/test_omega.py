"""The tabulated Wright omega function against its own equation and scipy's."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from scoring.statistics.omega import omega


@given(st.lists(st.floats(-60, 60), min_size=1, max_size=50))
def test_it_solves_its_equation(x: list[float]) -> None:
    w = omega(np.array(x))
    np.testing.assert_allclose(w, special.wrightomega(np.array(x)), rtol=1e-12)
    np.testing.assert_allclose(w + np.log(w), x, rtol=0, atol=1e-10)


@given(st.floats(-700, 1e6))
def test_far_out_it_is_scipys(x: float) -> None:
    np.testing.assert_allclose(omega(np.array([x, 0.0, 900.0])), special.wrightomega([x, 0.0, 900.0]), rtol=1e-12)


def test_nothing_gives_nothing() -> None:
    assert omega(np.zeros((0, 241))).shape == (0, 241)
