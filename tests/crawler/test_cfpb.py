"""The CFPB source: rows of every era, the cursor, filters that must bite, re-pulls, deleted rows."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.errors import Blocked, PageError
from crawler.memory import Known
from crawler.page import Page
from crawler.sources.official import cfpb
from store.notices import Notices
from store.tables import Record, Run, Sighting
from store.vocabulary import Precision, Visibility
from tests.crawler.ledger.ageing import age
from tests.crawler.process import crawl, rows
from tests.crawler.server import serve
from tests.crawler.sites import API, Bureau, cfpb_row
from tests.shared import shared

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def page_of(body: bytes) -> Page:
    return Page(f"https://www.consumerfinance.gov{API}?size=25", 200, body, "hash", NOW, NOW)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("search_page1", 25),
        ("search_page2", 25),
        ("search_list", 25),
        ("document", 1),
        ("row_2026_15keys", 1),
        ("aggs_only_size0", 0),
    ],
)
def test_real_answers_are_read_whole(name: str, count: int) -> None:
    notices = Notices()
    found = cfpb.read_search(page_of(shared(f"fixtures/cfpb/{name}.json").read_bytes()), notices)
    assert len(found.records) == count
    assert {message for _, _, message, _, _ in notices} <= {"the key '_comment' is not known"}
    assert all(record.posted_at and record.brand_label and record.product and record.issue for record in found.records)


@pytest.mark.shared
def test_real_break_point_rows_are_read() -> None:
    for hit in json.loads(shared("fixtures/cfpb/break_points.json").read_bytes())["hits"]:
        assert cfpb.read_row(hit["_source"], retrieved_at=NOW).source_key == hit["_id"]


@pytest.mark.parametrize(
    ("text", "utc", "precision"),
    [
        ("2025-06-30T23:45:02.000Z", "2025-06-30T23:45:02", Precision.SECOND),
        ("2024-11-06T12:00:00-05:00", "2024-11-06T17:00:00", Precision.DAY),
        ("2017-03-04T12:00:00", "2017-03-04T17:00:00", Precision.DAY),
        ("2014-11-13", "2014-11-13T17:00:00", Precision.DAY),
        ("11/13/2014", "2014-11-13T17:00:00", Precision.DAY),
        ("06/22/18", "2018-06-22T17:00:00", Precision.DAY),
        ("2026-06-30T12:00:00.000Z", "2026-06-30T12:00:00", Precision.SECOND),
    ],
)
def test_dates(text: str, utc: str, precision: Precision) -> None:
    at, found = cfpb.read_moment(text)
    assert (at.astimezone(UTC).replace(tzinfo=None).isoformat(), found) == (utc, precision)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-06-30T08:00:00", "2026-13-01"])
def test_other_dates_are_refused(text: str) -> None:
    with pytest.raises(PageError):
        cfpb.read_row(cfpb_row(1, date_received=text), retrieved_at=NOW)


@pytest.mark.parametrize(
    "other",
    [
        {"company_response": "Closed somehow"},
        {"timely": "Perhaps"},
        {"company": ""},
        {"complaint_id": None},
        {"mood": "bad"},
    ],
)
def test_what_is_unknown_or_missing_raises(other: dict[str, Any]) -> None:
    with pytest.raises(PageError):
        cfpb.read_row(cfpb_row(1, **other), retrieved_at=NOW)


def test_unknown_keys_are_noted_and_counted() -> None:
    notices = Notices()
    for number in (1, 2):
        cfpb.read_row(cfpb_row(number, mood="bad"), retrieved_at=NOW, notices=notices)
    assert [(code, message, n) for _, code, message, _, n in notices] == [
        ("unknown_key", "the key 'mood' is not known", 2)
    ]


@pytest.mark.parametrize(
    "where",
    [lambda said: said, lambda said: said["hits"], lambda said: said["hits"]["hits"][0], lambda said: said["_meta"]],
)
def test_unknown_keys_around_the_rows_raise_too(where: Callable[[Any], Any]) -> None:
    said = Bureau([cfpb_row(1)])._envelope([cfpb_row(1)], 1, 1)
    assert len(cfpb.read_search(page_of(json.dumps(said).encode())).records) == 1
    where(said)["mood"] = "bad"
    with pytest.raises(PageError, match="unknown keys mood"):
        cfpb.read_search(page_of(json.dumps(said).encode()))


def test_a_search_that_timed_out_is_no_answer() -> None:
    said = Bureau([cfpb_row(1)])._envelope([cfpb_row(1)], 1, 1) | {"timed_out": True}
    with pytest.raises(PageError, match="timed out half-way"):
        cfpb.read_search(page_of(json.dumps(said).encode()))


def test_documents_are_asked_five_a_minute_and_searches_twenty() -> None:
    asked: list[tuple[str, float]] = []

    async def get(path: str, *, may_be_gone: bool, pause_s: float) -> Page:
        asked.append((path, pause_s))
        return Page(f"{cfpb.HOME}{path}", 404, b"{}", "h", NOW, NOW)

    visit: Any = SimpleNamespace(get=get, web=SimpleNamespace(base_url=cfpb.HOME))
    fate = asyncio.run(cfpb.look(visit, Known("cfpb:77", "", "ACME", "live", NOW, NOW, 1, {})))
    assert (fate.how, fate.visibility) == ("document 404", Visibility.REMOVED)
    ((path, pause_s),) = asked
    assert path == f"{API}77"
    assert pause_s > 60 / 5
    assert cfpb.SOURCE.delay_s > 60 / 20


def test_html_is_blocked_not_empty() -> None:
    with pytest.raises(Blocked):
        cfpb.read_search(page_of(b"<!doctype html><html></html>"))


def test_every_row_comes_once(home: Path) -> None:
    bureau = Bureau([cfpb_row(number) for number in range(20, 0, -1)])
    with serve(bureau) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url, page_size=3)
        assert all(asked.path == API for asked in site.log if asked.path != "/robots.txt")
    assert (ended.state, ended.counts["new"], ended.counts["records"]) == ("ok", 20, 20)
    assert sorted(record.source_key for record in rows(home, Record)) == sorted(str(number) for number in range(1, 21))
    assert rows(home, Record)[0].url.startswith(site.base_url)


def test_a_limit_stops_and_expects_nothing(home: Path) -> None:
    with serve(Bureau([cfpb_row(number) for number in range(20, 0, -1)])) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url, limit=4)
        assert (ended.state, ended.counts["new"]) == ("ok", 4)
        assert site.log[1].query["size"] == "4"


def test_later_runs_pull_thirty_days_again_and_see_answers_change(home: Path) -> None:
    bureau = Bureau([cfpb_row(3, "2026-09-20"), cfpb_row(2, "2026-09-10"), cfpb_row(1, "2026-01-01")])
    with serve(bureau) as site:
        crawl(home, "cfpb", base_url=site.base_url)
        bureau.rows[1]["company_response"] = "Closed with monetary relief"
        bureau.rows.insert(0, cfpb_row(4, "2026-09-25"))
        site.log.clear()
        ended = crawl(home, "cfpb", base_url=site.base_url)
        assert site.log[1].query["date_received_min"] == "2026-08-21"
    assert {name: ended.counts.get(name, 0) for name in ("new", "changed", "unchanged", "gone")} == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "gone": 0,
    }
    changed = next(record for record in rows(home, Record) if record.source_key == "2")
    assert (changed.claimed_by_brand, changed.status_raw) == (True, "Closed with monetary relief")
    assert len([sighting for sighting in rows(home, Sighting) if sighting.record_id == "cfpb:2"]) == 2


def test_deleted_rows_are_gone_with_a_date(home: Path) -> None:
    bureau = Bureau([cfpb_row(3, "2026-09-20"), cfpb_row(2, "2026-09-10"), cfpb_row(1, "2026-01-01")])
    with serve(bureau) as site:
        crawl(home, "cfpb", base_url=site.base_url)
        bureau.deleted = {"2", "1"}
        ended = crawl(home, "cfpb", base_url=site.base_url)
    assert ended.counts["gone"] == 1
    gone = {record.source_key: (record.visibility, record.gone_how) for record in rows(home, Record) if record.gone_at}
    assert gone == {"2": ("removed", "document 404")}


def test_what_no_walk_comes_by_any_more_is_looked_at_again(home: Path) -> None:
    bureau = Bureau([cfpb_row(number, "2026-01-01") for number in (3, 2, 1)])
    with serve(bureau) as site:
        crawl(home, "cfpb", base_url=site.base_url)
        age(home, timedelta(days=400))
        bureau.deleted, bureau.rows[0]["company_response"] = {"2"}, "Closed with explanation"
        site.log.clear()
        ended = crawl(home, "cfpb", base_url=site.base_url, revisit=True)
        assert [path.removeprefix(API) for path in sorted(site.paths)] == ["1", "2", "3"]
    assert (ended.state, ended.counts["gone"], ended.counts["changed"]) == ("ok", 1, 1)
    assert {record.source_key: record.gone_how for record in rows(home, Record)} == {
        "1": "",
        "2": "document 404",
        "3": "",
    }


def test_deleted_rows_of_a_bureau_that_shows_nothing_are_not_believed(home: Path) -> None:
    bureau = Bureau([cfpb_row(number, "2026-01-01") for number in (3, 2, 1)])
    with serve(bureau) as site:
        crawl(home, "cfpb", base_url=site.base_url)
        age(home, timedelta(days=400))
        bureau.deleted = {"1", "2", "3"}
        ended = crawl(home, "cfpb", base_url=site.base_url, revisit=True)
    assert "not believed" in ended.said("unproven")
    assert not any(record.gone_at for record in rows(home, Record))


def test_a_company_filter_that_is_ignored_fails_the_run(home: Path) -> None:
    bureau = Bureau([cfpb_row(2), cfpb_row(1, company="OTHER")], ignores={"company"})
    with serve(bureau) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url, brands=["NORTHWIND"])
    assert ended.state == "failed"
    assert "filter" in ended.said("failed")
    assert rows(home, Record) == []


def test_a_filter_that_is_ignored_is_seen_in_the_rows_too(home: Path) -> None:
    bureau = Bureau([cfpb_row(2), cfpb_row(1, company="OTHER")], ignores={"company"}, meta={"total_record_count": 99})
    with serve(bureau) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url, brands=["NORTHWIND"])
    assert ended.state == "failed"
    assert "a filter is ignored: complaint 1" in ended.said("failed")


def test_a_date_filter_that_is_ignored_fails_the_run(home: Path) -> None:
    bureau = Bureau([cfpb_row(2, "2026-09-10"), cfpb_row(1, "2026-01-01")])
    with serve(bureau) as site:
        crawl(home, "cfpb", base_url=site.base_url)
        bureau.ignores = {"date_received_min"}
        assert crawl(home, "cfpb", base_url=site.base_url).state == "failed"


def test_a_company_filter_that_bites_is_fine(home: Path) -> None:
    with serve(Bureau([cfpb_row(2), cfpb_row(1, company="OTHER")])) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url, brands=["NORTHWIND"])
    assert (ended.state, ended.counts["new"]) == ("ok", 1)


@pytest.mark.parametrize("trouble", ["is_data_stale", "has_data_issue"])
def test_data_the_bureau_doubts_are_refused(home: Path, trouble: str) -> None:
    with serve(Bureau([cfpb_row(1)], meta={trouble: True})) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url)
    assert ended.state == "failed"
    assert trouble in ended.said("failed")


def test_no_row_at_all_is_empty_not_ok(home: Path) -> None:
    with serve(Bureau([])) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url)
    assert ended.state == "empty"
    assert "at least 1" in ended.said("too_few")
    assert rows(home, Run)[0].state == "empty"


def test_endless_paging_fails(home: Path) -> None:
    bureau = Bureau([cfpb_row(number) for number in range(6, 0, -1)], ignores={"search_after"})
    with serve(bureau) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url, page_size=3)
        assert len(site.paths) == 2
    assert ended.state == "failed"
    assert "cursor" in ended.said("failed")
