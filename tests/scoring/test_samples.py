"""What a source shows only a choice of gives no volume, wherever volume is told; times and answers it gives like any other."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine

from scoring.peer_group import Weighed
from scoring.questions import incidents_of, moved_since
from scoring.readings import reading
from scoring.run import score
from store.records import CrawledRecord
from store.settings import Settings
from store.vocabulary import SampleKind
from tests.scoring.made import NOW, base, keep, record

SIZES = {"Alfa": 50_000, "Beta": 80_000, "Gama": 120_000, "Delta": 200_000, "Epsilon": 400_000, "Zeta": 600_000}
COUNTS = {"Alfa": 40, "Beta": 30, "Gama": 25, "Delta": 35, "Epsilon": 40, "Zeta": 60}


def some(brand: str, count: int, first: int = 0, **fields: Any) -> list[CrawledRecord]:
    return [record(f"{brand}-{n}", brand, hours_ago=100 + 17 * n, answered_after=(n * 7919) % 300 / 3 if n % 3 else None, **fields)
            for n in range(first, first + count)]  # fmt: skip


@pytest.fixture
def stored(engine: Engine, settings: Settings) -> Engine:
    base(engine, SIZES)
    keep(engine, settings, [one for brand, count in COUNTS.items() for one in some(brand, count)])
    return engine


def found(engine: Engine, settings: Settings, dimension: str) -> tuple[Weighed, dict[str, int]]:
    weighed = next(one for one in score(engine, settings, as_of=NOW)[1].weighed if one.group.dimension == dimension)
    return weighed, {name: number for number, name in enumerate(weighed.group.brands)}


def names(weighed: Weighed, number: int) -> Sequence[str]:
    return [one.name for one in weighed.group.components[number]]


@pytest.mark.parametrize("kind", [SampleKind.TOP, SampleKind.NEWEST_N])
def test_a_choice_of_complaints_moves_no_volume_and_is_told(stored: Engine, settings: Settings, kind: SampleKind) -> None:  # fmt: skip
    before, place = found(stored, settings, "volume")
    answered = found(stored, settings, "responsiveness")[0].group.records_count[place["alfa"]]
    keep(stored, settings, some("Alfa", 50, 100, sample_kind=kind))
    after, _ = found(stored, settings, "volume")
    for name in ("observed", "expected", "records_count"):
        assert np.array_equal(getattr(after.group, name), getattr(before.group, name)), name
    assert after.group.rates == before.group.rates
    assert "sampled_count" not in names(before, place["alfa"])
    (told,) = [one for one in after.group.components[place["alfa"]] if one.name == "sampled_count"]
    assert (told.value, told.n) == (50, 50)
    assert found(stored, settings, "responsiveness")[0].group.records_count[place["alfa"]] == answered + 50


@pytest.mark.parametrize("kind", [SampleKind.FULL, SampleKind.OWN_ACCOUNT])
def test_what_is_shown_whole_counts(stored: Engine, settings: Settings, kind: SampleKind) -> None:
    before, place = found(stored, settings, "volume")
    keep(stored, settings, some("Alfa", 5, 100, sample_kind=kind))
    after, _ = found(stored, settings, "volume")
    assert after.group.records_count[place["alfa"]] == before.group.records_count[place["alfa"]] + 5


def test_a_brand_known_from_a_choice_alone_gets_no_number_and_the_reason(stored: Engine, settings: Settings) -> None:
    base(stored, {**SIZES, "Eta": 90_000})
    keep(stored, settings, some("Eta", 30, sample_kind=SampleKind.TOP))
    weighed, place = found(stored, settings, "volume")
    assert not weighed.group.has_expected[place["eta"]]
    assert "a choice of them" in reading(weighed, place["eta"])[0]
    assert "bir seçkiyi" in reading(weighed, place["eta"])[1]
    assert "exposure" not in names(weighed, place["eta"])
    alone = found(stored, settings, "responsiveness")[0]
    assert alone.group.has_expected[place["eta"]]


def test_a_sector_of_choices_alone_has_no_volume(engine: Engine, settings: Settings) -> None:
    base(engine, SIZES)
    keep(engine, settings, [one for brand, count in COUNTS.items() for one in some(brand, count, sample_kind=SampleKind.TOP)])  # fmt: skip
    assert not found(engine, settings, "volume")[0].group.has_expected.any()


def test_one_matter_shown_whole_somewhere_counts(stored: Engine, settings: Settings) -> None:
    before, place = found(stored, settings, "volume")
    text = "Kargom on gündür gelmedi, şubeye üç kez gittim, 450 TL ödedim, fatura elimde; kimse ilgilenmiyor."
    pair = [record("pair-0", "Alfa", hours_ago=90, text=text, author_key="a", sample_kind=SampleKind.TOP),
            record("pair-1", "Alfa", hours_ago=80, text=text, author_key="a")]  # fmt: skip
    keep(stored, settings, pair[:1])
    assert found(stored, settings, "volume")[0].group.records_count[place["alfa"]] == before.group.records_count[place["alfa"]]  # fmt: skip
    keep(stored, settings, pair[1:])
    after, _ = found(stored, settings, "volume")
    assert after.group.records_count[place["alfa"]] == before.group.records_count[place["alfa"]] + 1


def test_every_telling_of_volume_adds_up_without_them(stored: Engine, settings: Settings) -> None:
    keep(stored, settings, some("Alfa", 50, 100, sample_kind=SampleKind.TOP))
    weighed, place = found(stored, settings, "volume")
    rows = incidents_of(stored, settings, "tr-cargo", "alfa", "volume", NOW).to_pylist()
    assert len(rows) == COUNTS["Alfa"] + 1
    for name, part in (("observed", "observed_part"), ("expected", "expected_part")):
        assert math.fsum(row[part] for row in rows) == pytest.approx(getattr(weighed.group, name)[place["alfa"]], abs=1e-9)  # fmt: skip
    moved = moved_since(stored, settings, "tr-cargo", "alfa", NOW, NOW)["volume"]
    assert all(one.value == pytest.approx(0, abs=1e-9) for one in moved if one.name in ("volume", "mix"))
