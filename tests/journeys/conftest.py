"""One market and one browser for all journeys; what changes something is done in a copy of its home."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import httpx
import pytest
from playwright.sync_api import Browser, Page

from api.pages.numbers import Language
from tests.api.browsing import chromium, served
from tests.journeys import market as markets
from tests.journeys.asking import ask
from tests.journeys.desk import Desk, season
from tests.journeys.market import Market
from tests.world.serve import WorldServer


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """The world, walked twice and released twice. Its platforms go on answering."""
    world, secrets, crowd = markets.begin()
    with WorldServer(world) as server:
        yield markets.build(tmp_path_factory.mktemp("journeys") / "home", server, secrets, crowd)


@pytest.fixture(scope="session")
def site(market: Market) -> Iterator[str]:
    """Address of the market's releases served over HTTP."""
    with served(market.settings) as address:
        yield address


@pytest.fixture(scope="session")
def copied(market: Market, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the same market in which something may be changed."""
    return Path(copytree(market.home, tmp_path_factory.mktemp("changed") / "home"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One a file: while it is open, its loop runs, and no test of another file could start one."""
    with chromium() as found:
        yield found


@pytest.fixture(params=["en", "tr"])
def language(request: pytest.FixtureRequest) -> Language:
    """Every journey is made in both languages."""
    found: Language = request.param
    return found


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Page]:
    """A tab of somebody without JavaScript, on a small laptop."""
    yield from _tab(browser, site)


def _tab(browser: Browser, address: str) -> Iterator[Page]:
    with browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 1200, "height": 800}) as context:  # fmt: skip
        tab = context.new_page()
        tab.set_default_timeout(30_000)
        yield tab


@pytest.fixture(scope="session")
def desk(market: Market, copied: Path) -> Iterator[Desk]:
    """The market after a season of disputes."""
    with season(market, copied) as found:
        yield found


@pytest.fixture
def reader_of_desk(browser: Browser, desk: Desk) -> Iterator[Page]:
    """The same reader, after that season."""
    yield from _tab(browser, desk.address)


@pytest.fixture(scope="session")
def downloaded(http: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every file of the latest release, as it comes over HTTP."""
    into = tmp_path_factory.mktemp("downloaded")
    for file in ask(http, "/releases/latest")["files"]:
        (into / file["name"]).write_bytes(http.get(file["address"]).content)
    return into


@pytest.fixture(scope="session")
def http(site: str) -> Iterator[httpx.Client]:
    """Somebody's own program."""
    with httpx.Client(base_url=site, timeout=30) as client:
        yield client
