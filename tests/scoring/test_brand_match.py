"""Labels: what is the same name, what may be, what is another brand."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from scoring.incidents.brand_match import Decision, Label, match_labels, sector_of
from store.naming import fold, fold_brand, slug
from store.vocabulary import Judgement

CARGO = {"tr-cargo": {"sahin kargo": "sahin-kargo", "yildirim lojistik": "yildirim-lojistik"}}


def decide(*labels: str, known: dict[str, dict[str, str]] = CARGO, sector: str = "") -> list[Decision]:
    return list(
        match_labels([Label(label, sector, "TR", 10 - n) for n, label in enumerate(labels)], known, _ids(known))
    )


def _ids(known: dict[str, dict[str, str]]) -> Iterable[str]:
    return {brand_id for names in known.values() for brand_id in names.values()}


@pytest.mark.parametrize(
    "label",
    [
        "Şahin Kargo",
        "ŞAHİN KARGO",
        "sahin kargo",
        "Şahin Kargo A.Ş.",
        "ŞAHİN KARGO TİC. LTD. ŞTİ.",
        "Sahin  Kargo, Inc.",
    ],
)
def test_case_marks_and_legal_form_do_not_count(label: str) -> None:
    (decision,) = decide(label)
    assert (decision.brand_id, decision.judgement, decision.opens) == ("sahin-kargo", Judgement.POSITIVE, False)


def test_a_slip_of_the_pen_is_the_same_brand() -> None:
    (decision,) = decide("Yıldırım Lojistk")
    assert (decision.brand_id, decision.judgement) == ("yildirim-lojistik", Judgement.POSITIVE)
    assert 94 <= decision.similarity < 100


def test_near_but_not_near_enough_is_set_aside_with_its_candidate() -> None:
    (decision,) = decide("Sahin Cargo Express")
    assert (decision.brand_id, decision.judgement, decision.opens) == ("sahin-kargo", Judgement.UNSURE, False)


def test_a_longer_name_is_another_brand() -> None:
    (decision,) = decide("Migros Bank", known={"retail": {"migros": "migros"}})
    assert (decision.brand_id, decision.opens) == ("migros-bank", True)


def test_two_near_brands_leave_it_unsure() -> None:
    known = {"s": {"first national bank east": "east", "first national bank eas t": "eas-t"}}
    (decision,) = decide("First National Bank Eastt", known=known)
    assert decision.judgement is Judgement.UNSURE


def test_numbers_are_never_a_slip_of_the_pen() -> None:
    (decision,) = decide("Market Zinciri A102", known={"s": {"market zinciri a101": "a101"}})
    assert decision.brand_id != "a101"


def test_the_same_name_in_two_sectors_is_unsure_unless_the_label_names_one() -> None:
    known = {"tr-bank": {"atlas": "atlas--tr-bank"}, "tr-cargo": {"atlas": "atlas"}}
    assert decide("Atlas", known=known)[0].judgement is Judgement.UNSURE
    (named,) = decide("Atlas", known=known, sector="tr-bank")
    assert (named.brand_id, named.judgement) == ("atlas--tr-bank", Judgement.POSITIVE)


def test_an_unknown_name_opens_a_brand_that_later_labels_find() -> None:
    first, second = decide("Kaplan Kargo", "KAPLAN KARGO LTD")
    assert (first.brand_id, first.opens) == ("kaplan-kargo", True)
    assert (second.brand_id, second.opens) == ("kaplan-kargo", False)


def test_the_sector_of_a_label() -> None:
    assert sector_of(Label("x", "banka", "TR", 1)) == "tr-banka"
    assert sector_of(Label("x", "us-consumer-finance", "US", 1)) == "us-consumer-finance"
    assert sector_of(Label("x", "", "", 1)) == "unsorted"


@given(some.lists(some.text("aıiİIşçö .&1", min_size=1, max_size=12), max_size=8))
def test_order_of_labels_changes_no_decision(labels: list[str]) -> None:
    def made(order: list[str]) -> set[Decision]:
        return set(match_labels([Label(label, "", "TR", 1) for label in order], CARGO, _ids(CARGO)))

    assert made(labels) == made(labels[::-1])


@given(some.text(max_size=30))
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_brand(fold_brand(text)) == fold_brand(text)
    assert slug(text) == slug(text)
    assert slug(text)


def test_turkish_letters_fold_to_one_form() -> None:
    assert fold("IĞDIR ığdır İĞDİR iğdir") == "igdir igdir igdir igdir"
    assert fold_brand("A.Ş.") == "as"
