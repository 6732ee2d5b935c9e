"""How far a brand's numbers can be leaned on, and what became of its complaints: never part of a score (SPEC-18, 37; W7, W8)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy import special

from scoring.case import VOID, Case
from scoring.components import Component, said
from scoring.matters import has_column, removed
from scoring.statistics.gamma_poisson import EXPOSURE_NODES, EXPOSURE_WEIGHTS
from scoring.statistics.grid import binomial_posterior
from scoring.statistics.inputs import Floats, summed
from scoring.statistics.intervals import binomial_wilson
from scoring.statistics.logistic_normal import SMALLEST_TAU, Cells, cells, fit_tau, shrink_taus

LETTERS = "ABCDE"
# a sentence where the value is known, and one where it is not
GAP = ("Between two visits to its platforms {value} hours pass as a rule (24 at most are asked for).", "Platformlarına iki bakışımız arasında çoğunlukla {value} saat geçiyor (en çok 24 istenir).",
       "How often we visit its platforms is not known.", "Platformlarına ne sıklıkta baktığımız bilinmiyor.")  # fmt: skip
FOLLOWED = ("We go back to {value}% of its records to see whether they were removed (at least 95% is asked for).", "Kaldırıldı mı diye kayıtlarının %{value} kadarına yeniden bakıyoruz (en az %95 istenir).",
            "How many of its records we go back to, to see whether they were removed, is not known.", "Kaldırıldı mı diye kayıtlarının ne kadarına yeniden baktığımız bilinmiyor.")  # fmt: skip
AUTHENTICITY = ("Its records weigh {value} as evidence on average, where 1 is the most (at least 0.90 is asked for).", "Kayıtlarının kanıt ağırlığı ortalama {value}; en yükseği 1 (en az 0,90 istenir).",
                "How much its records weigh as evidence is not known.", "Kayıtlarının kanıt ağırlığı bilinmiyor.")  # fmt: skip


@dataclass(frozen=True)
class Grade:
    """A-E: A less one letter for every test not passed. `tests` says of each whether it was, with its value and a sentence."""

    letter: str
    tests: tuple[tuple[bool, Component], ...]


def grade(
    exposure_grade: str | None, platforms_count: int, median_gap_hours: float | None, followed_share: float | None, mean_authenticity: float | None,
) -> Grade:  # fmt: skip
    """The data-quality grade of one brand (SPEC-18). What is not known (None) is not passed.

    Passed are: exposure grade A or B, >= 3 platforms, a median crawl gap <= 24 h, >= .95 of the records followed for removal,
    mean authenticity >= .9.
    """
    tests = tuple(_tests(exposure_grade, platforms_count, median_gap_hours, followed_share, mean_authenticity))
    return Grade(LETTERS[min(sum(not passed for passed, _ in tests), len(LETTERS) - 1)], tests)


def _tests(
    exposure: str | None, platforms: int, gap: float | None, followed: float | None, authenticity: float | None
) -> Iterator[tuple[bool, Component]]:
    asked = exposure is not None and exposure in "ABC"
    yield exposure in ("A", "B"), said("exposure_grade", None, "", "The number of its customers has grade {base} (A or B is asked for)." if asked else "No number of its customers with a source is known.",
                                       "Müşteri sayısının derecesi {base} (A veya B istenir)." if asked else "Kaynağı belli bir müşteri sayısı bilinmiyor.", base=exposure or "")  # fmt: skip
    yield platforms >= 3, said("platforms_count", platforms, "platforms", "Platforms on which people write about it: {value} (at least 3 are asked for).",
                               "Hakkında yazılan platform sayısı: {value} (en az 3 istenir).", digits=0)  # fmt: skip
    for name, value, unit, passed, words in (
        ("median_gap", gap, "hours", gap is not None and gap <= 24, GAP),
        ("followed_share", None if followed is None else 100 * followed, "%", followed is not None and followed >= 0.95, FOLLOWED),
        ("mean_authenticity", authenticity, "", authenticity is not None and authenticity >= 0.9, AUTHENTICITY),
    ):  # fmt: skip
        yield passed, said(name, value, unit, *(words[:2] if value is not None else words[2:]), digits=1 if unit else 2)


def outcomes(case: Case) -> pa.Table:
    """sector, brand, all, confirmed, denied, silent, claimed, removed, resolved_low, resolved_high: one row per brand, in incidents.

    The customer confirmed, denied or was silent: these three add up to `all`. What the brand claimed and what was removed are
    counted besides. The resolved share lies between confirmed / all and (confirmed + silent) / all whatever the silent ones
    would have said (Manski bounds, 2.9; SPEC-15). Without weights; void incidents are out (SPEC-14).
    """
    rows = case.ask(f"""SELECT brand_no, count(*) AS n, count(*) FILTER (confirmed) AS confirmed, count(*) FILTER (denied AND NOT confirmed) AS denied,
                            count(*) FILTER (claimed) AS claimed, count(*) FILTER (removed) AS removed
                        FROM ({_told(case)}) GROUP BY 1 ORDER BY 1""")
    counts = {name: case.spread(rows, name) for name in ("n", "confirmed", "denied", "claimed", "removed")}
    silent = counts["n"] - counts["confirmed"] - counts["denied"]
    whole = np.where(counts["n"] > 0, counts["n"], np.nan)
    whole_numbers = {"all": counts["n"], "confirmed": counts["confirmed"], "denied": counts["denied"], "silent": silent, "claimed": counts["claimed"], "removed": counts["removed"]}  # fmt: skip
    return by_brand(case, whole_numbers, {"resolved_low": counts["confirmed"] / whole, "resolved_high": (counts["confirmed"] + silent) / whole})  # fmt: skip


def contested_claims(case: Case) -> pa.Table:
    """sector, brand, claims, contested, share, low, high: what part of a brand's claims its customers contested (SPEC-15).

    Shrunk towards the sector's share by as much as its brands do not differ: y ~ Binomial(n, expit(eta + u)), u ~ N(0, tau^2),
    tau by maximum likelihood (SPEC-20). `share` is the posterior mean, low-high its 95 % interval; NULL without a claim. A
    claim that nobody contested counts as not contested, so silence never counts against a brand here.
    """
    rows = case.ask(f"""SELECT brand_no, count(*) AS n, count(*) FILTER (denied AND NOT confirmed) AS y FROM ({_told(case)})
                        WHERE claimed GROUP BY 1 ORDER BY 1""")
    y, n = case.spread(rows, "y"), case.spread(rows, "n")
    share, low, high = _shrunken(case, y, n)
    return by_brand(case, {"claims": n, "contested": y}, {"share": share, "low": low, "high": high})


def template_share(case: Case) -> pa.Table:
    """sector, brand, answers, templates, share, low, high: answers in a wording the brand gave often (SPEC-14), Wilson 95 %.

    Of incidents that carry `answers_count` and `template_answers_count`; where they do not, every count is 0 and share NULL.
    """
    if not (has_column(case, "answers_count") and has_column(case, "template_answers_count")):
        answers = templates = np.zeros(len(case.brands))
    else:
        rows = case.ask(f"""SELECT brand_no, sum(answers_count) AS n, sum(template_answers_count) AS y
                            FROM incident JOIN brand_index ON incident.brand = brand_index.brand::VARCHAR AND incident.sector = brand_index.sector::VARCHAR
                            WHERE NOT {VOID} GROUP BY 1 ORDER BY 1""")
        answers, templates = case.spread(rows, "n"), case.spread(rows, "y")
    some = answers > 0
    ends = binomial_wilson(np.where(some, templates, 0.0), np.where(some, answers, 1.0))
    share = np.divide(templates, answers, out=np.full(len(answers), np.nan), where=some)
    numbers = {"share": share, "low": np.where(some, ends.low, np.nan), "high": np.where(some, ends.high, np.nan)}
    return by_brand(case, {"answers": answers, "templates": templates}, numbers)


def by_brand(case: Case, counts: Mapping[str, Floats], values: Mapping[str, Floats]) -> pa.Table:
    """A table of one row per brand: sector, brand, whole numbers, then figures (NaN becomes NULL)."""
    return pa.table({
        "sector": pa.array([case.sectors[number] for number in case.brand_sector.tolist()], pa.string()),
        "brand": pa.array(case.brands, pa.string()),
        **{name: pa.array(column_.astype(np.int64), pa.int64()) for name, column_ in counts.items()},
        **{name: pa.array(column_, pa.float64(), from_pandas=True) for name, column_ in values.items()},
    })  # fmt: skip


def _told(case: Case) -> str:
    """SQL: brand_no and what was said of each incident: confirmed, denied, claimed, removed."""
    said_so = (
        "is_confirmed OR confirmed_h IS NOT NULL" if has_column(case, "is_confirmed") else "confirmed_h IS NOT NULL"
    )
    claimed = "is_claimed OR claimed_h IS NOT NULL" if has_column(case, "is_claimed") else "claimed_h IS NOT NULL"
    return f"""SELECT brand_no, ({said_so}) AS confirmed, coalesce(contested::BOOLEAN, false) AS denied, ({claimed}) AS claimed, ({removed(case)}) AS removed
               FROM incident JOIN brand_index ON incident.brand = brand_index.brand::VARCHAR AND incident.sector = brand_index.sector::VARCHAR
               WHERE NOT {VOID}"""


def _shrunken(case: Case, y: Floats, n: Floats) -> tuple[Floats, Floats, Floats]:
    sector_y, sector_n = (summed(case.brand_sector, part, len(case.sectors)) for part in (y, n))
    eta = special.logit((sector_y + 0.5) / (sector_n + 1))  # a half each way: no sector is all or nothing
    groups = [_cells(case, y, n, eta, number) for number in range(len(case.sectors))]
    taus = _taus(case, n, groups)
    out = np.full((3, len(case.brands)), np.nan)
    for number, (group, tau) in enumerate(zip(groups, taus, strict=True)):
        found = binomial_posterior(group, tau)
        nodes = found.m[:, None] + np.sqrt(np.maximum(found.v, 0))[:, None] * EXPOSURE_NODES
        mean = special.expit(eta[number] + tau * nodes) @ EXPOSURE_WEIGHTS
        ends = (special.expit(eta[number] + tau * special.ndtri(end / 100)) for end in (found.low, found.high))
        out[:, case.brands_of(number)] = mean, *ends
    out[:, n == 0] = np.nan
    return out[0], out[1], out[2]


def _cells(case: Case, y: Floats, n: Floats, eta: Floats, number: int) -> Cells:
    mine = case.brands_of(number)
    size = mine.stop - mine.start
    return cells(np.arange(size), y[mine], n[mine], np.full(size, eta[number]), size)


def _taus(case: Case, n: Floats, groups: list[Cells]) -> list[float]:
    """Spread by sector; a sector of few brands with claims is drawn to the others', and all have the floor where none is larger."""
    counts = np.bincount(case.brand_sector[n > 0], minlength=len(case.sectors))
    fitted = [fit_tau(group) if counts[number] >= case.parameters.smallest_group else None for number, group in enumerate(groups)]  # fmt: skip
    return shrink_taus(fitted, counts) if any(fitted) else [SMALLEST_TAU] * len(groups)
