"""How much each likeness of two names weighs, from a book of brands with their other names (name, aliases, wikidata)."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.names.book import Brand, brands
from scoring.names.chance import Chance
from scoring.names.features import FEATURES, Rarity, features
from scoring.names.model import NameModel
from scoring.names.reading import read
from scoring.training.labelled import HELD_OUT, fold_of
from scoring.training.name_pairs import Labelled, alias_pairs, made_pairs, near_pairs, words_seen

NAME = "names"
STRENGTH = 1.0
ALIAS_COUNTS = 2.0
"""A real alias says more than a made one."""
MADE_OF = 5000


def learned(book: list[Brand]) -> list[Brand]:
    """The brands weights may be learned from: four fifths, by the hash of the key, so that no brand stands on both sides."""
    return [brand for brand in book if fold_of(brand.key) != HELD_OUT]


def held_out(book: list[Brand]) -> list[Brand]:
    """The fifth nothing is ever learned from."""
    return [brand for brand in book if fold_of(brand.key) == HELD_OUT]


def train(path: Path, out: Path, seed: int) -> dict[str, object]:
    """Learn from all folds but the one held out: logistic regression by scikit-learn, written as a readable file."""
    from sklearn.linear_model import LogisticRegression

    book = learned(brands(path))
    words = words_seen(book)
    rarity = Rarity(words, len(book))
    pairs = labelled(book, rarity, seed)
    signs = _signs(pairs, rarity)
    kept = np.array([not _is_another_name(pair, sign) for pair, sign in zip(pairs, signs, strict=True)])
    weight = np.array([ALIAS_COUNTS if pair.kind == "alias" else 1.0 for pair in pairs])
    said = np.array([pair.same for pair in pairs])
    fitted = LogisticRegression(C=STRENGTH, max_iter=5000, random_state=seed).fit(
        signs[kept], said[kept], sample_weight=weight[kept]
    )
    weights = {name: round(float(value), 4) for name, value in zip(FEATURES, fitted.coef_[0], strict=True)}
    facts = {
        "name": NAME,
        "brands": len(book),
        "pairs": int(kept.sum()),
        "left out as names of other letters": int((~kept).sum()),
        "seed": seed,
    }
    NameModel(weights, round(float(fitted.intercept_[0]), 4), words, len(book), facts).save(out)
    return facts


def labelled(book: list[Brand], rarity: Rarity, seed: int) -> list[Labelled]:
    """Pairs to learn from: real aliases, nearest others, made spellings and made namesakes."""
    named = [brand for brand in book if brand.aliases]
    some = Chance(seed).some(book, min(MADE_OF, len(book)))
    return alias_pairs(book, named, seed) + near_pairs(book, named + some, rarity, seed) + made_pairs(book, some, seed)


def _signs(pairs: list[Labelled], rarity: Rarity) -> NDArray[np.float64]:
    return np.array([features(read(pair.asked), read(pair.known), rarity) for pair in pairs])


def _is_another_name(pair: Labelled, signs: NDArray[np.float64]) -> bool:
    """A former name or a translation: letters cannot teach it."""
    of = dict(zip(FEATURES, signs.tolist(), strict=True))
    return (
        pair.kind == "alias"
        and of["skeleton"] < 0.5
        and not of["initials"]
        and of["rare_shared"] < 0.3
        and of["part"] < 0.75
    )
