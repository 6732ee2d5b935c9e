"""The sentence on two brands that may be printed: one for the command, the API, its tables and the pages, so that no two of them disagree."""

from collections.abc import Sequence
from math import floor
from typing import Literal

TOLD_APART, ENOUGH_OVERLAP = 0.975, 0.5
"""SPEC-30: told apart above this probability. SPEC-12: less of a mix of complaints in common with the sector's, and a brand is compared with none."""
Told = tuple[str, str]


def verdict_of(probability: float, *, is_seen: bool) -> Literal["a", "b", ""]:
    """Who is ahead, "a" or "b"; "" where they cannot be told apart. `is_seen`: whether their 95 % intervals do not meet, as a drawing shows."""
    if not is_seen:
        return ""
    return "a" if probability > TOLD_APART else "b" if probability < 1 - TOLD_APART else ""


def sentence_on(a: str, b: str, probability: float | None, *, is_seen: bool, unknown: Sequence[str] = (), odd: Sequence[str] = ()) -> Told:  # fmt: skip
    """In English and Turkish. Nobody of whom too little is known (`unknown`) or whose mix is too different (`odd`) is said to be ahead or behind.

    A probability is rounded away from certainty, so that the sentence stays right.
    """
    if unknown or probability is None:
        who = ", ".join(unknown)
        return (f"Too little is known of {who} to compare {a} with {b}.",
                f"{a} ile {b} karşılaştırılamaz: hakkında yeterince veri bulunmayan: {who}.")  # fmt: skip
    if odd:
        who = ", ".join(odd)
        return (f"{a} and {b} are not compared: too different in its mix of complaints from the sector: {who}. Look at the figures on a common mix.",
                f"{a} ile {b} karşılaştırılmaz: şikâyet bileşimi sektörünkinden çok farklı olan: {who}. Ortak bileşimdeki değerlere bakınız.")  # fmt: skip
    verdict = verdict_of(probability, is_seen=is_seen)
    if not verdict:
        p = f"{100 * probability:.1f}"
        return (f"{a} and {b} cannot be told apart: the probability that {a} does better is {p}%.",
                f"{a} ile {b} birbirinden ayırt edilemez: {a} daha iyi durumda olma olasılığı %{p.replace('.', ',')}.")  # fmt: skip
    ahead, behind, sure = (a, b, probability) if verdict == "a" else (b, a, 1 - probability)
    p = f"{min(floor(1000 * sure) / 10, 99.9):.1f}"
    return (f"For its size, sector and mix of complaints {ahead} does better than {behind}, with a probability of at least {p}%.",
            f"Büyüklüğü, sektörü ve şikâyet bileşimi hesaba katıldığında {ahead}, {behind} ile karşılaştırıldığında daha iyi durumda; olasılık en az %{p.replace('.', ',')}.")  # fmt: skip
