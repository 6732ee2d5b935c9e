"""How well themes hold together, and how often a theme is said to grow where nothing changed. On any JSON lines with text, brand and, where known, category."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import share
from scoring.evidence.replies.sentences import plain
from scoring.evidence.themes.find import find_themes
from scoring.evidence.themes.scopes import MOST_READ, SHORTEST_NAME, Scope
from scoring.evidence.themes.tables import read_scope, theme_rows
from scoring.json_lines import texts_of

NAME = "themes"
CARD = Card(
    title="Themes of complaints",
    what="Complaints of a brand or sector in a period are grouped by their words (stems and pairs of neighbours, TF-IDF, spherical k-means from "
    "seeded beginnings). A complaint belongs to the theme it is nearest to, where it holds two of that theme's twelve distinctive words. Names of themes and "
    "quotes are words of the complaints; nothing is written anew. What belongs to no theme is counted and named.",
    input="complaints in one language, at least twenty; the names of brands, which never count",
    output="themes with label, share with interval, share of the period before, quotes; the share that belongs to none",
    learned_from="nothing: stop words stand in scoring/evidence/themes/stop_words.py",
    not_for="comparing brands; a share is one of the complaints read, not of customers. A theme is a way to read, not a finding",
    known_faults=(
        "matters that are told in the same words are one theme, one matter told in different words may be two",
        "of few complaints themes are coarse, and their labels may be words of circumstance",
        "stems are the first five letters: words of different meaning may share one",
    ),
)
SHUFFLES, HALF = 20, 300
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def evaluate(path: Path) -> Evaluation:
    """Figures by brand of a file. Raises ScoringError for rows without text and brand."""
    brands: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in texts_of(path, "text", "brand"):
        if row["text"] and row["brand"]:
            brands[row["brand"]].append(row)
    figures = [
        one for brand in sorted(brands) if len(brands[brand]) >= 2 * HALF for one in _brand(brand, brands[brand])
    ]
    return Evaluation(NAME, path.name, file_hash(path), (*figures, _growth(brands)), CARD)


def _brand(brand: str, rows: list[dict[str, Any]]) -> Iterator[Figure]:
    rows = _drawn(rows, MOST_READ, 1)
    found = find_themes([row["text"] for row in rows], names=_names(brand))
    yield share(f"{brand}: in one of {len(found.themes)} themes", int((found.of >= 0).sum()), len(rows))
    kinds = [row.get("category") for row in rows]
    if all(kinds):
        held = [Counter(kinds[number] for number in theme.members.tolist()) for theme in found.themes]
        assigned = int((found.of >= 0).sum())
        yield share(
            f"{brand}: of those, in their theme's most frequent category",
            sum(max(one.values()) for one in held),
            assigned,
        )
        yield share(f"{brand}: the same were all one theme", max(Counter(kinds).values()), len(kinds))


def _growth(brands: dict[str, list[dict[str, Any]]]) -> Figure:
    """Themes said to grow between two random halves of one brand's complaints: nothing grew."""
    told = grown = 0
    for brand in sorted(brands):
        for seed in range(SHUFFLES if len(brands[brand]) >= 2 * HALF else 0):
            rows = [
                {"record_id": f"{n:05}", "text": row["text"], "is_shown": True}
                for n, row in enumerate(_drawn(brands[brand], 2 * HALF, seed))
            ]
            scope = Scope("", brand, NOW - timedelta(days=30), NOW, rows[:HALF], rows[HALF:], HALF, _names(brand))
            themes = [row for row in theme_rows(read_scope(scope)) if not row["is_unassigned"]]
            told, grown = told + len(themes), grown + sum(row["is_growing"] for row in themes)
    return share("said to grow where nothing changed", grown, told, note="false alarms per theme")


def _names(brand: str) -> frozenset[str]:
    return frozenset(word for word in plain([brand])[0].split() if len(word) >= SHORTEST_NAME)


def _drawn(rows: list[dict[str, Any]], most: int, seed: int) -> list[dict[str, Any]]:
    order = np.random.default_rng(seed).permutation(len(rows))[:most]
    return [rows[number] for number in order.tolist()]
