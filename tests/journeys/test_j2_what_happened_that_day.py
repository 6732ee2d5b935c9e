"""J2 A journalist asks: what happened on that day? A break is no spike, a day nobody looked at is no zero, a burst of removals is named."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Page

from api.pages.numbers import Language
from tests.api import sample
from tests.api.browsing import served
from tests.journeys.asking import arrived, ask, words
from tests.journeys.market import Market

BRAND = "sahin-kargo"


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A source that was down for days, renamed a category and took down much at once: the sample release."""
    with served(sample.build(tmp_path_factory.mktemp("eventful"))) as address:
        yield address


@pytest.fixture
def page(browser: Browser, eventful: str, language: Language) -> Iterator[Page]:
    """The brand's page there."""
    with browser.new_context(base_url=eventful, java_script_enabled=False) as context:
        tab = context.new_page()
        tab.goto(f"/{language}/brands/{BRAND}")
        yield tab


def test_breaks_bursts_and_outages_stand_beside_the_counts(page: Page, eventful: str, language: Language) -> None:
    with httpx.Client(base_url=eventful) as http:
        told = ask(http, f"/brands/{BRAND}/timeline")
    listed = page.locator("table.events")
    kinds = {event["kind"] for event in told["events"]}
    assert kinds >= {"break", "mass_removal", "outage"}
    for event in told["events"]:
        assert event[f"sentence_{language}"] in listed.inner_text()
        assert words(f"event.{event['kind']}", language) in listed.inner_text()


def test_days_without_a_look_are_unknown_and_not_zero(page: Page, eventful: str, language: Language) -> None:
    with httpx.Client(base_url=eventful) as http:
        days, weeks = (ask(http, f"/brands/{BRAND}/timeline", every=every)["steps"] for every in ("day", "week"))
    assert [step for step in days if step["looked"] == "no"], "not said to be zero"
    section = page.locator("section[aria-labelledby=days]")
    section.locator("summary").last.click()
    rows = section.locator("details tbody tr").all_inner_texts()
    assert len(rows) == len(weeks)
    for row, step in zip(rows, reversed(weeks), strict=True):
        assert (
            words(f"looked.{step['looked']}", language, count=step["crawled_days_count"], days=step["days_count"])
            in row
        )
        if step["looked"] == "no" and not step["records_count"]:
            assert "–" in row
    assert {step["looked"] for step in weeks} > {"partly"}
    arrived(page)


def test_a_renamed_category_is_a_break_and_no_rise(page: Page, language: Language) -> None:
    """The rise that the renaming looks like is laid at the source's door."""
    said = page.locator("section[aria-labelledby=waves]").inner_text()
    assert ("kaynak değişti" if language == "tr" else "the source changed") in said or words("event.break", language) in said  # fmt: skip
    assert words("event.break", language) in page.locator("table.events").inner_text()


def test_a_crisis_stands_on_its_day(market: Market, http: httpx.Client, reader: Page, language: Language) -> None:
    assert market.crowd
    brand_id = ask(http, "/brands", q=market.crowd.name)["brands"][0]["brand_id"]
    told = ask(http, f"/brands/{brand_id}/timeline", days=30)
    (wave,) = [event for event in told["events"] if event["kind"] == "wave"]
    reader.goto(f"/{language}/brands/{brand_id}")
    assert wave[f"sentence_{language}"] in reader.locator("table.events").inner_text()
