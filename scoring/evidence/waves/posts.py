"""What was posted, as columns: complaints, and praise and blame in reviews, by the same rules."""

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import duckdb
import numpy as np
from numpy.typing import NDArray

from scoring.engine import ask
from scoring.incidents.brand_match import UNSORTED
from scoring.statistics.inputs import Floats

Strings = NDArray[np.object_]
DAYS = 365
COMPLAINT, PRAISE, BLAME = "complaint", "praise", "blame"
# a cross-post or copy is a post of its own here: a campaign whose copies are merged into one matter is a rise all the same
POSTS = f"""
WITH told AS (
    SELECT m.record_id, m.incident_id, m.brand_id, m.sector_id, '{COMPLAINT}' AS what FROM members m
    UNION ALL
    SELECT record_id, record_id, l.brand_id, l.sector_id,
        CASE WHEN kind = 'thanks' OR (rating - rating_worst) / nullif(rating_best - rating_worst, 0) >= 0.75 THEN '{PRAISE}'
             WHEN (rating - rating_worst) / nullif(rating_best - rating_worst, 0) <= 0.25 THEN '{BLAME}' END
    FROM records JOIN labels l USING (brand_label, sector_label, country) WHERE kind IN ('review', 'thanks')
)
SELECT t.record_id, t.incident_id, t.brand_id AS brand, t.sector_id AS sector, r.source_id AS source, coalesce(r.issue, '') AS type, t.what,
    (epoch_us($as_of) - epoch_us(r.posted_at)) / 3.6e9 AS hours_ago, r.author_hash AS author, r.text AS text, epoch_us(r.posted_at) % 86400000000 = 0 AS is_day
FROM told t JOIN records r USING (record_id)
WHERE t.what IS NOT NULL AND r.posted_at <= $as_of AND r.posted_at > $as_of - to_days({DAYS}) AND NOT ends_with(t.sector_id, '{UNSORTED}')
ORDER BY r.posted_at, t.record_id"""


@dataclass(frozen=True)
class Posts:
    """Columns of equal length, oldest post first. `hours_ago` before the moment looked at; `is_day`: only its day is known."""

    record_id: Strings
    incident_id: Strings
    brand: Strings
    sector: Strings
    source: Strings
    type: Strings
    what: Strings
    hours_ago: Floats
    author: Strings
    text: Strings
    is_day: NDArray[np.bool_]

    @property
    def size(self) -> int:
        """How many posts."""
        return int(self.hours_ago.size)

    @property
    def day(self) -> NDArray[np.int64]:
        """Number of the day of each post: days are of 24 hours back from the moment looked at; the newest is DAYS - 1."""
        return np.asarray(DAYS - 1 - np.minimum(self.hours_ago // 24, DAYS - 1), np.int64)

    def only(self, rows: "NDArray[np.bool_] | NDArray[np.int64]") -> "Posts":
        """Some of them."""
        return Posts(*(getattr(self, field.name)[rows] for field in fields(self)))


def read_posts(lake: duckdb.DuckDBPyConnection, as_of: datetime) -> Posts:
    """All posts of the year before a moment whose brand is sure. The lake must hold `labels` and `members`."""
    table = ask(lake, POSTS, as_of=as_of)
    columns = [table.column(field.name).to_numpy(zero_copy_only=False) for field in fields(Posts)]
    words = {"author", "text", "type"}
    return Posts(*(np.array([value or "" for value in column], object) if field.name in words else column
                   for field, column in zip(fields(Posts), columns, strict=True)))  # fmt: skip


def day_of(at: datetime, as_of: datetime) -> int:
    """Number of the day that holds a moment."""
    return DAYS - 1 - int((as_of - at) // timedelta(days=1))


def begins_at(day: int, as_of: datetime) -> datetime:
    """The beginning of a day."""
    return as_of - timedelta(days=DAYS - day)
