"""Sufficient statistics, observed against expected and Kaplan-Meier risk sets: ours against PostgreSQL 15, Spark and the decode floor."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.data import open_case, world
from benchmarks.figures import Report, alternating
from benchmarks.lifelines_peer import largest_difference
from benchmarks.peers import Rows, Run, postgres, spark
from benchmarks.portable import QUERIES, READS
from scoring.aggregates import RESPONSE, brand_hazards, dialogue_cells, risk_table, weights
from scoring.case import Case
from scoring.curves import kaplan_meier
from scoring.method import Parameters
from scoring.statistics.hazards import parent_rates, shrunken_rates
from scoring.statistics.inputs import Floats
from store.lake import connect

GOALS = {"postgres": 3.0, "spark": 4.0}


def aggregates(rows: int = 10_000_000, rounds: int = 3) -> Report:
    """Ratios of each part and of all together; every engine is warm, starts from the same rows and must agree."""
    report = Report(f"aggregates of {rows:,} complaints, 100,000 brands, 27,000 strata")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="terazi-risk-")))
        lake = stack.enter_context(connect())
        open_case(lake, world(rows))
        case = Case(lake, Parameters())
        files, rates = _export(case, folder)
        ours = _ours(case, rates)
        peers = {"postgres": stack.enter_context(postgres(files)), "spark": stack.enter_context(spark(files))}
        running = {name: peer for name, peer in peers.items() if not isinstance(peer, str)}
        report.is_wrong = not all(_agree(ours, peer) for peer in running.values())
        report.add(
            "engines that give the same sums",
            float(1 + len(running) if not report.is_wrong else 1),
            note=" and ".join(["duckdb", *running]),
        )
        total = dict.fromkeys(("ours", "floor", *running), 0.0)
        for part in QUERIES:
            runs: dict[str, Callable[[], object]] = {
                "ours": ours[part],
                "floor": partial(_decode, lake, files["risk"], part),
            }
            runs |= {name: partial(peer, QUERIES[part]) for name, peer in running.items()}
            seconds = alternating(runs, rounds)
            total = {name: total[name] + seconds[name] for name in total}
            report.add(f"{part}: ours", seconds["ours"], "s")
            for name in (*running, "floor"):
                ratio = seconds["ours"] / seconds["floor"] if name == "floor" else seconds[name] / seconds["ours"]
                report.add(f"{part}: " + ("ours : floor" if name == "floor" else f"{name} : ours"), ratio)
        for name, peer in peers.items():
            known = total[name] / total["ours"] if name in running else None
            report.add(
                f"together, {name} : ours", known, at_least=GOALS[name], note=peer if isinstance(peer, str) else ""
            )
        report.add("together, ours : decode floor", total["ours"] / total["floor"], at_most=5)
        largest, why = largest_difference(case)
        report.add("largest difference of survival from lifelines", largest, at_most=1e-12, note=why)
    return report


def _export(case: Case, folder: Path) -> tuple[dict[str, Path], Floats]:
    """The rows at risk and the rates as Parquet, read back in place of the case's own table: all engines begin with these files."""
    files = {name: folder / f"{name}.parquet" for name in ("risk", "hazards")}
    folder.chmod(0o755)
    columns = "brand_no, stratum_no, q, first_response_h, follow_up_h, good_dialogue"
    case.lake.execute(f"COPY (SELECT {columns} FROM risk) TO '{files['risk']}' (FORMAT parquet, COMPRESSION zstd)")
    case.lake.execute(f"DROP TABLE risk; CREATE TEMP VIEW risk AS FROM read_parquet('{files['risk']}')")
    table = risk_table(case, RESPONSE)
    rates = shrunken_rates(table, parent_rates(table))
    width, (stratum, number) = np.diff(RESPONSE.bins), np.indices(rates.shape)
    begins = np.cumsum(rates * width, axis=1) - rates * width - rates * np.array(RESPONSE.bins[:-1])
    pq.write_table(pa.table({"stratum_no": stratum.ravel().astype(np.int32), "bin": number.ravel().astype(np.int32), "rate": rates.ravel(),
                             "begin_hazard": begins.ravel()}), files["hazards"])  # fmt: skip
    return files, rates


def _ours(case: Case, rates: Floats) -> dict[str, Callable[[], Rows]]:
    def statistics() -> Rows:
        weight, table, cells = weights(case), risk_table(case, RESPONSE), dialogue_cells(case)
        spent = table.person_time.sum()
        return [[weight.total.sum(), weight.squares.sum(), weight.incidents.sum()], [weight.total.sum(), spent, table.events.sum()],
                [cells.successes.sum(), cells.trials.sum()]]  # fmt: skip

    def observed_and_expected() -> Rows:
        return [[float(part.sum()) for part in brand_hazards(case, RESPONSE, rates)]]

    def curves() -> Rows:
        found = kaplan_meier(case, RESPONSE)
        return [[float(found.hour.size), float(found.at_risk.sum()), float(found.events.sum())]]

    return dict(zip(QUERIES, (statistics, observed_and_expected, curves), strict=True))


def _agree(ours: dict[str, Callable[[], Rows]], peer: Run) -> bool:
    """Ours has the same totals as a peer. Decimals keep ten places, so sums of 10 M rows may differ by some 1e-9 of their size."""
    return all(
        np.allclose(mine, theirs, rtol=1e-7)
        for part in QUERIES
        for mine, theirs in zip(ours[part](), peer(QUERIES[part]), strict=True)
    )


def _decode(lake: duckdb.DuckDBPyConnection, path: Path, part: str) -> None:
    for columns in READS[part]:
        lake.execute(
            f"SELECT {', '.join(f'sum({column})' for column in columns)} FROM read_parquet('{path}')"
        ).fetchall()
