"""R2 A researcher asks for a slice by API, page by page, while the crawler writes and the next release comes out."""

import gzip

import httpx

from tests.journeys.asking import API, ask, walk
from tests.journeys.desk import Desk
from tests.journeys.market import Market


def test_a_walk_beside_a_crawl_has_no_gap_and_no_double(market: Market, http: httpx.Client, desk: Desk) -> None:
    """All walks were begun in the release of then, and go on beside a crawl, three newer releases and an erasure."""
    brands = [one["brand_id"] for one in ask(http, "/brands", limit=200)["brands"]]
    counted = sum(ask(http, f"/brands/{brand}/records", limit=1)["found_count"] for brand in brands)
    assert len(desk.walks) > 3
    for found in desk.walks:
        assert len(found) == len(set(found)) == counted
        assert found == desk.walks[0]
    assert set(desk.walks[0]) <= {row["record_id"] for row in market.release().table("records").to_pylist()}
    assert desk.releases[-1] > market.releases[-1]


def test_a_pin_gives_the_same_bytes(market: Market, http: httpx.Client) -> None:
    for path in ("/sectors/tr-cargo", "/incidents?limit=5", "/removals"):
        joint = "&" if "?" in path else "?"
        address = f"{API}{path}{joint}release={market.releases[0]}"
        assert http.get(address).content == http.get(address).content
        assert http.get(address).json()["release"]["release_id"] == market.releases[0]


def test_what_is_not_known_and_what_is_too_much_is_said(http: httpx.Client) -> None:
    for path, named in (("/brands?colour=red", "colour"), ("/brands?limit=201", "200"), ("/incidents?limit=0", "1"),
                        ("/incidents?fields=incident_id,secret", "fields"), ("/incidents?sort=loudest", "loudest")):  # fmt: skip
        answer = http.get(f"{API}{path}")
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
        assert named in str(answer.json()), answer.text


def test_filters_fields_and_order_hold(http: httpx.Client) -> None:
    found = walk(http, "/incidents", "incidents", sector_id="tr-bank", sort="oldest", fields="incident_id,opened_at", limit=40)  # fmt: skip
    assert found
    assert {tuple(one) for one in found} == {("incident_id", "opened_at")}
    assert [one["opened_at"] for one in found] == sorted(one["opened_at"] for one in found)
    assert len(found) == ask(http, "/incidents", sector_id="tr-bank")["found_count"]


def test_what_somebody_has_is_not_sent_again_and_is_packed(http: httpx.Client) -> None:
    path = f"{API}/sectors/us-consumer-finance"
    first = http.get(path, headers={"Accept-Encoding": "identity"})
    assert http.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 304
    with http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        assert gzip.decompress(b"".join(packed.iter_raw())) == first.content
