"""Themes: found where they were planted, in the texts' own words, the same every time, and not grown where nothing grew."""

import json
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from scoring.evidence.replies.sentences import plain
from scoring.evidence.themes.find import FEWEST, Found, find_themes, sentences
from scoring.evidence.themes.scopes import Scope
from scoring.evidence.themes.tables import read_scope, theme_rows, theme_tables
from tests.shared import shared
from tests.world.truth import build_world

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PLANTED = {
    "modem": "modem ışığı kırmızı yanıyor hız düşük bağlantı kopuyor teknisyen gelmedi kablo eski",
    "fatura": "fatura tutarı yüksek fazladan ücret tarife farkı itiraz dilekçe ödeme ekstre",
    "kargo": "kargo kutusu ezilmiş paket kırık teslimat kurye adres şube hasar",
}


def made(n: int, seed: int = 1, shares: tuple[float, ...] = (1, 1, 1)) -> tuple[list[str], list[str]]:
    """Invented complaints of eight words of a planted theme among common ones, and their themes."""
    rng = random.Random(seed)
    kinds = rng.choices(list(PLANTED), shares, k=n)
    common = [
        "dün",
        "sabah",
        "yine",
        "çok",
        "kötü",
        "gerçekten",
        "sonunda",
        "artık",
        "kimse",
        "ilgilenmiyor",
        "bekliyorum",
        "lütfen",
        "mağdur",
    ]
    texts = [
        ". ".join(
            " ".join(rng.sample([*PLANTED[kind].split(), *rng.sample(common, 4)], 8)).capitalize() for _ in range(2)
        )
        + "."
        for kind in kinds
    ]
    return texts, kinds


def purity(found: Found, truth: list[str]) -> float:
    """Share of assigned texts that are of their theme's most frequent true kind."""
    held = [Counter(truth[number] for number in theme.members.tolist()) for theme in found.themes]
    return sum(max(one.values()) for one in held) / max(1, int((found.of >= 0).sum()))


def test_planted_themes_are_found() -> None:
    texts, kinds = made(200)
    found = find_themes(texts)
    assert purity(found, kinds) >= 0.98
    assert (found.of < 0).mean() <= 0.1


def test_everything_said_stands_in_the_texts() -> None:
    texts, _ = made(120)
    found = find_themes(texts)
    everything = plain([" ".join(texts)])[0]
    for theme in found.themes:
        assert all(plain([word])[0] in everything for word in theme.words)
        for text, quote in theme.quotes:
            assert quote in texts[text]
            assert text in theme.members.tolist()


def test_a_text_belongs_only_where_it_holds_two_of_the_themes_words() -> None:
    texts, _ = made(150)
    found = find_themes([*texts, "Hiç ilgisi olmayan bambaşka bir yazı burada.", "Zürafa piyano çalıyor."])
    assert (found.of[-2:] == -1).all()
    for place, theme in enumerate(found.themes):
        stems = [{part[:5] for part in plain([word])[0].split()} for word in theme.words]
        for number in np.flatnonzero(found.of == place).tolist():
            held = {word[:5] for word in plain([texts[number]])[0].split()}
            assert sum(one <= held for one in stems) >= 2


def test_the_same_texts_have_the_same_themes() -> None:
    texts, _ = made(150)
    first, again = find_themes(texts), find_themes(texts)
    assert [theme.words for theme in first.themes] == [theme.words for theme in again.themes]
    assert (first.of == again.of).all()


def test_brands_names_never_make_a_theme() -> None:
    texts, _ = made(150)
    named = [f"Yelkovan Kargo'nun ilgisizliği. {text}" for text in texts]
    found = find_themes(named, names=["yelkovan"])
    assert not any("yelkovan" in plain([word])[0] for theme in found.themes for word in theme.words)


def test_nothing_is_quoted_that_is_no_longer_shown_or_looks_personal() -> None:
    texts, _ = made(120)
    shown = [number % 2 == 0 for number in range(len(texts))]
    quoted = [text for theme in find_themes(texts, may_quote=shown).themes for text, _ in theme.quotes]
    assert quoted
    assert all(shown[text] for text in quoted)
    assert sentences("Beni 0532 123 45 67 numaradan arayın lütfen artık yeter.") == []
    assert sentences("Yanıtı ayse@example.org adresine göndermenizi rica ediyorum.") == []


@pytest.mark.parametrize("texts", [[], ["bir"] * 5, [""] * 40, ["aynı cümle burada"] * 40, ["1 2 3"] * 30])
def test_too_little_to_say_anything(texts: list[str]) -> None:
    found = find_themes(texts)
    assert len(found.of) == len(texts)
    assert len(texts) >= FEWEST or not found.themes


@pytest.mark.parametrize("sector", ["tr-cargo", "tr-bank", "tr-telecom"])
def test_the_simulated_worlds_issues_are_told_apart(sector: str) -> None:
    """Nine in ten of what is assigned stand with their own issue; at most a fifth is left unassigned."""
    world = build_world(20261122, now=NOW)
    mine = [
        one
        for one in world.complaints
        if world.brand(one.brand_slug).sector_id == sector and one.duplicate_of is None and one.cross_post_of is None
    ]
    names = {word for brand in world.brands for word in plain([brand.name])[0].split() if len(word) > 3}
    found = find_themes([one.text for one in mine], names=names)
    assert purity(found, [one.issue for one in mine]) >= 0.9
    assert (found.of < 0).mean() <= 0.2


def scope(now: list[str], earlier: list[str]) -> Scope:
    """A scope of invented texts."""
    rows = [{"record_id": f"{n:05}", "text": text, "is_shown": True} for n, text in enumerate([*now, *earlier])]
    return Scope("tr-x", "", NOW - timedelta(days=30), NOW, rows[: len(now)], rows[len(now) :], len(now), frozenset())


def test_shares_add_up_and_the_rest_is_named() -> None:
    rows = list(theme_rows(read_scope(scope(made(100)[0], made(80, 2)[0]))))
    assert sum(row["records_count"] for row in rows) == 100
    assert sum(row["earlier_count"] for row in rows) == 80
    assert [row["is_unassigned"] for row in rows] == [False] * (len(rows) - 1) + [True]
    assert all(0 <= row["low"] <= row["share"] <= row["high"] <= 1 for row in rows)
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_a_theme_that_trebles_is_said_to_grow_and_one_that_does_not_is_not() -> None:
    rows = list(theme_rows(read_scope(scope(made(150, 3, (3, 1, 1))[0], made(150, 4, (1, 2, 2))[0]))))
    grown = [row for row in rows if row["is_growing"]]
    assert grown
    assert all(
        {word[:5] for word in plain([row["words"]])[0].split()}
        & {word[:5] for word in plain([PLANTED["modem"]])[0].split()}
        for row in grown
    )
    assert "has grown" in grown[0]["sentence_en"]


def test_false_alarms_of_growth() -> None:
    """Of themes of 40 pairs of periods between which nothing changed at most 2 in 100 are said to grow (99 % intervals, one side)."""
    rows: list[dict[str, Any]] = []
    for seed in range(40):
        texts, _ = made(120, 100 + seed)
        rows += [row for row in theme_rows(read_scope(scope(texts[:60], texts[60:]))) if not row["is_unassigned"]]
    assert len(rows) > 100
    assert sum(row["is_growing"] for row in rows) / len(rows) <= 0.02, (
        sum(row["is_growing"] for row in rows),
        len(rows),
    )


def test_tables_lead_from_a_theme_to_its_records() -> None:
    told = read_scope(scope(made(100)[0], []))
    tables = {name: table.to_pylist() for name, table in theme_tables([told]).items()}
    counts = Counter(row["position"] for row in tables["theme_members"])
    for row in tables["themes"]:
        assert row["is_unassigned"] or counts[row["position"]] == row["records_count"]
    assert {row["record_id"] for row in tables["theme_quotes"]} <= {row["record_id"] for row in tables["theme_members"]}


def test_real_complaints_of_one_bank() -> None:
    """Labels a person of the trade would know: card fees, loans, campaigns, cash machines."""
    with shared("data/tr_complaints/complaints.jsonl").open(encoding="utf-8") as file:
        texts = [row["text"] or "" for row in map(json.loads, file) if row["brand"] == "İş Bankası"][:1000]
    found = find_themes(texts, names=["bankasi", "isbank"])
    words = plain([" ".join(word for theme in found.themes for word in theme.words)])[0]
    assert all(stem in words for stem in ("aidat", "sigorta", "kampanya", "atm"))
    assert len(found.themes) >= 8
    assert (found.of < 0).mean() <= 0.35


def test_insults_in_quotes_and_labels_are_masked() -> None:
    texts, _ = made(60)
    rude = [text.replace(".", ", şerefsizler.") for text in texts]
    said = [quote for theme in find_themes(rude).themes for _, quote in theme.quotes]
    assert any("ş•••" in quote for quote in said)
    assert not any("şerefsiz" in quote for quote in said)
    assert not any("şerefsiz" in word for theme in find_themes(rude).themes for word in theme.words)
