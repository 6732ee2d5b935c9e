"""Charts come as SVG and PNG in both languages, light and dark, wide and narrow."""

from datetime import date, timedelta
from typing import Literal

import msgspec
import pytest
from altair.utils import schemapi
from litestar import Litestar
from litestar.testing import TestClient

from api.answers import ReleaseNote
from api.chart_days import days
from api.charts import GRID, Look, place_names, ticks
from api.timeline import Event, Step, Timeline

Client = TestClient[Litestar]


@pytest.fixture(autouse=True)
def _checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every part of a drawing is checked against Altair's schema, which serving leaves out."""
    monkeypatch.setattr(schemapi, "DEBUG_MODE", True)


@pytest.mark.parametrize(
    "path",
    [
        "/charts/xx-auto-insurance/funnel",
        "/charts/xx-auto-insurance/intervals",
        "/charts/brands/thornbury-mutual/timeline",
        "/charts/brands/sahin-kargo/days",
        "/charts/brands/sahin-kargo/hours",
        "/charts/brands/thornbury-mutual/moved",
    ],
)
@pytest.mark.parametrize("look", ["lang=en", "lang=tr&theme=dark&size=narrow"])
def test_a_chart_is_drawn(client: Client, path: str, look: str) -> None:
    svg, png = client.get(f"{path}.svg?{look}"), client.get(f"{path}.png?{look}")
    assert (svg.headers["content-type"], png.headers["content-type"]) == ("image/svg+xml", "image/png")
    assert svg.text.startswith("<svg")
    assert png.content.startswith(b"\x89PNG")
    rows = client.get(f"{path}.csv?{look}")
    assert rows.headers["content-type"].startswith("text/csv")
    assert len(rows.text.splitlines()) > 1


def test_weeks_nobody_looked_are_grey_and_hold_no_bar(client: Client) -> None:
    note = msgspec.convert(client.get("/api/v1/releases").json()["releases"][0], ReleaseNote)
    seen: list[tuple[int, int, Literal["yes", "partly", "no"]]] = [(4, 7, "yes"), (0, 0, "no"), (0, 0, "no"), (3, 2, "partly"), (0, 7, "yes")]  # fmt: skip
    weeks = [Step(date(2026, 8, 3) + timedelta(weeks=n), count, count, 0, 7, looked_at, looked) for n, (count, looked_at, looked) in enumerate(seen)]  # fmt: skip
    burst = Event(date(2026, 8, 20), date(2026, 8, 22), "wave", "", "a rise", "bir yükseliş")
    told = Timeline(note, "s", "b", "week", date(2026, 9, 6), weeks, [burst], "")
    look = Look("en", "light", "wide")
    layers = days(told, look).to_dict()["layer"]
    grey = next(one for one in layers if one["mark"].get("color") == GRID["light"])
    assert [row["x1"] > 7 for row in grey["data"]["values"]] == [True, True]
    bars = [row["y"] for one in layers if one["mark"]["type"] == "bar" for row in one["data"]["values"]]
    assert sorted(bars) == [0, 3, 4], "a week looked at in which nothing was posted is a zero; the grey ones are not"
    assert (
        "".join(mark["number"] for one in layers if one["mark"]["type"] == "text" for mark in one["data"]["values"])
        == "11"
    )


def test_the_funnel_names_the_brand_asked_for(client: Client) -> None:
    assert "Thornbury Mutual" in client.get("/charts/xx-auto-insurance/funnel.svg?brand=thornbury-mutual").text
    assert "Thornbury Mutual" not in client.get("/charts/xx-auto-insurance/funnel.svg").text


@pytest.mark.parametrize("path", ["/charts/xx-auto-insurance/pie.svg", "/charts/xx-auto-insurance/funnel.gif", "/charts/none/funnel.svg",
                                  "/charts/brands/bulut-ekspres/timeline.svg?dimension=volume", "/charts/brands/nobody/timeline.svg"])  # fmt: skip
def test_there_is_no_other_chart(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_ticks_and_names() -> None:
    assert ticks(0.5, 40) == [1, 3, 10, 30]
    same = [{"label": name, "x": 100.0, "y": 50.0, "expected": 1.0, "is_asked": False} for name in "abcdefgh"]
    places = [(point["align"], point["dy"]) for point in place_names(same, 600)]
    assert len(places) == len(set(places)) == 6, "no name lies on another; those without room are left out"
