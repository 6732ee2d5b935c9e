"""J4 A journalist asks: did they buy silence? Removals of a brand against expectation for platform and age, with an interval."""

import httpx
from playwright.sync_api import Page

from api.pages import numbers
from api.pages.numbers import Language
from tests.journeys.asking import ask, walk, words
from tests.journeys.market import Market


def test_removals_stand_against_expectation(market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    looked = 0
    for brand_id in sorted({row["brand_id"] for row in market.release().table("outcomes").to_pylist()}):
        told = ask(http, f"/brands/{brand_id}/removals")
        listed = walk(http, "/removals", "removals", brand_id=brand_id, limit=50)
        assert told["removed_count"] == len(listed) == sum(told["by_actor"].values())
        if told["ratio"] is None or not told["expected_count"]:
            continue
        assert 0 <= told["low"] <= told["ratio"] <= told["high"]
        looked += 1
        if looked > 3:
            continue
        reader.goto(f"/{language}/brands/{brand_id}")
        said = reader.locator("section[aria-labelledby=outcomes]").inner_text()
        expected = words("outcomes.removals", language, expected=numbers.number(told["expected_count"], language, 1),
                         ratio=numbers.number(told["ratio"], language, 2), interval=numbers.interval(told["low"], told["high"], language, 2))  # fmt: skip
        assert expected in said
        if told["removed_count"]:
            reader.get_by_role("link", name=words("outcomes.removed.see", language)).click()
            assert reader.locator("article.record").count() <= told["removed_count"]
    assert looked


def test_who_took_it_away_is_said_only_where_the_source_says_it(market: Market, http: httpx.Client) -> None:
    found = {one["record_id"]: one["gone_by"] for one in walk(http, "/removals", "removals", limit=200)}
    rows = {row["record_id"]: row for row in market.release().table("records").to_pylist()}
    assert {found[name] for name in found if rows[name]["visibility"] == "withdrawn_by_author"} <= {"author"}
    assert {found[name] for name in found if rows[name]["gone_how"].startswith("status 404")} <= {"unknown"}
