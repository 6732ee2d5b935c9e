"""B1 An auditor asks: where do I stand, fairly?"""

import re
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page

from api.pages import numbers
from api.pages.numbers import Language
from store.naming import fold_brand
from tests.journeys.asking import arrived, ask, words

CLEAR = {"full", "provisional"}


def brands_with(http: httpx.Client, **wanted: set[str]) -> list[str]:
    """Brands that have a score with all these fields among the given values."""
    found = []
    for sector in ask(http, "/sectors")["sectors"]:
        for dimension in sector["dimensions"]:
            scores = ask(http, f"/sectors/{sector['sector_id']}", dimension=dimension)["scores"]
            found += [one["brand_id"] for one in scores if all(str(one[name]) in values for name, values in wanted.items())]  # fmt: skip
    return sorted(set(found))


def card(reader: Page, dimension: str) -> Locator:
    return reader.locator("section.card", has=reader.locator(f"h2#{dimension}"))


@pytest.mark.parametrize("typed", ["sahin kargo", "ŞAHIN KRGO", "sahn kargo", "Şahin Kargo A.Ş."])
def test_a_name_typed_carelessly_finds_the_brand(reader: Page, language: Language, typed: str) -> None:
    reader.goto(f"/{language}")
    reader.get_by_role("searchbox").fill(typed)
    reader.get_by_role("search").get_by_role("button").click()
    found = reader.locator("ul.brands a").first
    assert fold_brand(found.inner_text()) == fold_brand("Şahin Kargo")
    found.click()
    assert fold_brand(reader.locator("h1").inner_text()) == fold_brand("Şahin Kargo")


def test_the_page_says_what_the_api_says_with_intervals_and_denominator(reader: Page, http: httpx.Client, language: Language) -> None:  # fmt: skip
    brand_id = brands_with(http, dimension={"volume"}, band=CLEAR)[0]
    told = ask(http, f"/brands/{brand_id}")
    reader.goto(f"/{language}/brands/{brand_id}")
    shown = [one for one in told["scores"] if one["period"] == told["scores"][0]["period"]]
    assert {one["dimension"] for one in shown} >= {"volume"}
    for score in shown:
        said = card(reader, score["dimension"]).inner_text()
        for value in figures(score, language):
            assert value in said, (score["dimension"], value)
    volume = next(one for one in shown if one["dimension"] == "volume")
    base = card(reader, "volume").locator(f'a[href="{volume["exposure_url"]}"]')
    assert base.first.inner_text() == volume["exposure_source"]
    assert volume["exposure_as_of_on"][:4] in card(reader, "volume").inner_text()
    arrived(reader)


def figures(score: dict[str, Any], language: Language) -> list[str]:
    """What must stand on a card: figures with their intervals, as the language writes them."""
    if score["band"] not in CLEAR:
        return []
    spans = [(score["score"], score["low"], score["high"], 1), (score["ratio"], score["ratio_low"], score["ratio_high"], None),
             (score["per_100k"], score["per_100k_low"], score["per_100k_high"], None)]  # fmt: skip
    return [part for value, low, high, decimals in spans if value is not None
            for part in (numbers.number(value, language, decimals or numbers.places(low, high)), numbers.interval(low, high, language, decimals))]  # fmt: skip


def test_every_number_leads_to_its_records_and_to_its_formula(reader: Page, http: httpx.Client, language: Language) -> None:  # fmt: skip
    brand_id = brands_with(http, dimension={"volume"}, band=CLEAR)[0]
    told = ask(http, f"/brands/{brand_id}")
    reader.goto(f"/{language}/brands/{brand_id}")
    volume = card(reader, "volume")
    volume.locator("summary").click()
    assert volume.locator("tbody tr").count() == len(next(one for one in told["scores"] if one["dimension"] == "volume")["components"])  # fmt: skip
    volume.get_by_role("link", name=re.compile(re.escape(told["release"]["method_version"]))).click()
    assert f"{told['release']['method_name']} {told['release']['method_version']}" in reader.locator(".kicker").inner_text()  # fmt: skip
    assert reader.locator("article.function").count() > 10
    reader.go_back()
    reader.locator("section[aria-labelledby=records] a.more").click()
    assert numbers.number(told["records_count"], language) in reader.locator(".lead").inner_text()
    reader.locator("article.record").first.get_by_role("link", name=re.compile(words("record.open", language))).click()
    assert reader.locator("dl.facts code").inner_text() == ask(http, f"/brands/{brand_id}/records", limit=1)["records"][0]["content_hash"]  # fmt: skip


def test_too_little_data_says_so_and_prints_no_number(reader: Page, http: httpx.Client, language: Language) -> None:
    brand_id = brands_with(http, band={"too_little_data"})[0]
    told = ask(http, f"/brands/{brand_id}")["scores"]
    thin = [one["dimension"] for one in told if one["band"] == "too_little_data" and one["period"] == told[0]["period"]]
    reader.goto(f"/{language}/brands/{brand_id}")
    for dimension in thin:
        said = card(reader, dimension).inner_text()
        assert not re.search(r"\d", said), said
        assert len(said.split()) > 5, "and why"


def test_without_a_known_customer_base_there_is_no_volume_figure(reader: Page, http: httpx.Client, language: Language, market: Any) -> None:  # fmt: skip
    unknown = {fold_brand(brand.name) for brand in market.world.brands if brand.grade is None}
    rows = [row for row in market.release().table("brands").to_pylist() if fold_brand(row["name"]) in unknown]
    assert rows
    for row in rows:
        volume = [one for one in ask(http, f"/brands/{row['brand_id']}")["scores"] if one["dimension"] == "volume"]
        assert all(one["score"] is None and one["per_100k"] is None for one in volume)
        reader.goto(f"/{language}/brands/{row['brand_id']}")
        assert words("exposure.none", language) in reader.locator("main").inner_text()
