"""What to read first: every reason by itself, the stated order, and what is left out."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from scoring.evidence.triage import reasons as triage
from scoring.evidence.triage.harm import KINDS, harms
from scoring.run import score
from store.records import CrawledReply
from store.settings import Settings
from store.vocabulary import Speaker, Visibility
from tests.scoring.made import NOW, keep, record

ROW: dict[str, Any] = {"harms": [], "contested": False, "theme": None, "first_response_h": None, "is_claimed": False, "usual_hours": None, "age_days": 2.0,
                       "records_count": 1, "text": "", "wave_count": 0}  # fmt: skip
THEME = {
    "label": "a · b",
    "records_count": 9,
    "of_count": 60,
    "earlier_count": 2,
    "earlier_of_count": 50,
    "growth": 3.75,
    "growth_low": 1.4,
}


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"harms": [("health", "yaralandi"), ("crime", "calindi")]}, "harm", 2),
        ({"wave_count": 14}, "wave", 14),
        ({"contested": True}, "denied", 1),
        ({"theme": THEME}, "growing_theme", 3.75),
        ({"usual_hours": 24.0}, "unanswered", 48),
        ({"records_count": 3}, "repeated", 3),
        ({"text": "12.03.2026 günü 450 TL, 3 kez aradım, 2 ay oldu, 1250 TL"}, "figures", 5),
    ],
)
def test_each_reason_has_its_number_and_its_words(fields: dict[str, Any], name: str, value: float) -> None:
    (found,) = triage.reasons({**ROW, **fields})
    assert (found.name, found.value) == (name, value)
    assert found.sentence_en != found.sentence_tr
    assert not {"score", "puan"} & set(f"{found.sentence_en} {found.sentence_tr}".lower().split())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"usual_hours": 72.0},
        {"usual_hours": 1.0, "first_response_h": 5.0},
        {"usual_hours": 1.0, "is_claimed": True},
        {"text": "450 TL 450 TL 450 TL"},
    ],
)
def test_what_is_no_reason(fields: dict[str, Any]) -> None:
    assert triage.reasons({**ROW, **fields}) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ocak patladı, elim yandı, hastaneye gittim", "health"), ("Cihazdan alev çıktı", "danger"), ("Bebeğimin maması gelmedi", "vulnerable"),
        ("Kurye beni tehdit etti", "violence"), ("Bilgim dışında para çekildi", "crime"), ("Maaşım bloke edildi", "livelihood"),
        ("The charger caught fire", "danger"), ("My identity was stolen", "crime"), ("They threatened me", "violence"), ("We were evicted", "livelihood"),
    ],
)  # fmt: skip
def test_words_of_harm(text: str, kind: str) -> None:
    assert kind in {found for found, _ in harms([text])[0]}
    assert kind in KINDS


@pytest.mark.parametrize(
    "text", ["Kargom gelmedi, mağdurum.", "Faturam yüksek geldi", "Very slow answer, bad app", "", "Ürünüm kırık çıktı"]
)
def test_plain_trouble_is_no_harm(text: str) -> None:
    assert harms([text]) == [[]]


def test_the_list_follows_the_stated_order(engine: Engine, settings: Settings) -> None:
    """Harm first, then the firm's denied claim, then the longest wait; answered ones without a reason, gone and confirmed ones are not listed."""
    answered = [
        record(f"a{n}", "A", hours_ago=300 + n, answered_after=5, text=f"Konu {'abcdefghijkl'[n]} çok uzadı gitti")
        for n in range(12)
    ]
    said = (CrawledReply(speaker=Speaker.BRAND, text="Sorununuz çözülmüştür.", posted_at=NOW - timedelta(hours=20)),
            CrawledReply(speaker=Speaker.CUSTOMER, text="Hayır, çözülmedi.", posted_at=NOW - timedelta(hours=10)))  # fmt: skip
    made = [
        *answered,
        record("waits", "A", hours_ago=60, text="Kutum eksik geldi yine"),
        record("waits-longer", "A", hours_ago=90, text="Şubeniz telefonu hiç açmıyor"),
        record("young", "A", hours_ago=2, text="Poşet yırtılmış durumdaydı"),
        record("harm", "A", hours_ago=3, text="Kuryeniz beni tehdit etti"),
        record("denied", "A", hours_ago=40, text="Adres hep yanlış yazılıyor").model_copy(update={"replies": said}),
        record("confirmed", "A", hours_ago=50, customer_confirms=True, text="İade kodum çalışmıyordu, yangın çıktı"),
        record("gone", "A", hours_ago=50, text="Araç beni ezecekti, hastaneye gittim"),
        record("old", "A", hours_ago=24 * 100, text="Dolandırıldım resmen burada"),
    ]  # fmt: skip
    keep(engine, settings, made).gone("site:gone", "404", Visibility.REMOVED, NOW)
    scored = score(engine, settings, as_of=NOW)[1]
    rows = [row for row in scored.evidence["triage"].to_pylist() if row["brand_id"]]
    order = list(dict.fromkeys(row["record_id"].removeprefix("site:") for row in rows))
    assert order == ["harm", "denied", "waits-longer", "waits"]
    assert {row["of_count"] for row in rows} == {len(made) - 3}
    assert all(row["rule_en"] and row["sentence_tr"] for row in rows)
    whole = [row for row in scored.evidence["triage"].to_pylist() if not row["brand_id"]]
    assert [row["record_id"] for row in whole] == [row["record_id"] for row in rows]
