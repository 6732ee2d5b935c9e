"""Marks as platforms publish them, each with its flaw: to compare with, never a score here.

Sources and worked values: docs/method section 1.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, at_most, non_negative, positive, same_length, share
from scoring.statistics.intervals import binomial_wilson

CMS_WEIGHTS = {"mortality": 0.22, "safety": 0.22, "readmission": 0.22, "experience": 0.22, "timely": 0.12}

BBB_RANGES = {  # points of each element: least, most
    "complaint_volume": (0, 15),
    "unanswered": (0, 40),
    "unresolved": (0, 30),
    "delayed": (0, 5),
    "pattern": (-11, 0),
    "type_of_business": (-41, 0),
    "time_in_business": (0, 10),
    "transparency": (-5, 0),
    "mediation": (-41, 0),
    "licensing": (-41, 0),
    "government_action": (-25, 0),
    "advertising": (-41, 0),
    "trademark": (-41, 0),
}


def reclame_aqui_mark(answered: ArrayLike, mean_mark: ArrayLike, solved: ArrayLike, again: ArrayLike) -> Floats:
    """AR = (2 IR + 30 MA + 3 IS + 2 IN)/100, percentages and a mark of 0-10; NaN ("not recommended") where IR < 50.

    Source: Reclame AQUI deck of August 2011. Flaw: nothing in it of volume, sector, censoring or how many evaluated.
    """
    IR, IS, IN = (100 * share("percentage / 100", np.asarray(x) / 100) for x in (answered, solved, again))
    MA = 10 * share("mean_mark / 10", np.asarray(mean_mark) / 10)
    same_length(answered=IR, mean_mark=MA, solved=IS, again=IN)
    return np.where(IR < 50, np.nan, (2 * IR + 30 * MA + 3 * IS + 2 * IN) / 100)


def trustpilot_mean(stars: ArrayLike, reviews: ArrayLike) -> Floats:
    """(7 x 3.5 + sum of stars)/(7 + reviews), 0 before the first review; without the decay, which is not published.

    Source: support.trustpilot.com article 201748946. Flaw: one prior for every sector, and invitation bias stays.
    """
    s, n = non_negative("stars", stars), non_negative("reviews", reviews)
    same_length(stars=s, reviews=n)
    at_most("stars", s, "5 x reviews", 5 * n)
    return np.where(n > 0, (7 * 3.5 + s) / (7 + n), 0.0)


def imdb_weighted_rating(votes: ArrayLike, mean: ArrayLike, prior_votes: ArrayLike, prior_mean: ArrayLike) -> Floats:
    """v/(v + m) R + m/(v + m) C. Source: IMDb Top 250 note, as quoted at intelliot.com, 2007-01-24.

    Flaw: m is fixed by hand, where the spread between the titles would say it.
    """
    v, R = non_negative("votes", votes), non_negative("mean", mean)
    m, C = positive("prior_votes", prior_votes), non_negative("prior_mean", prior_mean)
    return np.asarray((v * R + m * C) / (v + m))


def wilson_lower_bound(positives: ArrayLike, answers: ArrayLike) -> Floats:
    """Lower end of the 95 % score interval, as a key to sort by. Source: Evan Miller, How Not To Sort By Average Rating.

    Flaw: who is small comes last whatever its customers say; here it is for display only.
    """
    return binomial_wilson(positives, answers).low


def sikayetvar_resolve_ratio(resolved: ArrayLike, surveyed: ArrayLike) -> Floats:
    """resolvedCount / surveyCount. Source: field names of a brand page, as two public scripts read them.

    Flaw: the base is who answered the survey, not who complained.
    """
    y, n = non_negative("resolved", resolved), positive("surveyed", surveyed)
    same_length(resolved=y, surveyed=n)
    at_most("resolved", y, "surveyed", n)
    return np.asarray(y / n)


def cms_star_weights(missing: frozenset[str] = frozenset()) -> dict[str, float]:
    """Weight of each group of measures present; a missing group's weight goes to the rest in proportion.

    Source: CMS hospital stars since 2021 (reliasmedia.com 148165). Flaw: no uncertainty on a star, and a hospital
    gains by having no figure where it is weak.
    """
    if not missing < CMS_WEIGHTS.keys():
        raise ScoringError(f"missing must name some of {sorted(CMS_WEIGHTS)}, not all; got {sorted(missing)}")
    present = {name: weight for name, weight in CMS_WEIGHTS.items() if name not in missing}
    return {name: weight / sum(present.values()) for name, weight in present.items()}


def bbb_points(points: Mapping[str, float]) -> float:
    """Sum of the points of all thirteen elements, at most 100. Source: copy of the chart at stonetileus.com.

    Flaw: the size classes behind the volume points are not published, and an old FAQ counts paid accreditation.
    """
    if points.keys() != BBB_RANGES.keys():
        raise ScoringError(f"points must name {sorted(BBB_RANGES)}; got {sorted(points)}")
    for name, (least, most) in BBB_RANGES.items():
        if not least <= points[name] <= most:
            raise ScoringError(f"{name} must lie in {least}..{most}; got {points[name]}")
    return float(sum(points.values()))
