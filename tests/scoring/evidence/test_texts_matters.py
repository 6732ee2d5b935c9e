"""Type and difficulty: learned within a sector, without the brand, whatever the order of rows."""

import random

import numpy as np
import pytest

from scoring.evidence.complaint_type import fill, learn, predict
from scoring.evidence.difficulty import Matters, from_table
from scoring.evidence.difficulty import learn as learn_difficulty
from scoring.evidence.settled import difficulty, settled_late

KINDS = {
    "kargo": ["kargo gelmedi", "paket kayıp", "kurye teslim etmedi", "teslimat gecikti"],
    "iade": ["param iade edilmedi", "iade reddedildi", "ücret iadesi yok", "geri ödeme yapılmadı"],
    "garanti": ["servis garanti dışı dedi", "parça bekleniyor tamir", "arıza giderilmedi", "teknisyen gelmedi tamir"],
}
FILLERS = ["lütfen", "artık", "hala", "çok", "yine", "iki haftadır", "dün", "bugün", "mağdurum", "çözüm bekliyorum"]


def made(count: int, seed: int = 3) -> tuple[list[str], list[str]]:
    chance = random.Random(seed)
    kinds = [chance.choice(sorted(KINDS)) for _ in range(count)]
    return [f"{chance.choice(KINDS[kind])} {' '.join(chance.sample(FILLERS, 3))}" for kind in kinds], kinds


def test_unknown_types_are_filled_within_their_sector_and_known_ones_never_changed() -> None:
    texts, kinds = made(200)
    told = [kind if number % 4 else "" for number, kind in enumerate(kinds)]
    filled = fill([*texts, "kargo gelmedi"], [*told, ""], ["a"] * 200 + ["b"])
    assert filled[200] == ""  # a sector nobody says anything of
    assert all(new == old for new, old in zip(filled, told, strict=False) if old)
    assert np.mean([new == true for new, true in zip(filled, kinds, strict=False)]) > 0.95


def test_types_do_not_depend_on_the_order_of_rows_nor_on_the_brand() -> None:
    texts, kinds = made(120)
    first = learn(texts, kinds, ["Zümrütkom"])
    second = learn([f"Zümrütkom'da {text}" for text in reversed(texts)], kinds[::-1], ["Zümrütkom"])
    assert first is not None
    assert second is not None
    assert first.types == second.types
    probe = ["kargo gelmedi dün", "Zümrütkom garanti tamir", ""]
    assert predict(first, probe, ["Zümrütkom"]) == ["kargo", "garanti", ""] == predict(second, probe, ["Zümrütkom"])


def test_too_few_types_teach_nothing() -> None:
    assert learn(["a b c"] * 30, ["x"] * 30) is None
    assert learn(["a b c"] * 60, ["x"] * 60) is None


def market(brands: int = 6, each: int = 80) -> tuple[Matters, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Warranty matters are hard, deliveries easy; the last brand is slow in everything and has mostly deliveries."""
    chance = random.Random(8)
    texts, kinds = made(brands * each, seed=8)
    names = [f"Marka{number % brands}" for number in range(len(texts))]
    worth = {"kargo": -0.5, "iade": 0.0, "garanti": 0.5}
    slow = [3.0 if name == f"Marka{brands - 1}" else 0.0 for name in names]
    target = np.array([worth[kind] + extra + chance.gauss(0, 0.3) for kind, extra in zip(kinds, slow, strict=True)])
    return Matters(texts, kinds, names, ["s"] * len(texts)), target


def test_hard_kinds_are_found_and_a_slow_brand_is_not_hard() -> None:
    matters, target = market()
    level = learn_difficulty(matters, target).levels(matters)
    kinds, names = np.array(matters.types), np.array(matters.brands)
    assert np.median(level[kinds == "garanti"]) == 3
    assert np.median(level[kinds == "kargo"]) == 1
    assert abs(level[names == "Marka5"].mean() - level[names == "Marka0"].mean()) < 0.3


def test_a_brands_own_outcomes_never_reach_its_own_levels() -> None:
    matters, target = market()
    mine = np.array(matters.brands) == "Marka2"
    turned = np.where(mine, -5 * target + 40, target)
    first, second = learn_difficulty(matters, target), learn_difficulty(matters, turned)
    assert first.scores(matters)[mine].tolist() == second.scores(matters)[mine].tolist()
    assert first.scores(matters)[~mine].tolist() != second.scores(matters)[~mine].tolist()


def test_a_frozen_model_reads_back_the_same_and_levels_stay_when_records_vanish() -> None:
    matters, target = market()
    frozen = learn_difficulty(matters, target)
    again = from_table(frozen.table())
    assert again.scores(matters).tolist() == frozen.scores(matters).tolist()
    kept = slice(0, 100)
    part = Matters(matters.texts[kept], matters.types[kept], matters.brands[kept], matters.sectors[kept])
    assert again.levels(part).tolist() == frozen.levels(matters)[kept].tolist()


def test_learning_does_not_depend_on_the_order_of_rows() -> None:
    matters, target = market()
    turned = Matters(matters.texts[::-1], matters.types[::-1], matters.brands[::-1], matters.sectors[::-1])
    assert learn_difficulty(matters, target).table().equals(learn_difficulty(turned, target[::-1]).table())


def test_one_brand_alone_stays_in_the_middle() -> None:
    matters, target = market(brands=1, each=300)
    assert set(learn_difficulty(matters, target).levels(matters).tolist()) == {2}


def test_settled_late_is_nelson_aalen_less_the_event() -> None:
    found = settled_late(np.array([1.0, 2.0, 2.0, 4.0]), np.array([True, True, False, True]), ["a"] * 4)
    hazard = np.array([1 / 4, 1 / 4 + 1 / 3, 1 / 4 + 1 / 3, 1 / 4 + 1 / 3 + 1])
    assert found == pytest.approx(hazard - np.array([1, 1, 0, 1]))
    assert found.sum() == pytest.approx(0)


def test_levels_have_words() -> None:
    assert all(difficulty(level).because_tr and difficulty(level).because_en for level in (1, 2, 3))
