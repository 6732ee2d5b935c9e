"""Posteriors of 100,000 brands in 500 sectors, dimension by dimension, against numpy taking one exponential a brand and node."""

import numpy as np

from benchmarks.data import open_case, world
from benchmarks.figures import Report, alternating
from scoring.case import Case
from scoring.estimates import estimate_all
from scoring.method import Parameters
from scoring.posteriors import with_posterior
from scoring.statistics.grid import NODES
from store.lake import connect


def posteriors(rows: int = 1_000_000) -> Report:
    """Seconds and ratio to the floor for each dimension's posteriors; priors are given, as against a frozen standard."""
    with connect() as lake:
        open_case(lake, world(rows))
        case = Case(lake, Parameters())
        found, standard, _ = estimate_all(case)
    report = Report(f"posteriors of {len(case.brands):,} brands from {rows:,} complaints")
    grid = np.random.default_rng(1).normal(-20, 10, (500, len(case.brands) // 500, NODES.size))
    runs = {"floor": lambda: [np.exp(part) for part in grid]} | {
        name: lambda one=one: with_posterior(case, one, standard, is_given=True) for name, one in found.items()
    }
    seconds = alternating(runs, rounds=3)
    floor = seconds.pop("floor")
    report.add("floor: exp of brands x 241 numbers", floor, "s")
    for name, one in seconds.items():
        report.add(
            name, one, "s", at_most=1.5, note=f"{one / floor:.1f} times the floor; goal for quiet cores, never a gate"
        )
    return report
