"""B2 An auditor asks: what moved? The change between two days, taken apart exactly; a denominator never reads as better service."""

from math import fsum, isclose, log

import httpx
from playwright.sync_api import Page

from api.pages import numbers
from api.pages.numbers import Language
from tests.journeys.asking import arrived, ask, words
from tests.journeys.desk import Desk
from tests.journeys.market import Market

PARTS = {"volume", "denominator", "mix", "authenticity", "removals", "method"}


def test_the_parts_of_every_brand_add_up(market: Market, http: httpx.Client) -> None:
    before, after = market.releases
    looked = 0
    for brand in ask(http, "/brands", limit=200)["brands"]:
        found = ask(http, f"/brands/{brand['brand_id']}/moved", **{"from": before, "to": after})
        for one in (one for one in found["dimensions"] if one["parts"]):
            looked += 1
            assert abs(fsum(part["log_ratio"] for part in one["parts"]) - one["log_ratio"]) < 1e-9
            assert isclose(one["log_ratio"], log(one["after"]["ratio"] / one["before"]["ratio"]), abs_tol=1e-9)
            if one["dimension"] == "volume":
                assert {part["part"] for part in one["parts"]} == PARTS
    assert looked > 20


def test_from_the_brands_page_to_two_days_and_what_lies_between(market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    assert market.pasted
    brand_id = next(brand["brand_id"] for brand in ask(http, "/brands", q=market.pasted.name)["brands"])
    reader.goto(f"/{language}/brands/{brand_id}")
    reader.get_by_role("link", name=words("moved.title", language)).click()
    reader.locator("select#from").select_option(market.releases[0])
    reader.locator("main form button").first.click()
    found = ask(http, f"/brands/{brand_id}/moved", **{"from": market.releases[0], "to": market.releases[1]})
    volume = next(one for one in found["dimensions"] if one["dimension"] == "volume")
    section = reader.locator("section[aria-labelledby=volume]")
    said = section.inner_text()
    for side in ("before", "after"):
        assert numbers.number(volume[side]["ratio"], language, 2) in said
    assert section.locator("tbody tr").count() == len(volume["parts"]) + 1
    assert words("moved.whole", language) in section.locator("tr.sum").inner_text()
    arrived(reader)
    assert "from=" in reader.url, "the choice stands in the address"


def test_a_larger_customer_base_never_reads_as_better_service(desk: Desk, reader_of_desk: Page, language: Language) -> None:  # fmt: skip
    brand_id, (before, after) = desk.brands["exposure"], desk.releases[1:]
    found = ask(desk.http, f"/brands/{brand_id}/moved", **{"from": before, "to": after})
    volume = next(one for one in found["dimensions"] if one["dimension"] == "volume")
    parts = {part["part"]: part["log_ratio"] for part in volume["parts"]}
    assert parts["denominator"] < -0.3, "twice the customers"
    assert abs(parts["volume"]) < 0.05
    assert volume["is_base_only"]
    reader_of_desk.goto(f"/{language}/brands/{brand_id}/moved?from={before}&to={after}")
    assert words("moved.base.only", language) in reader_of_desk.locator("section[aria-labelledby=volume]").inner_text()
