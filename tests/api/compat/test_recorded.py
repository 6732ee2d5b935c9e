"""What the bureau's interface 2.14.3 asks, as it was recorded in a browser, and what it reads out of each answer.

With the package at hand test_interface.py lets the interface itself ask; this list holds without it.
"""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.compat.conftest import BASE, Ask

DAYS = "date_received_max=2026-10-31&date_received_min=2011-12-01&field=all"
LISTS = [
    f"?{DAYS}&frm=0&no_aggs=true&page=1&size=25&sort=created_date_desc",
    f"?{DAYS}&frm=10&no_aggs=true&page=2&search_after=1761930000000_9000000&size=10&sort=created_date_desc",
    f"?{DAYS}&frm=0&no_aggs=true&page=1&product=Mortgage&product=Debt%20collection%E2%80%A2Other%20debt&size=10&sort=created_date_asc",
    f"?{DAYS}&frm=0&has_narrative=true&no_aggs=true&page=1&search_term=debt%20OR%20%28cred%2A%20AND%20%22credit%20report%22%29%20NOT%20bank&size=10&sort=relevance_desc",
    f"?company=Tin%20Roof%20Credit&{DAYS}&frm=0&no_aggs=true&page=1&size=25&sort=created_date_desc&zip_code=440XX",
]
COUNTS = [f"?{DAYS}&size=0", f"?{DAYS}&product=Mortgage&size=0", f"?company=Tin%20Roof%20Credit&{DAYS}&size=0&zip_code=440XX",
          f"?{DAYS}&has_narrative=true&search_term=escrow&size=0", f"?{DAYS}&size=0&state=CA"]  # fmt: skip
TRENDS = [
    f"trends?chartType=line&{DAYS}&lens=overview&no_aggs=true&searchField=all&size=0&sub_lens=product&trend_depth=5&trend_interval=month",
    f"trends?chartType=area&{DAYS}&lens=product&no_aggs=true&searchField=all&size=0&sub_lens=sub_product&trend_depth=5&trend_interval=week",
    f"trends?chartType=line&company=Tin%20Roof%20Credit&{DAYS}&lens=company&no_aggs=true&searchField=all&size=0&sub_lens=product&trend_depth=10&trend_interval=quarter",
    f"trends?chartType=line&{DAYS}&focus=Mortgage&lens=product&no_aggs=true&product=Mortgage&searchField=all&size=0&sub_lens=issue&trend_depth=25&trend_interval=year",
]
MAPS = [f"geo/states?{DAYS}&size=0", f"geo/states?{DAYS}&size=0&state=CA"]
SUGGESTIONS = [
    f"_suggest_zip/?{DAYS}&text=440",
    f"_suggest_company/?{DAYS}&zip_code=440XX&text=tin",
    "_suggest_company/?text=tin",
]
CHECKBOXES = ("company_public_response", "company_response", "consumer_consent_provided", "consumer_disputed", "issue", "product", "state",
              "submitted_via", "tags", "timely")  # fmt: skip


@pytest.mark.parametrize("asked", LISTS)
def test_a_list_has_its_cards_and_its_pages(ask: Ask, asked: str) -> None:
    answer = ask(asked)
    assert isinstance(answer["_meta"]["break_points"], dict)
    assert "aggregations" not in answer
    for hit in answer["hits"]["hits"]:
        assert all(
            isinstance(hit["_source"][name], str)
            for name in ("complaint_id", "company", "date_received", "complaint_what_happened")
        )
        assert {"company_response", "timely", "state", "product", "issue", "sub_product", "sub_issue"} <= hit[
            "_source"
        ].keys()
        assert all(
            isinstance(text, str) and len(pieces) == 1
            for pieces in hit.get("highlight", {}).values()
            for text in pieces
        )


@pytest.mark.parametrize("asked", COUNTS)
def test_the_counts_beside_a_list_have_every_filter(ask: Ask, asked: str) -> None:
    answer = ask(asked)
    assert answer["hits"]["hits"] == []
    assert isinstance(answer["hits"]["total"]["value"], int)
    meta = answer["_meta"]
    assert all(isinstance(meta[name], bool) for name in ("is_data_stale", "has_data_issue"))
    assert {"total_record_count", "last_updated", "last_indexed", "license"} <= meta.keys()
    for name in CHECKBOXES:
        for bucket in answer["aggregations"][name][name]["buckets"]:
            assert isinstance(bucket["doc_count"], int)
            if name in {"issue", "product"}:
                assert isinstance(bucket[f"sub_{name}.raw"]["buckets"], list)


def periods(buckets: list[dict[str, Any]]) -> bool:
    return all(one["key_as_string"].endswith("T00:00:00.000Z") and one["doc_count"] >= 0 for one in buckets)


@pytest.mark.parametrize("asked", TRENDS)
def test_trends_have_their_lines_and_rows(ask: Ask, asked: str) -> None:
    counted = ask(asked)["aggregations"]
    for name in ("dateRangeArea", "dateRangeBrush", "dateRangeBuckets"):
        assert counted[name]["doc_count"] > 0
        assert counted[name][name]["buckets"]
        assert periods(counted[name][name]["buckets"])
    shown = {"overview": ["product"], "product": ["product"], "company": ["company"]}[
        asked.partition("lens=")[2].partition("&")[0]
    ]
    for name in ["sub-product", "issue"] if "focus=" in asked else shown:
        for bucket in counted[name][name]["buckets"]:
            assert periods(bucket["trend_period"]["buckets"])
            inside = [value for key, value in bucket.items() if key != "trend_period" and isinstance(value, dict)]
            assert all(isinstance(sub["key"], str) and sub["doc_count"] for one in inside for sub in one["buckets"])


@pytest.mark.parametrize("asked", MAPS)
def test_every_state_of_the_map_has_a_first_issue_and_product(ask: Ask, asked: str) -> None:
    counted = ask(asked)["aggregations"]
    assert counted["state"]["state"]["buckets"]
    for bucket in counted["state"]["state"]["buckets"]:
        assert isinstance(bucket["issue"]["buckets"][0]["key"], str)
        assert isinstance(bucket["product"]["buckets"][0]["key"], str)
    assert all(isinstance(bucket["doc_count"], int) for bucket in counted["product"]["product"]["buckets"])


@pytest.mark.parametrize("asked", SUGGESTIONS)
def test_suggestions_are_a_plain_list(ask: Ask, asked: str) -> None:
    assert ask(asked) in (["440XX"], ["Tin Roof Credit"])


def test_without_the_package_the_page_says_what_to_do(bureau_client: TestClient[Litestar]) -> None:
    for path in ("/ccdb", "/ccdb/ccdb5.js", BASE.removesuffix("api/v1/")):
        answer = bureau_client.get(path, follow_redirects=False)
        assert answer.status_code == 404
        assert "docs/ccdb.md" in answer.json()["detail"]
    newest = bureau_client.get("/ccdb/newest.js")
    assert newest.text.startswith('window.complaint_public_metadata = {"metadata_timestamp": "2026-')
