"""How much each likeness of two names weighs, from a book of brands with their other names (name, aliases, wikidata)."""

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scoring.names.book import Brand, brands
from scoring.names.chance import Chance
from scoring.training.labelled import HELD_OUT, fold_of
from scoring.training.measures import f1_of
from scoring.training.name_pairs import (
    Labelled,
    alias_pairs,
    common_pairs,
    made_pairs,
    near_pairs,
    other_aliases,
    words_seen,
)
from store.names.features import FEATURES, features
from store.names.model import NameModel, Net
from store.names.reading import read
from store.names.shared import Rarity

NAME = "names"
BENDS, STRENGTH, ROUNDS = 24, 3.0, 40
COUNTS = {"alias": 2.0, "alias of alias": 2.0, "a common word": 3.0}
"""How much a pair of a kind counts where not 1: a real alias says more than a made spelling."""
MADE_OF = 5000
FEWEST = 3
"""A word of fewer brands is not written down: it might name one."""


def learned(book: list[Brand]) -> list[Brand]:
    """The brands weights may be learned from: four fifths, by the hash of the key, so that no brand stands on both sides."""
    return [brand for brand in book if fold_of(brand.key) != HELD_OUT]


def held_out(book: list[Brand]) -> list[Brand]:
    """The fifth nothing is ever learned from."""
    return [brand for brand in book if fold_of(brand.key) == HELD_OUT]


def train(path: Path, out: Path, seed: int) -> dict[str, object]:
    """Learn from all folds but the one held out: logistic regression by scikit-learn, written as a readable file."""
    book = learned(brands(path))
    words = words_seen(book, FEWEST)
    rarity = Rarity(words, len(book))
    pairs = labelled(book, rarity, seed)
    signs = _signs(pairs, rarity)
    kept = np.array([not _is_another_name(pair, sign) for pair, sign in zip(pairs, signs, strict=True)])
    weight = np.array([COUNTS.get(pair.kind, 1.0) for pair in pairs])
    said = np.array([pair.same for pair in pairs])
    net = _fitted(signs[kept], said[kept], weight[kept], seed)
    facts = {
        "name": NAME,
        "brands": len(book),
        "pairs": int(kept.sum()),
        "left out as names of other letters": int((~kept).sum()),
        "related": _related(pairs, net.log_odds(signs)),
        "seed": seed,
    }
    NameModel(net, words, len(book), facts).save(out)
    return facts


def _fitted(signs: NDArray[np.float64], said: NDArray[np.bool_], weight: NDArray[np.float64], seed: int) -> Net:
    from sklearn.neural_network import MLPClassifier

    mean, spread = np.round(signs.mean(axis=0), 4), np.round(signs.std(axis=0) + 1e-3, 4)
    made = MLPClassifier((BENDS,), alpha=STRENGTH, max_iter=ROUNDS, random_state=seed, learning_rate_init=3e-3, batch_size=512)  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it is stopped after ROUNDS
        made.fit((signs - mean) / spread, said, sample_weight=weight)
    (bends, sums), (bends_bias, bias) = made.coefs_, made.intercepts_
    return Net(
        mean, spread, np.round(bends, 4), np.round(bends_bias, 4), np.round(sums.ravel(), 4), round(float(bias[0]), 4)
    )


def _related(pairs: list[Labelled], odds: NDArray[np.float64]) -> float:
    """The log-odds from which aliases are told from names drawn at random with the highest F1, in tenths."""
    some = np.array([pair.kind in {"alias", "drawn"} for pair in pairs])
    said = np.array([pair.same for pair in pairs])[some]
    steps = [n / 10 for n in range(-80, 81)]
    return max(steps, key=lambda least: f1_of(said.astype(str), (odds[some] >= least).astype(str), "True"))


def labelled(book: list[Brand], rarity: Rarity, seed: int) -> list[Labelled]:
    """Pairs to learn from: real aliases, nearest others, made spellings and made namesakes."""
    named = [brand for brand in book if brand.aliases]
    some = Chance(seed).some(book, min(MADE_OF, len(book)))
    return [*alias_pairs(book, named, seed), *other_aliases(named), *common_pairs(book, named + some, seed),
            *near_pairs(book, named + some, rarity, seed), *made_pairs(book, some, seed)]  # fmt: skip


def _signs(pairs: list[Labelled], rarity: Rarity) -> NDArray[np.float64]:
    return np.array([features(read(pair.asked), read(pair.known), rarity) for pair in pairs])


def _is_another_name(pair: Labelled, signs: NDArray[np.float64]) -> bool:
    """A former name or a translation: letters cannot teach it."""
    of = dict(zip(FEATURES, signs.tolist(), strict=True))
    return (
        pair.kind.startswith("alias")
        and of["skeleton"] < 0.5
        and not of["initials"]
        and of["rare_shared"] < 0.3
        and of["part"] < 0.75
    )
