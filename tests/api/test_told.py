"""Themes, triage and habits over the sample release: answers, pages, and releases that have none."""

from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from api.pages.texts import TEXTS
from api.pages.texts_told import TOLD
from tests.api.sample_told import RECORDS

Client = TestClient[Litestar]
API = "/api/v1"


def ask(client: Client, path: str) -> Any:
    answer = client.get(f"{API}{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_themes_come_the_most_frequent_first_with_quotes_and_the_rest_beside(client: Client) -> None:
    told = ask(client, "/brands/sahin-kargo/themes")
    assert [theme["records_count"] for theme in told["themes"]] == [24, 21]
    assert told["themes"][0]["words"] == ["aktarma merkezi", "görünüyor", "kargoya"]
    assert told["themes"][0]["quotes"][0]["address"] == "/api/v1/records/complaint-site:sahin-kargo-0000"
    assert told["unassigned_share"] == pytest.approx(0.25)
    assert ask(client, "/sectors/tr-cargo/themes")["brand_id"] == ""


def test_triage_names_every_reason_with_its_number(client: Client) -> None:
    told = ask(client, "/brands/sahin-kargo/triage")
    assert [line["position"] for line in told["records"]] == [0, 1]
    assert [reason["reason"] for reason in told["records"][0]["reasons"]] == ["harm", "unanswered"]
    assert told["rule_en"]
    assert "score" not in str(told["records"])
    assert len(ask(client, "/sectors/tr-cargo/triage")["records"]) == 1


def test_habits(client: Client) -> None:
    assert {one["habit"] for one in ask(client, "/brands/sahin-kargo/replies")["habits"]} == {
        "template",
        "substantive",
        "two_way",
    }


@pytest.mark.parametrize("what", ["themes", "triage", "replies"])
def test_who_has_none_gets_an_empty_list_and_who_is_nobody_404(client: Client, what: str) -> None:
    told = ask(client, f"/brands/thornbury-mutual/{what}")
    assert not told.get("themes")
    assert not told.get("records")
    assert not told.get("habits")
    assert client.get(f"{API}/brands/nobody/{what}").status_code == 404


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_brand_page_shows_all_three(client: Client, language: str) -> None:
    page = client.get(f"/{language}/brands/sahin-kargo").text
    for key in ("themes", "triage", "habits"):
        assert TOLD[key][language == "tr"] in page
    assert "aktarma merkezi · görünüyor · kargoya" in page
    assert TOLD["themes"][language == "tr"] not in client.get(f"/{language}/brands/thornbury-mutual").text


def test_an_older_release_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases made before there were themes are read as ever."""
    from api.app import create_app
    from tests.api import sample

    monkeypatch.setattr(sample, "told_tables", dict)
    with TestClient(create_app(sample.build(tmp_path))) as client:
        assert ask(client, "/brands/sahin-kargo/themes")["themes"] == []
        assert client.get("/en/brands/sahin-kargo").status_code == 200


def test_a_record_shows_what_it_weighs_and_why_in_both_languages(client: Client) -> None:
    address = f"/records/{RECORDS[1]}"
    found = ask(client, address)["record"]
    assert (found["authenticity_weight"], found["abstained"]) == (0.5, False)
    for language, name in (("en", "reasons_en"), ("tr", "reasons_tr")):
        page = client.get(f"/{language}{address}").text
        assert found[name] in page
        assert TEXTS["record.evidence"][language == "tr"] in page.replace("&#39;", "'")
    others = ask(client, "/brands/sahin-kargo/records?limit=100")["records"]
    assert {one["authenticity_weight"] for one in others} >= {None, 1.0}
