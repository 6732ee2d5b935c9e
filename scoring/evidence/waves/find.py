"""Waves of some posts: where a level rose, since when, how sure, and what kind of wave it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.waves.causes import OWN, SECTOR, SOURCE, Span, causes, main_source
from scoring.evidence.waves.detect import LEAST, Rise, Watched, watch
from scoring.evidence.waves.facts import Fact
from scoring.evidence.waves.posts import DAYS, Posts
from scoring.evidence.waves.series import Key, Series, series_of
from scoring.evidence.waves.signs import Crowd, arranged
from scoring.evidence.waves.weigh import Sign
from scoring.statistics.intervals import poisson_exact

ORGANIC, COORDINATED, SOURCE_SIDE, SECTOR_WIDE, UNSURE = (
    "organic",
    "coordinated",
    "source-side",
    "sector-wide",
    "unsure",
)
KINDS = (ORGANIC, COORDINATED, SOURCE_SIDE, SECTOR_WIDE)
SURE = 0.8
"""Probability from which a kind is named; below it the wave is "unsure"."""
ONE_BRAND = 0.5
"""A rise of a source or sector of which one brand holds so much is told at that brand."""
HISTORY_DAYS = 180
MOST_BEFORE = 3000


@dataclass(frozen=True)
class Wave:
    """One wave. Days are numbers (scoring.evidence.waves.posts); `end` is None while it is under way; `rows` are its posts."""

    key: Key
    begin: int
    noticed: int
    end: int | None
    count: int
    incidents_count: int
    expected: float
    low: float
    high: float
    probability: float
    source: str
    shares: dict[str, float]
    signs: tuple[Sign, ...]
    rows: NDArray[np.int64] = field(repr=False)

    @property
    def ratio(self) -> float:
        """Seen over expected."""
        return self.count / self.expected

    @property
    def kind(self) -> str:
        """The kind that is probable enough to be named, else UNSURE."""
        best = max(KINDS, key=lambda kind: self.shares[kind])
        return best if self.shares[best] >= SURE else UNSURE


@dataclass(frozen=True)
class Found:
    """The waves by series and onset, and the series they were found in with what each day was expected to be."""

    waves: list[Wave]
    series: Series
    watched: Watched


def find_waves(posts: Posts, facts: Sequence[Fact] = ()) -> Found:
    """Waves of the year, as they would have been noticed day by day. What kind they are is judged by all that is known now.

    A rise of one type, of a source or of a sector that is already told as its brand's is left out.
    """
    series = series_of(posts)
    watched = watch(series.counts, factor=series.factor, covered=_covered(posts, series))
    rises = {
        series.keys[rise.series]: [one for one in watched.rises if one.series == rise.series] for rise in watched.rises
    }
    brands = [(key, rise) for key, mine in rises.items() if key.scope == "brand" for rise in mine]
    told = [
        (key, rise)
        for key, mine in rises.items()
        for rise in mine
        if key.scope == "brand" or not (_within(key, rise, brands) or _of_one_brand(posts, series, rise))
    ]
    waves = [wave for key, rise in sorted(told, key=lambda one: (one[0], one[1].begin))
             if (wave := _wave(posts, series, watched, key, rise, facts)).count >= LEAST]  # fmt: skip
    return Found(waves, series, watched)


def _covered(posts: Posts, series: Series) -> NDArray[np.bool_]:
    """Days from the first post of any of a series' sources on."""
    first = {name: int(posts.day[posts.source == name].min()) for name in sorted(set(posts.source.tolist()))}
    starts = np.array([min(first[name] for name in set(posts.source[rows].tolist())) for rows in series.rows], np.int64)
    return np.asarray(np.arange(DAYS) >= starts.reshape(-1, 1))


def _within(key: Key, rise: Rise, brands: list[tuple[Key, Rise]]) -> bool:
    """Whether a type's rise is part of its brand's."""
    return key.scope == "type" and any(
        (one.what, one.sector, one.brand) == (key.what, key.sector, key.brand)
        and other.begin <= _last(rise)
        and rise.begin <= _last(other)
        for one, other in brands
    )


def _of_one_brand(posts: Posts, series: Series, rise: Rise) -> bool:
    """Whether one brand holds most of what a source or sector rose by."""
    key, rows = series.keys[rise.series], series.rows[rise.series]
    if key.scope not in {"source", "sector"}:
        return False
    day, span = posts.day[rows], Span(rise.begin, _last(rise))
    now, before = (day >= span.begin) & (day <= span.end), (day >= span.before[0]) & (day <= span.before[1])
    share = (span.end - span.begin + 1) / max(1, span.before[1] - span.before[0] + 1)
    names, place = np.unique(posts.brand[rows].astype(str), return_inverse=True)
    excess = np.bincount(place, weights=now - share * before, minlength=names.size)
    return bool(excess.max() >= ONE_BRAND * excess[excess > 0].sum())


def _last(rise: Rise) -> int:
    return DAYS - 1 if rise.end is None else rise.end


def _wave(posts: Posts, series: Series, watched: Watched, key: Key, rise: Rise, facts: Sequence[Fact]) -> Wave:
    rows, span = series.rows[rise.series], Span(rise.begin, _last(rise))
    day = posts.day[rows]
    mine = rows[(day >= span.begin) & (day <= span.end)]
    expected = max(float(np.nansum(watched.expected[rise.series, span.begin : span.end + 1])), 0.01)
    low, high = (float(end[0]) / expected for end in poisson_exact([float(mine.size)], [1.0]))
    all_of_it = np.zeros(posts.size, bool)
    all_of_it[rows] = True
    shares, signs = _kinds(posts, key, all_of_it, mine, span, mine.size / expected, facts)
    incidents = len(set(posts.incident_id[mine].tolist()))
    return Wave(key, rise.begin, rise.noticed, rise.end, int(mine.size), incidents, expected, low, high, rise.probability,
                main_source(posts, all_of_it, span), shares, tuple(signs), mine)  # fmt: skip


def _kinds(posts: Posts, key: Key, all_of_it: NDArray[np.bool_], mine: NDArray[np.int64], span: Span, ratio: float, facts: Sequence[Fact]) -> tuple[dict[str, float], list[Sign]]:  # fmt: skip
    """Probabilities of the kinds, and the signs."""
    where, signs = causes(posts, all_of_it, span, ratio, facts, key.type, has_brand=bool(key.brand))
    planned = 0.0
    if key.brand:
        planned, more = arranged(_crowd(posts, key, all_of_it, mine, span, ratio))
        signs += more
    shares = {ORGANIC: where[OWN] * (1 - planned), COORDINATED: where[OWN] * planned, SOURCE_SIDE: where[SOURCE], SECTOR_WIDE: where[SECTOR]}  # fmt: skip
    return shares, signs


def _crowd(posts: Posts, key: Key, all_of_it: NDArray[np.bool_], mine: NDArray[np.int64], span: Span, ratio: float) -> Crowd:  # fmt: skip
    day, source = posts.day, main_source(posts, all_of_it, span)
    before = (day < span.begin) & (day >= span.begin - HISTORY_DAYS)
    of_source = np.flatnonzero(before & (posts.source == source))[-MOST_BEFORE:]
    of_brand = np.flatnonzero(before & (posts.brand == key.brand) & (posts.what == key.what))[-MOST_BEFORE:]
    return Crowd(
        posts.only(mine), posts.only(of_source), posts.only(of_brand), float(np.clip(1 - 1 / ratio, 0.1, 0.98))
    )
