"""R5 A researcher matches a list of companies in OpenRefine: the very requests it sends, in its order."""

import json
from typing import Any

import httpx
import pytest

from store.naming import fold_brand
from tests.journeys.asking import API
from tests.journeys.market import Market
from tests.world.writing import lower, plain, upper

LEGAL = ("{} A.Ş.", "{} ANONİM ŞİRKETİ", "{} Ltd. Şti.", "{} San. ve Tic. Ltd. Şti.")


@pytest.fixture(scope="module")
def service(http: httpx.Client) -> dict[str, Any]:
    """What OpenRefine reads first when it is given the address."""
    found: dict[str, Any] = http.get(f"{API}/reconcile").json()
    return found


def matched(http: httpx.Client, names: list[str]) -> list[dict[str, Any]]:
    """The first candidate for each name, {} for none; asked in batches, as a form."""
    found: list[dict[str, Any]] = []
    for start in range(0, len(names), 10):
        batch = {f"q{n}": {"query": name, "limit": 5} for n, name in enumerate(names[start : start + 10])}
        answer = http.post(f"{API}/reconcile", data={"queries": json.dumps(batch)})
        assert answer.status_code == 200, answer.text
        told = answer.json()
        found += [(told[key]["result"] or [{}])[0] for key in batch]
    return found


@pytest.mark.parametrize("spell", [str, upper, lower, plain, *(form.format for form in LEGAL)])
def test_every_spelling_of_every_brand_is_matched(market: Market, http: httpx.Client, spell: Any) -> None:
    names = sorted(brand.name for brand in market.world.brands if market.world.sector(brand.sector_id).country == "TR")
    called = {row["brand_id"]: row["name"] for row in market.release().table("brands").to_pylist()}
    for name, one in zip(names, matched(http, [spell(name) for name in names]), strict=True):
        assert one, f"nothing for {spell(name)}"
        assert one["match"], f"{spell(name)} -> {one}"
        assert fold_brand(called[one["id"]]) == fold_brand(name)


def test_a_stranger_is_not_matched(http: httpx.Client) -> None:
    for one in matched(http, ["Zeplin Havacılık A.Ş.", "Kvarsit Optik Ltd. Şti."]):
        assert not one or not one["match"]


def test_matched_rows_lead_to_pages_and_take_columns(market: Market, http: httpx.Client, service: dict[str, Any]) -> None:  # fmt: skip
    (one,) = matched(http, ["İNCİRLİ KURYE"])
    assert http.get(service["view"]["url"].replace("{{id}}", one["id"])).status_code == 200
    assert http.get(service["preview"]["url"].replace("{{id}}", one["id"])).status_code == 200
    wanted = [{"id": "volume.score"}, {"id": "volume.low"}, {"id": "volume.high"}, {"id": "records_count"}]
    told = http.post(f"{API}/reconcile", data={"extend": json.dumps({"ids": [one["id"]], "properties": wanted})}).json()
    cells = told["rows"][one["id"]]
    assert cells["records_count"][0]["int"] == http.get(f"{API}/brands/{one['id']}").json()["records_count"]
    assert len(cells["volume.score"]) == len(cells["volume.low"]) == len(cells["volume.high"]), "never a score without its interval"  # fmt: skip
