"""What each social source, forum and feed asks for: the first asks of a crawl, and the ask whether a record still stands.

`asked.json` beside this holds them whole, by source: of every target its first asks, of every page of `tests/pages` the ask for
its first record (or why there is none). `python -m tests.crawler.test_asked` writes what is asked now. Look at it before you keep it.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from crawler.ask import Ask, target
from crawler.memory import Known
from crawler.source import SOURCES
from tests.crawler.test_pages import CASES, PAGES, page_of

WANTED = Path(__file__).with_name("asked.json")
ENV = {"FACEBOOK_PAGE_ID": "1001", "INSTAGRAM_USER_ID": "1784", "LINKEDIN_ORG_URN": "urn:li:organization:1001",
       "MASTODON_HOST": "m.example", "GRAPH_VERSION": "v26.0"}  # fmt: skip
CHANNEL = "UCkuzeykargo____________"
TARGETS: Mapping[str, tuple[str, ...]] = {
    "twitter_x": ("Kuzey Kargo=@kuzeykargo", 'Kuzey Kargo="kuzey kargo" from:kuzeykargo', "Kuzey=kuzey kargo"),
    "facebook": ("Kuzey Kargo", "Kuzey Kargo=kuzeykargo"),
    "instagram": ("Lale Telekom", "Lale Telekom=17841400000001002#lale%20telekom"),
    "linkedin": ("Kuzey Kargo", "Kuzey Kargo=77", "Kuzey Kargo=urn:li:organization:77"),
    "mastodon": ("Kuzey=#kuzey @Kuzey@m.example", "Kuzey=https://n.example/tags/kuzey", "Kuzey=https://n.example/search?q=kuzey+kargo"),
    "bluesky": ("Kuzey=kuzey kargo @kuzey.bsky.social", "Kuzey=kuzey"),
    "reddit": ("Kuzey=kuzey kargo @kuzey_destek", "Kuzey=r/Turkey kuzey", "Kuzey=r/kuzey"),
    "youtube": (f"Kuzey={CHANNEL}", f"Kuzey={CHANNEL}/abcdefghijk", "Kuzey=abcdefghijk", f"Kuzey={CHANNEL}?kuzey şikayet"),
    "eksi": ("Kuzey=https://eksisozluk.com/kuzey--1?day=2026-09-27", "Kuzey=kuzey kargo", "Kuzey=ara:kuzey kargo"),
    "discourse": ("Kuzey=https://f.example @kuzey", "Kuzey=https://f.example/search?q=kuzey after:2026-09-01"),
    "google_news": ("Kuzey=kuzey kargo -futbol", "Kuzey=https://news.google.com/rss/search?q=x&hl=tr"),
    "rss": ("Kuzey=https://haber.example/feed.xml",),
    "schema_org": ("Kuzey=https://dukkan.example/kuzey",),
}  # fmt: skip
RECORDS = {
    "twitter_x": ("search", "answers-edited"), "facebook": ("comments", "feed"), "instagram": ("comments", "tags"),
    "linkedin": ("comments", "one"), "mastodon": ("status",), "bluesky": ("thread",), "reddit": ("comments", "info-comment"),
    "youtube": ("threads",), "eksi": ("one-page",), "discourse": (), "google_news": (), "rss": (), "schema_org": (),
}  # fmt: skip


def asked(source_id: str) -> dict[str, Any]:
    """All that `asked.json` holds of a source."""
    with mock.patch.dict("os.environ", ENV):
        return _asked(source_id)


def _asked(source_id: str) -> dict[str, Any]:
    first = {said: [_shown(ask) for ask in _start(source_id, said)] for said in TARGETS[source_id]}
    return {"first": first, "again": {case: _again(source_id, case) for case in RECORDS[source_id]}}


def _start(source_id: str, said: str) -> list[Ask]:
    source = SOURCES[source_id]
    assert source.start is not None
    web = SimpleNamespace(admit=lambda *_: None, at=lambda url: url)
    visit: Any = SimpleNamespace(source=source, engine=None, command="x", limit=1, targets=[target(said)], web=web)
    with (
        mock.patch("crawler.helpers.settled.memory.last_ok_at", return_value=None),
        mock.patch(f"{source.start.__module__}.due", lambda _visit, asks: asks, create=True),
    ):
        return list(source.start(visit))


def _again(source_id: str, case: str) -> dict[str, Any] | None:
    (path,) = (one for one in (PAGES / source_id).glob(f"{case}.*") if one in CASES)
    record = SOURCES[source_id].read(page_of(path)).records[0]
    known = Known(f"{source_id}:{record.source_key}", record.url, record.brand_label, "live", record.posted_at,
                  datetime(2026, 10, 5, tzinfo=UTC), 1, record.raw)  # fmt: skip
    recheck = SOURCES[source_id].recheck
    assert recheck is not None
    ask = recheck(known)
    return _shown(ask) if ask else None


def _shown(ask: Ask) -> dict[str, Any]:
    return {name: value for name, value in ask.as_json().items() if name != "method"}


@pytest.mark.parametrize("source_id", TARGETS)
def test_what_is_asked(source_id: str) -> None:
    assert asked(source_id) == json.loads(WANTED.read_text(encoding="utf-8"))[source_id]


if __name__ == "__main__":
    text = json.dumps({name: asked(name) for name in TARGETS}, ensure_ascii=False, indent=1, sort_keys=True)
    WANTED.write_text(f"{text}\n", encoding="utf-8")
