"""Both sources against the simulated world: what is stored is what is true there, on the first day and three days later."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.pipelines.redact import redact
from store.naming import fold
from store.tables import Record, Reply
from tests.crawler.process import Ended, crawl, rows
from tests.world.serve import WorldServer
from tests.world.shapes import Complaint
from tests.world.truth import build_world

MONTHS_DIFFER = 1.3  # the world's months have 30 days, ours a twelfth of a year


@pytest.fixture
def server() -> Iterator[WorldServer]:
    with WorldServer(build_world(7, size="small", now=datetime.now(UTC))) as server:
        yield server


def crawl_both(home: Path, server: WorldServer) -> tuple[Ended, Ended]:
    return tuple(crawl(home, name, base_url=server.urls[name]) for name in ("sikayetvar", "cfpb"))  # type: ignore[return-value]


def check_one(complaint: Complaint, record: Record, replies: list[Reply]) -> None:
    assert fold(record.text) == fold(redact("\n".join(complaint.paragraphs)))
    assert record.posted_at is not None
    assert abs((record.posted_at - complaint.posted_at).total_seconds()) < 60
    # The layout of 2026 shows no badge, and so no stars, where the customer denies.
    assert record.rating == (
        None if complaint.denied_at and record.parser_version.endswith("/2026") else complaint.stars
    )
    assert record.views_count == complaint.views_count
    assert [reply.speaker for reply in replies] == [reply.speaker for reply in complaint.replies]
    for reply, truth in zip(replies, complaint.replies, strict=True):
        assert reply.posted_at is not None
        assert (
            abs((reply.posted_at - truth.at).total_seconds()) / 3600
            <= (reply.uncertainty_hours or 1 / 60) * MONTHS_DIFFER + 0.02
        )


def test_the_first_day(home: Path, server: WorldServer) -> None:
    site, bureau = crawl_both(home, server)
    assert (site.state, bureau.state) == ("ok", "ok")
    published = server.world.published()
    stored = [record for record in rows(home, Record) if record.source_id == "sikayetvar"]
    assert len(stored) == len(published)
    assert sum(record.visibility == "withdrawn_by_author" for record in stored) == sum(
        one.withdrawn_at is not None for one in published
    )
    replies: dict[str, list[Reply]] = {}
    for reply in sorted(rows(home, Reply), key=lambda one: one.position):
        replies.setdefault(reply.record_id, []).append(reply)
    by_key = {record.source_key: record for record in stored}
    found = 0
    for complaint in published:
        record = by_key.get(str(complaint.complaint_id))
        if record is not None and complaint.withdrawn_at is None:
            check_one(complaint, record, replies.get(record.record_id, []))
            found += 1
    assert found > 0.8 * len(published)
    assert {record.source_key for record in rows(home, Record) if record.source_id == "cfpb"} == {
        str(row.complaint_id) for row in server.world.cfpb_rows
    }
    parsers = {record.parser_version for record in stored}
    assert {f"sikayetvar-1/{layout}" for layout in ("2018", "2021", "2023", "2026")} <= parsers


def test_three_days_later(home: Path, server: WorldServer) -> None:
    crawl_both(home, server)
    changes = server.advance(3)
    site, bureau = crawl_both(home, server)
    assert (site.state, bureau.state) == ("ok", "ok")
    records = {record.source_key: record for record in rows(home, Record)}
    numbered = set(records)
    for how, ids in (("withdrawn_by_author", changes.withdrawn), ("removed", changes.removed)):
        assert {records[str(number)].visibility for number in ids if str(number) in numbered} <= {how}
    assert site.counts["gone"] == len(changes.withdrawn) + len(changes.removed)
    assert {str(number) for number in changes.cfpb_added} <= numbered
    assert len(
        [one for one in records.values() if one.source_id == "sikayetvar" and one.visibility != "removed"]
    ) == len(server.world.published())


def test_a_throttled_world_is_crawled_to_the_end(home: Path, server: WorldServer) -> None:
    server.faults["sikayetvar"].throttle = 60
    ended = crawl(home, "sikayetvar", base_url=server.urls["sikayetvar"])
    assert ended.state == "ok"
    assert "status 429" in ended.said("refused")
    assert ended.counts["records"] == len(server.world.published())


def test_a_redesign_fails_the_run(home: Path, server: WorldServer) -> None:
    server.faults["sikayetvar"].redesign = server.faults["cfpb"].redesign = 1
    site, bureau = crawl_both(home, server)
    assert (site.state, bureau.state) == ("failed", "failed")
    assert rows(home, Record) == []
