"""The walk through the complaint site: what is fetched, what is left alone, what vanished, and the real page of 2018."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.errors import PageError
from crawler.page import Page
from crawler.source import SOURCES
from store.records import CrawledRecord
from store.tables import Record, Reply, Run, Sighting, Snapshot
from tests.crawler.process import crawl, rows
from tests.crawler.server import Asked, Said, serve
from tests.crawler.sites import ComplaintSite
from tests.shared import shared

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def page_of(body: bytes, url: str = "https://www.sikayetvar.com/turk-telekom/x") -> Page:
    return Page(url, 200, body, "hash", NOW, NOW)


@pytest.fixture
def shop() -> ComplaintSite:
    return ComplaintSite(
        {"sahin-kargo": [f"gec-geldi-{number}" for number in range(8, 0, -1)], "deniz-market": ["bozuk-sut-20"]}
    )


@pytest.mark.shared
def test_the_real_page_of_2018_is_read_whole() -> None:
    found = SOURCES["sikayetvar"].read(
        page_of(shared("fixtures/sikayetvar/2018-detail/turk-telekom-complaint-2018.html").read_bytes())
    )
    assert isinstance(found, CrawledRecord)
    assert (found.source_key, found.author_key, found.views_count, found.brand_label) == (
        "8153428",
        "1647343",
        721,
        "turk-telekom",
    )
    assert found.posted_at == datetime(2017, 3, 30, 7, 16, tzinfo=UTC)
    assert found.raw["membership_type"] == "Üye Değil"
    assert (found.raw["written_on"], found.raw["published_on"]) == ("2017-03-29", "2017-03-30")
    assert len(found.text) > 1000
    assert (found.solved_mark, found.rating, found.replies) == (None, None, ())


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body><h1>Hosgeldiniz</h1></body></html>",
        b'<html><body><article data-ga-element="Complaint_Card"><header></header></article></body></html>',
        b'<html><body><h1 class="complaint-detail-title">A</h1><div class="solved-badge">Belki</div></body></html>',
        b'<html><body><h1 class="complaint-title">A</h1><div class="card-text"></div></body></html>',
        b'<html><body><h1 class="complaint-detail-title">A</h1><span class="rate-num">6</span></body></html>',
        b'<html><body><h1 class="complaint-title">A</h1><div class="card-text">B</div>'
        + b'<span class="dark-yellow icomoon-full-star"></span>' * 6,
        b'<html><body><main><h1>A</h1><time datetime="2026-09-28T12:10:00"></time><div id="messages"></div></main></body></html>',
        b'<html><body><article class="card-v2"><div class="js-tooltip time" title="1 Ocak 2024"></div><h2 class="complaint-title">A</h2></article></body></html>',
        b'<html><body><article class="story-card complaint-card"><section><h2>A</h2></section></article></body></html>',
        b'<html><body><article data-ga-element="Complaint_Card"><header><span aria-label="1 Ocak 2026"></span></header><p>A</p></article></body></html>',
        b'<html><body><main id="complaint-detail"><span class="complaint-id">#x1</span><h1 class="title">A</h1></main><script>var company = {}; var category = {};</script>'
        b'<script type="application/ld+json">{"mainEntity": {}}</script></body></html>',
        b'<html><body><main id="complaint-detail"><h1 class="title">A</h1></main></body></html>',
        b'<html><body><main id="complaint-detail"><h1 class="title">A</h1></main><script type="application/ld+json">{"mainEntity": {}}</script></body></html>',
        b'<html><body><div class="data-count"><p>1</p><p>2</p></div></body></html>',
    ],
    ids=[
        "unknown page",
        "card without date",
        "unknown mark",
        "no text",
        "six stars",
        "six full stars",
        "time without zone",
        "2023 card without link",
        "2021 card without link",
        "2026 card without link",
        "number of letters",
        "no JSON-LD",
        "no variable",
        "half a report",
    ],
)
def test_what_is_not_as_agreed_raises(body: bytes) -> None:
    with pytest.raises(PageError, match="sikayetvar"):
        SOURCES["sikayetvar"].read(page_of(body))


def test_all_brands_all_pages_all_complaints(home: Path, shop: ComplaintSite) -> None:
    shop.brands["deniz-market"] = [f"bozuk-sut-{number}" for number in range(200, 100, -1)]
    with serve(shop) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url)
        assert site.paths[0] == "/tum-markalar"
        assert len(site.paths) == len(set(site.paths))
    assert (ended.state, ended.counts["new"], ended.counts["records"]) == ("ok", 108, 108)
    stored = rows(home, Record)
    assert {record.brand_label for record in stored} == {"sahin-kargo", "deniz-market"}
    assert all(record.page_hash and record.posted_at and record.text == "Geç geldi." for record in stored)
    hashes = {snapshot.content_hash for snapshot in rows(home, Snapshot)}
    assert {record.page_hash for record in stored} <= hashes
    assert len(rows(home, Snapshot)) == ended.counts["pages"]


def test_too_few_records_fail_a_whole_run(home: Path, shop: ComplaintSite) -> None:
    with serve(shop) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url)
    assert (ended.state, ended.counts["new"]) == ("failed", 9)
    assert "at least 100" in ended.said("too_few")


def test_only_what_is_new_or_changed_is_fetched_again(home: Path, shop: ComplaintSite) -> None:
    with serve(shop) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert "/sahin-kargo?page=3" in site.paths
        assert "/sahin-kargo?page=4" not in site.paths
        shop.brands["sahin-kargo"].insert(0, "yeni-30")
        shop.changed = {"gec-geldi-5"}
        site.log.clear()
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert [path for path in site.paths if "page=" not in path][2:] == [
            "/sahin-kargo/yeni-30",
            "/sahin-kargo/gec-geldi-5",
        ]
    assert {name: ended.counts.get(name, 0) for name in ("new", "changed", "unchanged", "gone")} == {
        "new": 1,
        "changed": 1,
        "unchanged": 7,
        "gone": 0,
    }
    assert {record.last_run_id for record in rows(home, Record)} == {2}
    assert {
        sighting.last_run_id for sighting in rows(home, Sighting) if sighting.record_id != "sikayetvar:90000005"
    } == {2}


def test_a_young_complaint_is_read_again_at_its_ages(home: Path) -> None:
    from crawler.memory import Known
    from crawler.sources.complaint_sites.sikayetvar.shapes import Entry
    from crawler.sources.complaint_sites.sikayetvar.walk import _is_due
    from crawler.visit import Visit

    card = Entry("2026", path="/a/b")
    now = Visit.now()

    def known(posted_days: float, read_days: float) -> Known:
        raw = {
            "card": card.fingerprint,
            "read_at": datetime.fromtimestamp(now.timestamp() - read_days * 86400, UTC).isoformat(),
        }
        posted_at = datetime.fromtimestamp(now.timestamp() - posted_days * 86400, UTC)
        return Known("sikayetvar:1", "", "a", "live", posted_at, now, 1, raw)

    ages = {
        (8, 2): True,
        (8, 0.5): False,
        (40, 35): True,
        (40, 5): False,
        (400, 200): False,
        (0.1, 0.09): True,
        (0.1, 0.01): False,
    }
    assert {age: _is_due(known(*age), card) for age in ages} == ages


def test_what_vanished_is_dated_and_told_apart(home: Path, shop: ComplaintSite) -> None:
    with serve(shop) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        shop.withdrawn, shop.removed = {"gec-geldi-7"}, {"gec-geldi-2", "gec-geldi-4"}
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        third = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    assert ended.counts["gone"] == 3
    assert third.counts.get("gone", 0) == 0
    assert third.counts.get("new", 0) == 0
    gone = {
        record.source_key[-1]: (record.visibility, record.gone_how) for record in rows(home, Record) if record.gone_at
    }
    assert gone == {
        "7": ("withdrawn_by_author", "withdrawn card"),
        "2": ("removed", "status 404"),
        "4": ("removed", "status 404"),
    }
    assert len(rows(home, Record)) == 8
    assert all(record.text for record in rows(home, Record))


def test_a_sick_site_takes_nothing_away(home: Path, shop: ComplaintSite) -> None:
    with serve(shop) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        shop.brands["sahin-kargo"].remove("gec-geldi-4")
        site.answer = lambda asked: Said("", 404) if "gec-geldi" in asked.path else shop(asked)
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    assert ended.state == "failed"
    assert "not believed" in ended.said("unhealthy")
    assert not any(record.gone_at for record in rows(home, Record))


def test_an_unlisted_complaint_that_still_stands_is_not_gone(home: Path, shop: ComplaintSite) -> None:
    with serve(shop) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        hidden = ComplaintSite({"sahin-kargo": [slug for slug in shop.brands["sahin-kargo"] if slug != "gec-geldi-4"]})
        site.answer = lambda asked: shop(asked) if asked.path.endswith("gec-geldi-4") else hidden(asked)
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    assert (ended.state, ended.counts.get("gone", 0), ended.counts["unchanged"]) == ("ok", 0, 8)


def test_a_limited_run_judges_nothing_gone(home: Path, shop: ComplaintSite) -> None:
    with serve(shop) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        shop.removed = {"gec-geldi-8"}
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"], limit=2)
    assert (ended.state, ended.counts["records"], ended.counts.get("gone", 0)) == ("ok", 2, 0)


def test_paging_that_never_ends_is_ended(home: Path, shop: ComplaintSite) -> None:
    """Whatever page is asked for, the same cards come, and the pager promises a thousand more."""

    def answer(asked: Asked) -> Said:
        first = Asked(asked.at, asked.path, {}, asked.headers)
        said = shop(first)
        return Said(str(said.body).replace('?page=3">3<', '?page=1000">1000<'), said.status)

    with serve(answer) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert len([path for path in site.paths if path.startswith("/sahin-kargo?page")]) == 1
    assert ended.counts["new"] == 3


@pytest.mark.parametrize("past", ["404", "back to the first page", "no card", "the last page again"])
def test_a_listing_without_a_pager_ends_where_the_site_has_no_more(home: Path, shop: ComplaintSite, past: str) -> None:
    shop.brands["sahin-kargo"] = shop.brands["sahin-kargo"][:6]

    def answer(asked: Asked) -> Said:
        if asked.path == "/sahin-kargo" and int(asked.query.get("page", 1)) > 2 and past != "the last page again":
            empty = "<html><head><title>Şikayetvar</title></head></html>"
            return {"404": Said("", 404), "no card": Said(empty)}.get(past, Said("", 302, {"Location": "/sahin-kargo"}))
        said = shop(asked)
        return Said(re.sub("<nav.*</nav>", "", str(said.body)), said.status)

    with serve(answer) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert [path for path in site.paths if path.startswith("/sahin-kargo?page")] == [
            "/sahin-kargo?page=2",
            "/sahin-kargo?page=3",
        ]
    assert (ended.state, ended.counts["new"], ended.counts.get("gone", 0)) == ("ok", 6, 0)


def test_where_a_vanished_complaints_address_leads(home: Path, shop: ComplaintSite) -> None:
    """Back to its brand: removed. To another complaint: nobody knows. To itself under a new title, by the number it has: it stands."""

    def answer(asked: Asked) -> Said:
        slug = asked.path.rpartition("/")[2]
        if slug == "gec-geldi-2":
            return Said("", 302, {"Location": "/sahin-kargo"})
        other = {"gec-geldi-4": "gec-geldi-8", "gec-geldi-6": "yeni-baslik-6"}.get(slug)
        if other is None or not gone:
            return shop(asked)
        number = f'<script>self.__next_f.push([1,"{{\\"complaintId\\":{shop.number(other)}}}"])</script>'
        body = '<h1>{0}</h1><div data-ga-element="Complaint_Content_Start"></div><p>Geç geldi.</p><div data-ga-element="Complaint_Content_End"></div>'
        return Said(
            f'<html><head><link rel="canonical" href="/sahin-kargo/{other}"></head><main>{body.format(other)}</main>{number}</html>'
        )

    gone: set[str] = set()
    with serve(shop) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        gone = {"gec-geldi-2", "gec-geldi-4", "gec-geldi-6"}
        shop.removed = gone
        site.answer = answer
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    found = {
        one.source_key[-1]: (one.visibility, one.gone_how) for one in rows(home, Record) if one.source_key[-1] in "246"
    }
    assert found == {
        "2": ("removed", "sent back to the brand's page"), "4": ("unknown", "moved to /sahin-kargo/gec-geldi-8"), "6": ("live", ""),
    }  # fmt: skip


def test_a_topic_in_the_place_of_a_complaint_is_left_out(home: Path, shop: ComplaintSite) -> None:
    topic = Path(__file__).parents[1] / "pages/sikayetvar/topic-looks-like-a-complaint.html"
    with serve(
        lambda asked: Said(topic.read_text(encoding="utf-8")) if asked.path.endswith("gec-geldi-4") else shop(asked)
    ) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    assert (ended.state, ended.skipped, ended.counts["new"]) == ("ok", {"a topic": 1}, 7)


def test_one_broken_page_is_noted_many_fail_the_run(home: Path, shop: ComplaintSite) -> None:
    shop.brands["sahin-kargo"] = [f"gec-geldi-{number}" for number in range(90, 0, -1)]
    broken = {"gec-geldi-4"}
    with serve(
        lambda asked: Said("<html><h1>?</h1></html>") if asked.path.rpartition("/")[2] in broken else shop(asked)
    ) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert (ended.state, ended.skipped, ended.counts["new"]) == ("ok", {"page_unread": 1}, 89)
        shop.brands["sahin-kargo"][:0] = [f"yeni-{number}" for number in range(130, 100, -1)]
        broken.update(f"yeni-{number}" for number in range(130, 100, -1))
        assert crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"]).state == "failed"


def test_reply_times_stay_as_sharp_as_they_were_first_read(home: Path) -> None:
    pages = Path(__file__).parents[1] / "pages/sikayetvar"
    detail = (pages / "complaint-2023.html").read_text(encoding="utf-8")
    said = {
        "reply": detail,
        "card": (pages / "listing-2023.html")
        .read_text(encoding="utf-8")
        .replace("1/24", "1/1")
        .replace("page=24", "page=1")
        .replace(">24<", ">1<")
        .replace(">2<", ">1<"),
    }

    def answer(asked: Asked) -> Said:
        if asked.path.endswith("kart-aidati-iadesi-yapilmadi"):
            return Said(said["reply"])
        return Said(said["card"]) if asked.path == "/ornek-banka" else Said("", 404)

    with serve(answer) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["ornek-banka"])
        first = {reply.speaker: reply.posted_at for reply in rows(home, Reply)}
        said["reply"] = detail.replace("2 saat önce", "4 hafta önce").replace("30 dakika önce", "4 hafta önce")
        said["card"] = said["card"].replace("Aidat iadesi sözü", "Aidatın iadesi sözü")
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["ornek-banka"])
    assert {reply.speaker: reply.posted_at for reply in rows(home, Reply)} == first
    assert [run.requests_count for run in rows(home, Run)][1] >= 4
