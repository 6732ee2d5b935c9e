"""A full rescore from Parquet: the case, all estimates, the composite and the groups of every sector. Each size in a process of its own."""

import json
import subprocess
import sys
import time
from typing import Any

from benchmarks.data import World, open_case, world
from benchmarks.figures import Report, clocked, peak_mb
from scoring import estimates
from scoring.case import Case
from scoring.composites import compose
from scoring.method import Parameters
from scoring.posteriors import with_posterior
from scoring.statistics import ranks
from store.lake import connect

SMALLER = 10
MEMORY = "700MB"  # of DuckDB; what numpy holds comes on top
SCANNED = ("brand", "sector", "platform", "type", "difficulty", "created_h", "authenticity", "first_response_h", "confirmed_h",
           "claimed_h", "contested", "withdrawn_h", "good_dialogue")  # fmt: skip


def rescore(rows: int = 10_000_000) -> Report:
    """Seconds by step, rows a second and memory of `rows` complaints, against a tenth of them and against decoding the columns."""
    sizes = {size: world(size) for size in (rows // SMALLER, rows)}
    small, large, floor = (
        _child("score", sizes[rows // SMALLER]),
        _child("score", sizes[rows]),
        _child("floor", sizes[rows]),
    )
    report, total = (
        Report(f"rescore of {rows:,} complaints, 100,000 brands, 500 sectors"),
        sum(large["seconds"].values()),
    )
    full = rows == 10_000_000
    for step, seconds in large["seconds"].items():
        report.add(step, seconds, "s")
    report.add("in all", total, "s", at_most=45 if full else None, note="on two quiet cores; said, never a gate")
    report.add(
        "processor seconds",
        large["processor_s"],
        "s",
        note="of all threads: two quiet cores need half of it to all of it",
    )
    report.add("rows a second", rows / total)
    report.add("peak memory", large["peak_mb"] / 1024, "GiB", at_most=1.5 if full else None)
    per_row = total / SMALLER / sum(small["seconds"].values())
    report.add(
        "time per row, all of them : a tenth",
        per_row,
        at_most=1.1,
        note="at most linear; below 1 as posteriors go by brand",
    )
    report.add(
        "the same of the case alone", large["seconds"]["case"] / SMALLER / small["seconds"]["case"], at_most=1.25
    )
    report.add(
        "in all : decoding the same columns",
        total / floor["seconds"]["floor"],
        note=f"floor {floor['seconds']['floor']:.2f} s",
    )
    report.add("case : decoding the same columns", large["seconds"]["case"] / floor["seconds"]["floor"])
    return report


def _child(task: str, made: World) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.rescore", task, str(made.rows)], stdout=subprocess.PIPE, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _score(made: World) -> dict[str, float]:
    seconds: dict[str, float] = {}
    posterior = with_posterior

    def clocked_posterior(*args: Any, **named: Any) -> Any:
        with clocked(seconds, "priors and posteriors"):
            return posterior(*args, **named)

    setattr(estimates, "with_posterior", clocked_posterior)  # noqa: B010
    with connect() as lake:
        lake.execute(f"SET memory_limit = '{MEMORY}'")
        open_case(lake, made)
        with clocked(seconds, "case"):
            case = Case(lake, Parameters())
        with clocked(seconds, "sums, observed and expected"):
            found, _, _ = estimates.estimate_all(case)
        seconds["sums, observed and expected"] -= seconds["priors and posteriors"]
    with clocked(seconds, "composite"):
        composite = compose(case, found)
    with clocked(seconds, "groups of all sectors"):
        for mine in map(case.brands_of, range(len(case.sectors))):
            ranks.tiers(composite.m[mine], composite.v[mine])
    return seconds


def _decode(made: World) -> dict[str, float]:
    seconds: dict[str, float] = {}
    sums = ", ".join(f"count({name})" if name in SCANNED[:4] else f"sum({name}::DOUBLE)" for name in SCANNED)
    with connect() as lake:
        for turn in ("cold", "floor"):
            with clocked(seconds, turn):
                lake.execute(f"SELECT {sums} FROM read_parquet('{made.complaints}')").fetchall()
    return seconds


if __name__ == "__main__":
    run = {"score": _score, "floor": _decode}[sys.argv[1]]
    answer = {"seconds": run(world(int(sys.argv[2]))), "peak_mb": peak_mb(), "processor_s": time.process_time()}
    print(json.dumps(answer))
