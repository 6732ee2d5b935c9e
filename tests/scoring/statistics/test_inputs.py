import numpy as np
import pytest

from scoring.errors import ScoringError
from scoring.statistics import inputs


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_value_that_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ScoringError, match=r"observed must be finite; got .* at position 1"):
        inputs.non_negative("observed", [1.0, value])


def test_a_negative_count_is_named_in_the_message() -> None:
    with pytest.raises(ScoringError, match=r"observed must be >= 0; got -3\.0 at position 2"):
        inputs.non_negative("observed", [1, 2, -3])


def test_positive_refuses_zero_and_non_negative_takes_it() -> None:
    assert inputs.non_negative("expected", 0).tolist() == 0.0
    with pytest.raises(ScoringError, match=r"> 0; got 0\.0"):
        inputs.positive("expected", [0.0])


def test_an_event_where_none_can_be_expected_is_refused() -> None:
    O, E = inputs.counts_with_expected([0, 2], [0, 1])
    assert (O.tolist(), E.tolist()) == ([0.0, 2.0], [0.0, 1.0])
    with pytest.raises(ScoringError, match="where something was observed"):
        inputs.counts_with_expected([1], [0])


def test_arrays_of_different_length_are_refused() -> None:
    with pytest.raises(ScoringError, match="shapes differ"):
        inputs.counts_with_expected([1, 2], [1])


@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, 1.1, np.nan])
def test_a_confidence_lies_strictly_between_0_and_1(value: float) -> None:
    with pytest.raises(ScoringError, match="confidence must lie between 0 and 1"):
        inputs.inside("confidence", value)


def test_a_share_lies_in_0_to_1() -> None:
    assert inputs.share("share", [0, 1]).tolist() == [0.0, 1.0]
    with pytest.raises(ScoringError, match=r"<= 1; got 1\.5"):
        inputs.share("share", 1.5)


def test_positions_are_whole_and_inside() -> None:
    assert inputs.index("brand", [0, 2], 3).tolist() == [0, 2]
    for wrong in ([3], [-1]):
        with pytest.raises(ScoringError, match=r"brand must be in 0\.\.2"):
            inputs.index("brand", wrong, 3)
    with pytest.raises(ScoringError, match="whole numbers"):
        inputs.index("brand", [0.5], 3)


def test_sums_by_position() -> None:
    assert inputs.summed(np.array([2, 0, 2]), np.array([1.0, 2.0, 4.0]), 4).tolist() == [2.0, 0.0, 5.0, 0.0]
