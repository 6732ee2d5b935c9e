import numpy as np
import pytest

from scoring.errors import ScoringError
from scoring.statistics.capture import chapman
from tests.shared import golden


def test_chapman_and_seber() -> None:
    for row in golden("capture_recapture_chapman"):
        got = chapman(int(row["n1"]), int(row["n2"]), int(row["m"]))
        wanted = [float(row[key]) for key in ("chapman", "seber_variance", "coverage")]
        np.testing.assert_allclose(got, wanted, rtol=1e-12)


def test_full_overlap_is_full_coverage() -> None:
    assert chapman(20, 20, 20) == (20.0, 0.0, 1.0)
    assert chapman(0, 0, 0).coverage == 1.0


@pytest.mark.parametrize("both", [-1, 4])
def test_more_in_common_than_seen_is_refused(both: int) -> None:
    with pytest.raises(ScoringError, match=r"both must lie in 0\.\.3"):
        chapman(3, 8, both)
