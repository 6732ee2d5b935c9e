"""Complaints that a search finds: all of its pages, none of a brand's counts, and nothing of what a walk over a brand knows is touched."""

from pathlib import Path

from crawler import replay
from crawler.ledger.book import entries
from store.settings import Settings
from store.tables import Record, Sighting
from tests.crawler.process import crawl, opened, rows
from tests.crawler.server import serve
from tests.crawler.sites import ComplaintSite

SITE = ComplaintSite({"sahin-kargo": [f"klima-bozuk-{n}" for n in range(5, 0, -1)] + ["fatura-6"], "mavi-depo": ["klima-yandi-7", "iade-8"],
                      "yesil": ["klima-9", "klima-10"]})  # fmt: skip
FOUND = {"fatura-6", "iade-8"}


def slugs(home: Path, kind: str) -> set[str]:
    """What is stored with this kind of sample."""
    return {record.url.rpartition("/")[2] for record in rows(home, Record) if record.sample_kind == kind}


def test_a_search_is_walked_to_its_end(home: Path) -> None:
    with serve(SITE) as site:
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["ara:klima"])
        lists = [path for path in site.paths if path.startswith("/sikayetler")]
    assert lists == [
        "/sikayetler?k=klima",
        "/sikayetler?k=klima&sayfa=2",
        "/sikayetler?k=klima&sayfa=3",
        "/sikayetler?k=klima&sayfa=4",
        "/sikayetler?k=klima",
    ]
    assert ended.counts["new"] == 8
    assert slugs(home, "full") == set()
    stored = {record.url.rpartition("/")[2]: record.brand_label for record in rows(home, Record)}
    assert stored["klima-yandi-7"] == "mavi-depo"
    assert set(stored) == {slug for slugs in SITE.brands.values() for slug in slugs} - FOUND
    run = replay.reparse(Settings(home=home), "sikayetvar")
    assert (run.counts["changed"], run.counts.get("new", 0)) == (0, 0)


def test_all_complaints_and_words_of_two(home: Path) -> None:
    with serve(SITE) as site:
        two = crawl(home, "sikayetvar", base_url=site.base_url, brands=["ara:klima bozuk"])
        assert "/sikayetler?k=klima bozuk&sayfa=2" in site.paths
        everything = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sikayetler"])
        assert "/sikayetler?page=4" in site.paths
    assert (two.counts["new"], everything.counts["new"]) == (5, 5)
    assert not any("karnesi" in path for path in site.paths)


def test_a_walk_over_a_brand_and_a_search_know_each_other(home: Path) -> None:
    with serve(SITE) as site:
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["ara:klima"])
        whole = crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        assert whole.counts["records"] == 6
        assert slugs(home, "full") == set(SITE.brands["sahin-kargo"])
        sightings = len(rows(home, Sighting))
        site.log.clear()
        again = crawl(home, "sikayetvar", base_url=site.base_url, brands=["ara:klima"])
        assert [path for path in site.paths if not path.startswith("/sikayetler")] == []
    with opened(home) as engine:
        assert entries(engine) == []
    assert whole.counts.get("changed", 0) == 0
    assert again.counts.get("changed", 0) == again.counts.get("new", 0) == 0
    assert slugs(home, "full") == set(SITE.brands["sahin-kargo"])
    assert len(rows(home, Sighting)) == sightings
