"""What stands on the pages, and what must never stand there."""

import re
from pathlib import Path
from string import Formatter

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from markupsafe import escape

import api.pages
from api.pages import numbers
from api.pages.handlers import preferred
from api.pages.texts import TEXTS

Client = TestClient[Litestar]
FORBIDDEN = re.compile(r"\bfake\b|\bbest\b|\bworst\b|ranked #|\bsahte\b|\ben iyi\b|\ben kötü\b", re.IGNORECASE)
PAGES = [
    "",
    "/brands",
    "/sectors/tr-cargo",
    "/sectors/xx-auto-insurance",
    "/brands/sahin-kargo",
    "/method",
    "/sources",
    "/sources/complaint-site",
    "/releases",
    "/privacy",
    "/changelog",
    "/compare",
    "/compare?brand=sahin-kargo&brand=yildiz-kargo&brand=ulak-teslimat",
    "/brands/sahin-kargo/moved",
    "/brands/thornbury-mutual/moved?from=2019",
    "/disputes",
    "/disputes/new?record_id=complaint-site:sahin-kargo-0008",
    "/records/complaint-site:sahin-kargo-0008",
]


def visible(html: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "tr"])
def test_words_we_never_use_and_scripts_are_absent(client: Client, language: str, page: str) -> None:
    said = client.get(f"/{language}{page}")
    html = said.text
    assert said.status_code == 200
    assert not FORBIDDEN.search(visible(html))
    assert "<script" not in html
    assert " style=" not in html
    assert f'<html lang="{language}">' in html


def test_too_little_data_prints_no_figure(client: Client) -> None:
    card = client.get("/en/brands/ulak-teslimat").text.split('<section class="card"')[1].split("</section>")[0]
    assert "too little data" in card
    assert not re.search(r"\d", visible(card))


def test_without_a_denominator_the_page_says_why(client: Client) -> None:
    assert "No customer base is known" in client.get("/en/brands/bulut-ekspres").text


def test_the_published_rank_stands_only_beside_our_reading(client: Client) -> None:
    html = visible(client.get("/en/brands/thornbury-mutual").text)
    assert "for contrast" in html
    assert re.search(r"with 95% confidence between places \d+ and \d+ of \d+", html)


def test_turkish_numbers_are_written_the_turkish_way(client: Client) -> None:
    assert "41.000.000" in client.get("/tr/brands/sahin-kargo").text
    assert "41,000,000" in client.get("/en/brands/sahin-kargo").text


@pytest.mark.parametrize("typed", ["sahin kargo", "sahn kargo", "ŞAHİN", "sahinkargo"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_name_as_people_type_it_finds_the_brand(client: Client, language: str, typed: str) -> None:
    home = client.get(f"/{language}").text
    action, field = re.findall(r'<form class="search" action="([^"]+)" method="get"', home)[0], 'name="q"'
    assert field in home
    found = client.get(action, params={"q": typed}).text
    assert re.search(rf'href="/{language}/brands/sahin-kargo"', found)


def test_days_nobody_looked_are_no_zero_and_waves_are_events(client: Client) -> None:
    told = client.get("/api/v1/brands/sahin-kargo/timeline", params={"every": "week"}).json()
    assert {"wave", "break", "mass_removal"} <= {event["kind"] for event in told["events"]}
    page = client.get("/en/brands/sahin-kargo").text.split('<h2 id="days">')[1].split("</section>")[0]
    assert "no: unknown, not zero" in page or not any(step["looked"] == "no" for step in told["steps"])
    for event in told["events"]:
        assert str(escape(event["sentence_en"])) in page


def test_hours_of_answering_are_those_of_the_country_and_add_up(client: Client) -> None:
    told = client.get("/api/v1/brands/sahin-kargo/replies").json()
    assert told["zone"] == "Europe/Istanbul"
    assert len(told["hours"]) == 168
    lines = client.get("/charts/brands/sahin-kargo/hours.csv").text.splitlines()
    assert sum(int(line.rpartition(",")[2]) for line in lines[1:]) == sum(one["replies_count"] for one in told["hours"]) > 0  # fmt: skip
    assert client.get("/charts/brands/thornbury-mutual/hours.svg").status_code == 404


@pytest.mark.parametrize("sort", ["name", "score"])
def test_no_order_of_a_sector_is_without_its_groups_and_intervals(client: Client, sort: str) -> None:
    for dimension in ("volume", "responsiveness"):
        page = client.get(f"/en/sectors/tr-cargo?sort={sort}&dimension={dimension}").text
        rows = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', page.split('<h2 id="table">')[1], re.DOTALL)
        assert len(rows) == len(client.get("/api/v1/sectors/tr-cargo").json()["scores"])
        assert all("group-of" in row for row in rows)
        assert all("–" in row or "too little" in row for row in rows)


def test_text_from_outside_cannot_become_markup(client: Client) -> None:
    html = client.get("/en/brands", params={"q": '"><img src=x onerror=alert(1)>'}).text
    assert "<img src=x" not in html


def test_a_pin_stays_on_every_link(client: Client) -> None:
    release = client.get("/api/v1/releases").json()["latest"]
    html = client.get(f"/en/sectors/tr-cargo?release={release}").text
    pages = re.findall(r'href="(/en/(?:brands|sectors)[^"]*)"', html)
    assert pages
    assert all(f"release={release}" in link for link in pages if link != "/en/sectors/tr-cargo"), (
        "but for the way back to the latest"
    )


def test_every_word_is_there_in_both_languages_with_the_same_blanks() -> None:
    for key, (english, turkish) in TEXTS.items():
        assert english.strip(), key
        assert turkish.strip(), key
        blanks = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (english, turkish)]
        assert blanks[0] == blanks[1], key


def test_every_key_a_template_asks_for_exists() -> None:
    for template in (Path(api.pages.__file__).parent / "templates").iterdir():
        for key in re.findall(r"v\.t\('([^']+)'(?! ~)", template.read_text(encoding="utf-8")):
            assert key in TEXTS or key.endswith("."), f"{template.name}: {key}"


@pytest.mark.parametrize(("value", "decimals", "english", "turkish"), [
    (1234.5, 1, "1,234.5", "1.234,5"), (0.0634, None, "0.0634", "0,0634"), (41e6, None, "41,000,000", "41.000.000"), (None, None, "–", "–"),
    (12.345, None, "12.3", "12,3")])  # fmt: skip
def test_numbers(value: float | None, decimals: int | None, english: str, turkish: str) -> None:
    assert (numbers.number(value, "en", decimals), numbers.number(value, "tr", decimals)) == (english, turkish)


def test_periods_and_shares() -> None:
    assert (numbers.period("2026Q3", "tr"), numbers.period("2026-07", "en"), numbers.period("2019", "tr")) == (
        "2026 3. çeyrek",
        "July 2026",
        "2019",
    )
    assert (numbers.percent(0.071, "tr"), numbers.percent(0.071, "en")) == ("%7", "7%")


@pytest.mark.parametrize(
    ("header", "language"),
    [("tr", "tr"), ("en-GB,tr;q=0.8", "en"), ("en;q=0.3, tr-TR;q=0.9", "tr"), ("", "en"), ("tr;q=x", "en")],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert preferred(header) == language


def test_words_that_are_kept_in_english_alone_are_marked_so(client: Client) -> None:
    html = client.get("/tr/records/complaint-site:sahin-kargo-0008").text
    assert '<span lang="en">its own first record</span>' in html


@pytest.mark.parametrize("page", ["/brands/sahin-kargo", "/sectors/tr-cargo", "/compare?brand=sahin-kargo&brand=yildiz-kargo"])  # fmt: skip
@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_citation_can_be_opened_by_whoever_reads_it(client: Client, language: str, page: str) -> None:
    cited = client.get(f"/{language}{page}").text.split('<section class="cite">')[1]
    address = re.search(r"http://[^<\s]+", cited)
    assert address
    assert f"/{language}/" in address[0]
    assert "release=" in address[0]


def test_a_figure_has_the_decimals_of_its_interval() -> None:
    assert numbers.number(0.0335, "en", numbers.places(0.0, 0.27)) == "0.03"
    assert numbers.interval(0.0, 0.27, "tr") == "0,00–0,27"
    assert numbers.places(None, 0.2) is None


def test_a_brand_page_begins_with_every_dimension_at_a_glance(client: Client) -> None:
    html = client.get("/tr/brands/sahin-kargo").text
    glance = html.split('aria-labelledby="glance"')[1].split("</section>")[0]
    dimensions = re.findall(r'<section class="card" aria-labelledby="(\w+)"', html)
    assert dimensions
    assert [f"#{name}" for name in dimensions] == re.findall(r'href="(#\w+)"', glance)
    assert all(f'id="{name}"' in html for name in re.findall(r'<a href="#([\w-]+)"', html))
