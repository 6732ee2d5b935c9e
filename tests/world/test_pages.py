"""Everything published can be reached with plain HTTP, and the pages say what is true."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection

import pytest
from parsel import Selector

from tests.world.pages.parts import full_date, iso_date
from tests.world.serve import WorldServer
from tests.world.shapes import Complaint, World
from tests.world.truth import build_world

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TOMBSTONE = "şikayetini yayından kaldırdı"


@dataclass
class Browser:
    """Follows nothing by itself."""

    connection: HTTPConnection

    def get(self, path: str) -> tuple[int, str, str]:
        self.connection.request("GET", path, headers={"User-Agent": "test"})
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode(), answer.getheader("Location") or ""

    def page(self, path: str) -> Selector:
        status, text, _ = self.get(path)
        assert status == 200, path
        return Selector(text)


@pytest.fixture(scope="module")
def world() -> World:
    return build_world(3, size="demo", now=NOW)


@pytest.fixture(scope="module")
def browser(world: World) -> Iterator[Browser]:
    with WorldServer(world, clock=lambda: NOW) as server:
        connection = HTTPConnection(server.urls["sikayetvar"].removeprefix("http://"))
        yield Browser(connection)
        connection.close()


def brands_of(browser: Browser) -> list[str]:
    found: list[str] = []
    page = 1
    while True:
        links = browser.page(f"/tum-markalar?page={page}").css("div.brand-rate a::attr(href)").getall()
        if not links or links[0] in found:
            return found
        found, page = found + links, page + 1


def cards_of(browser: Browser, brand: str) -> tuple[list[str], int]:
    """(links of all cards, tombstones) of a brand, walked until a page repeats."""
    links: list[str] = []
    tombstones, page, before = 0, 1, ""
    while True:
        articles = browser.page(f"{brand}?page={page}").css("article")
        if not articles or articles[0].get() == before:
            return links, tombstones
        links += [link for a in articles for link in a.css("h2 a::attr(href), h3 a::attr(href)").getall()]
        tombstones += sum(TOMBSTONE in a.get() for a in articles)
        before, page = articles[0].get(), page + 1


@pytest.fixture(scope="module")
def walked(browser: Browser) -> tuple[list[str], int]:
    walks = [cards_of(browser, brand) for brand in brands_of(browser)]
    return [link for links, _ in walks for link in links], sum(count for _, count in walks)


def test_a_walk_reaches_all_that_is_published(world: World, walked: tuple[list[str], int]) -> None:
    links, tombstones = walked
    published = world.published()
    assert len(set(links)) == len(links)
    assert set(links) == {f"/{c.brand_slug}/{c.slug}" for c in published if not c.withdrawn_at}
    assert tombstones == sum(c.withdrawn_at is not None for c in published)


def test_details_say_what_is_true(world: World, browser: Browser) -> None:
    for c in world.published():
        page = browser.page(f"/{c.brand_slug}/{c.slug}")
        if c.withdrawn_at:
            assert not page.css("h1")
            assert c.text not in page.get()
            continue
        assert "".join(page.css("h1::text").getall()).strip() == c.title
        check_layout(world, c, page)


def check_layout(world: World, c: Complaint, page: Selector) -> None:
    layout = world.brand(c.brand_slug).layout
    body = {
        "2026": "//div[@data-ga-element='Complaint_Content_Start']/following-sibling::p",
        "2023": "//div[@data-ga-element='Complaint_Content_Start']/following-sibling::p",
        "2021": "//div[@class='card-text']/p",
        "2018": "//div[@class='description']/p",
    }[layout]
    assert tuple(page.xpath(f"{body}//text()").getall()) == c.paragraphs
    replies = (
        "div#messages > div p::text" if layout == "2026" else "div.complaint-answer-container > div p.message::text"
    )
    assert page.css(replies).getall() == [reply.text for reply in c.replies]
    if layout == "2026":
        assert page.css("time::attr(datetime)").getall() == [
            iso_date(c.posted_at),
            *(iso_date(reply.at) for reply in c.replies),
        ]
        assert bool(page.css('[data-ga-element="Complaint_Card_Solved"]')) == bool(c.confirmed_at)
        assert payload(page)["complaintId"] == c.complaint_id
    else:
        assert full_date(c.posted_at) in page.css("[title]::attr(title)").getall()
        assert page.css("div.solved-badge::text").getall() == (
            ["Çözüldü"] if c.confirmed_at else ["Çözülmedi"] if c.denied_at else []
        )
    stars = page.css('[data-ga-element="Result_Stars"] div.n::text, span.rate-num::text').getall()
    given = c.stars if layout != "2026" or c.confirmed_at else None
    assert int(stars[0] if stars else len(page.css("span.dark-yellow.icomoon-full-star"))) == (given or 0)


def payload(page: Selector) -> dict[str, object]:
    script = next(text for text in page.css("script::text").getall() if "__next_f" in text)
    content: dict[str, object] = json.loads(json.loads(script.removeprefix("self.__next_f.push(").removesuffix(")"))[1])
    return content


def test_2026_payload_has_an_id_for_each_link(world: World, browser: Browser) -> None:
    brand = max(
        (b for b in world.brands if b.layout == "2026"),
        key=lambda b: sum(c.brand_slug == b.slug for c in world.complaints),
    )
    page = browser.page(f"/{brand.slug}")
    content = payload(page)
    items = content["items"]
    assert isinstance(items, list)
    by_slug = {c.slug: c.complaint_id for c in world.published() if c.brand_slug == brand.slug}
    assert [item["complaintId"] for item in items] == [
        by_slug[link.split("/")[2]] for link in page.css("h3 a::attr(href)").getall()
    ]
    assert content["maxCount"] == int(page.css('nav[aria-label="Sayfa navigasyonu"] :last-child::text').get() or 0)


def test_2018_linked_data_needs_lenient_json(world: World, browser: Browser) -> None:
    brand = next(b for b in world.brands if b.layout == "2018")
    c = next(
        c for c in world.published() if c.brand_slug == brand.slug and not c.withdrawn_at and len(c.paragraphs) > 1
    )
    page = browser.page(f"/{brand.slug}/{c.slug}")
    block = page.css('script[type="application/ld+json"]::text').get() or ""
    with pytest.raises(json.JSONDecodeError):
        json.loads(block)
    assert json.loads(block, strict=False)["mainEntity"]["author"]["name"] == c.author
    assert page.css("span.complaint-id::text").get() == f"#{c.complaint_id}"
    assert f"var memberID = {c.member_id};" in page.get()


def test_removed_pages_are_gone_in_two_ways(world: World, browser: Browser) -> None:
    gone = [c for c in world.complaints if c.seen(NOW).removed_at]
    assert gone
    for c in gone:
        status, _, location = browser.get(f"/{c.brand_slug}/{c.slug}")
        assert (status, location) == ((404, "") if c.gone_how == "404" else (302, f"/{c.brand_slug}"))


def test_relative_times_count_from_the_clock(world: World, browser: Browser) -> None:
    c = next(
        c
        for c in world.published()
        if world.brand(c.brand_slug).layout == "2023"
        and c.replies
        and not c.withdrawn_at
        and 86400 <= (NOW - c.replies[0].at).total_seconds() < 7 * 86400
    )
    days = int((NOW - c.replies[0].at).total_seconds() // 86400)
    assert browser.page(f"/{c.brand_slug}/{c.slug}").css("div.post-time::text").get() == f"{days} gün önce"


def test_report_counts_what_is_shown(world: World, browser: Browser) -> None:
    brand = world.complaints[-1].brand_slug
    mine = [c for c in world.published() if c.brand_slug == brand]
    counts = browser.page(f"/{brand}/{brand}-marka-karnesi").css("div.data-count p::text").getall()
    assert counts[:2] == [str(sum(any(r.speaker == "brand" for r in c.replies) for c in mine)), str(len(mine))]
    assert counts[2] == "-"
    assert re.fullmatch(r"\d+sa \d+dk \d+sn", counts[3])


def test_a_topic_lists_only_its_complaints(world: World, browser: Browser) -> None:
    c = next(c for c in world.published() if not c.withdrawn_at and world.brand(c.brand_slug).layout == "2023")
    topic = browser.page(f"/{c.brand_slug}").css(".keyword-container a::attr(href)").get() or ""
    links = browser.page(topic).css("h2 a::attr(href)").getall()
    by_path = {f"/{x.brand_slug}/{x.slug}": x for x in world.published()}
    assert links
    assert len({by_path[link].issue for link in links}) == 1


def test_planted_data_is_on_the_pages(world: World, browser: Browser) -> None:
    by_id = {c.complaint_id: c for c in world.published()}
    secrets = world.visible_secrets()
    assert len(secrets) > 100
    for secret in secrets:
        c = by_id[secret.complaint_id]
        assert secret.text in browser.page(f"/{c.brand_slug}/{c.slug}").get()


def test_unknown_addresses_are_404(browser: Browser) -> None:
    assert [browser.get(path)[0] for path in ("/", "/yok", "/sahin-kargo/yok", "/sahin-kargo/a/b", "/uye/uye1")] == [
        404
    ] * 5
