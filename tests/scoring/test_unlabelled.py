"""A complaint whose source names no brand is about the seller, the courier or the maker it names; end to end, from the store to incidents."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from crawler.pipelines.keep import Intake
from scoring.run import score
from store.brandbook import add_sectors, open_brand
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


def brand_of(engine: Engine, settings: Settings, key: str) -> str:
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
        ({"kind": RecordKind.REVIEW, "product": "Lumonit X200"}, ""),
    ],
)
def test_whom_an_unlabelled_record_is_about(
    market: Engine, settings: Settings, fields: dict[str, Any], brand: str
) -> None:
    stored(market, settings, "alone", **fields)
    assert brand_of(market, settings, "alone") == brand


def test_a_label_of_the_source_stands_over_what_a_text_mentions(market: Engine, settings: Settings) -> None:
    told = record("told", "Yelkovan Kargo", hours_ago=40, text=f"{LOST}, Şahin Kargo daha hızlıydı", product="Lumonit X200")  # fmt: skip
    keep(market, settings, [told])
    assert brand_of(market, settings, "told") == "yelkovan-kargo"
