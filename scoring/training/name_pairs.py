"""Pairs of names to learn from: what books call one firm, spellings made of real names, and the names that come nearest to them."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from scoring.names.book import Brand
from scoring.names.chance import Chance
from scoring.names.variants import DIFFERENT, SAME, parted, spellings
from store.names.lookup import Lookup
from store.names.reading import read
from store.names.shared import Rarity

NEAREST, CROWD = 2, 12


class Labelled(NamedTuple):
    """A spelling, a brand's name, whether they are one, and of which kind the pair is."""

    asked: str
    known: str
    same: bool
    kind: str


def alias_pairs(book: Sequence[Brand], asked: Sequence[Brand], seed: int) -> list[Labelled]:
    """Every alias of the brands asked for with its brand, and with one drawn from the book that is another."""
    chance, made = Chance(seed), []
    for brand in asked:
        for alias in brand.aliases:
            made.append(Labelled(alias, brand.name, True, "alias"))
            made.append(Labelled(alias, _another(book, brand, chance).name, False, "drawn"))
    return made


def near_pairs(book: Sequence[Brand], asked: Sequence[Brand], rarity: Rarity, seed: int) -> list[Labelled]:
    """Names of the brands asked for with names of others that a look-up brings beside them."""
    spellings_of = [(brand, spelling) for brand in asked for spelling in (brand.name, *brand.aliases)]
    found = Lookup([brand.name for brand in book], rarity).candidates([spelling for _, spelling in spellings_of])
    chance, made = Chance(seed), []
    for (brand, spelling), places in zip(spellings_of, found, strict=True):
        others = [
            book[n] for n in places if book[n].key != brand.key and read(book[n].name).joined != read(spelling).joined
        ]
        made += [
            Labelled(spelling, other.name, False, "near") for other in chance.some(others, min(NEAREST, len(others)))
        ]
    return made


def common_pairs(book: Sequence[Brand], asked: Sequence[Brand], seed: int) -> list[Labelled]:
    """Names of the brands asked for with names of others that share no more than a word of many names: "Bank", "Pharmacy"."""
    chance, made, having = Chance(seed), [], defaultdict(list)
    for brand in book:
        for word in sorted(set(read(brand.name).words)):
            having[word].append(brand)
    for brand in asked:
        for spelling in (brand.name, *brand.aliases):
            common = [word for word in read(spelling).words if len(having[word]) >= CROWD]
            drawn = chance.one(having[chance.one(common)]) if common else brand
            if drawn.key != brand.key and read(drawn.name).joined != read(spelling).joined:
                made.append(Labelled(spelling, drawn.name, False, "a common word"))
    return made


def other_aliases(asked: Sequence[Brand]) -> list[Labelled]:
    """What a brand is called beside its name, each with the next of the same brand."""
    return [
        Labelled(one, other, True, "alias of alias")
        for brand in asked
        for one, other in itertools.pairwise(dict.fromkeys(brand.aliases))
    ]


def made_pairs(book: Sequence[Brand], asked: Sequence[Brand], seed: int, each: int = 3) -> list[Labelled]:
    """Spellings made of the names asked for, and namesakes made to differ."""
    chance, made = Chance(seed), []
    for brand in asked:
        ways = chance.some(list(SAME), each)
        made += [Labelled(text, brand.name, True, way) for way, text in spellings(brand.name, chance, ways)]
        for way in chance.some(list(DIFFERENT), 2):
            text = DIFFERENT[way](brand.name, _another(book, brand, chance).name, chance)
            if read(text).joined != read(brand.name).joined:
                made.append(Labelled(text, brand.name, False, way))
        made.append(Labelled(*parted(brand.name, chance), False, "another place or business"))
    return made


def words_seen(book: Sequence[Brand], fewest: int = 4) -> dict[str, int]:
    """In how many brands each word stands, for words of at least `fewest`."""
    found: Counter[str] = Counter()
    for brand in book:
        found.update({word for name in (brand.name, *brand.aliases) for word in read(name).words})
    return {word: n for word, n in sorted(found.items()) if n >= fewest}


def _another(book: Sequence[Brand], brand: Brand, chance: Chance) -> Brand:
    while True:
        drawn = book[chance.number(0, len(book))]
        if drawn.key != brand.key:
            return drawn
