"""Names of firms: what is the same name, what may be, what is another's; and why, in words that end at no 100 of 100."""

import pytest

from store.names.choice import Known
from store.names.features import of_one_series
from store.names.matcher import Matcher
from store.names.model import shipped
from store.names.words import because
from store.vocabulary import Judgement

NAMES = ("Işıkyolu Bankası", "Şahin Kargo", "Migren", "Migren Bank", "Gökmen Hava Yolları", "Çınarsepeti", "Copper Ridge Financial",
         "İpekhan", "Northlake Mortgage Trust 2004-1", "Harbour Capital Fund III")  # fmt: skip
BOOK = Matcher([Known(name, name, "tr-perakende" if name == "Migren" else "") for name in NAMES])


@pytest.mark.parametrize(
    ("asked", "means"),
    [
        ("IŞIKYOLU BANKASI", "Işıkyolu Bankası"),
        ("işikyolu bankasi", "Işıkyolu Bankası"),
        ("ipekhan", "İpekhan"),
        ("IPEKHAN", "İpekhan"),
        ("İPEKHAN", "İpekhan"),
        *((f"Copper Ridge Financial {form}", "Copper Ridge Financial") for form in ("A.Ş.", "Ltd. Şti.", "Inc.", "GmbH", "S.A.", "AG", "S.p.A.", "B.V.", "Sp. z o.o.", "PLC", "N.A.")),
        ("Şahin Kargo San. ve Tic. Anonim Şirketi", "Şahin Kargo"),
        ("Copper Ridge Fin'l", "Copper Ridge Financial"),
        ("Isikyolu Bank", "Işıkyolu Bankası"),
        ("gokmenhavayollari.com.tr", "Gökmen Hava Yolları"),
        ("https://www.cinarsepeti.com/iade", "Çınarsepeti"),
        ("@sahinkargo_destek", "Şahin Kargo"),
        ("Migren", "Migren"),
        ("MİGREN BANK A.Ş.", "Migren Bank"),
    ],
)  # fmt: skip
def test_one_name_in_many_spellings(asked: str, means: str) -> None:
    found = BOOK.choose(asked)
    assert (found.judgement, found.candidates[0].known.brand_id) == (Judgement.POSITIVE, means)


def test_initials_are_for_a_person_to_look_at() -> None:
    found = BOOK.choose("GHY")
    assert (found.judgement, found.candidates[0].known.brand_id) == (Judgement.UNSURE, "Gökmen Hava Yolları")


@pytest.mark.parametrize("asked", ["Migren Sigorta", "Harbour Capital Fund IV", "Harbour Capital Fund 4", "Northlake Mortgage Trust 2004-2", "Northlake Mortgage Trust 2005-1"])  # fmt: skip
def test_another_trade_or_another_number_is_another_firm(asked: str) -> None:
    assert BOOK.choose(asked).judgement is Judgement.NEGATIVE


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Harbour Capital Fund III", "Harbour Capital Fund IV, L.P.", True),
        ("Northlake Trust 2004-AB1", "Northlake Trust 2004-AB2", True),
        ("Harbour Capital Fund III", "Harbour Capital Fund 3", False),
        ("Harbour Capital Fund", "Harbour Capital Fund II", False),
        ("Harbour Capital Fund III", "Harbour Growth Fund IV", False),
    ],
)
def test_a_series_differs_by_its_numbers_alone(one: str, other: str, is_one: bool) -> None:
    assert of_one_series(one, other) is of_one_series(other, one) is is_one


def test_why_is_said_in_both_languages() -> None:
    asked = "Harbour Capital Fund IV"
    english, turkish = because(asked, BOOK.choose(asked), BOOK.model)
    assert "of one series, another number" in english
    assert "aynı diziden, başka numara" in turkish


def test_likeness_has_no_upper_end() -> None:
    """What more agrees says more: a slip of the pen less than the name, the name of one word less than the name of three."""
    model = shipped()
    odds = [model.log_odds(*pair) for pair in (("Gökmen Hva Yollari", "Gökmen Hava Yolları"), ("Gökmen Hava Yolları", "Gökmen Hava Yolları"))]  # fmt: skip
    assert 0 < odds[0] < odds[1]
    assert all(100 * BOOK.choose(name).candidates[0].chance < 100 for name in NAMES)
