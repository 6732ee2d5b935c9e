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
from litestar.routes import HTTPRoute
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok

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


def test_every_check_is_made_of_everything_that_is_asked_by_program() -> None:
    """Pages and charts are for people; OpenRefine's service is described by its own protocol, and /metrics by Prometheus' format."""
    load_all_checks()
    found = list(schema.get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(operations) == len(found)
    for operation in operations:
        config = schema.config.checks_config_for(operation=operation)
        assert all(config.get_by_name(name=name).enabled for name in CHECKS.get_all_names()), operation.label
    served = {f"{method} {route.path_format}" for route in APP.routes if isinstance(route, HTTPRoute) for method in route.methods - {"OPTIONS"}}  # fmt: skip
    asked = {one for one in served if one.partition(" ")[2].startswith(("/api/", "/feeds/"))}
    left = asked - {operation.label for operation in operations}
    assert {one.partition(" ")[2].removeprefix("/api/v1/").partition("/")[0] for one in left} == {"reconcile"}


@pytest.mark.usefixtures("_with_sample")
@schema.parametrize()
@bounded(max_examples=30, suppress_health_check=list(HealthCheck), derandomize=True)
def test_every_answer_is_as_described(case: "schemathesis.Case[Any]") -> None:
    """No status, type or body outside the description; wrong input is refused, right input is taken."""
    case.call_and_validate()
