"""Badge, stars, templates and the customer's word side by side: a made case, and two real banks."""

import json
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.app import create_app
from crawler.imports.run import run_import
from scoring.publish import publish_release
from scoring.run import score
from store.release import open_release
from store.settings import Settings
from tests.scoring.made import NOW, base, keep, record
from tests.shared import shared

STARS: dict[str, Any] = {"rating_worst": 1, "rating_best": 5}


def test_a_badge_a_claim_and_the_customers_word_are_counted_apart(engine: Engine, settings: Settings) -> None:
    base(engine, {"Alfa": 1000})
    keep(engine, settings, [
        record("1", "Alfa", hours_ago=50, solved_mark=True, rating=1, customer_confirms=False, claimed_by_brand=True, **STARS),
        record("2", "Alfa", hours_ago=60, solved_mark=True, rating=5, customer_confirms=True, **STARS),
        record("3", "Alfa", hours_ago=70, solved_mark=True),
        record("4", "Alfa", hours_ago=80),
    ])  # fmt: skip
    scored = score(engine, settings, as_of=NOW)[1]
    assert scored.outcomes is not None
    (row,) = scored.outcomes.to_pylist()
    counts = {
        name: row[f"{name}_count"]
        for name in ("incidents", "badge", "badge_marked", "badge_low_mark", "claimed", "confirmed", "denied", "silent")
    }
    assert counts == {
        "incidents": 4,
        "badge": 3,
        "badge_marked": 2,
        "badge_low_mark": 1,
        "claimed": 1,
        "confirmed": 1,
        "denied": 1,
        "silent": 2,
    }
    assert (row["resolved_low_share"], row["resolved_high_share"]) == (0.25, 0.75)


def test_the_data_grade_falls_with_every_test_that_is_not_passed(engine: Engine, settings: Settings) -> None:
    """Base of grade A (passed); one platform and one crawl (not passed); all followed for a week; weight of evidence 1."""
    base(engine, {"Alfa": 1000})
    keep(engine, settings, [record(str(n), "Alfa", hours_ago=24 * (8 + n)) for n in range(3)])
    scored = score(engine, settings, as_of=NOW)[1]
    assert scored.outcomes is not None
    (row,) = scored.outcomes.to_pylist()
    assert (row["data_grade"], row["platforms_count"], row["median_gap_hours"], row["followed_share"]) == (
        "C",
        1,
        None,
        1.0,
    )
    base(engine, {"Alfa": 1000}, grade="C")
    again = score(engine, settings, as_of=NOW)[1].outcomes
    assert again is not None
    assert again.column("data_grade").to_pylist() == ["D"]


@pytest.fixture
def two_banks(engine: Engine, settings: Settings, tmp_path: Path) -> Settings:
    """Real rows of two Turkish banks: 2,679 complaints."""
    with shared("data/tr_complaints/complaints.jsonl").open(encoding="utf-8") as file:
        rows = [line for line in file if json.loads(line)["sector"] == "banka"]
    path = tmp_path / "banks.jsonl"
    path.write_text("".join(rows), encoding="utf-8")
    run_import(settings, "jsonl", path, show_progress=False)
    publish_release(
        engine,
        settings,
        title=("banks", "bankalar"),
        is_simulated=False,
        code_version="test",
        as_of=NOW.replace(month=1),
    )
    return settings


def test_the_better_badge_is_not_crowned(two_banks: Settings) -> None:
    """By the site's badge one bank looks far better; its answers are templates and its "solved" customers give one or two stars."""
    release = open_release(two_banks.releases)
    outcomes = {row["brand_id"]: row for row in release.table("outcomes").to_pylist()}
    vakif, isbank = outcomes["vakifbank"], outcomes["is-bankasi"]
    badge = {name: row["badge_count"] / row["incidents_count"] for name, row in outcomes.items()}
    assert badge["vakifbank"] == pytest.approx(0.62, abs=0.01)
    assert badge["is-bankasi"] == pytest.approx(0.27, abs=0.01)
    assert vakif["badge_low_mark_count"] / vakif["badge_marked_count"] == pytest.approx(0.42, abs=0.01)
    assert vakif["template_share"] == 1
    assert isbank["answers_count"] == 0
    assert (
        vakif["resolved_high_share"] < badge["vakifbank"]
    )  # even the kindest reading of silence stays under the badge
    scores = release.table("scores").to_pylist()
    assert {row["tier"] for row in scores} == {None}  # no denominators, no times of confirmation: nobody is placed


def test_the_page_shows_them_side_by_side(two_banks: Settings) -> None:
    with TestClient(create_app(two_banks)) as client:
        english, turkish = (client.get(f"/{language}/brands/vakifbank").text for language in ("en", "tr"))
        answer = client.get("/api/v1/brands/vakifbank").json()["outcomes"]
    for words in ("Who says it was solved?", "62%", "42%", "100%", "34%"):
        assert words in english
    assert "Çözüldüğünü kim söylüyor?" in turkish
    assert answer["badge_count"] == 673
