"""A chart of how far composites move when disputed choices change: one row a brand, the published score inside its range."""

from pathlib import Path
from typing import Any, Literal, cast

import altair as alt

from api.charts import INK, Look, draw, dress, over
from api.pages.numbers import Language
from store.errors import StoreError


def ranges(rows: list[dict[str, Any]], language: Language) -> Any:
    """Rows with brand, score, score_low, score_high (0-100), in alphabetical order."""
    look = Look(language, "light", "wide")
    title = "Score (0–100) over all choices" if language == "en" else "Bütün seçimlerde puan (0–100)"
    data = [
        {"brand": row["brand"], "low": row["score_low"], "high": row["score_high"], "score": row["score"]}
        for row in rows
    ]
    scale = alt.Scale(domain=[0, 100])
    y_axis = alt.Y("brand:N", title=None, sort="ascending")
    lines = (
        over(data)
        .mark_rule(strokeWidth=5, opacity=0.35, color=INK[look.theme])
        .encode(alt.X("low:Q", scale=scale, title=title), alt.X2("high:Q"), y_axis)
    )
    points = (
        over(data)
        .mark_point(filled=True, size=70, opacity=1, color=INK[look.theme])
        .encode(alt.X("score:Q", scale=scale, title=title), y_axis)
    )
    return dress((lines + points).properties(width=look.width * 0.7, height=alt.Step(22)), look)


def draw_ranges(rows: list[dict[str, Any]], path: Path, language: Language = "en") -> None:
    """Write the chart as SVG or PNG, by the file's ending. Raises StoreError for another ending."""
    kind = path.suffix.removeprefix(".")
    if kind not in {"svg", "png"}:
        raise StoreError(f"{path}: a chart is drawn as .svg or .png")
    known = [row for row in rows if row.get("score_low") is not None]
    path.write_bytes(draw(ranges(known, language), cast(Literal["svg", "png"], kind), language))
