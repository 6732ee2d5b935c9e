"""Invented worlds with at most one planted wave, to measure what the detector is worth. Nothing in them is anybody's."""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from scoring.evidence.waves.facts import Fact
from scoring.evidence.waves.find import COORDINATED, ORGANIC, SECTOR_WIDE, SOURCE_SIDE
from scoring.evidence.waves.posts import COMPLAINT, DAYS, Posts
from scoring.statistics.inputs import Floats

WEEK = np.array([1.15, 1.12, 1.1, 1.05, 1.0, 0.85, 0.73])
CLOCK = np.array([3, 2, 1, 1, 1, 1, 2, 3, 5, 8, 10, 10, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 7, 5], float)
HISTORY = 210
SPREAD, JOLT = 1.5, 0.1
"""Variance over mean of a day's count, and the share by which whole days differ beyond that."""
SECTORS = {"a": ("s1", "s2"), "b": ("s1", "s3"), "c": ("s1", "s2", "s3")}
BRANDS, TYPES = 5, 4
FOCUS = "s1-0"


def quiet(rng: Generator, rates: Floats, days: int) -> Floats:
    """Counts of series without a wave, shape (rates, days): weekdays, a trend, a slow swing of the year, uneven days."""
    day, size = np.arange(days), (rates.size, 1)
    trend = np.exp(rng.normal(0, 0.3, size) * day / 365)
    swing = np.exp(0.25 * np.sin(2 * np.pi * (day / 365 + rng.random(size))))
    jolt = rng.gamma(JOLT**-2, JOLT**2, (rates.size, days))
    mean = rates[:, None] * WEEK[day % 7] * trend * swing * jolt
    return np.asarray(rng.poisson(rng.gamma(np.maximum(mean / (SPREAD - 1), 1e-9)) * (SPREAD - 1)), float)


@dataclass
class Draft:
    """Posts while they are drawn: one list a column."""

    rng: Generator
    rows: list[tuple[str, str, str, str, float, str, str]] = field(default_factory=list)
    authors: dict[str, int] = field(default_factory=dict)
    newcomers: dict[str, float] = field(default_factory=dict)

    def author(self, source: str) -> str:
        """Somebody who posts there: as often somebody new as is usual of the source; one source in three names nobody."""
        share = self.newcomers.setdefault(source, float(self.rng.uniform(0.6, 0.97)) if source != "c" else 0.0)
        if not share:
            return ""
        known = self.authors.setdefault(source, 0)
        if not known or self.rng.random() < share:
            self.authors[source] += 1
            return f"{source}{known}"
        return f"{source}{int(self.rng.integers(known))}"

    def hour(self) -> float:
        """An hour at which people write."""
        return float(self.rng.choice(24, p=CLOCK / CLOCK.sum()) + self.rng.random())

    def words(self, topic: str, narrow: int = 40) -> str:
        """A text: words of its topic, common ones, and figures of its own."""
        rng, n = self.rng, int(self.rng.integers(18, 40))
        topical = [f"{topic}konu{int(one)}" for one in rng.integers(narrow, size=n // 2)]
        common = [f"soz{int(one)}" for one in rng.integers(200, size=n // 2)]
        own = [f"{int(one)} tl" for one in rng.integers(10, 9999, size=int(rng.integers(0, 4)))]
        mixed = topical + common + own
        rng.shuffle(mixed)
        return " ".join(mixed)

    def add(self, sector: str, brand: str, source: str, kind: str, at: float, author: str, text: str) -> None:
        """A post `at` so many days after the world began."""
        self.rows.append((sector, brand, source, kind, at, author, text))

    def posts(self, days: int) -> Posts:
        """All of them; the world ends after `days`."""
        rows = sorted((row for row in self.rows if row[4] < days), key=lambda row: row[4:])
        names = [f"{number:06}" for number in range(len(rows))]
        text = [np.array(one, object) for one in ([row[place] for row in rows] for place in (1, 0, 2, 3, 5, 6))]
        brand, sector, source, kind, author, said = text
        what = np.array([COMPLAINT] * len(rows), object)
        hours = np.array([24 * (days - row[4]) for row in rows])
        ids = np.array(names, object)
        return Posts(ids, ids, brand, sector, source, kind, what, hours, author, said, np.zeros(len(rows), bool))


@dataclass(frozen=True)
class Planted:
    """A world and what was planted in it: the kind, and the day number it began at the brand FOCUS."""

    posts: Posts
    facts: tuple[Fact, ...]
    kind: str
    begin: int


def plant(rng: Generator, kind: str, ratio: float, rate: float, age: int) -> Planted:
    """A world of three sectors on three sources with a wave of a kind, `age` days old at its end, at a brand posted about `rate` times a day."""
    draft, onset = Draft(rng), HISTORY - age
    rates = {
        f"{sector}-{n}": float(np.exp(rng.normal(-0.4, 0.8))) for sector in ("s1", "s2", "s3") for n in range(BRANDS)
    }
    rates[FOCUS] = rate
    factor, facts = _factors(rng, kind, ratio, onset)
    shares = {brand: rng.dirichlet(np.ones(TYPES)) for brand in rates}
    for brand, mine in rates.items():
        sources = [source for source, sectors in SECTORS.items() if brand[:2] in sectors]
        spread = rng.dirichlet(2 * np.ones(len(sources)))
        counts = quiet(rng, mine * spread, HISTORY)
        for source, days in zip(sources, counts, strict=True):
            for day, count in enumerate(days.tolist()):
                n = rng.poisson(count * factor(brand, source, day)) if factor(brand, source, day) != 1 else int(count)
                for _ in range(n):
                    topic = f"t{int(rng.choice(TYPES, p=shares[brand]))}"
                    label = (
                        "renamed" if kind == "rename" and source == "a" and topic == "t0" and day >= onset else topic
                    )
                    draft.add(brand[:2], brand, source, f"{brand[:2]}{label}", day + draft.hour() / 24, draft.author(source), draft.words(brand[:2] + topic))  # fmt: skip
        if brand == FOCUS and kind in {ORGANIC, COORDINATED}:
            (_organic if kind == ORGANIC else _coordinated)(draft, sources, spread, onset, (ratio - 1) * mine, age)
    truth = SOURCE_SIDE if kind in {"coverage", "rename", "backlog"} else kind
    return Planted(draft.posts(HISTORY), facts, truth, DAYS - HISTORY + onset)


def _factors(rng: Generator, kind: str, ratio: float, onset: int):  # type: ignore[no-untyped-def]
    """By how much each brand rises on each source and day, and what is on record of it (half the time)."""

    def factor(brand: str, source: str, day: int) -> float:
        if kind == "coverage" and source == "a" and day >= onset:
            return ratio
        if kind == "backlog" and source == "a" and onset - 3 <= day <= onset:
            return 4.0 if day == onset else 0.0
        return ratio if kind == SECTOR_WIDE and brand.startswith("s1") and day >= onset else 1.0

    told = kind in {"coverage", "rename", "backlog"} and rng.random() < 0.5
    fact = Fact("a", DAYS - HISTORY + onset, "break", "The source changed.", "Kaynak değişti.")
    return factor, (fact,) if told else ()


def _organic(draft: Draft, sources: list[str], spread: Floats, onset: int, extra: float, age: int) -> None:
    """Many people with one grievance; now and then half of them share a mould, as it is or with figures of their own."""
    rng = draft.rng
    alone = rng.random() < 0.4
    mould = draft.words("wave", 15) if rng.random() < 0.25 else ""
    fills, fades = rng.random() < 0.5, rng.random() < 0.5
    for day in range(age):
        for _ in range(rng.poisson(extra * (1.5 * 0.75**day if fades else 1.0))):
            source = sources[int(np.argmax(spread))] if alone else str(rng.choice(sources, p=spread))
            text = draft.words("wave", 18)
            if mould and rng.random() < 0.5:
                text = (
                    f"{mould} {int(rng.integers(10, 99999))} tl {int(rng.integers(10, 99999))} nolu" if fills else mould
                )
            draft.add("s1", FOCUS, source, "s1t1", onset + day + draft.hour() / 24, draft.author(source), text)


def _coordinated(draft: Draft, sources: list[str], spread: Floats, onset: int, extra: float, age: int) -> None:
    """Somebody posts under many names or a few, pasted or varied, by the clock, round the clock or as people do."""
    rng = draft.rng
    source = sources[int(np.argmax(spread))] if rng.random() < 0.9 else str(rng.choice(sources))
    pasted, few, style = (
        rng.random() < 0.7,
        rng.random() < 0.4,
        rng.choice(["clock", "round", "people"], p=[0.35, 0.35, 0.3]),
    )
    pool = [draft.words("wave", 18) for _ in range(int(rng.integers(1, 4)))]
    count = int(rng.poisson(extra * age))
    begin = rng.random() * 0.3
    for number in range(count):
        at = begin + (age - begin) * (number + 0.1 * rng.random()) / max(1, count)
        if style == "round":
            at = age * rng.random()
        elif style == "people":
            at = int(rng.integers(age)) + draft.hour() / 24
        words = rng.choice(pool).split() if pasted else draft.words("wave", 18).split()
        if pasted and rng.random() < 0.5:
            words[int(rng.integers(len(words)))] = f"soz{int(rng.integers(200))}"
        author = f"{source}x{int(rng.integers(4))}" if few else f"{source}y{number}"
        draft.add("s1", FOCUS, source, "s1t1", onset + at, "" if source == "c" else author, " ".join(words))
