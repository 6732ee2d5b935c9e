"""Incidents as arrays: weights and scales every dimension shares. Rows come ordered by incident; sums keep that order."""

from dataclasses import dataclass, fields, replace
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.method import Parameters
from scoring.statistics.inputs import Floats

HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True)
class Incidents:
    """One entry per incident. Times in hours after it was opened, NaN where it did not happen or is not known."""

    ids: tuple[str, ...]
    brand: NDArray[np.str_]
    sector: NDArray[np.str_]
    platform: NDArray[np.str_]
    issue: NDArray[np.str_]
    age_days: Floats
    weight: Floats
    first_response_hours: Floats
    confirmed_hours: Floats
    follow_up_hours: Floats
    records_count: NDArray[np.int64]
    flags: dict[str, NDArray[np.bool_]]

    def of_sector(self, sector_id: str) -> "Incidents":
        """The incidents of one sector, in the same order."""
        mine = np.flatnonzero(self.sector == sector_id)
        picked = {one.name: getattr(self, one.name) for one in fields(self)}
        arrays = {name: column[mine] for name, column in picked.items() if isinstance(column, np.ndarray)}
        return replace(
            self,
            **arrays,
            ids=tuple(self.ids[i] for i in mine),
            flags={name: flag[mine] for name, flag in self.flags.items()},
        )


def read_incidents(table: pa.Table, as_of: datetime, parameters: Parameters) -> Incidents:
    """The incidents of `find_incidents` with weight 2^(-age/half-life) (SPEC-4), void ones dropped (SPEC-14).

    Follow-up ends when the record was last seen, or, once it is gone, at `as_of`: taking a complaint down cannot end the
    time in which it waits for an answer. Void: withdrawn by its author within 24 h and before any answer.
    """
    opened = _seconds(table, "opened_at")
    response, confirmed = (_hours(table, name, opened) for name in ("answered_at", "confirmed_at"))
    gone, seen = _hours(table, "gone_at", opened), _hours(table, "last_seen_at", opened)
    flags = {
        name: _column(table, name).astype(bool)
        for name in ("is_confirmed", "is_denied", "is_claimed", "is_marked_solved", "is_gone", "is_withdrawn")
    }
    age_hours = (as_of.timestamp() - opened) / HOUR
    is_void = flags["is_withdrawn"] & (gone <= 24) & ~(response <= gone)
    keep = np.flatnonzero(~is_void)
    age_days = age_hours[keep] / 24
    weight = np.exp2(-age_days / parameters.half_life_days) if parameters.half_life_days else np.ones(keep.size)
    brand, sector, platform, issue = (
        _column(table, name)[keep].astype(str) for name in ("brand_id", "sector_id", "source_id", "issue")
    )
    return Incidents(
        ids=tuple(str(one) for one in _column(table, "incident_id")[keep]),
        brand=brand,
        sector=sector,
        platform=platform,
        issue=issue,
        age_days=age_days,
        weight=weight,
        first_response_hours=response[keep],
        confirmed_hours=confirmed[keep],
        follow_up_hours=np.maximum(0, np.where(flags["is_gone"], age_hours, np.minimum(seen, age_hours)))[keep],
        records_count=_column(table, "records_count")[keep].astype(np.int64),
        flags={name: flag[keep] for name, flag in flags.items()},
    )


def scales(sector_weights: Floats, brand_of: NDArray[np.intp], brand_count: int, parameters: Parameters) -> Floats:
    """c_b of SPEC-19: how many equal-weight incidents' worth of chance stands in a brand's weighted sum, drawn to its sector's."""
    squares = np.bincount(brand_of, weights=sector_weights**2, minlength=brand_count)
    sums = np.bincount(brand_of, weights=sector_weights, minlength=brand_count)
    sector = squares.sum() / sums.sum() if sums.sum() else 1.0
    return np.asarray((squares + parameters.scale_prior_records * sector) / (sums + parameters.scale_prior_records))


def _column(table: pa.Table, name: str) -> NDArray[np.generic]:
    return np.asarray(table.column(name).to_numpy(zero_copy_only=False))


def _seconds(table: pa.Table, name: str) -> Floats:
    values = _column(table, name).astype("datetime64[us]")
    return np.where(np.isnat(values), np.nan, values.astype(np.int64) / 1e6)


def _hours(table: pa.Table, name: str, since: Floats) -> Floats:
    """Hours from `since`; a moment known only roughly may fall before it and then counts as at once."""
    return np.maximum(0.0, (_seconds(table, name) - since) / HOUR)
