"""Which brand a label means: exact folded name, then near name; what stays unsure is set aside and counted, never guessed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from store.naming import fold_brand, slug
from store.vocabulary import Judgement

SAME_FROM, UNSURE_FROM, CLEAR_BY = 94.0, 88.0, 4.0
UNSORTED = "unsorted"


@dataclass(frozen=True)
class Label:
    """A brand's name as records carry it, with the sector and country they give and how many carry it."""

    label: str
    sector_label: str
    country: str
    records_count: int


@dataclass(frozen=True)
class Decision:
    """What a label means. `opens` says that the brand is new; unsure decisions carry the nearest brand as candidate."""

    label: Label
    sector_id: str
    brand_id: str
    judgement: Judgement
    similarity: float
    because: str
    opens: bool = False


def match_labels(
    labels: Iterable[Label], known: Mapping[str, Mapping[str, str]], taken: Iterable[str]
) -> Iterator[Decision]:
    """Decide every label, the most frequent first. `known`: sector_id -> folded name -> brand_id; `taken`: brand_ids in use.

    A label is looked for in the sector it names, or in all sectors where it names none that is known. A name nobody is
    near to opens a brand of its own: sources label their records with brands, they do not invent them.
    """
    book = {sector: dict(names) for sector, names in known.items()}
    brand_ids = set(taken)
    for label in sorted(
        labels, key=lambda label: (-label.records_count, label.label, label.sector_label, label.country)
    ):
        decision = _decide(label, book, brand_ids)
        if decision.judgement is Judgement.POSITIVE:
            book.setdefault(decision.sector_id, {})[fold_brand(label.label)] = decision.brand_id
            brand_ids.add(decision.brand_id)
        yield decision


def sector_of(label: Label) -> str:
    """The sector_id a label's own sector text stands for: "banka" in TR -> "tr-banka"."""
    plain = slug(label.sector_label) if label.sector_label else UNSORTED
    country = label.country.lower()
    return plain if not country or plain.startswith(f"{country}-") else f"{country}-{plain}"


def _decide(label: Label, book: Mapping[str, Mapping[str, str]], brand_ids: set[str]) -> Decision:
    own = sector_of(label)
    sectors = [own] if own in book and label.sector_label else sorted(book)
    folded = fold_brand(label.label)
    exact = [(sector, book[sector][folded]) for sector in sectors if folded in book[sector]]
    if len(exact) == 1:
        return Decision(label, *exact[0], Judgement.POSITIVE, 100.0, "the same name but for case, marks and legal form")
    if exact:
        return Decision(label, *exact[0], Judgement.UNSURE, 100.0, f"the same name in {len(exact)} sectors")
    near = sorted(
        (_near(folded, sector, book[sector]) for sector in sectors), key=lambda found: (-found[0], found[2], found[1])
    )
    similarity, rival, sector, brand_id = near[0] if near else (0.0, 0.0, own, "")
    if similarity >= UNSURE_FROM:
        return _near_decision(
            label,
            similarity,
            max(rival, near[1][0] if near[1:] else 0.0),
            sector,
            brand_id,
            _same_digits(folded, book[sector], brand_id),
        )
    return Decision(
        label,
        own,
        _free(slug(label.label), own, brand_ids),
        Judgement.POSITIVE,
        100.0,
        "opened from its own label",
        opens=True,
    )


def _near_decision(
    label: Label, similarity: float, rival: float, sector: str, brand_id: str, same_digits: bool
) -> Decision:
    sure = similarity >= SAME_FROM and similarity - rival >= CLEAR_BY and same_digits
    because = f"nearest name by edit similarity {similarity:.1f}, next brand {rival:.1f}"
    return Decision(
        label, sector, brand_id, Judgement.POSITIVE if sure else Judgement.UNSURE, round(similarity, 2), because
    )


def _near(folded: str, sector: str, names: Mapping[str, str]) -> tuple[float, float, str, str]:
    """(similarity of the nearest brand, of the nearest other brand, sector, nearest brand)."""
    found = process.extract(folded, names.keys(), scorer=fuzz.ratio, score_cutoff=UNSURE_FROM - CLEAR_BY, limit=5)
    if not found:
        return 0.0, 0.0, sector, ""
    brand_id = names[found[0][0]]
    return (
        found[0][1],
        max((score for name, score, _ in found if names[name] != brand_id), default=0.0),
        sector,
        brand_id,
    )


def _same_digits(folded: str, names: Mapping[str, str], brand_id: str) -> bool:
    """Numbers are never a slip of the pen: "A101" is not "A102"."""
    digits = re.findall(r"\d+", folded)
    return any(re.findall(r"\d+", name) == digits for name, known in names.items() if known == brand_id)


def _free(wanted: str, sector_id: str, taken: set[str]) -> str:
    return wanted if wanted not in taken else f"{wanted}--{sector_id}"
