"""The bureau's own user interface (npm @cfpb/ccdb5-ui, CC0), unmodified, in a real browser over our records.

The package is fetched by npm into a scratch folder. Without npm or a registry these tests skip (they fail where
TERAZI_REQUIRE_CCDB_UI is set); what the interface asks and needs is pinned in test_recorded.py in any case.
"""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.api.browsing import ARGUMENTS, CHROMIUM, served
from tests.api.compat import bureau

PACKAGE = "@cfpb/ccdb5-ui@2.14.3"
PATH = "/data-research/consumer-complaints/search"
ROWS = bureau.rows()
ALL = "dateRange=All&date_received_min=2011-12-01&date_received_max=2026-11-20"
Open = Callable[[str], Page]


def missing(why: str) -> None:
    if os.environ.get("TERAZI_REQUIRE_CCDB_UI"):
        pytest.fail(f"{why} and TERAZI_REQUIRE_CCDB_UI is set")
    pytest.skip(why)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's built files, as npm gives them."""
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("npm")
    if npm is None or not CHROMIUM.exists():
        missing("npm or Chromium is not installed")
    command = [str(npm), "pack", PACKAGE, "--silent", "--fetch-retries=0", "--fetch-timeout=20000"]
    if subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=60).returncode:
        missing(f"npm cannot fetch {PACKAGE}")
    with tarfile.open(next(folder.glob("*.tgz"))) as packed:
        packed.extractall(folder, filter="data")
    return folder / "package" / "dist"


@pytest.fixture(scope="module")
def site(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Our records under the bureau's interface."""
    with served(bureau.build(tmp_path_factory.mktemp("interface"), str(package))) as address:
        yield address


@pytest.fixture(scope="module")
def browser(package: Path) -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Open]:
    """Open the interface at a question; at the end no script may have failed and no request of the API been refused."""
    with browser.new_context(viewport={"width": 1300, "height": 1000}, accept_downloads=True) as context:
        tab, faults = context.new_page(), list[str]()
        tab.set_default_timeout(8000)
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 and "/fonts/" not in answer.url else None)  # fmt: skip

        def opened(query: str) -> Page:
            tab.goto(f"{site}{PATH}/?{query}", wait_until="networkidle")
            return tab

        yield opened
        tab.wait_for_load_state("networkidle")
        assert not faults


def shows(tab: Page, text: str) -> None:
    """Wait until the heading says so."""
    expect(tab.locator("#search-summary h2")).to_contain_text(text)


def cards(tab: Page, count: int) -> list[str]:
    """Numbers of the complaints shown, once there are so many."""
    expect(tab.locator(".loading-box")).to_have_count(0)
    expect(tab.locator("li.card-container")).to_have_count(count)
    return tab.locator("li.card-container h3.to-detail").all_inner_texts()


def test_the_entrance_leads_there_and_the_banner_says_raw_in_both_languages(site: str, visit: Open) -> None:
    tab = visit(f"{ALL}&tab=List")
    tab.goto(f"{site}/ccdb/", wait_until="networkidle")
    assert PATH in tab.url
    assert "Raw, unadjusted counts" in tab.locator("aside p[lang=en]").inner_text()
    assert "Ham, düzeltilmemiş sayılar" in tab.locator("aside p[lang=tr]").inner_text()
    assert tab.locator("h1").inner_text() == "Consumer Complaint Database"


def test_list_pages_size_and_order(visit: Open) -> None:
    tab = visit(f"{ALL}&tab=List&size=10")
    shows(tab, f"Showing {len(ROWS) + 3} total complaints")
    pages = [cards(tab, 10)]
    for number in (2, 3):
        tab.get_by_role("button", name="Next").click()
        expect(tab.locator(".m-pagination__label")).to_have_text(f"Page {number}")
        expect(tab.locator("li.card-container h3.to-detail").first).not_to_have_text(pages[-1][0])
        pages.append(cards(tab, 10))
    assert len({number for page in pages for number in page}) == 30
    tab.get_by_role("button", name="Previous").click()
    expect(tab.locator("li.card-container h3.to-detail").first).to_have_text(pages[1][0])
    assert cards(tab, 10) == pages[1]
    tab.select_option("#select-size", "50")
    assert cards(tab, 50)[:30] == [number for page in pages for number in page]
    tab.select_option("#select-sort", "created_date_asc")
    expect(tab.locator("li.card-container h3.to-detail").first).not_to_have_text(pages[0][0])
    assert len(cards(tab, 50)) == 50


def test_filters_by_product_company_zip_and_narrative(visit: Open) -> None:
    tab = visit(f"{ALL}&tab=List")
    mortgages = [row for row in ROWS if row["product"] == "Mortgage"]
    tab.get_by_role("checkbox", name="Mortgage", exact=True).check(force=True)
    shows(tab, f"Showing {len(mortgages)} matches")
    tab.locator("li.aggregation-branch.mortgage button").click()
    expect(tab.locator("ul.children li").first).to_contain_text("mortgage")
    tab.get_by_role("button", name="Clear all filters").first.click()
    shows(tab, f"Showing {len(ROWS) + 3} total")
    tab.locator("#zipcode-typeahead").press_sequentially("440", delay=20)
    tab.locator(".dropdown-menu [role=option]", has_text="440XX").click()
    of_zip = [row for row in ROWS if row["zip_code"] == "440XX"]
    shows(tab, f"Showing {len(of_zip)} matches")
    tab.locator("[id^=company-typeahead]").first.press_sequentially("tin r", delay=20)
    tab.locator(".dropdown-menu [role=option]", has_text="Tin Roof Credit").click()
    left = [row for row in of_zip if row["company"] == "Tin Roof Credit"]
    shows(tab, f"Showing {len(left)} matches")
    tab.get_by_role("button", name="Only complaints with narratives").click()
    shows(tab, f"Showing {len([row for row in left if row['complaint_what_happened']])} matches")


def test_search_marks_words_and_runs_nothing_of_a_complaint(visit: Open) -> None:
    tab = visit(f"{ALL}&tab=List")
    tab.fill("#searchText", "report OR escrow")
    tab.keyboard.press("Enter")
    expected = [
        row for row in ROWS if any(word in str(row["complaint_what_happened"]) for word in ("report", "escrow"))
    ]
    shows(tab, f"Showing {len(expected)} matches")
    expect(tab.locator("li.card-container em").first).to_be_visible()
    assert {text.lower() for text in tab.locator("li.card-container em").all_inner_texts()} == {"report", "escrow"}
    assert tab.locator("li.card-container b").count() == 0
    tab.get_by_text("not mine <b>at all</b> & they").first.wait_for()


def test_a_complaint_by_its_number_and_back(visit: Open) -> None:
    tab = visit(f"{ALL}&tab=List&product=Mortgage")
    number = cards(tab, 25)[0]
    tab.locator("h3.to-detail a").first.click()
    row = next(row for row in ROWS if row["complaint_id"] == number)
    tab.locator("h1", has_text=number).wait_for()
    shown = tab.locator("article").inner_text()
    assert str(row["company"]) in shown
    assert str(row["company_response"]) in shown
    tab.reload(wait_until="networkidle")
    tab.locator("h1", has_text=number).wait_for()
    tab.get_by_text("Back to search results").click()
    tab.locator("#search-summary").wait_for()


def test_the_filtered_export_is_ours(visit: Open) -> None:
    tab = visit(f"{ALL}&tab=List&product=Mortgage")
    tab.get_by_role("button", name="Export data").click()
    tab.locator("label[for=dataset_filtered]").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Start export").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert download.value.suggested_filename.endswith(".csv")
    assert len(lines) == 1 + sum(row["product"] == "Mortgage" for row in ROWS)


@pytest.mark.parametrize("asked", ["lens=Overview&subLens=product", "lens=Product&subLens=sub_product", "lens=Product&subLens=sub_product&chartType=area",
                                   "lens=Product&subLens=issue&focus=Mortgage&product=Mortgage", "lens=Company&subLens=product&company=Tin%20Roof%20Credit",
                                   "lens=Product&subLens=sub_product&dateInterval=Year"])  # fmt: skip
def test_trends_draw_lines_areas_and_rows(visit: Open, asked: str) -> None:
    tab = visit(f"{ALL}&tab=Trends&{asked}")
    expected = [row for row in ROWS if ("Mortgage" not in asked or row["product"] == "Mortgage") and ("Tin" not in asked or row["company"] == "Tin Roof Credit")]  # fmt: skip
    extra = 0 if "Mortgage" in asked or "Tin" in asked else 3
    shows(tab, f"Showing {len(expected) + extra} ")
    tab.locator("svg.britechart, svg.line-chart, svg.stacked-area").first.wait_for()
    tab.locator("svg.row-chart").first.wait_for()


def test_the_map_counts_states(visit: Open) -> None:
    tab = visit(f"{ALL}&tab=Map")
    chart = tab.locator(".cfpb-chart").first
    expect(chart).to_contain_text("TX")
    shown = chart.inner_text().split()
    for state, count in bureau.counted(ROWS, "state").items():
        assert shown[shown.index(state) + 1] == str(count)
    tab.get_by_role("button", name="Complaints per 1,000").click()
    assert "dataNormalization=Per" in tab.url
