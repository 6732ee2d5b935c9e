"""Which of several brands a name means, or none of them: chances that add up to one, so that two can never both be certain."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from store.names.features import FEATURES
from store.names.lexicon import PLACES, SECTOR_TRADE, TRADE
from store.names.model import NameModel
from store.names.reading import Name, is_common, read
from store.names.shared import near
from store.naming import fold_words
from store.vocabulary import Judgement

SAME_FROM, UNSURE_FROM = 0.85, 0.35
RELATED = -2.5
"""The log-odds from which two names have more in common than names drawn at random have: even odds where half of such pairs are one
firm. Training measures it on the brands it learns from (`facts`: related)."""
HOME_SHARE, HOME_MOST = 0.2, 0.75
TELLING = 0.5
"""How rare a word must be to tell a firm by itself."""
OPENS, INITIALS = FEATURES.index("covered_start"), FEATURES.index("initials")
SAME_NAME = 12.0
"""The least log-odds of one name said twice, but for case, marks and legal form: no likeness of letters comes near it."""
SAME_WORDS = 6.0
"""The least log-odds of the same words written in two ways ("Bankası" and "Bank", "Fin'l" and "Financial"): sure in any book."""
OTHER_TRADE = -6.0
"""Added to the log-odds of a name in a sector of another trade: "Migros" of the shops, "Migros Bank"."""
NONE, NEW_LABEL = 0.1, 0.35
"""How the log-odds of "none of them" grow with the logarithm of the book: the more names, the more look alike by chance. A source's
own label is more often a brand not met before than a name somebody asks for."""


class Known(NamedTuple):
    """One name of a brand, and the sector the brand stands in ("" for none)."""

    name: str
    brand_id: str
    sector_id: str = ""


class Candidate(NamedTuple):
    """A brand that may be meant: by which of its names, with which chance; `log_odds` is the pair alone and has no upper end."""

    known: Known
    log_odds: float
    chance: float


class Choice(NamedTuple):
    """The candidates, the likeliest first, what follows from them, and the chance that it is none of them."""

    judgement: Judgement
    candidates: tuple[Candidate, ...]
    none: float


def choose(
    asked: str,
    known: Iterable[Known],
    model: NameModel,
    among: int,
    trades: frozenset[str] = frozenset(),
    none: float = NONE,
) -> Choice:
    """Weigh every candidate, found `among` so many names, against the others and against "none of them".

    `trades`: of the sector the name itself states; `none`: see `NONE`.

    POSITIVE from a chance of .85, UNSURE where it is likelier than .35 that it is one of them or one name opens the other, else NEGATIVE: none of these, which
    the next book or a person may overrule.
    """
    of_brand: dict[tuple[str, str], tuple[float, Known]] = {}
    known = list(known)
    for odds, one in zip(log_odds_of(asked, known, model, trades), known, strict=True):
        found = (odds, one)
        key = one.brand_id, one.sector_id
        if key not in of_brand or found[0] > of_brand[key][0]:
            of_brand[key] = found
    weighed = sorted(of_brand.values(), key=lambda found: (-found[0], found[1]))
    prior = none * math.log1p(among)
    top = max(prior, weighed[0][0]) if weighed else prior
    total = math.fsum([math.exp(prior - top), *(math.exp(odds - top) for odds, _ in weighed)])
    candidates = tuple(Candidate(one, odds, math.exp(odds - top) / total) for odds, one in weighed)
    rest = math.exp(prior - top) / total
    judged = _judged(candidates, rest)
    if _may_be(asked, candidates, judged, model):
        judged = Judgement.UNSURE
    return Choice(judged, candidates, rest)


def _may_be(asked: str, candidates: Sequence[Candidate], judged: Judgement, model: NameModel) -> bool:
    """What a person should look at: a name that opens the other and tells a firm by itself ("Garanti", "Garanti BBVA"); initials alone; a
    further word of the same trade ("Şahin Kargo", "Şahin Kargo Express"); another brand with the same letters."""
    if not candidates or candidates[0].log_odds >= SAME_NAME:
        return False
    first, *others = candidates
    signs = model.signs(asked, first.known.name)
    if judged is Judgement.NEGATIVE:
        return first.log_odds >= RELATED and bool(signs[OPENS] >= TELLING)
    letters = read(first.known.name).joined
    is_double = any(read(one.known.name).joined == letters for one in others)
    return bool(signs[INITIALS]) or is_double or _says_more_trade(read(asked), read(first.known.name))


def _says_more_trade(one: Name, other: Name) -> bool:
    """Whether one of two names of one trade says a further word of it."""
    over = [
        word
        for a, b in ((one, other), (other, one))
        for word in a.words
        if not any(near(word, said) for said in b.words)
    ]
    return bool(one.trades & other.trades) and any(word in TRADE for word in over)


def pair_log_odds(asked: str, known: Known, model: NameModel, trades: frozenset[str] = frozenset()) -> float:
    """The log-odds of a pair in the light of the sector: another trade parts namesakes; a word that only says the sector parts nobody."""
    return log_odds_of(asked, [known], model, trades)[0]


def log_odds_of(asked: str, known: Sequence[Known], model: NameModel, trades: frozenset[str]) -> list[float]:
    """`pair_log_odds` of one name and many."""
    lights = [_in_light(asked, one, trades) for one in known]
    bare = model.log_odds_of([light.bare for light in lights if light.bare])
    rest = iter(bare)
    odds = model.log_odds_of([(asked, one.name) for one in known])
    return [
        max(odd + light.shift, light.least, next(rest) if light.bare else light.least)
        for odd, light in zip(odds, lights, strict=True)
    ]


class _Light(NamedTuple):
    """What the sectors of two names do to their log-odds: add, lift to a least, or compare what stands beside the trade too."""

    shift: float = 0.0
    least: float = -math.inf
    bare: tuple[str, str] | None = None


def _in_light(asked: str, known: Known, trades: frozenset[str]) -> _Light:
    sector = sector_trades(known.sector_id)
    one, other = read(asked), read(known.name)
    mine, theirs = one.trades | trades, other.trades | sector
    if mine and theirs and not mine & theirs:
        return _Light(shift=OTHER_TRADE)
    if one.folded == other.folded:
        return _Light(least=SAME_NAME)
    if one.words == other.words:
        return _Light(least=SAME_WORDS)
    if (at_home := mine & theirs & (trades | sector)) and one.trades != other.trades:
        bare = _without_trade(asked, at_home), _without_trade(known.name, at_home)
        return _Light(bare=bare if all(bare) else None)
    return _Light()


@lru_cache(maxsize=10_000)
def sector_trades(sector: str) -> frozenset[str]:
    """The trades a sector's name or id speaks of: "tr-banka" -> {"finance"}."""
    return frozenset(SECTOR_TRADE[word] for word in fold_words(re.sub(r"[-_/]", " ", sector)) if word in SECTOR_TRADE)


def home_trade(names: Iterable[str]) -> str:
    """The trade a list of names is at home in: of those that name one at all (a fifth or more of the list) most name it; "" for none."""
    trades = [read(name).trades for name in names]
    named = Counter(trade for one in trades for trade in sorted(one))
    trade, count = max(named.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return trade if count >= HOME_SHARE * len(trades) and count >= HOME_MOST * sum(map(bool, trades)) else ""


def _without_trade(name: str, trades: frozenset[str]) -> str:
    """What a name says beside its trade; "" where that says nothing of a firm."""
    left = [word for word in read(name).folded.split() if TRADE.get(word) not in trades]
    return " ".join(left) if any(not is_common(word) and word not in PLACES for word in left) else ""


def _judged(candidates: tuple[Candidate, ...], none: float) -> Judgement:
    if candidates and candidates[0].chance >= SAME_FROM:
        return Judgement.POSITIVE
    return Judgement.UNSURE if 1 - none >= UNSURE_FROM else Judgement.NEGATIVE


def rows(choice: Choice) -> list[Mapping[str, object]]:
    """Candidates as rows for people and programs."""
    return [
        {
            "brand_id": one.known.brand_id,
            "name": one.known.name,
            "score": round(100 * one.chance, 2),
            "log_odds": round(one.log_odds, 2),
        }
        for one in choice.candidates
    ]
