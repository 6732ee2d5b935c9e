"""Searches of the bureau's API over invented complaints, against a full scan of the same texts in the same run."""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from api.compat.ccdb.asked import Search, Trends
from api.compat.ccdb.book import Complaints
from benchmarks.figures import Report
from store.release import Published

WORDS, ROUNDS, PART = 60_000, 3, 50_000
TERMS = ("waq", "wfq", "w40q", "w3e8q", "waq w3e8q", "w40q OR w41q", '"w1q w2q"', "w27* NOT waq", "w1q")


def ccdb(rows: int = 1_000_000) -> Report:
    """The 95th percentile of list and count answers with words and filters; the floor is one scan of the laid-out texts for one word."""
    report = Report(f"searches over {rows:,} complaints of 20 to 95 words")
    with tempfile.TemporaryDirectory(prefix="terazi-ccdb-") as folder:
        release = _release(Path(folder), rows)
        started = time.perf_counter()
        complaints = Complaints(release, Path(folder) / "cache")
        report.add("laid out, seconds", time.perf_counter() - started)
        listed: dict[str, Any] = {"field": "all", "size": 25, "sort": "created_date_desc", "no_aggs": "true"}
        asked: dict[str, list[Callable[[], Any]]] = {
            "list": [_ask(complaints.search, Search(search_term=term, **listed)) for term in TERMS],
            "counts": [_ask(complaints.search, Search(search_term=term, field="all", size=0)) for term in TERMS],
            "filtered": [_ask(complaints.search, Search(product=[f"P {n}"], state=["S1"], **listed)) for n in range(6)],
            "trends": [_ask(complaints.trends, Trends(lens="product", sub_lens="issue", state=[f"S{n}"])) for n in range(4)],
        }  # fmt: skip
        scan = statistics.median(_seconds(lambda: complaints.rows("SELECT count(*) AS n FROM complaints WHERE contains(narrative, ?)", [" w40q "])) for _ in range(ROUNDS))  # fmt: skip
        report.add("full scan for one word, ms", scan * 1000)
        for name, questions in asked.items():
            taken = sorted(_seconds(one) for _ in range(ROUNDS) for one in questions)
            late = taken[int(0.95 * (len(taken) - 1))]
            report.add(f"{name}: 95th percentile, ms", late * 1000, at_most=500)
            report.add(f"{name}: 95th percentile : full scan", late / scan)
        found = complaints.search(Search(search_term="w40q", size=0, no_aggs="true")).hits.total.value
        counted = complaints.rows("SELECT count(*) AS n FROM complaints WHERE contains(' ' || narrative || ' ', ?)", [" w40q "])[0]["n"]  # fmt: skip
        report.is_wrong = found != counted
        complaints.close()
    return report


def _ask(of: Callable[[Any], Any], asked: Search) -> Callable[[], Any]:
    return lambda: of(asked)


def _seconds(of: Callable[[], Any]) -> float:
    started = time.perf_counter()
    of()
    return time.perf_counter() - started


def _release(folder: Path, rows: int) -> Published:
    rng = np.random.default_rng(5)
    bag = np.array([f"w{n:x}q" for n in range(WORDS)])
    odds = 1 / np.arange(1, WORDS + 1)
    parts = (_part(rng, bag, odds / odds.sum(), start, min(PART, rows - start)) for start in range(0, rows, PART))
    _write(folder, ("records", "bureau_fields"), parts)
    pq.write_table(
        pa.table({"source_id": ["cfpb"], "name": ["The bureau"], "licence": ["CC0"]}), folder / "sources.parquet"
    )
    started = pa.array([datetime(2026, 11, 1, tzinfo=UTC)])
    pq.write_table(pa.table({"source_id": ["cfpb"], "state": ["ok"], "started_at": started}), folder / "runs.parquet")
    manifest = {"release_id": "bench", "published_at": "2026-11-01T00:00:00+00:00", "tables": {"bureau_fields": {}}}
    (folder / "release.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Published(folder, manifest)


def _write(folder: Path, names: tuple[str, str], parts: Iterator[tuple[pa.Table, pa.Table]]) -> None:
    writers: list[pq.ParquetWriter] = []
    for tables in parts:
        writers = writers or [pq.ParquetWriter(folder / f"{name}.parquet", table.schema, compression="zstd") for name, table in zip(names, tables, strict=True)]  # fmt: skip
        for writer, table in zip(writers, tables, strict=True):
            writer.write_table(table)
    for writer in writers:
        writer.close()


def _part(rng: Any, bag: Any, odds: Any, start: int, count: int) -> tuple[pa.Table, pa.Table]:
    lengths = rng.integers(20, 95, count)
    ends = np.cumsum(lengths)
    words = bag[rng.choice(len(bag), ends[-1], p=odds)]
    ids = [f"cfpb:{start + n}" for n in range(count)]
    texts = {"record_id": ids, "source_id": ["cfpb"] * count, "source_key": [str(start + n) for n in range(count)], "kind": ["complaint"] * count,
             "title": [""] * count, "text": [" ".join(words[end - length : end]) for end, length in zip(ends, lengths, strict=True)],
             "issue": _named(rng, "I", 150, count), "product": [""] * count, "sector_label": [""] * count, "brand_label": _named(rng, "Company", 6000, count),
             "status_raw": _named(rng, "Closed", 5, count), "posted_precision": ["second"] * count}  # fmt: skip
    seconds = rng.integers(1_450_000_000, 1_790_000_000, count)
    moments = pa.array(seconds * 1_000_000, pa.timestamp("us", tz="UTC"))
    fields = {"record_id": ids, "product": _named(rng, "P", 20, count), "sub_product": _named(rng, "SP", 60, count), "sub_issue": _named(rng, "SI", 200, count),
              "company_public_response": _named(rng, "R", 8, count), "timely": _named(rng, "Y", 2, count), "submitted_via": _named(rng, "V", 5, count),
              "date_sent_to_company": ["2026-01-01"] * count, "consumer_consent_provided": _named(rng, "C", 3, count), "consumer_disputed": _named(rng, "D", 3, count),
              "state": [name.replace(" ", "") for name in _named(rng, "S", 55, count)], "zip_code": _named(rng, "Z", 20_000, count), "tags": _named(rng, "T", 3, count)}  # fmt: skip
    return pa.table(texts | {"posted_at": moments, "first_seen_at": moments}), pa.table(fields)


def _named(rng: Any, name: str, kinds: int, count: int) -> list[str]:
    odds = 1 / np.arange(1, kinds + 1)
    return [f"{name} {n}" for n in rng.choice(kinds, count, p=odds / odds.sum())]
