"""`python -m benchmarks [NAME] [--rows N] [--json]`: measure, say what was met. Exits 1 only where an answer is wrong."""

import argparse
import sys
from collections.abc import Callable

from benchmarks.aggregates import aggregates
from benchmarks.ccdb import ccdb
from benchmarks.crawl import crawl
from benchmarks.export import export
from benchmarks.figures import Report
from benchmarks.near import near
from benchmarks.order import order
from benchmarks.pages import pages
from benchmarks.posteriors import posteriors
from benchmarks.rescore import rescore
from benchmarks.serve import serve
from benchmarks.weights import weights

ALL: dict[str, Callable[..., Report]] = {
    one.__name__: one
    for one in (order, posteriors, rescore, aggregates, near, crawl, serve, pages, ccdb, export, weights)
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one benchmark, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(ALL), help="which one; all without a name")
    parser.add_argument("--rows", type=int, help="complaints of the made-up world")
    parser.add_argument("--peer", default="", help="serve: a Python that has FastAPI and uvicorn")
    parser.add_argument("--json", action="store_true", help="one JSON object per benchmark")
    given = parser.parse_args(arguments)
    is_wrong = False
    for name in [given.name] if given.name else ALL:
        report = ALL[name](
            **({"rows": given.rows} if given.rows else {}),
            **({"peer": given.peer} if given.peer and name == "serve" else {}),
        )
        print(report.json() if given.json else report.text(), flush=True)
        is_wrong |= report.is_wrong
    return int(is_wrong)


if __name__ == "__main__":
    sys.exit(main())
