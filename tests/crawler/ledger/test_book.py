"""The ledger as it is read: what happened when, and to whom, by source, brand and day."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from crawler.ledger.book import Change, by_actor, check_known, entries
from store.brandbook import add_sectors, open_brand
from store.errors import InputError
from store.settings import Settings
from store.tables import Record
from store.vocabulary import Visibility
from tests.crawler.ledger.stored import BEGIN, Stored, at
from tests.test_terazi import terazi

LIVE, GONE, TAKEN_BACK = Visibility.LIVE, Visibility.REMOVED, Visibility.WITHDRAWN


def fill(store: Stored) -> None:
    """One of each kind, of two brands."""
    store.add("stands", (LIVE, 0, 90))
    store.add("missing", (LIVE, 0, 24), (GONE, 48, 48))
    store.add("withdrawn", (LIVE, 0, 30), (TAKEN_BACK, 50, 50), how="withdrawn card", brand="Beta Kargo")
    store.add("moderated", (LIVE, 0, 30), (GONE, 60, 60), how="removed by a moderator", brand="Beta Kargo")
    store.add("back", (LIVE, 0, 10), (GONE, 20, 20), (LIVE, 70, 80))
    store.add("edited", (LIVE, 0, 12), (LIVE, 36, 40))
    store.add("tombstone", (TAKEN_BACK, 0, 9))


def test_each_change_stands_with_its_interval_and_actor(any_settings: Settings) -> None:
    with Stored(any_settings) as store:
        fill(store)
        found = entries(store.engine)
    told = [(one.record_id.removeprefix("site:"), one.change.value, one.how, one.actor) for one in found]
    assert told == [
        ("back", "removal", "status 404", "unknown"),
        ("edited", "edit", "", ""),
        ("missing", "removal", "status 404", "unknown"),
        ("withdrawn", "removal", "withdrawn card", "author"),
        ("moderated", "removal", "removed by a moderator", "platform"),
        ("back", "return", "", ""),
    ]
    assert (found[2].last_seen_at, found[2].noticed_at) == (at(24), at(48))
    assert by_actor(found) == {"author": 1, "platform": 1, "unknown": 2}


def test_a_source_that_tells_of_earlier_words_is_believed_for_the_time_before_we_looked(any_settings: Settings) -> None:
    with Stored(any_settings) as store:
        store.add("told", (LIVE, 0, 90))
        versions = [
            {"at": at(hours).isoformat(), "title": "", "text": text} for hours, text in ((-9, "first"), (-5, "second"))
        ]
        with Session(store.engine) as session:
            record = session.get(Record, "site:told")
            assert record is not None
            record.edited_at, record.raw, record.text = at(-1), {"earlier": versions}, "third"
            session.add(record)
            session.commit()
        found = entries(store.engine, source_id="site")
    assert [(one.change, one.last_seen_at, one.noticed_at, one.changed, one.said) for one in found] == [
        (Change.EDIT, at(-9), at(-5), ("text",), {"text": "first"}),
        (Change.EDIT, at(-5), at(-1), ("text",), {"text": "second"}),
    ]


def test_by_brand_source_and_day(any_settings: Settings) -> None:
    with Stored(any_settings) as store:
        fill(store)
        with Session(store.engine) as session:
            add_sectors(session, [{"sector_id": "tr-cargo", "name_en": "Cargo", "name_tr": "Kargo", "country": "TR"}])
            open_brand(session, "Beta A.Ş.", "tr-cargo", because="test", at=BEGIN, labels=["Beta Kargo"])
            session.commit()
        assert len(entries(store.engine, brand="beta kargo")) == len(entries(store.engine, brand="BETA A.Ş.")) == 2
        assert entries(store.engine, brand="Nobody") == entries(store.engine, source_id="elsewhere") == []
        check_known(store.engine, "site", "beta kargo")
        for source_id, brand in (("elsewhere", ""), ("", "Nobody")):
            with pytest.raises(InputError, match="nothing stored is of"):
                check_known(store.engine, source_id, brand)
        late = entries(store.engine, since=BEGIN + timedelta(hours=60))
        assert [(one.change, one.record_id) for one in late] == [
            (Change.REMOVAL, "site:moderated"),
            (Change.RETURN, "site:back"),
        ]


def test_the_command_prints_it(tmp_path: Path) -> None:
    with Stored(Settings(home=tmp_path)) as store:
        fill(store)
    said = terazi(tmp_path, "ledger", "--brand", "Beta Kargo")
    assert said.returncode == 0, said.stderr
    assert "withdrawn card (by: author)" in said.stdout
    assert "removals by: author 1, platform 1" in said.stderr
    rows = json.loads(terazi(tmp_path, "ledger", "--source", "site", "--since", "2026-09-03", "--json").stdout)
    assert {row["record_id"] for row in rows} == {"site:missing", "site:withdrawn", "site:moderated", "site:back"}
    assert rows[0]["last_seen_at"] < rows[0]["noticed_at"]
