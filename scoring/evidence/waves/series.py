"""The series that are watched: of brands, of the types within a brand, of sources, of sectors; complaints, praise and blame each."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.waves.posts import DAYS, Posts
from scoring.statistics.inputs import Floats

ENOUGH = 5
ENOUGH_OF_TYPE = 8
"""Posts in the year, below which a series is not watched."""


@dataclass(frozen=True, order=True)
class Key:
    """Whose series it is. `scope` is brand, type, source or sector; what does not apply is ""."""

    scope: str
    what: str
    sector: str = ""
    brand: str = ""
    source: str = ""
    type: str = ""


@dataclass(frozen=True)
class Series:
    """Series in the order of their keys: `rows` are each one's posts, `counts` by day, `factor` what its threshold is multiplied by."""

    keys: list[Key]
    rows: list[NDArray[np.int64]]
    counts: Floats
    factor: Floats


def series_of(posts: Posts) -> Series:
    """All series of some posts that have enough of them."""
    rows: dict[Key, list[int]] = defaultdict(list)
    columns = (posts.what, posts.sector, posts.brand, posts.source, posts.type)
    for number, (what, sector, brand, source, kind) in enumerate(zip(*(one.tolist() for one in columns), strict=True)):
        rows[Key("brand", what, sector, brand)].append(number)
        rows[Key("source", what, source=source)].append(number)
        rows[Key("sector", what, sector)].append(number)
        if kind:
            rows[Key("type", what, sector, brand, type=kind)].append(number)
    least = {"type": ENOUGH_OF_TYPE}
    keys = sorted(key for key, mine in rows.items() if len(mine) >= least.get(key.scope, ENOUGH))
    types: dict[tuple[str, str, str], int] = defaultdict(int)
    for key in keys:
        types[key.what, key.sector, key.brand] += key.scope == "type"
    factor = [max(1, types[key.what, key.sector, key.brand]) if key.scope == "type" else 1 for key in keys]
    day = posts.day
    counts = [np.bincount(day[rows[key]], minlength=DAYS) for key in keys]
    return Series(
        keys,
        [np.array(rows[key], np.int64) for key in keys],
        np.array(counts, float).reshape(-1, DAYS),
        np.array(factor, float),
    )
