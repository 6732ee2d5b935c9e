"""Atom feeds as a reader reads them."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from store.settings import Settings
from tests.api import sample

ATOM = "{http://www.w3.org/2005/Atom}"
Client = TestClient[Litestar]
FEEDS = ["brands/sahin-kargo", "brands/ulak-teslimat", "sectors/tr-cargo", "sectors/xx-auto-insurance", "releases", "removals"]  # fmt: skip


@pytest.mark.parametrize("query", ["", "?lang=tr"])
@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_is_what_readers_expect(client: Client, name: str, query: str) -> None:
    answer = client.get(f"/feeds/{name}.atom{query}")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, "application/atom+xml")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.language == ("tr" if query else "en")
    links = {link["rel"]: link["href"] for link in feed.feed.links}
    assert client.get(links["self"]).content == answer.content
    assert client.get(links["alternate"]).status_code == 200
    assert len({entry.id for entry in feed.entries}) == len(feed.entries) > 0
    assert feed.feed.updated == max(entry.updated for entry in feed.entries)
    assert all(client.get(entry.link).status_code == 200 for entry in feed.entries[:3])
    assert all(entry.title and entry.summary for entry in feed.entries)
    again = client.get(f"/feeds/{name}.atom{query}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_has_what_rfc_4287_demands(client: Client, name: str) -> None:
    """What the W3C's feed validator looks at: once where once is demanded, absolute ids, moments of RFC 3339, newest first."""
    feed = ElementTree.fromstring(client.get(f"/feeds/{name}.atom").content)
    entries = feed.findall(f"{ATOM}entry")
    assert feed.tag == f"{ATOM}feed"
    assert entries
    for one in (feed, *entries):
        texts = {
            part: [found.text or "" for found in one.findall(f"{ATOM}{part}")] for part in ("id", "title", "updated")
        }
        assert {part: len(found) for part, found in texts.items()} == {"id": 1, "title": 1, "updated": 1}
        assert urlsplit(texts["id"][0]).scheme == "tag"
        assert texts["title"][0].strip()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", texts["updated"][0])
        links = one.findall(f"{ATOM}link")
        assert len({(link.get("rel"), link.get("type"), link.get("hreflang")) for link in links}) == len(links)
        assert all(urlsplit(link.get("href")).netloc for link in links)
        assert "alternate" in {link.get("rel") for link in links}
    assert [found.text for found in feed.findall(f"{ATOM}author/{ATOM}name")] == ["Terazi"], (
        "no entry needs one of its own"
    )
    assert "self" in {link.get("rel") for link in feed.findall(f"{ATOM}link")}
    assert len({one.findtext(f"{ATOM}id") for one in (feed, *entries)}) == 1 + len(entries)
    moments = [datetime.fromisoformat(one.findtext(f"{ATOM}updated") or "") for one in (feed, *entries)]
    assert moments == sorted(moments, reverse=True)
    known = {"id", "title", "updated", "link", "author", "entry", "summary", "name"}
    assert {one.tag.removeprefix(ATOM) for one in feed.iter()} - {"feed"} <= known


def test_what_was_told_keeps_its_id_and_its_moment(tmp_path: Path) -> None:
    before = _entries(sample.build(tmp_path / "one"))
    after = _entries(sample.build(tmp_path / "two", at=sample.AS_OF + timedelta(days=1)))
    both = set(before) & set(after)
    assert any("/removals/" in key for key in both)
    assert {key: after[key] for key in both} == {key: before[key] for key in both}
    assert [key for key in set(after) - set(before) if "/releases/" in key], "the new release is news"


def _entries(settings: Settings) -> dict[str, str]:
    with TestClient(create_app(settings)) as client:
        return {one.id: one.updated for one in feedparser.parse(client.get("/feeds/brands/sahin-kargo.atom").content).entries}  # fmt: skip


def test_there_is_no_feed_of_nobody(client: Client) -> None:
    for path in ("/feeds/brands/nobody.atom", "/feeds/brands/sahin-kargo", "/feeds/sectors/none.atom"):
        assert client.get(path).headers["content-type"] == "application/problem+json"
