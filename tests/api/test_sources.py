"""How a source stands: in the API and on its page, in both languages, with nothing that belongs to the operator alone."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.pages.texts_sources import DECLARED, LICENCE_NAMES
from crawler.source import SOURCES
from store.release import open_release
from store.settings import Settings

Client = TestClient[Litestar]


@pytest.fixture
def source(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/sources/complaint-site")
    assert answer.status_code == 200
    return dict(answer.json()["source"])


def test_a_source_says_how_it_stands(source: dict[str, Any]) -> None:
    assert (source["state"], source["lag_hours"], source["lag_days"]) == ("failed", 68.0, 2.8)
    assert source["new_count"] == 0, "of the latest run, although it failed"
    assert source["filled"] == {"rating": 0.62, "text": 1.0}, "of the last good one"
    assert source["notice_counts"] == {"selector": 4}
    assert source["robots"] == [{"host": "https://example.org", "state": "allowed", "at": "2026-11-19T03:00:01Z"}]


def test_what_it_needs_is_named_and_never_shown(source: dict[str, Any]) -> None:
    assert (source["is_off"], source["vanishes"]) == (True, "asked")
    assert (source["keys"], source["keys_missing"]) == (["COMPLAINT_SITE_KEY"], ["COMPLAINT_SITE_KEY"])


def test_mass_removals_and_breaks_stand_with_their_figures(source: dict[str, Any]) -> None:
    (alert,), (broken,) = source["alerts"], source["breaks"]
    assert (alert["gone"], alert["looked_at"], alert["expected"]) == (14, 60, 1.3)
    assert (alert["blocks"], alert["closed_because"]) == (True, "the site merged double entries")
    assert (broken["field"], broken["old"], broken["new"]) == ("issue", "Kargo Gecikmesi", "Geç Teslimat")
    assert (broken["old_on"], broken["new_on"], broken["closed_at"]) == ("2026-09-30", "2026-10-01", None)


def test_who_closed_an_alert_is_not_published(settings: Settings) -> None:
    release = open_release(settings.releases)
    assert "closed_by" not in release.manifest["tables"]["alerts"]["columns"]
    assert not any(b"A. Auditor" in path.read_bytes() for path in release.folder.glob("*.[cj]s*"))


def test_an_unknown_source_is_not_there(client: Client) -> None:
    assert client.get("/api/v1/sources/nowhere").status_code == 404
    assert client.get("/en/sources/nowhere").status_code == 404


@pytest.mark.parametrize(("language", "says"), [
    ("en", ["14 of 60 records looked at had vanished where 1.3 were to be expected", "Renamed?", "Last seen 30 September 2026", "68 hours behind",
            "allows what was asked", "COMPLAINT_SITE_KEY", "62%", "Off until its operator turns it on"]),
    ("tr", ["Bakılan 60 kayıttan 14 tanesi ortadan kalkmıştı; beklenen 1,3 idi", "Adı mı değişti?", "30 Eylül 2026", "68 saat gerisinde",
            "sorulana izin veriyor", "COMPLAINT_SITE_KEY", "%62", "İşleten açana kadar kapalı"]),
])  # fmt: skip
def test_its_page_says_the_same(client: Client, language: str, says: list[str]) -> None:
    html = client.get(f"/{language}/sources/complaint-site").text
    assert [words for words in says if words not in html] == []


def test_the_list_points_at_what_needs_a_look(client: Client) -> None:
    html = client.get("/en/sources").text
    assert 'href="/en/sources/complaint-site"' in html
    assert "off · keys missing · breaks: 1" in html


def test_a_removed_record_says_how_and_by_whom(client: Client) -> None:
    page = client.get("/api/v1/brands/sahin-kargo/records?visibility=removed&limit=200").json()
    assert page["found_count"] == len(page["records"]) > 0
    record = page["records"][0]
    assert (record["visibility"], record["gone_by"]) == ("removed", "unknown")
    assert record["gone_at"] is not None
    html = client.get(f"/en/records/{record['record_id']}").text
    assert "Removed; first missed on" in html
    assert "nobody says" in html


def test_the_page_of_a_brands_records_shows_what_was_removed(client: Client) -> None:
    html = client.get("/en/brands/sahin-kargo/records?visibility=removed").text
    shown = client.get("/api/v1/brands/sahin-kargo/records?visibility=removed").json()
    assert html.count('class="record"') == shown["found_count"]
    assert html.count("Removed; first missed on") == shown["found_count"]


def test_what_a_source_declares_of_itself_stands_in_turkish_too() -> None:
    said = {words for one in SOURCES.values() for words in (one.kind.replace("_", " "), one.licence)}
    assert len(said) > 40
    assert not said - set(DECLARED) - set(LICENCE_NAMES)
    assert not [words for words, turkish in DECLARED.items() if words == turkish or not turkish]
