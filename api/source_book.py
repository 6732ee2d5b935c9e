"""How each source of a release stands: its runs, what it fills, robots.txt, what a person had to look at."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from api import answers
from api.rows import Rows
from store.release import Published
from store.vocabulary import AlertKind, RunKind, RunState

BASE = "/api/v1"
MOST_RUNS = 20
MOST_NOTICES = 50
COLLECTING = {RunKind.CRAWL, RunKind.IMPORT}
Row = dict[str, Any]


class SourceBook:
    """The tables of a release that speak of sources; a release of an older version lacks some of them."""

    def __init__(self, release: Published, as_of: datetime, held: Mapping[str, int]) -> None:
        self.sources = release.table("sources").to_pylist()
        self.as_of, self.held = as_of, held
        names = ("runs", "notices", "source_states", "filled_shares", "robots", "alerts")
        self.tables = {
            name: Rows(release.table(name), "source_id") for name in names if name in release.manifest["tables"]
        }

    def all(self) -> Iterator[answers.SourceAnswer]:
        """Every source."""
        return (self._one(row) for row in self.sources)

    def _of(self, table: str, source_id: str) -> list[Row]:
        return self.tables[table].of(source_id) if table in self.tables else []

    def _one(self, row: Row) -> answers.SourceAnswer:
        name = row["source_id"]
        runs = sorted(self._of("runs", name), key=lambda run: run["started_at"], reverse=True)
        notices = sorted(self._of("notices", name), key=lambda notice: notice["noticed_at"], reverse=True)
        said = self._lag(runs) | self._needs(name) | _alerts(self._of("alerts", name)) | {
            "records_count": self.held.get(name, 0),
            "address": f"{BASE}/sources/{name}",
            "state": runs[0]["state"] if runs else "never",
            "last_run_at": runs[0]["started_at"] if runs else None,
            "new_count": runs[0]["new_count"] if runs else 0,
            "filled": {one["field"]: one["share"] for one in self._of("filled_shares", name)},
            "notice_counts": _counts(notices, runs[0]["run_id"]) if runs else {},
            "robots": sorted(self._of("robots", name), key=lambda one: str(one["host"])),
            "runs": runs[:MOST_RUNS],
            "notices": notices[:MOST_NOTICES],
        }  # fmt: skip
        return msgspec.convert(row | said, answers.SourceAnswer)

    def _lag(self, runs: list[Row]) -> Row:
        """Only a run that collects, and ended well, makes a source fresh."""
        good = next(
            (run["ended_at"] for run in runs if run["state"] == RunState.OK and run["kind"] in COLLECTING), None
        )
        hours = max(0.0, (self.as_of - good).total_seconds() / 3600) if good else None
        return {
            "last_good_at": good,
            "lag_hours": hours and round(hours, 1),
            "lag_days": hours and round(hours / 24, 1),
        }

    def _needs(self, name: str) -> Row:
        for row in self._of("source_states", name):
            keys = {key: row[key].split(", ") if row[key] else [] for key in ("keys", "keys_missing")}
            return {"is_off": row["is_off"], "vanishes": row["vanishes"], "text_hours": row.get("text_hours")} | keys
        return {}


def _counts(notices: list[Row], run_id: int) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for notice in notices:
        if notice["run_id"] == run_id:
            counts[notice["code"]] += notice["occurrences_count"]
    return dict(sorted(counts.items()))


def _alerts(rows: list[Row]) -> Row:
    """Mass removals, open ones first, and breaks; each newest first."""
    newest = sorted(rows, key=lambda row: row["opened_at"], reverse=True)
    lines = [row | _detail(row) for row in sorted(newest, key=lambda row: row["closed_at"] is not None)]
    kinds = {"alerts": AlertKind.MASS_REMOVAL, "breaks": AlertKind.BREAK}
    return {name: [line for line in lines if line["kind"] == kind] for name, kind in kinds.items()}


def _detail(row: Row) -> Row:
    said = json.loads(row["detail_json"])
    return {name: said[name] for name in answers.AlertLine.__struct_fields__ if name in said}
