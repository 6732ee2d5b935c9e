"""Near copies from text to verified pairs: ours with numba and with numpy alone, against datasketch on the same texts in one run."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import fuzz

from benchmarks.datasketch_peer import Datasketch, Found
from benchmarks.figures import Report, forget_peak_mb, peak_since_mb
from scoring.near.bands import Index, Pairs
from scoring.near.clusters import leaders
from scoring.near.same import folded
from scoring.near.signature import signatures, similarity

LETTERS = list("aaabcçdeeefgğhıiijklllmnnoöprrsştuüvyz")
SMALL, ROUNDS, WORDS = 20_000, 3, 120


def near(rows: int = 1_000_000) -> Report:
    """Ratios at 20,000 texts, then seconds and memory at `rows`; a copy not found or a stranger taken for one shows as recall and precision."""
    rng = np.random.default_rng(7)
    bag = np.array(["".join(rng.choice(LETTERS, rng.integers(2, 12))) for _ in range(40_000)])
    report = Report(f"near copies among texts of {WORDS} words, 5 % of them planted copies")
    texts, copies = planted(rng, bag, SMALL)
    with tempfile.TemporaryDirectory(prefix="terazi-near-") as folder:
        path = Path(folder) / "texts.parquet"
        pq.write_table(pa.table({"text": texts}), path)
        peer = Datasketch(path)
        runs: dict[str, Callable[[], Found]] = {
            "numba": lambda: ours(texts, with_numba=True),
            "numpy": lambda: ours(texts, with_numba=False),
            "datasketch": peer.run,
        }
        found = {name: [] for name in runs}  # type: dict[str, list[Found]]
        for turn in range(ROUNDS + 1):
            for name, run in runs.items():
                one = run()
                found[name] += [one] if turn else []
        peer.close()
    seconds = {name: median(one.seconds for one in rounds) for name, rounds in found.items()}
    for name, rounds in found.items():
        report.add(f"{name}: texts a second", SMALL / seconds[name])
        report.add(f"{name}: recall of planted copies", len(rounds[0].pairs & copies) / len(copies))
    for name, goal in (("numba", 80), ("numpy", 25)):
        report.add(f"{name} : datasketch {peer.version}", seconds["datasketch"] / seconds[name], at_least=goal)
    missed = [len(copies - found[name][0].pairs) for name in ("numba", "datasketch")]
    report.add(
        "copies missed, ours : theirs",
        missed[0] / max(1, missed[1]),
        at_most=1.0,
        note=f"{missed[0]} and {missed[1]} of {len(copies)}",
    )
    report.is_wrong = not (signatures(texts, with_numba=True) == signatures(texts, with_numba=False)).all()
    _million(report, rng, bag, rows)
    return report


def _million(report: Report, rng: np.random.Generator, bag: np.ndarray, rows: int) -> None:
    """A process of its own groups them: memory this one has used and freed would hide what it takes."""
    texts, copies = planted(rng, bag, rows)
    fresh, _ = planted(rng, bag, 2000)
    with tempfile.TemporaryDirectory(prefix="terazi-near-") as folder:
        for name, some in (("texts", texts), ("fresh", fresh)):
            pq.write_table(pa.table({"text": some}), Path(folder) / f"{name}.parquet")
        done = subprocess.run([sys.executable, "-m", "benchmarks.near", folder], stdout=subprocess.PIPE, check=True)
        told = json.loads(done.stdout)
        found = pq.read_table(Path(folder) / "pairs.parquet").to_pydict()
    report.add(f"{rows:,} texts to groups", told["groups_s"], "s", at_most=10)
    report.add("peak memory above the texts", told["above_mb"], "MB", at_most=1500)
    hit = set(zip(found["first"], found["second"], strict=True)) & copies
    report.add("recall of planted copies", len(hit) / len(copies))
    report.add(
        "precision of pairs",
        len(hit) / max(1, len(found["first"])),
        note="copies of one text among themselves count as wrong",
    )
    report.add("2,000 new texts against them", told["fresh_s"], "s", at_most=0.5)


def _alone(folder: Path) -> dict[str, float]:
    """Texts to groups, then new texts against them; the pairs go into `pairs.parquet`."""
    texts, fresh = (
        cast("pa.StringArray", pq.read_table(folder / f"{name}.parquet")["text"].combine_chunks())
        for name in ("texts", "fresh")
    )
    signatures(fresh)  # numba compiles once
    pa.default_memory_pool().release_unused()
    before, began = forget_peak_mb(), time.perf_counter()
    found = signatures(texts)
    index = Index(found)
    pairs = index.pairs()
    likely = similarity(found, *pairs) >= 0.5
    verified = Pairs(pairs.first[likely], pairs.second[likely])
    leaders(len(texts), verified, lambda one, other: similarity(found, one, other) >= 0.5)
    told = {"groups_s": time.perf_counter() - began, "above_mb": peak_since_mb() - before}
    pq.write_table(pa.table({"first": verified.first, "second": verified.second}), folder / "pairs.parquet")
    began = time.perf_counter()
    index.near(signatures(fresh))
    return told | {"fresh_s": time.perf_counter() - began}


def ours(texts: pa.StringArray, *, with_numba: bool) -> Found:
    """Text to pairs: signatures, bands, estimate, and letters laid side by side by rapidfuzz."""
    began = time.perf_counter()
    found = signatures(texts, with_numba=with_numba)
    pairs = Index(found).pairs()
    likely = np.flatnonzero(similarity(found, *pairs) >= 0.5)
    held = {(int(pairs.first[at]), int(pairs.second[at])) for at in likely}
    letters = {number: folded(texts[number].as_py()) for number in {one for pair in held for one in pair}}
    same = {pair for pair in held if fuzz.ratio(letters[pair[0]], letters[pair[1]], score_cutoff=50)}
    return Found(time.perf_counter() - began, same)


def planted(rng: np.random.Generator, bag: np.ndarray, count: int) -> tuple[pa.StringArray, set[tuple[int, int]]]:
    """Texts of `WORDS` words, 5 % of them copies of an earlier one: exact, in capitals, with 3 % or 10 % of the words changed, or longer."""
    copies, rows = count // 20, []
    for _ in range(count - copies):
        rows.append(bag[rng.integers(0, bag.size, WORDS)])
    of = rng.choice(count - copies, copies, replace=False)
    texts = [" ".join(row) for row in rows]
    for place, source in enumerate(of.tolist()):
        words, kind = rows[source].copy(), place % 5
        if kind in (2, 3):
            changed = rng.choice(WORDS, WORDS * (3 if kind == 2 else 10) // 100, replace=False)
            words[changed] = bag[rng.integers(0, bag.size, changed.size)]
        text = " ".join(words) + (" " + " ".join(bag[rng.integers(0, bag.size, 20)]) if kind == 4 else "")
        texts.append(text.upper() + "!" if kind == 1 else text)
    return pa.array(texts, pa.string()), {
        (int(source), count - copies + place) for place, source in enumerate(of.tolist())
    }


if __name__ == "__main__":
    print(json.dumps(_alone(Path(sys.argv[1]))))
