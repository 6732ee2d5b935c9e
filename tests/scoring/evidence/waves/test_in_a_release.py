"""Waves from stored records to tables: noticed the day they begin, told in words, joined into triage, the same every time."""

import random
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from scoring.pipeline import Scored
from scoring.run import score
from store.alerts import open_alert
from store.records import CrawledRecord
from store.settings import Settings
from store.vocabulary import AlertKind, RecordKind
from store.written import day
from tests.scoring.made import NOW, keep, record

WORDS = "kargo şube kurye paket adres teslim telefon kapı sabah akşam ücret iade kutu bant fiş servis araç depo müdür cevap".split()  # noqa: SIM905


def text(n: int) -> str:
    """Different words for every number, in no order."""
    return " ".join(WORDS[(n * step + n // 7) % len(WORDS)] for step in (1, 3, 7, 9, 11, 13)) + f" konu{n}"


def usual(brand: str, days: int = 200, every: float = 24.0, **fields: Any) -> list[CrawledRecord]:
    """One complaint a day for so many days, each by somebody else."""
    return [
        record(f"{brand}-{n}", brand, hours_ago=3 + every * n, text=text(n), author_key=f"{brand}{n}", **fields)
        for n in range(int(days * 24 / every))
    ]


def burst(brand: str, count: int, *, days_ago: float = 0.9, **fields: Any) -> list[CrawledRecord]:
    """So many complaints within the last day, at uneven times, each by somebody else in words of their own."""
    rng = random.Random(brand)
    return [
        record(f"{brand}-w{n}", brand, hours_ago=24 * days_ago * rng.random() + 0.2, text=f"uygulama çöktü {text(1000 + 31 * n)}",
               author_key=f"{brand}w{n}", **fields)
        for n in range(count)
    ]  # fmt: skip


def found(engine: Engine, settings: Settings, records: list[CrawledRecord]) -> Scored:
    keep(engine, settings, records)
    return score(engine, settings, as_of=NOW)[1]


def test_a_wave_is_noticed_on_the_day_it_begins_and_stands_in_all_tables(engine: Engine, settings: Settings) -> None:
    scored = found(engine, settings, [*usual("A"), *usual("B"), *usual("C"), *burst("A", 30)])
    (wave,) = scored.evidence["waves"].to_pylist()
    assert (wave["scope"], wave["what"], wave["brand_id"]) == ("brand", "complaint", "a")
    assert (wave["starts_at"], wave["noticed_at"]) == (NOW - timedelta(days=1), NOW)
    assert wave["is_under_way"]
    assert wave["records_count"] == 31
    assert wave["low"] < wave["ratio"] < wave["high"]
    assert 0.8 < wave["probability"] <= 1
    began = NOW - timedelta(days=1)
    assert f"31 complaints from {day(began, 'en')} on, where" in wave["sentence_en"]
    assert wave["sentence_tr"].startswith(f"{day(began, 'tr')} gününden başlayarak 31 şikâyet; beklenen")
    assert "(95% " in wave["sentence_en"]
    assert "(%95 " in wave["sentence_tr"]
    assert wave["kind_en"].endswith("%).")
    assert " %" not in wave["kind_en"]
    shares = [wave[f"{kind}_share"] for kind in ("organic", "coordinated", "source_side", "sector_wide")]
    assert sum(shares) == pytest.approx(1)
    assert wave["kind"] == "organic"
    signs = scored.evidence["wave_signs"].to_pylist()
    assert {sign["wave_id"] for sign in signs} == {wave["wave_id"]}
    days = scored.evidence["wave_days"].to_pylist()
    assert sum(one["records_count"] for one in days if one["is_in_wave"]) == 31
    assert [one["starts_at"] for one in days] == sorted(day["starts_at"] for day in days)
    members = scored.evidence["wave_members"].column("record_id").to_pylist()
    assert len(members) == 31


def test_a_record_of_a_wave_under_way_is_read_first(engine: Engine, settings: Settings) -> None:
    scored = found(engine, settings, [*usual("A"), *usual("B"), *burst("A", 30)])
    rows = [row for row in scored.evidence["triage"].to_pylist() if row["brand_id"] == "a"]
    assert {row["reason"] for row in rows if row["record_id"].startswith("site:A-w")} >= {"wave"}
    assert {row["value"] for row in rows if row["reason"] == "wave"} == {31}


def test_praise_is_watched_like_complaints(engine: Engine, settings: Settings) -> None:
    stars: dict[str, Any] = {"kind": RecordKind.REVIEW, "rating": 5.0, "rating_worst": 1.0, "rating_best": 5.0}
    scored = found(engine, settings, [*usual("A", **stars), *usual("B", **stars), *burst("A", 30, **stars)])
    (wave,) = scored.evidence["waves"].to_pylist()
    assert wave["what"] == "praise"
    assert "praising reviews" in wave["sentence_en"]


def test_a_renamed_category_is_a_break_and_no_spike(engine: Engine, settings: Settings) -> None:
    """J2: half of all complaints come under a new name from one day on, at every brand; the brands themselves did not rise."""
    made = [
        one.model_copy(update={"issue": "Teslimat sorunu" if one.posted_at > NOW - timedelta(days=6) else "Geç teslim"})
        for brand in "ABC"
        for one in usual(brand, every=8.0)
        if one.posted_at is not None
    ]
    keep(engine, settings, made)
    detail = {
        "field": "issue",
        "old": "Geç teslim",
        "new": "Teslimat sorunu",
        "new_on": f"{NOW - timedelta(days=6):%Y-%m-%d}",
        "old_on": "",
    }
    open_alert(engine, AlertKind.BREAK, "site", "renamed", run_id=1, detail=detail)
    waves = score(engine, settings, as_of=NOW)[1].evidence["waves"].to_pylist()
    assert {wave["scope"] for wave in waves} == {"type"}
    assert {wave["kind"] for wave in waves} == {"source-side"}


def test_the_same_records_give_the_same_tables(engine: Engine, settings: Settings) -> None:
    keep(engine, settings, [*usual("A"), *usual("B"), *burst("A", 30)])
    first, second = (score(engine, settings, as_of=NOW)[1].evidence for _ in range(2))
    for name in ("waves", "wave_signs", "wave_days", "wave_members"):
        assert first[name].equals(second[name])


def test_nothing_rises_where_nothing_rose(engine: Engine, settings: Settings) -> None:
    scored = found(engine, settings, [*usual("A"), *usual("B")])
    assert scored.evidence["waves"].num_rows == 0
    assert scored.evidence["wave_members"].num_rows == 0
