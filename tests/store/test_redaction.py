"""People leave a text, firms and places called like people stay; so do sums, dates and product codes. Invented examples."""

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from scoring.evaluations import evaluate
from store.redaction import find, redact, redact_label
from store.redaction.fold import fold_in_place
from tests.redaction_tr_set import OUT, build
from tests.shared import shared


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Benim adım Ahmet Yılmaz.", "Benim adım [NAME]."),
        ("ahmet bey ile görüştüm", "[NAME] bey ile görüştüm"),
        ("AHMET YILMAZ BEY İLE GÖRÜŞTÜM", "[NAME] BEY İLE GÖRÜŞTÜM"),
        ("Berkecan Hanım'a ilettim", "[NAME] Hanım'a ilettim"),
        ("Sayın Elif Demir,", "Sayın [NAME],"),
        ("Fatma'nın talebi", "[NAME]'nın talebi"),
        ("Zorbay Uncu adlı kurye bıraktı", "[NAME] adlı kurye bıraktı"),
        ("Eşim Deniz adına kayıtlı hat", "Eşim [NAME] adına kayıtlı hat"),
        ("Saygılarımla, Derya Çakır", "Saygılarımla, [NAME]"),
        ("I spoke to Michael, the agent", "I spoke to [NAME], the agent"),
        ("My name is Zebulon Quorl.", "My name is [NAME]."),
        ("Dear Mr. Brown, thank you", "Dear Mr. [NAME], thank you"),
        ("asked for Dr. Anna van der Meer twice", "asked for Dr. [NAME] twice"),
        ("Adresim Lale Mah. Çınar Cad. No:12 Daire 5 Kadıköy/İstanbul olarak kayıtlı", "Adresim [ADDRESS] olarak kayıtlı"),
        ("My address is 12 Elm Street, Springfield, IL 62704.", "My address is [ADDRESS]."),
        ("delivered to 48 Rosengasse 9 Apt. 12", "delivered to [ADDRESS]"),
        ("12345678 nolu talebim kapandı", "[NUMBER] nolu talebim kapandı"),
        ("TC kimlik numaram 12345678901", "TC kimlik numaram [ID]"),
        ("SSN: 078-05-1120", "SSN: [ID]"),
        ("from 10.0.0.12 again", "from [IP] again"),
        ("yaz: ayse [at] posta.example", "yaz: [E-MAIL]"),
        ("instagram.com/ayse.demir.34", "instagram.com/[HANDLE]"),
        ("plakam 34 abc 123", "plakam [PLATE]"),
        ("Ben Nurcihan Tepeçınar, yıllardır müşterinizim", "Ben [NAME], yıllardır müşterinizim"),
        ("Kargo Bende Değil Ben Nurcihan Tepeçınar, yıllardır müşteriyim", "Kargo Bende Değil Ben [NAME], yıllardır müşteriyim"),
        ("Değerli müşterimiz Deniz, kaydınızı aldık", "Değerli müşterimiz [NAME], kaydınızı aldık"),
        ("Umut, merhaba; kaydınızı aldık", "[NAME], merhaba; kaydınızı aldık"),
        ("Hello Grace, we are sorry", "Hello [NAME], we are sorry"),
    ],
)  # fmt: skip
def test_people_leave(text: str, redacted: str) -> None:
    assert redact(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "Elif Eczanesi'nden aldım", "Sabiha Gökçen Havalimanı'nda bekledim", "Wells Fargo and Charles Schwab refused", "Sayın yetkili, Sayın Türk Telekom",
        "Deniz manzaralı oda, güneş enerjisi, can sıkıntısı", "Umut ettiğim gibi olmadı", "Will you grant me a refund in May?", "Bağdat Caddesi şubesi",
        "İş Bankası Kredi Kartımda Yetkisiz İşlem Var", "16 GB 512 model ile 20 TL 100 kuruş", "barkod 8690504012345", "12345678901 seri numaralı ürün",
        "18326 18 000 BTU klima", "I paid 300 via Zelle on 12/12", "2 days later we walked to the park close by", "saat 09.00-18.00 arası",
        "Kredi notum 1427 idi", "son 7 ayda, 3. ayda", "sürüm 17.4.1", "2024-2025 sezonu, 1.000.000 TL", "Mehmet Efendi kahvesi", "Club Bey Resort tatili",
        "Ben Türk Telekom, Vodafone derken", "Ben İade İstiyorum, Cevap Yok", "Ben Samsung Galaxy, tablet ve saat aldım", "Merhaba Güneş Sigorta, yardım edin", "Dear Customer, thank you",
        "Arkadaşlar, merhaba", "Deniz kenarında oturuyorum",
    ],
)  # fmt: skip
def test_what_only_looks_like_people_stays(text: str) -> None:
    assert redact(text) == text


def test_labels_keep_names_and_lose_numbers() -> None:
    assert redact_label("Mehmet Yıldız Kuruyemiş") == "Mehmet Yıldız Kuruyemiş"
    assert redact_label("Mehmet 0532 000 12 34") == "Mehmet [PHONE]"


CURRENCIES = some.sampled_from(("TL", "₺", "lira", "USD", "euro", "EUR"))
SUMS = some.one_of(
    some.integers(1, 10**8).map(lambda n: f"{n:,}".replace(",", ".")),
    some.integers(1, 10**8).map(str),
    some.tuples(some.integers(1, 10**7), some.integers(0, 99)).map(lambda n: f"{n[0]:,}".replace(",", ".") + f",{n[1]:02d}"),
    some.tuples(some.integers(1, 10**7), some.integers(0, 99)).map(lambda n: f"{n[0]:,}.{n[1]:02d}"),
)  # fmt: skip
PLACES = some.sampled_from(
    (
        "{} iade istiyorum",
        "fatura {} geldi",
        "toplam {} ödedim, aramadım",
        "telefon için {} verdim",
        "I paid {} by phone",
    )
)


@given(SUMS, CURRENCIES, PLACES)
def test_sums_stay(amount: str, currency: str, place: str) -> None:
    text = place.format(f"{amount} {currency}")
    assert redact(text) == text


DATES = some.sampled_from(("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%m/%d/%Y", "%d.%m.%y", "%d.%m.%Y %H:%M", "%d-%m-%Y"))


@given(some.dates(date(2000, 1, 1), date(2030, 1, 1)), DATES, some.sampled_from(("{} tarihinde aradım", "telefonla {} günü", "on {} they called", "{} - {} arası")))  # fmt: skip
def test_dates_stay(day: date, form: str, place: str) -> None:
    text = place.format(day.strftime(form), day.strftime(form))
    assert redact(text) == text


@settings(max_examples=300)
@given(some.lists(some.sampled_from(("Ayşe", "Demir", "bey", "Bey", "Sayın", "[NAME]", "Mah.", "No:1", "Sok.", "12", "Street", "adım", "0532", "000", "\n", ",", "Banka", "Mr.", "de")), max_size=12).map(" ".join))  # fmt: skip
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    once = redact(text)
    assert redact(once) == once


@given(some.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert len(fold_in_place(text)) == len(text)
    assert all(0 <= start < end <= len(text) for start, end, _ in find(text))


def test_two_thousand_complaints_a_second_on_a_free_core() -> None:
    texts = [row["full_text"] for row in build(1, 150)] * 4
    redact("warm")
    fastest = 0.0
    for n in range(0, len(texts), 100):
        started = time.process_time()
        for text in texts[n : n + 100]:
            redact(text)
        fastest = max(fastest, 100 / (time.process_time() - started))
    assert fastest > 700  # a busy machine; benchmarks measure


@pytest.mark.parametrize("piece", ["a", "1", "A b ", "mah ", "12 a street ", "corner of ", "adresi 1 ", "Ali Veli ", "ali adlı kişi ", "\n1 a ", "x mah. no:1 ", "0a:"])  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    started = time.process_time()
    redact(piece * (50_000 // len(piece)))
    assert time.process_time() - started < 5


def test_the_command_goes_line_by_line() -> None:
    done = subprocess.run([sys.executable, "-m", "terazi", "redact"], input="adım Ayşe Demir\n\n34.000 TL", capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout == "adım [NAME]\n\n34.000 TL"


def test_the_turkish_set_is_as_its_seed_makes_it_and_found() -> None:

    assert json.loads(OUT.read_text(encoding="utf-8")) == build()
    found = evaluate("redaction_tr", OUT)
    assert all(figure.is_met for figure in found.figures)


@pytest.mark.shared
def test_the_presidio_set_is_found() -> None:
    found = evaluate("redaction_en", shared("data/pii/presidio_generated_large.json"))
    assert all(figure.is_met for figure in found.figures)
    assert {figure.name for figure in found.figures if figure.at_least} == {
        "F2, personal data",
        "F2, personal data, templates not looked at",
    }


def test_a_card_of_wrong_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"text": 1}]', encoding="utf-8")
    with pytest.raises(Exception, match="full_text"):
        evaluate("redaction_en", path)


def redacting(given: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "terazi", "redact", *words], input=given, capture_output=True, check=False)  # fmt: skip


def test_a_stream_goes_on_where_it_was_stopped_and_keeps_its_line_ends() -> None:
    done = redacting("bir\r\nadım Ayşe Demir\nüç".encode(), "--skip", "1")
    assert done.stdout.decode() == "adım [NAME]\nüç"


def test_what_is_no_text_is_refused_with_its_line() -> None:
    done = redacting(b"bir\niki " + b"\xff\n")
    assert (done.returncode, done.stdout) == (1, b"bir\n")
    assert b"standard input:2: is not UTF-8 (byte 5)" in done.stderr
    assert b"Traceback" not in done.stderr
