"""Numbers that speak for one cause or another: log-odds of what was seen, each kept within bounds so that nothing decides alone."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from scoring.statistics.inputs import Floats


@dataclass(frozen=True)
class Sign:
    """One thing seen of a wave: its number, what is usual, what it adds to the log-odds of `towards`, and both in words."""

    name: str
    family: str
    value: float
    usual: float | None
    log_odds: float
    sentence_en: str
    sentence_tr: str


def bounded(value: float, low: float, high: float) -> float:
    """A log-odds within its bounds."""
    return float(min(max(value, low), high))


def hits(k: float, n: float, share: float) -> float:
    """Log-likelihood of k of n at a share."""
    share = min(max(share, 1e-3), 1 - 1e-3)
    return float(k * np.log(share) + (n - k) * np.log1p(-share))


def hits_anywhere(k: float, n: float, a: float, b: float) -> float:
    """Log-likelihood of k of n where the share is Beta(a, b)."""
    return float(special.betaln(k + a, n - k + b) - special.betaln(a, b))


def either(*log_likelihoods: float) -> float:
    """Log-likelihood of a mixture in equal parts."""
    return float(special.logsumexp(log_likelihoods) - np.log(len(log_likelihoods)))


def counted(count: float, mean: Floats, spread: float, doubt: float) -> Floats:
    """Log-likelihood of a count at each mean: negative-binomial with variance spread x mean + (doubt x mean)^2."""
    variance = spread * mean + (doubt * mean) ** 2
    size = mean**2 / np.maximum(variance - mean, 1e-9)
    return np.asarray(
        special.gammaln(count + size)
        - special.gammaln(size)
        - special.gammaln(count + 1)
        + size * np.log(size / (size + mean))
        + count * np.log(mean / (size + mean))
    )
