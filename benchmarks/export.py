"""A release's table as CSV and JSON lines: our export beside Python's csv writer, both from the same Parquet file."""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.figures import Report, clocked
from store.lake import ROWS_A_GROUP, write_rows
from store.twins import twin_lake, write_twin

WORDS = [
    "kargo",
    "paket",
    "teslim",
    "edilmedi",
    "arandı",
    "bekledim",
    "iade",
    "ücret",
    "şube",
    '"geri',
    'dönüş"',
    "müşteri,",
    "hizmet",
]
SCHEMA = pa.schema(
    [pa.field(name, pa.string()) for name in ("record_id", "brand_id", "title", "text")]
    + [pa.field("posted_at", pa.timestamp("us", tz="UTC")), pa.field("rating", pa.float64()), pa.field("views_count", pa.int64()), pa.field("is_gone", pa.bool_())]
)  # fmt: skip

ALONE = """
import sys
from pathlib import Path
from store.twins import twin_lake, write_twins
with twin_lake() as lake:
    write_twins(lake, Path(sys.argv[1]), "records")
held = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(int(held.split()[1]) / 1000)  # ru_maxrss would be the parent's
"""


def export(rows: int = 1_000_000) -> Report:
    """Rows per second, ours to csv's, in one run; and the most memory our export holds."""
    report, seconds = Report(f"export of {rows:,} records with texts of some 300 characters"), dict[str, float]()
    with tempfile.TemporaryDirectory() as made, twin_lake() as lake:
        folder = Path(made)
        write_rows(folder / "records.parquet", SCHEMA, _groups(rows))
        alone = subprocess.run([sys.executable, "-c", ALONE, made], check=True, capture_output=True, text=True)
        with clocked(seconds, "ours"):
            write_twin(lake, folder, "records", "csv")
        _by_csv(folder, seconds)
        report.is_wrong = not _agree(folder)
        report.add(
            "our rows per second : Python's csv, Parquet to CSV",
            (seconds["csv"] + seconds["decode"]) / seconds["ours"],
            at_least=4,
        )
        report.add(
            "the same : csv.writer alone",
            seconds["csv"] / seconds["ours"],
            note="its rows lay ready, ours are decoded too",
        )
        report.add("rows per second, CSV", rows / seconds["ours"])
        report.add("most memory of a process that writes CSV and JSONL", float(alone.stdout), "MB", at_most=600)
        report.add("size of the CSV", (folder / "records.csv").stat().st_size / 1e6, "MB")
    return report


def _groups(rows: int) -> Iterator[pa.RecordBatch]:
    rng, at = np.random.default_rng(3), datetime(2026, 1, 1, tzinfo=UTC)
    for first in range(0, rows, ROWS_A_GROUP):
        count = min(ROWS_A_GROUP, rows - first)
        words = rng.choice(WORDS, (count, 40))
        texts = [" ".join(row) for row in words.tolist()]
        columns = [
            [f"site:{first + n:09}" for n in range(count)], [f"brand-{n % 997}" for n in range(count)], [text[:60] for text in texts], texts,
            [at + timedelta(seconds=first + n) for n in range(count)], rng.integers(1, 6, count).astype(float).tolist(),
            [int(n) if n % 3 else None for n in rng.integers(0, 9999, count)], (rng.random(count) < 0.1).tolist(),
        ]  # fmt: skip
        yield pa.RecordBatch.from_arrays(
            [pa.array(values, field.type) for values, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
        )


def _by_csv(folder: Path, seconds: dict[str, float]) -> None:
    """Decoding (by columns, the quickest way to Python rows) and writing, clocked apart."""
    with (folder / "peer.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(SCHEMA.names)
        for batch in pq.ParquetFile(folder / "records.parquet").iter_batches(5000):
            with clocked(seconds, "decode"):
                lines = list(zip(*(column.to_pylist() for column in batch.columns), strict=True))
            with clocked(seconds, "csv"):
                writer.writerows(lines)


def _agree(folder: Path) -> bool:
    """Whether both wrote the same rows: ids, texts and numbers of the first ones, and the number of rows."""
    with (
        (folder / "records.csv").open(encoding="utf-8", newline="") as ours,
        (folder / "peer.csv").open(encoding="utf-8", newline="") as theirs,
    ):
        one, other = csv.reader(ours), csv.reader(theirs)
        same = all((a[:4], a[5:7]) == (b[:4], b[5:7]) for a, b in islice(zip(one, other, strict=False), 5000))
        return same and sum(1 for _ in one) == sum(1 for _ in other)
