"""The bureau's API over invented complaints: every filter, count and page against a plain reading of the same rows."""

import csv
import io
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.compat import bureau
from tests.api.compat.bureau import Row, buckets, counted, day
from tests.api.compat.conftest import BASE, Ask

ROWS = bureau.rows()
FACETS = ("company_public_response", "company_response", "consumer_consent_provided", "issue", "product", "state", "submitted_via", "tags", "timely")  # fmt: skip
Client = TestClient[Litestar]
Keep = Callable[[Row], bool]


def ids(answer: Any) -> list[str]:
    return [hit["_id"] for hit in answer["hits"]["hits"]]


def test_a_complaint_of_the_bureau_is_as_the_bureau_wrote_it(ask: Ask) -> None:
    for row in ROWS[:30]:
        said = ask(path=row["complaint_id"])["hits"]["hits"][0]["_source"]
        assert {name: said.get(name) for name in row} == row


def test_a_complaint_of_another_source_is_well_formed_and_leads_to_its_record(ask: Ask, bureau_client: Client) -> None:
    found = ask(company="Şahin Kargo", field="all", sort="created_date_desc")["hits"]["hits"]
    assert len(found) == 3  # not the review
    for hit in found:
        said = hit["_source"]
        assert hit["_id"].isdecimal()
        assert len(hit["_id"]) == 16
        assert (said["product"], said["sub_product"], said["issue"]) == ("tr-cargo", "Kapıya teslim", "delivery")
        assert (said["state"], said["zip_code"], said["company_response"], said["timely"]) == (None, None, None, None)
        assert "date_sent_to_company" not in said
        assert ask(path=hit["_id"])["hits"]["hits"][0]["_source"] == said
        assert (
            bureau_client.get(f"/api/v1/records/{quote(said['record_id'])}").json()["record"]["title"]
            == "Kargo gelmedi"
        )


FILTERS: list[tuple[dict[str, Any], Keep]] = [
    ({"product": "Mortgage"}, lambda row: row["product"] == "Mortgage"),
    ({"product": ["Mortgage", "Debt collection•Other debt"]}, lambda row: row["product"] == "Mortgage" or row["sub_product"] == "Other debt"),
    ({"issue": "Managing an account•Fee problem"}, lambda row: row["sub_issue"] == "Fee problem"),
    ({"company": ["Tin Roof Credit", "nobody"]}, lambda row: row["company"] == "Tin Roof Credit"),
    ({"state": ["OH", "TX"], "timely": "No"}, lambda row: row["state"] in {"OH", "TX"} and row["timely"] == "No"),
    ({"zip_code": "440XX"}, lambda row: row["zip_code"] == "440XX"),
    ({"tags": "Servicemember"}, lambda row: row["tags"] == "Servicemember"),
    ({"submitted_via": "Phone", "company_response": "In progress"}, lambda row: row["submitted_via"] == "Phone" and row["company_response"] == "In progress"),
    ({"company_public_response": "Company believes it acted appropriately"}, lambda row: bool(row["company_public_response"])),
    ({"consumer_consent_provided": "Consent provided"}, lambda row: bool(row["consumer_consent_provided"])),
    ({"consumer_disputed": "Yes"}, lambda row: row["consumer_disputed"] == "Yes"),
    ({"has_narrative": "true", "submitted_via": ["Web", "Phone", "Referral"]}, lambda row: bool(row["complaint_what_happened"])),
    ({"not_state": ["OH", "TX"], "not_company": "Şahin Kargo"}, lambda row: row["state"] not in {"OH", "TX"}),
    ({"not_product": "Debt collection•Other debt", "not_submitted_via": "site"}, lambda row: row["sub_product"] != "Other debt"),
    ({"date_received_min": "2024-05-01", "date_received_max": "2024-09-30"}, lambda row: "2024-05-01" <= day(row) <= "2024-09-30"),
    ({"company_received_min": "2025-01-01", "company_received_max": "2025-12-31"}, lambda row: "2025-01-01" <= str(row["date_sent_to_company"])[:10] <= "2025-12-31"),
    ({"state": "ZZ"}, lambda _: False),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "keep"), FILTERS)
def test_every_filter_keeps_what_it_says(ask: Ask, asked: dict[str, Any], keep: Keep) -> None:
    expected = [row for row in ROWS if keep(row)]
    answer = ask(**asked, size=200)
    others = {hit["_id"] for hit in answer["hits"]["hits"]} - {row["complaint_id"] for row in ROWS}
    assert answer["hits"]["total"] == {"value": len(expected) + len(others), "relation": "eq"}
    assert {row["complaint_id"] for row in expected} == set(ids(answer)) - others
    assert not others or "not_product" in asked
    for name in set(FACETS) - set(asked) - {f for f in FACETS if f"not_{f}" in asked}:
        assert {
            key: n for key, n in buckets(answer, name).items() if key not in {"delivery", "tr-cargo", "site"}
        } == counted(expected, name)


def test_a_facet_leaves_its_own_choice_out_and_lists_what_is_inside(ask: Ask) -> None:
    answer = ask(product="Mortgage", state="OH", size=0)
    assert buckets(answer, "product") == counted([row for row in ROWS if row["state"] == "OH"], "product")
    assert buckets(answer, "state") == counted([row for row in ROWS if row["product"] == "Mortgage"], "state")
    inside = {sub["key"]: sub["doc_count"] for one in answer["aggregations"]["product"]["product"]["buckets"] for sub in one["sub_product.raw"]["buckets"]}  # fmt: skip
    assert inside == counted([row for row in ROWS if row["state"] == "OH"], "sub_product")
    assert "company" not in answer["aggregations"]
    assert sum(buckets(ask(company="Tin Roof Credit"), "company").values()) == len(ROWS) + 3


@pytest.mark.parametrize("sort", ["created_date_desc", "created_date_asc", "relevance_desc", "relevance_asc"])
@pytest.mark.parametrize("term", ["", "debt OR report OR escrow"])
def test_a_walk_by_cursor_meets_every_complaint_once_and_break_points_are_its_pages(
    ask: Ask, sort: str, term: str
) -> None:
    asked = {"size": 7, "sort": sort, "field": "all", "no_aggs": "true"} | ({"search_term": term} if term else {})
    whole = ids(ask(**asked | {"size": 500}))
    first = ask(**asked)
    points = first["_meta"]["break_points"]
    assert len(points) == (len(whole) - 1) // 7
    walked, page = ids(first), first
    while page["hits"]["hits"]:
        page = ask(**asked, search_after="_".join(map(str, page["hits"]["hits"][-1]["sort"])))
        walked += ids(page)
    assert walked == whole
    assert len(set(whole)) == len(whole) == first["hits"]["total"]["value"]
    for number, after in points.items():
        assert ids(ask(**asked, search_after="_".join(map(str, after)))) == whole[(int(number) - 1) * 7 :][:7]
        assert ids(ask(**asked, frm=(int(number) - 1) * 7)) == whole[(int(number) - 1) * 7 :][:7]


def test_dates_go_one_way(ask: Ask) -> None:
    days = [hit["_source"]["date_received"][:10] for hit in ask(sort="created_date_asc", size=200)["hits"]["hits"]]
    assert days == sorted(days)


WORDS: list[tuple[str, Callable[[str], bool]]] = [
    ("call", lambda text: "call" in text), ("calls AND escrow", lambda text: "escrow" in text), ("paid OR escrow", lambda text: "paid" in text or "escrow" in text),
    ("debt NOT phone", lambda _: False), ("debt -escrow", lambda text: "debt" in text), ('"credit report"', lambda text: "credit report" in text),
    ('"report credit"', lambda _: False), ("harass*", lambda text: "harass" in text), ("ESCR?W", lambda text: "escrow" in text),
    ("escro~1", lambda text: "escrow" in text), ("ücret", lambda text: "Ücret" in text), ("UCRET iadesi", lambda text: "Ücret" in text),
    ("(paid OR escrow) AND they", lambda text: "paid" in text), ("((((", lambda _: False), ("!!!", lambda _: False), ("xyzzy", lambda _: False),
]  # fmt: skip


@pytest.mark.parametrize(("term", "keep"), WORDS)
def test_words_find_what_they_say(ask: Ask, term: str, keep: Callable[[str], bool]) -> None:
    expected = {row["complaint_id"] for row in ROWS if keep(str(row["complaint_what_happened"]))}
    assert set(ids(ask(search_term=term, size=200))) == expected


def test_words_are_searched_in_the_field_asked_for(ask: Ask) -> None:
    of_company = {row["complaint_id"] for row in ROWS if row["company"] == "Öz Finans <Kredi>"}
    assert set(ids(ask(search_term="oz finans", field="company", size=200))) == of_company
    assert set(ids(ask(search_term='"finans kredi"', field="company", size=200))) == of_company
    assert not ids(ask(search_term="finans"))
    assert set(ids(ask(search_term="reverse mortgage", field="all", size=200))) == {row["complaint_id"] for row in ROWS if row["sub_product"] == "Reverse mortgage"}  # fmt: skip
    assert ids(ask(search_term=ROWS[5]["complaint_id"], field="all")) == [ROWS[5]["complaint_id"]]


def test_a_list_is_html_and_nothing_of_a_complaint_runs_in_it(ask: Ask) -> None:
    hits = ask(search_term="report", size=200)["hits"]["hits"]
    assert hits
    for hit in hits:
        assert hit["_source"]["complaint_what_happened"].endswith("not mine <b>at all</b> & they know it.")
        assert hit["highlight"]["complaint_what_happened"] == ["The credit <em>report</em> shows a loan that is not mine &lt;b&gt;at all&lt;/b&gt; &amp; they know it."]  # fmt: skip
    named = ask(company="Öz Finans <Kredi>", size=1)["hits"]["hits"][0]
    assert named["highlight"]["company"] == ["Öz Finans &lt;Kredi&gt;"]
    assert "highlight" not in ask(search_term="report", no_highlight="true")["hits"]["hits"][0]


def test_suggestions(ask: Ask) -> None:
    assert ask(path="_suggest_company/", text="credit") == ["Tin Roof Credit"]
    assert ask(path="_suggest_company/", text="ŞAHİN") == ["Şahin Kargo"]
    assert ask(path="_suggest_zip/", text="440") == ["440XX"]
    assert ask(path="_suggest_zip/", text="40") == []
    assert "escrow" in ask(path="_suggest/", text="esc")
    assert ask(path="_suggest/") == []
    mortgages = [row for row in ROWS if row["product"] == "Mortgage"]
    assert set(ask(path="_suggest_company/", text="a", product="Mortgage", company="Tin Roof Credit")) == {row["company"] for row in mortgages if "a" in str(row["company"]).lower()}  # fmt: skip


def test_states_have_their_products_and_issues(ask: Ask) -> None:
    answer = ask(path="geo/states", state="OH", product="Mortgage")
    of_product = [row for row in ROWS if row["product"] == "Mortgage"]
    assert buckets(answer, "state") == counted(of_product, "state")
    for one in answer["aggregations"]["state"]["state"]["buckets"]:
        held = [row for row in of_product if row["state"] == one["key"]]
        assert {sub["key"]: sub["doc_count"] for sub in one["issue"]["buckets"]} == counted(held, "issue")
        assert one["product"]["buckets"] == [{"key": "Mortgage", "doc_count": len(held)}]
    assert buckets(answer, "issue") == counted([row for row in of_product if row["state"] == "OH"], "issue")


@pytest.mark.parametrize(("interval", "cut"), [("year", 4), ("month", 7), ("day", 10)])
def test_trends_count_every_period(ask: Ask, interval: str, cut: int) -> None:
    ending = "-01-01"[: 10 - cut] if cut < 10 else ""
    answer = ask(path="trends", lens="product", sub_lens="sub_product", trend_interval=interval, submitted_via=["Web", "Phone", "Referral"], trend_depth=5)  # fmt: skip
    area = answer["aggregations"]["dateRangeArea"]
    expected = Counter(day(row)[:cut] for row in ROWS)
    assert area["doc_count"] == len(ROWS)
    assert {
        one["key_as_string"][:cut]: one["doc_count"] for one in area["dateRangeArea"]["buckets"] if one["doc_count"]
    } == expected
    assert all(one["key_as_string"] == f"{one['key_as_string'][:cut]}{ending[-(10 - cut):] if cut < 10 else ''}T00:00:00.000Z" for one in area["dateRangeArea"]["buckets"])  # fmt: skip
    assert buckets(answer, "product") == counted(ROWS, "product")
    for one in answer["aggregations"]["product"]["product"]["buckets"]:
        held = [row for row in ROWS if row["product"] == one["key"]]
        periods = one["trend_period"]["buckets"]
        assert {each["key_as_string"][:cut]: each["doc_count"] for each in periods} == Counter(
            day(row)[:cut] for row in held
        )
        assert [each["key"] for each in periods] == sorted((each["key"] for each in periods), reverse=True)
        assert {sub["key"]: sub["doc_count"] for sub in one.get("product", {"buckets": []})["buckets"]} == counted(
            held, "sub_product"
        )


def test_trends_look_into_one_value(ask: Ask) -> None:
    answer = ask(path="trends", lens="product", focus="Mortgage", sub_lens="sub_product", trend_interval="year", date_received_min="2025-01-01")  # fmt: skip
    held = [row for row in ROWS if row["product"] == "Mortgage" and day(row) >= "2025-01-01"]
    assert answer["aggregations"]["dateRangeArea"]["doc_count"] == len(held)
    assert buckets(answer, "sub-product") == counted(held, "sub_product")
    assert buckets(answer, "issue") == counted(held, "issue")
    assert answer["aggregations"]["dateRangeBrush"]["doc_count"] == counted(ROWS, "product")["Mortgage"]
    overview = ask(path="trends", lens="overview")["aggregations"]
    assert {"issue", "tags", "product", "dateRangeArea", "dateRangeBrush", "dateRangeBuckets"} == set(overview)


def test_exports_hold_every_complaint_asked_for(bureau_client: Client) -> None:
    answer = bureau_client.get(BASE, params={"format": "csv", "product": "Mortgage", "no_aggs": "true"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].startswith('attachment; filename="complaints-')
    found = {row["Complaint ID"]: row for row in csv.DictReader(io.StringIO(answer.text, newline=""))}
    expected = {row["complaint_id"]: row for row in ROWS if row["product"] == "Mortgage"}
    assert found.keys() == expected.keys()
    for number, row in expected.items():
        assert (found[str(number)]["State"], found[str(number)]["Date received"]) == (row["state"] or "", day(row))
        assert found[str(number)]["Consumer complaint narrative"] == row["complaint_what_happened"]
    hits = bureau_client.get(BASE, params={"format": "json", "size": 2}).json()
    assert len(hits) == 2
    assert hits[0]["_source"].keys() >= {"complaint_id", "product"}


def test_every_answer_says_that_its_counts_are_raw(ask: Ask) -> None:
    for path in ("", "trends", "geo/states"):
        meta = ask(path=path)["_meta"]
        assert meta["is_adjusted"] is False
        assert meta["notice"].startswith("Raw, unadjusted counts")
        assert meta["notice_tr"].startswith("Ham, düzeltilmemiş sayılar")
        assert meta["total_record_count"] == len(ROWS) + 3
        assert (meta["last_indexed"], meta["release_id"]) == ("2026-11-20T00:00:00Z", "2026-11-20T000000Z")
        assert (meta["is_data_stale"], meta["has_data_issue"]) == (
            True,
            False,
        )  # the newest complaint is older than six days


def test_errors_have_the_shape_the_interface_expects(bureau_client: Client) -> None:
    def refused(query: str) -> Any:
        answer = bureau_client.get(BASE + query)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/json"
        return answer.json()

    assert list(refused("?size=many")) == ["size"]
    assert list(refused("?sort=upwards")) == ["sort"]
    assert list(refused("?colour=red")) == ["colour"]
    assert list(refused("?size=1&size=2")) == ["size"]
    assert list(refused("?date_received_min=yesterday")) == ["date_received_min"]
    assert list(refused("?search_after=nowhere")) == ["search_after"]
    assert list(refused("trends?lens=moon")) == ["lens"]
    missing = bureau_client.get(BASE + "1")
    assert (missing.status_code, missing.json()) == (404, {"detail": "Not found."})


def test_a_phrase_stands_in_one_field_and_in_its_order(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def holding(words: str) -> set[str | None]:
        return {row["complaint_id"] for row in ROWS if words in str(row["complaint_what_happened"])}

    monkeypatch.setattr("api.compat.ccdb.stream._AT_ONCE", 100)
    assert holding("on the phone")
    assert set(ids(ask(search_term='"on the phone"', size=200))) == holding("on the phone")
    assert set(ids(ask(search_term='"They harassed" NOT "the phone they"', size=200))) == holding("They harassed")
    assert not ids(ask(search_term='"phone the on"')) + ids(ask(search_term='"tin roof"')) + ids(ask(search_term='"paid years xyzzy"'))  # fmt: skip
    assert set(ids(ask(search_term='"tin roof"', field="all", size=200))) == {row["complaint_id"] for row in ROWS if row["company"] == "Tin Roof Credit"}  # fmt: skip
    assert not ids(ask(search_term='"ago Tin"', field="all")), "a phrase never runs from one field into the next"


@pytest.mark.parametrize("sort", ["created_date_desc", "created_date_asc", "relevance_desc", "relevance_asc"])
def test_a_cursor_beyond_all_complaints_is_answered(ask: Ask, sort: str) -> None:
    for cursor in ("999999999999999_9999999999999999", "0_0"):
        found = ids(ask(sort=sort, size=500, search_after=cursor))
        assert len(found) in {0, len(ROWS) + 3}


@pytest.mark.parametrize(("interval", "first"), [("week", "2023-12-04"), ("quarter", "2023-10-01")])
def test_weeks_begin_on_mondays_and_quarters_in_their_first_month(ask: Ask, interval: str, first: str) -> None:
    area = ask(path="trends", trend_interval=interval)["aggregations"]["dateRangeArea"]["dateRangeArea"]["buckets"]
    assert area[0]["key_as_string"][:10] == first
    assert sum(one["doc_count"] for one in area) == len(ROWS) + 3
    days = [date.fromisoformat(one["key_as_string"][:10]) for one in area]
    assert all(
        (two - one).days == 7 if interval == "week" else 89 < (two - one).days < 93 for one, two in pairwise(days)
    )
