"""Personal data leaves a text; what only looks like it stays. Synthetic examples."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crawler.pipelines.redact import redact


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Beni 0532 123 45 67 numarasından arayın", "Beni [PHONE] numarasından arayın"),
        ("tel: +90 (212) 555 00 11.", "tel: [PHONE]."),
        ("05321234567", "[PHONE]"),
        ("0532 123 45 67 0533 765 43 21", "[PHONE] [PHONE]"),
        ("ayse@a.example,can+x@b.example;+c@d.example", "[E-MAIL],[E-MAIL];[E-MAIL]"),
        ("call (202) 555-0143 now", "call [PHONE] now"),
        ("yazın: ayse.yilmaz@example.com.tr", "yazın: [E-MAIL]"),
        ("IBAN TR33 0006 1005 1978 6457 8413 26 ile", "IBAN [IBAN] ile"),
        ("iban: tr330006100519786457841326", "iban: [IBAN]"),
        ("GB82 WEST 1234 5698 7654 32", "[IBAN]"),
        ("kimlik 10000000146", "kimlik [ID]"),
        ("34 ABC 123 plakalı araç", "[PLATE] plakalı araç"),
        ("kartım 4111 1111 1111 1111", "kartım [CARD]"),
        ("kartım 4111 11** **** 1111", "kartım [CARD]"),
        ("sipariş no: 12345678 gelmedi", "sipariş no: [NUMBER] gelmedi"),
        ("Müşteri numaram 99887766", "Müşteri numaram [NUMBER]"),
        ("@destek_hatti yazdım", "[HANDLE] yazdım"),
    ],
)
def test_personal_data_leaves(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "34.000 TL iade istiyorum", "12.10.2025 tarihinde aldım", "Arçelik 8124 HSE model", "1.250,00 TL ve 999,90 TL", "saat 12:30 ile 14:45 arası",
        "2025 yılında 3 kez 15 gün bekledim", "kimlik 10000000147",
    ],
)  # fmt: skip
def test_sums_dates_and_models_stay(text: str) -> None:
    assert redact(text) == text


@given(some.text(alphabet="0123456789 +()-.,aABCş@\n", max_size=80))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


MAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")


@given(some.text(alphabet="ab.@-+ %\n", max_size=40))
def test_no_mail_address_is_left(text: str) -> None:
    assert not MAIL.search(redact(text))


@pytest.mark.parametrize(
    "piece", ["a", "5", "5 ", "0532 123 45 67 ", "sipariş no", "@a", "@a.b", "1-", "AB12 ", "TR1 "]
)
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    redact(piece * (50_000 // len(piece)))
    assert time.process_time() - started < 10
