"""One figure from the five dimensions, its places and groups, and what it is made of (SPEC-25 to SPEC-32)."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from scoring.case import Case
from scoring.components import Component, said
from scoring.estimate import Estimate
from scoring.groups import SCORED
from scoring.peer_group import PeerGroup, Weighed, weigh
from scoring.statistics.composite import Composite, composite, is_published
from scoring.statistics.grid import Posterior
from store.vocabulary import Band, Dimension

NAMES = {
    "volume": ("volume", "hacim"), "resolution": ("resolution", "çözüm"), "responsiveness": ("responsiveness", "yanıt"),
    "dialogue": ("dialogue", "diyalog"), "voices": ("positive voices", "olumlu sözler"),
}  # fmt: skip


def compose(
    case: Case, estimates: dict[str, Estimate], used: "np.ndarray[tuple[int, int], np.dtype[np.bool_]] | None" = None
) -> Composite:
    """The composite of every brand; a dimension without data enters with m = 0 and v = 1 (SPEC-28).

    `used` (sectors x dimensions) may take a dimension out of a sector where its data do not carry it.
    """
    posteriors = [estimates[name].posterior for name in SCORED]
    mean = np.column_stack([one.m for one in posteriors if one is not None])
    variance = np.column_stack([one.v for one in posteriors if one is not None])
    if used is not None:
        kept = used[case.brand_sector]
        mean, variance = np.where(kept, mean, 0.0), np.where(kept, variance, 1.0)
    return composite(mean, variance, weights_of(case))


def weights_of(case: Case) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The weights in the order of SCORED."""
    return np.array([case.parameters.weights[name] for name in SCORED])


def weigh_composite(
    case: Case, found: Composite, estimates: dict[str, Estimate], pattern: PeerGroup, number: int, standard_hash: str
) -> Weighed:
    """The composite of one sector as a weighed peer group; `pattern` lends period and dates."""
    mine = case.brands_of(number)
    size = mine.stop - mine.start
    ones = np.ones(size)
    reliability = np.column_stack(
        [one.reliability[mine] for one in (estimates[name].posterior for name in SCORED) if one is not None]
    )
    published = is_published(reliability, weights_of(case))
    posterior = Posterior(
        found.m[mine], found.v[mine], found.score[mine], found.low[mine], found.high[mine], found.reliability[mine]
    )
    group = replace(
        pattern, dimension=Dimension.COMPOSITE, unit="", standard_rate=None, low_is_better=False, brands=case.brands[mine], observed=0 * ones,
        expected=np.where(published, ones, np.nan), scale=ones, sigma=0 * ones, shift=0 * ones, exposures=(None,) * size, published=(None,) * size,
        rates=(None,) * size, components=tuple(tuple(_steps(case, found, i)) for i in range(mine.start, mine.stop)), trials=None,
    )  # fmt: skip
    # only the places are taken: a composite has no count, so it has no ratio and no funnel; who is not published has no place
    placed = replace(posterior, reliability=np.where(published, posterior.reliability, 0.0))
    weighed = weigh(group, 0.0, placed, replace(case.parameters, enough_expected=0.5), standard_hash)
    nothing = np.full(size, np.nan)
    bands = tuple(band if known else Band.TOO_LITTLE for band, known in zip(weighed.bands, published, strict=True))
    return replace(
        weighed,
        posterior=posterior,
        ratio=nothing,
        ratio_low=nothing,
        ratio_high=nothing,
        bands=bands,
        signals=("",) * size,
        signal_q=nothing,
        spread=None,
        limits=(),
    )


def _steps(case: Case, found: Composite, i: int) -> Iterator[Component]:
    """Contributions in latent units: they add up to the composite's latent mean exactly (SPEC-27)."""
    for name, weight, part in zip(SCORED, weights_of(case), found.contributions[i], strict=True):
        english, turkish = NAMES[name]
        yield said(f"contribution_{name}", float(part), "latent units", f"{english.capitalize()} (weight {{weight}}) moves it by {{value}}.",
                   f"{turkish.capitalize()} (ağırlık {{weight}}) etkisi {{value}}.", digits=2, weight=float(weight))  # fmt: skip
    yield said("latent_mean", float(found.m[i]), "latent units", "Together: {value}, where 0 is the middle of the sector.",
               "Toplam: {value}; 0 sektörün ortasıdır.", digits=2)  # fmt: skip
