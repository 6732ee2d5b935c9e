"""F7 for the right of reply: what a dispute sets aside counts the way a removed record does, and a refused one changes no byte."""

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from scoring.pipeline import Scored
from scoring.publish import publish_release
from scoring.run import score
from store.disputes import Asked, decide, open_dispute, review, undo_decision
from store.release import open_release
from store.settings import Settings
from store.tables import Alias, Exposure
from store.vocabulary import Grade, Target
from tests.scoring.made import NOW, base, keep, record

TABLES, DIFFERENT = ("csv", "jsonl", "parquet"), {"runs", "disputes"}
BEFORE = NOW - timedelta(hours=1)
BRANDS = {f"Marka {name}": 20_000.0 * (n + 1) for n, name in enumerate("ABCDEFG")}


@pytest.fixture
def stored(engine: Engine, settings: Settings) -> Engine:
    """Seven brands of 30 matters each; some are answered, some settled by the customer's word."""
    base(engine, BRANDS)
    keep(engine, settings, [
        record(f"{brand[-1]}{n}", brand, hours_ago=150 + 11 * n, answered_after=(n * 7919) % 100 if n % (2 + k) else None,
               customer_confirms=True if n % 4 == 1 else None, customer_confirmed_at=NOW - timedelta(hours=100) if n % 4 == 1 else None)
        for k, brand in enumerate(BRANDS) for n in range(30)])  # fmt: skip
    return engine


def disputed(engine: Engine, settings: Settings, kind: Target, target: str, *, accept: bool = True, **how: Any) -> int:
    with Session(engine) as session:
        asked = Asked(kind, target, "That is wrong.")
        number = open_dispute(session, settings, BEFORE, asked, key_name="a", brand_id="marka-a").dispute_id or 0
        review(session, number, BEFORE, "operator")
        decide(session, number, BEFORE, "operator", "seen", accept=accept, **how)
        session.commit()
    return number


def undone(engine: Engine, number: int) -> None:
    with Session(engine) as session:
        undo_decision(session, number, BEFORE, "operator", "was wrong")
        session.commit()


def places(found: Scored) -> dict[str, float]:
    """Score of the first brand by dimension."""
    return {str(one.group.dimension): float(one.posterior.score[one.group.brands.index("marka-a")]) for one in found.weighed}  # fmt: skip


@pytest.mark.parametrize("rest", [0, 1, 2])
def test_setting_records_aside_raises_no_score(stored: Engine, settings: Settings, rest: int) -> None:
    """Ten of a brand's thirty matters, answered, settled and open ones alike."""
    before = score(stored, settings, as_of=NOW)[1]
    numbers = [disputed(stored, settings, Target.RECORD, f"site:A{n}") for n in range(30) if n % 3 == rest]
    after = score(stored, settings, as_of=NOW)[1]
    for one, two in zip(before.weighed, after.weighed, strict=True):
        i = one.group.brands.index("marka-a")
        assert two.group.observed[i] == pytest.approx(one.group.observed[i])
        assert two.posterior.score[i] <= one.posterior.score[i] + 1e-9
    for number in numbers:
        undone(stored, number)
    assert places(score(stored, settings, as_of=NOW)[1]) == places(before)


@pytest.mark.parametrize(("dropped", "worth"), [(3, 0.9), (10, 5.6), (15, 14.4)])
def test_what_dropping_them_would_be_worth(engine: Engine, settings: Settings, dropped: int, worth: float) -> None:
    """The numbers behind the rule: points of volume a brand would win if what it talks away were not counted (docs/method.md)."""
    base(engine, BRANDS)
    all_of_them = [record(f"{brand[-1]}{n}", brand, hours_ago=150 + 11 * n) for brand in BRANDS for n in range(30)]
    away = {f"A{n * 30 // dropped}" for n in range(dropped)}
    keep(engine, settings, [one for one in all_of_them if one.source_key not in away])
    without = places(score(engine, settings, as_of=NOW)[1])["volume"]
    keep(engine, settings, all_of_them)
    assert without - places(score(engine, settings, as_of=NOW)[1])["volume"] == pytest.approx(worth, abs=0.05)


def test_a_contested_matter_is_not_settled(stored: Engine, settings: Settings) -> None:
    before = score(stored, settings, as_of=NOW)[1]
    for n in range(1, 30, 4):
        disputed(stored, settings, Target.RESOLUTION, f"site:A{n}")
    after = score(stored, settings, as_of=NOW)[1]
    assert places(after)["resolution"] < places(before)["resolution"]
    assert {name: value for name, value in places(after).items() if name in {"volume", "responsiveness"}} == pytest.approx(
        {name: value for name, value in places(before).items() if name in {"volume", "responsiveness"}})  # fmt: skip


def test_a_label_that_does_not_mean_the_brand_leads_elsewhere(stored: Engine, settings: Settings) -> None:
    number = disputed(stored, settings, Target.MATCH, "Marka A")
    after = score(stored, settings, as_of=NOW)[1]
    assert "marka-a" not in set(after.incidents.column("brand").to_pylist())
    opened = after.incidents.column("brand").to_pylist().count("marka-a--tr-cargo")
    assert opened == 30  # a label that nobody is opens a brand of its own
    with Session(stored) as session:
        assert [one.judgement for one in session.exec(select(Alias).where(Alias.label == "Marka A"))] == [
            "negative",
            "positive",
        ]
    undone(stored, number)
    assert "marka-a" in set(score(stored, settings, as_of=NOW)[1].incidents.column("brand").to_pylist())


def test_a_corrected_base_is_weighed_and_the_old_one_told(stored: Engine, settings: Settings) -> None:
    with Session(stored) as session:
        its = select(Exposure.exposure_id).where(col(Exposure.brand_id) == "marka-a")
        exposure_id = str(session.exec(its).one())
    before = places(score(stored, settings, as_of=NOW)[1])
    source = ("the regulator's next table", "https://example.org/2", Grade.A)
    disputed(stored, settings, Target.EXPOSURE, exposure_id, figure=40_000.0, source=source)
    after = places(score(stored, settings, as_of=NOW)[1])
    assert after["volume"] > before["volume"]
    assert after["responsiveness"] == before["responsiveness"]
    publish_release(stored, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)
    release = open_release(settings.releases)
    told = [(row["figure"], row["set_aside_because"]) for row in release.table("exposures").to_pylist() if row["brand_id"] == "marka-a"]  # fmt: skip
    assert told == [(20_000.0, "dispute 1"), (40_000.0, "")]
    assert [(row["effect"], row["before"]) for row in release.table("corrections").to_pylist()] == [("replaced", "20000")]  # fmt: skip


def test_a_refused_dispute_changes_no_byte_and_an_accepted_one_shows_no_text(stored: Engine, settings: Settings) -> None:  # fmt: skip
    def published() -> dict[str, str]:
        time.sleep(1.1)  # release ids are seconds
        manifest = publish_release(stored, settings, title=("t", "t"), is_simulated=True, code_version="test", as_of=NOW)  # fmt: skip
        return {name: one["sha256"] for name, one in manifest["files"].items() if name.split(".")[0] not in DIFFERENT and name.endswith(TABLES)}  # fmt: skip

    before = published()
    disputed(stored, settings, Target.RECORD, "site:A3", accept=False)
    assert published() == before
    disputed(stored, settings, Target.RECORD, "site:A4")
    published()
    row = next(row for row in open_release(settings.releases).table("records").to_pylist() if row["record_id"] == "site:A4")  # fmt: skip
    assert (row["text"], row["visibility"], row["gone_how"]) == ("", "removed", "set aside by dispute 2")
    assert row["gone_at"] == BEFORE
