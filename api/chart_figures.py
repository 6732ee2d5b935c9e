"""One of an auditor's own figures over time, and under it each dimension's score over the same periods."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from api.charts import BETTER, INK, Look, dress, over
from api.pages.numbers import number
from api.pages.numbers import period as period_name
from api.pages.texts import text, word
from store.private_figures import Beside

HEIGHT = 90


def figures(rows: Sequence[Beside], look: Look) -> Any:
    """Rows are of one figure; panels share the periods, oldest on the left, and each says how far the two go together."""
    periods = sorted({period for one in rows for period in one.periods})
    mine = {period: value for one in rows for period, value in zip(one.periods, one.values, strict=True)}
    panels = [_panel(rows[0].metric, mine, periods, look, INK[look.theme], is_last=False)]
    for n, one in enumerate(rows):
        its = dict(zip(one.periods, one.scores, strict=True))
        title = f"{word('', one.dimension, look.language)}: {said(one, look)}"
        panels.append(_panel(title, its, periods, look, BETTER[look.theme], is_last=n == len(rows) - 1, top=100))
    return dress(alt.vconcat(*panels, spacing=14), look)


def said(one: Beside, look: Look) -> str:
    """The correlation with its interval, or that there is too little."""
    if one.rho is None or one.low is None or one.high is None:
        return text("figures.few", look.language, count=one.n)
    rho, low, high = (number(value, look.language, 2) for value in (one.rho, one.low, one.high))
    return text("figures.rho", look.language, rho=rho, low=low, high=high, count=one.n)


def _panel(title: str, values: dict[str, float], periods: list[str], look: Look, colour: str, *, is_last: bool, top: float | None = None) -> Any:  # fmt: skip
    rows = [{"period": period_name(one, look.language), "value": values.get(one)} for one in periods]
    names = [row["period"] for row in rows]
    x_axis = alt.X(
        "period:O",
        sort=None,
        title=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(labels=is_last, ticks=is_last, labelAngle=0 if len(rows) < 8 and look.size == "wide" else -45),
    )
    scale = alt.Scale(domain=[0, top]) if top else alt.Scale(zero=False)
    base = over([row for row in rows if row["value"] is not None])
    y_axis = alt.Y("value:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4, minExtent=48, maxExtent=48))
    line = base.mark_line(color=colour, strokeWidth=1.5).encode(x=x_axis, y=y_axis)
    points = base.mark_point(filled=True, size=50, opacity=1, color=colour).encode(x=x_axis, y=y_axis)
    head = alt.Title(look.short(title) if top is None else title, anchor="start", fontSize=12, offset=4)
    return alt.layer(line, points).properties(width=look.width - 48, height=HEIGHT, title=head)
