"""JSON answers over the sample release."""

import csv
import gzip
import io
import json
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.answers import RecordLine
from api.queries import excerpt, record_line
from tests.api import sample

Client = TestClient[Litestar]
API = "/api/v1"


def ask(client: Client, path: str, status: int = 200) -> Any:
    """The JSON of an answer with the expected status."""
    answer = client.get(f"{API}{path}")
    assert answer.status_code == status, answer.text
    return answer.json()


@pytest.mark.parametrize(
    "query", ["sahin kargo", "ŞAHİN KARGO", "Şahin Kargo A.Ş.", "sahn kargo", "şahinkargo", "sahin krago"]
)
def test_a_brand_is_found_without_diacritics_and_with_typos(client: Client, query: str) -> None:
    found = ask(client, f"/brands?q={query}")["brands"]
    assert found[0]["brand_id"] == "sahin-kargo"


def test_a_name_nobody_has_finds_nobody(client: Client) -> None:
    assert ask(client, "/brands?q=zzqx")["brands"] == []


def test_search_offers_the_start_of_a_name(client: Client) -> None:
    assert [brand["brand_id"] for brand in ask(client, "/brands?q=gökk")["brands"]] == ["gokkusagi-kurye"]


def test_groups_are_alphabetical_inside_and_hold_only_placed_brands(client: Client) -> None:
    compared = ask(client, "/sectors/xx-auto-insurance")
    names = {score["brand_id"]: score for score in compared["scores"]}
    assert compared["comparison"]["period"] == "2020", "the latest period is the default"
    for group in compared["groups"]:
        inside = [names[brand_id]["brand_name"] for brand_id in group["brand_ids"]]
        assert inside == sorted(inside)
    assert sum(len(group["brand_ids"]) for group in compared["groups"]) == compared["comparison"]["ranked_count"]


def test_no_place_is_given_without_its_interval(client: Client) -> None:
    for score in ask(client, "/sectors/xx-auto-insurance?period=2019")["scores"]:
        assert (score["rank_low"] is None) == (score["rank_high"] is None)
        assert "rank" not in {name for name in score if name not in ("published_rank", "rank_low", "rank_high")}


def test_too_little_data_has_no_figures(client: Client) -> None:
    scores = ask(client, "/brands/ulak-teslimat")["scores"]
    assert {score["band"] for score in scores} == {"too_little_data"}
    assert all(
        score[name] is None
        for score in scores
        for name in ("score", "low", "high", "ratio", "observed", "expected", "per_100k", "tier")
    )
    assert all(score["components"] == [] for score in scores)


def test_a_walk_through_all_records_has_no_gap_and_no_double(client: Client) -> None:
    seen, cursor, pages = [], "", 0
    while cursor is not None:
        page = ask(client, f"/brands/sahin-kargo/records?limit=7&cursor={cursor}")
        seen += [record["record_id"] for record in page["records"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert len(seen) == len(set(seen)) == page["found_count"] == 60
    assert pages == 9


@pytest.mark.parametrize("more", ["", "&kind=complaint"])
def test_a_walk_from_the_oldest_is_the_other_way_round(client: Client, more: str) -> None:
    newest = [one["record_id"] for one in ask(client, f"/brands/sahin-kargo/records?limit=200{more}")["records"]]
    seen, cursor = [], ""
    while cursor is not None:
        page = ask(client, f"/brands/sahin-kargo/records?limit=7&sort=oldest&cursor={cursor}{more}")
        seen += [record["record_id"] for record in page["records"]]
        cursor = page["next_cursor"]
    assert seen == newest[::-1]


def test_records_are_newest_first_and_filtered(client: Client) -> None:
    page = ask(client, "/brands/sahin-kargo/records?kind=thanks")
    moments = [record["posted_at"] for record in page["records"]]
    assert moments == sorted(moments, reverse=True)
    assert {record["kind"] for record in page["records"]} == {"thanks"}
    assert page["found_count"] == len(moments) == 12


def test_a_cursor_serves_only_its_own_question(client: Client) -> None:
    cursor = ask(client, "/brands/sahin-kargo/records?limit=7")["next_cursor"]
    assert "cursor" in ask(client, f"/brands/sahin-kargo/records?kind=thanks&cursor={cursor}", 404)["detail"]
    assert "cursor" in ask(client, "/brands/sahin-kargo/records?cursor=nonsense", 404)["detail"]


def test_a_record_has_replies_and_history(client: Client) -> None:
    found = ask(client, "/records/complaint-site:sahin-kargo-0001")
    assert found["replies"][0]["speaker"] == "brand"
    assert found["sightings"][0]["visibility"] == "live"


@pytest.mark.parametrize(("path", "named"), [
    ("/brands?limit=201", "200"), ("/brands?colour=red", "colour"), ("/sectors?limit=3", "limit"), ("/brands/sahin-kargo/records?limit=0", "limit"),
    ("/sectors/tr-cargo?sort=count", "sort")])  # fmt: skip
def test_what_is_wrong_with_a_request_is_named(client: Client, path: str, named: str) -> None:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert named in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/brands/nobody", "/sectors/none", "/records/no:thing", "/sectors/tr-cargo?period=1999", "/brands?release=none",
                                  "/releases/none", "/nothing"])  # fmt: skip
def test_what_is_not_there_is_404(client: Client, path: str) -> None:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


@pytest.mark.parametrize(
    "name",
    [
        "../latest.json",
        "..%2Flatest.json",
        "%2e%2e/latest.json",
        "....//latest.json",
        "/etc/passwd",
        "scores",
        ".",
        "%00",
    ],
)
def test_only_files_of_the_release_are_served(client: Client, name: str) -> None:
    assert client.get(f"{API}/releases/latest/files/{name}").status_code in (400, 404)


def test_a_file_is_served_with_the_bytes_of_its_checksum(client: Client) -> None:
    import hashlib

    release = ask(client, "/releases/latest")
    for line in release["files"]:
        answer = client.get(line["address"])
        assert hashlib.sha256(answer.content).hexdigest() == line["sha256"]
        again = client.get(line["address"], headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_the_second_question_costs_nothing(client: Client) -> None:
    first = client.get(f"{API}/sectors/tr-cargo")
    again = client.get(f"{API}/sectors/tr-cargo", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        client.get(f"{API}/sectors/tr-cargo?sort=name", headers={"If-None-Match": first.headers["etag"]}).status_code
        == 200
    )


def test_text_is_packed_for_who_can_unpack_it(client: Client) -> None:
    with client.stream("GET", f"{API}/sectors/tr-cargo", headers={"Accept-Encoding": "gzip"}) as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed))["sector"]["sector_id"] == "tr-cargo"
    assert (
        "content-encoding" not in client.get(f"{API}/sectors/tr-cargo", headers={"Accept-Encoding": "identity"}).headers
    )


def test_head_says_what_get_would(client: Client) -> None:
    head, got = client.head(f"{API}/sectors"), client.get(f"{API}/sectors")
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", got.headers["etag"])


def test_other_pages_may_read_and_browsers_are_kept_safe(client: Client) -> None:
    answer = client.get(f"{API}/sectors", headers={"Origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "script" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("page", ["", "/brands", "/sectors/tr-cargo", "/sectors/xx-auto-insurance", "/brands/sahin-kargo", "/brands/sahin-kargo/records",
                                  "/records/complaint-site:sahin-kargo-0001", "/method", "/sources", "/sources/complaint-site", "/releases", "/changelog"])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "tr"])
def test_every_page_has_its_twins(client: Client, language: str, page: str) -> None:
    html = client.get(f"/{language}{page}")
    assert html.status_code == 200
    assert html.headers["content-language"] == language
    twin = client.get(f"/{language}{page}.json")
    assert twin.headers["content-type"].startswith("application/json")
    assert f'href="/{language}{page}.json"' in html.text
    assert twin.json()
    rows = list(csv.DictReader(io.StringIO(client.get(f"/{language}{page}.csv").text)))
    assert rows
    assert all(None not in row for row in rows)


def test_a_failed_run_does_not_pass_for_the_last_good_one(client: Client) -> None:
    source = next(source for source in ask(client, "/sources")["sources"] if source["source_id"] == "complaint-site")
    assert (source["state"], source["last_good_at"][:10], source["lag_days"]) == ("failed", "2026-11-17", 2.8)


def test_the_description_names_every_error(client: Client) -> None:
    described = client.get("/schema/openapi.json").json()
    for operation in (one for path in described["paths"].values() for one in path.values()):
        of_a_release = any(parameter["name"] == "release" for parameter in operation.get("parameters", ()))
        assert ({"400", "404", "503"} if of_a_release else {"400"}) <= set(operation["responses"])


def test_answers_are_httpx_clean(client: Client) -> None:
    assert isinstance(client.get("/"), httpx.Response)
    assert (
        client.get("/", headers={"Accept-Language": "tr-TR,tr;q=0.9,en;q=0.5"}, follow_redirects=False).headers[
            "location"
        ]
        == "/tr"
    )
    assert client.get("/", headers={"Accept-Language": "de"}, follow_redirects=False).headers["location"] == "/en"


def test_an_excerpt_is_shown_not_a_copy() -> None:
    assert excerpt("short") == "short"
    assert len(excerpt("word " * 400)) <= 500
    assert excerpt("word " * 400).endswith("word …")


def test_what_its_author_withdrew_is_not_shown() -> None:
    row = dict.fromkeys(RecordLine.__struct_fields__, "") | dict.fromkeys(
        (
            "posted_at",
            "gone_at",
            "rating",
            "rating_worst",
            "rating_best",
            "weight",
            "authenticity_weight",
            "abstained",
            "erased_at",
        )
    )
    row |= {
        "first_seen_at": sample.AS_OF,
        "last_seen_at": sample.AS_OF,
        "first_brand_reply_at": None,
        "replies_count": 0,
        "is_unlisted": False,
    }
    row |= {"title": "t", "text": "x", "visibility": "withdrawn_by_author"}
    assert (record_line(row).title, record_line(row).text) == ("", "")
    assert record_line(row | {"visibility": "removed"}).text == "x"
