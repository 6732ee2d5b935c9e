"""Reasons to read a complaint first: each a small function with a number and a sentence in both languages, or nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scoring.components import both
from scoring.evidence.triage.harm import KINDS

MANY_FIGURES = 5
"""Different sums, dates and numbers."""
_FIGURE = re.compile(r"\d+(?:[.,:/]\d+)*")


@dataclass(frozen=True)
class Reason:
    """Why to read it: a name, a number in a unit, and a sentence."""

    name: str
    value: float
    unit: str
    sentence_en: str
    sentence_tr: str


def _said(name: str, value: float, unit: str, english: str, turkish: str, **values: float | str) -> Reason:
    return Reason(name, value, unit, *both(english, turkish, digits=1, **values))


def harm(row: Mapping[str, Any]) -> Reason | None:
    """It speaks of harm: how many kinds, and in which words."""
    told = row["harms"]
    if not told:
        return None
    kinds = [[KINDS[kind][place] for kind, _ in told] for place in (1, 2)]
    words = ", ".join(f"“{word}”" for _, word in told)
    return Reason("harm", len(told), "kinds", f"It speaks of {', '.join(kinds[0])}: {words}.", f"Şundan söz ediyor: {', '.join(kinds[1])}: {words}.")  # fmt: skip


def wave(row: Mapping[str, Any]) -> Reason | None:
    """It belongs to a wave that is under way."""
    found = row.get("wave_count")
    return _said("wave", found, "complaints", "It is one of {n} complaints of a wave that is under way.",
                 "Sürmekte olan bir dalganın {n} şikâyetinden biri.", n=int(found)) if found else None  # fmt: skip


def denied(row: Mapping[str, Any]) -> Reason | None:
    """The firm says it is settled and the customer says it is not."""
    return Reason("denied", 1, "", "The firm says it is settled; the customer says it is not.",
                  "Firma çözüldüğünü söylüyor, müşteri çözülmediğini.") if row["contested"] else None  # fmt: skip


def growing_theme(row: Mapping[str, Any]) -> Reason | None:
    """Its theme has a larger share than in the period before, beyond chance (99 %)."""
    theme = row["theme"]
    if theme is None:
        return None
    values = {"label": theme["label"], "now": theme["records_count"], "n": theme["of_count"], "before": theme["earlier_count"], "m": theme["earlier_of_count"]}  # fmt: skip
    return _said("growing_theme", theme["growth"] or theme["growth_low"], "times",
                 "Its theme is growing ({label}): {now} of {n} complaints, {before} of {m} in the period before.",
                 "Teması büyüyor ({label}): {n} şikâyetin {now} tanesi, önceki dönemde {m} şikâyetin {before} tanesi.", **values)  # fmt: skip


def unanswered(row: Mapping[str, Any]) -> Reason | None:
    """No answer and no claim yet, though three of four answered matters of its sector and platform had theirs by then."""
    usual, age = row["usual_hours"], row["age_days"] * 24
    if row["first_response_h"] is not None or row["is_claimed"] or usual is None or age <= usual:
        return None
    return _said("unanswered", age, "hours", "It waits for an answer for {age} hours; three of four that are answered have theirs within {usual}.",
                 "{age} saattir yanıt bekliyor; yanıtlananların dörtte üçü {usual} saat içinde yanıtını alıyor.", age=round(age), usual=max(1, round(usual)))  # fmt: skip


def repeated(row: Mapping[str, Any]) -> Reason | None:
    """It was told more than once."""
    n = row["records_count"]
    return _said("repeated", n, "records", "It was told {n} times.", "{n} kez anlatılmış.", n=int(n)) if n > 1 else None


def figures(row: Mapping[str, Any]) -> Reason | None:
    """It holds many figures: sums, dates, numbers that can be checked."""
    n = len(set(_FIGURE.findall(row["text"])))
    return _said("figures", n, "figures", "It holds {n} different figures that can be checked.",
                 "Denetlenebilecek {n} farklı sayı içeriyor.", n=n) if n >= MANY_FIGURES else None  # fmt: skip


REASONS = (harm, wave, denied, growing_theme, unanswered, repeated, figures)
RULE_EN = "Ordered by the first reason that holds (harm, wave, denied, growing theme, unanswered, told again, figures), then by how many hold, then by the longest wait. Complaints for which none holds are not listed."
RULE_TR = "Geçerli ilk nedene göre sıralı (zarar, dalga, yalanlama, büyüyen tema, yanıtsızlık, yineleme, sayılar); sonra neden sayısına, sonra en uzun bekleyişe göre. Hiçbir nedeni olmayan şikâyetler listede yok."


def reasons(row: Mapping[str, Any]) -> list[Reason]:
    """All reasons that hold, the most pressing first."""
    return [found for reason in REASONS if (found := reason(row)) is not None]
