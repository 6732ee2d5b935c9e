"""Difficulty in the recipe (SPEC-3): levels are read by the model that the standard was frozen with.

A standard that a scoring makes for itself has no such model, and every matter stands at the middle: a model learned from the rows
it then weighs would let a record that vanishes move the levels of others (F7).
"""

import duckdb
import numpy as np
import pyarrow as pa

from scoring.engine import ask
from scoring.evidence.difficulty import Difficulty, Matters, learn
from scoring.evidence.settled import settled_late
from scoring.standard import Standard

NAME = "difficulty"
# the text of the earliest record, which was there before any answer; the customer's word, because the brand's own claim says nothing
MATTERS = """
SELECT incident_id, text, type, brand, sector, platform, confirmed_h IS NOT NULL AS is_settled, coalesce(confirmed_h, follow_up_h) AS hours
FROM every_incident JOIN records ON record_id = incident_id ORDER BY incident_id
"""
NAMES = "SELECT name FROM brands UNION SELECT label FROM aliases UNION SELECT brand_label FROM records ORDER BY 1"


def learn_levels(lake: duckdb.DuckDBPyConnection) -> Difficulty:
    """Learn from the matters in the lake: which kinds took longer than is usual for their sector, platform and type.

    Groups where no customer ever confirmed say nothing and take no part.
    """
    rows = ask(lake, MATTERS)
    hours, settled = (rows.column(name).to_numpy() for name in ("hours", "is_settled"))
    groups = ["|".join(one) for one in zip(*(rows.column(name).to_pylist() for name in ("sector", "platform", "type")), strict=True)]  # fmt: skip
    target = settled_late(hours.astype(np.float64), settled.astype(np.bool_), groups)
    speaking = {group for group, is_settled in zip(groups, settled.tolist(), strict=True) if is_settled}
    target[[group not in speaking for group in groups]] = np.nan
    return learn(_matters(rows), target, _names(lake))


def set_levels(lake: duckdb.DuckDBPyConnection, model: Difficulty) -> None:
    """Write each matter's level into `every_incident`."""
    rows = ask(lake, MATTERS)
    levels = pa.table({"incident_id": rows.column("incident_id"), "level": model.levels(_matters(rows), _names(lake))})
    lake.register("levels", levels)
    lake.execute("UPDATE every_incident SET difficulty = level FROM levels WHERE levels.incident_id = every_incident.incident_id")  # fmt: skip
    lake.unregister("levels")


def put_levels(standard: Standard, model: Difficulty) -> None:
    """Freeze a model with a standard: sums and numbers of texts by fold and bucket, the fold of each brand, each sector's cuts."""
    folds = [(str(fold), "") for fold in range(len(model.totals))]
    standard.put(NAME, "total", folds, model.totals.astype(np.float64))
    standard.put(NAME, "count", folds, model.counts.astype(np.float64))
    standard.put(NAME, "fold", [(brand, "") for brand in model.folds], np.array(list(model.folds.values())))
    standard.put(NAME, "cut", [(sector, "") for sector in model.cuts], np.array(list(model.cuts.values())).reshape(-1, 2))  # fmt: skip


def levels_of(standard: Standard | None) -> Difficulty | None:
    """The model a standard was frozen with, or None."""
    found = {quantity: names for (dimension, quantity), names in standard.tables.items() if dimension == NAME} if standard else {}  # fmt: skip
    if not found:
        return None
    totals, counts = (np.array([found[name][str(fold), ""] for fold in range(len(found[name]))]).astype(np.int64) for name in ("total", "count"))  # fmt: skip
    folds = {brand: int(value[0]) for (brand, _), value in found["fold"].items()}
    return Difficulty(totals, counts, folds, {sector: (float(ends[0]), float(ends[1])) for (sector, _), ends in found.get("cut", {}).items()})  # fmt: skip


def _matters(rows: pa.Table) -> Matters:
    text, kind, brand, sector = ([str(one) for one in rows.column(name).to_pylist()] for name in ("text", "type", "brand", "sector"))  # fmt: skip
    return Matters(text, kind, brand, sector)


def _names(lake: duckdb.DuckDBPyConnection) -> list[str]:
    return [str(name) for name in ask(lake, NAMES).column("name").to_pylist()]
