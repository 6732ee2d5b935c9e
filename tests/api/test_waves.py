"""Waves over the sample release: answers, the page with its chart and its table, the command, and releases that have none."""

import json
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from typer.testing import CliRunner

from api.pages.texts_told import TOLD
from api.waves import waves_told
from store.errors import StoreError
from store.settings import Settings
from terazi import app

Client = TestClient[Litestar]


def ask(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_waves_come_the_newest_first_with_days_and_signs(client: Client) -> None:
    told = ask(client, "/brands/sahin-kargo/waves")
    assert [wave["wave_id"] for wave in told["waves"]] == ["2026-11-15-aa", "2026-06-01-bb"]
    newest = told["waves"][0]
    assert newest["signs"][0]["family"] == "source"
    assert sum(day["records_count"] for day in newest["days"] if day["is_in_wave"]) == 34
    assert client.get(newest["chart"]).headers["content-type"].startswith("image/svg")


def test_who_has_none_gets_an_empty_list_and_who_is_nobody_404(client: Client) -> None:
    assert ask(client, "/brands/thornbury-mutual/waves")["waves"] == []
    assert ask(client, "/sectors/tr-cargo/waves")["waves"] == []
    assert ask(client, "/sources/complaint-site/waves")["waves"] == []
    for place in ("brands", "sectors", "sources"):
        assert client.get(f"/api/v1/{place}/nobody/waves").status_code == 404
    assert client.get("/charts/brands/sahin-kargo/waves.svg?wave=none").status_code == 404
    assert client.get("/charts/brands/thornbury-mutual/waves.svg").status_code == 404


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_page_shows_it_in_words_as_a_chart_and_as_a_table(client: Client, language: str) -> None:
    is_turkish = language == "tr"
    page = client.get(f"/{language}/brands/sahin-kargo").text
    for key in ("waves", "waves.now", "waves.caption", "waves.days", "waves.signs", "waves.unknown"):
        assert TOLD[key][is_turkish] in page
    assert ("kaynak değişti (%92)" if is_turkish else "the source changed, not the brand (92%)") in page
    assert "/charts/brands/sahin-kargo/waves.svg?wave=2026-11-15-aa" in page
    assert TOLD["waves"][is_turkish] not in client.get(f"/{language}/brands/thornbury-mutual").text


@pytest.mark.parametrize("look", ["lang=tr&theme=dark&size=narrow", "lang=en&theme=light&size=wide"])
def test_the_chart_is_drawn_in_every_look(client: Client, look: str) -> None:
    drawn = client.get(f"/charts/brands/sahin-kargo/waves.svg?{look}")
    assert drawn.status_code == 200
    assert ("başlangıç" if "tr" in look else "begins") in drawn.text


def test_the_command_prints_the_same(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERAZI_HOME", str(settings.home))
    run = CliRunner().invoke(app, ["waves", "--brand", "sahin kargo", "--json"])
    assert run.exit_code == 0, run.output
    (answer,) = json.loads(run.stdout)
    assert [wave["kind"] for wave in answer["waves"]] == ["source-side", "organic"]
    said = CliRunner().invoke(app, ["waves", "--language", "tr"])
    assert "sahin-kargo: 15 Kasım 2026 gününden" in said.stdout
    with pytest.raises(StoreError, match="no sector and no brand like"):
        waves_told(settings, "zzzzqqqq")


def test_an_older_release_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from api.app import create_app
    from tests.api import sample

    monkeypatch.setattr(sample, "told_tables", dict)
    with TestClient(create_app(sample.build(tmp_path))) as client:
        assert ask(client, "/brands/sahin-kargo/waves")["waves"] == []
        assert client.get("/en/brands/sahin-kargo").status_code == 200
