"""Anybody's records: the real scrape as it lies there, each rule of the format, and nothing personal in the database."""

import json
import sqlite3
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from store.errors import InputError
from store.settings import Settings
from store.tables import Brand, Record, Reply, Source
from store.vocabulary import RunState
from tests.crawler.imports.told import brought, codes, counted, last_run, messages, notices, stored
from tests.shared import shared

FILE = "data/tr_complaints/complaints.jsonl"


def small(tmp_path: Path, *objects: dict[str, Any] | str) -> Path:
    """A file of objects, or of lines as they are."""
    path = tmp_path / "records.jsonl"
    lines = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in objects]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def flat(key: str, **fields: Any) -> dict[str, Any]:
    return {"source": "s", "key": key, "brand": "A", "text": "x", **fields}


def records(engine: Engine) -> list[Record]:
    with Session(engine) as session:
        return list(session.exec(select(Record).order_by(col(Record.record_id))).all())


def replies(engine: Engine) -> list[Reply]:
    with Session(engine) as session:
        return list(session.exec(select(Reply).order_by(col(Reply.record_id))).all())


def test_the_real_scrape_is_stored_as_it_is(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "jsonl", shared(FILE))
    assert run.counts["new"] == run.counts["records"] == counted(engine, Record) == 15765
    assert run.skipped == {"no brand named": 320}
    assert notices(run, "no-brand") == [("complaints.jsonl:13247", 320)]
    assert notices(run, "no-date") == [("complaints.jsonl:2680", 12492)]
    assert notices(run, "no-year") == [("complaints.jsonl:15172", 143)]
    assert messages(run, "views-lost") == [
        "views: max is 998, larger ones were lost by the scrape isbank",
        "views: max is 990, larger ones were lost by the scrape vakifbank",
    ]
    assert notices(run, "views-lost") == [("complaints.jsonl:4", 701), ("complaints.jsonl:1588", 239)]
    assert not codes(run) & {"year-taken", "encoded-twice"}
    kept = records(engine)
    assert sum(row.posted_at is not None for row in kept) == 15765 - 12492 - 143
    assert Counter(row.customer_confirms for row in kept) == {None: 13280, False: 1906, True: 579}
    assert Counter(row.solved_mark for row in kept) == {None: 13086, False: 1581, True: 1098}
    assert Counter(reply.speaker for reply in replies(engine)) == {"brand": 1089, "customer": 285}
    assert counted(engine, Brand) == 0
    first = next(row for row in kept if row.source_key == "isbank:34725107")
    assert (first.brand_label, first.sector_label, first.country, first.issue) == (
        "İş Bankası",
        "banka",
        "",
        "Black Kart",
    )
    assert (first.posted_at, first.posted_precision) == (datetime.fromisoformat("2025-12-31T19:43Z"), "minute")
    assert (first.rating, first.rating_worst, first.rating_best, first.views_count, first.helpful_count) == (
        5,
        1,
        5,
        823,
        0,
    )
    assert first.raw == {"scrape": "isbank", "date": "31 Aralık 2025 22:43"}
    assert len(first.author_hash) == 24
    assert "dd54edfc9288" not in first.author_hash


def test_the_same_lines_again_change_nothing(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with shared(FILE).open(encoding="utf-8") as file:
        path = small(tmp_path, *(line.rstrip("\n") for _, line in zip(range(1200), file, strict=False)))
    brought(settings, "jsonl", path)
    first = stored(engine)
    again = brought(settings, "jsonl", path)
    assert (again.counts["unchanged"], again.counts["records"], again.counts.get("new", 0)) == (1200, 1200, 0)
    assert stored(engine) == first


def test_nothing_personal_reaches_the_database(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    said = "ali.veli@example.com, 0532 123 45 67, TR33 0006 1005 1978 6457 8413 26"
    path = small(tmp_path, {
        "source": "s", "key": "1", "brand": f"A {said}", "sector": said, "user": "ali.veli@example.com", "title": said,
        "text": said, "reply": said, "reply_kind": "company", "keywords": [said, said], "category": said, "product": said,
        "counterpart": said, "thanks_text": said, "status_raw": said, "gone_how": said, "raw": {said: [{"deep": said}]},
    })  # fmt: skip
    brought(settings, "jsonl", path)
    assert counted(engine, Record) == 1
    engine.dispose()
    with sqlite3.connect(settings.home / "terazi.sqlite3") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    written = b"".join(file.read_bytes() for file in settings.home.rglob("*") if file.is_file())
    assert b"[E-MAIL]" in written
    for secret in (b"ali.veli", b"123 45 67", b"6457 8413"):
        assert secret not in written


def test_what_a_person_wrote_does_not_reach_an_error_either(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError) as wrong:
        brought(
            settings, "jsonl", small(tmp_path, flat("1", text=["call 0532 123 45 67"], kind="ali.veli@example.com"))
        )
    assert "123 45 67" not in str(wrong.value)
    assert "ali.veli" not in last_run(engine)[0].error


@pytest.mark.parametrize("name", ["source", "key", "url"])
def test_an_address_in_a_public_key_is_refused(settings: Settings, engine: Engine, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="holds an e-mail address"):
        brought(settings, "jsonl", small(tmp_path, flat("1") | {name: "ali@example.com"}))
    assert counted(engine, Record) == 0


@pytest.mark.parametrize(("text", "read_at", "at", "precision", "noticed"), [
    ("31 Temmuz 03:04", "2024-02-01T00:00:00Z", "2023-07-31T00:04Z", "minute", "year-taken"),
    ("31 Ocak 03:04", "2024-02-01T00:00:00Z", "2024-01-31T00:04Z", "minute", "year-taken"),
    ("29 Şubat", "2026-01-01T00:00:00Z", "2024-02-29T09:00Z", "day", "year-taken"),
    ("31 Temmuz 03:04", None, None, None, "no-year"),
    ("3 gün önce", None, None, None, "no-year"),
    ("31 Aralık 2025", None, "2025-12-31T09:00Z", "day", ""),
    ("2025-12-31", None, "2025-12-31T12:00Z", "day", ""),
    ("2025-12-31T22:43+03:00", None, "2025-12-31T19:43Z", "minute", ""),
    ("2025-12-31 22:43:10Z", None, "2025-12-31T22:43:10Z", "second", ""),
    (None, None, None, None, "no-date"),
])  # fmt: skip
def test_dates(
    settings: Settings, engine: Engine, tmp_path: Path, text: str | None, read_at: str | None, at: str | None,
    precision: str | None, noticed: str,
) -> None:  # fmt: skip
    run = brought(settings, "jsonl", small(tmp_path, flat("1", date_raw=text, retrieved_at=read_at)))
    row = records(engine)[0]
    assert (row.posted_at, row.posted_precision) == (at and datetime.fromisoformat(at), precision)
    assert codes(run) == ({noticed} if noticed else set())


@pytest.mark.parametrize(("fields", "confirms"), [
    ({"rating": 4}, True), ({"rating": 5}, True), ({"rating": 3}, None), ({"rating": 2}, False), ({"rating": 1}, False), ({}, None),
    ({"rating": 1, "customer_confirms": True}, True), ({"rating": 5, "kind": "review"}, None),
    ({"rating": 5, "rating_worst": 0, "rating_best": 10}, None),
])  # fmt: skip
def test_stars_under_a_complaint_are_the_customers_word(
    settings: Settings, engine: Engine, tmp_path: Path, fields: dict[str, Any], confirms: bool | None
) -> None:
    brought(settings, "jsonl", small(tmp_path, flat("1", **fields)))
    assert records(engine)[0].customer_confirms is confirms


def test_short_spellings(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    brought(settings, "jsonl", small(
        tmp_path, flat("row0", scrape="a", views="-", reply="r", keywords=["k1", "k2"], category="c"),
        flat("row0", scrape="b", reply="r", reply_kind="author_note", category="c", issue="given"),
        flat("row1", reply="r", reply_kind="company", keywords="k"),
    ))  # fmt: skip
    rows = {row.source_key: row for row in records(engine)}
    assert {key: (row.issue, row.raw, row.views_count) for key, row in rows.items()} == {
        "a:row0": ("k1", {"scrape": "a", "keywords": ["k2", "c"]}, None),
        "b:row0": ("given", {"scrape": "b", "keywords": ["c"]}, None),
        "row1": ("k", {}, None),
    }
    assert [(reply.record_id, reply.speaker) for reply in replies(engine)] == [
        ("s:a:row0", "other"), ("s:b:row0", "customer"), ("s:row1", "brand"),
    ]  # fmt: skip


def test_text_encoded_twice_is_put_right_and_counted(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    run = brought(
        settings, "jsonl", small(tmp_path, flat("1", text="plain"), flat("2", text="TeÅŸekkÃ¼rler, Ã§ok gÃ¼zel"))
    )
    assert notices(run, "encoded-twice") == [("records.jsonl:2", 1)]
    assert records(engine)[1].text == "Teşekkürler, çok güzel"


@pytest.mark.parametrize(
    ("views", "is_lost"), [([998, 0], True), ([998, None], True), ([1200, 0], False), ([998], False), ([400, 0], False)]
)
def test_lost_view_counts(
    settings: Settings, engine: Engine, tmp_path: Path, views: list[int | None], is_lost: bool
) -> None:
    many = [flat(f"n{n}", views=n + 1) for n in range(100)]
    run = brought(
        settings, "jsonl", small(tmp_path, *many, *(flat(f"v{at}", views=view) for at, view in enumerate(views)))
    )
    assert notices(run, "views-lost") == ([("records.jsonl:102", 1)] if is_lost else [])


def test_a_known_source_keeps_its_declaration(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        session.add(
            Source(
                source_id="s",
                name="Declared",
                kind="complaint_sites",
                tier="B",
                homepage="",
                licence="",
                declaration={"a": 1},
            )
        )
        session.commit()
    brought(settings, "jsonl", small(tmp_path, flat("1"), {"source": "t", "key": "1", "brand": "A"}))
    with Session(engine) as session:
        assert {row.source_id: row.name for row in session.exec(select(Source)).all()} == {
            "s": "Declared", "t": "t", "jsonl": "Records from files",
        }  # fmt: skip


def test_all_problems_of_a_file_are_told_at_once(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    path = small(
        tmp_path, flat("ok"), flat("1", colour="red"), {"source": "s", "key": 1, "rating": "4", "views": -3}, "[]", flat("ok"),
        flat("2", rating=9), '{"source": "s", "source": "t"}', '{"rating": NaN}', flat("3", kind="rant", date_raw="gestern"),
        flat("4", source_id="s"), flat("5", reply_kind="company"), flat("6", posted_at="2025-12-31T10:00"), "{",
        '{"rating": 1e999}', flat("7", keywords=[1]), "[" * 100_000, flat("8", text="a\u0000b"), flat("9", raw=[]),
    )  # fmt: skip
    with pytest.raises(InputError) as wrong:
        brought(settings, "jsonl", path)
    told = [line.strip() for line in str(wrong.value).splitlines()]
    assert told[0] == f"{path}:2: the first 20 problems; nothing was stored"
    begins = [
        "line 2: colour: unknown field", "line 3: source_key: Input should be a valid string (short: key)",
        "line 3: rating: Input should be a valid number", "line 3: views_count: Input should be greater",
        "line 4: one JSON object", "line 5: source_key: line 1 has the same", "line 6: Value error, rating: 9.0 lies outside 1.0-5.0",
        "line 7: source: given twice", "line 8: NaN", "line 9: posted_at: neither", "line 9: kind: Input should be 'complaint'",
        "line 10: source: given twice, also as 'source_id'", "line 11: reply_kind: company or author_note",
        "line 12: posted_at: neither", "line 13: not JSON", "line 14: 1e999", "line 15: keywords:", "line 16: not JSON",
        "line 17: holds a NUL", "line 18: raw: an object",
    ]  # fmt: skip
    assert len(told) == 21
    assert [line[: len(begin)] for line, begin in zip(told[1:], begins, strict=True)] == begins
    assert counted(engine, Record) == counted(engine, Source) == 0
    run, noticed = last_run(engine)
    assert (run.state, run.records_count, run.new_count) == (RunState.FAILED, 0, 0)
    assert "colour: unknown field" in run.error
    assert [(row.level, row.code) for row in noticed] == [("warning", "no-date"), ("error", "import-failed")]


def test_one_problem_is_told_with_its_place(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"records\.jsonl:3: colour: unknown field$") as wrong:
        brought(settings, "jsonl", small(tmp_path, flat("1"), "", flat("2", colour="red")))
    assert (wrong.value.line, wrong.value.field) == (3, "colour")


def test_a_file_may_correct_how_its_records_were_found(settings: Settings, engine: Engine, tmp_path: Path) -> None:
    for kind, changed in (("full", 0), ("top", 0)):
        run = brought(settings, "jsonl", small(tmp_path, flat("1", sample_kind=kind)))
        assert (run.counts.get("changed", 0), [record.sample_kind for record in records(engine)]) == (changed, [kind])
