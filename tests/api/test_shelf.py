"""Releases come and go: none yet, a new one without a restart, an older one pinned."""

import time
from datetime import timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import create_app
from store.settings import Settings
from tests.api import sample


def test_without_a_release_the_page_says_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(home=tmp_path))) as client:
        page = client.get("/tr")
        assert page.status_code == 503
        assert "Henüz bir sürüm yok" in page.text
        assert client.get("/api/v1/sectors").status_code == 503
        sample.build(tmp_path)
        assert client.get("/tr").status_code == 200, "the first release is taken up at once"


def test_a_new_release_appears_without_a_restart_and_the_old_one_stays(tmp_path: Path) -> None:
    settings = sample.build(tmp_path)
    with TestClient(create_app(settings)) as client:
        old = client.get("/api/v1/sectors").json()["release"]["release_id"]
        cursor = client.get("/api/v1/brands/sahin-kargo/records?limit=5").json()["next_cursor"]
        pinned = client.get(f"/en/brands/sahin-kargo?release={old}").text
        sample.build(tmp_path, at=sample.AS_OF + timedelta(days=1))
        until = time.monotonic() + 20
        while client.get("/api/v1/sectors").json()["release"]["release_id"] == old:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert client.get(f"/en/brands/sahin-kargo?release={old}").text == pinned
        assert client.get(f"/api/v1/brands/sahin-kargo/records?cursor={cursor}").json()["release"]["release_id"] == old
        assert len(client.get("/api/v1/releases").json()["releases"]) == 2


@pytest.mark.parametrize("is_simulated", [True, False])
def test_a_simulated_world_says_so_on_every_page(tmp_path: Path, is_simulated: bool) -> None:
    with TestClient(create_app(sample.build(tmp_path, is_simulated=is_simulated))) as client:
        for page in ("", "/brands", "/sectors/tr-cargo", "/brands/sahin-kargo", "/method", "/sources", "/releases"):
            assert ("Simulated world" in client.get(f"/en{page}").text) == is_simulated
            assert ("Benzetim dünyası" in client.get(f"/tr{page}").text) == is_simulated
