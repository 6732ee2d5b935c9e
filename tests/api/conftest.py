"""One sample release and one client for all tests of the API."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from store.settings import Settings
from tests.api import sample


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home that holds one published sample release."""
    return sample.build(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home with the sample release that no test asks or changes."""
    return sample.build(tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def own(untouched: Settings, tmp_path: Path) -> Settings:
    """A copy of it that the test may change."""
    return untouched.model_copy(update={"home": Path(copytree(untouched.home, tmp_path / "home"))})


@pytest.fixture(scope="session")
def client(settings: Settings) -> Iterator[TestClient[Litestar]]:
    """A client of the app over the sample release."""
    with TestClient(create_app(settings)) as client:
        yield client
