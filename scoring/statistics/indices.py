"""Complaint indices as regulators publish them, each with its flaw: to compare with, never a score here.

All are one ratio without an interval. Sources and worked values: docs/method section 1.
"""

import numpy as np
from numpy.typing import ArrayLike

from scoring.errors import ScoringError
from scoring.statistics.inputs import Floats, Integers, at_most, non_negative, positive, same_length


def bcb_index(upheld: ArrayLike, clients: ArrayLike) -> Floats:
    """Upheld complaints per 1,000,000 clients, before the cut. Source: bcb.gov.br/ranking/entendaNovoRanking.asp.

    Flaw: no interval; since 2024 `upheld` is itself projected from a sample.
    """
    return _per(1e6, upheld, "clients", clients)


def bcb_index_truncated(upheld: ArrayLike, clients: ArrayLike) -> Floats:
    """`bcb_index` cut, not rounded, to two decimals in whole numbers, as the bank prints it: 54.798 is 54.79.

    crawler/imports/bcb_flaws.py has the same rule for one row, on purpose: scoring does not import the crawler.
    """
    O, N = _whole("upheld", upheld), _whole("clients", clients)
    positive("clients", N)
    return np.asarray(10**8 * O // N / 100)


def naic_index(complaints: ArrayLike, premium: ArrayLike, all_complaints: float, all_premium: float) -> Floats:
    """Share of the complaints over share of the premium, 1 = as many as the market share. Source: NAIC, as in
    insurance.state.pa.us/dsf/cmpln_p3.html.

    Flaw: the firm is part of its own standard, and premium does not count customers.
    """
    C, P = non_negative("complaints", complaints), positive("premium", premium)
    same_length(complaints=C, premium=P)
    return np.asarray(C / positive("all_complaints", all_complaints) / (P / positive("all_premium", all_premium)))


def ny_dfs_ratio(upheld: ArrayLike, premium_millions: ArrayLike) -> Floats:
    """Upheld complaints per 1,000,000 USD of premium (mean of two years). Source: dfs.ny.gov auto complaint ranking.

    Flaw: the regulator itself warns that one or two complaints move a smaller insurer far.
    """
    return _per(1.0, upheld, "premium_millions", premium_millions)


def ny_dfs_ranks(upheld: ArrayLike, premium_millions: ArrayLike) -> Integers:
    """Places from 1, lowest ratio first; a tie goes to the larger premium.

    Flaw: everybody without a complaint is ordered by size alone (in 2020 places 1 to 63 of 135).
    """
    ratio = ny_dfs_ratio(upheld, premium_millions)
    ranks = np.empty(ratio.size, dtype=np.intp)
    ranks[np.lexsort((-positive("premium_millions", premium_millions), ratio))] = np.arange(1, ratio.size + 1)
    return ranks


def fca_per_thousand(complaints: ArrayLike, accounts: ArrayLike) -> Floats:
    """Complaints per 1,000 accounts (banking). Source: FCA handbook, DISP 1 Annex 1A.

    Flaw: each product has its own unit, so two products cannot be compared (SPEC-7).
    """
    return _per(1e3, complaints, "accounts", accounts)


def ofcom_per_100k(complaints: ArrayLike, subscribers: ArrayLike) -> Floats:
    """Complaints per 100,000 subscribers and quarter, before rounding to whole numbers. Source: Ofcom, 2015 release.

    Flaw: rounding hides differences below one, and small providers are left out altogether.
    """
    return _per(1e5, complaints, "subscribers", subscribers)


def dot_per_100k(complaints: ArrayLike, enplanements: ArrayLike) -> Floats:
    """Complaints per 100,000 enplaned passengers. Source: US DOT Air Travel Consumer Report, by definition.

    Flaw: no interval, and a connecting journey counts its passenger at every departure.
    """
    return _per(1e5, complaints, "enplanements", enplanements)


def consumidor_solved_official(resolved: ArrayLike, not_evaluated: ArrayLike, finished: ArrayLike) -> Floats:
    """Indice de Solucao: (resolved + finished without evaluation) / finished. Source: consumidor.gov.br, as in
    tribunademinas.com.br, 2024-08-09.

    Flaw: who does not answer counts as content. With `not_evaluated` 0 it is the strict share, the lower Manski bound.
    """
    y, missing = non_negative("resolved", resolved), non_negative("not_evaluated", not_evaluated)
    same_length(resolved=y, not_evaluated=missing)
    at_most("resolved + not_evaluated", y + missing, "finished", non_negative("finished", finished))
    return _per(1.0, y + missing, "finished", finished)


def consumidor_solved_evaluated(resolved: ArrayLike, evaluated: ArrayLike) -> Floats:
    """Resolved over evaluated only. Flaw: right only if those who answer are as content as those who do not."""
    at_most("resolved", non_negative("resolved", resolved), "evaluated", non_negative("evaluated", evaluated))
    return _per(1.0, resolved, "evaluated", evaluated)


def _per(unit: float, count: ArrayLike, name: str, base: ArrayLike) -> Floats:
    O, N = non_negative("count", count), positive(name, base)
    same_length(count=O, **{name: N})
    return np.asarray(unit * O / N)


def _whole(name: str, values: ArrayLike) -> Integers:
    array = np.asarray(values)
    if not np.issubdtype(array.dtype, np.integer):
        raise ScoringError(f"{name} must hold whole numbers; got {array.dtype}")
    non_negative(name, array)
    return array.astype(np.int64)
