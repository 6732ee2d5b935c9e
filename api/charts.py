"""Charts as Vega-Lite, drawn on the server: the funnel, the intervals by group, and a brand over time.

Every chart comes in two languages, light and dark, wide and narrow. Shapes and places carry what the colours (blue, orange) say.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

import altair as alt
import vl_convert
from altair.utils import schemapi

from api import answers
from api.pages.numbers import Language
from api.pages.numbers import period as period_name
from api.pages.texts import text

schemapi.DEBUG_MODE = False
"""Altair checks every part against its schema, which takes longer than drawing; tests switch it on again."""
Theme = Literal["light", "dark"]
Size = Literal["wide", "narrow"]
FONT = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
PAPER = {"light": "#fdfcf9", "dark": "#14171b"}
INK = {"light": "#1c1b19", "dark": "#ece9e2"}
MUTED = {"light": "#5d5a54", "dark": "#b4b0a7"}
GRID = {"light": "#e4e0d7", "dark": "#33373d"}
WORSE = {"light": "#b04a00", "dark": "#ffa45c"}
BETTER = {"light": "#0b5a9c", "dark": "#74b9f5"}
LOCALE = {"en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
          "tr": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]}}  # fmt: skip


class Look(NamedTuple):
    """Language, theme and width of a drawing."""

    language: Language
    theme: Theme
    size: Size

    def short(self, name: str) -> str:
        """A name cut to what a phone has room for."""
        return name if self.size == "wide" or len(name) <= 22 else f"{name[:21].rstrip()}…"

    @property
    def height(self) -> int:
        """Height of the funnel's plot in pixels."""
        return 430 if self.size == "wide" else 320

    @property
    def width(self) -> int:
        """Width of the plot in pixels, axis labels not counted."""
        return 780 if self.size == "wide" else 262


def funnel(compared: answers.SectorComparison, look: Look, brand_id: str = "") -> Any:
    """Observed/expected against expected count, with limits; signals and the asked-for brand are named."""
    shown = [score for score in compared.scores if score.ratio is not None and score.expected]
    reach = [score.expected or 1.0 for score in shown] or [1.0]
    x_axis = alt.X(
        "expected:Q",
        title=text("funnel.x", look.language),
        scale=alt.Scale(type="log", domain=[min(reach) / 1.3, max(reach) * 1.6]),
        axis=alt.Axis(values=ticks(min(reach) / 1.3, max(reach) * 1.6), format=",~r"),
    )
    top = max([2.2, *((score.ratio or 0) * 1.15 for score in shown)])
    y_scale = alt.Scale(type="sqrt", domain=[0, top], nice=False)
    points = [
        {
            "name": score.brand_name,
            "expected": score.expected,
            "ratio": score.ratio,
            "kind": score.signal or "usual",
            "label": look.short(score.brand_name) if score.signal or score.brand_id == brand_id else "",
            "is_asked": score.brand_id == brand_id,
            "x": look.width
            * math.log((score.expected or 1) / min(reach) * 1.3)
            / math.log(max(reach) / min(reach) * 2.08),
            "y": look.height * (1 - math.sqrt((score.ratio or 0) / top)),
        }
        for score in shown
    ]
    y_axis = alt.Y(
        "ratio:Q",
        title=text("funnel.y", look.language),
        scale=y_scale,
        axis=alt.Axis(values=_ratio_ticks(top), format=",~r"),
    )
    layers: list[Any] = [
        *_limits(compared, look, x_axis, y_scale, (min(reach) / 1.3, max(reach) * 1.6)),
        _one(look),
        _points(points, look, x_axis, y_axis),
        *_names(points, look, x_axis, y_axis),
    ]
    return dress(alt.layer(*layers).properties(width=look.width, height=look.height), look)


def _limits(
    compared: answers.SectorComparison, look: Look, x_axis: alt.X, y_scale: alt.Scale, reach: tuple[float, float]
) -> list[Any]:
    rows = [
        {"expected": limit.expected, "ratio": getattr(limit, f"{end}_{level}"), "end": end + level, "level": level}
        for limit in compared.funnel
        for level in ("95", "998")
        for end in ("low", "high")
        if reach[0] <= limit.expected <= reach[1]
    ]
    if not rows:
        return []
    dash = alt.StrokeDash(
        "level:N",
        scale=alt.Scale(domain=["95", "998"], range=[[1, 0], [5, 3]]),
        legend=alt.Legend(
            title=None,
            orient="top",
            labelExpr=f"datum.value == '95' ? '{text('limits.95', look.language)}' : "
            f"'{text('limits.998', look.language)}'",
            symbolStrokeColor=MUTED[look.theme],
        ),
    )
    return [
        over(rows)
        .mark_line(color=MUTED[look.theme], strokeWidth=1.2, clip=True)
        .encode(x=x_axis, y=alt.Y("ratio:Q", scale=y_scale), detail="end:N", strokeDash=dash)
    ]


def _one(look: Look) -> Any:
    return over([{"ratio": 1}]).mark_rule(color=INK[look.theme], strokeWidth=1).encode(y="ratio:Q")


def _points(points: list[dict[str, Any]], look: Look, x_axis: alt.X, y_axis: alt.Y) -> Any:
    colours = [WORSE[look.theme], BETTER[look.theme], MUTED[look.theme]]
    kinds = ["worse", "better", "usual"]
    return (
        over(points)
        .mark_point(size=62, strokeWidth=1.4, opacity=0.95)
        .encode(
            x=x_axis,
            y=y_axis,
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=None),
            fill=alt.Fill(
                "kind:N", scale=alt.Scale(domain=kinds, range=[*colours[:2], PAPER[look.theme]]), legend=None
            ),
            shape=alt.Shape(
                "kind:N", scale=alt.Scale(domain=kinds, range=["square", "diamond", "circle"]), legend=None
            ),
            strokeWidth=alt.condition("datum.is_asked", alt.value(3.2), alt.value(1.4)),
            size=alt.condition("datum.is_asked", alt.value(150), alt.value(62)),
        )
    )


def _names(points: list[dict[str, Any]], look: Look, x_axis: alt.X, y_axis: alt.Y) -> list[Any]:
    placed = place_names(points, look.width)
    kinds = sorted({(point["align"], point["dy"]) for point in placed})
    halo = {"stroke": PAPER[look.theme], "strokeWidth": 3.5}
    return [
        over([point for point in placed if (point["align"], point["dy"]) == (align, dy)])
        .mark_text(align=align, dx=9 if align == "left" else -9, dy=dy, fontSize=11.5, color=INK[look.theme], **line)
        .encode(x=x_axis, y=y_axis, text="label:N")
        for align, dy in kinds
        for line in (halo, {})
    ]


def place_names(points: list[dict[str, Any]], width: float) -> list[dict[str, Any]]:
    """Points with a label, each with the side it is written on, so that no name lies on another; a name without room is left out.

    `x`, `y` are pixels. The asked-for brand comes before the others, larger brands before smaller ones.
    """
    taken: list[tuple[float, float, float, float]] = []
    placed = []
    for point in sorted(
        (point for point in points if point["label"]), key=lambda point: (not point["is_asked"], -point["expected"])
    ):
        for align, dy in (("left", 0), ("right", 0), ("left", -15), ("right", -15), ("left", 15), ("right", 15)):
            long = 6.3 * len(point["label"])
            left = point["x"] + 9 if align == "left" else point["x"] - 9 - long
            box = (left, left + long, point["y"] + dy - 7, point["y"] + dy + 7)
            if (
                box[0] >= 0
                and box[1] <= width + 8
                and not any(box[0] < r and l < box[1] and box[2] < d and u < box[3] for l, r, u, d in taken)
            ):
                taken.append(box)
                placed.append({**point, "align": align, "dy": dy})
                break
    return placed


def ticks(low: float, high: float) -> list[float]:
    """1, 3, 10, 30 ... within a range."""
    return [
        round(lead * 10.0**power, 6) for power in range(-4, 8) for lead in (1, 3) if low <= lead * 10.0**power <= high
    ]


def _ratio_ticks(top: float) -> list[float]:
    return [tick for tick in (0, 0.25, 0.5, 1, 2, 3, 5, 8, 12, 20, 50, 100) if tick <= top]


def intervals(compared: answers.SectorComparison, look: Look) -> Any:
    """One row per placed brand with its score and 95 % interval, one panel per group of brands that cannot be told apart."""
    scores = {score.brand_id: score for score in compared.scores}
    named = {
        text("group", look.language, name=group.name): [scores[brand_id] for brand_id in group.brand_ids]
        for group in compared.groups
    }
    return panels(named, look)


def panels(named: Mapping[str, Sequence[answers.Score]], look: Look) -> Any:
    """Panels of scores with their 95 % intervals by title, one below the other, over one scale from 0 to 100."""
    longest = max(len(score.brand_name) for scores in named.values() for score in scores)
    margin, last = min(300, 24 + 6.4 * longest), len(named) - 1
    drawn = [_panel(title, scores, look, margin, is_last=n == last) for n, (title, scores) in enumerate(named.items())]
    return dress(alt.vconcat(*drawn, spacing=10), look)


def _panel(title: str, scores: Sequence[answers.Score], look: Look, margin: float, *, is_last: bool) -> Any:
    """Names stand left of the bars, or above them where the drawing is narrow."""
    is_wide = look.size == "wide"
    rows = [
        {
            "name": score.brand_name,
            "score": score.score,
            "low": score.low,
            "high": score.high,
            "kind": score.signal or "usual",
            "little": text("compare.little", look.language),
        }
        for score in scores
    ]
    placed, unplaced = ([row for row in rows if (row["score"] is None) == is_none] for is_none in (False, True))
    x_axis = alt.X(
        "low:Q",
        scale=alt.Scale(domain=[0, 100]),
        title=text("chart.score", look.language) if is_last else None,
        axis=alt.Axis(labels=is_last, ticks=is_last, domain=is_last, values=[0, 25, 50, 75, 100]),
    )
    beside = alt.Axis(minExtent=margin, maxExtent=margin, labelLimit=margin - 8, ticks=False, domain=False)
    names = alt.Scale(domain=[row["name"] for row in rows])
    y_axis = alt.Y("name:N", sort=None, title=None, scale=names, axis=beside if is_wide else None)
    colour = alt.Color(
        "kind:N",
        legend=None,
        scale=alt.Scale(
            domain=["worse", "better", "usual"], range=[WORSE[look.theme], BETTER[look.theme], MUTED[look.theme]]
        ),
    )
    base = over(placed)
    drop = 0 if is_wide else 8
    layers = [
        over([{"at": 50}]).mark_rule(color=INK[look.theme], strokeWidth=1, strokeDash=[2, 2]).encode(x="at:Q"),
        base.mark_bar(height=5, opacity=0.45, cornerRadius=2, yOffset=drop).encode(
            x=x_axis, x2="high:Q", y=y_axis, color=colour
        ),
        base.mark_point(filled=True, size=64, opacity=1, yOffset=drop).encode(x="score:Q", y=y_axis, color=colour),
    ]
    if unplaced:
        words = over(unplaced).mark_text(align="left", dx=4, dy=drop, fontSize=11.5, fontStyle="italic", color=MUTED[look.theme])  # fmt: skip
        layers.append(words.encode(x=alt.value(0), y=y_axis, text="little:N"))
    if not is_wide:
        for line in ({"stroke": PAPER[look.theme], "strokeWidth": 4}, {}):
            name = over(rows).mark_text(
                align="left", dy=-6, fontSize=12, color=INK[look.theme], limit=look.width + 40, **line
            )
            layers.append(name.encode(x=alt.value(0), y=y_axis, text="name:N"))
    return alt.layer(*layers).properties(
        width=900 - margin if is_wide else look.width + 40,
        height=alt.Step(19 if is_wide else 36),
        title=alt.Title(title, anchor="start", frame="bounds", fontSize=12, offset=4),
    )


def timeline(scores: list[answers.Score], look: Look) -> Any:
    """Observed/expected of one brand over periods, with exact intervals, oldest on the left."""
    rows = [
        {
            "period": period_name(score.period, look.language),
            "ratio": score.ratio,
            "low": score.ratio_low,
            "high": score.ratio_high,
        }
        for score in sorted(scores, key=lambda score: score.period)
    ]
    known = [row for row in rows if row["ratio"] is not None]
    top = max([2.0, *(float(row["high"] or 0) for row in known)])
    top = min(top, 4 * max([1.0, *(float(row["ratio"] or 0) for row in known)]))
    x_axis = alt.X(
        "period:O",
        sort=None,
        title=None,
        axis=alt.Axis(labelAngle=0 if len(rows) < 8 and look.size == "wide" else -45),
        scale=alt.Scale(domain=[row["period"] for row in rows]),
    )
    scale = alt.Scale(type="sqrt", domain=[0, top], nice=False)
    y_axis = alt.Y(
        "ratio:Q",
        title=text("funnel.y", look.language),
        scale=scale,
        axis=alt.Axis(values=_ratio_ticks(top), format=",~r"),
    )
    base = over(known)
    whiskers = base.mark_rule(strokeWidth=5, opacity=0.4, color=BETTER[look.theme], clip=True).encode(
        x=x_axis, y=alt.Y("low:Q", scale=scale), y2="high:Q"
    )
    return dress(
        alt.layer(
            _one(look),
            whiskers,
            base.mark_point(filled=True, size=70, opacity=1, color=BETTER[look.theme]).encode(x=x_axis, y=y_axis),
        ).properties(width=look.width, height=230),
        look,
    )


def over(rows: list[dict[str, Any]]) -> Any:
    """A chart over rows."""
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def dress(chart: Any, look: Look) -> Any:
    """The house's paper, ink and type."""
    ink, muted, grid = INK[look.theme], MUTED[look.theme], GRID[look.theme]
    return (
        chart.properties(background=PAPER[look.theme], padding=8)
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=muted,
            titleColor=ink,
            gridColor=grid,
            domainColor=muted,
            tickColor=muted,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            labelFont=FONT,
            titleFont=FONT,
        )
        .configure_axisY(labelColor=ink)
        .configure_title(color=ink, font=FONT)
        .configure_legend(labelColor=ink, labelFontSize=12, labelFont=FONT)
    )


def draw(chart: Any, kind: Literal["svg", "png"], language: Language) -> bytes:
    """The chart as SVG or as PNG at twice its size."""
    svg = str(vl_convert.vegalite_to_svg(chart.to_dict(validate=False), format_locale=LOCALE[language]))
    return svg.encode() if kind == "svg" else as_png(svg.encode())


def wake() -> None:
    """Start the drawing engine, which takes a second; after that a chart takes a tenth of one."""
    draw(over([{"n": 1}]).mark_point().encode(x="n:Q"), "svg", "en")


def as_png(svg: bytes) -> bytes:
    """A drawing as PNG at twice its size."""
    return bytes(vl_convert.svg_to_png(svg.decode(), scale=2))
