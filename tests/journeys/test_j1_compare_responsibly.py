"""J1 A journalist compares five operators: one address, a sentence that is true, a chart, its data, and how to cite it."""

import csv
import io
import re
from itertools import combinations
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page

from api.pages.numbers import Language
from store.naming import fold_brand
from tests.journeys.asking import arrived, ask, words
from tests.journeys.desk import Desk
from tests.journeys.market import Market

LEAGUE = re.compile(r"\bfirst\b|\bbest\b|\bworst\b|\bwinner\b|\bnumber one\b|\bbirinci\b|\ben iyi\b|\ben kötü\b|\blider\b", re.IGNORECASE)  # fmt: skip


@pytest.fixture(scope="module")
def chosen(market: Market, http: httpx.Client) -> list[tuple[str, str]]:
    """Five lenders, id and name."""
    lenders = [one for one in ask(http, "/brands", limit=200)["brands"] if one["sector_id"] == "us-consumer-finance"]
    return [(one["brand_id"], one["name"]) for one in lenders[:5]]


def address(chosen: list[tuple[str, str]], language: str, release: str = "") -> str:
    """The address of the comparison."""
    asked = "&".join(f"brand={brand_id}" for brand_id, _ in chosen)
    return f"/{language}/compare?{asked}" + (f"&release={release}" if release else "")


def test_five_are_found_by_name_and_one_address_holds_them(chosen: list[tuple[str, str]], market: Market, reader: Page, language: Language) -> None:  # fmt: skip
    reader.goto(f"/{language}")
    reader.get_by_role("link", name=words("nav.compare", language), exact=True).click()
    for number, (brand_id, name) in enumerate(chosen):
        if number > 1:
            reader.locator("details.change summary").click()
        reader.get_by_role("searchbox").last.fill(name)
        reader.get_by_role("search").last.get_by_role("button").click()
        reader.locator(f'ul.brands a[href*="brand={brand_id}"]').first.click()
    query = parse_qs(urlsplit(reader.url).query)
    assert sorted(query["brand"]) == sorted(brand_id for brand_id, _ in chosen)
    assert query["release"] == [market.releases[-1]], "pinned without being asked"
    for _, name in chosen:
        assert name in reader.locator("table.side").first.inner_text()


def test_the_sentence_stands_in_both_languages_and_says_no_more_than_is_known(chosen: list[tuple[str, str]], market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    told = ask(http, "/comparisons", brand=[brand_id for brand_id, _ in chosen])
    reader.goto(address(chosen, language, market.releases[-1]))
    sentences = reader.locator("blockquote.print").all_inner_texts()
    assert len(sentences) == 2
    assert {part for one in told["readings"] for part in (one["sentence_en"], one["sentence_tr"])} >= set(sentences)
    for said in (*sentences, reader.locator("main").inner_text()):
        assert not LEAGUE.search(said), LEAGUE.search(said)
    for one in told["readings"]:
        scores = {score["brand_id"]: score for brand in told["brands"] for score in brand["scores"] if score["dimension"] == one["dimension"]}  # fmt: skip
        for apart in one["told_apart"]:
            ahead, behind = scores[apart["ahead"]], scores[apart["behind"]]
            assert ahead["low"] > behind["high"], "nobody is ahead whose interval meets the other's"
            assert apart["probability"] >= 0.975
    apart = {frozenset((one["ahead"], one["behind"])) for reading in told["readings"] if reading["dimension"] == "composite" for one in reading["told_apart"]}  # fmt: skip
    for a, b in combinations([brand_id for brand_id, _ in chosen], 2):
        pair = next(one for one in told["pairs"] if {one["a"], one["b"]} == {a, b})
        if {a, b} not in apart and pair["probability"] is not None:
            assert "cannot be told apart" in pair["sentence_en"]
            assert "ayırt edilemez" in pair["sentence_tr"]
        assert pair["verdict"] in ({"a", "b"} if {a, b} in apart else {"", "unknown"})


def test_the_chart_comes_as_svg_and_png_with_the_data_behind_it(chosen: list[tuple[str, str]], market: Market, http: httpx.Client, reader: Page, language: Language) -> None:  # fmt: skip
    reader.goto(address(chosen, language, market.releases[-1]))
    arrived(reader)
    links = {kind: reader.get_by_role("link", name=kind, exact=True).first.get_attribute("href") for kind in ("SVG", "PNG", "CSV")}  # fmt: skip
    assert http.get(links["SVG"] or "").content.startswith(b"<svg")
    assert http.get(links["PNG"] or "").content.startswith(b"\x89PNG")
    rows = list(csv.DictReader(io.StringIO(http.get(links["CSV"] or "").text)))
    assert {row["brand_id"] for row in rows} == {brand_id for brand_id, _ in chosen}
    published = {(row["brand_id"], row["dimension"]): row for row in market.release().table("scores").to_pylist()}
    shown = [row for row in rows if row["score"]]
    assert shown
    for row in shown:
        expected = published[row["brand_id"], row["dimension"]]
        assert [float(row[name]) for name in ("score", "low", "high")] == [expected[name] for name in ("score", "low", "high")]  # fmt: skip
    assert f"release={market.releases[-1]}" in reader.locator("section.cite code").inner_text()


def test_the_address_gives_the_same_numbers_when_newer_releases_are_out(chosen: list[tuple[str, str]], market: Market, http: httpx.Client, desk: Desk, language: Language) -> None:  # fmt: skip
    """The desk has three releases more, other figures among them, and an erasure."""
    pinned = address(chosen, language, market.releases[0]).replace("/compare?", "/compare.csv?")
    assert market.releases[0] < desk.releases[-1]
    assert desk.http.get(pinned).text == http.get(pinned).text
    assert {fold_brand(row["brand_name"]) for row in csv.DictReader(io.StringIO(http.get(pinned).text))} == {fold_brand(name) for _, name in chosen}  # fmt: skip
