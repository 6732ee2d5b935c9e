"""What is on record of a source that changes what can be counted there: renamed categories, withdrawn fields, gaps between runs, silence."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import duckdb
import numpy as np

from scoring.components import both
from scoring.engine import ask
from scoring.evidence.waves.posts import DAYS, Posts, day_of

GAP_DAYS, GAP_TIMES = 3.0, 3.0
"""Days between two good runs, and times the usual, from which a gap is told."""
SILENT_DAYS, SILENT_FROM, SILENT_AGAINST = 2, 5.0, 28
"""Days without a post, at a source that had so many a day in the days before."""
BREAKS = "SELECT source_id, opened_at, detail_json FROM breaks ORDER BY alert_id"
RUNS = """SELECT source_id, ended_at FROM runs
WHERE kind IN ('crawl', 'import') AND state = 'ok' AND ended_at <= $as_of ORDER BY source_id, ended_at, run_id"""


@dataclass(frozen=True)
class Fact:
    """Something on record of a source: on which day number, and in words; of one type of complaint, or of all ("")."""

    source: str
    day: int
    kind: str
    sentence_en: str
    sentence_tr: str
    type: str = ""


@dataclass(frozen=True)
class OnRecord:
    """Facts of all sources, and when each was last looked at with success."""

    facts: list[Fact]
    last_run: dict[str, datetime]


def on_record(lake: duckdb.DuckDBPyConnection, posts: Posts, as_of: datetime) -> OnRecord:
    """Everything on record that may stand behind a rise. The lake must hold `breaks` and `runs`."""
    runs: dict[str, list[datetime]] = defaultdict(list)
    for row in ask(lake, RUNS, as_of=as_of).to_pylist():
        runs[row["source_id"]].append(row["ended_at"])
    breaks = [fact for row in ask(lake, BREAKS).to_pylist() for fact in _break(row, as_of)]
    gaps = [fact for source, ended in sorted(runs.items()) for fact in _gaps(source, ended, as_of)]
    return OnRecord([*breaks, *gaps, *_silences(posts)], {source: ended[-1] for source, ended in runs.items()})


def _break(row: dict[str, Any], as_of: datetime) -> Iterator[Fact]:
    detail = json.loads(row["detail_json"])
    named = detail.get("new_on") or detail.get("old_on")
    at = datetime.fromisoformat(named).replace(tzinfo=as_of.tzinfo) if named else row["opened_at"]
    words: dict[str, float | str] = {name: str(detail.get(name) or "") for name in ("field", "old", "new")}
    if words["new"]:
        told = both("The source ended the {field} “{old}” and began “{new}”.",
                    "Kaynak “{old}” adlı {field} değerini bitirip “{new}” değerini başlattı.", digits=0, **words)  # fmt: skip
    else:
        told = both(
            "The source no longer fills the field {field}.",
            "Kaynak {field} alanını artık doldurmuyor.",
            digits=0,
            **words,
        )
    yield Fact(
        row["source_id"], day_of(at, as_of), "break", *told, str(words["new"]) if words["field"] == "issue" else ""
    )


def _gaps(source: str, ended: list[datetime], as_of: datetime) -> Iterator[Fact]:
    steps = [(later - earlier) / timedelta(days=1) for earlier, later in pairwise(ended)]
    usual = median(steps) if len(steps) > 2 else 0.0
    for step, later in zip(steps, ended[1:], strict=True):
        if usual and step > max(GAP_DAYS, GAP_TIMES * usual):
            told = both("The source had not been looked at for {days} days; usually {usual}.",
                        "Kaynağa {days} gün bakılmamıştı; olağan aralık {usual} gün.", days=step, usual=usual)  # fmt: skip
            yield Fact(source, day_of(later, as_of), "gap", *told)


def _silences(posts: Posts) -> Iterator[Fact]:
    for source in sorted(set(posts.source.tolist())):
        counts = np.bincount(posts.day[posts.source == source], minlength=DAYS).astype(float)
        quiet = 0
        for day in range(SILENT_AGAINST, DAYS):
            usual = counts[max(0, day - quiet - SILENT_AGAINST) : day - quiet].mean()
            if quiet >= SILENT_DAYS and counts[day]:
                told = both("The source showed nothing for {days} days before; usually {usual} posts a day.",
                            "Kaynak önceki {days} gün hiçbir şey göstermedi; olağan sayı günde {usual}.", days=quiet, usual=float(usual))  # fmt: skip
                yield Fact(source, day, "outage", *told)
            quiet = quiet + 1 if not counts[day] and usual >= SILENT_FROM else 0
