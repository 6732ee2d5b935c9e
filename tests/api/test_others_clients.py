"""Clients that others wrote, over loopback: one that is generated from our description, and OpenRefine's `reconciler`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from store.settings import Settings
from tests.api.browsing import served
from tests.peers.running import peer, script

READ_AS_TEXT = "content_type_overrides: {application/atom+xml: text/html, image/svg+xml: text/html}"


@pytest.fixture(scope="module")
def address(settings: Settings) -> Iterator[str]:
    """Where the sample is served."""
    with served(settings) as found:
        yield found


@pytest.fixture(scope="module")
def generated(address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client that openapi-python-client writes, every operation of it."""
    home = tmp_path_factory.mktemp("generated")
    (home / "config.yml").write_text(READ_AS_TEXT, encoding="utf-8")
    done = peer("openapi-python-client", "generate", "--url", f"{address}/schema/openapi.json", "--config", home / "config.yml",
                "--output-path", home / "client", "--fail-on-warning")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "client"


def test_a_generated_client_has_every_operation_and_type_checks(
    client: TestClient[Litestar], generated: Path, tmp_path: Path
) -> None:
    described = client.get("/schema/openapi.json").json()["paths"]
    operations = sum(method in {"get", "post", "put", "delete"} for path in described.values() for method in path)
    written = [path for path in (generated / "terazi_client" / "api").glob("*/*.py") if path.name != "__init__.py"]
    assert len(written) == operations > 60
    done = peer("mypy", "--strict", "--cache-dir", tmp_path, generated / "terazi_client")
    assert done.stdout.startswith("Success: no issues found"), done.stdout


def test_a_generated_client_reads_a_brand_and_walks_through_all(
    client: TestClient[Litestar], address: str, generated: Path
) -> None:
    done = script("with_generated_client", generated, address, "sahin-kargo")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    brand = client.get("/api/v1/brands/sahin-kargo").json()
    assert told["name"] == brand["name"]
    assert told["dimensions"] == sorted({one["dimension"] for one in brand["scores"]}) != []
    assert told["status"] == 404
    assert (
        len(told["matters"]) == len(set(told["matters"])) == client.get("/api/v1/incidents").json()["found_count"] > 100
    )


def test_openrefines_client_matches_a_column_of_names(address: str) -> None:
    names = ["ŞAHİN KARGO A.Ş.", "Sahin Kargo Ltd. Şti.", "ulak teslımat", "Zzqx Holding"]
    done = script("with_reconciler", address, *names)
    assert done.returncode == 0, done.stderr
    told = {one["input_value"]: one for one in json.loads(done.stdout)}
    assert told.keys() == set(names)
    for name in names[:2]:
        assert (told[name]["id"], told[name]["match"]) == ("sahin-kargo", True)
    assert told["ulak teslımat"]["id"] == "ulak-teslimat"
    assert (told["Zzqx Holding"]["id"], told["Zzqx Holding"]["match"]) == (None, False)
