"""Signs of texts on sentences of our own: what each says, what it must not hear, and that a text's signs are its own."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.errors import ScoringError
from scoring.evidence.hashed import KINDS, hashed, portions
from scoring.evidence.information import information, told, told_by
from scoring.evidence.insult import insults, mask_insults, masked
from scoring.evidence.language import language
from scoring.evidence.sentiment import CLASSES, OURS, sentiment
from scoring.evidence.text_model import Wrapped, installed
from scoring.evidence.texts import SCHEMA, explain, text_signs

TEXTS = [
    "Kargom 12.03.2025 tarihinde gelmedi, 450 TL param iade edilmedi!",
    "Ürün harika, çok memnunum, herkese tavsiye ederim",
    "Mağaza pazar günü açık mı?",
    "The phone broke after two days and they refuse a refund",
    "Excellent hotel, wonderful breakfast, we were very happy",
    "O produto chegou quebrado e a loja não responde",
    "",
    "ok",
    "İlginiz için çok teşekkür ederim",
]


def signs(texts: list[str | None], **given: object) -> list[dict[str, object]]:
    return text_signs(pa.array(texts, pa.string()), **given).to_pylist()  # type: ignore[arg-type]


def test_signs_of_plain_cases() -> None:
    found = signs(list(TEXTS))
    assert [row["language"] for row in found] == ["tr", "tr", "tr", "en", "en", "pt", None, None, "tr"]
    assert [row["intent"] for row in found] == ["complaint", "praise", "question", "complaint", "praise", None, None, None, "thanks"]  # fmt: skip
    assert [row["sentiment_class"] for row in found[:2]] == ["negative", "positive"]
    assert found[5]["sentiment"] is None  # no model of Portuguese: it abstains
    assert found[0]["information"] > 0.5 > found[7]["information"]  # type: ignore[operator]


def test_the_language_a_source_states_is_used_only_where_the_text_does_not_show_its_own() -> None:
    found = signs(["ok", "Kargom hala gelmedi", "ok"], languages=["en", "en", "xx"])
    assert [row["language"] for row in found] == ["en", "tr", None]


def test_schema_nulls_and_an_empty_column() -> None:
    assert text_signs(pa.array([None, ""], pa.string())).schema == SCHEMA
    assert text_signs(pa.array([], pa.string())).num_rows == 0
    with pytest.raises(ScoringError, match="2 texts and 1 languages"):
        signs(["a", "b"], languages=["tr"])


WORDS = st.text(st.sampled_from("abcçıiİğşüö AEZ!?.,0159*@\n😡ß漢"), max_size=80)


@settings(max_examples=40)
@given(st.lists(WORDS, max_size=8))
def test_a_text_has_the_same_signs_in_any_company(texts: list[str]) -> None:
    together = signs([*texts, *TEXTS])
    alone = [signs([text])[0] for text in texts]
    assert together[: len(texts)] == alone
    assert signs([*TEXTS, *texts])[len(TEXTS) :] == alone


@settings(max_examples=60)
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_hashes_do_not_depend_on_neighbours_and_case(texts: list[str]) -> None:
    whole = hashed(texts)
    for number, text in enumerate(texts):
        one = hashed([text])
        picked = whole.only(np.array([number]))
        for kind in KINDS:
            begin = whole.of(kind).begin
            mine = whole.of(kind).hashes[begin[number] : begin[number + 1]]
            assert mine.tolist() == one.of(kind).hashes.tolist() == picked.of(kind).hashes.tolist()


def test_case_marks_and_stretching_are_one_wording() -> None:
    first, second = hashed(["ÇOOOOK GÜZEL, ürün!"]), hashed(["çoook guzel ürün !!!!"])
    assert first.words.hashes[:3].tolist() == second.words.hashes[:3].tolist()


def test_portions_cover_all_texts_in_order() -> None:
    texts = ["x" * 3000] * 100 + ["kısa"] * 3
    assert [number for part in portions(texts) for number in range(part.start, part.stop)] == list(range(103))


@pytest.mark.parametrize("brand", ["Zümrütkom", "Nohutbank", "Samsung", "Hepsiburada"])
def test_no_model_sees_a_brand(brand: str) -> None:
    plain, named = signs(["ürünü geç geldi, memnun kalmadım"], names=[brand]), signs([f"{brand} ürünü geç geldi, memnun kalmadım"], names=[brand])  # fmt: skip
    for sign in ("sentiment", "complaint_share", "offence_share"):
        assert plain[0][sign] == named[0][sign]


def test_words_that_say_what_a_firm_does_are_no_names() -> None:
    told_bank = signs(["kredi kartı borcum yanlış"], names=["Nohut Kredi Kart"])
    assert told_bank == signs(["kredi kartı borcum yanlış"])


@settings(max_examples=60)
@given(st.sampled_from(TEXTS), st.sampled_from([" ŞEREFSİZLER!!!", " amk", " IDIOTS", "!!!!!!", " SALAKLAR amk !!"]))
def test_anger_lowers_no_information(text: str, anger: str) -> None:
    assert told_by(text + anger).value == told_by(text).value == told_by((text + anger).replace("!", "")).value


@settings(max_examples=60)
@given(WORDS, WORDS)
def test_more_words_never_tell_less(first: str, second: str) -> None:
    values = information(told([first, f"{first} {second}"], hashed([first, f"{first} {second}"])))
    assert 0 <= values[0] <= values[1] <= 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Şerefsizler, serefsiz!", "Ş•••, s•••!"),
        ("or*spu çocukları, salaaaak mısınız", "o••• çocukları, s••• mısınız"),
        ("geri zekalılar ve IDIOTS", "g••• ve I•••"),
        ("fucking thieves", "f••• thieves"),
    ],
)
def test_insults_are_cut_to_their_first_letter(text: str, shown: str) -> None:
    assert mask_insults(text) == shown
    assert masked(pa.array([None, text])).to_pylist() == [None, shown]
    assert insults(text).value


@pytest.mark.parametrize("text", [
    "ATM'de sıkışan param", "canımı sıktı", "can sikiyor", "SIKTIRDIK", "götürdüm", "şikayetçiyim", "kitap: book of Amina Kora", "piknik, bokser, sıçradı",
    "bizi aptal yerine koydular", "dolandırıcı ve hırsız diyorum", "A*** B*** Bey", "it is a prickly pear", "Scunthorpe"])  # fmt: skip
def test_clean_words_that_look_alike_stay(text: str) -> None:
    assert mask_insults(text) == text


@settings(max_examples=60)
@given(st.lists(st.sampled_from([*TEXTS, "salaklar!", "x" * 5000 + " amk", "siktir", "o•••"]), max_size=6))
def test_a_column_is_masked_as_its_texts_are(texts: list[str]) -> None:
    assert masked(pa.array(texts, pa.string())).to_pylist() == [mask_insults(text) for text in texts]
    assert [mask_insults(mask_insults(text)) for text in texts] == [mask_insults(text) for text in texts]


def test_every_sign_says_why_in_both_languages() -> None:
    for text in (TEXTS[0], TEXTS[5], ""):
        for sign in explain(text):
            assert sign.because_en
            assert sign.because_tr
    assert language("").value is None
    assert sentiment("").value is None


def test_another_model_stands_in_behind_the_same_interface() -> None:
    heard: list[str] = []

    def happy(texts: Sequence[str]) -> list[list[float]]:
        heard.extend(texts)
        return [[0.0, 0.1, 0.9] for _ in texts]

    models = {**OURS, "tr": Wrapped(CLASSES, happy)}
    found = signs(["Zümrütkom'dan aldım ve hala gelmedi @zumrut", TEXTS[3]], models=models, names=["Zümrütkom"])
    assert [row["sentiment_class"] for row in found] == ["positive", "negative"]
    assert "mrüt" not in heard[0]
    assert "zumrut" not in heard[0]


@pytest.mark.parametrize(("classes", "rows"), [
    (("bad", "worse"), [[0.5, 0.5]]), (CLASSES, [[0.5, 0.5]]), (CLASSES, [[0.5, 0.2, 0.2]]), (CLASSES, [[float("nan"), 0.5, 0.5]])])  # fmt: skip
def test_a_model_that_gives_no_probabilities_is_refused(classes: tuple[str, ...], rows: list[list[float]]) -> None:
    with pytest.raises(ScoringError):
        signs([TEXTS[0]], models={"tr": Wrapped(classes, lambda _texts: rows)})


def test_an_installed_package_offers_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small_mood.py").write_text(
        "def mood(texts):\n    return [[1.0, 0.0, 0.0] if 'yok' in text else [0.0, 0.0, 1.0] for text in texts]\n"
        "mood.classes = ('negative', 'neutral', 'positive')\n"
    )
    about = tmp_path / "small_mood-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: small-mood\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[terazi.text_models]\nsmall = small_mood:mood\n")
    monkeypatch.syspath_prepend(tmp_path)
    found = signs(["İnternet hiç yok bugün de", "bugün de var işte"], models={"tr": installed("small")})
    assert [row["sentiment"] for row in found] == [-1.0, 1.0]
    with pytest.raises(ScoringError, match="offers a text model 'none'; offered: small"):
        installed("none")


def test_scoring_texts_imports_no_scikit_learn() -> None:
    code = "import sys, pyarrow as pa\nfrom scoring.evidence.texts import text_signs\ntext_signs(pa.array(['kargo gelmedi ama']))\nassert 'sklearn' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
