"""kill -9 on the common walk, at every point that matters and at random ones: nothing lost, nothing doubled, nothing asked again."""

import random
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from crawler.ask import ask_of
from store.tables import Frontier, Record, Reply, Run, Sighting
from tests.crawler.process import KILLED, Ended, crawl, exit_of, opened, rows, start
from tests.crawler.server import Asked, Said, Site, serve
from tests.world.platforms.base import build_posts
from tests.world.platforms.mastodon import Mastodon

NOW = datetime.now(UTC) - timedelta(days=4)
SECRET = "5e" * 32
"""One for all homes, because the hashes that are compared are keyed with it."""
FIRST: list[dict[str, Any]] = [
    {"point": "store.archive:Archive.put", "nth": 4},
    {"point": "store.archive:Archive.put", "nth": 4, "after": True},
    {"point": "store.archive:Archive.sync", "nth": 1, "after": True},
    {"point": "crawler.frontier:DiskFrontier.write", "nth": 1},
    {"point": "crawler.pipelines.keep:save_checkpoint", "nth": 1, "after": True},
    {"point": "crawler.frontier:DiskFrontier.written", "nth": 1},
]
"""Points on the way of any crawl."""
LATER: list[dict[str, Any]] = [
    {"point": "crawler.ledger:settle"},
    {"point": "crawler.pipelines.keep:Intake.gone", "nth": 2, "after": True},
    {"point": "crawler.run:check"},
    {"point": "store.runs:_end"},
    {"point": "crawler.frontier:DiskFrontier.leave"},
]
"""Points that only matter where there is something to lose: in the second crawl."""


class Instance:
    """A Mastodon instance that takes its time, and a home that collects it."""

    def __init__(self, home: Path, *, after_s: float = 0.0, **more: Any) -> None:
        self.platform, self.home, self.after_s, self.more = Mastodon(build_posts(11, NOW), NOW), home, after_s, more
        self.site: Site

    def answer(self, asked: Asked) -> Said:
        """The instance's answer, a little later."""
        said = self.platform.answer(asked)
        return Said(said.body, said.status, said.headers, self.after_s)

    @property
    def options(self) -> dict[str, Any]:
        """What every crawl of it is given."""
        given = {"base_url": self.site.base_url, "brands": self.platform.brands(), "env": self.platform.env}
        return given | {"settings": {"secret": SECRET}} | self.more

    def crawl(self) -> Ended:
        """An undisturbed crawl."""
        return crawl(self.home, "mastodon", **self.options)

    def start(self, **more: Any) -> ForkServerProcess:
        """A crawl in a process that can be killed."""
        return start(self.home, "mastodon", **self.options, **more)

    def done(self) -> set[str]:
        """The paths of what is asked and taken for good; two brands ask the instance for its rules, each for itself."""
        asks: dict[bool, set[str]] = {True: set(), False: set()}
        for row in rows(self.home, Frontier):
            url = ask_of(row.ask).url.removeprefix("https://mastodon.example").removeprefix(self.site.base_url)
            asks[row.is_done].add(url)
        return asks[True] - asks[False]

    def kept(self) -> Any:
        """All that is stored, but for when and by which run."""
        records = sorted(
            (one.record_id, one.content_hash, one.visibility, one.text, one.gone_how) for one in rows(self.home, Record)
        )
        spans = sorted(
            (one.record_id, one.content_hash, one.visibility, str(one.said)) for one in rows(self.home, Sighting)
        )
        replies = sorted((one.record_id, one.position, one.text) for one in rows(self.home, Reply))
        return records, spans, replies


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What a crawl now and one three days later leave when nobody kills them."""
    home = tmp_path_factory.mktemp("undisturbed")
    instance, kept = Instance(home), []
    with opened(home), serve(instance.answer) as instance.site:
        for _ in range(2):
            assert instance.crawl().state == "ok"
            kept.append(instance.kept())
            instance.platform.now += timedelta(days=3)
    return kept


def name_of(point: dict[str, Any]) -> str:
    return "-".join(str(part) for part in point.values())


def walked(paths: list[str]) -> set[str]:
    """What was asked, but for the threads that a look at one record led to."""
    return {path for path in paths if not path.endswith("/context") or path.removesuffix("/context") not in paths}


def die_and_go_on(instance: Instance, point: dict[str, Any], kept: Any) -> None:
    """A crawl that dies at a point, and the next, which finishes its errand."""
    assert exit_of(instance.start(dies=point)) == KILLED, "the point is not on the way"
    is_over = rows(instance.home, Run)[-1].state != "running"
    done, asked = set() if is_over else instance.done(), len(instance.site.paths)
    assert instance.crawl().state == "ok"
    assert not done & walked(instance.site.paths[asked:])
    assert instance.kept() == kept


@pytest.mark.parametrize("point", FIRST, ids=name_of)
def test_killed_in_the_first_crawl(home: Path, point: dict[str, Any], undisturbed: list[Any]) -> None:
    instance = Instance(home)
    with serve(instance.answer) as instance.site:
        die_and_go_on(instance, point, undisturbed[0])
    assert [run.state for run in rows(home, Run)] == ["interrupted", "ok"]


@pytest.mark.parametrize("point", LATER, ids=name_of)
def test_killed_when_records_have_vanished(home: Path, point: dict[str, Any], undisturbed: list[Any]) -> None:
    instance = Instance(home)
    with serve(instance.answer) as instance.site:
        assert instance.crawl().state == "ok"
        instance.platform.now += timedelta(days=3)
        die_and_go_on(instance, point, undisturbed[1])


def test_a_killed_run_leaves_word_how_far_its_lists_were_read(home: Path) -> None:
    instance = Instance(home, source={"vanishes": "missed", "recheck": None})
    with serve(instance.answer) as instance.site:
        assert instance.crawl().state == "ok"
        whole = {record.record_id for record in rows(home, Record)}
        assert exit_of(instance.start(dies={"point": "crawler.ledger:settle"})) == KILLED
        asked = len(instance.site.log)
        assert instance.crawl().state == "ok"
    assert len(instance.site.log) <= asked + 1, "the killed run had read all lists as far as it had to"
    assert {record.record_id for record in rows(home, Record) if record.gone_at is None} == whole


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_again_and_again(home: Path, seed: int, undisturbed: list[Any]) -> None:
    rng, instance = random.Random(seed), Instance(home, after_s=0.04)
    with serve(instance.answer) as instance.site:
        for kept in undisturbed:
            for _ in range(3):
                before = len(instance.site.log)
                process = instance.start()
                deadline = time.monotonic() + 60
                while len(instance.site.log) == before and process.is_alive() and time.monotonic() < deadline:
                    time.sleep(0.002)
                time.sleep(rng.uniform(0, 1.0))
                process.kill()
                if exit_of(process) != KILLED:
                    break
            ended = instance.crawl()
            assert ended.state == "ok", ended
            assert instance.kept() == kept
            assert {run.state for run in rows(home, Run)} <= {"ok", "interrupted"}
            instance.platform.now += timedelta(days=3)
