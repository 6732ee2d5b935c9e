"""Columns of golden files as arrays."""

from collections.abc import Sequence

import numpy as np

from scoring.statistics.inputs import Floats
from tests.shared import golden

Rows = Sequence[dict[str, str]]


def column(rows: Rows, name: str) -> Floats:
    """Column `name` as numbers; NaN where the file leaves it blank or says NA."""
    return np.array([float(row[name]) if row[name] not in ("", "NA") else np.nan for row in rows])


def rows_where(name: str, **wanted: str) -> list[dict[str, str]]:
    """Rows of a golden file whose columns have the wanted texts; at least one."""
    rows = [row for row in golden(name) if all(row[key] == value for key, value in wanted.items())]
    assert rows, f"{name} has no row with {wanted}"
    return rows
