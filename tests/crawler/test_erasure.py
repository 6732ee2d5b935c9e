"""Erasure: nothing of the words is left anywhere, nothing brings them back, and no score rises."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from crawler.pipelines.rewrite import Rewrite
from scoring.publish import publish_release
from scoring.run import score
from store import archive
from store.archive import Archive, pages_in
from store.erasure import erase, records_by
from store.errors import InputError, StoreError
from store.records import CrawledRecord, CrawledReply
from store.release import open_release
from store.runs import open_run
from store.settings import Settings
from store.tables import Erasure, Record, Snapshot
from store.vocabulary import RunKind, Speaker
from tests.scoring.made import NOW, base, keep, record

SECRET = "yeşilçamlık"
BRANDS = {f"Marka {name}": 20_000.0 * (n + 1) for n, name in enumerate("ABCDEFG")}


def planted(key: str, text: str = SECRET) -> CrawledRecord:
    replies = (CrawledReply(speaker=Speaker.BRAND, text=f"Sayın müşterimiz, {text} konusunu çözdük.", posted_at=NOW - timedelta(hours=90)),
               CrawledReply(speaker=Speaker.CUSTOMER, text=f"{text} için teşekkürler, çözüldü.", posted_at=NOW - timedelta(hours=80)))  # fmt: skip
    return record(key, "Marka A", hours_ago=100, title=f"{text} sorunu", text=f"Kargom {text} yüzünden gelmedi", author_key=f"biri-{text}",
                  thanks_text=f"sağ olun {text}", raw={"body": text}, url=f"https://site.example/{key}/{text}").model_copy(update={"replies": replies})  # fmt: skip


@pytest.fixture
def stored(engine: Engine, settings: Settings) -> Iterator[Engine]:
    base(engine, BRANDS)
    keep(engine, settings, [record(f"{brand[-1]}{n}", brand, hours_ago=150 + 11 * n, answered_after=(n * 7919) % 100 if n % 3 else None)
                            for brand in BRANDS for n in range(20)])  # fmt: skip
    keep(engine, settings, [planted("x", "eskiden"), planted("y")])
    keep(engine, settings, [planted("x")])  # edited: what it said before stands in its history
    return (yield engine)


def everything(engine: Engine) -> str:
    with engine.connect() as connection:
        return "\n".join(str(row) for table in SQLModel.metadata.sorted_tables for row in connection.execute(table.select()))  # fmt: skip


def erase_all(engine: Engine, settings: Settings) -> None:
    with Session(engine) as session:
        row = session.get(Record, "site:y")
        assert row
        for one in {"site:x", *records_by(session, row.author_hash)}:
            erase(session, settings.archive, one, NOW, "operator", "its author asked")
        session.commit()


def test_nothing_of_it_is_found_anywhere(stored: Engine, settings: Settings) -> None:
    with Session(stored) as session:
        pseudonym = session.exec(select(Record.author_hash).where(Record.record_id == "site:y")).one()
    assert SECRET in everything(stored)
    assert "eskiden" in everything(stored)
    erase_all(stored, settings)
    left = everything(stored)
    for word in (SECRET, "eskiden", pseudonym):
        assert word not in left
    publish_release(stored, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    release = open_release(settings.releases)
    for path in release.folder.rglob("*"):
        if path.suffix in {".csv", ".jsonl", ".json", ".md"}:
            assert SECRET not in path.read_text(encoding="utf-8")
    told = {row["record_id"]: row["because"] for row in release.table("erasures").to_pylist()}
    assert told == {"site:x": "its author asked", "site:y": "its author asked"}
    rows = {row["record_id"]: row for row in release.table("records").to_pylist()}
    assert (rows["site:x"]["text"], rows["site:x"]["visibility"], rows["site:x"]["gone_how"]) == ("", "removed", "erased on request")  # fmt: skip


@pytest.mark.parametrize("way", ["crawl", "reparse"])
def test_nothing_brings_it_back(stored: Engine, settings: Settings, way: str) -> None:
    erase_all(stored, settings)
    if way == "crawl":
        keep(stored, settings, [planted("x"), planted("y")])
    else:
        with open_run(stored, settings, RunKind.REPARSE, "site", "test") as run:
            intake = Rewrite(stored, settings, run)
            intake.take(planted("x"))
            intake.flush()
        assert run.skipped == {"erased on request": 1}
    assert SECRET not in everything(stored)


def test_no_score_rises(stored: Engine, settings: Settings) -> None:
    """Erasing half of a brand's matters, answered or not, by the words of the last scoring."""
    before = score(stored, settings, as_of=NOW)[1]
    with Session(stored) as session:
        for n in range(0, 20, 2):
            erase(session, settings.archive, f"site:A{n}", NOW, "operator", "asked")
        session.commit()
    after = score(stored, settings, as_of=NOW)[1]
    for one, two in zip(before.weighed, after.weighed, strict=True):
        i = one.group.brands.index("marka-a")
        assert two.posterior.score[i] <= one.posterior.score[i] + 1e-9
        if one.group.dimension in {"volume", "responsiveness"}:
            assert two.group.observed[i] == pytest.approx(one.group.observed[i])


def test_the_archived_page_is_a_hole_and_its_neighbours_stand(stored: Engine, settings: Settings) -> None:
    file = Archive(settings.archive, "site", 99)
    bodies = [b"<p>before</p>" * 50, f"<p>{SECRET}</p>".encode() * 5000, b"<p>after</p>" * 50]
    kept = [file.put(f"https://site.example/{n}", 200, {"content-type": "text/html"}, body, NOW) for n, body in enumerate(bodies)]  # fmt: skip
    file.close()
    with Session(stored) as session:
        row = session.get(Record, "site:x")
        assert row
        row.page_hash = kept[1].content_hash
        for one in kept:
            session.add(Snapshot(run_id=1, source_id="site", url="https://site.example", status=200, content_type="text/html", content_hash=one.content_hash,
                                 bytes_count=1, retrieved_at=NOW, warc=one.warc, warc_offset=one.offset))  # fmt: skip
        session.commit()
    erase_all(stored, settings)
    assert [archive.get(settings.archive, one.content_hash, one.warc, one.offset).body for one in (kept[0], kept[2])] == [bodies[0], bodies[2]]  # fmt: skip
    with pytest.raises(StoreError):
        archive.get(settings.archive, kept[1].content_hash, kept[1].warc, kept[1].offset)
    path: Path = settings.archive / kept[0].warc
    assert [page.body for page in pages_in(path)] == [bodies[0], bodies[2]]
    with Session(stored) as session:
        assert [one.pruned_at is not None for one in session.exec(select(Snapshot))] == [False, True, False]


def test_what_cannot_be_erased_is_told(stored: Engine, settings: Settings) -> None:
    with Session(stored) as session:
        with pytest.raises(InputError, match="no record"):
            erase(session, settings.archive, "site:none", NOW, "operator", "x")
        with pytest.raises(InputError, match="say why"):
            erase(session, settings.archive, "site:x", NOW, "operator", " ")
        with pytest.raises(InputError, match="author"):
            records_by(session, "")
        assert session.exec(select(Erasure)).all() == []
