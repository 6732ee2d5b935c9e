"""What was posted and when: bars a step, grey where nobody looked, and numbered marks for what else happened."""

from datetime import date, timedelta
from typing import Any

import altair as alt

from api.charts import BETTER, GRID, INK, MUTED, PAPER, WORSE, Look, dress, over
from api.pages.numbers import month
from api.pages.texts import text
from api.timeline import Timeline

ROOM = 15
"""Pixels a mark's number needs to itself."""


def days(told: Timeline, look: Look) -> Any:
    """Filled bars: looked at all along; hollow ones: known from what still stood, or looked at in part. Marks carry the numbers of the list."""
    first, last = told.steps[0].starts_on, told.until + timedelta(days=1)
    length = (last - first).days
    x_axis = alt.X("x1:Q", title=None, scale=alt.Scale(domain=[0, length], nice=False), axis=_months(first, last, look))
    bars = [
        {"x1": max(0, (step.starts_on - first).days) + 0.06 * step.days_count, "x2": (step.starts_on - first).days + step.days_count * 0.94,
         "y": step.records_count, "zero": 0, "looked": step.looked}
        for step in told.steps
    ]  # fmt: skip
    top = max([1, *(step.records_count for step in told.steps)])
    y_axis = alt.Y("y:Q", title=text(f"days.y.{told.every}", look.language), scale=alt.Scale(domain=[0, top * 1.18], nice=False),
                   axis=alt.Axis(tickMinStep=1, format="~r", values=_counts(top)))  # fmt: skip
    unseen = [bar | {"y": 0} for bar in bars if bar["looked"] == "no"]
    colour = BETTER[look.theme]
    waves, marks = _marks(told, look, first, length)
    layers = [
        over([{"x1": bar["x1"], "x2": bar["x2"]} for bar in unseen]).mark_rect(color=GRID[look.theme]).encode(x=x_axis, x2="x2:Q"),
        over(waves).mark_rect(color=WORSE[look.theme], opacity=0.16).encode(x=x_axis, x2="x2:Q"),
        over([bar for bar in bars if bar["looked"] == "yes"]).mark_bar(color=colour).encode(x=x_axis, x2="x2:Q", y=y_axis, y2="zero:Q"),
        over([bar for bar in bars if bar["looked"] != "yes" and bar["y"]]).mark_bar(fill=PAPER[look.theme], stroke=colour, strokeWidth=1.2).encode(x=x_axis, x2="x2:Q", y=y_axis, y2="zero:Q"),
        over(marks).mark_rule(color=INK[look.theme], strokeWidth=1, strokeDash=[2, 2]).encode(x=x_axis),
        over([mark for mark in marks if mark["number"]]).mark_text(dy=7, fontSize=11, fontWeight="bold", color=INK[look.theme], stroke=PAPER[look.theme], strokeWidth=4).encode(x=x_axis, y=alt.value(0), text="number:N"),
        over([mark for mark in marks if mark["number"]]).mark_text(dy=7, fontSize=11, fontWeight="bold", color=INK[look.theme]).encode(x=x_axis, y=alt.value(0), text="number:N"),
    ]  # fmt: skip
    drawn = [layer for layer in layers if layer.data.values]
    if not drawn:
        drawn = [over([{"x1": 0}]).mark_rule(color=MUTED[look.theme], opacity=0).encode(x=x_axis)]
    return dress(alt.layer(*drawn).properties(width=look.width, height=220 if look.size == "wide" else 190), look)


def _marks(told: Timeline, look: Look, first: date, length: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Spans of waves, and a mark for every event; a number that has no room is left to the list."""
    waves, marks, taken = [], [], -ROOM * 1.0
    for number, event in enumerate(told.events, 1):
        at = max(0, (event.starts_on - first).days)
        if event.kind == "wave":
            waves.append({"x1": at, "x2": min(length, (event.ends_on - first).days + 1)})
        pixel = at / length * look.width
        has_room = pixel - taken >= ROOM
        taken = pixel if has_room else taken
        marks.append({"x1": at, "number": str(number) if has_room else ""})
    return waves, marks


def _months(first: date, last: date, look: Look) -> alt.Axis:
    """A tick at the first of every month, or of every second or third where there is no room."""
    firsts = [day for day in (first + timedelta(days=n) for n in range((last - first).days)) if day.day == 1]
    every = max(1, -(-len(firsts) // (9 if look.size == "wide" else 4)))
    shown = firsts[::-1][::every]
    names = ", ".join(f"'{(day - first).days}': '{month(day, look.language)}'" for day in shown)
    return alt.Axis(
        values=[(day - first).days for day in shown], labelExpr=f"{{{names}}}[datum.value]", labelAngle=0, grid=False
    )


def _counts(top: int) -> list[int]:
    step = next(one for power in range(9) for one in (10**power, 2 * 10**power, 5 * 10**power) if top / one <= 5)
    return list(range(0, top + 1, step))
