"""The standard: what a sector's brands are measured against. Frozen, hashed, versioned, with the window it came from (SPEC-9).

It is one long table (dimension, quantity, sector, stratum, bin, value), so that two of them can be laid side by side.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from scoring.case import Case
from scoring.errors import ScoringError
from scoring.statistics.gamma_poisson import GammaPrior
from scoring.statistics.inputs import Floats

SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("dimension", "quantity", "sector", "stratum")]
    + [("bin", pa.int32()), ("value", pa.float64())]
)
Key = tuple[str, str]  # dimension, quantity
LEARNED: tuple[Key, ...] = (("difficulty", "count"), ("difficulty", "total"))
"""Sums a model was learned from, thousands of them: a difference is told as how many differ."""


@dataclass
class Standard:
    """Values by (dimension, quantity): per sector, or per (sector, stratum), each a row of one value or one per bin."""

    facts: dict[str, str] = field(default_factory=dict)
    tables: dict[Key, dict[tuple[str, str], Floats]] = field(default_factory=dict)

    def put(self, dimension: str, quantity: str, names: Iterable[tuple[str, str]], values: Floats) -> Floats:
        """Write down a row per name (sector, stratum; stratum "" for a whole sector). Returns the values."""
        rows = np.asarray(values, dtype=np.float64)
        self.tables[dimension, quantity] = dict(zip(names, map(np.atleast_1d, rows), strict=True))
        return rows

    def get(
        self, dimension: str, quantity: str, names: Iterable[tuple[str, str]], *, fallback: Floats | None = None
    ) -> Floats:
        """A row per name as it was put. A name the standard does not know takes its row of `fallback`, or raises ScoringError."""
        table = self.tables.get((dimension, quantity), {})
        rows = []
        for position, name in enumerate(names):
            row = table.get(name)
            if row is None and fallback is None:
                raise ScoringError(f"the standard has no {dimension} {quantity} of {' '.join(filter(None, name))}")
            rows.append(row if row is not None else np.atleast_1d(fallback[position]))  # type: ignore[index]
        return np.array(rows)

    def prior(self, dimension: str, sector: str) -> GammaPrior | float | None:
        """Gamma prior, or tau, of a sector; None where it was too small for one."""
        row = self.tables.get((dimension, "prior"), {}).get((sector, ""))
        if row is None or np.isnan(row[0]):
            return None
        return GammaPrior(float(row[0]), float(row[1])) if not np.isnan(row[1]) else float(row[0])

    def table(self) -> pa.Table:
        """The long table, in canonical order: what is hashed, written and compared."""
        rows = [(dimension, quantity, *name, number if values.size > 1 else -1, value)
                for (dimension, quantity), names in sorted(self.tables.items()) for name, values in sorted(names.items())
                for number, value in enumerate(values.tolist())]  # fmt: skip
        return pa.table([pa.array(column, type=one.type) for column, one in zip(zip(*rows, strict=True), SCHEMA, strict=True)] if rows else
                        [pa.array([], type=one.type) for one in SCHEMA], schema=SCHEMA)  # fmt: skip

    @property
    def hash(self) -> str:
        """SHA-256 over facts and values: names the standard."""
        digest = hashlib.sha256(json.dumps(self.facts, sort_keys=True).encode())
        for (dimension, quantity), names in sorted(self.tables.items()):
            for name, values in sorted(names.items()):
                digest.update("|".join((dimension, quantity, *name)).encode() + values.astype("<f8").tobytes())
        return digest.hexdigest()

    def write(self, path: Path) -> None:
        """As Parquet, facts in its metadata."""
        facts = {b"terazi": json.dumps({"facts": self.facts, "hash": self.hash}, sort_keys=True).encode()}
        pq.write_table(self.table().replace_schema_metadata(facts), path, compression="zstd")

    @classmethod
    def of(cls, table: pa.Table, facts: dict[str, str]) -> "Standard":
        """A standard from its long table; nothing is not a number."""
        gathered: dict[Key, dict[tuple[str, str], list[float]]] = {}
        for dimension, quantity, sector, stratum, _, value in zip(
            *(column.to_pylist() for column in table.columns), strict=True
        ):
            values = gathered.setdefault((dimension, quantity), {}).setdefault((sector, stratum), [])
            values.append(np.nan if value is None else value)
        return cls(
            facts,
            {key: {name: np.array(values) for name, values in names.items()} for key, names in gathered.items()},
        )

    @classmethod
    def read(cls, path: Path) -> "Standard":
        """A written standard. Raises ScoringError where the file is not one or its content changed since it was hashed."""
        try:
            table = pq.read_table(path)
            said = json.loads((table.schema.metadata or {})[b"terazi"])
        except (OSError, KeyError, ValueError, pa.ArrowInvalid) as wrong:
            raise ScoringError(f"{path} is no standard file: {wrong}") from wrong
        standard = cls.of(table, said["facts"])
        if standard.hash != said["hash"]:
            raise ScoringError(
                f"{path} has changed since it was frozen: hash {standard.hash}, written as {said['hash']}"
            )
        return standard


def names_of_sectors(case: Case) -> list[tuple[str, str]]:
    """(sector, "") of every sector of a case."""
    return [(sector, "") for sector in case.sectors]


def names_of_strata(case: Case) -> list[tuple[str, str]]:
    """(sector, stratum) of every stratum of a case."""
    return [
        (case.sectors[number], name) for number, name in zip(case.stratum_sector.tolist(), case.strata, strict=True)
    ]


def differences(one: Standard, two: Standard) -> Iterator[dict[str, Any]]:
    """Values that two standards do not share, with the ratio of the second to the first; facts that differ come first."""
    for name in sorted(one.facts.keys() | two.facts.keys()):
        if one.facts.get(name) != two.facts.get(name):
            yield {
                "dimension": "",
                "quantity": name,
                "sector": "",
                "stratum": "",
                "bin": -1,
                "first": one.facts.get(name),
                "second": two.facts.get(name),
                "ratio": None,
            }
    for learned in LEARNED:
        rows = [{(name, number): n for name, values in part.tables.get(learned, {}).items() for number, n in enumerate(values.tolist())} for part in (one, two)]  # fmt: skip
        if differ := sum(rows[0].get(key, 0) != rows[1].get(key, 0) for key in rows[0].keys() | rows[1].keys()):
            yield dict(zip(SCHEMA.names[:5], (*learned, "", "", -1), strict=True)) | {"first": None, "second": f"{differ:,} differ", "ratio": None}  # fmt: skip
    first, second = (
        {tuple(row[:5]): row[5] for row in zip(*(c.to_pylist() for c in one_.table().columns), strict=True)}
        for one_ in (one, two)
    )
    for key in sorted(first.keys() | second.keys()):
        a, b = first.get(key), second.get(key)
        if key[:2] in LEARNED:
            continue
        if a != b and not (a is not None and b is not None and np.isnan(a) and np.isnan(b)):
            yield dict(zip(SCHEMA.names[:5], key, strict=True)) | {
                "first": a,
                "second": b,
                "ratio": b / a if a and b else None,
            }
