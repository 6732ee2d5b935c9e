"""A wave as bars: posts a day, what was expected, the day it began, and days that nobody looked at."""

from typing import Any

import altair as alt

from api.answers_waves import WaveLine
from api.charts import BETTER, GRID, INK, MUTED, Look, dress, over
from api.pages.numbers import day as written_day
from api.pages.texts import text

HEIGHT = 210


def wave(line: WaveLine, look: Look) -> Any:
    """One bar a day; the wave's are filled, the others outlined; expected is a line; uncovered days stand on grey."""
    rows: list[dict[str, Any]] = [
        {"day": f"{day.starts_at:%Y-%m-%d}", "label": written_day(day.starts_at.date(), look.language, letters=3), "count": day.records_count,
         "expected": day.expected, "is_in_wave": day.is_in_wave, "is_covered": day.is_covered}
        for day in line.days
    ]  # fmt: skip
    step = 7 if look.size == "wide" else 14
    shown = [row["day"] for row in rows][::step]
    names = "; ".join(f"'{row['day']}': '{row['label']}'" for row in rows).replace("; ", ", ")
    x_axis = alt.X(
        "day:O", title=None, axis=alt.Axis(values=shown, labelAngle=0, labelExpr=f"{{{names}}}[datum.value]")
    )
    y_axis = alt.Y("count:Q", title=text("waves.y", look.language), axis=alt.Axis(tickMinStep=1, format="~r"))
    colour = BETTER[look.theme]
    base = over(rows)
    band = over([row for row in rows if not row["is_covered"]]).mark_rect(color=GRID[look.theme]).encode(x=x_axis)
    bars = base.mark_bar(stroke=colour, strokeWidth=1).encode(
        x=x_axis,
        y=y_axis,
        fill=alt.condition("datum.is_in_wave", alt.value(colour), alt.value("transparent")),
    )
    line_of = over([row for row in rows if row["expected"] is not None])
    expected = line_of.mark_line(color=INK[look.theme], strokeWidth=1.5, strokeDash=[5, 3]).encode(
        x=x_axis, y="expected:Q"
    )
    begin = next((row for row in rows if row["is_in_wave"]), rows[0])
    at = {"day": begin["day"], "label": text("waves.begin", look.language)}
    mark = over([at]).mark_rule(color=MUTED[look.theme], strokeWidth=1).encode(x=x_axis)
    name = over([at]).mark_text(align="right", dx=-5, dy=6, fontSize=12, color=INK[look.theme])
    layers = [band, bars, expected, mark, name.encode(x=x_axis, y=alt.value(0), text="label:N")]
    return dress(alt.layer(*layers).properties(width=look.width, height=HEIGHT), look)
