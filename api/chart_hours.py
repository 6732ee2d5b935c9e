"""Answers by hour of the week as a grid: the stronger the colour, the more; office hours are framed."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from api.answers import HourCell
from api.charts import BETTER, GRID, INK, PAPER, Look, dress, over
from api.pages.texts import text

OFFICE_HOURS, OFFICE_DAYS = (9, 18), 5


def grid(cells: Sequence[HourCell], look: Look) -> Any:
    """Days down and hours across; on a phone hours down and days across. An hour without an answer is empty, not pale."""
    is_wide, most = look.size == "wide", max(cell.replies_count for cell in cells)
    days = [text(f"weekday.{n}", look.language) for n in range(1, 8)]
    rows = [
        {"day": cell.weekday - 1, "hour": cell.hour, "n": cell.replies_count, "depth": 0.16 + 0.84 * (cell.replies_count / most) ** 0.5}
        for cell in cells
    ]  # fmt: skip
    named = "[" + ", ".join(f"'{day}'" for day in days) + "][datum.value]"
    hours = [0, 3, 6, 9, 12, 15, 18, 21, 24]
    by_hour = alt.Scale(domain=[0, 24], nice=False, reverse=not is_wide)
    by_day = alt.Scale(domain=[-0.5, 6.5], nice=False, reverse=is_wide)
    hour_axis = alt.Axis(values=hours, grid=False, labelExpr="(datum.value < 10 ? '0' : '') + datum.value", title=text("hours.axis", look.language), ticks=False, domain=False)  # fmt: skip
    day_axis = alt.Axis(
        values=list(range(7)), grid=False, labelExpr=named, title=None, ticks=False, domain=False, labelAngle=0
    )
    inset = 0.045
    boxes = [
        row | {"h1": row["hour"] + inset, "h2": row["hour"] + 1 - inset, "d1": row["day"] - 0.5 + inset, "d2": row["day"] + 0.5 - inset}
        for row in rows
    ]  # fmt: skip
    x, y = (("h", "d"), ("d", "h"))[not is_wide]
    kinds = {"h": (by_hour, hour_axis), "d": (by_day, day_axis)}
    across = alt.X(f"{x}1:Q", scale=kinds[x][0], axis=kinds[x][1])
    down = alt.Y(f"{y}1:Q", scale=kinds[y][0], axis=kinds[y][1])
    ends = {"x": across, "y": down, "x2": f"{x}2:Q", "y2": f"{y}2:Q"}
    empty, full = ([box for box in boxes if bool(box["n"]) == is_full] for is_full in (False, True))
    frame = [{"h1": OFFICE_HOURS[0], "h2": OFFICE_HOURS[1], "d1": -0.5, "d2": OFFICE_DAYS - 0.5}]
    layers = [
        over(empty).mark_rect(fill=PAPER[look.theme], stroke=GRID[look.theme], strokeWidth=1).encode(**ends),
        over(full).mark_rect(color=BETTER[look.theme]).encode(**ends, opacity=alt.Opacity("depth:Q", scale=None)),
        over(frame).mark_rect(fill="transparent", stroke=INK[look.theme], strokeWidth=1.3).encode(**ends),
    ]
    size = {"width": 744, "height": 196} if is_wide else {"width": 266, "height": 456}
    return dress(alt.layer(*[layer for layer in layers if layer.data.values]).properties(**size), look)
