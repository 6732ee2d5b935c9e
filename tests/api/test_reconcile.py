"""OpenRefine's protocol in its own wire format."""

import json
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
HERE = "/api/v1/reconcile"


def post(client: Client, name: str, value: Any, status: int = 200) -> Any:
    """What the service says to a posted form."""
    answer = client.post(HERE, data={name: value if isinstance(value, str) else json.dumps(value)})
    assert answer.status_code == status, answer.text
    return answer.json()


def test_the_manifest_leads_to_what_it_names(client: Client) -> None:
    said = client.get(HERE).json()
    assert said["versions"] == ["0.2"]
    assert said["defaultTypes"] == [{"id": "brand", "name": "Brand"}]
    assert client.get(said["view"]["url"].replace("{{id}}", "sahin-kargo")).status_code == 200
    assert "Şahin Kargo" in client.get(said["preview"]["url"].replace("{{id}}", "sahin-kargo")).text
    for what, prefix in (("entity", "sahin"), ("type", "cargo"), ("property", "volume")):
        service = said["suggest"][what]
        found = client.get(f"{service['service_url']}{service['service_path']}?prefix={prefix}").json()["result"]
        assert {"id", "name"} <= found[0].keys()
    proposed = said["extend"]["propose_properties"]
    assert client.get(f"{proposed['service_url']}{proposed['service_path']}?type=brand&limit=2").json()["limit"] == 2


@pytest.mark.parametrize("name", ["Şahin Kargo A.Ş.", "SAHIN KARGO", "şahin kargo ltd. şti."])
def test_a_name_is_matched_without_its_legal_form(client: Client, name: str) -> None:
    top, *others = post(client, "queries", {"q0": {"query": name}})["q0"]["result"]
    assert (top["id"], top["score"], top["match"]) == ("sahin-kargo", 100, True)
    assert top["type"] == [{"id": "brand", "name": "Brand"}, {"id": "tr-cargo", "name": top["description"]}]
    assert not any(other["match"] for other in others)


def test_a_likeness_is_offered_and_not_matched(client: Client) -> None:
    found = post(client, "queries", {"q0": {"query": "sahn krgo", "limit": 2}, "q1": {"query": "zzqx"}})
    assert found["q0"]["result"][0]["match"] is False
    assert found["q1"] == {"result": []}


def test_types_and_properties_narrow_the_match(client: Client) -> None:
    assert post(client, "queries", {"q0": {"query": "sahin kargo", "type": "xx-auto-insurance"}})["q0"]["result"] == []
    wanted = {"query": "sahin kargo", "properties": [{"pid": "country", "v": "DE"}]}
    assert post(client, "queries", {"q0": wanted})["q0"]["result"][0]["match"] is False


def test_get_answers_like_post(client: Client) -> None:
    asked = json.dumps({"q0": {"query": "sahin kargo"}})
    assert client.get(HERE, params={"queries": asked}).json() == post(client, "queries", asked)


def test_brands_are_extended_by_their_figures(client: Client) -> None:
    asked = {"ids": ["sahin-kargo", "ulak-teslimat", "nobody"], "properties": [{"id": "volume.score"}, {"id": "country"}]}  # fmt: skip
    told = post(client, "extend", asked)
    assert [one["id"] for one in told["meta"]] == ["volume.score", "country"]
    assert told["rows"]["sahin-kargo"]["country"] == [{"str": "TR"}]
    assert 0 <= told["rows"]["sahin-kargo"]["volume.score"][0]["float"] <= 100
    assert told["rows"]["ulak-teslimat"]["volume.score"] == [], "a figure that is withheld stays withheld"
    assert told["rows"]["nobody"] == {"volume.score": [], "country": []}


@pytest.mark.parametrize(("name", "value", "named"), [
    ("queries", "{", "queries"), ("queries", {"q0": {}}, "query"), ("extend", {"ids": []}, "properties"),
    ("extend", {"ids": [], "properties": [{"id": "colour"}]}, "colour"), ("queries", {f"q{n}": {"query": "x"} for n in range(101)}, "100")])  # fmt: skip
def test_what_is_wrong_with_a_question_is_named(client: Client, name: str, value: Any, named: str) -> None:
    assert named in post(client, name, value, 400)["detail"]
