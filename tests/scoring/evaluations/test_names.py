"""Floors of names of firms: on brands nothing was learned from, on a list of our own, and on the bureau's spellings."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from scoring.errors import ScoringError
from scoring.evaluations import Figure, evaluate
from scoring.evaluations.name_pairs import pair_figures
from scoring.evaluations.names import _spelled, answers
from scoring.names.book import Pair, brands, pairs, spelled
from scoring.training import train
from scoring.training.name_pairs import alias_pairs, made_pairs, near_pairs
from scoring.training.names import held_out, learned
from store.names.choice import RELATED, Known
from store.names.model import shipped
from tests.shared import shared

OWN = Path(__file__).parents[2] / "data" / "names_tr.csv"


def value(figures: Sequence[Figure], name: str) -> float:
    return next(one.value for one in figures if one.name.startswith(name))


def test_our_own_turkish_and_english_names() -> None:
    figures = evaluate("names", OWN).figures
    assert value(figures, "F1, pairs") >= 0.90
    assert value(figures, "F1, pairs") > value(figures, "F1 of plain WRatio") + 0.05


@pytest.mark.shared
def test_brands_never_learned_from() -> None:
    book = brands(shared("data/brands/name_suggestion_index.csv"))
    assert not {one.key for one in held_out(book)} & {one.key for one in learned(book)}
    asked = held_out(book)[:900]
    some = (
        alias_pairs(book, asked, 5)
        + made_pairs(book, asked, 5)
        + near_pairs(book, [one for one in asked if one.aliases], shipped().rarity, 5)
    )
    figures = pair_figures("held out", [Pair(one.asked, one.known, one.same) for one in some], 0.0)
    assert value(figures, "F1, held out") >= 0.90
    assert value(figures, "precision") >= 0.92
    assert value(figures, "F1, held out") > value(figures, "F1 of plain WRatio") + 0.1


@pytest.mark.shared
def test_the_bureaus_spellings() -> None:
    figures = _spelled(spelled(shared("data/cfpb/company_crosswalk.csv")))
    assert value(figures, "F1, ") >= 0.90
    assert value(figures, "F1, ") > value(figures, "F1 of plain WRatio")
    assert value(figures, "precision, ") >= 0.95


@pytest.mark.shared
def test_real_aliases_against_names_drawn_at_random() -> None:
    book = brands(shared("data/brands/name_suggestion_index.csv"))
    some = [Pair(one.asked, one.known, one.same) for one in alias_pairs(book, held_out(book), 5)]
    figures = pair_figures("aliases", some, RELATED)
    assert value(figures, "F1, ") > value(figures, "F1 of plain WRatio")
    assert value(figures, "precision, ") >= 0.95


def test_a_numbered_series_is_two_firms_and_one_family(tmp_path: Path) -> None:
    """Lists differ on it: both readings are measured, and only where there is something to tell apart."""
    file = tmp_path / "funds.csv"
    rows = [
        "Harbour Fund III,Harbour Fund IV,true",
        "Harbour Fund III,Harbour Fund III L.P.,true",
        "Harbour Fund III,Elm Fund III,false",
    ]
    file.write_text("\n".join(["name1,name2,is_match", *rows]), encoding="utf-8")
    figures = evaluate("names", file).figures
    assert (value(figures, "recall, pairs"), value(figures, "precision, pairs")) == (0.5, 1.0)
    assert value(figures, "F1, pairs, a numbered series taken for one") == 1.0
    assert (
        value(figures, "F1, pairs, by the reading other folds follow") < 1.0
    )  # nobody else tells how this house's funds are meant
    file.write_text(
        "\n".join(["name1,name2,is_match", *rows, "Elm Bond Trust 2004-1,Elm Bond Trust 2004-2,true"]), encoding="utf-8"
    )
    assert value(evaluate("names", file).figures, "F1, pairs, by the reading other folds follow") == 1.0
    file.write_text("\n".join(["name1,name2,is_match", *rows[1:]]), encoding="utf-8")
    assert not [one for one in evaluate("names", file).figures if "series" in one.name]


def test_training_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    words = ("Kuzu", "Dere", "Tepe", "Orman", "Deniz", "Kaya", "Bulut", "Yayla")
    rows = [
        f"{a} {b} {n},{a.lower()} {b.lower()},K{n}" for n, (a, b) in enumerate((a, b) for a in words for b in words)
    ]
    file = tmp_path / "book.csv"
    file.write_text("\n".join(["name,aliases,wikidata", *rows]), encoding="utf-8")
    facts = [train("names", file, tmp_path / f"{n}.json", 1) for n in range(2)]
    assert facts[0] == facts[1]
    assert (tmp_path / "0.json").read_bytes() == (tmp_path / "1.json").read_bytes()


def test_top_1_among_a_few_with_none_allowed() -> None:
    known = [Known(name, name) for name in ("Şahin Kargo", "Şahin Sigorta", "Yelkovan Lojistik", "Gökmen Hava Yolları")]
    sure, top, _ = answers(["ŞAHİN KARGO A.Ş.", "GHY", "@sahinkargo", "Bambaşka Bir Firma"], known, shipped())
    assert [sure[0], sure[2], sure[3]] == ["Şahin Kargo", "Şahin Kargo", ""]
    assert (top[1], top[-1]) == ("Gökmen Hava Yolları", "")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name1,name2,is_match\na,b,perhaps\n", ":2: is_match: 'perhaps'"),
        ("foo\n1\n", "neither name1, name2, is_match"),
        ("name,aliases\n ,x\n", ":2: name: empty"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ScoringError, match=says):
        evaluate("names", file)


def test_the_own_list_is_labelled() -> None:
    assert len(pairs(OWN)) > 60
