import numpy as np
import pytest

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats
from scoring.statistics.intervals import poisson_byar
from scoring.statistics.standardised import EUROPEAN_2013, Standardised, count_interval, dobson, expected_at
from tests.scoring.statistics.columns import Rows, column, rows_where
from tests.shared import golden

LEVELS = [(0.95, "95_0"), (0.998, "99_8")]
AREAS = ["testdata_big", "testdata_small", "testdata_tiny"]


def per(row: dict[str, str]) -> float:
    return float(row["statistic"].split()[-1])


def figures(got: Standardised) -> Floats:
    return np.array([got.rate, float(got.interval.low), float(got.interval.high)])


def complete(name: str, key: str = "value") -> Rows:
    return [row for row in golden(name) if row[key]]


def ends(rows: Rows, key: str) -> tuple[Floats, Floats]:
    return column(rows, f"lower{key}cl"), column(rows, f"upper{key}cl")


@pytest.mark.parametrize(("level", "key"), LEVELS)
@pytest.mark.parametrize("area", AREAS)
def test_directly_standardised_rates_of_the_health_agency(area: str, level: float, key: str) -> None:
    data = rows_where("phe_dsr_inputs", area=area)
    events, persons = np.nan_to_num(column(data, "count")), column(data, "pop")
    got = dobson(events, persons, EUROPEAN_2013, level)
    for row in rows_where("phe_dsr_results", area=area):
        assert (events.sum(), persons.sum()) == (float(row["total_count"]), float(row["total_pop"]))
        if area == "testdata_tiny":
            assert row["value"] == ""
            assert np.isnan(figures(got)).all()
            continue
        wanted = [float(row[name]) for name in ("value", f"lower{key}cl", f"upper{key}cl")]
        np.testing.assert_allclose(figures(got) * per(row), wanted, rtol=1e-6)


@pytest.mark.parametrize("area", AREAS)
def test_indirectly_standardised_figures_from_the_strata(area: str) -> None:
    data, table = rows_where("phe_isr_inputs", area=area), golden("phe_isr_refdata")
    reference = column(table, "refcount"), column(table, "refpop")
    persons = np.nan_to_num(column(data, "pop"))  # the smallest area leaves the band blank whose reference rate is 0
    expected, observed = expected_at(persons, *reference), float(np.nansum(column(data, "count")))
    for row in rows_where("phe_isr_results", area=area):
        np.testing.assert_allclose([observed, expected], [float(row["observed"]), float(row["expected"])], rtol=1e-6)
        rate = 1.0
        if row["ref_rate"]:
            rate = reference[0].sum() / reference[1].sum()
            np.testing.assert_allclose(rate * per(row), float(row["ref_rate"]), rtol=1e-6)
        np.testing.assert_allclose(observed / expected * rate * per(row), float(row["value"]), rtol=1e-6)
        for level, key in LEVELS:
            got = np.array(count_interval(observed, expected, level)) * rate * per(row)
            np.testing.assert_allclose(got, [float(row[f"lower{key}cl"]), float(row[f"upper{key}cl"])], rtol=1e-6)


def test_the_reference_table_is_the_one_of_the_strata() -> None:
    reference, data = golden("phe_isr_refdata"), rows_where("phe_isr_inputs", area="testdata_big")
    for name in ("refcount", "refpop"):
        np.testing.assert_array_equal(column(reference, name), column(data, name))


@pytest.mark.parametrize(("level", "key"), LEVELS)
def test_crude_rates_with_the_switch_at_ten(level: float, key: str) -> None:
    rows = complete("phe_rates")
    O, n, scale = (column(rows, name) for name in ("Numerator", "Denominator", "multiplier"))
    np.testing.assert_allclose(O / n * scale, column(rows, "value"), rtol=1e-6)
    assert [row["method"] for row in rows] == ["Exact" if count < 10 else "Byars" for count in O]
    np.testing.assert_allclose(np.array(count_interval(O, n, level)) * scale, ends(rows, key), rtol=1e-6)


def test_proportions() -> None:
    rows = complete("phe_proportions")
    got = column(rows, "Numerator") / column(rows, "Denominator") * column(rows, "multiplier")
    np.testing.assert_allclose(got, column(rows, "value"), rtol=1e-6)


def test_the_one_upper_end_printed_alone() -> None:
    """Byar at a count of 1 and 99.8 %: the lower end is not given, the upper is."""
    (row,) = [row for row in golden("phe_byars_wilson") if not row["lowercl"]]
    got = poisson_byar(float(row["x"]), confidence=0.998)
    np.testing.assert_allclose(got.high, float(row["uppercl"]), rtol=1e-6)


def test_one_stratum_has_the_interval_of_its_count() -> None:
    got, plain = dobson([40], [1000], [7]), poisson_byar(40, 1000)
    np.testing.assert_allclose(figures(got), figures(Standardised(0.04, plain)), rtol=1e-12)


def test_the_european_population_is_whole() -> None:
    assert sum(EUROPEAN_2013) == 100_000


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="persons must be > 0"):
        dobson([1], [0], [1])
    with pytest.raises(ScoringError, match="shapes differ"):
        dobson([1, 2], [3, 4], [1])
    with pytest.raises(ScoringError, match="reference_persons"):
        expected_at([1], [1], [0])
