"""A record whose source names no brand is about the seller, the courier or the maker it names; end to end, from the store to incidents and voices."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from crawler.pipelines.keep import Intake
from scoring.incidents.unlabelled import brand_of
from scoring.names.mentioned import Mentions
from scoring.pipeline import Scored
from scoring.run import score
from store.brandbook import add_sectors, open_brand
from store.erasure import erase
from store.names.choice import Known
from store.names.model import shipped
from store.settings import Settings
from store.vocabulary import RecordKind
from tests.scoring.made import NOW, base, keep, record

LOST = "Siparişim on gündür gelmedi, kimse telefonu açmıyor"


@pytest.fixture
def market(engine: Engine, settings: Settings) -> Engine:
    base(engine, {"Şahin Kargo": 50_000, "Yelkovan Kargo": 80_000})
    with Session(engine) as session:
        add_sectors(session, [{"sector_id": "tr-elektronik", "name_en": "Electronics", "name_tr": "Elektronik", "country": "TR"}])  # fmt: skip
        for name in ("Lumonit", "Köşe Mağaza"):
            open_brand(session, name, "tr-elektronik", because="test", at=NOW)
        session.commit()
    keep(engine, settings, [record(f"s-{n}", "Şahin Kargo", hours_ago=60 + n) for n in range(3)])
    return engine


def stored(engine: Engine, settings: Settings, key: str, **fields: Any) -> Intake:
    return keep(engine, settings, [record(key, "", hours_ago=50, **({"sector_label": "", "text": f"{LOST} {key}"} | fields))])  # fmt: skip


def counted_for(engine: Engine, settings: Settings, key: str) -> str:
    """The brand the record's incident was counted for, "" where it was counted for none."""
    scored = score(engine, settings, as_of=NOW)[1]
    incident = {row["record_id"]: row["incident_id"] for row in scored.members.to_pylist()}.get(f"site:{key}")
    return next((str(row["brand"]) for row in scored.incidents.to_pylist() if row["incident_id"] == incident), "")


@pytest.mark.parametrize(
    ("fields", "brand"),
    [
        ({"counterpart": "KÖŞE MAĞAZA LTD. ŞTİ."}, "kose-magaza"),
        ({"text": f"{LOST}, Şahin Kargo'ya verilmiş"}, "sahin-kargo"),
        ({"product": "LUMONIT X200 kulaklık, siyah"}, "lumonit"),
        ({"counterpart": "Köşe Mağaza", "product": "Lumonit X200"}, "kose-magaza"),
        ({"text": f"{LOST}, Şahin Kargo mu Yelkovan Kargo mu belli değil"}, ""),
        ({"product": "Adsız kulaklık"}, ""),
    ],
)
def test_whom_an_unlabelled_record_is_about(
    market: Engine, settings: Settings, fields: dict[str, Any], brand: str
) -> None:
    stored(market, settings, "alone", **fields)
    assert counted_for(market, settings, "alone") == brand


def test_a_label_of_the_source_stands_over_what_a_text_mentions(market: Engine, settings: Settings) -> None:
    told = record("told", "Yelkovan Kargo", hours_ago=40, text=f"{LOST}, Şahin Kargo daha hızlıydı", product="Lumonit X200")  # fmt: skip
    keep(market, settings, [told])
    assert counted_for(market, settings, "told") == "yelkovan-kargo"


BOOK = [Known("Şahin Kargo", "sahin-kargo", "tr-cargo"), Known("Yelkovan Kargo", "yelkovan-kargo", "tr-cargo"),
        Known("Lumonit", "lumonit", "tr-elektronik"), Known("Köşe Mağaza", "kose-magaza", "tr-elektronik")]  # fmt: skip


@pytest.mark.parametrize("kind", [RecordKind.REVIEW, RecordKind.THANKS])
@pytest.mark.parametrize(
    ("fields", "brand"),
    [
        ({"product": "LUMONIT X200 kulaklık, siyah"}, "lumonit"),
        ({"counterpart": "KÖŞE MAĞAZA LTD. ŞTİ."}, "kose-magaza"),
        ({"text": "Şahin Kargo'nun kuryesi kapıya kadar geldi"}, ""),
        ({"product": "Lumonit X200", "counterpart": "Bambaşka Ticaret"}, "lumonit"),
        ({"product": "Lumonit X200", "counterpart": "Köşe Mağaza"}, ""),
        ({"product": "Lumonit X200", "counterpart": "Lumonit Ltd. Şti."}, "lumonit"),
        ({"product": "Lumonit X200", "text": "Kulaklık iyi, Şahin Kargo getirdi"}, "lumonit"),
        ({"product": "Siyah kılıf, Lumonit X200 uyumlu"}, ""),
        ({"product": "Adsız kulaklık"}, ""),
    ],
)
def test_whom_stars_and_thanks_without_a_label_are_for(kind: RecordKind, fields: dict[str, str], brand: str) -> None:
    row = {"kind": kind, "product": "", "counterpart": "", "text": ""} | fields
    assert brand_of(Mentions(BOOK, shipped()), row) == brand


def test_reviews_without_a_label_become_voices_of_the_brand_they_name(market: Engine, settings: Settings) -> None:
    stars = {"kind": RecordKind.REVIEW, "rating_worst": 1.0, "rating_best": 5.0, "product": "Lumonit X200"}
    stored(market, settings, "praise", rating=5.0, **stars)
    stored(market, settings, "blame", rating=1.0, **stars)
    stored(market, settings, "thanks", kind=RecordKind.THANKS, product="LUMONIT X200")
    stored(market, settings, "unsure", rating=5.0, counterpart="Köşe Mağaza", **stars)
    for kind in (RecordKind.QUESTION, RecordKind.MENTION):
        stored(market, settings, kind, kind=kind, product="Lumonit X200")
    scored = score(market, settings, as_of=NOW)[1]
    found = {
        row["brand"]: (row["voices_count"], row["positive_count"]) for row in scored.case["case_voices"].to_pylist()
    }
    assert found == {"lumonit": (3, 2)}
    assert {row["brand"] for row in scored.incidents.to_pylist()} == {"sahin-kargo"}


def test_erased_words_take_nobody_out_of_the_count(market: Engine, settings: Settings) -> None:
    """Neither a complaint nor stars change their brand when their words go: else an erasure would raise a score."""
    stored(market, settings, "courier", text=f"{LOST}, Şahin Kargo'ya verilmiş", product="Lumonit X200")
    stored(
        market,
        settings,
        "stars",
        kind=RecordKind.REVIEW,
        rating=1.0,
        rating_worst=1.0,
        rating_best=5.0,
        product="Lumonit X200",
    )
    before = score(market, settings, as_of=NOW)[1]
    with Session(market) as session:
        for key in ("courier", "stars"):
            erase(session, settings.home, f"site:{key}", NOW, "operator", "asked for")
        session.commit()
    after = score(market, settings, as_of=NOW)[1]
    assert counted(after) == counted(before) == (["sahin-kargo"] * 4, [("lumonit", 1, 0)])


def counted(scored: Scored) -> tuple[list[str], list[tuple[str, int, int]]]:
    """The brands of incidents, and (brand, voices, positive ones)."""
    voices = scored.case["case_voices"].to_pylist()
    return (
        sorted(str(row["brand"]) for row in scored.incidents.to_pylist()),
        [(row["brand"], row["voices_count"], row["positive_count"]) for row in voices],
    )
