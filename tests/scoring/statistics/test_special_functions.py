"""The special functions that the statistics lean on, against 40-digit values."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import special

from tests.scoring.statistics.columns import column, rows_where

FUNCTIONS: dict[str, Callable[..., object]] = {
    "gammainc_lower_reg": special.gammainc,
    "betainc_reg": special.betainc,
    "digamma": special.psi,
    "trigamma": lambda x: special.polygamma(1, x),
    "norm_ppf": special.ndtri,
    "gamma_ppf_rate1": special.gammaincinv,
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_scipy_agrees_with_forty_digits(name: str) -> None:
    rows = rows_where("special_functions", function=name)
    arguments = [column(rows, key) for key in ("arg1", "arg2", "arg3")]
    got = FUNCTIONS[name](*(values for values in arguments if not np.isnan(values).any()))
    np.testing.assert_allclose(np.asarray(got), column(rows, "value"), rtol=1e-10, atol=0)


def test_the_upper_tail_inverse_is_the_lower_one_from_the_other_side() -> None:
    rows = [row for row in rows_where("special_functions", function="gamma_ppf_rate1") if float(row["arg2"]) >= 0.5]
    upper = special.gammainccinv(column(rows, "arg1"), 1 - column(rows, "arg2"))
    np.testing.assert_allclose(upper, column(rows, "value"), rtol=1e-10, atol=0)
