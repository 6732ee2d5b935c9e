"""Whether two names mean one firm, and which of many a name means, with "none of them" allowed; beside plain WRatio in the same run."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process, utils

from scoring.errors import ScoringError
from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import share
from scoring.evaluations.name_pairs import EVEN, labelled_figures, pair_figures
from scoring.names.book import Brand, Pair, Spelled, brands, pairs, spelled
from scoring.names.chance import Chance
from scoring.names.sheet import columns_of
from scoring.names.variants import SAME, spellings
from scoring.training.labelled import fold_of
from scoring.training.name_pairs import alias_pairs, made_pairs, near_pairs
from scoring.training.names import held_out
from store.names.choice import RELATED, Known, choose, home_trade
from store.names.lookup import Lookup
from store.names.model import NameModel, shipped
from store.vocabulary import Judgement

NAME = "names"
SEED = 11
TAKEN_OUT = 3
"""Every third brand held out is taken from the book, so that "none of them" is the right answer for it."""
CARD = Card(
    title="Names of firms",
    what="Whether two names mean one firm, by a small net over likenesses of letters, words and initials, of numbers, places and trades; which of many brands a "
    "name means, by chances over the candidates and \"none of them\" that add up to one.",
    input="CSV: a book (name, aliases parted by |, wikidata), pairs (name1, name2, is_match, schema where known), or spellings (raw_company_name, canonical_name, category where known)",
    output="match from a chance of .85, unsure from .35 or where one name opens the other, else none; the log-odds of the pair, which have no upper end; why, in English and Turkish",
    learned_from="four fifths of the brands of the Name Suggestion Index (names and aliases), spellings made of them, the nearest other brands, others with a common word; weights and "
    "counts of words in store/names/learned/names.json, no name",
    not_for="names of people; a verdict that two firms are one in law",
    known_faults=(
        "former names, translations and abbreviated Chinese names cannot be matched by letters: they need an alias",
        "a short name within a longer one (\"Garanti\", \"Garanti BBVA\") stays unsure without an alias: in the index six of ten such names are another brand's",
        "two firms that differ by their legal form alone count as one brand; a place behind one of two names parts nobody",
        "the same threshold serves every set of names that look alike; against names drawn at random less is needed, and even odds are lower there: this prior is measured on "
        "the brands learned from",
        "numbers part: \"Fund IV\" and \"Fund V\" are of one series and two firms; where a file has such pairs, figures of both readings are given",
    ),
)  # fmt: skip


def evaluate(path: Path) -> Evaluation:
    """F1 of pairs and, for a book, top-1 with "none" allowed. Raises ScoringError for columns that are none of the three kinds."""
    columns = set(columns_of(path))
    if {"name1", "name2", "is_match"} <= columns:
        figures = labelled_figures(pairs(path))
    elif {"raw_company_name", "canonical_name"} <= columns:
        figures = _spelled(spelled(path))
    elif "name" in columns:
        figures = _book(brands(path))
    else:
        raise ScoringError(
            f"{path}:1: neither name1, name2, is_match nor name, aliases nor raw_company_name, canonical_name"
        )
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def _book(book: list[Brand]) -> list[Figure]:
    asked, rarity = held_out(book), shipped().rarity
    real = alias_pairs(book, asked, SEED)
    hard = near_pairs(book, [brand for brand in asked if brand.aliases], rarity, SEED) + made_pairs(book, asked, SEED)
    everything = [Pair(one.asked, one.known, one.same) for one in (*real, *hard)]
    aliases = [Pair(one.asked, one.known, one.same) for one in real]
    kinds = sorted({one.kind for one in (*real, *hard)})
    by_kind = [
        _right(kind, [Pair(one.asked, one.known, one.same) for one in (*real, *hard) if one.kind == kind])
        for kind in kinds
    ]
    return [*pair_figures("brands held out: aliases, spellings, nearest others", everything, EVEN, 0.9), *pair_figures("brands held out: aliases against drawn names", aliases, RELATED),
            *by_kind, *_top(book, asked)]  # fmt: skip


def _spelled(rows: list[Spelled]) -> list[Figure]:
    """Every spelling against every name, in the light of the sectors the file gives; and of the names alone."""
    sectors = {row.name: row.sector for row in sorted(rows)}
    some = [Pair(row.raw, name, row.name == name, sector) for row in rows for name, sector in sectors.items()]
    home = home_trade(sectors)
    alone = [pair._replace(sector=home) for pair in some]
    told = pair_figures("each spelling with each name", some, EVEN)
    return (
        [*told, *pair_figures("each spelling with each name, sectors unknown", alone, EVEN)]
        if any(sectors.values())
        else pair_figures("each spelling with each name", alone, EVEN)
    )


def _right(kind: str, some: Sequence[Pair]) -> Figure:
    model = shipped()
    return share(
        f"right, {kind}", sum((model.log_odds(pair.one, pair.other) >= 0) == pair.same for pair in some), len(some)
    )


def _top(book: list[Brand], asked: list[Brand]) -> list[Figure]:
    """Each spelling of a brand held out is looked up in the whole book, from which a third of those brands are missing."""
    missing = {brand.key for brand in asked if fold_of("taken out " + brand.key) % TAKEN_OUT == 0}
    kept = [brand for brand in book if brand.key not in missing]
    chance, ways = Chance(SEED), list(SAME)
    real = [(alias, brand.key) for brand in asked for alias in brand.aliases]
    made = [(text, brand.key) for brand in asked for _, text in spellings(brand.name, chance, [chance.one(ways)])]
    return [*_top_figures("aliases", real, kept, missing), *_top_figures("made spellings", made, kept, missing)]


def _top_figures(on: str, asked: list[tuple[str, str]], book: list[Brand], missing: set[str]) -> list[Figure]:
    known = [Known(brand.name, brand.key) for brand in book]
    model = shipped().in_book([one.name for one in known])
    meant = ["" if key in missing else key for _, key in asked]
    sure, top, _ = answers([text for text, _ in asked], known, model)
    plain = _by_wratio([text for text, _ in asked], known)
    said = [answer for answer in zip(sure, meant, strict=True) if answer[0]]
    return [
        share(f"top-1 with none allowed, {on}", sum(a == b for a, b in zip(top, meant, strict=True)), len(meant)),
        share(f"top-1 of WRatio with none allowed, {on}", sum(a == b for a, b in zip(plain, meant, strict=True)), len(meant), note="none below 90"),
        share(f"right where it says match, {on}", sum(a == b for a, b in said), len(said)),
        share(f"says match, {on}", len(said), len(meant)),
    ]  # fmt: skip


def answers(asked: Sequence[str], known: Sequence[Known], model: NameModel) -> tuple[list[str], list[str], list[float]]:
    """For each name: the brand it surely means or "", the likeliest or "" for none, and that one's chance."""
    sure, top, chances = [], [], []
    for name, places in zip(asked, Lookup([one.name for one in known], model.rarity).candidates(asked), strict=True):
        found = choose(name, [known[n] for n in places], model, len(known))
        first = found.candidates[0] if found.candidates else None
        sure.append(first.known.brand_id if first and found.judgement is Judgement.POSITIVE else "")
        top.append(first.known.brand_id if first and first.chance >= found.none else "")
        chances.append(first.chance if first else 0.0)
    return sure, top, chances


def _by_wratio(asked: Sequence[str], known: Sequence[Known], least: float = 90.0) -> list[str]:
    names = [utils.default_process(one.name) for one in known]
    found = process.cdist(
        [utils.default_process(name) for name in asked], names, scorer=fuzz.WRatio, score_cutoff=least, dtype=np.uint8
    )
    return [known[int(row.argmax())].brand_id if row.max() else "" for row in found]
