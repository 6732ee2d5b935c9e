import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.statistics import hazards
from scoring.statistics.hazards import RESOLUTION_BINS_HOURS, RESPONSE_BINS_HOURS, RiskTable
from scoring.statistics.inputs import Floats
from tests.scoring.statistics import case
from tests.scoring.statistics.columns import column, rows_where
from tests.shared import golden

EDGES = (0, 1, 4, 10)
times = st.lists(st.tuples(st.floats(0, 10), st.integers(0, 1), st.floats(0, 1), st.integers(0, 2)), min_size=1)


def calibrated(table: RiskTable) -> Floats:
    """Shrunken rates, then the one factor of the sector."""
    rates = hazards.shrunken_rates(table, hazards.parent_rates(table))
    return rates * hazards.calibration_factor(table.events, hazards.expected_events(table, rates))


def test_bins_are_closed_on_the_right_and_time_zero_is_in_bin_zero() -> None:
    assert hazards.bin_index([0, 0.5, 1, 1.0001, 4, 10], EDGES).tolist() == [0, 0, 0, 1, 1, 2]


def test_a_table_worked_by_hand() -> None:
    # stratum 0: an event at 3 of weight 1 and a censoring at 0.5 of weight 0.5; stratum 1: an event at 0
    got = hazards.risk_table([3, 0.5, 0], [1, 0, 1], [1, 0.5, 1], [0, 0, 1], edges=EDGES, stratum_count=2)
    assert got.events.tolist() == [[0, 1, 0], [1, 0, 0]]
    assert got.person_time.tolist() == [[1.25, 2, 0], [0, 0, 0]]
    parent = hazards.parent_rates(got)
    assert parent.tolist() == [1 / 1.25, 0.5, 0]
    rates = hazards.shrunken_rates(got, parent)
    np.testing.assert_allclose(rates[0], [5 / (1.25 + 5 / 0.8), 6 / (2 + 5 / 0.5), 0])
    np.testing.assert_allclose(rates[1], [6 / (5 / 0.8), 0.5, 0])


def test_a_parent_rate_of_zero_leaves_the_own_rate() -> None:
    table = RiskTable(np.array([[2.0, 1.0]]), np.array([[4.0, 0.0]]))
    assert hazards.shrunken_rates(table, [0.0, 0.0]).tolist() == [[0.5, 0.0]]


def test_the_cumulative_hazard_by_hand() -> None:
    rates = [[0.1, 0.2, 0.0], [1.0, 0.0, 0.5]]
    got = hazards.cumulative_hazard([0, 1, 3, 10, 6], [0, 0, 0, 0, 1], rates, EDGES)
    np.testing.assert_allclose(got, [0, 0.1, 0.5, 0.7, 2.0], rtol=1e-14)


@given(times)
def test_person_time_and_events_are_split_without_loss(rows: list[tuple[float, int, float, int]]) -> None:
    t, d, q, s = (np.array(values) for values in zip(*rows, strict=True))
    table = hazards.risk_table(t, d, q, s, edges=EDGES, stratum_count=3)
    np.testing.assert_allclose(table.person_time.sum(axis=1), np.bincount(s, weights=q * t, minlength=3), atol=1e-12)
    np.testing.assert_allclose(table.events.sum(axis=1), np.bincount(s, weights=q * d, minlength=3), atol=1e-12)


@given(times)
def test_the_two_ways_to_the_expected_count_agree_and_excess_is_additive(
    rows: list[tuple[float, int, float, int]],
) -> None:
    t, d, q, s = (np.array(values) for values in zip(*rows, strict=True))
    rates = np.array([[0.3, 0.1, 0.02], [0.0, 2.0, 0.1], [0.05, 0.0, 1.0]])
    table = hazards.risk_table(t, d, q, s, edges=EDGES, stratum_count=3)
    by_row = q * hazards.cumulative_hazard(t, s, rates, EDGES)
    by_cell = hazards.expected_events(table, rates)
    np.testing.assert_allclose(by_row.sum(), by_cell.sum(), rtol=1e-12, atol=1e-12)
    by_stratum = [float((q * d - by_row)[s == k].sum()) for k in range(3)]
    np.testing.assert_allclose(sum(by_stratum), table.events.sum() - by_cell.sum(), rtol=1e-12, atol=1e-11)


def test_removal_never_helps() -> None:
    """F7: the policy keeps a removed complaint at risk to the horizon; ending its risk at removal would cut E."""
    rows = golden("takedown_unit")
    online, removed = 720.0, 10.0
    got = hazards.cumulative_hazard([online, online], [0, 0], [[0.01]], [0, 720])
    np.testing.assert_allclose(got, column(rows, "E_policy_ignore_removal"), rtol=1e-12)
    naive = hazards.cumulative_hazard([online, removed], [0, 0], [[0.01]], [0, 720])
    np.testing.assert_allclose(naive, column(rows, "E_naive_censor_at_removal"), rtol=1e-12)
    assert naive[1] < got[1]


@pytest.mark.parametrize("name", case.SECTORS)
def test_the_response_standard_of_the_case(name: str) -> None:
    sector = case.sector(name)
    t, d = sector.clock("first_response_h", 720)
    edges, count = RESPONSE_BINS_HOURS, len(sector.strata)
    table = hazards.risk_table(t, d, sector.weight, sector.stratum, edges=edges, stratum_count=count)
    rows = rows_where("case/standard_response_rates", sector=name)
    cell = [sector.strata.index(row["stratum"]) for row in rows], [int(row["bin"]) for row in rows]
    assert len(rows) == count * (len(edges) - 1)
    np.testing.assert_allclose(table.events[cell], column(rows, "D"), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(table.person_time[cell], column(rows, "T"), rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(hazards.parent_rates(table)[cell[1]], column(rows, "lam_par"), rtol=1e-10)
    np.testing.assert_allclose(calibrated(table)[cell], column(rows, "lam"), rtol=1e-10)


@pytest.mark.parametrize("name", case.SECTORS)
@pytest.mark.parametrize(
    ("dimension", "event", "edges"),
    [
        ("responsiveness", "first_response_h", RESPONSE_BINS_HOURS),
        ("resolution", "confirmed_h", RESOLUTION_BINS_HOURS),
    ],
)
def test_observed_and_expected_of_the_case(name: str, dimension: str, event: str, edges: tuple[float, ...]) -> None:
    sector = case.sector(name)
    t, d = sector.clock(event, edges[-1])
    q, count = sector.weight, len(sector.strata)
    table = hazards.risk_table(t, d, q, sector.stratum, edges=edges, stratum_count=count)
    O = sector.by_brand(q * d)
    E = sector.by_brand(q * hazards.cumulative_hazard(t, sector.stratum, calibrated(table), edges))
    rows = rows_where(f"case/expected_{dimension}", sector=name)
    assert [row["brand"] for row in rows] == sector.brands
    np.testing.assert_allclose(O, column(rows, "O"), rtol=1e-10)
    np.testing.assert_allclose(E, column(rows, "E"), rtol=1e-10)
    np.testing.assert_allclose(O / sector.scale, column(rows, "O_eff"), rtol=1e-10)
    np.testing.assert_allclose(E / sector.scale, column(rows, "E_eff"), rtol=1e-10)
    np.testing.assert_allclose(E.sum(), O.sum(), rtol=1e-12)


def test_impossible_input_is_refused() -> None:
    with pytest.raises(ScoringError, match="times must be <= the last edge; got 11"):
        hazards.bin_index([11], EDGES)
    for edges in ([1, 2], [0, 2, 2], [0]):
        with pytest.raises(ScoringError, match="edges must rise from 0"):
            hazards.bin_index([0], edges)
    with pytest.raises(ScoringError, match="one column for each of 3 bins"):
        hazards.cumulative_hazard([1], [0], [[0.1]], EDGES)
    with pytest.raises(ScoringError, match="more than 0 to be calibrated"):
        hazards.calibration_factor([1], [0])
    with pytest.raises(ScoringError, match=r"stratum must be in 0\.\.1"):
        hazards.risk_table([1], [1], [1], [2], edges=EDGES, stratum_count=2)
