"""A release calculated again from its own files: every score, step, comparison and incident, bit for bit.

What is covered: everything from the case (`scoring.frozen`) on. What is not: how labels, repeats and replies were read out of full
texts and pseudonyms, which are never published; the excerpts, links and members in the release let a person check those by eye.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from scoring import results
from scoring.frozen import open_case, standard_of
from scoring.method import NAME, VERSION, Parameters
from scoring.pipeline import Answer, weigh_case
from scoring.run import calculated_tables
from store.integrity import MOST, Fault, check_files
from store.release import Published, without_nan

KEYS = {
    "scores": ("sector_id", "period", "dimension", "brand_id"),
    "components": ("sector_id", "period", "dimension", "brand_id", "position"),
    "comparisons": ("sector_id", "period", "dimension"),
    "incidents": ("incident_id",),
    "standard": ("dimension", "quantity", "sector", "stratum", "bin"),
    "funnel_limits": ("sector_id", "period", "dimension", "expected"),
    "outcomes": ("sector_id", "brand_id"),
    "class_rates": ("sector_id", "dimension", "brand_id", "risk_class"),
}  # fmt: skip


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what was found: no fault means that the files give the published numbers to the last bit."""

    release_id: str
    rows: dict[str, int]
    faults: list[Fault]


def verify(release: Published) -> Verified:
    """Check the files, then calculate every result from the case in them and compare. Raises ScoringError where there is no case."""
    faults = list(check_files(release))
    rows: dict[str, int] = {}
    if not any(fault.file.startswith("case_") and "cannot be read" in fault.says for fault in faults):
        for name, table in calculate_again(release, faults).items():
            rows[name] = table.num_rows
            faults += compare(release, name, table)
    return Verified(str(release.manifest["release_id"]), rows, faults)


def calculate_again(release: Published, faults: list[Fault]) -> dict[str, pa.Table]:
    """The tables of results, from the case of a release. What differs in the manifest itself is added to `faults`."""
    said = release.manifest
    if (said["method_name"], said["method_version"]) != (NAME, VERSION):
        faults.append(
            Fault(
                "release.json",
                None,
                "method_version",
                f"is {said['method_name']} {said['method_version']}, this program is {NAME} {VERSION}",
            )
        )
    with open_case(release) as lake:
        answer = weigh_case(
            lake,
            datetime.fromisoformat(said["as_of"]),
            Parameters(**json.loads(said["parameters"])),
            standard_of(release),
        )
    if answer.standard_hash != said["standard_hash"]:
        faults.append(
            Fault(
                "release.json",
                None,
                "standard_hash",
                f"is {said['standard_hash']!r}, calculated as {answer.standard_hash!r}",
            )
        )
    return _tables(answer, release)


def _tables(answer: Answer, release: Published) -> dict[str, pa.Table]:
    stored: dict[str, Iterable[dict[str, Any]]] = {
        "scores": (row for one in answer.weighed for row in results.score_rows(one, 0)),
        "components": (row for one in answer.weighed for row in results.component_rows(one, 0)),
        "comparisons": (results.comparison_row(one, 0, answer.standard_hash) for one in answer.weighed),
        "incidents": results.incident_rows(answer.incidents, 0),
    }
    tables = {
        name: pa.Table.from_pylist(list(rows), schema=release.table(name).schema) for name, rows in stored.items()
    }
    return tables | calculated_tables(answer)


def compare(release: Published, name: str, calculated: pa.Table) -> Iterator[Fault]:
    """Cells of a published table that are not what was calculated, bit for bit; the first MOST of them."""
    found = _differences(release, name, calculated)
    yield from islice(found, MOST)
    if next(found, None):
        yield Fault(f"{name}.parquet", None, "", f"differs from what was calculated in more than {MOST} places")


def _differences(release: Published, name: str, calculated: pa.Table) -> Iterator[Fault]:
    file = f"{name}.parquet"
    if name not in release.manifest["tables"]:
        yield Fault(file, None, "", "is missing")
        return
    again = dict(_keyed(without_nan(calculated), KEYS[name]))
    for number, (key, was) in enumerate(_keyed(release.table(name), KEYS[name]), 1):
        now = again.pop(key, None)
        if now is None:
            yield Fault(file, number, "", f"{_named(was, name)} does not come out of the case")
            continue
        for column, value in was.items():
            if column not in now or not same(value, now[column]):
                yield Fault(
                    file,
                    number,
                    column,
                    f"{_named(was, name)} is published as {value!r}, calculated as {now.get(column)!r}",
                )
    for now in again.values():
        yield Fault(file, None, "", f"{_named(now, name)} comes out of the case and is not published")


def _keyed(table: pa.Table, key: tuple[str, ...]) -> Iterator[tuple[tuple[object, ...], dict[str, Any]]]:
    """Rows by key; of rows with the same key each has its number."""
    seen: Counter[tuple[object, ...]] = Counter()
    for row in table.to_pylist():
        name = tuple(row[one] for one in key)
        seen[name] += 1
        yield (*name, seen[name]), row


def _named(row: dict[str, Any], name: str) -> str:
    return " ".join(str(row[key]) for key in KEYS[name])


def same(one: object, other: object) -> bool:
    """Whether two values are the same to the last bit."""
    if isinstance(one, float) and isinstance(other, float):
        return np.float64(one).tobytes() == np.float64(other).tobytes()
    return type(one) is type(other) and one == other
