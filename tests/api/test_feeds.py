"""Atom feeds as a reader reads them."""

from datetime import timedelta
from pathlib import Path

import feedparser
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from store.settings import Settings
from tests.api import sample

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
