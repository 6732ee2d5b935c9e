"""How two names are alike: numbers between 0 and 1 (or -1), each with a meaning; `scoring.names.model` weighs them."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from scoring.names.lexicon import GENERIC, PLACES, TRADE
from scoring.names.reading import Name

FEATURES = (
    "same", "same_bare", "letters", "letters_squared", "letters_close", "start", "words_any_order", "words_joint", "words_less", "words_more",
    "part", "rare_shared", "rare_unshared", "rare_unshared_both", "first_word", "initials", "numbers_differ", "numbers_added", "places_added", "places_differ", "generic_added",
    "trade_added", "trade_differs", "prefix", "skeleton", "short", "no_letters_shared", "unspaced", "word_goes_on",
    "rest_letters", "rest_start", "rest_slip", "rest_two_slips", "rest_one_sided", "rest_short", "rest_known_words", "rest_common",
)  # fmt: skip
NEAR_WORD = 0.78


def features(asked: Name, known: Name, rarity: "Rarity") -> NDArray[np.float64]:
    """The features of a pair, in the order of `FEATURES`; asking the other way round gives the same but for nothing."""
    a, b = sorted((asked, known), key=lambda name: (len(name.joined), name.joined))
    letters = Indel.normalized_similarity(a.joined, b.joined)
    shared = _words(a.words, b.words, rarity)
    same, bare = a.joined == b.joined, a.joined != b.joined and _bare_same(a, b)
    extra = set(a.folded.split()) ^ set(b.folded.split())
    both_trades, goes_on = (
        bool(a.trades and b.trades),
        b.joined.startswith(a.joined) and len(b.joined) > len(a.joined) + 1,
    )
    initials = _initials(a, b)
    return np.array([
        same, bare, letters, letters**2, max(0.0, (letters - 0.8) * 5), JaroWinkler.similarity(a.joined, b.joined), fuzz.token_sort_ratio(a.folded, b.folded) / 100,
        shared.joint, min(shared.of_a, shared.of_b), max(shared.of_a, shared.of_b),
        fuzz.partial_ratio(a.joined, b.joined) / 100 if len(a.joined) >= 3 else 0.0,
        shared.rarest_shared, shared.rarest_unshared, shared.rarest_unshared_both, bool(a.words and b.words and a.words[0] == b.words[0]), initials,
        _numbers_differ(a, b), bool(a.numbers) != bool(b.numbers) and not same, bool(extra & PLACES) and not same,
        _places(a) != _places(b) and bool(_places(a)) and bool(_places(b)), bool(extra & GENERIC) and not same,
        _trade_added(a, b), both_trades and not a.trades & b.trades,
        min(len(a.joined), 6) / 6 if goes_on else 0.0, Indel.normalized_similarity(_skeleton(a.joined), _skeleton(b.joined)),
        1 / max(len(a.joined), 1), not set(a.joined) & set(b.joined), "name" not in {a.kind, b.kind} or a.kind != b.kind,
        goes_on and not b.folded.startswith(a.folded + " "),
        *_rest(a, b, rarity),
    ], float)  # fmt: skip


def _rest(a: Name, b: Name, rarity: "Rarity") -> tuple[float, ...]:
    """What the words they do not share have in common: letters, start, edits (both, one or none left over)."""
    of_a, of_b = [word for word in a.words if word not in b.words], [word for word in b.words if word not in a.words]
    one, other = "".join(of_a), "".join(of_b)
    if not (one and other) or a.joined == b.joined:
        extra = of_a or of_b
        return 1.0, 1.0, 0.0, 0.0, bool(one) != bool(other), 0.0, 0.0, bool(extra) and max(map(rarity.of, extra)) < 0.45
    edits, same_digits = OSA.distance(one, other), _digits(one) == _digits(other)
    known = sum(any(map(rarity.is_known, words)) for words in (of_a, of_b)) / 2
    return (OSA.normalized_similarity(one, other), JaroWinkler.similarity(one, other), edits <= 1 and min(len(one), len(other)) >= 4 and same_digits,
            edits == 2 and min(len(one), len(other)) >= 5 and same_digits, 0.0, min(len(one), len(other)) <= 3, known if edits else 0.0, max(map(rarity.of, of_a + of_b)) < 0.45)  # fmt: skip


class Rarity:
    """How much a word says about which firm is meant: 0 (in every name) to 1 (never seen)."""

    def __init__(self, seen: dict[str, int], names: int) -> None:
        self._seen, self._all = seen, float(np.log1p(names))
        self.of = lru_cache(maxsize=200_000)(self._of)

    def is_known(self, word: str) -> bool:
        """Whether the word stands in several names, and so is no slip of the pen."""
        return word in self._seen or word in PLACES or word in TRADE

    def _of(self, word: str) -> float:
        found = 1 - float(np.log1p(self._seen.get(word, 0))) / self._all
        return found * 0.5 if word in GENERIC or word in PLACES or word in TRADE else found


class _Shared:
    """Which share of the weight of each name's words stands in the other's too."""

    def __init__(self, a: tuple[str, ...], b: tuple[str, ...], rarity: Rarity) -> None:
        left, hits = list(b), []
        for word in a:
            best = max(left, key=lambda other: (_near(word, other), other), default="")
            near = _near(word, best) if best else 0.0
            hits.append(near)
            if near:
                left.remove(best)
        weight_a, weight_b = [rarity.of(word) + 0.05 for word in a], [rarity.of(word) + 0.05 for word in b]
        common = sum(near * weight for near, weight in zip(hits, weight_a, strict=True))
        gone = sum(weight for word, weight in zip(b, weight_b, strict=True)) - sum(
            rarity.of(word) + 0.05 for word in left
        )
        self.of_a = min(1.0, common / sum(weight_a)) if a else 0.0
        self.of_b = (
            max(0.0, min(1.0, gone * (sum(hits) / max(sum(1 for hit in hits if hit), 1)) / sum(weight_b))) if b else 0.0
        )
        self.joint = 2 * self.of_a * self.of_b / (self.of_a + self.of_b) if self.of_a + self.of_b else 0.0
        self.rarest_shared = max(
            (near * rarity.of(word) for near, word in zip(hits, a, strict=True) if near), default=0.0
        )
        lacking = max((rarity.of(word) for near, word in zip(hits, a, strict=True) if not near), default=0.0)
        over = max((rarity.of(word) for word in left), default=0.0)
        self.rarest_unshared, self.rarest_unshared_both = max(lacking, over), min(lacking, over)


_words = _Shared


@lru_cache(maxsize=500_000)
def _near(word: str, other: str) -> float:
    """1 for the same word, less for a slip of the pen or a word cut short, 0 for another word."""
    if word == other:
        return 1.0
    if _digits(word) != _digits(other):
        return 0.0
    short, long = sorted((word, other), key=len)
    if len(short) >= 3 and long.startswith(short):
        return 0.6 + 0.4 * len(short) / len(long)
    found = Indel.normalized_similarity(word, other)
    return found if found >= NEAR_WORD and len(short) >= 4 else 0.0


def _digits(word: str) -> str:
    return "".join(letter for letter in word if letter.isdigit())


def _trade_added(a: Name, b: Name) -> bool:
    """Whether a trade stands on one side only, and not for a slip of the pen."""
    mine, theirs = a.trades - b.trades, b.trades - a.trades
    if bool(mine) == bool(theirs) or a.joined == b.joined:
        return False
    long, short = (a, b) if mine else (b, a)
    return not any(
        _near(word, other) for word in long.folded.split() if word in TRADE for other in short.folded.split()
    )


def _bare_same(a: Name, b: Name) -> bool:
    return a.bare.replace(" ", "") == b.bare.replace(" ", "")


def _initials(a: Name, b: Name) -> bool:
    return 2 <= len(a.joined) <= 6 and a.joined in {b.initials, b.initials_with_small} and len(b.words) > 1


def _numbers_differ(a: Name, b: Name) -> bool:
    return bool(a.numbers and b.numbers) and not set(a.numbers) & set(b.numbers)


def _places(name: Name) -> frozenset[str]:
    return frozenset(name.folded.split()) & PLACES


@lru_cache(maxsize=200_000)
def _skeleton(joined: str) -> str:
    """Consonants, with one sign for those that alphabets mix up."""
    out = "".join(letter for letter in joined.translate(_SOUNDS) if letter not in "aeiouyh")
    return "".join(letter for number, letter in enumerate(out) if not number or out[number - 1] != letter)


_SOUNDS = str.maketrans(
    {"c": "k", "q": "k", "g": "k", "z": "s", "v": "f", "w": "f", "b": "p", "d": "t", "j": "k", "x": "k"}
)
