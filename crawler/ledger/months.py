"""What the records of each month are called: a source's categories by month of posting, of its largest brands."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, extract, func, select

from crawler.memory import utc
from store.session import table_of
from store.tables import Record

MOST_BRANDS = 20
MOST_VALUES = 500
_RECORD = table_of(Record)


@dataclass
class Month:
    """Records of one month by category; `of` names the brands behind each; days are ISO dates."""

    counts: Counter[str] = field(default_factory=Counter)
    of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    first_on: dict[str, str] = field(default_factory=dict)
    last_on: dict[str, str] = field(default_factory=dict)

    @property
    def brands(self) -> set[str]:
        """The brands with records in this month."""
        return set().union(*self.of.values())


def months_of(engine: Engine, source_id: str, name: str) -> list[Month]:
    """A category field of a source by month, from the first to the last; nothing where its values are no closed list."""
    months: dict[int, Month] = defaultdict(Month)
    with engine.connect() as connection:
        rows = connection.execute(_by_month(source_id, name)).all()
    for row in rows:
        month, value = months[12 * int(row.year) + int(row.month)], row.value
        month.counts[value] += row.n
        month.of[value].add(row.brand_label)
        first, last = utc(row.first_at).date().isoformat(), utc(row.last_at).date().isoformat()
        month.first_on[value] = min(first, month.first_on.get(value, first))
        month.last_on[value] = max(last, month.last_on.get(value, last))
    is_closed = len({row.value for row in rows}) <= MOST_VALUES
    return [months[place] for place in range(min(months), max(months) + 1)] if months and is_closed else []


def _by_month(source_id: str, name: str) -> Any:
    is_ours = (_RECORD.c.source_id == source_id) & (_RECORD.c[name] != "") & _RECORD.c.posted_at.is_not(None)
    largest = (
        select(_RECORD.c.brand_label)
        .where(is_ours)
        .group_by(_RECORD.c.brand_label)
        .order_by(func.count().desc())
        .limit(MOST_BRANDS)
    )
    year, month = (
        extract("year", _RECORD.c.posted_at).label("year"),
        extract("month", _RECORD.c.posted_at).label("month"),
    )
    ends = [
        function(_RECORD.c.posted_at, type_=_RECORD.c.posted_at.type).label(f"{end}_at")
        for end, function in (("first", func.min), ("last", func.max))
    ]
    return (
        select(year, month, _RECORD.c[name].label("value"), _RECORD.c.brand_label, func.count().label("n"), *ends)
        .where(is_ours, _RECORD.c.brand_label.in_(largest))
        .group_by(year, month, _RECORD.c[name], _RECORD.c.brand_label)
    )
