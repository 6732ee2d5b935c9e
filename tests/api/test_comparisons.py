"""Chosen brands side by side: the same figures as the scoring room's, and never more than can be known."""

from itertools import pairwise
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.comparisons import on_common_mix
from api.side import above
from scoring import mix
from scoring.estimates import estimate_all
from store.naming import fold
from store.side_by_side import sentence_on, verdict_of
from tests.scoring.small_case import case_of

Client = TestClient[Litestar]
API = "/api/v1/comparisons"


def test_a_common_mix_is_the_one_of_the_scoring_room() -> None:
    times: dict[str, list[float | None]] = {
        "a": [1.0, 5.0, 30.0, None],
        "b": [2.0, 60.0, None, None],
        "c": [9.0, 90.0, 400.0, 3.0],
    }
    rows: list[dict[str, Any]] = [
        {"brand": brand, "type": kind, "first_response_h": hours}
        for brand, answered in times.items() for kind in "tuv" for hours in answered for _ in range(3)
    ]  # fmt: skip
    case = case_of(rows)
    standard = estimate_all(case)[1]
    table = mix.class_rates(case, standard).to_pylist()
    by_brand = {
        brand: {row["risk_class"]: row for row in table if (row["brand_id"], row["dimension"]) == (brand, "responsiveness")}
        for brand in times
    }  # fmt: skip
    for a, b in pairwise(times):
        expected = mix.on_common_mix(case, standard, "responsiveness", case.sectors[0], [a, b])
        found = on_common_mix("responsiveness", by_brand[a], by_brand[b])
        assert expected.brands, "the test compares something"
        assert (found.difference, found.low, found.high) == pytest.approx(expected.difference(a, b), abs=1e-12)
        assert found.covered_share == pytest.approx(expected.covered)


def test_a_pair_and_the_page_never_disagree(client: Client) -> None:
    """Pair by pair: who is ahead in the sentence of the pair is who is ahead in the reading of the page, and nobody where a mix is too different."""
    brands = [line["brand_id"] for line in client.get("/api/v1/sectors/tr-cargo").json()["scores"]]
    for pair in client.get(API, params={"brand": sorted(set(brands))[:12]}).json()["pairs"]:
        asked = {"brand": [pair["a"], pair["b"]]}
        readings = client.get("/en/compare.json", params=asked).json()["readings"]
        apart = [two["ahead"] for one in readings if one["dimension"] == "composite" for two in one["told_apart"]]
        assert apart == [pair[pair["verdict"]]] if pair["verdict"] in ("a", "b") else apart == []
        assert ("does better than" in pair["sentence_en"]) == bool(apart)
        if pair["warning_en"]:
            assert pair["verdict"] == "unknown"


def test_a_sentence_names_nobody_of_another_mix() -> None:
    english, turkish = sentence_on("A", "B", 0.999, is_seen=True, odd=["B"])
    assert "does better" not in english
    assert "daha iyi" not in turkish
    assert "does better than B" in sentence_on("A", "B", 0.999, is_seen=True)[0]
    assert "cannot be told apart" in sentence_on("A", "B", 0.999, is_seen=False)[0]
    assert verdict_of(0.001, is_seen=True) == "b"


def test_a_probability_by_hand() -> None:
    assert above((1.0, 0.5), (1.0, 0.25)) == 0.5
    assert above((1.959963984540054, 0.5), (0.0, 0.5)) == pytest.approx(0.975)


def test_pairs_are_all_there_and_add_up(client: Client) -> None:
    brands = [line["brand_id"] for line in client.get("/api/v1/sectors/tr-cargo").json()["scores"]][:4]
    answer = client.get(API, params={"brand": brands})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert [brand["name"] for brand in told["brands"]] == sorted((one["name"] for one in told["brands"]), key=fold)
    assert len(told["pairs"]) == len(brands) * (len(brands) - 1) / 2
    assert all(pair["sentence_en"] and pair["sentence_tr"] for pair in told["pairs"])
    assert "first" not in answer.text.replace("first_", "").casefold()
    again = client.get(told["address"]).json()
    assert again == told, "the address is the comparison"


@pytest.mark.parametrize(("query", "status", "named"), [
    ("brand=sahin-kargo", 400, "brand"), ("brand=sahin-kargo&brand=nobody", 404, "nobody"), ("", 400, "brand"),
    ("&".join(f"brand={n}" for n in range(13)), 400, "12"), ("brand=sahin-kargo&brand=sahin-kargo", 404, "different")])  # fmt: skip
def test_what_cannot_be_compared_is_said(client: Client, query: str, status: int, named: str) -> None:
    answer = client.get(f"{API}?{query}")
    assert answer.status_code == status, answer.text
    assert named in answer.json()["detail"]
