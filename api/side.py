"""Chosen brands side by side in one dimension: who can be told apart, and a sentence that holds at the confidence it states.

Two brands are told apart only where their 95 % intervals do not meet. That is stricter than SPEC-30's probability of .975 (it
implies it), and nobody who looks at the drawing sees something else than what is said.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Annotated

import msgspec
from msgspec import Meta

from api.answers import BrandId, DimensionName, Score
from api.pages.numbers import LANGUAGES, Language, at_least, period
from api.pages.texts import listed, text, word
from store.naming import fold

Latent = tuple[float, float]
TOGETHER, MOST_CLAUSES = 0.95, 4
"""A sentence names who does better only where all of it holds together with this probability, and in so many clauses at most."""
MIXED = ("responsiveness", "resolution", "dialogue", "composite")
"""Dimensions whose expectation stands on a brand's mix of complaints."""
_NORMAL = NormalDist()


class Apart(msgspec.Struct):
    """Two brands that can be told apart."""

    ahead: BrandId
    behind: BrandId
    probability: Annotated[float, Meta(description="That it is so")]


class Reading(msgspec.Struct):
    """What can be said of the chosen brands in one dimension. Two that are not in `told_apart` cannot be told apart."""

    dimension: DimensionName
    told_apart: list[Apart]
    probability: Annotated[float | None, Meta(description="At the least, that all of `told_apart` holds together; null where it is empty")]  # fmt: skip
    unknown: Annotated[list[BrandId], Meta(description="Brands of which too little is known to place them")]
    other_mix: Annotated[
        list[BrandId],
        Meta(description="Brands whose mix of complaints is too different to compare them here (SPEC-12)"),
    ]
    sentence_en: Annotated[str, Meta(description="May be printed: it holds at the probability it states")]
    sentence_tr: str


def is_apart(a: Score, b: Score) -> bool:
    """Whether two scores' 95 % intervals do not meet."""
    return None not in (a.low, a.high, b.low, b.high) and (a.low > b.high or b.low > a.high)  # type: ignore[operator]


def above(a: Latent, b: Latent) -> float:
    """The probability that A is above B, each given as latent mean and variance."""
    return _NORMAL.cdf((a[0] - b[0]) / sqrt(max(a[1] + b[1], 2.3e-308)))


def read(
    dimension: str, when: str, scores: Sequence[Score], names: Mapping[str, str], latent: Mapping[str, Latent], odd: Collection[str] = (),
) -> Reading:  # fmt: skip
    """The reading of one dimension; `names` are those of all chosen brands, `scores` those that the release has of them.

    `odd` are brands of another mix of complaints than their sector's: where the mix matters, nothing is said of them against others.
    """
    known = {score.brand_id: score for score in scores if score.score is not None}
    order = sorted(names, key=lambda brand: fold(names[brand]))
    other = [brand for brand in order if brand in known and brand in odd and dimension in MIXED]
    placed = [brand for brand in order if brand in known and brand not in other]
    pairs = combinations([known[brand] for brand in placed], 2)
    apart = [_apart(pair, latent) for pair in pairs if is_apart(*pair)]
    together = max(0.0, 1 - sum(1 - one.probability for one in apart)) if apart else None
    found = Reading(dimension, apart, together, [brand for brand in order if brand not in known], other, "", "")
    found.sentence_en, found.sentence_tr = (_sentence(found, when, placed, names, language) for language in LANGUAGES)
    return found


def _apart(pair: tuple[Score, Score], latent: Mapping[str, Latent]) -> Apart:
    other, better = sorted((score.score or 0.0, score.brand_id) for score in pair)
    return Apart(better[1], other[1], above(latent[better[1]], latent[other[1]]))


def _sentence(found: Reading, when: str, placed: list[str], names: Mapping[str, str], language: Language) -> str:
    def all_of(brands: list[str]) -> str:
        return listed([names[one] for one in brands], language)

    head = f"{word('', found.dimension, language)}, {period(when, language)}: "
    tail = text("side.mix", language, brands=all_of(found.other_mix)) if found.other_mix else ""
    tail += text("side.unknown", language, brands=all_of(found.unknown)) if found.unknown else ""
    if len(placed) < 2:
        return head + text("side.nobody.mix" if found.other_mix else "side.nobody", language)
    if found.probability is None:
        return head + text("side.same", language, brands=all_of(placed)) + tail + "."
    count, behind = len(placed) * (len(placed) - 1) // 2, _behind(found.told_apart)
    tail = (text("side.rest", language) if len(found.told_apart) < count else "") + tail + "."
    if found.probability < TOGETHER or len(behind) > MOST_CLAUSES:
        sure = at_least(min(one.probability for one in found.told_apart), language)
        return head + text("side.count", language, apart=len(found.told_apart), pairs=count, p=sure) + tail
    clauses = "; ".join(
        text("side.ahead", language, ahead=names[one], behind=all_of(others))
        for one, others in sorted(behind.items(), key=lambda item: fold(names[item[0]]))
    )
    key = "side.sure" if len(found.told_apart) == 1 else "side.together"
    basis = text(f"side.basis.{'mix' if found.dimension in MIXED else 'size'}", language)
    return head + text(key, language, basis=basis, clauses=clauses, p=at_least(found.probability, language)) + tail


def _behind(apart: list[Apart]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in apart:
        found.setdefault(one.ahead, []).append(one.behind)
    return found
