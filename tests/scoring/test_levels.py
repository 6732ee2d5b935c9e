"""Difficulty in the recipe: learned with a standard, frozen with it, and the same whatever vanishes later."""

import random
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine

from scoring.levels import levels_of
from scoring.method import Parameters
from scoring.pipeline import Scored
from scoring.run import calculate, score, standard_of
from scoring.standard import Standard, differences
from store.records import CrawledRecord
from store.settings import Settings
from store.vocabulary import Visibility
from tests.scoring.made import NOW, base, keep, record

BRANDS = [f"Marka {name}" for name in "ABCDEFG"]
HARD = ["kayboldu", "hasar", "tazminat", "dava", "sorumluluk", "kırık", "ezilmiş", "sigorta", "tutanak", "itiraz"]
EASY = ["adres", "numara", "güncelleme", "isim", "fatura", "kopya", "şifre", "üyelik", "bildirim", "tarih"]
COMMON = [
    "kargo",
    "şube",
    "telefon",
    "müşteri",
    "dün",
    "bugün",
    "sabah",
    "akşam",
    "hafta",
    "teslim",
    "paket",
    "sipariş",
    "kurye",
    "depo",
    "kapı",
    "komşu",
    "not",
    "mesaj",
    "arama",
    "saat",
]


def text_of(number: int, n: int, *, is_hard: bool) -> str:
    """A text of its own, half of it of words that only its kind has."""
    rng = random.Random(1000 * number + n)
    return " ".join(rng.sample(HARD if is_hard else EASY, 6) + rng.sample(COMMON, 8))


def told(number: int, brand: str, n: int) -> CrawledRecord:
    """Every other matter is hard; the easy ones are confirmed within days, of the hard ones every eighth after weeks."""
    is_hard, hours = n % 2 == 0, 1500 + 13 * n + number
    after = (200 if is_hard else 20) + n
    moment = NOW - timedelta(hours=hours - after) if not is_hard or n % 16 == 0 else None
    return record(f"{brand}-{n}", brand, hours_ago=hours, text=text_of(number, n, is_hard=is_hard),
                  customer_confirms=True if moment else None, customer_confirmed_at=moment)  # fmt: skip


@pytest.fixture
def stored(engine: Engine, settings: Settings) -> Engine:
    base(engine, dict.fromkeys(BRANDS, 20_000.0))
    keep(engine, settings, [told(number, brand, n) for number, brand in enumerate(BRANDS) for n in range(32)])
    return engine


@pytest.fixture
def standard(stored: Engine, settings: Settings) -> Standard:
    return standard_of(stored, settings, NOW, Parameters())


def levels(scored: Scored) -> dict[str, list[int]]:
    rows = scored.case["case_incidents"].to_pylist()
    return {
        kind: sorted({row["difficulty"] for row in rows if (int(row["incident_id"].rpartition("-")[2]) % 2 == 0) is is_hard})
        for kind, is_hard in (("hard", True), ("easy", False))
    }  # fmt: skip


def test_hard_matters_stand_apart_from_easy_ones_only_against_a_frozen_standard(
    stored: Engine, settings: Settings, standard: Standard
) -> None:
    assert levels(calculate(stored, settings, NOW, Parameters())) == {"hard": [2], "easy": [2]}
    found = levels(calculate(stored, settings, NOW, Parameters(), standard))
    assert found == {"hard": [2, 3], "easy": [1, 2]}


def test_the_model_survives_its_file(standard: Standard, tmp_path: Path) -> None:
    standard.write(tmp_path / "standard.parquet")
    read, made = levels_of(Standard.read(tmp_path / "standard.parquet")), levels_of(standard)
    assert read is not None
    assert made is not None
    assert np.array_equal(read.totals, made.totals)
    assert np.array_equal(read.counts, made.counts)
    assert (read.folds, read.cuts) == (made.folds, made.cuts)
    assert read.counts[:, :-1].any()
    assert levels_of(Standard()) is levels_of(None) is None


def test_what_two_models_do_not_share_is_told_in_two_rows(standard: Standard) -> None:
    told_apart = list(differences(standard, Standard(standard.facts)))
    assert sum(row["quantity"] in ("total", "count") for row in told_apart) == 2
    assert len(told_apart) < 2000
    assert list(differences(standard, standard)) == []


def test_f7_records_that_vanish_move_no_level_and_raise_no_score(
    stored: Engine, settings: Settings, standard: Standard
) -> None:
    before = score(stored, settings, as_of=NOW, standard=standard)[1]
    intake = keep(stored, settings, [])
    for n in range(0, 32, 2):
        intake.gone(f"site:Marka A-{n}", "404", Visibility.REMOVED, NOW - timedelta(hours=100))
    after = score(stored, settings, as_of=NOW, standard=standard)[1]
    one, two = (part.case["case_incidents"].select(["incident_id", "difficulty"]) for part in (before, after))
    assert one.equals(two)
    for old, new in zip(before.weighed, after.weighed, strict=True):
        i = old.group.brands.index("marka-a")
        assert new.posterior.score[i] <= old.posterior.score[i] + 1e-9
