"""Two releases side by side: who moved, how far, and because of what (SPEC-36). Asked when the method or the standard changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Any

from store.release import Published

KEY = ("sector_id", "period", "dimension", "brand_id")
CAUSES = ("observed", "expected", "method")


@dataclass(frozen=True)
class Move:
    """One brand in one comparison that both releases hold. Scores and their 95 % ends are 0-100.

    `observed` and `expected` are the logarithms of new over old O and E (None where one of them is 0): what was counted,
    and what was expected of a brand of its size and mix. `because` names the largest cause: one of these two, or "method"
    where both moved less than 1 % and only the standard, the prior or the parameters can have done it.
    """

    sector_id: str
    period: str
    dimension: str
    brand_id: str
    old: float
    new: float
    is_beyond_chance: bool
    group_old: int | None
    group_new: int | None
    observed: float | None
    expected: float | None
    because: str


@dataclass(frozen=True)
class ReleaseDiff:
    """What differs between two releases. `facts` are the manifest's entries that are not the same: name -> (old, new)."""

    old_id: str
    new_id: str
    facts: dict[str, tuple[Any, Any]]
    moves: tuple[Move, ...]
    only_old: int
    only_new: int


def release_diff(old: Published, new: Published) -> ReleaseDiff:
    """Every brand's move from one release to another, the farthest first; same scores are left out."""
    before, after = (_scores(one) for one in (old, new))
    both = sorted(before.keys() & after.keys())
    moves = [_move(before[key], after[key]) for key in both if before[key]["score"] != after[key]["score"]]
    moves.sort(key=lambda move: (-abs(move.new - move.old), move.sector_id, move.dimension, move.brand_id))
    names = ("method_name", "method_version", "parameters", "standard_hash", "code_version", "as_of")
    facts = {name: (old.manifest.get(name), new.manifest.get(name)) for name in names
             if old.manifest.get(name) != new.manifest.get(name)}  # fmt: skip
    return ReleaseDiff(
        old.manifest["release_id"], new.manifest["release_id"], facts, tuple(moves), len(before) - len(both), len(after) - len(both)
    )  # fmt: skip


def _scores(release: Published) -> dict[tuple[str, ...], dict[str, Any]]:
    return {tuple(row[name] for name in KEY): row for row in release.table("scores").to_pylist()}


def _move(old: Mapping[str, Any], new: Mapping[str, Any]) -> Move:
    parts = {name: _log_ratio(new[name], old[name]) for name in ("observed", "expected")}
    largest = max(parts, key=lambda name: abs(parts[name] or 0.0))
    is_counted = abs(parts[largest] or 0.0) >= 0.01 or None in parts.values()
    return Move(
        old["sector_id"], old["period"], old["dimension"], old["brand_id"], old["score"], new["score"], new["low"] > old["high"] or new["high"] < old["low"],
        old["tier"], new["tier"], parts["observed"], parts["expected"], largest if is_counted else "method",
    )  # fmt: skip


def _log_ratio(new: float, old: float) -> float | None:
    if new == old:
        return 0.0
    return log(new / old) if new > 0 and old > 0 else None
