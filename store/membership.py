"""Whether paying a platform earns a score (SPEC-40 iv): the score's slope on a membership that only the audit knows.

The list is read from the auditor's file, stands beside published scores, and is kept nowhere. It lies outside scoring, which never
sees a commercial relation.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np

from store.errors import InputError
from store.lake import connect
from store.release import Published

COLUMNS = ["brand", "is_member"]
FEWEST = 5
"""Brands below which a slope's interval is not to be trusted."""
_SAID = {"1": True, "true": True, "0": False, "false": False}
SCORES = """SELECT dimension, sector_id || ' ' || period AS circle, brand_id AS brand, score FROM read_parquet('{scores}')
WHERE score IS NOT NULL AND band <> 'too_little_data' ORDER BY dimension, circle, brand"""


class Slope(NamedTuple):
    """Score points that members have over other brands of the same sector and period; 95 % interval; brands and members it stands on."""

    dimension: str
    points: float
    low: float
    high: float
    brands: int
    members: int


def read_members(path: Path, known: set[str]) -> dict[str, bool]:
    """brand -> whether it pays, of a UTF-8 CSV with the columns brand, is_member (1 or 0). Raises InputError with file, line, field."""
    found: dict[str, bool] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if reader.fieldnames != COLUMNS:
                raise InputError(f"the columns must be {', '.join(COLUMNS)}", file=str(path), line=1)
            for row in reader:
                brand, said = (str(row[name] or "").strip() for name in COLUMNS)
                if brand not in known or brand in found:
                    why = "stands here twice" if brand in found else "has no score in this release"
                    raise InputError(f"{brand!r} {why}", file=str(path), line=reader.line_num, field="brand")
                if said.lower() not in _SAID:
                    raise InputError(f"{said!r} is neither 1 nor 0", file=str(path), line=reader.line_num, field="is_member")  # fmt: skip
                found[brand] = _SAID[said.lower()]
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        raise InputError(f"cannot be read as UTF-8 CSV: {wrong}", file=str(path)) from wrong
    return found


def slopes_on_membership(published: Published, path: Path) -> list[Slope]:
    """By dimension, least squares within sector and period over the brands of the file, each brand's periods one cluster.

    Only brands with enough data take part. A dimension of fewer than FEWEST brands, or without both members and others, is left out.
    """
    with connect() as lake:
        rows = lake.sql(SCORES.format(scores=published.path("scores"))).to_arrow_table().to_pylist()
    members = read_members(path, {row["brand"] for row in rows})
    rows = [row for row in rows if row["brand"] in members]
    by_dimension: dict[str, list[tuple[str, str, float]]] = {}
    for row in rows:
        by_dimension.setdefault(row["dimension"], []).append((row["circle"], row["brand"], row["score"]))
    found = (_slope(dimension, some, members) for dimension, some in by_dimension.items())
    return [one for one in found if one is not None]


def _slope(dimension: str, rows: list[tuple[str, str, float]], members: Mapping[str, bool]) -> Slope | None:
    circles, brands = (np.unique([row[place] for row in rows], return_inverse=True)[1] for place in (0, 1))
    is_member, score = np.array([float(members[row[1]]) for row in rows]), np.array([row[2] for row in rows])
    x, y = (part - (np.bincount(circles, part) / np.bincount(circles))[circles] for part in (is_member, score))
    count = int(brands.max()) + 1
    if not x.any() or count < FEWEST:
        return None
    points = float(x @ y / (x @ x))
    by_brand = np.bincount(brands, x * (y - points * x))
    half = 1.959964 * float(np.sqrt((by_brand**2).sum() * count / (count - 2)) / (x @ x))
    paying = len({row[1] for row in rows if members[row[1]]})
    return Slope(dimension, points, points - half, points + half, count, paying)
