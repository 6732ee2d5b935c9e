"""The same bytes whatever the order of rows and the number of threads: hashes of a whole scoring, side by side."""

import hashlib

from benchmarks.data import SECTORS, World, open_case, world
from benchmarks.figures import Report
from scoring.case import Case
from scoring.estimates import estimate_all
from scoring.method import Parameters
from store.lake import connect

WAYS = {"as written, 1 thread": ("incident_id", 1), "as written, 2 threads": ("incident_id", 2), "backwards, 3 threads": ("-incident_id", 3),
        "shuffled, 2 threads": ("hash(incident_id)", 2), "shuffled otherwise, 4 threads": ("hash(incident_id, 7)", 4)}  # fmt: skip


def order(rows: int = 300_000, sectors: int = SECTORS) -> Report:
    """One hash per way; `is_wrong` where they are not all one."""
    report = Report(f"order: {rows:,} complaints scored in {len(WAYS)} ways")
    hashes = {name: fingerprint(world(rows, sectors=sectors), by, threads) for name, (by, threads) in WAYS.items()}
    for name, value in hashes.items():
        report.add(name, None if not value else 1.0, note=value)
    distinct = len(set(hashes.values()))
    report.add("distinct hashes", float(distinct), at_most=1)
    report.is_wrong = distinct != 1
    return report


def fingerprint(made: World, by: str, threads: int) -> str:
    """SHA-256 over the standard and every number of every estimate, the rows read in the order of `by`."""
    with connect() as lake:
        lake.execute(f"SET threads = {threads}")
        open_case(lake, made)
        lake.execute(f"CREATE TEMP TABLE read AS FROM incident ORDER BY {by}")
        lake.execute("CREATE OR REPLACE TEMP VIEW incident AS FROM read")
        found, standard, weight = estimate_all(Case(lake, Parameters()))
    digest = hashlib.sha256(standard.hash.encode())
    for part in weight:
        digest.update(part.tobytes())
    for one in found.values():
        assert one.posterior is not None
        for array in (
            one.observed,
            one.expected,
            one.scale,
            one.posterior.m,
            one.posterior.v,
            one.posterior.score,
            one.posterior.low,
            one.posterior.high,
        ):
            digest.update(array.tobytes())
    return digest.hexdigest()
