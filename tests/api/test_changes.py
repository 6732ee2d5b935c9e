"""Releases as people take them: files whole and in parts, what changed since, what describes them."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from tests.api import sample, sample_rows

API = "/api/v1"
Client = TestClient[Litestar]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Two releases a day apart; in the second a brand has another name."""
    home = tmp_path_factory.mktemp("changes")
    sample.build(home)
    with pytest.MonkeyPatch.context() as patch:
        brand, name, *rest = sample_rows.COURIERS[0]
        patch.setattr(sample, "COURIERS", [(brand, f"{name} Plus", *rest), *sample_rows.COURIERS[1:]])
        settings = sample.build(home, at=sample.AS_OF + timedelta(days=1))
    with TestClient(create_app(settings)) as client:
        yield client


def ids(client: Client) -> tuple[str, str]:
    new, old = (one["release_id"] for one in client.get(f"{API}/releases").json()["releases"])
    return old, new


def test_what_changed_since_a_release_is_counted_and_lies_in_files(client: Client) -> None:
    old, new = ids(client)
    told: dict[str, Any] = client.get(f"{API}/changes?since={old}").json()
    assert (told["since"], told["release"]["release_id"]) == (old, new)
    (brands,) = [one for one in told["tables"] if one["table"] == "brands"]
    assert (brands["added"], brands["changed"], brands["removed"]) == (0, 1, 0)
    assert {line["name"] for line in brands["files"]} == {
        f"brands.changed.{kind}" for kind in ("parquet", "csv", "jsonl")
    }
    for line in told["files"]:
        assert hashlib.sha256(client.get(line["address"]).content).hexdigest() == line["sha256"]
    text = client.get(f"{API}/changes/{old}/{new}/files/brands.changed.csv").text
    assert " Plus" in text
    assert client.get(f"{API}/changes/{old}/{new}/files/delta.json").json()["new"] == new


def test_nothing_changed_since_the_release_itself(client: Client) -> None:
    _, new = ids(client)
    assert client.get(f"{API}/changes?since={new}").json()["tables"] == []


@pytest.mark.parametrize(("path", "status", "said"), [
    ("/changes", 400, "since"), ("/changes?since=2020-01-01T000000Z", 404, "no release '2020"), ("/changes?since=9999", 404, "no release"),
    ("/changes?since=2020&limit=3", 400, "limit"), ("/changes/b/a/files/x", 404, "nothing leads"), ("/changes/../x/files/delta.json", 404, "")])  # fmt: skip
def test_what_cannot_be_told_is_named(client: Client, path: str, status: int, said: str) -> None:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == status
    assert said in answer.json()["detail"]


def test_a_file_comes_in_parts_that_make_the_whole(client: Client) -> None:
    address = f"{API}/releases/latest/files/records.csv"
    whole = client.get(address)
    assert (whole.status_code, whole.headers["accept-ranges"], int(whole.headers["content-length"])) == (
        200,
        "bytes",
        len(whole.content),
    )
    half = len(whole.content) // 2
    first, second = (client.get(address, headers={"Range": f"bytes={part}"}) for part in (f"0-{half - 1}", f"{half}-"))
    assert (first.status_code, second.status_code) == (206, 206)
    assert first.headers["content-range"] == f"bytes 0-{half - 1}/{len(whole.content)}"
    assert first.content + second.content == whole.content
    assert client.get(address, headers={"Range": "bytes=-10"}).content == whole.content[-10:]
    assert client.get(address, headers={"Range": "bytes=5-2"}).status_code == 200
    assert client.get(address, headers={"Range": f"bytes={len(whole.content)}-"}).status_code == 416
    stale = {"Range": "bytes=0-1", "If-Range": '"another"'}
    assert client.get(address, headers=stale).content == whole.content
    assert client.get(address, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    assert client.head(address).headers["content-length"] == str(len(whole.content))


def test_a_release_lists_its_files_with_size_hash_and_rows(client: Client) -> None:
    told = client.get(f"{API}/releases/latest").json()
    lines = {line["name"]: line for line in told["files"]}
    for name in (
        "codebook.csv",
        "datapackage.json",
        "croissant.json",
        "dcat.jsonld",
        "dcat.ttl",
        "CITATION.cff",
        "README.md",
        "SHA256SUMS",
        "release.json",
    ):
        content = client.get(lines[name]["address"]).content
        assert (len(content), hashlib.sha256(content).hexdigest()) == (lines[name]["bytes"], lines[name]["sha256"])
    assert lines["brands.csv"]["rows"] == lines["brands.parquet"]["rows"] == told["tables"]["brands"]
    assert lines["README.md"]["rows"] is None
    assert told["manifest_sha256"] == lines["release.json"]["sha256"]
    assert {one["source_id"] for one in told["licences"]}


@pytest.mark.parametrize(("language", "words"), [("en", ("Codebook", "Calculate it again", "Licences of the sources")),
                                                 ("tr", ("Sütun kitabı", "Yeniden hesaplayın", "Kaynakların lisansları"))])  # fmt: skip
def test_the_page_says_it_in_both_languages(client: Client, language: str, words: tuple[str, ...]) -> None:
    old, new = ids(client)
    page = client.get(f"/{language}/releases").text
    for said in (
        *words,
        "codebook.csv",
        "CITATION.cff",
        f"terazi verify {new}",
        f"/api/v1/changes?since={old}&amp;release={new}",
    ):
        assert said in page
    earlier = client.get(f"/{language}/releases?release={old}").text
    assert "/api/v1/changes?since" not in earlier
