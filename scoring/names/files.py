"""Files of names matched against a book of brands, or among each other: the pieces of `scoring.names` usable alone."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from scoring.errors import ScoringError
from scoring.names.book import Brand, brands
from scoring.names.sheet import named_columns, rows
from store.names.choice import Choice, Known, choose, home_trade, sector_trades
from store.names.features import FEATURES
from store.names.lookup import Lookup
from store.names.model import NameModel, shipped
from store.names.words import because
from store.vocabulary import Judgement

WORDS = {Judgement.POSITIVE: "match", Judgement.UNSURE: "unsure", Judgement.NEGATIVE: "none"}
HEAD = (
    "label",
    "sector",
    "answer",
    "brand_id",
    "brand",
    "score",
    "log_odds",
    "next_brand",
    "next_score",
    "none_score",
    "because_en",
    "because_tr",
)


def match_file(path: Path, against: Path | None, out: Path, column: str = "") -> dict[str, int]:
    """An answer for every row of `path`, written as CSV with the features of the likeliest brand. Returns answers by kind.

    Without a book the names are matched with those above them, so that rows of one brand share a brand_id.
    `column`: the head of the names, where it is none of the usual.
    Raises ScoringError naming file, line and column.
    """
    asked = list(_asked(path, column))
    if not asked:
        raise ScoringError(f"{path}:2: no names below the head")
    if not out.parent.is_dir():
        raise ScoringError(f"{out}: there is no folder {out.parent}")
    known = (
        [one for brand in brands(against) for one in _names(brand)]
        if against
        else [Known(name, name, sector) for name, sector in asked]
    )
    home = home_trade(one.name for one in known)
    known = [one._replace(sector_id=one.sector_id or home) for one in known]
    model = shipped().in_book([one.name for one in known])
    counts: Counter[str] = Counter()
    with out.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow((*HEAD, *FEATURES))
        for (name, sector), choice in zip(asked, _choices(asked, known, model, is_among=against is None), strict=True):
            counts[WORDS[choice.judgement]] += 1
            lines.writerow(_line(name, sector, choice, model))
    return dict(sorted(counts.items()))


def _choices(asked: list[tuple[str, str]], known: list[Known], model: NameModel, is_among: bool) -> Iterator[Choice]:
    found = Lookup([one.name for one in known], model.rarity).candidates([name for name, _ in asked])
    meant: dict[int, Known] = {}
    for at, ((name, sector), places) in enumerate(zip(asked, found, strict=True)):
        near = (
            [meant[n]._replace(name=known[n].name) for n in places if n < at]
            if is_among
            else [known[n] for n in places]
        )
        choice = choose(name, near, model, at if is_among else len(known), sector_trades(sector))
        if is_among:
            meant[at] = choice.candidates[0].known if choice.judgement is Judgement.POSITIVE else known[at]
        yield choice


def _line(name: str, sector: str, choice: Choice, model: NameModel) -> tuple[object, ...]:
    first, second = (*choice.candidates[:2], None, None)[:2]
    is_any = first is not None and choice.judgement is not Judgement.NEGATIVE
    signs = model.signs(name, first.known.name).tolist() if first else [""] * len(FEATURES)
    return (
        name, sector, WORDS[choice.judgement], first.known.brand_id if first and is_any else "", first.known.name if first else "",
        f"{100 * first.chance:.4f}" if first else "", f"{first.log_odds:.3f}" if first else "", second.known.name if second else "",
        f"{100 * second.chance:.4f}" if second else "", f"{100 * choice.none:.4f}", *because(name, choice, model),
        *(f"{sign:.3f}" if first else "" for sign in signs),
    )  # fmt: skip


def _names(brand: Brand) -> Iterator[Known]:
    for name in (brand.name, *brand.aliases):
        yield Known(name, brand.key, brand.sector)


def _asked(path: Path, column: str) -> Iterator[tuple[str, str]]:
    name, sector = named_columns(path, column)
    for row in rows(path, (name,)):
        yield row.must(name), row.cells.get(sector, "")
