"""The integration case's risk rows, rebuilt from its complaints as steps 1, 2, 4 to 6 of its README say."""

from dataclasses import dataclass

import numpy as np

from scoring.statistics.inputs import Floats, Integers, summed
from tests.scoring.statistics.columns import Rows, column
from tests.shared import golden

SECTORS = ("bank", "ecom")


@dataclass(frozen=True)
class Sector:
    """One sector of the case: its rows without void complaints, brand and stratum as positions, q and c per brand."""

    rows: Rows
    brands: list[str]
    brand: Integers
    strata: list[str]
    stratum: Integers
    weight: Floats
    scale: Floats

    def clock(self, event: str, horizon: float) -> tuple[Floats, Floats]:
        """Time at risk and whether the event was seen: removal and later withdrawal do not end the risk."""
        at = column(self.rows, event)
        end = np.minimum(8760 - column(self.rows, "created_h"), horizon)
        seen = np.nan_to_num(at, nan=np.inf) <= end
        return np.where(seen, at, end), seen.astype(np.float64)

    def by_brand(self, values: Floats) -> Floats:
        """Sum of a row's values by brand."""
        return summed(self.brand, values, len(self.brands))


def sector(name: str) -> Sector:
    """The sector's complaints, void ones dropped (withdrawn within 24 h and not answered before)."""
    rows = [row for row in golden("case/complaints") if row["sector"] == name]
    withdrawn, answered = column(rows, "withdrawn_h"), column(rows, "first_response_h")
    void = (withdrawn <= 24) & ~(answered <= withdrawn)
    rows = [row for row, gone in zip(rows, void, strict=True) if not gone]
    brands, brand = np.unique([row["brand"] for row in rows], return_inverse=True)
    strata, stratum = np.unique([f"{r['platform']}|{r['type']}|{r['difficulty']}" for r in rows], return_inverse=True)
    q = column(rows, "authenticity")
    of_sector = (q**2).sum() / q.sum()
    scale = (np.bincount(brand, weights=q**2) + 5 * of_sector) / (np.bincount(brand, weights=q) + 5)
    return Sector(rows, list(brands), brand, list(strata), stratum, q, scale)
