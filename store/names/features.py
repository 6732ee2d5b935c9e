"""How two names are alike: numbers between 0 and 1 (or -1), each with a meaning; `store.names.model` weighs them."""

import re
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel, JaroWinkler, LCSseq

from store.names.lexicon import GENERIC, PLACES, TRADE
from store.names.reading import Name, read
from store.names.shared import Rarity, Shared, digits, near

FEATURES = (
    "same", "same_bare", "letters", "letters_squared", "letters_close", "start", "words_any_order", "words_joint", "words_less", "words_more",
    "part", "rare_shared", "rare_unshared", "rare_unshared_both", "first_word", "initials", "numbers_differ", "numbers_added", "places_added", "places_differ", "generic_added",
    "trade_added", "trade_differs", "prefix", "skeleton", "short", "no_letters_shared", "unspaced", "word_goes_on",
    "rest_letters", "rest_start", "rest_slip", "rest_two_slips", "rest_one_sided", "rest_short", "rest_known_words", "rest_common",
    "covered", "covered_common", "covered_start", "letters_told", "grams", "grams_of_short", "run", "in_order", "cut_words", "unwritten", "unwritten_part", "trade_shared",
)  # fmt: skip


_NUMBER = re.compile(r"\d+")


def features(asked: Name, known: Name, rarity: Rarity) -> tuple[float, ...]:
    """The features of a pair, in the order of `FEATURES`; asking the other way round gives the same but for nothing."""
    a, b = sorted((asked, known), key=lambda name: (len(name.joined), name.joined))
    letters = Indel.normalized_similarity(a.joined, b.joined)
    shared = Shared(a.words, b.words, rarity)
    same = a.joined == b.joined or a.words == b.words
    bare = not same and a.bare.replace(" ", "") == b.bare.replace(" ", "")
    extra = set(a.folded.split()) ^ set(b.folded.split())
    goes_on = b.joined.startswith(a.joined) and len(b.joined) > len(a.joined) + 1
    both_trades = bool(a.trades and b.trades)
    part = fuzz.partial_ratio(a.joined, b.joined) / 100 if len(a.joined) >= 3 else 0.0
    return (
        same, bare, letters, letters**2, max(0.0, (letters - 0.8) * 5), JaroWinkler.similarity(a.joined, b.joined), fuzz.token_sort_ratio(a.folded, b.folded) / 100,
        shared.joint, min(shared.of_a, shared.of_b), max(shared.of_a, shared.of_b), part,
        shared.rarest_shared, shared.rarest_unshared, shared.rarest_unshared_both, bool(a.words and b.words and a.words[0] == b.words[0]), _initials(a, b),
        _numbers_differ(a, b), bool(a.numbers) != bool(b.numbers) and not same, bool(extra & PLACES) and not same,
        _places(a) != _places(b) and bool(_places(a)) and bool(_places(b)), bool(extra & GENERIC) and not same,
        _trade_added(a, b), both_trades and not a.trades & b.trades,
        min(len(a.joined), 6) / 6 if goes_on else 0.0, Indel.normalized_similarity(_skeleton(a.joined), _skeleton(b.joined)),
        1 / max(len(a.joined), 1), not set(a.joined) & set(b.joined), "name" not in {a.kind, b.kind} or a.kind != b.kind,
        goes_on and not b.folded.startswith(a.folded + " "),
        *_rest(a, b, rarity), *_covered(a, b, shared, rarity, same), shared.letters_shared, *_grams(a.joined, b.joined), _run(a.joined, b.joined, part),
        LCSseq.similarity(a.joined, b.joined) / max(len(a.joined), 1), _cut_words(a, b), *_unwritten(a, b, part), bool(a.trades & b.trades),
    )  # fmt: skip


def _rest(a: Name, b: Name, rarity: Rarity) -> tuple[float, ...]:
    """What the words they do not share have in common: letters, start, edits (both, one or none left over)."""
    of_a, of_b = [word for word in a.words if word not in b.words], [word for word in b.words if word not in a.words]
    one, other = "".join(of_a), "".join(of_b)
    if not (one and other) or a.joined == b.joined:
        extra = of_a or of_b
        return 1.0, 1.0, 0.0, 0.0, bool(one) != bool(other), 0.0, 0.0, bool(extra) and max(map(rarity.of, extra)) < 0.45
    edits, same_digits = OSA.distance(one, other), digits(one) == digits(other)
    known = sum(any(map(rarity.is_known, words)) for words in (of_a, of_b)) / 2
    return (OSA.normalized_similarity(one, other), JaroWinkler.similarity(one, other), edits <= 1 and min(len(one), len(other)) >= 4 and same_digits,
            edits == 2 and min(len(one), len(other)) >= 5 and same_digits, 0.0, min(len(one), len(other)) <= 3, known if edits else 0.0, max(map(rarity.of, of_a + of_b)) < 0.45)  # fmt: skip


def _covered(a: Name, b: Name, shared: Shared, rarity: Rarity, same: bool) -> tuple[float, ...]:
    """Whether every word of one stands in the other, what that says of a firm; where only common words are over; where it opens the other."""
    if same or not (a.words and b.words) or (shared.only_a and shared.only_b):
        return 0.0, 0.0, 0.0
    told = shared.rarest_shared
    over = shared.only_a or shared.only_b
    opens = a.words[0] == b.words[0]
    return told, told * (max(map(rarity.of, over), default=0.0) < 0.45), told * opens


def _grams(a: str, b: str) -> tuple[float, float]:
    """Shared runs of three letters: of all, and of those of the name that has fewer."""
    one, other = _threes(a), _threes(b)
    both = len(one & other)
    return 2 * both / max(len(one) + len(other), 1), both / max(min(len(one), len(other)), 1)


@lru_cache(maxsize=200_000)
def _threes(joined: str) -> frozenset[str]:
    marked = f"^{joined}$"
    return frozenset(marked[at : at + 3] for at in range(len(marked) - 2))


def _run(a: str, b: str, part: float) -> float:
    """The longest run of letters both have, up to ten; not looked for where no part is alike."""
    if part < 0.5:
        return 0.0
    longest = 0
    for at in range(len(a) - 2):
        while longest < 10 and at + longest < len(a) and a[at : at + longest + 1] in b:
            longest += 1
    return longest / 10 if longest > 2 else 0.0


def _cut_words(a: Name, b: Name) -> float:
    """The share of the longer name's words of which the shorter one is put together, each cut short: "natwest", "National Westminster"."""
    if len(a.words) > 2 or len(b.words) < 2 or not 3 <= len(a.joined) <= 12 or b.joined.startswith(a.joined):
        return 0.0
    return _used(a.joined, tuple(b.folded.split())) / len(b.folded.split())


def _used(rest: str, words: tuple[str, ...]) -> int:
    """Most words whose beginnings, one behind another, make up `rest`; 0 where they do not."""
    if not rest or not words:
        return 0
    best = 0
    for size in range(1, min(len(rest), len(words[0])) + 1):
        if rest[size - 1] != words[0][size - 1]:
            break
        left = _used(rest[size:], words[1:])
        best = max(best, 1 + left) if left or size == len(rest) else best
    return max(best, _used(rest, words[1:]))


def _unwritten(a: Name, b: Name, part: float) -> tuple[float, float]:
    """For names whose words are not parted by blanks (Chinese, Japanese, Thai): which share of the shorter stands in the other in order; as one piece."""
    if a.joined.isascii() or b.joined.isascii():
        return 0.0, 0.0
    return LCSseq.similarity(a.joined, b.joined) / max(len(a.joined), 1), float(a.joined in b.joined) or part / 2


def _trade_added(a: Name, b: Name) -> bool:
    """Whether a trade stands on one side only, and not for a slip of the pen."""
    mine, theirs = a.trades - b.trades, b.trades - a.trades
    if bool(mine) == bool(theirs) or a.joined == b.joined:
        return False
    long, short = (a, b) if mine else (b, a)
    return not any(near(word, other) for word in long.folded.split() if word in TRADE for other in short.folded.split())


def _initials(a: Name, b: Name) -> bool:
    return 2 <= len(a.joined) <= 6 and a.joined in {b.initials, b.initials_with_small} and len(b.words) > 1


def _numbers_differ(a: Name, b: Name) -> bool:
    """Whether each has a number the other lacks: "Fund III" and "Fund IV", "Trust 2004-1" and "Trust 2004-2"."""
    return bool(set(a.numbers) - set(b.numbers)) and bool(set(b.numbers) - set(a.numbers))


def of_one_series(asked: str, known: str) -> bool:
    """Whether two names differ by their numbers alone: not one firm, but of one family, as the funds of one house are."""
    one, other = (" ".join(read(name).words) for name in (asked, known))
    return one != other and _NUMBER.sub("#", one) == _NUMBER.sub("#", other)


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
