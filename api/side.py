"""Chosen brands side by side in one dimension: who can be told apart, and a sentence that holds at the confidence it states.

Two brands are told apart only where their 95 % intervals do not meet. That is stricter than SPEC-30's probability of .975 (it
implies it), and nobody who looks at the drawing sees something else than what is said.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from math import sqrt
from statistics import NormalDist
from typing import Annotated

import msgspec
from msgspec import Meta

from api.answers import BrandId, DimensionName, Score
from api.pages.numbers import Language, at_least, period
from api.pages.texts import listed, text, word
from store.naming import fold

Latent = tuple[float, float]
TOGETHER, MOST_CLAUSES = 0.95, 4
"""A sentence names who does better only where all of it holds together with this probability, and in so many clauses at most."""
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
    sentence_en: Annotated[str, Meta(description="May be printed: it holds at the probability it states")]
    sentence_tr: str


def is_apart(a: Score, b: Score) -> bool:
    """Whether two scores' 95 % intervals do not meet."""
    return None not in (a.low, a.high, b.low, b.high) and (a.low > b.high or b.low > a.high)  # type: ignore[operator]


def above(a: Latent, b: Latent) -> float:
    """The probability that A is above B, each given as latent mean and variance."""
    return _NORMAL.cdf((a[0] - b[0]) / sqrt(max(a[1] + b[1], 2.3e-308)))


def read(dimension: str, when: str, scores: Sequence[Score], names: Mapping[str, str], latent: Mapping[str, Latent]) -> Reading:  # fmt: skip
    """The reading of one dimension; `names` are those of all chosen brands, `scores` those that the release has of them."""
    placed = sorted((score for score in scores if score.score is not None), key=lambda score: fold(names[score.brand_id]))  # fmt: skip
    unknown = sorted(names.keys() - {score.brand_id for score in placed}, key=lambda brand: fold(names[brand]))
    pairs = list(combinations(placed, 2))
    apart = [_apart(pair, latent) for pair in pairs if is_apart(*pair)]
    together = max(0.0, 1 - sum(1 - one.probability for one in apart)) if apart else None
    told = [_sentence(language, dimension, when, [score.brand_id for score in placed], unknown, apart, together, names)
            for language in ("en", "tr")]  # fmt: skip
    return Reading(dimension, apart, together, unknown, *told)


def _apart(pair: tuple[Score, Score], latent: Mapping[str, Latent]) -> Apart:
    other, better = sorted((score.score or 0.0, score.brand_id) for score in pair)
    return Apart(better[1], other[1], above(latent[better[1]], latent[other[1]]))


def _sentence(
    language: Language, dimension: str, when: str, placed: list[str], unknown: list[str], apart: list[Apart], together: float | None, names: Mapping[str, str],
) -> str:  # fmt: skip
    head = f"{word('', dimension, language)}, {period(when, language)}: "
    little = text("side.unknown", language, brands=listed([names[one] for one in unknown], language)) if unknown else ""
    if len(placed) < 2:
        return head + text("side.nobody", language)
    if together is None:
        all_of = listed([names[one] for one in placed], language)
        return head + text("side.same", language, brands=all_of) + little + "."
    count, behind = len(placed) * (len(placed) - 1) // 2, _behind(apart)
    rest = text("side.rest", language) if len(apart) < count else ""
    if together < TOGETHER or len(behind) > MOST_CLAUSES:
        sure = min(one.probability for one in apart)
        told = text("side.count", language, apart=len(apart), pairs=count, p=at_least(sure, language))
        return head + told + rest + little + "."
    clauses = "; ".join(
        text("side.ahead", language, ahead=names[one], behind=listed([names[two] for two in others], language))
        for one, others in sorted(behind.items(), key=lambda item: fold(names[item[0]]))
    )
    key = "side.sure" if len(apart) == 1 else "side.together"
    return head + text(key, language, clauses=clauses, p=at_least(together, language)) + rest + little + "."


def _behind(apart: list[Apart]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in apart:
        found.setdefault(one.ahead, []).append(one.behind)
    return found
