"""Whose product it is, and with whom a complaint at a marketplace is."""

import pytest

from scoring.names.mentioned import Mentions
from store.names.choice import Known
from store.names.model import shipped
from store.vocabulary import Judgement

BOOK = Mentions(
    [
        Known("Çınarsepeti", "cinarsepeti", "tr-pazaryeri"),
        Known("Şahin Kargo", "sahin-kargo", "tr-kargo"),
        Known("Yelkovan Kargo", "yelkovan-kargo", "tr-kargo"),
        Known("Migren", "migren", "tr-perakende"),
        Known("Migren Bank", "migren-bank", "tr-banka"),
        Known("Lumo", "lumo", "tr-elektronik"),
        Known("Köşe Mağaza", "kose-magaza", "tr-perakende"),
    ],
    shipped(),
)


@pytest.mark.parametrize(
    ("title", "judgement", "brand"),
    [
        ("LUMO X200 Kulaklık, siyah", Judgement.POSITIVE, "lumo"),
        ("Orijinal Lumo X200 kılıf", Judgement.UNSURE, "lumo"),
        ("Migren Bank kredi kartı", Judgement.POSITIVE, "migren-bank"),
        ("Adsız kulaklık", Judgement.NEGATIVE, ""),
    ],
)
def test_whose_product_a_title_names(title: str, judgement: Judgement, brand: str) -> None:
    assert BOOK.of_product(title) == (judgement, brand)


def test_a_seller_the_source_names_is_the_counterpart() -> None:
    (party,) = BOOK.parties("Çınarsepeti", "KÖŞE MAĞAZA LTD. ŞTİ.", "Ürün bozuk çıktı.")
    assert (party.role, party.brand_id, party.judgement) == ("seller", "kose-magaza", Judgement.POSITIVE)
    (unknown,) = BOOK.parties("Çınarsepeti", "Zeytin Pazarı", "Ürün bozuk çıktı.")
    assert (unknown.role, unknown.brand_id, unknown.judgement) == ("seller", "", Judgement.NEGATIVE)


def test_a_courier_in_the_text_is_one_too() -> None:
    (party,) = BOOK.parties("Çınarsepeti", "", "Siparişimi Şahin Kargo'ya vermişler, üç gündür gelmedi.")
    assert (party.role, party.brand_id, party.judgement) == ("courier", "sahin-kargo", Judgement.POSITIVE)
    two = BOOK.parties("Çınarsepeti", "", "Şahin Kargo mu Yelkovan Kargo mu belli değil.")
    assert [(one.brand_id, one.judgement) for one in two] == [
        ("sahin-kargo", Judgement.UNSURE),
        ("yelkovan-kargo", Judgement.UNSURE),
    ]


def test_where_nobody_else_is_named_it_is_the_marketplace() -> None:
    (party,) = BOOK.parties("Çınarsepeti", "", "Param iade edilmedi.")
    assert (party.role, party.brand_id) == ("marketplace", "cinarsepeti")
