"""The change of observed over expected as a waterfall: where it stood, what each part did to it, where it stands."""

from typing import Any

import altair as alt

from api.charts import BETTER, INK, MUTED, PAPER, WORSE, Look, dress, over
from api.moved import MovedDimension
from api.pages.numbers import Language, number
from api.pages.texts import text, word
from api.splitting import SERVICE_FREE

TICKS = ((0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50), (0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 8, 12, 20),
         tuple(round(0.1 * n, 1) for n in range(1, 40)), tuple(round(0.05 * n, 2) for n in range(1, 80)))  # fmt: skip
"""Coarse to fine: the coarsest with four ticks in sight is taken."""


def waterfall(moved: MovedDimension, look: Look) -> Any:
    """One row per part on a log scale; parts that say nothing of the brand's own doing are hollow."""
    rows = list(_rows(moved, look.language, is_high_wanted=moved.dimension != "volume"))
    reach = [end for row in rows for end in (row["start"], row["end"])]
    low, high = min(reach) / 1.08, max(reach) * 1.18
    ticks = next((found for row in TICKS if len(found := [tick for tick in row if low <= tick <= high]) >= 4), [round(low, 2), round(high, 2)])  # fmt: skip
    is_wide = look.size == "wide"
    x_axis = alt.X(
        "start:Q",
        title=text("funnel.y", look.language),
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(values=ticks[:: 1 + len(ticks) // 11], format=",~r"),
    )  # fmt: skip
    beside = alt.Axis(minExtent=210, maxExtent=210, labelLimit=205, ticks=False, domain=False)
    names = alt.Scale(domain=[row["name"] for row in rows])
    y_axis = alt.Y("name:N", sort=None, title=None, scale=names, axis=beside if is_wide else None)
    paint = {"worse": WORSE[look.theme], "better": BETTER[look.theme], "apart": MUTED[look.theme]}
    colours = alt.Scale(domain=list(paint), range=list(paint.values()))
    bars = [row for row in rows if abs(row["end"] / row["start"] - 1) > 5e-5]
    ends = [row for row in rows if row["kind"] == "end"]
    drop = 0 if is_wide else 8
    filled = over([row for row in bars if row["kind"] != "apart"]).mark_bar(height=13, yOffset=drop)
    hollow = over([row for row in bars if row["kind"] == "apart"]).mark_bar(
        height=12, yOffset=drop, fill=PAPER[look.theme], strokeWidth=1.6
    )
    layers = [
        over([{"start": 1}]).mark_rule(color=INK[look.theme], strokeWidth=1, strokeDash=[2, 2]).encode(x=x_axis)
        if low <= 1 <= high
        else over([{"start": low}]).mark_rule(opacity=0).encode(x=x_axis),
        filled.encode(x=x_axis, x2="end:Q", y=y_axis, color=alt.Color("kind:N", legend=None, scale=colours)),
        hollow.encode(x=x_axis, x2="end:Q", y=y_axis, stroke=alt.Stroke("kind:N", legend=None, scale=colours)),
        over(ends).mark_point(filled=True, size=90, opacity=1, color=INK[look.theme], yOffset=drop).encode(x=x_axis, y=y_axis),
        over(rows).mark_text(align="left", dx=9, dy=drop, fontSize=11.5, color=INK[look.theme]).encode(x="right:Q", y=y_axis, text="label:N"),
    ]  # fmt: skip
    if not is_wide:
        name = over(rows).mark_text(align="left", dy=-7, fontSize=12, color=INK[look.theme], limit=look.width + 40)
        layers.append(name.encode(x=alt.value(0), y=y_axis, text="name:N"))
    layers = [layer for layer in layers if layer.data.values]
    size = {"width": 640 if is_wide else look.width + 10, "height": alt.Step(28 if is_wide else 38)}
    return dress(alt.layer(*layers).properties(**size), look)


def _rows(moved: MovedDimension, language: Language, *, is_high_wanted: bool) -> Any:
    at = moved.before.ratio or 1.0
    yield {
        "name": text("moved.before", language),
        "start": at,
        "end": at,
        "right": at,
        "kind": "end",
        "label": number(at, language, 2),
    }
    for part in moved.parts:
        after = at * part.factor
        kind = "apart" if part.part in SERVICE_FREE else "better" if (part.factor > 1) == is_high_wanted else "worse"
        label = change(part.factor, language)
        yield {
            "name": word("moved", part.part, language),
            "start": at,
            "end": after,
            "right": max(at, after),
            "kind": kind,
            "label": label,
        }
        at = after
    last = moved.after.ratio or 1.0
    yield {
        "name": text("moved.after", language),
        "start": last,
        "end": last,
        "right": last,
        "kind": "end",
        "label": number(last, language, 2),
    }


def change(factor: float, language: Language) -> str:
    """A factor as a change in hundredths: +5.1%, %+5,1; nothing but 0 is written as 0."""
    shown = number(100 * (factor - 1), language, 1)
    shown = number(0, language, 1) if shown.strip("-0.,") == "" else shown if shown.startswith("-") else f"+{shown}"
    shown = shown.replace("-", "−")
    return f"%{shown}" if language == "tr" else f"{shown}%"
