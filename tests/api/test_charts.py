"""Charts come as SVG and PNG in both languages, light and dark, wide and narrow."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.charts import place_names, ticks

Client = TestClient[Litestar]


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
