"""F3: one more authentic complaint lowers the volume score, strictly, however well the customer base is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.grid import poisson_posterior
from tests.scoring.fairness.market import SEEDS, few, scored, small_market
from tests.scoring.fairness.test_f01_f02_size import one_brand

GRADES = {
    "exact": 0.0,
    "A": 0.03,
    "B": 0.136,
    "C": 0.4214,
    "three times": 0.668,
}  # sigma of ln E by the range of the base


@pytest.mark.parametrize(("observed", "score"), [(0, 84.37), (1, 73.83), (2, 63.28), (3, 53.39)])
def test_f3_the_numbers_of_the_method(observed: int, score: float) -> None:
    found = one_brand(observed, 4)
    assert found.of("volume")[found.brand("s0-b00")] == pytest.approx(score, abs=0.005)


@pytest.mark.parametrize("sigma", GRADES.values(), ids=GRADES)
@pytest.mark.parametrize("shape", [0.5, 2.0, 10.0, 100.0])
def test_f3_every_count_scores_lower_than_the_one_before(shape: float, sigma: float) -> None:
    """Counts 0 to 300 against small and large expectations, with the centred nodes that production uses."""
    counts = np.arange(301.0)
    for expected in (0.5, 4.0, 30.0, 250.0):
        found = poisson_posterior(counts, np.full(301, expected), GammaPrior(shape, shape), low_is_better=True, sigma=sigma, centred=True)  # fmt: skip
        m = found.m[found.score > 1e-6]  # below, even a latent mean is at the end of the grid
        assert (np.diff(m) < 0).all()
        assert (np.diff(found.score[: m.size]) < 0).all()


def test_f3_fixed_nodes_would_break_it() -> None:
    """Why production centres the nodes of SPEC-22: round fixed ones, under a narrow prior, a score rises with a complaint."""
    counts = np.arange(301.0)
    given = {"expected": np.full(301, 30.0), "prior": GammaPrior(100, 100), "low_is_better": True, "sigma": GRADES["C"]}
    fixed, centred = (poisson_posterior(counts, **given, centred=way).score for way in (False, True))  # type: ignore[arg-type]
    assert np.diff(fixed).max() > 0.01
    assert np.diff(centred).max() < 0


@pytest.mark.xfail(
    strict=True,
    reason="SPEC-19: a recent complaint among old ones also raises the brand's own scale, which weakens the evidence",
)
def test_f3_unequal_weights_under_a_narrow_prior() -> None:
    """A hundred complaints a year old and more, three times what is expected, and one of today: the score rises by .05."""
    q = 2 ** (-np.linspace(300, 730, 100) / 180)
    weights = [q, np.append(q, 1.0)]
    scale = np.array([((one**2).sum() + 5 * 0.6) / (one.sum() + 5) for one in weights])  # SPEC-19, sector scale .6
    O, E = np.array([one.sum() for one in weights]) / scale, q.sum() / 3 / scale
    before, after = poisson_posterior(O, E, GammaPrior(100, 100), low_is_better=True).score
    assert after < before


@pytest.mark.parametrize("weighted", [False, True])
@few(4)
@given(seed=SEEDS, grade=st.sampled_from([1.0, 1.05, 1.25, 2.0]), shape=st.sampled_from([1.0, 4.0, 20.0]))
def test_f3_one_more_complaint_through_the_whole_path(seed: int, grade: float, shape: float, weighted: bool) -> None:
    """Any brand of any market against a frozen standard: its volume score falls, nobody else's moves a bit."""
    market = small_market(seed, sectors=1)
    market = market if weighted else market.changed(authenticity=np.ones(market.size))
    by_count = sorted(map(str, market.exposure["brand"]), key=lambda name: market.rows_of(name).size)
    brand = by_count[-1 - seed % 2 * 5]  # the one complained of most, or a middling one
    base = market.exposure
    factor = np.where(base["brand"] == brand, grade, 1.25)
    market = replace(market, exposure=base | {"lo90": base["customers"] / factor, "hi90": base["customers"] * factor})
    standard = scored(market).standard
    standard.put("volume", "prior", [("s0", "")], np.array([[shape, shape]]))
    more = market.taken(np.append(np.arange(market.size), market.rows_of(brand)[0]))
    more.incident["authenticity"][-1] = 1.0
    before, after = scored(market, standard), scored(more, standard)
    others = np.arange(len(before.case.brands)) != before.brand(brand)
    assert (after.of("volume") < before.of("volume"))[~others].all()
    assert (after.of("volume") == before.of("volume"))[others].all()
