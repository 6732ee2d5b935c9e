"""What a reply is: cues in both languages, templates by wording, the customer's own word, and the simulated world's truth."""

import json
import random
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from scoring.errors import ScoringError
from scoring.evaluations import evaluate
from scoring.evidence.replies.read import read_replies
from scoring.evidence.replies.sentences import cut
from scoring.evidence.replies.signs import NAMES, SCHEMA, reply_signs
from terazi import app
from tests.shared import shared
from tests.world.truth import build_world

EXAMPLES = Path(__file__).parents[3] / "docs/examples/replies.jsonl"


def signs(texts: list[str], speaker: str = "brand", **more: Any) -> list[dict[str, Any]]:
    """The signs of texts, each of a record of its own."""
    n = len(texts)
    table = pa.table(
        {"record_id": [f"r{i}" for i in range(n)], "position": [0] * n, "speaker": [speaker] * n, "text": texts}
    )
    return reply_signs(table, **more).to_pylist()


def held(text: str, speaker: str = "brand") -> set[str]:
    """The names of the signs that stand on one text."""
    (found,) = signs([text], speaker)
    return {name for name in NAMES if found[name]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Merhaba Ece Hanım, talebiniz ilgili birime iletilmiştir. İyi günler.", {"is_acknowledgement"}),
        ("Hi Sam, we have received your message and will get back to you.", {"is_acknowledgement"}),
        ("Sizi arayalım, numaranızı paylaşır mısınız?", {"is_off_channel"}),
        ("Sorry about that! Please send us a DM.", {"is_off_channel"}),
        ("Kargonuz 3 Mayıs'ta Bursa şubesinde kalmış, bugün kurye getirecek.", {"is_substantive"}),
        ("The fee is charged after six months without a payment.", {"is_substantive"}),
        ("Sorununuz çözülmüştür.", {"is_claim", "is_substantive"}),
        ("Teşekkürler.", set()),
        ("", set()),
    ],
)
def test_what_a_firm_says(text: str, expected: set[str]) -> None:
    assert held(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Param bugün hesabıma yattı, sağ olun.", {"confirms"}),
        ("Sorunum çözüldü, keşke daha önce olsaydı.", {"confirms"}),
        ("It's been fixed, thank you.", {"confirms"}),
        ("Çözüldü demişsiniz ama çözülmedi.", {"denies"}),
        ("Still no refund.", {"denies"}),
        ("Teşekkürler", set()),  # politeness is no confirmation
        ("Sorunum ne zaman çözülecek?", set()),
        ("Umarım bu kez iade edilir.", set()),
        ("I hope it gets fixed soon.", set()),
    ],
)
def test_what_a_customer_says(text: str, expected: set[str]) -> None:
    assert held(text, "customer") == expected


@pytest.mark.parametrize("speaker", ["brand", "bot", "other"])
def test_only_the_customer_can_confirm(speaker: str) -> None:
    assert not held("Sorun çözüldü, teşekkürler.", speaker) & {"confirms", "denies"}


@pytest.mark.parametrize("speaker", ["customer", "bot", "other"])
def test_only_the_firm_answers(speaker: str) -> None:
    found = signs(["Başvurunuz alınmıştır, sizi arayacağız."] * 9, speaker)
    assert not any(one[name] for one in found for name in NAMES if name.startswith("is_"))


def test_names_numbers_dates_and_greetings_do_not_tell_two_wordings_apart() -> None:
    mould = "{}, {} tarihli {} numaralı başvurunuz kapsamında tutar {} hesabınıza geri ödenmiştir."
    filled = [mould.format(*one) for one in (
        ("Merhaba Ayşe Hanım", "3 Mayıs 2026", "4410", "12,50 TL"), ("Sayın Kerem Bey", "12.07.2026", "99", "1.250 TL"), ("Ece, merhaba", "Kasım", "7", "3 TL"),
        ("Değerli müşterimiz Ali Kaya", "1 Ocak", "12345", "90 TL"), ("İyi günler", "2 Şubat", "5", "10 TL"))]  # fmt: skip
    found = signs(filled)
    assert {(one["is_template"], one["template_uses"]) for one in found} == {(True, 5)}
    assert not any(one["is_template"] for one in signs(filled[:4]))
    assert all(one["is_template"] for one in signs(filled[:4], template_uses=4))


def test_a_wording_is_a_brands_own() -> None:
    table = pa.table({"record_id": [str(n) for n in range(6)], "position": [0] * 6, "speaker": ["brand"] * 6, "text": ["İade talebiniz mağazamızca onaylandı."] * 6,
                      "brand_id": ["a", "a", "a", "b", "b", "b"]})  # fmt: skip
    found = reply_signs(table, template_uses=4).to_pylist()
    assert not any(one["is_template"] for one in found)


def test_what_an_answer_says_counts_and_not_what_stands_under_all_of_them() -> None:
    """A long standing pointer does not make templates of answers that each say something else."""
    standing = " Görüş ve önerilerinizi mobil uygulamamız üzerinden de iletebilirsiniz. Saygılarımızla."
    said = ["Modeminiz değiştirildi, eski cihaz bozuktu.", "Fatura yanlış tarifeden kesilmiş, farkı sildik.", "Kurye adresi bulamamış, yarın gelecek.",
            "Hattınız borç yüzünden değil arızadan kapanmış.", "Kampanya süresi dolmuş, yenisini tanımladık.", "Bayi evrakı eksik göndermiş, tamamladık."]  # fmt: skip
    assert not any(one["is_template"] for one in signs([f"Merhaba, {text}{standing}" for text in said]))
    kept = signs([f"Merhaba, başvurunuz inceleme ekibine iletilmiştir.{standing * (n % 2)}" for n in range(6)])
    assert {one["template_id"] for one in kept if one["is_template"]} == {kept[0]["template_id"]}
    assert all(one["is_acknowledgement"] for one in kept)


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from(
            [
                "Başvurunuz alınmıştır.",
                "Sizi arayalım.",
                "İade 3 gün sürer, bankanıza bağlıdır.",
                "",
                "Çözüldü",
                "Merhaba 5",
                "?!",
            ]
        ),
        max_size=12,
    ),
    st.randoms(),
)
def test_order_changes_nothing_and_every_reply_has_a_row(texts: list[str], rng: random.Random) -> None:
    order = list(range(len(texts)))
    rng.shuffle(order)
    found, again = signs(texts), signs([texts[number] for number in order])
    assert len(found) == len(texts)
    by_place = dict(zip(order, again, strict=True))
    for number, one in enumerate(found):
        assert {**one, "record_id": ""} == {**by_place[number], "record_id": ""}
        assert bool(one["template_id"]) == one["is_template"]
        assert not (
            one["is_substantive"] and (one["is_template"] or one["is_acknowledgement"] or one["is_off_channel"])
        )


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    cut([text.encode("utf-8", "replace").decode()])
    (found,) = signs([text.encode("utf-8", "replace").decode()])
    assert set(found) == set(SCHEMA.names)


def test_every_sign_has_its_words_in_both_languages() -> None:
    for one in signs(["Başvurunuz alınmıştır."] * 5 + ["Sizi arayalım."]):
        assert one["because_en"]
        assert one["because_tr"]
    assert "5 times" in signs(["Başvurunuz alınmıştır."] * 5)[0]["because_en"]


def world_signs(seed: int) -> dict[str, Counter[str]]:
    """Of each true kind of reply in a simulated world, how many carry each sign ("" counts them all)."""
    world = build_world(seed, now=datetime(2026, 11, 22, tzinfo=UTC))
    rows = [
        (complaint, place, reply) for complaint in world.complaints for place, reply in enumerate(complaint.replies)
    ]
    table = pa.table({"record_id": [str(one.complaint_id) for one, _, _ in rows], "position": [place for _, place, _ in rows], "speaker": [reply.speaker for *_, reply in rows],
                      "text": [reply.text for *_, reply in rows], "brand_id": [one.brand_slug for one, _, _ in rows]})  # fmt: skip
    out: dict[str, Counter[str]] = {}
    for (_, _, reply), found in zip(rows, reply_signs(table).to_pylist(), strict=True):
        out.setdefault(reply.kind, Counter()).update(["", *(name for name in NAMES if found[name])])
    return out


def test_the_simulated_worlds_kinds_of_reply_are_recovered() -> None:
    """Of each true kind the stated share carries its sign, and no more than the stated share a wrong one."""
    found = world_signs(20261122)

    def share(kind: str, sign: str) -> float:
        return found[kind][sign] / found[kind][""]

    assert set(found) == {"acknowledgement", "answer", "deflection", "claim", "turn", "thanks", "denial"}
    told = {kind: {sign: round(share(kind, sign), 3) for sign in counts if sign} for kind, counts in found.items()}
    assert share("acknowledgement", "is_acknowledgement") >= 0.98, told
    assert share("acknowledgement", "is_template") >= 0.95, told
    assert share("answer", "is_substantive") >= 0.98, told
    assert share("answer", "is_acknowledgement") == share("answer", "is_template") == 0, told
    assert share("deflection", "is_off_channel") >= 0.95, told
    assert share("answer", "is_off_channel") <= 0.01, told
    assert share("claim", "is_claim") >= 0.95, told
    assert share("answer", "is_claim") <= 0.03, told
    assert share("thanks", "confirms") >= 0.95, told
    assert share("denial", "denies") >= 0.95, told
    assert share("turn", "confirms") == share("denial", "confirms") == 0, told


def test_one_banks_replies_reduce_to_two_templates() -> None:
    """Issue 5: exactly 2. (The founders' file holds 1,089 of the 1,679 replies the issue speaks of.)"""
    with shared("data/tr_complaints/complaints.jsonl").open(encoding="utf-8") as file:
        texts = [
            row["reply"]
            for row in map(json.loads, file)
            if row["brand"] == "VakıfBank" and row["reply_kind"] == "company"
        ]
    found = signs(texts)
    assert len(texts) == 1089
    assert all(one["is_template"] for one in found)
    assert sorted(Counter(one["template_id"] for one in found).values()) == [42, 1047]
    assert Counter(one["is_acknowledgement"] for one in found) == {True: 1047, False: 42}


def test_the_examples_meet_their_floors() -> None:
    found = evaluate("replies", EXAMPLES)
    assert all(figure.is_met for figure in found.figures), found.markdown()


def test_customers_words_go_with_their_stars() -> None:
    figures = {
        one.name: one.value for one in evaluate("replies", shared("data/tr_complaints/complaints.jsonl")).figures
    }
    assert (
        figures["customer confirms, of notes with 4 or 5 stars"]
        > 5 * figures["customer confirms, of notes with 1 or 2 stars"]
    )
    assert (
        figures["customer denies, of notes with 1 or 2 stars"]
        > 3 * figures["customer denies, of notes with 4 or 5 stars"]
    )


def test_a_public_sample_of_customer_service() -> None:
    figures = {one.name: one for one in evaluate("replies", shared("data/replies/twcs_sample.csv")).figures}
    assert figures["firms' tweets: off-channel"].n == 2222
    assert 0.27 < figures["firms' tweets: off-channel"].value < 0.33
    assert figures["first tweets of customers that a firm answered"].n == 1288


@pytest.mark.parametrize(
    "rows", ['{"a": 1}\n', '{"text": "x"}\n{"text": 5, "speaker": "nobody"}\n', "no json\n", "[1]\n"]
)
def test_a_file_that_is_none_is_refused_with_its_line(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "replies.jsonl"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(ScoringError, match=r"replies\.jsonl:\d"):
        list(read_replies(path))


def test_read_replies_at_the_command_line() -> None:
    told = CliRunner().invoke(app, ["read-replies", str(EXAMPLES)])
    assert told.exit_code == 0
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(rows) == 100
    assert rows[0]["is_acknowledgement"]
    assert rows[0]["because_tr"]
