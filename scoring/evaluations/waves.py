"""What the detector of waves is worth in invented worlds: false alarms, delay, recall by size, and which kind is taken for which. Needs no file."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scoring.evaluations import Card, Evaluation, Figure
from scoring.evaluations.measured import share
from scoring.evidence.waves.detect import FALSE_ALARMS, watch
from scoring.evidence.waves.find import COORDINATED, KINDS, ORGANIC, SECTOR_WIDE, SOURCE_SIDE, UNSURE, Wave, find_waves
from scoring.evidence.waves.simulate import FOCUS, Planted, plant, quiet
from scoring.statistics.inputs import Floats
from scoring.statistics.intervals import poisson_exact

NAME = "waves"
CARD = Card(
    title="Waves",
    what="A level of each series (brand, type within a brand, source, sector; complaints, praise and blame alike) is followed day by day: Gamma-Poisson with "
    "a memory of a month, weekdays, and the spread the series has shown. A rise is noticed by the Shiryaev-Roberts procedure. Where it comes from is told by what others "
    "did in the same days and by what is on record of the source; whether it was arranged by authors, words, times and places, of which at least two must speak for it.",
    input="posts of a year with brand, sector, source, type, time, pseudonym of the author and text; breaks and runs on record",
    output="waves with onset, seen and expected, probability, probabilities of organic, coordinated, source-side and sector-wide, every sign with its number; "
    "a kind is named from .8, else it is unsure",
    learned_from="nothing; the threshold was chosen so that the rate of false alarms below is kept",
    not_for="a verdict on a brand or on anybody who posted; days are of 24 hours back from the moment scored, one look a day",
    known_faults=(
        "the worlds are ours: real posts are less even, and real campaigns may be better made than those here",
        "before anything is seen one wave in seven is taken to be arranged; here it is every second one of a brand's own",
        "an arranged wave in words of its own, by newcomers where nearly everybody is one, at human hours, looks organic",
        "a quarter of the waves of a whole sector are taken for the brand's own, where too little is posted about the others to tell",
        "a wave within the first 28 days of a source is taken for its level",
        "below one post in three days only a rise of ten times and more is seen",
        "waves of two other brands in the same days, on a source with few posts, make a brand's own look like the source's",
    ),
)  # fmt: skip
RATES, RATIOS = (0.3, 1.0, 3.0, 10.0, 30.0), (2.0, 3.0, 5.0, 10.0)
DAYS, BEGIN, LASTS = 365, 250, 7
TYPES = 4
TRUTHS = {
    ORGANIC: (ORGANIC,),
    COORDINATED: (COORDINATED,),
    SOURCE_SIDE: ("coverage", "rename", "backlog"),
    SECTOR_WIDE: (SECTOR_WIDE,),
}


@dataclass(frozen=True)
class Size:
    """How much is simulated: brands without a wave, waves of each size, worlds of each kind."""

    quiet: int = 2000
    waves: int = 300
    worlds: int = 100


FULL = Size()


def evaluate(path: Path | None = None, *, size: Size = FULL, seed: int = 1) -> Evaluation:
    """All figures; `path` is not read. The same size and seed give the same figures."""
    figures = [*false_alarms(size, seed), *recalls(size, seed), *confusions(size, seed)]
    return Evaluation(NAME, f"{size.quiet} brand-years, {size.waves} waves of each size, {size.worlds} worlds of each kind, seed {seed}", "", tuple(figures), CARD)  # fmt: skip


def false_alarms(size: Size, seed: int) -> Iterator[Figure]:
    """Brands in which nothing rises, over a year, with the types they are complained of for."""
    rng = np.random.default_rng([seed, 1])
    whole = quiet(rng, np.exp(rng.uniform(np.log(0.03), np.log(60), size.quiet)), DAYS)
    parts = _parts(rng, whole)
    own, of_types = watch(whole).rises, watch(parts.reshape(-1, DAYS), factor=float(TYPES)).rises
    count, years = len(own) + len(of_types), float(size.quiet)
    low, high = (float(end[0]) / years for end in poisson_exact([float(count)], [1.0]))
    yield Figure(
        "false alarms per brand and year",
        count / years,
        size.quiet,
        low,
        high,
        note=f"published: at most {FALSE_ALARMS:g}",
    )
    struck = len({rise.series for rise in own} | {rise.series // TYPES for rise in of_types})
    yield share("brand-years without a false alarm", size.quiet - struck, size.quiet, at_least=1 - FALSE_ALARMS)


def _parts(rng: np.random.Generator, whole: Floats) -> Floats:
    """Counts split by type, shape (brands, types, days)."""
    shares = rng.dirichlet(np.ones(TYPES), len(whole))
    drawn = rng.multinomial(whole.astype(np.int64), shares[:, None, :])
    return np.asarray(drawn.transpose(0, 2, 1), float)


def recalls(size: Size, seed: int) -> Iterator[Figure]:
    """Waves of a week, by posts a day before it and by how many times as many there are in it."""
    for number, rate in enumerate(RATES):
        for place, ratio in enumerate(RATIOS):
            rng = np.random.default_rng([seed, 2, number, place])
            counts = quiet(rng, np.full(size.waves, rate), BEGIN + LASTS)
            counts[:, BEGIN:] += rng.poisson(rate * (ratio - 1), (size.waves, LASTS))
            first = {
                rise.series: rise.noticed - BEGIN for rise in reversed(watch(counts).rises) if rise.noticed >= BEGIN
            }
            name = f"{rate:g} a day, {ratio:g} times as many"
            at_once = sum(delay < 1 for delay in first.values())
            delay = f"half of them by day {int(np.median(list(first.values()))) + 1}" if first else ""
            yield share(f"noticed on the first day: {name}", at_once, size.waves)
            yield share(f"noticed within the week: {name}", len(first), size.waves, note=delay)


def confusions(size: Size, seed: int) -> Iterator[Figure]:
    """Which kind waves are said to be, of those noticed; the brand's own where it has one, else its source's or sector's."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for truth, ways in TRUTHS.items():
        for number in range(size.worlds):
            wave = judged(drawn(seed, ways[number % len(ways)], number))
            told[truth][wave.kind if wave else "not noticed"] += 1
    floors = {ORGANIC: 0.75, COORDINATED: 0.5, SOURCE_SIDE: 0.6, SECTOR_WIDE: 0.6}
    for truth, counts in told.items():
        seen = sum(counts.values()) - counts["not noticed"]
        for kind in (*KINDS, UNSURE):
            yield share(
                f"{truth} said to be {kind}", counts[kind], seen, at_least=floors[truth] if kind == truth else None
            )
    seen = sum(told[ORGANIC].values()) - told[ORGANIC]["not noticed"]
    yield share("organic not said to be coordinated", seen - told[ORGANIC][COORDINATED], seen, at_least=0.97)


def drawn(seed: int, way: str, number: int) -> Planted:
    """A world with a wave of a week at most."""
    rng = np.random.default_rng([seed, 3, sum(way.encode()), number])
    ratio, rate = float(rng.choice([3, 5, 8])), 12.0 if way in {"rename", "backlog"} else float(rng.choice([2, 5, 10]))
    return plant(rng, way, ratio, rate, int(rng.integers(2, 8)))


def judged(world: Planted) -> Wave | None:
    """The planted wave, where it was noticed."""
    near = [wave for wave in find_waves(world.posts, world.facts).waves if wave.begin >= world.begin - 4]
    mine = [wave for wave in near if wave.key.brand == FOCUS]
    return next(iter(mine or [wave for wave in near if not wave.key.brand]), None)
