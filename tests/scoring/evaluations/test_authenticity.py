"""The weight of evidence measured: floors, the same weights from the same files, and what words alone are worth."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from scoring.errors import ScoringError
from scoring.evaluations import authenticity, deception, evaluate
from scoring.evaluations.reliability import calibration_error
from scoring.evidence.authenticity.weights import ACCOUNTS, EASES, FLOOR, WORDS, shipped
from scoring.training import train
from scoring.training.scenes import scenes_of
from tests.scoring.evaluations.test_texts import met, value
from tests.shared import shared
from tests.world.campaigns import build_market

HOTELS = "data/op_spam_positive/deceptive_opinion_positive.csv"


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A market the shipped model has not learned from."""
    file = tmp_path_factory.mktemp("market") / "m2.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in build_market(2)), encoding="utf-8")
    return file


def test_figures_of_a_market_never_learned_from(market: Path) -> None:
    figures = evaluate("authenticity", market).figures
    assert met(figures)
    assert value(figures, "ranked rightly") >= 0.93
    assert value(figures, "expected calibration error") <= 0.09
    for name in ("AUC on sikayet", "AUC on degerlendirme"):
        assert value(figures, name) >= 0.8


def test_training_again_gives_the_same_bytes_and_every_sign_its_direction(tmp_path: Path) -> None:
    for seed in (1, 5):
        (tmp_path / f"{seed}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in build_market(seed, 400)), encoding="utf-8")  # fmt: skip
        train("authenticity", tmp_path / "1.jsonl", tmp_path / f"{seed}.json")
    assert (tmp_path / "1.json").read_bytes() == (tmp_path / "5.json").read_bytes()
    learned = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))["adds"]
    assert all(learned[name] >= 0 for name in (*WORDS, *ACCOUNTS))
    assert learned[EASES] <= 0


def test_records_of_one_kind_teach_nothing(tmp_path: Path) -> None:
    row = {"source_id": "s", "source_key": "1", "posted_at": "2026-01-01T00:00:00Z", "text": "a", "is_full": True}
    (tmp_path / "one.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(ScoringError, match="both kinds"):
        train("authenticity", tmp_path / "one.jsonl", tmp_path / "out.json")


def test_calibration_error_of_weights_that_are_right_and_of_such_that_are_not() -> None:
    is_one = np.arange(1000) % 10 < 8
    assert calibration_error(is_one, np.full(1000, 0.8)) == pytest.approx(0)
    assert calibration_error(is_one, np.full(1000, 0.3)) == pytest.approx(0.5)


def labelled(file: Path, rows: list[tuple[str, str, str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([("text", "deceptive", "domain"), *rows])
    return file


def test_a_style_learned_in_one_domain_may_be_wrong_in_another(tmp_path: Path) -> None:
    """Two invented domains whose habits are each other's opposite: within each a model would be perfect, across it is always wrong."""
    said = {"a": ("lovely stay", "room key fee"), "b": ("room key fee", "lovely stay")}
    rows = [(said[domain][kind == "truthful"], kind, domain) for domain in said for kind in ("deceptive", "truthful") for _ in range(20)]  # fmt: skip
    figures = deception.evaluate(labelled(tmp_path / "two.csv", rows)).figures
    assert value(figures, "ranked rightly (AUC), across domains") == 0
    assert value(figures, "AUC on a") == 0


@pytest.mark.parametrize(("rows", "named"), [([("x", "maybe", "a")], "maybe"), ([("x", "deceptive", "a"), ("y", "truthful", "a")], "one part")])  # fmt: skip
def test_files_that_cannot_be_measured(rows: list[tuple[str, str, str]], named: str, tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match=named):
        deception.evaluate(labelled(tmp_path / "wrong.csv", rows))


@pytest.mark.shared
def test_words_alone_never_take_a_weight_below_half() -> None:
    """Reviews written to order keep their weight: nothing but words is known of them, and style is no sign here."""
    figures = authenticity.evaluate(shared(HOTELS)).figures
    assert met(figures)
    assert value(figures, "smallest weight") >= FLOOR


@pytest.mark.shared
def test_within_its_domain_a_text_model_looks_good() -> None:
    figures = deception.evaluate(shared(HOTELS)).figures
    assert value(figures, "ranked rightly") >= 0.9


@pytest.mark.shared
def test_moulds_of_different_people_keep_their_weight(tmp_path: Path) -> None:
    """Both texts of every pair that was labelled as two matters, signed by two people about one brand, minutes apart."""
    with shared("data/tr_dup_pairs/pairs.jsonl").open(encoding="utf-8") as lines:
        pairs = [row for row in map(json.loads, lines) if row["label"] == "different"]
    rows = [{"source_id": "site", "source_key": f"{n}-{side}", "brand_label": f"B{n}", "author_key": f"u{n}-{side}", "text": pair[side] or "",
             "posted_at": f"2026-01-01T00:0{place}:00Z", "is_full": True} for n, pair in enumerate(pairs) for place, side in enumerate(("a_text", "b_text"))]  # fmt: skip
    file = tmp_path / "moulds.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = scenes_of(file)[0].features
    assert len(pairs) > 100
    assert found["copies"].max() == 0
    assert (shipped().account(found) == 1).all()
