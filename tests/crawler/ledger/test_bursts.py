"""Mass removals: how often chance alarms, that a real one does, and that nothing is published until somebody has looked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from crawler.ledger.bursts import FALSE_ALARMS, LEAST_GONE, LEAST_RUNS, History, Tally, chance, dispersion, judge
from crawler.source import Expectations
from store.alerts import alerts, close_alert
from store.errors import StoreError
from store.settings import Settings
from store.tables import Alert, Run
from tests.crawler.ledger.ageing import age
from tests.crawler.process import crawl, opened, rows
from tests.crawler.server import Site, serve
from tests.crawler.sites import ComplaintSite
from tests.test_terazi import terazi

RUNS, BRANDS = 4000, 12
FEW: dict[str, Any] = {"source": {"expects": Expectations(1, 5_000_000)}}


def history_of(rng: np.random.Generator, rate: float, looked_at: np.ndarray, cluster: float) -> tuple[History, float]:
    """(what 30 earlier runs of a source teach, the rate they let us expect)."""
    gone = [drawn(rng, rate, looked_at, cluster) for _ in range(30)]
    found = float(sum(one.sum() for one in gone))
    expected = (found + 1) / (30 * looked_at.sum())
    past = [{"gone": float(one.sum()), "expected": float(expected * looked_at.sum())} for one in gone]
    return History(30, found, dispersion(past)), expected


def drawn(rng: np.random.Generator, rate: float, looked_at: np.ndarray, cluster: float) -> np.ndarray:
    """How many vanish of each brand; authors leave with Poisson(cluster) + 1 records at once."""
    groups = rng.poisson(rate * looked_at / (1 + cluster))
    return np.array([n + rng.poisson(cluster * n) for n in groups])


@pytest.mark.parametrize(("rate", "cluster"), [(0.01, 0.0), (0.03, 0.0), (0.01, 1.0), (0.03, 2.0)])
def test_chance_alarms_no_more_often_than_promised(rate: float, cluster: float) -> None:
    rng = np.random.default_rng(11)
    looked_at = rng.integers(10, 400, BRANDS)
    alarms = 0
    for _ in range(RUNS // 10):
        history, expected = history_of(rng, rate, looked_at, cluster)
        for _ in range(10):
            gone = drawn(rng, rate, looked_at, cluster)
            found = judge(
                {str(n): Tally(int(looked_at[n]), int(gone[n]), float(expected * looked_at[n])) for n in range(BRANDS)},
                history,
            )
            alarms += bool(found)
    assert alarms <= FALSE_ALARMS * RUNS + 3 * (FALSE_ALARMS * RUNS) ** 0.5, f"{alarms} of {RUNS} runs alarmed in vain"


def test_a_brand_that_is_emptied_alarms_alone() -> None:
    tallies = {"a": Tally(100, 40, 1.0), "b": Tally(300, 3, 3.0), "c": Tally(50, 1, 0.5)}
    assert list(judge(tallies, History(30, 120.0))) == ["a"]


def test_a_source_that_is_emptied_everywhere_alarms_as_a_whole() -> None:
    tallies = {str(n): Tally(40, 6, 0.4) for n in range(20)}
    assert list(judge(tallies, History(30, 240.0))) == [""], "no single brand is beyond the floor"


def test_small_counts_and_small_ratios_never_alarm() -> None:
    history = History(30, 10_000.0)
    assert judge({"a": Tally(100, LEAST_GONE - 1, 0.01)}, history) == {}
    assert judge({"a": Tally(100_000, 2900, 1000.0)}, history) == {}
    assert list(judge({"a": Tally(100_000, 3100, 1000.0)}, history)) == ["a"]


def test_before_there_is_a_history_a_tenth_passes_for_usual() -> None:
    young = History(LEAST_RUNS - 1, 0.0)
    assert judge({"a": Tally(200, 25, 0.001)}, young) == {}
    assert list(judge({"a": Tally(200, 60, 0.001)}, young)) == ["a"]


def test_the_tail_is_the_predictive_one() -> None:
    """G given a Gamma-distributed rate after D + 1 events is negative binomial."""
    for gone, expected, events in ((8, 2.0, 30), (12, 0.3, 0), (20, 6.0, 500)):
        tail = stats.nbinom(events + 1, (events + 1) / (events + 1 + expected)).sf(gone - 1)
        assert chance(Tally(100, gone, expected), History(30, events)) == pytest.approx(float(tail), rel=1e-9)


def test_an_uneven_history_makes_an_alarm_rarer() -> None:
    even = [{"gone": 4.0, "expected": 4.0}] * 20
    uneven = [{"gone": 0.0, "expected": 4.0}, {"gone": 8.0, "expected": 4.0}] * 10
    assert (dispersion(even), dispersion([])) == (1.0, 1.0)
    assert dispersion(uneven) == pytest.approx(4.0 * 20 / stats.chi2(20).ppf(0.05))
    tally = Tally(500, 20, 6.0)
    assert chance(tally, History(20, 80.0, 4.0)) > 100 * chance(tally, History(20, 80.0))


@pytest.fixture
def emptied(home: Path) -> Iterator[tuple[ComplaintSite, Site]]:
    """Sixty complaints of one brand, forty of which vanish."""
    shop = ComplaintSite(
        {
            "sahin-kargo": [f"gec-geldi-{n}" for n in range(60, 0, -1)],
            "deniz-market": [f"bozuk-sut-{n}" for n in range(120, 80, -1)],
        }
    )
    with serve(shop) as site:
        assert crawl(home, "sikayetvar", base_url=site.base_url, **FEW).state == "ok"
        age(home, (rows(home, Run)[0].ended_at - rows(home, Run)[0].started_at) * 1000)
        shop.removed = {f"gec-geldi-{n}" for n in range(40, 0, -1)}
        yield shop, site


def test_nothing_is_published_until_somebody_has_looked(home: Path, emptied: tuple[ComplaintSite, Site]) -> None:
    ended = crawl(home, "sikayetvar", base_url=emptied[1].base_url, **FEW)
    assert (ended.state, ended.counts["gone"]) == ("ok", 40)
    assert "40 of 60 records looked at had vanished" in ended.said("mass_removal")
    refused = terazi(home, "release")
    assert refused.returncode == 1
    assert "#1 sikayetvar, sahin-kargo: 40 of 60" in refused.stderr
    assert "terazi alerts close 1 --by WHO --because WHY" in refused.stderr
    assert not (home / "releases" / "latest.json").exists()
    assert [run.state for run in rows(home, Run) if run.kind == "release"] == ["failed"]
    assert terazi(home, "alerts", "close", "1", "--by", "Ada", "--because", " ").returncode == 1
    closed = terazi(home, "alerts", "close", "1", "--by", "Ada", "--because", "the site says: double entries")
    assert closed.returncode == 0, closed.stderr
    published = terazi(home, "release")
    assert published.returncode == 0, published.stderr
    assert terazi(home, "alerts").stdout == ""
    assert "by Ada: the site says: double entries" in terazi(home, "alerts", "--all").stdout
    assert "double entries" in (home / "logs" / "alerts.jsonl").read_text(encoding="utf-8")
    assert "40 of 60" in (home / "logs" / "alerts.jsonl").read_text(encoding="utf-8")


def test_a_burst_is_no_part_of_the_history_it_is_judged_by(home: Path, emptied: tuple[ComplaintSite, Site]) -> None:
    shop, site = emptied
    crawl(home, "sikayetvar", base_url=site.base_url, **FEW)
    again = crawl(home, "sikayetvar", base_url=site.base_url, **FEW)
    assert again.counts.get("gone", 0) == 0
    assert [alert.run_id for alert in rows(home, Alert)] == [2], "told once"
    shop.removed |= {f"bozuk-sut-{n}" for n in range(120, 90, -1)}
    crawl(home, "sikayetvar", base_url=site.base_url, **FEW)
    assert [(alert.run_id, alert.brand_label) for alert in rows(home, Alert)] == [
        (2, "sahin-kargo"),
        (4, "deniz-market"),
    ]


def test_an_alert_is_closed_once_by_somebody_for_a_reason(home: Path, emptied: tuple[ComplaintSite, Site]) -> None:
    crawl(home, "sikayetvar", base_url=emptied[1].base_url, **FEW)
    with opened(home) as engine:
        settings = Settings(home=home)
        with pytest.raises(StoreError, match="no alert 9"):
            close_alert(engine, settings, 9, by="Ada", because="seen")
        close_alert(engine, settings, 1, by="Ada", because="seen")
        with pytest.raises(StoreError, match="closed before by Ada"):
            close_alert(engine, settings, 1, by="Bob", because="seen")
        assert alerts(engine) == []
        assert alerts(engine, is_all=True)[0]["closed_by"] == "Ada"
