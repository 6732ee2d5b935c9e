"""Cards of the models: listed with the method, served as pages in both languages, with their figures."""

from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.models import Card, as_html

Client = TestClient[Litestar]
NAMES = sorted(path.stem for path in (Path(__file__).parents[2] / "docs" / "models").glob("*.md") if path.stem != "README")  # fmt: skip


def test_every_card_is_listed_and_served(client: Client) -> None:
    told = client.get(client.get("/api/v1/methods").json()["models"]).json()
    assert sorted(one["name"] for one in told) == NAMES
    assert all(one["title"] and one["sentence"].endswith(".") for one in told)
    for one in told:
        card = client.get(one["address"]).json()
        assert card["figures"], one["name"]
        assert all(row["figure"] and row["value"] for row in card["figures"])
    assert client.get("/api/v1/methods/models/none").status_code == 404


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_method_leads_to_pages(client: Client, language: str) -> None:
    page = client.get(f"/{language}/method").text
    for name in NAMES:
        assert f"/{language}/method/{name}" in page
        card = client.get(f"/{language}/method/{name}")
        assert card.status_code == 200
        tables = card.text.count("<table>")
        assert tables == card.text.count('class="box" role="region"') > 0, "a table scrolls, and nothing around it"
    rows = client.get(f"/{language}/method/waves.csv").text.splitlines()
    assert len(rows) > 10
    assert rows[0] == "figure,value,interval95,cases,floor"
    assert client.get(f"/{language}/method/waves.json").json()["figures"][0]["value"] == rows[1].split(",")[1]


def test_a_card_brings_no_html() -> None:
    assert "<script>" not in as_html(Card("x", "X", [], "# X\n\n<script>alert(1)</script>\n\n[a](javascript:alert(1))"))
