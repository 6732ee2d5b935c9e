"""What the API promises in its own description holds for whatever is asked: schemathesis, in process."""

import atexit
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis import settings as bounded

from api.app import create_app
from api.shelf import Shelf
from store.settings import Settings

HOME = Path(mkdtemp(prefix="terazi-contract-"))
"""Made before any fixture is: the description is read when the tests are collected."""
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
APP = create_app(Settings(home=HOME))
schema = schemathesis.openapi.from_asgi("/schema/openapi.json", APP)
schema.config.generation.update(modes=list(schemathesis.GenerationMode))


@pytest.fixture(scope="session")
def _with_sample(settings: Settings) -> Iterator[None]:
    APP.state.shelf = Shelf(settings.releases, settings.home / "cache" / "contract")
    yield
    APP.state.shelf.close()


@pytest.mark.usefixtures("_with_sample")
@schema.parametrize()
@bounded(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_answer_is_as_described(case: "schemathesis.Case[Any]") -> None:
    """No status, type or body outside the description; wrong input is refused, right input is taken."""
    case.call_and_validate()
