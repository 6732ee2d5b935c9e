"""Which of several brands a name means, or none of them: chances that add up to one, so that two can never both be certain."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from store.names.features import FEATURES
from store.names.lexicon import PLACES, SECTOR_TRADE, TRADE
from store.names.model import NameModel
from store.names.reading import is_common, read
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
    for one in known:
        found = (pair_log_odds(asked, one, model, trades), one)
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
    if candidates and _may_be(asked, candidates[0], judged, model):
        judged = Judgement.UNSURE
    return Choice(judged, candidates, rest)


def _may_be(asked: str, first: Candidate, judged: Judgement, model: NameModel) -> bool:
    """What a person should look at: a name that opens the other and tells a firm by itself ("Garanti", "Garanti BBVA"), and initials alone."""
    signs = model.signs(asked, first.known.name)
    if judged is Judgement.NEGATIVE:
        return first.log_odds >= RELATED and signs[OPENS] >= TELLING
    return bool(signs[INITIALS])


def pair_log_odds(asked: str, known: Known, model: NameModel, trades: frozenset[str] = frozenset()) -> float:
    """The log-odds of a pair in the light of the sector: another trade parts namesakes; a word that only says the sector parts nobody."""
    odds, sector = model.log_odds(asked, known.name), sector_trades(known.sector_id)
    mine, theirs = read(asked).trades | trades, read(known.name).trades | sector
    if mine and theirs and not mine & theirs:
        return odds + OTHER_TRADE
    if read(asked).folded == read(known.name).folded:
        return max(odds, SAME_NAME)
    if (at_home := mine & theirs & (trades | sector)) and read(asked).trades != read(known.name).trades:
        bare, other = _without_trade(asked, at_home), _without_trade(known.name, at_home)
        return max(odds, model.log_odds(bare, other)) if bare and other else odds
    return odds


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
