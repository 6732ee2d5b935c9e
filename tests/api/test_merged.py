"""A brand that was merged into another: its names, its page and OpenRefine lead to the living one."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlmodel import SQLModel

from api.app import create_app
from store.tables import Alias, Brand, BrandDecision
from tests.api import sample

Client = TestClient[Litestar]
OLD = {"brand_id": "atmaca-dagitim", "name": "Atmaca Dağıtım", "sector_id": "tr-cargo", "company_id": None, "opened_at": sample.AS_OF, "opened_because": "seed"}  # fmt: skip
ALIAS = {"alias_id": 9001, "label": "Atmaca Lojistik", "sector_id": "tr-cargo", "brand_id": "atmaca-dagitim", "judgement": "positive", "similarity": 100.0,
         "because": "a list", "decided_by": "import", "decided_at": sample.AS_OF}  # fmt: skip
MERGE = {"decision_id": 1, "decision": "merge", "label": "", "brand_id": "atmaca-dagitim", "to_brand_id": "sahin-kargo", "undoes_id": None, "opened": False,
         "because": "bought in 2026", "judged_by": "a", "judged_at": sample.AS_OF}  # fmt: skip


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client over a release in which Atmaca Dağıtım was merged into Şahin Kargo."""
    everything = sample.everything

    def with_merge() -> Iterator[tuple[type[SQLModel], Iterable[dict[str, Any]]]]:
        for model, rows in everything():
            yield model, [*rows, OLD] if model is Brand else [*rows, ALIAS] if model is Alias else rows
        yield BrandDecision, [MERGE]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sample, "everything", with_merge)
        settings = sample.build(tmp_path_factory.mktemp("merged"))
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.mark.parametrize("name", ["Atmaca Dağıtım", "atmaca dagitim", "Atmaca Lojistik A.Ş."])
def test_its_names_find_the_living_brand(merged: Client, name: str) -> None:
    found = merged.get("/api/v1/brands", params={"q": name}).json()["brands"]
    assert found[0]["brand_id"] == "sahin-kargo"
    assert "atmaca-dagitim" not in {one["brand_id"] for one in found}
    asked = {"queries": json.dumps({"q0": {"query": name}})}
    top = merged.get("/api/v1/reconcile", params=asked).json()["q0"]["result"][0]
    assert (top["id"], top["match"]) == ("sahin-kargo", True)


def test_it_stands_in_no_list(merged: Client) -> None:
    every = merged.get("/api/v1/brands", params={"limit": 200}).json()["brands"]
    assert "atmaca-dagitim" not in {one["brand_id"] for one in every}


@pytest.mark.parametrize("page", ["", ".json", ".csv", "/records?kind=complaint", "/records.csv"])
def test_its_pages_lead_to_the_living_brand(merged: Client, page: str) -> None:
    answer = merged.get(f"/en/brands/atmaca-dagitim{page}", follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"].endswith(f"/en/brands/sahin-kargo{page}")
    assert merged.get(f"/en/brands/atmaca-dagitim{page}").status_code == 200


def test_the_interface_says_where_it_stands_now(merged: Client) -> None:
    assert merged.get("/api/v1/brands/atmaca-dagitim").json()["merged_into"] == "sahin-kargo"
    assert merged.get("/api/v1/brands/sahin-kargo").json()["merged_into"] is None
