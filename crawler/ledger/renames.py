"""What a source calls things, before and after: fields it withdrew, categories it renamed. Pure: numbers in, breaks out.

A field: filled in at least SOLID_FIELD of the records of each of the last runs of the same command, and in none of this run's. A
category: one with a solid share ends while another, never seen before, begins; by month of posting (what new records are called),
and by run (what all records are called from now on). Chance must be excluded at CHANCE on either side: small runs see no break.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from crawler.ledger.months import Month

SOLID_FIELD = 0.20
SOLID_CATEGORY = 0.05
CHANCE = 1e-6
LEAST_RUNS = 2
WINDOW = 6


@dataclass(frozen=True)
class Break:
    """What changed at a source. `old_on` and `new_on`: last and first day (ISO) the names were seen, "" where a run saw it."""

    field: str
    old: str = ""
    new: str = ""
    old_on: str = ""
    new_on: str = ""
    old_share: float = 0.0
    new_share: float = 0.0

    def sentence(self, source_id: str) -> str:
        """In words."""
        if not self.new:
            return f"{source_id}: {self.field} was filled in {self.old_share:.0%} of the records or more and is in none any more"
        last, first = (f" ({when} {on})" if on else "" for when, on in (("last", self.old_on), ("first", self.new_on)))
        return f"{source_id}: {self.field} {self.old!r}{last} ends and {self.new!r}{first} begins: renamed?"


def is_excluded(share: float, n: float) -> bool:
    """Whether chance can be excluded as the reason why something of this share is absent from n records."""
    return share > 0 and n * math.log1p(-min(share, 1 - 1e-12)) < math.log(CHANCE)


def withdrawn_fields(now: Mapping[str, float], taken: int, before: Sequence[Mapping[str, float]]) -> list[Break]:
    """Fields of earlier runs (filled shares) that this run filled nowhere."""
    if len(before) < LEAST_RUNS:
        return []
    least = {name: min(shares.get(name, 0.0) for shares in before) for name in before[0]}
    return [Break(name, old_share=share) for name, share in sorted(least.items())
            if share >= SOLID_FIELD and not now.get(name) and is_excluded(share, taken)]  # fmt: skip


def renamed_in_run(field: str, now: Mapping[str, int], before: Sequence[Mapping[str, int]]) -> list[Break]:
    """Categories that were solid in each of the earlier runs and are gone from this one, where others are new and solid."""
    n = sum(now.values())
    if len(before) < LEAST_RUNS or not n or not all(before):
        return []
    known = set().union(*before)
    least = {name: min(run.get(name, 0) / sum(run.values()) for run in before) for name in before[0]}
    old = {
        name: share
        for name, share in least.items()
        if share >= SOLID_CATEGORY and name not in now and is_excluded(share, n)
    }
    size = min(sum(run.values()) for run in before)
    new = {
        name: count / n
        for name, count in now.items()
        if name not in known and count >= SOLID_CATEGORY * n and is_excluded(count / n, size)
    }
    return [Break(field, one, other, old_share=old[one], new_share=new[other]) for one, other in _pairs(old, new)]


def renamed_by_month(field: str, months: Sequence[Month]) -> list[Break]:
    """Categories that end in one month, where another begins in the same or the next; the months in order, without gaps."""
    last: dict[str, int] = {name: place for place, month in enumerate(months) for name in month.counts}
    first: dict[str, int] = {name: place for place, month in reversed(list(enumerate(months))) for name in month.counts}
    found = []
    for place in range(len(months) - 1):
        before, after = months[max(0, place - WINDOW + 1) : place + 1], months[place + 1 :]
        old = _solid([name for name, at in last.items() if at == place], before, _sum(after))
        for start in (place, place + 1):
            of_new = months[start : start + WINDOW]
            new = _solid([name for name, at in first.items() if at == start], of_new, _sum(months[:start]))
            found += [Break(field, one, other, months[place].last_on[one], months[start].first_on[other], old[one], new[other])
                      for one, other in _pairs(old, new) if _hits_several(one, before, other, of_new)]  # fmt: skip
    return found


def _solid(names: Sequence[str], months: Sequence[Month], elsewhere: int) -> dict[str, float]:
    """Those of the names that have a solid share of the months and are missing elsewhere beyond chance."""
    n = _sum(months)
    shares = {name: sum(month.counts[name] for month in months) / n for name in names} if n else {}
    return {name: share for name, share in shares.items() if share >= SOLID_CATEGORY and is_excluded(share, elsewhere)}


def _sum(months: Sequence[Month]) -> int:
    return sum(month.counts.total() for month in months)


def _pairs(old: Mapping[str, float], new: Mapping[str, float]) -> list[tuple[str, str]]:
    """Each old name with the new one whose share is nearest; a new name is given once."""
    pairs: list[tuple[str, str]] = []
    for one, other in sorted(product(old, new), key=lambda pair: (abs(old[pair[0]] - new[pair[1]]), pair)):
        if all(one != taken and other != given for taken, given in pairs):
            pairs.append((one, other))
    return pairs


def _hits_several(old: str, before: Sequence[Month], new: str, after: Sequence[Month]) -> bool:
    """A source's own renaming is seen at more than one brand with records on both sides: one brand may just drop a product."""
    sides = [set().union(*(month.brands for month in months)) for months in (before, after)]
    both, all_of_them = sides[0] & sides[1], sides[0] | sides[1]
    of_old, of_new = (
        set().union(*(month.of.get(name, set()) for month in months)) for name, months in ((old, before), (new, after))
    )
    return len(all_of_them) < 2 or min(len(of_old & both), len(of_new & both)) > 1
