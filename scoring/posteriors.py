"""Priors of sectors and posteriors of brands (SPEC-20 to SPEC-23), from estimates."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scoring.case import Case
from scoring.estimate import Estimate
from scoring.standard import Standard, names_of_sectors
from scoring.statistics.gamma_poisson import GammaPrior, fit_prior, shrink_priors
from scoring.statistics.grid import Posterior, binomial_posterior, poisson_posterior
from scoring.statistics.logistic_normal import Cells, cells, fit_tau, shrink_taus
from scoring.statistics.prior_over_range import fit_prior_over_range

NEUTRAL = GammaPrior(1.0, 1.0)
T = TypeVar("T", GammaPrior, float)
Counts = NDArray[np.intp]


def with_posterior(case: Case, estimate: Estimate, standard: Standard, *, is_given: bool) -> Estimate:
    """Priors by sector (SPEC-20), then the posterior of every brand (SPEC-21 to SPEC-23)."""
    if not is_given:
        priors = list(_fitted(case, estimate))
        standard.put(
            estimate.dimension, "prior", names_of_sectors(case), np.array([_as_row(prior) for prior in priors])
        )
    priors = [standard.prior(estimate.dimension, sector) for sector in case.sectors]
    # numpy works outside Python's lock: two threads as DuckDB's, each sector by itself, so that no bit depends on them
    with ThreadPoolExecutor(2) as pool:
        parts = [*pool.map(partial(_posterior, case, estimate), range(len(priors)), priors)]
    joined = Posterior(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in Posterior.__dataclass_fields__)
    )
    return replace(estimate, priors=tuple(priors), posterior=joined)


def _fitted(case: Case, estimate: Estimate) -> Iterator[GammaPrior | float | None]:
    """Priors of all sectors; one of a sector with fewer than ten brands is drawn to the median of all."""
    counts = np.bincount(case.brand_sector[estimate.known], minlength=len(case.sectors))
    if estimate.cells is not None:
        return _drawn([_sector_tau(case, estimate, sector) for sector in range(len(case.sectors))], counts, shrink_taus)
    return _drawn([_sector_gamma(case, estimate, sector) for sector in range(len(case.sectors))], counts, shrink_priors)


def _drawn(
    found: Sequence[T | None], counts: Counts, draw: Callable[[Sequence[T | None], Counts], list[T]]
) -> Iterator[T | None]:
    some = [number for number, prior in enumerate(found) if prior is not None]
    drawn = dict(zip(some, draw([found[number] for number in some], counts[some]), strict=True)) if some else {}
    return (drawn.get(number) for number in range(len(found)))


def _sector_gamma(case: Case, estimate: Estimate, sector: int) -> GammaPrior | None:
    mine = case.brands_of(sector)
    O, E = (part[mine] for part in estimate.effective)
    E = E * np.exp(estimate.shift[mine])
    enough = (case.parameters.enough_expected <= E).sum() >= case.parameters.smallest_group
    if not enough or not O[E > 0].sum() > 0:
        return None
    return fit_prior_over_range(O, E, estimate.sigma[mine]) if case.parameters.exposure_in_prior else fit_prior(O, E)


def _sector_tau(case: Case, estimate: Estimate, sector: int) -> float | None:
    mine = case.brands_of(sector)
    n = np.where(estimate.known, estimate.trials, 0.0)[mine] if estimate.trials is not None else np.zeros(0)
    enough = (n / estimate.scale[mine] >= case.parameters.enough_trials).sum() >= case.parameters.smallest_group
    return fit_tau(_sector_cells(case, estimate, sector)) if enough else None


def _sector_cells(case: Case, estimate: Estimate, sector: int) -> Cells:
    group, logits, mine = estimate.cells, estimate.logits, case.brands_of(sector)
    assert group is not None
    assert logits is not None
    here = slice(int(np.searchsorted(group.brand, mine.start)), int(np.searchsorted(group.brand, mine.stop)))
    scale = estimate.scale[group.brand[here]]
    return cells(
        group.brand[here] - mine.start,
        group.successes[here] / scale,
        group.trials[here] / scale,
        logits[group.stratum[here]],
        mine.stop - mine.start,
    )


def _posterior(case: Case, estimate: Estimate, sector: int, prior: GammaPrior | float | None) -> Posterior:
    """Without a prior every brand stays where no data leaves it: score 50, interval 2.5-97.5, reliability 0."""
    mine = case.brands_of(sector)
    O, E = (part[mine] for part in estimate.effective)
    if prior is None:
        return poisson_posterior(0 * O, 0 * E, NEUTRAL, low_is_better=estimate.low_is_better)
    if isinstance(prior, GammaPrior):
        return poisson_posterior(O, E, prior, low_is_better=estimate.low_is_better, sigma=estimate.sigma[mine], shift=estimate.shift[mine],
                                 centred=case.parameters.centred_exposure)  # fmt: skip
    return binomial_posterior(_sector_cells(case, estimate, sector), prior)


def _as_row(prior: GammaPrior | float | None) -> tuple[float, float]:
    if isinstance(prior, GammaPrior):
        return prior.shape, prior.rate
    return (np.nan if prior is None else prior), np.nan
