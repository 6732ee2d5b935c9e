"""Themes as tables of a release: what each stands for, with interval; its quotes; its records. None of it is a score."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.components import both
from scoring.evidence.themes.find import Found, Theme, find_themes
from scoring.evidence.themes.scopes import Scope
from scoring.statistics.intervals import binomial_wilson

GROWTH_CONFIDENCE = 0.99
"""Of one theme's growth: ten themes are looked at together."""
FEWEST_GROWN = 5
Columns = list[tuple[str, pa.DataType]]
_KEYS: Columns = [("sector_id", pa.string()), ("brand_id", pa.string()), ("position", pa.int64())]
_THEME: Columns = [
    ("label", pa.string()), ("words", pa.string()), ("is_unassigned", pa.bool_()),
    ("records_count", pa.int64()), ("of_count", pa.int64()), ("all_count", pa.int64()),
    ("share", pa.float64()), ("low", pa.float64()), ("high", pa.float64()), ("earlier_count", pa.int64()), ("earlier_of_count", pa.int64()),
    ("growth", pa.float64()), ("growth_low", pa.float64()), ("growth_high", pa.float64()), ("is_growing", pa.bool_()),
    ("starts_on", pa.date32()), ("ends_on", pa.date32()), ("sentence_en", pa.string()), ("sentence_tr", pa.string()),
]  # fmt: skip
_QUOTE: Columns = [("quote_position", pa.int64()), ("record_id", pa.string()), ("quote", pa.string())]
_MEMBER: Columns = [("record_id", pa.string())]
THEMES, QUOTES, MEMBERS = (pa.schema(_KEYS + more) for more in (_THEME, _QUOTE, _MEMBER))


@dataclass(frozen=True)
class Told:
    """The themes of one scope; texts are numbered the period's first, then the earlier ones."""

    scope: Scope
    found: Found


def read_scope(scope: Scope) -> Told:
    """Themes over both periods together, so that nothing grows only because it was looked for in the later one."""
    rows = [*scope.rows, *scope.earlier]
    is_now = [True] * len(scope.rows) + [False] * len(scope.earlier)
    may_quote = [now and row["is_shown"] for now, row in zip(is_now, rows, strict=True)]
    return Told(scope, find_themes([row["text"] for row in rows], names=scope.names, may_quote=may_quote))


def theme_tables(told: Iterable[Told]) -> dict[str, pa.Table]:
    """`themes`, `theme_quotes` and `theme_members`; the last theme of every scope is the share that belongs to none."""
    all_told = list(told)
    return {
        "themes": pa.Table.from_pylist([row for one in all_told for row in theme_rows(one)], schema=THEMES),
        "theme_quotes": pa.Table.from_pylist([row for one in all_told for row in _quotes(one)], schema=QUOTES),
        "theme_members": pa.Table.from_pylist([row for one in all_told for row in _members(one)], schema=MEMBERS),
    }


def theme_rows(told: Told) -> Iterator[dict[str, Any]]:
    """A scope's themes that stand in its period, then the rest."""
    if not told.found.themes:
        return
    for position, theme in enumerate(told.found.themes):
        yield _row(told, position, theme)
    yield _row(told, len(told.found.themes), None)


def _row(told: Told, position: int, theme: Theme | None) -> dict[str, Any]:
    scope, n, m = told.scope, len(told.scope.rows), len(told.scope.earlier)
    mine = told.found.of == (position if theme else -1)
    now, before = int(mine[:n].sum()), int(mine[n:].sum())
    low, high = (float(end[0]) for end in binomial_wilson([now], [n]))
    growth, ends = _growth(now, n, before, m)
    grows = theme is not None and ends[0] is not None and ends[0] > 1 and now >= FEWEST_GROWN
    row = {"sector_id": scope.sector_id, "brand_id": scope.brand_id, "position": position, "label": theme.label if theme else "",
           "words": " · ".join(theme.words) if theme else "", "is_unassigned": theme is None, "records_count": now, "of_count": n,
           "all_count": scope.all_count, "share": now / n, "low": low, "high": high, "earlier_count": before, "earlier_of_count": m,
           "growth": growth, "growth_low": ends[0], "growth_high": ends[1], "is_growing": grows, "starts_on": scope.starts_at.date(),
           "ends_on": scope.ends_at.date()}  # fmt: skip
    english, turkish = _sentence(row)
    return {**row, "sentence_en": english, "sentence_tr": turkish}


def _growth(now: int, n: int, before: int, m: int) -> tuple[float | None, tuple[float | None, float | None]]:
    """Share now over share before, with its interval given that there were `now + before` (None where nothing can be said)."""
    if not m or not now + before:
        return None, (None, None)
    low, high = (float(end[0]) for end in binomial_wilson([now], [now + before], confidence=GROWTH_CONFIDENCE))
    low_ratio = low / (1 - low) * m / n if low < 1 else None
    return (now / n) / (before / m) if before else None, (
        low_ratio,
        high / (1 - high) * m / n if before and high < 1 else None,
    )


def _sentence(row: dict[str, Any]) -> tuple[str, str]:
    values = {
        "part": row["records_count"],
        "whole": row["of_count"],
        "low": 100 * row["low"],
        "high": 100 * row["high"],
    }
    if row["is_unassigned"]:
        return both("{part} of {whole} complaints belong to none of these themes ({low} to {high}%).",
                    "{whole} şikâyetin {part} tanesi bu temaların hiçbirine girmiyor (%{low}–{high}).", digits=0, **values)  # fmt: skip
    english, turkish = both("{part} of {whole} complaints hold at least two of these words and are nearest to this theme ({low} to {high}%).",
                            "{whole} şikâyetin {part} tanesinde bu sözcüklerden en az ikisi geçiyor ve şikâyet en çok bu temaya yakın (%{low}–{high}).",
                            digits=0, **values)  # fmt: skip
    if not row["is_growing"]:
        return english, turkish
    grown = both(" Its share has grown: before, {before} of {m}.", " Payı büyüdü: önceki dönemde {m} şikâyetin {before} tanesi.",
                 before=row["earlier_count"], m=row["earlier_of_count"])  # fmt: skip
    return english + grown[0], turkish + grown[1]


def _quotes(told: Told) -> Iterator[dict[str, Any]]:
    for key, theme in _themes(told):
        for place, (text, sentence) in enumerate(theme.quotes):
            yield {**key, "quote_position": place, "record_id": told.scope.rows[text]["record_id"], "quote": sentence}


def _members(told: Told) -> Iterator[dict[str, Any]]:
    for key, theme in _themes(told):
        for text in theme.members[theme.members < len(told.scope.rows)].tolist():
            yield {**key, "record_id": told.scope.rows[int(text)]["record_id"]}


def _themes(told: Told) -> Iterator[tuple[dict[str, Any], Theme]]:
    for position, theme in enumerate(told.found.themes):
        yield {"sector_id": told.scope.sector_id, "brand_id": told.scope.brand_id, "position": position}, theme


def growing(told: Told) -> dict[int, dict[str, Any]]:
    """Rows of the themes whose share has grown, by their place."""
    return {row["position"]: row for row in theme_rows(told) if row["is_growing"]}


def theme_of(told: Told) -> dict[str, int]:
    """Record -> place of its theme, -1 for none; of the period's records."""
    numbers = np.asarray(told.found.of[: len(told.scope.rows)]).tolist()
    return {row["record_id"]: int(number) for row, number in zip(told.scope.rows, numbers, strict=True)}
