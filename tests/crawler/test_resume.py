"""kill -9 in the middle: nothing is lost, nothing doubled, nothing fetched twice, and the next run goes on."""

import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from store.tables import Record, Run, Sighting
from tests.crawler.process import KILLED, ROOT, command, crawl, exit_of, rows, start
from tests.crawler.server import Answerer, Site, serve
from tests.crawler.sites import Bureau, ComplaintSite, cfpb_row


def kill_after(home: Path, site: Site, source_id: str, requests: int, **options: Any) -> None:
    """Start a crawl and kill it hard once the server was asked so often."""
    process = start(home, source_id, base_url=site.base_url, **options)
    deadline = time.monotonic() + 60
    while len(site.log) < requests:
        assert process.is_alive(), "the crawl ended before it could be killed"
        assert time.monotonic() < deadline, "the crawl is too slow"
        time.sleep(0.005)
    process.kill()
    assert exit_of(process) == KILLED


def run_through(tmp_path: Path, answer: Answerer, source_id: str, **options: Any) -> list[tuple[str, str]]:
    """What an undisturbed crawl stores."""
    from tests.crawler.process import opened

    home = tmp_path / "undisturbed"
    with opened(home), serve(answer) as site:
        crawl(home, source_id, base_url=site.base_url, **options)
    return sorted((record.record_id, record.text_hash) for record in rows(home, Record))


@pytest.mark.parametrize("requests", [2, 6, 11, 17])
def test_a_killed_walk_goes_on(home: Path, tmp_path: Path, requests: int) -> None:
    shop = ComplaintSite({"sahin-kargo": [f"gec-geldi-{n}" for n in range(7, 0, -1)], "deniz-market": [f"bozuk-sut-{n}" for n in range(25, 20, -1)]},
                         withdrawn={"gec-geldi-3"}, detail_after_s=0.15)  # fmt: skip
    brands = ["sahin-kargo", "deniz-market"]
    with serve(shop) as site:
        kill_after(home, site, "sikayetvar", requests, brands=brands)
        before = {record.record_id for record in rows(home, Record)}
        first = list(site.paths)
        site.log.clear()
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=brands)
        again = [path for path in site.paths if path in first[:-1] and path.count("/") == 2 and "karnesi" not in path]
    assert ended.state == "ok"
    assert [run.state for run in rows(home, Run)] == ["interrupted", "ok"]
    assert len(again) <= 1, "only a page that was answered but not yet stored may be asked for twice"
    after = rows(home, Record)
    assert before <= {record.record_id for record in after}
    assert sorted((record.record_id, record.text_hash) for record in after) == run_through(
        tmp_path, shop, "sikayetvar", brands=brands
    )
    assert len(rows(home, Sighting)) == len(after)


def test_killed_twice_it_still_goes_on(home: Path, tmp_path: Path) -> None:
    shop = ComplaintSite({"sahin-kargo": [f"gec-geldi-{n}" for n in range(12, 0, -1)]}, detail_after_s=0.15)
    with serve(shop) as site:
        kill_after(home, site, "sikayetvar", 8, brands=["sahin-kargo"])
        kill_after(home, site, "sikayetvar", 14, brands=["sahin-kargo"])
        crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
    assert [run.state for run in rows(home, Run)] == ["interrupted", "interrupted", "ok"]
    assert len(rows(home, Record)) == len(rows(home, Sighting)) == 12
    assert not any(record.gone_at for record in rows(home, Record))


@pytest.mark.parametrize("requests", [2, 4, 6])
def test_a_killed_search_goes_on_at_its_cursor(home: Path, tmp_path: Path, requests: int) -> None:
    bureau = Bureau([cfpb_row(number) for number in range(20, 0, -1)], page_after_s=0.15)
    with serve(bureau) as site:
        kill_after(home, site, "cfpb", requests, page_size=3)
        stored = len(rows(home, Record))
        asked = len(site.paths)
        site.log.clear()
        ended = crawl(home, "cfpb", base_url=site.base_url, page_size=3)
        assert len(site.paths) == 7 - stored // 3
    assert stored // 3 >= asked - 2
    assert (ended.state, ended.counts["new"], ended.counts.get("unchanged", 0)) == ("ok", 20 - stored, 0)
    assert len(rows(home, Record)) == len(rows(home, Sighting)) == 20


def test_another_command_does_not_take_over_the_checkpoint(home: Path) -> None:
    shop = ComplaintSite(
        {"sahin-kargo": [f"gec-geldi-{n}" for n in range(7, 0, -1)], "deniz-market": ["bozuk-sut-20"]},
        detail_after_s=0.15,
    )
    with serve(shop) as site:
        kill_after(home, site, "sikayetvar", 6, brands=["sahin-kargo"])
        ended = crawl(home, "sikayetvar", base_url=site.base_url, brands=["deniz-market"])
    assert ended.counts["new"] == 1


def test_two_crawls_of_one_source_never_overlap(home: Path) -> None:
    shop = ComplaintSite({"sahin-kargo": [f"gec-geldi-{n}" for n in range(9, 0, -1)]}, detail_after_s=0.5)
    with serve(shop) as site:
        process = subprocess.Popen(
            command(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"]), cwd=ROOT
        )
        while len(site.log) < 4:
            time.sleep(0.01)
        with pytest.raises(AssertionError, match="already under way"):
            crawl(home, "sikayetvar", base_url=site.base_url, brands=["sahin-kargo"])
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert [run.state for run in rows(home, Run)] == ["interrupted"]
