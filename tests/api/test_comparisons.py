"""Chosen brands side by side: the same figures as the scoring room's, and never more than can be known."""

from itertools import pairwise
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.comparisons import on_common_mix, sentences
from api.side import above
from scoring import against, mix
from scoring.estimates import estimate_all
from store.naming import fold
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


@pytest.mark.parametrize("probability", [0.5, 0.02, 0.9999999, 0.9751])
def test_a_sentence_says_what_the_scoring_room_says(probability: float) -> None:
    verdict = "a" if probability > against.TOLD_APART else "b" if probability < 1 - against.TOLD_APART else ""
    english, _ = against._sentences("A", "B", probability, verdict, [])
    assert sentences("A", "B", probability, [])[0].split("probability")[0] == english.split("probability")[0]


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
