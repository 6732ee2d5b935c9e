"""Looking up a brand's scores over HTTP, against FastAPI under uvicorn that has the same answers in memory; alone and beside a crawl."""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

from benchmarks.crawl import MIGRATE, pages_served
from benchmarks.crawl import OURS as CRAWL
from benchmarks.figures import Report
from benchmarks.venvs import python_with
from crawler.schedule import GIVES_WAY
from tests.api import sample
from tests.api.sample_rows import COURIERS, INSURERS

ROUNDS, SECONDS, CONNECTIONS = 5, 3, 32
OURS = "import sys; from pathlib import Path; from api.serving import serve; from store.settings import Settings; serve(Settings(home=Path(sys.argv[1]), port=int(sys.argv[2])))"
PEER = Path(__file__).with_name("fastapi_peer.py")


def serve(rows: int = ROUNDS, peer: str = "") -> Report:
    """Requests a second by turns, and the slowest hundredth; `rows` is the number of rounds, `peer` a Python that has FastAPI.

    Wrong where an answer was not 200 or the two did not say the same.
    """
    report = Report(f"{CONNECTIONS} connections, {SECONDS} s a round, {rows} rounds by turns")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="terazi-serve-")))
        sample.build(folder)
        ours = stack.enter_context(_server([sys.executable, "-c", OURS, str(folder)]))
        paths = [f"/api/v1/brands/{brand_id}" for brand_id, *_ in (*INSURERS, *COURIERS)]
        answers = {path.rpartition("/")[2]: _get(ours, path) for path in paths}
        (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")
        python = peer or python_with("fastapi", "uvicorn")
        if isinstance(python, str) and not peer:
            report.add("ours : FastAPI", None, note=python)
            theirs = 0
        else:
            theirs = stack.enter_context(_server([str(python), str(PEER), str(folder / "answers.json")]))
            report.is_wrong |= any(_get(theirs, path) != answers[path.rpartition("/")[2]] for path in paths)
        rounds = [(_load(ours, paths), _load(theirs, paths) if theirs else None) for _ in range(rows)]
        report.is_wrong |= any(one["wrong"] for both in rounds for one in both if one)
        report.add("ours: requests a second", median(one["per_second"] for one, _ in rounds))
        if theirs:
            report.add("FastAPI: requests a second", median(two["per_second"] for _, two in rounds if two))
            ratios = [one["per_second"] / two["per_second"] for one, two in rounds if two]
            told = f"{min(ratios):.2f} to {max(ratios):.2f} by round"
            report.add("ours : FastAPI", median(ratios), at_least=1.4, note=told)
            report.add("FastAPI: p99", median(two["p99_ms"] for _, two in rounds if two), "ms")
        report.add("ours, nothing beside it: p50", median(one["p50_ms"] for one, _ in rounds), "ms")
        report.add("ours, nothing beside it: p99", median(one["p99_ms"] for one, _ in rounds), "ms", at_most=10)
        for way, niceness, goal in ((" that gives way", GIVES_WAY, 10), ("", 0, None)):
            with _crawling(niceness) as is_at_work:
                beside = [_load(ours, paths) for _ in range(rows)]
                note = f"the crawl at niceness {niceness}" if is_at_work() else "the crawl ended before the load did"
            report.is_wrong |= any(one["wrong"] for one in beside)
            report.add(f"ours beside a crawl{way}: requests a second", median(one["per_second"] for one in beside))
            report.add(
                f"ours beside a crawl{way}: p99", median(one["p99_ms"] for one in beside), "ms", at_most=goal, note=note
            )
    return report


@contextmanager
def _crawling(niceness: int, pages: int = 20_000) -> Iterator[Callable[[], bool]]:
    """A crawl at work in another process, and the site it asks in a third; what is given says whether it still is."""
    with pages_served(pages) as base, tempfile.TemporaryDirectory(prefix="terazi-crawl-") as folder:
        subprocess.run([sys.executable, "-c", MIGRATE, folder], stdout=subprocess.DEVNULL, check=True)
        process = subprocess.Popen(["nice", "-n", str(niceness), sys.executable, "-c", CRAWL, base, folder, str(pages)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        try:
            time.sleep(3)
            yield lambda: process.poll() is None
        finally:
            process.kill()
            process.wait(10)


@contextmanager
def _server(command: Sequence[str]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def _await(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not begin")


def _get(port: int, path: str) -> object:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        return json.load(answer)


def _load(port: int, paths: Sequence[str]) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.load", str(port), str(SECONDS), str(CONNECTIONS), *paths]
    found: dict[str, float] = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout)
    return found
