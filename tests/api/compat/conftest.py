"""One release of invented complaints for all tests of the bureau's API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.app import create_app
from store.settings import Settings
from tests.api.compat import bureau

BASE = "/data-research/consumer-complaints/search/api/v1/"
Ask = Callable[..., Any]


@pytest.fixture(scope="session")
def bureau_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home that holds the release."""
    return bureau.build(tmp_path_factory.mktemp("bureau"))


@pytest.fixture(scope="session")
def bureau_client(bureau_settings: Settings) -> Iterator[TestClient[Litestar]]:
    """A client of the app over it."""
    with TestClient(create_app(bureau_settings)) as client:
        yield client


@pytest.fixture
def ask(bureau_client: TestClient[Litestar]) -> Ask:
    """Ask the bureau's API; a right answer as JSON."""

    def asked(query: str = "", path: str = "", **params: Any) -> Any:
        answer = bureau_client.get(f"{BASE}{path}{query}", params=params or None)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return asked
