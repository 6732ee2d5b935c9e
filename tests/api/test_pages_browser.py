"""In a real browser: accessible, no wider than a phone, and whole without JavaScript."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from store.settings import Settings
from tests.api.browsing import chromium, served

PAGES = ["", "/brands?q=sahin", "/sectors/tr-cargo", "/sectors/xx-auto-insurance", "/sectors/xx-auto-insurance?sort=score", "/brands/sahin-kargo",
         "/brands/thornbury-mutual", "/brands/ulak-teslimat", "/brands/sahin-kargo/records", "/records/complaint-site:sahin-kargo-0001", "/method",
         "/sources", "/sources/complaint-site", "/releases", "/privacy", "/disputes", "/disputes/1", "/disputes/new", "/own-figures", "/method/waves",
         "/disputes/new?record_id=complaint-site:sahin-kargo-0008&what=resolution", "/brands/nobody", "/changelog", "/compare",
         "/compare?brand=sahin-kargo&q=kargo", "/compare?brand=sahin-kargo&brand=yildiz-kargo&brand=ulak-teslimat&brand=oncu-kargo",
         "/brands/thornbury-mutual/moved?from=2019", "/brands/sahin-kargo/moved"]  # fmt: skip
EVERYWHERE = pytest.mark.parametrize("page", [f"/{language}{page}" for language in ("en", "tr") for page in PAGES])


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[str]:
    """Address of the sample release served over HTTP."""
    with served(settings) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@EVERYWHERE
def test_axe_finds_nothing_serious(site: str, browser: Browser, page: str) -> None:
    with browser.new_context(viewport={"width": 1100, "height": 900}, bypass_csp=True) as context:
        tab = context.new_page()
        tab.emulate_media(color_scheme="dark" if page.startswith("/tr") else "light")
        tab.goto(site + page)
        found: dict[str, Any] = Axe().run(tab).response
        assert found["passes"], "axe ran"
        assert not [
            f"{one['id']}: {[node['html'] for node in one['nodes']][:3]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
        ]


@EVERYWHERE
def test_a_phone_shows_it_without_scripts_and_without_scrolling_sideways(
    site: str, browser: Browser, page: str
) -> None:
    for width in (320, 360):
        with browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=False) as context:
            tab = context.new_page()
            tab.goto(site + page)
            assert tab.locator("h1").count() == 1
            box = tab.locator("body").bounding_box()
            assert box
            assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_every_image_arrives(site: str, browser: Browser) -> None:
    with browser.new_context() as context:
        tab = context.new_page()
        failed: list[str] = []
        tab.on(
            "response", lambda answer: failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        )
        tab.on("console", lambda message: failed.append(message.text) if message.type == "error" else None)
        for page in (
            "/en/sectors/xx-auto-insurance",
            "/tr/brands/thornbury-mutual",
            "/en/brands/sahin-kargo",
            "/en/brands/thornbury-mutual/moved?from=2019",
            "/tr/compare?brand=sahin-kargo&brand=yildiz-kargo",
        ):
            tab.goto(site + page, wait_until="networkidle")
            assert tab.evaluate("[...document.images].every(image => image.naturalWidth > 100 && image.alt)")
        assert not failed
