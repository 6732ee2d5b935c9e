"""Where a rise comes from: from its brand, from a whole sector, or from the source that shows it.

What else was posted in the same days tells them apart: by other brands of the sector on the same source and elsewhere, by other
sectors on the source, and by the brand itself on other sources. Each of these either rose with the wave or did not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.components import both
from scoring.evidence.waves.facts import Fact
from scoring.evidence.waves.posts import Posts
from scoring.evidence.waves.weigh import Sign, bounded, counted, either
from scoring.statistics.inputs import Floats

Counts = tuple[float, float]
"""Seen and expected."""

BEFORE_DAYS = 56
OWN, SECTOR, SOURCE = "own", "sector", "source"
PRIOR = {OWN: 0.9, SECTOR: 0.05, SOURCE: 0.05}
FACT_ODDS = 20.0
"""What something on record of the source near the onset adds to the odds of its being the cause."""
NEAR_DAYS = 2
DECIDES = 6.0
"""Log-odds that one kind of neighbours can add at most."""
SPREAD, DOUBT = 1.5, 0.3
LEAST_EXPECTED = 0.5
OWN_RISES = np.exp(np.linspace(np.log(1.5), np.log(40), 12))
"""Times as many as usual that a wave of a neighbour's own may bring."""
ALONE = 0.001
"""Probability that one of the neighbours has a wave of its own in the same days, where the wave is not theirs too."""
_ROSE = {
    # neighbours: whether they rise with a wave of (own, sector, source); None: it may be either
    "sector, same source": (False, True, True),
    "sector, elsewhere": (False, True, False),
    "other sectors, same source": (False, False, True),
    "the brand elsewhere": (None, None, False),
}
_WORDS = {
    "sector, same source": ("Other brands of the sector on the same source", "Aynı kaynakta sektörün diğer markaları"),
    "sector, elsewhere": ("Other brands of the sector on other sources", "Başka kaynaklarda sektörün diğer markaları"),
    "other sectors, same source": ("Other sectors on the same source", "Aynı kaynakta diğer sektörler"),
    "the brand elsewhere": ("The brand itself on other sources", "Markanın kendisi, başka kaynaklarda"),
}


@dataclass(frozen=True)
class Span:
    """Days of a wave (inclusive) and the days before it that it is laid against."""

    begin: int
    end: int

    @property
    def before(self) -> tuple[int, int]:
        """First and last day of what came before."""
        return max(0, self.begin - BEFORE_DAYS), self.begin - 1


def main_source(posts: Posts, mine: NDArray[np.bool_], span: Span) -> str:
    """The source that shows most of the rise."""
    names = sorted(map(str, set(posts.source[mine].tolist())))
    return max(names, key=lambda name: (_excess(posts, mine & (posts.source == name), span)[2], name))


def _excess(posts: Posts, rows: NDArray[np.bool_], span: Span) -> tuple[float, float, float]:
    """(posts in the wave's days, expected from before, the difference)."""
    day, (first, last) = posts.day[rows], span.before
    seen = float(((day >= span.begin) & (day <= span.end)).sum())
    expected = float(((day >= first) & (day <= last)).sum()) * (span.end - span.begin + 1) / max(1, last - first + 1)
    return seen, expected, seen - expected


def _apart(posts: Posts, rows: NDArray[np.bool_], span: Span) -> tuple[Counts, Counts]:
    """(seen, expected) of the brand that rose most, where there are several, and of all others together."""
    whole, brands = _excess(posts, rows, span), sorted(map(str, set(posts.brand[rows].tolist())))
    if len(brands) < 2:
        return (0.0, 0.0), whole[:2]
    most = max((_excess(posts, rows & (posts.brand == brand), span) for brand in brands), key=lambda one: one[2])
    return most[:2], (whole[0] - most[0], whole[1] - most[1])


def causes(posts: Posts, mine: NDArray[np.bool_], span: Span, ratio: float, facts: Sequence[Fact], kind: str = "", *, has_brand: bool = True) -> tuple[dict[str, float], list[Sign]]:  # fmt: skip
    """Probabilities of OWN, SECTOR and SOURCE, and what speaks for each. `mine` are the posts of the wave's series (all days).

    `kind` is its type, where only one type rose: then only that type of others is looked at. A rise of a whole source or sector
    (not `has_brand`) is nobody's own.
    """
    source = main_source(posts, mine, span)
    alike = "" if kind and _all_types_rose(posts, mine, span) else kind
    cells = _cells(posts, mine, source, alike, has_brand=has_brand)
    odds, signs = {name: float(np.log(prior)) for name, prior in PRIOR.items()}, list[Sign]()
    for name, rows in cells.items():
        sign, told = _neighbours(name, _apart(posts, rows, span), ratio)
        if sign:
            signs.append(sign)
            odds = {cause: value + told[cause] for cause, value in odds.items()}
    if not has_brand:
        odds[OWN] = -np.inf
    near = [fact for fact in facts if fact.source == source and abs(fact.day - span.begin) <= NEAR_DAYS and fact.type in {"", kind}]  # fmt: skip
    for fact in near:
        signs.append(Sign(fact.kind, "source", 1.0, None, float(np.log(FACT_ODDS)), fact.sentence_en, fact.sentence_tr))
    odds[SOURCE] += float(np.log(FACT_ODDS)) * bool(near)
    whole = sum(np.exp(value - max(odds.values())) for value in odds.values())
    return {cause: float(np.exp(value - max(odds.values())) / whole) for cause, value in odds.items()}, signs


def _all_types_rose(posts: Posts, mine: NDArray[np.bool_], span: Span) -> bool:
    """Whether a type's rise is the smaller part of what its brand rose by: then it is no matter of that type."""
    first = int(np.flatnonzero(mine)[0])
    whole = (posts.brand == posts.brand[first]) & (posts.what == posts.what[first])
    return _excess(posts, whole, span)[2] > 2 * _excess(posts, mine, span)[2]


def _cells(posts: Posts, mine: NDArray[np.bool_], source: str, kind: str, *, has_brand: bool) -> dict[str, NDArray[np.bool_]]:  # fmt: skip
    """The posts of each kind of neighbours."""
    first = int(np.flatnonzero(mine)[0])
    alike = (posts.what == posts.what[first]) & ((posts.type == kind) if kind else True)
    here, ours = posts.source == source, np.zeros(posts.size, bool)
    for sector in sorted(set(posts.sector[mine].tolist())):
        ours |= posts.sector == sector
    elsewhere = {"sector, elsewhere": alike & ~here & ours, "other sectors, same source": alike & here & ~ours}
    if not has_brand:
        return elsewhere
    own = posts.brand == posts.brand[first]
    return {
        "sector, same source": alike & here & ours & ~own,
        "sector, elsewhere": elsewhere["sector, elsewhere"] & ~own,
        "other sectors, same source": elsewhere["other sectors, same source"],
        "the brand elsewhere": alike & ~here & own,
    }


def _neighbours(name: str, apart: tuple[Counts, Counts], ratio: float) -> tuple[Sign | None, dict[str, float]]:
    """What neighbours that rose or did not say of each cause; nothing where too little is expected of them.

    One of them may have a wave of its own in the same days: where the others stay as they were, its rise is no cause of this one.
    """
    count, expected = (sum(parts) for parts in zip(*apart, strict=True))
    if expected < LEAST_EXPECTED and count < 3:
        return None, {}
    grid = np.exp(np.linspace(0.5, 1.2, 15) * np.log(max(ratio, 1.5)))
    most, others = ([_likely(*part, times) for times in (np.ones(1), grid, OWN_RISES)] for part in apart)
    still = float(np.logaddexp(
        np.log1p(-ALONE) + (most[0] + others[0])[0], np.log(ALONE) + either(*most[2].tolist()) + others[0][0]
    ))  # fmt: skip
    along = either(*(most[1] + others[1]).tolist())
    gap = bounded(along - still, -DECIDES, DECIDES)
    value = {True: gap, False: 0.0, None: either(gap, 0.0)}
    told = {cause: value[rose] for cause, rose in zip((OWN, SECTOR, SOURCE), _ROSE[name], strict=True)}
    mean = max(expected, LEAST_EXPECTED)
    english, turkish = both(
        "{who}: {count} posts in the same days, {expected} expected.",
        "{who_tr}: aynı günlerde {count} kayıt, beklenen {expected}.",
        digits=1, who=_WORDS[name][0], who_tr=_WORDS[name][1], count=int(count), expected=mean,
    )  # fmt: skip
    return Sign(name, "neighbours", count, mean, gap, english, turkish), told


def _likely(count: float, expected: float, times: Floats) -> Floats:
    """Log-likelihood of a count where it is so many times what was expected; 0 of nobody's."""
    if not count and not expected:
        return np.zeros(times.size)
    return counted(count, max(expected, LEAST_EXPECTED) * times, SPREAD, DOUBT)
