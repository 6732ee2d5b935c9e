"""J3 A journalist asks: show me the evidence, without harming people."""

import re
from typing import Any

import httpx
from playwright.sync_api import Page

from api.pages import numbers
from api.pages.numbers import Language
from tests.journeys.asking import ask, walk, words
from tests.journeys.market import Market


def records(market: Market, **wanted: Any) -> list[dict[str, Any]]:
    """Records of the release whose columns are so."""
    rows = market.release().table("records").to_pylist()
    return [row for row in rows if all(row[name] == value for name, value in wanted.items())]


def test_an_excerpt_has_its_link_its_moment_and_its_hash(market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    row = next(row for row in records(market, visibility="live", source_id="sikayetvar") if len(row["text"]) > 200)
    reader.goto(f"/{language}/records/{row['record_id']}")
    told = ask(http, f"/records/{row['record_id']}")["record"]
    assert reader.locator("blockquote.full").inner_text().strip()[:80] == " ".join(row["text"].split())[:80]
    assert len(reader.locator("blockquote.full").inner_text()) <= 500
    facts = reader.locator("dl.facts").inner_text()
    for said in (told["content_hash"], numbers.moment(row["first_seen_at"], language), numbers.moment(row["last_seen_at"], language)):  # fmt: skip
        assert said in facts
    assert reader.get_by_role("link", name=row["url"]).get_attribute("href") == row["url"]


def test_what_was_taken_down_says_since_when_and_shows_no_words(market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    gone = [row for row in records(market, source_id="sikayetvar") if row["visibility"] in {"removed", "withdrawn_by_author"}]  # fmt: skip
    assert {row["visibility"] for row in gone} == {"removed", "withdrawn_by_author"}
    posted = {str(one.complaint_id): one for one in market.world.complaints}
    for row in gone:
        reader.goto(f"/{language}/records/{row['record_id']}")
        said = reader.locator("main").inner_text()
        missed = "record.gone" if row["visibility"] == "removed" else "record.missed"
        if row["gone_at"]:
            assert words(missed, language, day=numbers.day(row["gone_at"], language)) in said
        assert not reader.locator("blockquote.full").count()
        if one := posted.get(row["source_key"]):
            assert one.text[:60] not in said
    listed = walk(http, "/removals", "removals", limit=200)
    assert {one["record_id"] for one in listed} == {row["record_id"] for row in records(market) if row["gone_at"]}


def test_what_is_masked_says_that_it_was(market: Market, reader: Page, language: Language) -> None:
    """The reader sees that something was taken out, and of which kind, not a hole."""
    rows = [row for row in records(market, visibility="live") if re.search(r"\[[^\]]+\]", row["text"])]
    assert rows
    reader.goto(f"/{language}/records/{rows[0]['record_id']}")
    assert re.search(r"\[[^\]]+\]", reader.locator("blockquote.full").inner_text())
