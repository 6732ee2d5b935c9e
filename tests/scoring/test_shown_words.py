"""What a release shows of people's words: insults masked, everything else letter for letter; what is stored stays."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from scoring.publish import publish_release
from store.records import CrawledReply
from store.release import open_release
from store.settings import Settings
from store.tables import Record
from store.vocabulary import Speaker
from tests.scoring.made import NOW, keep, record

CLEAN = "Kargom 12 gündür şubede bekliyor; 1.450 TL'lik ürünüm bozuldu. Hırsız gibi davranıyorlar!"


def test_insults_are_masked_and_clean_complaints_are_untouched(engine: Engine, settings: Settings) -> None:
    rude = record("rude", "A", hours_ago=60, title="Şerefsizler", text="Şerefsizler kargomu vermiyor.")
    said = CrawledReply(speaker=Speaker.CUSTOMER, text="Hepiniz gerizekalısınız.", posted_at=NOW - timedelta(hours=9))
    keep(
        engine, settings, [rude.model_copy(update={"replies": (said,)}), record("clean", "A", hours_ago=50, text=CLEAN)]
    )
    publish_release(engine, settings, title=("t", "t"), is_simulated=False, code_version="test", as_of=NOW)
    published = open_release(settings.releases)
    shown = {row["record_id"]: row for row in published.table("records").to_pylist()}
    assert shown["site:clean"]["text"] == CLEAN
    assert (shown["site:rude"]["title"], shown["site:rude"]["text"]) == ("Ş•••", "Ş••• kargomu vermiyor.")
    assert published.table("replies").column("text").to_pylist() == ["Hepiniz g•••."]
    with Session(engine) as session:
        assert session.exec(select(Record.text).where(Record.record_id == "site:rude")).one().startswith("Şerefsizler")
