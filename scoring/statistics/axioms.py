"""Comparisons that do not depend on who is compared: against the rest of the sector, and on one common mix."""

import numpy as np
from numpy.typing import ArrayLike

from scoring.statistics.inputs import Floats, at_most, non_negative, positive, same_length


def leave_one_out_ratio(ratio: ArrayLike, expected_share: ArrayLike) -> Floats:
    """O/E against the rest of the sector: SR (1 - e)/(1 - e SR), e = the brand's share of the sector's E (2.2).

    Raises ScoringError where e SR >= 1: the rest of the sector then has no event to compare with.
    """
    SR, e = non_negative("ratio", ratio), non_negative("expected_share", expected_share)
    same_length(ratio=SR, expected_share=e)
    at_most("expected_share", e, "1", np.ones_like(e))
    return np.asarray(SR * (1 - e) / positive("1 - share x ratio", 1 - e * SR))


def directly_standardised_rate(events: ArrayLike, trials: ArrayLike, mix: ArrayLike) -> Floats:
    """Rate of each brand (rows) had it the common `mix` of strata (columns): sum W r / sum W (SPEC-12).

    Equal stratum rates give equal figures whatever the brands' own mixes. Source: Nicholl, Jacques & Campbell 2013.
    """
    d, n, w = non_negative("events", events), positive("trials", trials), non_negative("mix", mix)
    same_length(events=d, trials=n)
    return np.asarray((d / n * w).sum(axis=-1) / positive("sum of mix", w.sum()))
