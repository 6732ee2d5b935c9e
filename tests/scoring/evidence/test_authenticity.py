"""The weight of evidence: what moves it, what never does, and what it recovers in a market whose campaigns are known."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.evidence.authenticity.table import authenticity_table
from scoring.evidence.authenticity.weights import FLOOR, shipped
from scoring.training.scenes import AS_OF, Scenes, scenes_of
from tests.scoring.fairness.market import few
from tests.world.campaigns import build_market
from tests.world.texts.common import INSULTS

AT = datetime(2026, 5, 1, tzinfo=UTC)
LETTER = "Yaptığınız zammı kabul etmiyoruz, sözleşmemizde böyle bir artış yok, geri alınmasını talep ediyoruz."
STORY = "Kargom on gündür gelmedi, şubeyi aradım, siparişim depoda bekliyormuş."
Rows = list[dict[str, Any]]


def one(
    key: str, author: str = "", text: str = STORY, *, minutes: float = 0, brand: str = "A", **more: Any
) -> dict[str, Any]:
    """A complaint on a site, a review where it has stars."""
    kind = "review" if "rating" in more else "complaint"
    given = {"source_id": "site", "source_key": key, "kind": kind, "brand_label": brand, "author_key": author, "text": text,
             "posted_at": (AT + timedelta(minutes=minutes)).isoformat(), "is_full": True}  # fmt: skip
    return given | more


def weighed(rows: Rows, folder: Path) -> dict[str, dict[str, Any]]:
    """What the table says of records, by key."""
    file = folder / "records.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (found,) = scenes_of(file)
    return {row["record_id"].removeprefix("site:"): row for row in authenticity_table(found.lake, AS_OF).to_pylist()}


def test_nothing_against_a_record_is_full_weight_and_too_little_known_abstains(tmp_path: Path) -> None:
    found = weighed([one("known", "u1"), one("unknown"), one("choice", "u2", brand="B", sample_kind="top")], tmp_path)
    assert {key: (row["weight"], row["abstained"]) for key, row in found.items()} == {
        "known": (1, False), "unknown": (1, True), "choice": (1, True)}  # fmt: skip
    assert found["unknown"]["reasons_en"] == "too little known to weigh it: it counts in full"
    assert found["known"]["reasons_tr"] == "bilinenlerin hiçbiri aleyhine değil"


@pytest.mark.parametrize("more", [{}, {"rating": 5}, {"rating": 1}])
def test_words_that_tell_nothing_weigh_less_angry_or_not_praise_or_not_and_never_below_half(more: dict[str, Any], tmp_path: Path) -> None:  # fmt: skip
    texts = {
        "insult": "Rezil firma, şerefsizler",
        "empty": "Harika firma",
        "told": STORY,
        "loud": STORY.upper() + "!!!",
    }
    found = weighed([one(key, key, text, brand=key, **more) for key, text in texts.items()], tmp_path)
    if not more:
        assert found["told"]["weight"] == found["loud"]["weight"] == 1
    assert FLOOR <= found["insult"]["weight"] < 0.7
    assert FLOOR <= found["empty"]["weight"] < 0.7
    assert "tell nothing" in found["insult"]["reasons_en"]
    assert "söz etmiyor" in found["insult"]["reasons_tr"]


def test_insults_alone_weigh_half_and_more_of_them_never_more_than_a_matter_told(tmp_path: Path) -> None:
    """An entry of nothing but insult tells .02 to .05 and weighs half. Two such entries in one tell .06 to .10 by their many
    different words, which no list knows: .50 to .86, below a complaint of four words that names its matter."""
    pairs = list(permutations(INSULTS, 2))
    rows = [one(f"i{n}", f"i{n}", text) for n, text in enumerate(INSULTS)] + [one(f"p{n}", f"p{n}", " ".join(pair)) for n, pair in enumerate(pairs)]  # fmt: skip
    found = weighed([*rows, one("told", "t", "Kargom on gündür gelmedi")], tmp_path)
    assert {found[f"i{n}"]["weight"] for n in range(len(INSULTS))} == {FLOOR}
    double = [found[f"p{n}"]["weight"] for n in range(len(pairs))]
    assert min(double) == FLOOR
    assert max(double) < found["told"]["weight"]
    assert sum(double) / len(double) < 0.75


def test_one_mould_filled_by_different_people_weighs_in_full(tmp_path: Path) -> None:
    rows = [one(f"{n:02d}", f"u{n}", f"Kartımdan {100 + n} TL aidat kesildi, iadesini istiyorum, hakem heyeti kararları ortadadır.", minutes=n) for n in range(30)]  # fmt: skip
    masked = [one(f"m{n:02d}", f"v{n}", "Sayın [NAME], kartımdan aidat kesildi, iadesini istiyorum, hakem heyeti kararları ortadadır.", minutes=n) for n in range(30)]  # fmt: skip
    found = weighed(rows + masked, tmp_path)
    assert {(row["weight"], row["copies_count"]) for row in found.values()} == {(1, 0)}


def test_the_same_words_of_many_accounts_halve_at_most_and_never_the_first(tmp_path: Path) -> None:
    found = weighed([one(f"{n:02d}", f"u{n}", LETTER, minutes=n) for n in range(30)], tmp_path)
    weights = [found[f"{n:02d}"]["weight"] for n in range(30)]
    assert weights[:2] == [1, 1]
    assert weights == sorted(weights, reverse=True)
    assert min(weights) == FLOOR
    assert found["05"]["reasons_en"] == "5 other accounts had posted the same words about the same brand before; 5 of them within the three days before"  # fmt: skip
    assert all("fake" not in row["reasons_en"] and "campaign" not in row["reasons_en"] for row in found.values())


def test_an_account_that_praises_everybody_in_an_hour_and_one_that_blames_everybody_weigh_the_same(tmp_path: Path) -> None:  # fmt: skip
    """Without words, so that nothing but account and source speaks: the same rules for both ends."""
    rows = [one(f"{star}-{n:02d}", f"u{star}", "", minutes=3 * n, brand=f"B{n}", rating=star, is_verified_purchase=False) for star in (1, 5) for n in range(12)]  # fmt: skip
    found = weighed(rows, tmp_path)
    assert [found[f"1-{n:02d}"]["weight"] for n in range(12)] == [found[f"5-{n:02d}"]["weight"] for n in range(12)]
    assert found["5-11"]["weight"] < 0.1
    assert found["5-00"]["weight"] > 0.5
    assert "12th record of its account within a day" in found["1-11"]["reasons_en"]


def test_a_mark_that_contradicts_its_words_weighs_less(tmp_path: Path) -> None:
    words = "Çok memnun kaldım, harika bir ürün, herkese tavsiye ederim, teşekkürler, mükemmel hizmet, 3 günde geldi."
    found = weighed([one("five", "a", words, rating=5), one("one", "b", words, rating=1)], tmp_path)
    assert FLOOR <= found["one"]["weight"] < found["five"]["weight"] == 1


def test_a_check_by_the_source_eases_what_speaks_against_an_account(tmp_path: Path) -> None:
    rows = [one(f"{said}{n}", f"u{said}", "", minutes=n, brand=f"B{n}", rating=5, is_verified_purchase=said) for said in (None, True) for n in range(8)]  # fmt: skip
    found = weighed([{**row, "source_key": f"{n:02d}"} for n, row in enumerate(rows)], tmp_path)
    assert found["15"]["weight"] > found["07"]["weight"] < 1


@cache
def market(seed: int) -> tuple[dict[str, Any], ...]:
    return tuple(build_market(seed, 300))


def _weights(rows: Rows, folder: Path) -> dict[str, float]:
    return {key: row["weight"] for key, row in weighed([{**row, "source_id": "site", "source_key": row["source_key"]} for row in rows], folder).items()}  # fmt: skip


@few(3)
@given(seed=st.integers(0, 2), share=st.floats(0.2, 0.9))
def test_what_is_posted_later_moves_no_weight(
    seed: int, share: float, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Nobody discredits a record by copying it, and one more record never takes weight from others: F3 holds for weights."""
    rows, folder = [dict(row) for row in market(seed)], tmp_path_factory.mktemp("later")
    early = rows[: int(share * len(rows))]
    before, after = _weights(early, folder), _weights(rows, folder)
    assert {key: after[key] for key in before} == before


def test_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    rows = [dict(row) for row in market(0)]
    shuffled = [rows[n] for n in np.random.default_rng(1).permutation(len(rows))]
    assert _weights(rows, tmp_path) == _weights(shuffled, tmp_path)


def test_copying_anothers_complaint_takes_nothing_from_it(tmp_path: Path) -> None:
    copied = [one(f"z{n}", f"bot{n}", minutes=n + 1) for n in range(40)]
    assert weighed([one("first", "u"), *copied], tmp_path)["first"]["weight"] == 1


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Scenes:
    """A market the shipped model has not learned from."""
    file = tmp_path_factory.mktemp("market") / "market.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in build_market(77)), encoding="utf-8")
    return scenes_of(file)[0]


def test_planted_campaigns_are_recovered_and_people_are_left_alone(whole: Scenes) -> None:
    weight = shipped().weights(whole.features)
    low = {scene: float((weight[whole.scene == scene] <= 0.6).mean()) for scene in np.unique(whole.scene).tolist()}
    assert low["praise_campaign"] >= 0.85
    assert low["complaint_campaign"] >= 0.75
    assert low["people"] <= 0.02
    assert low["outage"] == low["mould"] == 0
    assert low["launch"] <= 0.02
    for scene in ("outage", "mould"):
        assert (weight[whole.scene == scene] == 1).all()
    assert weight[whole.scene == "letter"].min() >= FLOOR
    for scene in ("people", "launch"):
        assert weight[whole.scene == scene].mean() >= 0.93


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    file.write_text('{"source_id": "s", "source_key": "1", "posted_at": "yesterday"}\n', encoding="utf-8")
    with pytest.raises(ScoringError, match=r"records\.jsonl"):
        scenes_of(file)
    file.write_text(json.dumps({**one("1"), "is_full": None}) + "\n", encoding="utf-8")
    with pytest.raises(ScoringError, match="is_full"):
        scenes_of(file)


def test_an_empty_lake_has_an_empty_table(tmp_path: Path) -> None:
    (found,) = scenes_of_one(tmp_path)
    found.lake.execute("DELETE FROM records")
    assert authenticity_table(found.lake, AS_OF).num_rows == 0


def scenes_of_one(folder: Path) -> list[Scenes]:
    (folder / "records.jsonl").write_text(json.dumps(one("1")) + "\n", encoding="utf-8")
    return scenes_of(folder / "records.jsonl")
