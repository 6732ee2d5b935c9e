"""What docs/api.md promises holds at every address that the description names, so that a new one cannot be forgotten."""

from typing import Any

import pyarrow as pa
import pytest
from litestar import Litestar
from litestar.testing import TestClient

Client = TestClient[Litestar]
NAMED = {
    "brand_id": "sahin-kargo", "sector_id": "tr-cargo", "source_id": "complaint-site", "record_id": "complaint-site:sahin-kargo-0001", "dispute_id": "1",
    "name": "waves", "watch_id": "1", "token": "x", "figures_id": "1", "event_id": "x",
}  # fmt: skip
MORE = {"/api/v1/comparisons": "brand=sahin-kargo&brand=yildiz-kargo", "/api/v1/search": "q=kargo", "/api/v1/reconcile/preview": "id=sahin-kargo",
        "/api/v1/sectors/{sector_id}/weighted": "volume=2", "/api/v1/reconcile/properties": "type=brand"}  # fmt: skip
PROBLEM = "application/problem+json"
Found = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def described(client: Client) -> Found:
    """Every address that answers GET as JSON, with its parameters by name; ids of the sample stand for names in braces."""
    release = client.get("/api/v1/releases").json()["releases"][0]["release_id"]
    incident = client.get("/api/v1/incidents").json()["incidents"][0]["incident_id"]
    values = NAMED | {"release_id": release, "incident_id": incident, "since": release, "until": release}
    found = {}
    for path, ways in client.get("/schema/openapi.json").json()["paths"].items():
        if path.startswith("/api/v1") and "get" in ways and "files" not in path:
            query = MORE.get(path, f"since={release}" if path == "/api/v1/changes" else "")
            taken = {one["name"]: one for one in ways["get"].get("parameters", []) if one["in"] == "query"}
            found[path.format(**values) + f"?{query}"] = taken
    assert len(found) > 40
    return found


def _said(client: Client, address: str) -> tuple[int, str, str]:
    answer = client.get(address)
    return answer.status_code, answer.headers["content-type"].split(";")[0], answer.text


def test_an_unknown_parameter_is_named_everywhere(client: Client, described: Found) -> None:
    for address in described:
        status, kind, text = _said(client, f"{address}&colour=red")
        assert kind == PROBLEM, address
        assert status == 401 or (status == 400 and "colour" in text and "known are" in text), (address, status, text)


@pytest.mark.parametrize(("name", "value", "status", "said"), [("limit", "201", 400, "200"), ("limit", "0", 400, "1"), ("fields", "colour", 400, "colour"),
                                                               ("sort", "colour", 400, "sort"), ("cursor", "colour", 404, "cursor"), ("days", "1101", 400, "1100")])  # fmt: skip
def test_a_parameter_beyond_what_it_takes_is_refused_with_what_it_takes(client: Client, described: Found, name: str, value: str, status: int, said: str) -> None:  # fmt: skip
    """Over the limit is 400 and names the limit; a cursor of nobody's is 404."""
    asked = [address for address, taken in described.items() if name in taken]
    assert asked, name
    for address in asked:
        got, kind, text = _said(client, f"{address}&{name}={value}")
        assert got == 401 or (got, kind) == (status, PROBLEM), (address, got, text)
        assert got == 401 or said in text, (address, text)


def test_a_walk_has_limit_cursor_and_fields(described: Found) -> None:
    for address, taken in described.items():
        if "cursor" in taken:
            assert {"limit", "fields"} <= taken.keys(), address


def test_every_answer_has_a_tag_and_costs_nothing_twice(client: Client, described: Found) -> None:
    for address in described:
        answer = client.get(address)
        if answer.status_code == 200:
            tag = answer.headers["etag"]
            again = client.get(address, headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b""), address
            assert client.head(address).headers["etag"] == tag, address
        else:
            assert answer.status_code in (401, 404), (address, answer.status_code, answer.text)
            assert answer.headers["content-type"] == PROBLEM


def test_every_answer_is_packed_and_may_be_read_by_any_page(client: Client, described: Found) -> None:
    for address in described:
        plain = client.get(address, headers={"Accept-Encoding": "identity", "Origin": "https://example.org"})
        assert plain.headers["access-control-allow-origin"] == "*", address
        for how in ("gzip", "zstd"):
            packed = client.get(address, headers={"Accept-Encoding": how})
            if plain.status_code == 200 and len(plain.content) > 1000:
                assert packed.headers["content-encoding"] == how, address
                body = packed.content if how == "gzip" else pa.Codec("zstd").decompress(packed.content, len(plain.content), asbytes=True)  # fmt: skip
                assert body == plain.content
