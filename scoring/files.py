"""`terazi score files`: a researcher's own tables scored without a database, the answer as CSV. Same input, same bytes."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from scoring.case import Case
from scoring.composites import compose
from scoring.engine import ask
from scoring.estimate import Estimate
from scoring.estimates import estimate_all
from scoring.groups import SCORED
from scoring.method import NAME, VERSION, Parameters, as_json
from scoring.standard import Standard
from scoring.statistics import gamma_poisson, ranks
from scoring.statistics.composite import Composite
from scoring.statistics.gamma_poisson import GammaPrior
from scoring.tables import load
from store.lake import connect
from store.vocabulary import Dimension

# files speak of "sentiment" where the product says "voices": the columns were published under that name first
FILE_NAME = {"voices": "sentiment"}
FILE_ORDER = ("volume", "resolution", "responsiveness", "dialogue", "voices")


def score_files(
    files: dict[str, Path],
    out: Path,
    parameters: Parameters,
    *,
    snapshot_h: float,
    seed: int,
    standard: Standard | None = None,
) -> list[Path]:
    """Score complaints, exposure and voices; write one CSV per dimension, priors, composite and standard. Returns the files.

    Raises ScoringError listing every fault of the tables at once.
    """
    with connect() as lake:
        load(lake, files, snapshot_h)
        case = Case(lake, parameters)
        estimates, built, weight = estimate_all(case, standard)
        built.facts = built.facts or {
            "method": f"{NAME} {VERSION}",
            "parameters": as_json(parameters),
            "snapshot_h": repr(snapshot_h),
        }
        squares = dict(zip(("sq", "sq2", "n_raw"), weight[:3], strict=True))
        exposure = {
            (row["sector"], row["brand"]): row for row in ask(lake, "FROM exposure ORDER BY sector, brand").to_pylist()
        }
    out.mkdir(parents=True, exist_ok=True)
    composite = compose(case, estimates)
    tables: dict[str, Iterable[dict[str, Any]]] = {
        **{FILE_NAME.get(name, name): _rows(case, one, squares, exposure) for name, one in estimates.items()},
        "priors": _priors(case, estimates), "composite": _composite(case, estimates, composite, seed),
    }  # fmt: skip
    written = [_write(out / f"{name}.csv", rows) for name, rows in tables.items()]
    built.write(out / "standard.parquet")
    return [*written, _write(out / "standard.csv", built.table().to_pylist()), out / "standard.parquet"]


def _rows(
    case: Case, one: Estimate, squares: dict[str, Any], exposure: dict[tuple[str, str], dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    assert one.posterior is not None
    O, E = one.effective
    for i, brand in enumerate(case.brands):
        sector = case.sectors[case.brand_sector[i]]
        place = {"brand": brand, "sector": sector}
        said = {
            name: getattr(one.posterior, field)[i]
            for name, field in (("m", "m"), ("v", "v"), ("S", "score"), ("lo", "low"), ("hi", "high"))
        }
        if one.trials is not None:
            yield place | {"y": one.observed[i], "n": one.trials[i], "expected_y": one.expected[i]} | said
        elif one.dimension == "volume":
            base = exposure.get((sector, brand), {})
            yield (place | {name: base.get(name) for name in ("customers", "lo90", "hi90", "grade")} | {name: values[i] for name, values in squares.items()}
                   | {"c": one.scale[i], "E_raw": one.expected[i], "O_eff": O[i], "E_eff": E[i], "sigma": one.sigma[i], "shift": one.shift[i]} | said
                   | {"ratio": O[i] / E[i] if E[i] else None})  # fmt: skip
        else:
            yield (place | {"O": one.observed[i], "E": one.expected[i], "c": one.scale[i], "O_eff": O[i], "E_eff": E[i]} | said
                   | {name: values[i] for name, values in one.extra.items()})  # fmt: skip


def _priors(case: Case, estimates: dict[str, Estimate]) -> Iterator[dict[str, Any]]:
    for name, one in estimates.items():
        O, E = one.effective
        E = E * np.exp(one.shift)
        for number, sector in enumerate(case.sectors):
            prior, mine = one.priors[number], case.brands_of(number)
            row: dict[str, Any] = {
                "dimension": FILE_NAME.get(name, name),
                "sector": sector,
                "a_or_tau": None,
                "b": None,
                "loglik": None,
            }
            if isinstance(prior, GammaPrior):
                some = E[mine] > 0
                fit = gamma_poisson.log_marginal(O[mine][some], E[mine][some], prior)
                row |= {"a_or_tau": prior.shape, "b": prior.rate, "loglik": float(fit.sum())}
            elif prior is not None:
                row["a_or_tau"] = prior
            yield row


def _composite(case: Case, estimates: dict[str, Estimate], found: Composite, seed: int) -> Iterator[dict[str, Any]]:
    places = [_places(case, found, number, seed) for number in range(len(case.sectors))]
    for i, brand in enumerate(case.brands):
        number = case.brand_sector[i]
        row: dict[str, Any] = {
            "brand": brand,
            "sector": case.sectors[number],
            "M": found.m[i],
            "V": found.v[i],
            "score": found.score[i],
            "lo": found.low[i],
            "hi": found.high[i],
        }
        for name in FILE_ORDER:
            posterior = estimates[name].posterior
            assert posterior is not None
            label = FILE_NAME.get(name, name)
            row |= {
                f"contrib_{label}": found.contributions[i, SCORED.index(Dimension(name))],
                f"S_{label}": posterior.score[i],
            }
        yield (
            row
            | {"rho": found.reliability[i]}
            | places[number].get(i, dict.fromkeys(("exp_rank", "rank_lo", "rank_med", "rank_hi", "tier")))
        )


def _places(case: Case, found: Composite, number: int, seed: int) -> dict[int, dict[str, Any]]:
    """Expected rank, rank interval and group of the brands of a sector that are at least provisional (SPEC-30, 31)."""
    mine = case.brands_of(number)
    ranked = np.flatnonzero(found.reliability[mine] >= case.parameters.provisional_reliability) + mine.start
    if not ranked.size:
        return {}
    m, v = found.m[ranked], found.v[ranked]
    expected = ranks.expected_ranks(ranks.pairwise_probability(m, v))
    drawn = ranks.rank_intervals(m, v, seed=seed, draws=case.parameters.rank_draws)
    tier = ranks.tiers(m, v, loss_ratio=case.parameters.tier_loss_ratio).tier
    return {int(i): {"exp_rank": expected[k], "rank_lo": int(drawn.low[k]), "rank_med": int(drawn.median[k]), "rank_hi": int(drawn.high[k]), "tier": int(tier[k])}
            for k, i in enumerate(ranked)}  # fmt: skip


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """Rows as CSV, numbers to twelve significant digits, nothing as an empty field."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row), lineterminator="\n")
                writer.writeheader()
            writer.writerow({name: _text(value) for name, value in row.items()})
    return path


def _text(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return format(float(value), ".12g") if isinstance(value, float | np.floating) else str(value)
