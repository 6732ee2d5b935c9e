"""Floors of the models of texts on the shared data, and on files of our own."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from scoring.errors import ScoringError
from scoring.evaluations import (
    Figure,
    complaint_type,
    difficulty,
    evaluate,
    information,
    insult_masking,
    offence_tr,
    sentiment_en,
    sentiment_tr,
)
from scoring.evaluations.issue_rows import issue_rows
from scoring.evaluations.measured import held_out
from scoring.evidence.insult import masked
from scoring.evidence.linear import shipped
from scoring.training import complaint_en, train
from scoring.training import sentiment_en as train_en
from scoring.training.labelled import Row, fold_of
from scoring.training.measures import macro_f1, ranked_right
from scoring.training.sentiment_tr import labelled
from tests.shared import shared

OWN = Path(__file__).parent.parent / "evidence"


def value(figures: tuple[Figure, ...] | list[Figure], name: str) -> float:
    return next(one.value for one in figures if one.name.startswith(name))


def met(figures: tuple[Figure, ...] | list[Figure]) -> bool:
    assert any(one.at_least is not None for one in figures)
    return all(one.is_met for one in figures)


@pytest.mark.parametrize("name", ["intent", "language"])
def test_our_own_sentences(name: str) -> None:
    assert met(evaluate(name, OWN / f"{name}s.csv").figures)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "floor"), [("shop_reviews_3class", 0.67), ("product_reviews_0neg_1pos_2neutral", 0.80)]
)
def test_turkish_sentiment_on_rows_never_learned_from(file: str, floor: float) -> None:
    figures = sentiment_tr.on_held_out(labelled(shared(f"data/sentiment_tr/{file}.csv")))
    assert value(figures, "macro-F1") >= floor
    assert met(figures)


@pytest.mark.shared
def test_the_same_review_carries_different_labels() -> None:
    (found,) = sentiment_tr.same_text(labelled(shared("data/sentiment_tr/shop_reviews_3class.csv")))
    assert 0.4 < found.value < 0.7


@pytest.mark.shared
@pytest.mark.parametrize("file", ["amazonReviewSnippets_valence", "nytEditorialSnippets_valence"])
def test_english_sentiment_is_no_worse_than_vader(file: str) -> None:
    assert met(sentiment_en.on_held_out(train_en.labelled(shared(f"data/sentiment_en/{file}.csv"))))


@pytest.mark.shared
def test_english_complaints() -> None:
    assert met(evaluate("complaint_or_not", shared("data/complaint_or_not/tweets.csv")).figures)


@pytest.mark.shared
def test_offence() -> None:
    assert met(offence_tr.evaluate(shared("data/offence_tr/offenseval-tr-training-v1.tsv")).figures)


@pytest.mark.shared
def test_clean_complaints_come_out_letter_for_letter() -> None:
    assert met(insult_masking.evaluate(shared("data/tr_complaints/complaints.jsonl")).figures)


@pytest.mark.shared
def test_difficulty_ranks_matters_of_brands_it_never_saw() -> None:
    assert met(difficulty.evaluate(shared("data/tr_complaints/complaints.jsonl")).figures)


@pytest.mark.shared
def test_types_of_appliance_complaints() -> None:
    path = shared("data/tr_complaints/complaints.jsonl")
    rows = [row for row in issue_rows(path) if row.type and row.sector == "beyaz eşya"][:2000]
    assert value(complaint_type._of_sector("beyaz eşya", rows), "macro-F1") > 0.8


@pytest.mark.shared
def test_cfpb_types() -> None:
    figures = complaint_type.evaluate(shared("data/cfpb/cfpb_combined_14960.csv")).figures
    assert value(figures, "macro-F1, Credit reporting") > 0.5


@pytest.mark.shared
def test_insults_change_no_information_of_real_complaints(tmp_path: Path) -> None:
    lines = shared("data/tr_complaints/complaints.jsonl").read_text(encoding="utf-8").splitlines()[:1500]
    (tmp_path / "some.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert met(information.evaluate(tmp_path / "some.jsonl").figures)


@pytest.mark.shared
def test_false_merges_of_real_complaints_are_reported_and_few() -> None:
    figures = evaluate("duplicates", shared("data/tr_complaints/complaints.jsonl")).figures
    assert value(figures, "merged with another account's") == 0
    assert 0 < value(figures, "false merges per 1,000") < 2


def test_no_copy_of_a_text_crosses_the_split() -> None:
    assert fold_of("Kargo GELMEDİ!!") == fold_of("kargo gelmedi")
    rows = [Row(f"metin {number}", "x", "p", "") for number in range(500)]
    assert 60 < len(held_out(rows)) < 140
    documents = [Row(f"metin {number}", "x", "p", f"d{number // 5}") for number in range(50)]
    kept = [row.group for row in held_out(documents)]
    assert all(kept.count(group) == 5 for group in kept)


def reviews(path: Path, count: int = 200) -> Path:
    words = {"1": "mention of late broken parcel again waiting", "0": "what time does the shop open today friends"}
    chance = np.random.default_rng(4)
    lines = ["text,is_complaint,domain"]
    for number in range(count):
        label = str(number % 2)
        lines.append(f"{' '.join(chance.permutation(words[label].split())[:5])} {number},{label},shops")
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    file = reviews(tmp_path / "tweets.csv")
    facts = [train("complaint_en", file, tmp_path / f"{number}.npz", 1) for number in range(2)]
    assert facts[0] == facts[1]
    assert (tmp_path / "0.npz").read_bytes() == (tmp_path / "1.npz").read_bytes()
    assert float(str(facts[0]["tuned_macro_f1"])) > 0.9


def test_refusals(tmp_path: Path) -> None:
    file = reviews(tmp_path / "tweets.csv")
    with pytest.raises(ScoringError, match=r"no training 'nothing'; there are .*complaint_en"):
        train("nothing", file, tmp_path / "x.npz")
    with pytest.raises(ScoringError, match="no rows with the columns 'text' and 'label'"):
        train("sentiment_tr", file, tmp_path / "x.npz")
    with pytest.raises(ScoringError, match="no file"):
        train("sentiment_tr", tmp_path / "none", tmp_path / "x.npz")
    for name in ("difficulty", "complaint_type"):
        with pytest.raises(ScoringError, match="neither JSON lines nor"):
            evaluate(name, file)


def test_shipped_weights_are_small_and_say_what_they_learned_from() -> None:
    for name in ("sentiment_tr", "sentiment_en", "complaint_en", "offence_tr"):
        model = shipped(name)
        assert model.facts["name"] == name
        assert int(str(model.facts["texts"])) > 1000
        assert model.weights.dtype == np.int8
    assert replace(shipped("offence_tr"), facts={}).classes == ("offence", "other")
    assert complaint_en.NAME in (shipped("complaint_en").facts["name"],)


def test_measures_on_small_cases() -> None:
    labels, guesses = np.array(["a", "a", "b", "b"]), np.array(["a", "b", "b", "b"])
    assert macro_f1(labels, guesses) == pytest.approx((2 / 3 + 4 / 5) / 2)
    assert ranked_right(np.array([True, False, True, False]), np.array([3.0, 1.0, 2.0, 2.0])) == pytest.approx(3.5 / 4)
    assert masked(pa.array(["a"])).to_pylist() == ["a"]
