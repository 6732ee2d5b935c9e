"""The recipe on small cases: what must hold of any score."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from crawler.imports.run import run_import
from scoring import checks, snapshot
from scoring.errors import ScoringError
from scoring.peer_group import Weighed
from scoring.pipeline import Scored
from scoring.publish import publish_release
from scoring.run import score
from store.release import open_release
from store.session import table_of
from store.settings import Settings
from store.tables import Comparison, Record, ScoreComponent
from store.tables import Score as ScoreRow
from store.vocabulary import Band, Visibility
from tests.scoring.made import NOW, base, keep, record
from tests.shared import golden, shared

CUSTOMERS = {
    "Alfa": 50_000,
    "Beta": 80_000,
    "Gama": 120_000,
    "Delta": 200_000,
    "Epsilon": 400_000,
    "Zeta": 600_000,
    "Eta": 9_000,
}
COUNTS = {"Alfa": 60, "Beta": 30, "Gama": 40, "Delta": 70, "Epsilon": 90, "Zeta": 300, "Eta": 1, "Sahipsiz": 12}


@pytest.fixture
def stored(engine: Engine, settings: Settings) -> Engine:
    base(engine, CUSTOMERS)
    keep(engine, settings, [
        record(f"{brand}-{n}", brand, hours_ago=100 + 17 * n, answered_after=(n * 7919) % 300 / 3 if n % 3 else None)
        for brand, count in COUNTS.items() for n in range(count)
    ])  # fmt: skip
    return engine


def volume_of(found: Scored) -> Weighed:
    return next(one for one in found.weighed if one.group.dimension == "volume")


def test_scores_follow_the_rate_not_the_count(stored: Engine, settings: Settings) -> None:
    weighed = volume_of(score(stored, settings, as_of=NOW)[1])
    by_brand = dict(zip(weighed.group.brands, weighed.posterior.score, strict=True))
    assert by_brand["epsilon"] > by_brand["delta"] > by_brand["alfa"]  # 22, 35 and 120 complaints per 100,000
    assert by_brand["epsilon"] > by_brand["beta"]  # three times the count, but five times the customers


def test_no_denominator_no_volume_score(stored: Engine, settings: Settings) -> None:
    weighed = volume_of(score(stored, settings, as_of=NOW)[1])
    i = weighed.group.brands.index("sahipsiz")
    assert weighed.bands[i] is Band.TOO_LITTLE
    assert np.isnan(weighed.ratio[i])
    assert (weighed.posterior.score[i], weighed.tier[i]) == (pytest.approx(50), 0)


def test_a_brand_with_less_than_one_expected_gets_no_number(stored: Engine, settings: Settings) -> None:
    """Nobody is called good for being tiny."""
    weighed = volume_of(score(stored, settings, as_of=NOW)[1])
    i = weighed.group.brands.index("eta")
    assert weighed.group.effective[1][i] > 0
    assert weighed.tier[i] == 0 or weighed.posterior.reliability[i] >= 0.5


def test_responsiveness_expects_what_the_sector_does(stored: Engine, settings: Settings) -> None:
    found = score(stored, settings, as_of=NOW)[1]
    weighed = next(one for one in found.weighed if one.group.dimension == "responsiveness")
    assert weighed.group.observed.sum() == pytest.approx(weighed.group.expected[weighed.group.has_expected].sum())


def test_same_input_same_bytes_whatever_the_order(stored: Engine, settings: Settings) -> None:
    first, again = (score(stored, settings, as_of=NOW)[1] for _ in range(2))
    assert first.standard_hash == again.standard_hash
    for one, two in zip(first.weighed, again.weighed, strict=True):
        assert one.posterior.score.tobytes() == two.posterior.score.tobytes()
        assert one.rank_low.tolist() == two.rank_low.tolist()


def _take_down(engine: Engine, settings: Settings, keys: list[str]) -> None:
    intake = keep(engine, settings, [])
    for key in keys:
        intake.gone(f"site:{key}", "404", Visibility.REMOVED, NOW - timedelta(hours=1))


@pytest.mark.parametrize("answered", [False, True])
def test_taking_complaints_down_never_raises_a_score(stored: Engine, settings: Settings, answered: bool) -> None:
    before = score(stored, settings, as_of=NOW)[1]
    _take_down(stored, settings, [f"Alfa-{n}" for n in range(60) if bool(n % 3) is answered])
    after = score(stored, settings, as_of=NOW)[1]
    for one, two in zip(before.weighed, after.weighed, strict=True):
        i = one.group.brands.index("alfa")
        assert two.posterior.score[i] <= one.posterior.score[i] + 1e-9
        assert two.group.observed[i] == pytest.approx(one.group.observed[i])


def test_the_brands_own_claims_move_nothing(stored: Engine, settings: Settings) -> None:
    before = score(stored, settings, as_of=NOW)[1]
    keep(stored, settings, [record(f"Alfa-{n}", "Alfa", hours_ago=100 + 17 * n, answered_after=(n * 7919) % 300 / 3 if n % 3 else None, claimed_by_brand=True)
                            for n in range(60)])  # fmt: skip
    after = score(stored, settings, as_of=NOW)[1]
    assert [one.posterior.score.tobytes() for one in before.weighed] == [
        one.posterior.score.tobytes() for one in after.weighed
    ]


def test_membership_is_nowhere_to_be_seen(stored: Engine, settings: Settings) -> None:
    before = score(stored, settings, as_of=NOW)[1]
    with Session(stored) as session:
        table = table_of(Record)
        session.connection().execute(table.update().values(raw={"membershipType": "Premium"}))
        session.commit()
    after = score(stored, settings, as_of=NOW)[1]
    assert before.standard_hash == after.standard_hash
    assert [one.posterior.score.tobytes() for one in before.weighed] == [
        one.posterior.score.tobytes() for one in after.weighed
    ]
    checks.check_inputs(column for _, columns in snapshot.COLUMNS.values() for column in columns)
    with pytest.raises(ScoringError, match="membership_type"):
        checks.check_inputs(["brand_id", "membership_type"])


def test_a_wider_range_of_the_base_widens_the_interval(stored: Engine, settings: Settings) -> None:
    """F15 in short: the same figure, known worse."""
    narrow = volume_of(score(stored, settings, as_of=NOW)[1])
    base(stored, CUSTOMERS, factor=2.0)
    wide = volume_of(score(stored, settings, as_of=NOW)[1])
    i = narrow.group.brands.index("zeta")
    assert wide.posterior.high[i] - wide.posterior.low[i] > narrow.posterior.high[i] - narrow.posterior.low[i]


def test_a_scoring_is_stored_whole_and_explains_itself(stored: Engine, settings: Settings) -> None:
    run, found = score(stored, settings, as_of=NOW)
    with Session(stored) as session:
        scores = (
            session.connection()
            .execute(select(table_of(ScoreRow)).where(table_of(ScoreRow).c.scoring_run_id == run.run_id))
            .all()
        )
        steps = session.connection().execute(select(table_of(ScoreComponent))).all()
    assert len(scores) == sum(len(one.group.brands) for one in found.weighed)
    for one in scores:
        mine = [step for step in steps if (step.brand_id, step.dimension) == (one.brand_id, one.dimension)]
        assert mine
        assert all(step.sentence_en and step.sentence_tr for step in mine)
        shown = [step.value for step in mine if step.name == "score"]
        assert shown == ([one.score] if one.band in {Band.FULL, Band.PROVISIONAL} else [])


def test_an_interrupted_scoring_leaves_the_last_one_standing(
    stored: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, _ = score(stored, settings, as_of=NOW)

    def broken(*_: Any, **__: Any) -> None:
        raise ScoringError("broken on purpose")

    monkeypatch.setattr(checks, "check_weighed", broken)
    with pytest.raises(ScoringError, match="on purpose"):
        score(stored, settings, as_of=NOW)
    with Session(stored) as session:
        kept = {
            row.scoring_run_id for row in session.connection().execute(select(table_of(Comparison).c.scoring_run_id))
        }
    assert kept == {run.run_id}


def _rows(settings: Settings, name: str) -> list[dict[str, Any]]:
    return [dict(row) for row in open_release(settings.releases).table(name).to_pylist()]


def test_new_york_2020_comes_out_as_it_must(engine: Engine, settings: Settings) -> None:
    """The README's picture: 45 of 135 insurers reach reliability .5 and fall into five groups; Allstate is a signal."""
    run_import(settings, "ny-dfs", shared("data/ny_auto/ny_auto_2009_2020.csv"), show_progress=False)
    publish_release(engine, settings, title=("NY", "NY"), is_simulated=False, code_version="test", as_of=NOW)
    scores = {row["brand_id"]: row for row in _rows(settings, "scores") if row["period"] == "2020"}
    ranked = {name: row for name, row in scores.items() if row["tier"]}
    assert (len(scores), len(ranked), len({row["tier"] for row in ranked.values()})) == (135, 45, 5)
    allstate = scores["allstate-insurance-company"]
    assert (allstate["published_rank"], allstate["signal"], allstate["observed"]) == (113, "worse", 53)
    assert sum(row["signal"] == "worse" for row in scores.values()) == 4
    tiny = [row for row in scores.values() if row["observed"] == 0 and row["expected"] < 1]
    assert len(tiny) > 50
    assert {row["band"] for row in tiny} == {Band.TOO_LITTLE.value}
    assert not [row for row in _rows(settings, "scores") if row["period"] == "2016"]  # a copied year is set aside


def test_new_york_2020_agrees_with_the_golden_ranks(engine: Engine, settings: Settings) -> None:
    run_import(settings, "ny-dfs", shared("data/ny_auto/ny_auto_2009_2020.csv"), show_progress=False)
    found = score(engine, settings, as_of=NOW)[1]
    weighed = next(one for one in found.weighed if one.group.period == "2020")
    ranked = np.flatnonzero(weighed.tier > 0)
    ours = sorted(zip(weighed.group.observed[ranked], weighed.group.expected[ranked], weighed.posterior.m[ranked], weighed.posterior.v[ranked],
                      weighed.posterior.score[ranked], weighed.tier[ranked], weighed.expected_rank[ranked], strict=True))  # fmt: skip
    theirs = sorted(
        tuple(float(row[name]) for name in ("O", "E", "m", "v", "S", "tier", "exp_rank"))
        for row in golden("ranks_tiers_ny_dfs_2020")
    )
    # the golden prior is given to ten digits; ours is the optimum of the same likelihood
    np.testing.assert_allclose(np.array(ours, dtype=float), np.array(theirs), rtol=1e-6, atol=1e-6)


def test_size_classes_of_brazilian_banks_are_never_pooled(engine: Engine, settings: Settings) -> None:
    run_import(settings, "bcb", shared("data/bcb_ranking/bcb_2020_2021_cp1252.csv"), show_progress=False)
    found = score(engine, settings, as_of=NOW)[1]
    sectors = {one.group.sector_id for one in found.weighed}
    # the bank changed its classes twice in these two years; each stands for itself
    classes = ("over-4m", "under-4m", "top-10", "after-top-10", "top-15", "after-top-15")
    assert sectors == {f"br-banks-{name}" for name in classes}
    for one in found.weighed:
        assert one.group.unit == "customers"
        missing = [fact for fact in one.group.exposures if fact is None]
        assert all(np.isnan(one.ratio[i]) for i, fact in enumerate(one.group.exposures) if fact is None), missing


def test_a_release_is_immutable_and_rebuilds_to_the_same_tables(stored: Engine, settings: Settings) -> None:
    first = publish_release(stored, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    hashes = open_release(settings.releases, first["release_id"]).manifest["files"]
    same: Callable[[str], bool] = lambda name: (  # noqa: E731
        name.endswith((".parquet", ".csv", ".jsonl")) and name.split(".")[0] != "runs"
    )
    import time

    time.sleep(1.1)  # release ids are seconds
    second = publish_release(stored, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    again = open_release(settings.releases, second["release_id"]).manifest["files"]
    assert {name: one for name, one in hashes.items() if same(name)} == {
        name: one for name, one in again.items() if same(name)
    }
    assert open_release(settings.releases).manifest["release_id"] == second["release_id"]


def test_three_formats_say_the_same(stored: Engine, settings: Settings) -> None:
    import csv
    import json

    publish_release(stored, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    release = open_release(settings.releases)
    parquet = release.table("scores").to_pylist()
    with (release.folder / "scores.csv").open(encoding="utf-8", newline="") as file:
        text = list(csv.DictReader(file))
    lines = [json.loads(line) for line in (release.folder / "scores.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(parquet) == len(text) == len(lines) == release.manifest["tables"]["scores"]["rows"]
    for one, two, three in zip(parquet, text, lines, strict=True):
        assert one["brand_id"] == two["brand_id"] == three["brand_id"]
        assert one["score"] == float(two["score"]) == three["score"]
