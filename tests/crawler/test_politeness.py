"""How the crawler behaves towards hosts that misbehave: the end of the run, and what the host's own log says."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from scrapy.settings import Settings as ScrapySettings

from crawler.politeness import user_agent
from crawler.replay import reparse
from crawler.spider import SETTINGS
from crawler.unlisted import asks_to_stay_unlisted
from store.settings import Settings
from store.tables import Record, Run
from tests.crawler.process import crawl, rows
from tests.crawler.server import Asked, Said, serve
from tests.crawler.sites import Bureau, ComplaintSite, cfpb_row

SITE = ComplaintSite({"sahin-kargo": ["gec-geldi-2", "gec-geldi-1"]})


@pytest.mark.parametrize(
    "robots",
    [
        Said("", 401),
        Said("", 403),
        Said("", 429),
        Said("", 500),
        Said("", 503),
        Said("<html>bot?</html>", 200),
        Said("", 302, {"Location": "/robots.txt"}),
    ],
    ids=["401", "403", "429", "500", "503", "html", "loop"],
)
def test_robots_that_cannot_be_read_stop_the_host(home: Path, robots: Said) -> None:
    with serve(SITE) as site:
        site.robots = robots
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert ended.state == "blocked"
        assert "robots.txt" in ended.said("blocked")
        assert site.paths == []


@pytest.mark.parametrize("status", [404, 410])
def test_no_robots_is_no_rule(home: Path, status: int) -> None:
    with serve(SITE) as site:
        site.robots = Said("<html>not here</html>", status)
        assert crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"]).state == "ok"


def test_disallowed_pages_are_not_asked_for(home: Path) -> None:
    with serve(SITE) as site:
        site.robots = Said("User-agent: TeraziBot\nDisallow: /sahin-kargo\n", 200, {"Content-Type": "text/plain"})
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert ended.state == "blocked"
        assert site.paths == []


def test_crawl_delay_is_kept_even_on_loopback(home: Path) -> None:
    with serve(SITE) as site:
        site.robots = Said("User-agent: *\nCrawl-delay: 0.5\n", 200, {"Content-Type": "text/plain"})
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        times = [asked.at for asked in site.log]
    assert len(times) >= 4
    assert min(later - earlier for earlier, later in pairwise(times[1:])) >= 0.49


def test_who_asks_is_said_and_nothing_is_carried(home: Path) -> None:
    def answer(asked: Asked) -> Said:
        said = SITE(asked)
        return Said(said.body, said.status, {"Set-Cookie": "id=1"})

    with serve(answer) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"], contact="Ops <ops@terazi.example>")
        for asked in site.log:
            assert asked.headers["user-agent"] == "TeraziBot/0.1 (+Ops <ops@terazi.example>)"
            assert not {"cookie", "referer", "via", "x-forwarded-for"} & set(asked.headers)


def test_the_place_where_it_is_published_is_said_too() -> None:
    assert (
        user_agent("Ops, a@b.example", "https://terazi.example")
        == "TeraziBot/0.1 (+https://terazi.example; Ops, a@b.example)"
    )
    assert user_agent("", "") == "TeraziBot/0.1 (+loopback)"


def test_without_a_contact_no_foreign_host_is_asked(home: Path) -> None:
    with pytest.raises(AssertionError, match="TERAZI_CONTACT"):
        crawl(home, "sikayetvar", brands=["sahin-kargo"])
    assert rows(home, Run) == []


@pytest.mark.parametrize(
    "refusal",
    [
        Said("no", 403),
        Said("no", 401),
        Said("slow down", 429),
        Said("<html><head><title>Güvenlik doğrulaması</title></head><body>captcha</body></html>"),
        Said("<html><head><title>Just a moment...</title></head></html>", 200, {"cf-mitigated": "challenge"}),
        Said('<html><form action="/ap/signin"></form></html>'),
    ],
    ids=["403", "401", "429", "captcha", "challenge", "sign-in"],
)
def test_three_refusals_turn_the_host_off_for_a_day(home: Path, refusal: Said) -> None:
    with serve(lambda _asked: refusal) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert ended.state == "blocked"
        assert len(site.paths) == 3
        site.log.clear()
        again = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert again.state == "blocked"
        assert "not before" in again.said("blocked")
        assert site.log == []
    assert [run.state for run in rows(home, Run)] == ["blocked", "blocked"]


def test_a_short_retry_after_is_waited_out(home: Path) -> None:
    answers = [Said("", 429, {"Retry-After": "1"}), Said("", 503, {"Retry-After": "1"})]
    with serve(lambda asked: answers.pop(0) if answers else SITE(asked)) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        waits = [later.at - earlier.at for earlier, later in zip(site.log[1:3], site.log[2:4], strict=True)]
    assert ended.state == "ok"
    assert ended.counts["new"] == 2
    assert min(waits) >= 1.0


def test_a_long_retry_after_ends_the_run_at_once(home: Path) -> None:
    with serve(lambda _asked: Said("", 429, {"Retry-After": "90000"})) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert ended.state == "blocked"
        assert len(site.paths) == 1


def test_a_web_page_instead_of_json_is_a_refusal(home: Path) -> None:
    with serve(lambda _asked: Said("<!doctype html><html><title>CFPB</title></html>")) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url)
        assert ended.state == "blocked"
        assert "instead of JSON" in ended.said("blocked")


def test_a_redirect_loop_fails_the_run_after_few_requests(home: Path) -> None:
    with serve(lambda asked: Said("", 302, {"Location": f"{asked.path}?n={len(asked.query)}"})) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url)
        assert ended.state == "failed"
        assert "redirect" in ended.said("failed")
        assert len(site.paths) <= 6


def test_a_redirect_to_another_host_is_not_followed(home: Path) -> None:
    with (
        serve(SITE) as other,
        serve(lambda asked: Said("", 302, {"Location": f"{other.base_url}{asked.path}"})) as site,
    ):
        ended = crawl(home, "sikayetvar", base_url=site.base_url)
        assert ended.state == "failed"
        assert other.log == []


def test_a_host_that_errs_fails_the_run_after_three_tries(home: Path) -> None:
    with serve(lambda _asked: Said("", 500)) as site:
        ended = crawl(home, "cfpb", base_url=site.base_url)
        assert ended.state == "failed"
        assert len(site.paths) == 3


def test_a_body_too_large_is_not_taken(home: Path) -> None:
    with serve(lambda _asked: Said("x" * 21_000_000)) as site:
        assert crawl(home, "cfpb", base_url=site.base_url).state == "failed"


def test_requests_never_overlap(home: Path) -> None:
    many = ComplaintSite({"sahin-kargo": [f"gec-geldi-{n}" for n in range(7)]}, detail_after_s=0.05)
    with serve(many) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        details = [asked.at for asked in site.log if "gec-geldi" in asked.path]
    assert min(later - earlier for earlier, later in pairwise(details)) >= 0.05


def test_noindex_is_noted_and_marks_the_records_of_that_page(home: Path) -> None:
    def answer(asked: Asked) -> Said:
        said = SITE(asked)
        return Said(said.body, said.status, {"X-Robots-Tag": "noindex"} if asked.path.endswith("-1") else {})

    with serve(answer) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert "X-Robots-Tag" in ended.said("noindex")
        assert {record.url[-1]: record.is_unlisted for record in rows(home, Record)} == {"1": True, "2": False}
        before = {record.record_id: record.content_hash for record in rows(home, Record)}
        assert crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"]).counts.get("changed", 0) == 0
    reparse(Settings(home=home), "sikayetvar")
    assert {record.record_id: record.content_hash for record in rows(home, Record)} == before
    assert sum(record.is_unlisted for record in rows(home, Record)) == 1


@pytest.mark.parametrize(
    ("header", "page", "is_asked"),
    [
        ("noindex", b"", True),
        ("nofollow, NoIndex", b"", True),
        ("none", b"{}", True),
        ("terazibot: noindex", b"", True),
        ("otherbot: noindex, nofollow", b"", False),
        ("otherbot: noindex,terazibot: noindex", b"", True),
        ("unavailable_after: 25 Jun 2027 15:00:00 PST, noindex", b"", True),
        ("all", b"", False),
        ("", b'<html><head><meta name="robots" content="NOINDEX, follow">', True),
        ("", b"<html><meta content=none name=robots>", True),
        ("", b"<html><meta content='noindex' name='TeraziBot'>", True),
        ("", b'<html><meta name="googlebot" content="noindex">', False),
        ("", b'<html><meta name="robots" content="index"><p>noindex</p>', False),
        ("", b'{"robots": "<meta name=robots content=noindex>"}', False),
    ],
)
def test_who_asks_not_to_be_listed(header: str, page: bytes, is_asked: bool) -> None:
    assert asks_to_stay_unlisted({"x-robots-tag": header} if header else {}, page) is is_asked


def test_logs_are_json_lines_without_addresses_or_texts(home: Path) -> None:
    with serve(SITE) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    lines = (home / "logs" / "crawl-sikayetvar.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["event"] for line in lines] == ["opened", *["page"] * 5, "closed"]
    assert not any("gec-geldi" in line or "Geç" in line for line in lines)


def test_one_answer_breaks_the_row_of_refusals(home: Path) -> None:
    bureau = Bureau([cfpb_row(1)])
    answers = [Said("", 403), Said("", 403)]
    with serve(lambda asked: answers.pop(0) if answers else bureau(asked)) as site:
        assert crawl(home, "cfpb", base_url=site.base_url).state == "ok"
    assert not list((home / "hosts").glob("*.json"))


def test_scrapy_opens_no_port_at_which_it_takes_orders() -> None:
    assert not ScrapySettings(SETTINGS).getwithbase("EXTENSIONS")
