"""Re-visits over HTTP: only what is due is asked for, every kind of end is told apart, and none is believed of a sick source."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from crawler.ledger.book import Change, entries
from crawler.ledger.due import LADDER
from crawler.source import Vanishes
from store import disputes
from store.settings import Settings
from store.tables import Record, Run, Sighting
from store.vocabulary import Target
from tests.crawler.ledger.ageing import age
from tests.crawler.ledger.network import STATUS, Network, network
from tests.crawler.process import crawl, opened, rows
from tests.crawler.server import Asked, Said, serve
from tests.crawler.sites import ComplaintSite

LATER = timedelta(days=35)
GONE = Said('{"error": "Record not found"}', 404, {"Content-Type": "application/json"})


@pytest.fixture
def net(home: Path) -> Iterator[Network]:
    """Crawled once, 35 days ago."""
    with network(home) as net:
        assert net.crawl().state == "ok"
        age(home, LATER)
        yield net


def due(net: Network) -> list[int]:
    """The posts that came to an age of the ladder meanwhile, oldest first."""
    now = datetime.now(UTC)
    return [post.number for post in net.platform.live()
            if any(now - LATER < post.at + step <= now for step in LADDER)][::-1]  # fmt: skip


def test_only_what_is_due_is_asked_for_and_nothing_is_walked(net: Network) -> None:
    ended = net.crawl(revisit=True)
    assert ended.state == "ok"
    assert net.asked == set(due(net))
    assert 0 < len(net.asked) < len(net.stored)
    assert all(path.startswith(STATUS) for path in net.site.paths)
    assert {run.kind for run in rows(net.home, Run)} == {"crawl", "revisit"}
    again = net.crawl(revisit=True)
    assert (again.state, net.site.log, "no record is due" in again.said("nothing_due")) == ("ok", [], True)


def test_an_entry_whose_author_is_awaited_is_read_at_every_look(net: Network) -> None:
    """The code that shows who disputes may be put into it any day, however old it is."""
    number, record = next((number, record) for number, record in sorted(net.stored.items()) if number not in due(net))
    with opened(net.home) as engine, Session(engine) as session:
        asked = disputes.Asked(Target.RECORD, record.record_id, "That is not so.")
        disputes.open_dispute(session, Settings(home=net.home), datetime.now(UTC), asked)
        session.commit()
    net.crawl(revisit=True)
    assert net.asked == {*due(net), number}
    net.crawl(revisit=True)
    assert net.asked == {number}


def test_every_end_is_told_apart(net: Network) -> None:
    missing, elsewhere, empty, by_law, edited = due(net)[:5]
    net.says = {
        missing: GONE,
        elsewhere: Said("", 302, {"Location": "/about"}),
        empty: net.status(empty, uri="https://mastodon.example/users/x/statuses/999"),
        by_law: Said("", 451),
        edited: net.status(edited, content="<p>Meğer yanlış anlamışım.</p>"),
    }
    ended = net.crawl(revisit=True)
    assert (ended.state, ended.counts["gone"], ended.counts["changed"]) == ("ok", 4, 1)
    stored = net.stored
    assert {number: stored[number].gone_how for number in (missing, elsewhere, empty, by_law)} == {
        missing: "status 404", elsewhere: "sent to /about", empty: "a page without the record", by_law: "status 451",
    }  # fmt: skip
    with opened(net.home) as engine:
        found = {int(entry.record_id.rpartition("/")[2]): entry for entry in entries(engine, source_id="mastodon")}
    assert {number: entry.actor for number, entry in found.items() if entry.change is Change.REMOVAL} == {
        missing: "unknown", elsewhere: "unknown", empty: "unknown", by_law: "law",
    }  # fmt: skip
    assert (found[edited].change, found[edited].changed) == (Change.EDIT, ("text",))
    assert found[edited].said == {"text": net.platform.seen(net.post(edited)).text}
    assert all(entry.noticed_at - entry.last_seen_at > LATER for entry in found.values())


def test_a_sick_source_takes_nothing_away(net: Network) -> None:
    net.says = dict.fromkeys((post.number for post in net.platform.posts), GONE)
    ended = net.crawl(revisit=True)
    assert ended.state == "failed"
    assert "so do others: not believed" in ended.said("unhealthy")
    assert not any(record.gone_at for record in net.stored.values())


def test_one_record_that_stands_makes_the_others_believed(net: Network) -> None:
    asked = due(net)
    net.says = dict.fromkeys(asked, GONE)
    ended = net.crawl(revisit=True)
    assert (ended.state, ended.counts["gone"]) == ("ok", len(asked))
    control = net.asked - set(asked)
    assert len(control) == 1
    assert net.stored[control.pop()].gone_at is None


def test_what_comes_back_opens_a_new_sighting(net: Network) -> None:
    number = due(net)[0]
    net.says = {number: GONE}
    net.crawl(revisit=True)
    age(net.home, timedelta(days=2))
    ended = net.crawl(revisit=True)
    assert number in net.asked, (
        "a record that is gone is asked for again when its absence comes to an age of the ladder"
    )
    assert ended.counts.get("gone", 0) == 0
    net.says = {}
    age(net.home, timedelta(days=6))
    assert net.crawl(revisit=True).state == "ok"
    assert (net.stored[number].visibility, net.stored[number].gone_at, net.stored[number].gone_how) == (
        "live",
        None,
        "",
    )
    spans = sorted(
        (s for s in rows(net.home, Sighting) if s.record_id == net.stored[number].record_id),
        key=lambda s: s.first_seen_at,
    )
    assert [(span.visibility, span.how) for span in spans] == [("live", ""), ("removed", "status 404"), ("live", "")]
    assert spans[1].last_seen_at > spans[1].first_seen_at, "looked for once more and still gone"
    with opened(net.home) as engine:
        changes = [entry.change for entry in entries(engine) if entry.record_id == net.stored[number].record_id]
    assert changes == [Change.REMOVAL, Change.RETURN]


def test_a_complaint_site_is_revisited_too(home: Path) -> None:
    shop = ComplaintSite({"sahin-kargo": [f"gec-geldi-{number}" for number in range(8, 0, -1)]})
    with serve(shop) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        age(home, timedelta(days=100))
        site.log.clear()
        shop.removed, shop.withdrawn = {"gec-geldi-2"}, {"gec-geldi-3"}
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"], revisit=True)
        assert {path.count("/") for path in site.paths} == {2}, "no listing is walked"
        assert (ended.state, ended.counts["gone"], ended.counts["unchanged"]) == ("ok", 2, 6)
        shop.removed = set()
        age(home, timedelta(days=2))
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"], revisit=True)
    stored = {record.source_key[-1]: (record.visibility, record.gone_how) for record in rows(home, Record)}
    assert stored["2"] == ("live", ""), "it is back"
    assert stored["3"] == ("withdrawn_by_author", "yayından kaldırılmış")


def test_where_absence_is_the_only_sign_everything_is_walked_once_a_week(home: Path) -> None:
    missed = {"source": {"vanishes": Vanishes.MISSED, "recheck": None}}
    with network(home, count=60) as net:
        net.crawl(**missed)
        whole = len(net.site.log)
        net.crawl(**missed)
        assert len(net.site.log) < whole, "old and unchanged: the list is cut"
        age(home, timedelta(days=8))
        net.crawl(**missed)
        assert len(net.site.log) == whole
    assert [run.is_whole for run in rows(home, Run)] == [True, False, True]


def test_an_empty_list_is_no_proof_that_all_of_a_brand_vanished(home: Path) -> None:
    missed = {"source": {"vanishes": Vanishes.MISSED, "recheck": None}}
    with network(home) as net:
        net.crawl(**missed)
        net.hidden = {"kuzeykargo"}
        age(home, timedelta(days=8))
        ended = net.crawl(**missed)
        assert "the whole list of Kuzey Kargo is empty" in ended.said("unproven")
        assert not any(record.gone_at for record in net.stored.values())


def test_what_waits_for_its_turn_is_said(home: Path) -> None:
    shop = ComplaintSite({"sahin-kargo": [f"gec-geldi-{number}" for number in range(250, 0, -1)]})

    def answer(asked: Asked) -> Said:
        return shop(asked)

    with serve(answer) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        age(home, timedelta(days=100))
        site.log.clear()
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"], revisit=True)
        assert len(site.paths) == 200
    assert "50 records wait" in ended.said("rechecks_left")
