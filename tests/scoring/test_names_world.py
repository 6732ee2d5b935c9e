"""The simulated world's planted spellings are matched at a stated rate; and the command that does it to anybody's file."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scoring.incidents.brand_match import Label, match_labels
from scoring.names.chance import Chance
from scoring.names.variants import SAME, spellings
from store.names.choice import Known, choose
from store.names.lookup import Lookup
from store.names.model import shipped
from store.vocabulary import Judgement
from terazi import app
from tests.world.brands import PLANS, draw_sector
from tests.world.truth import build_world

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def test_planted_labels_of_the_world_mean_their_brand() -> None:
    """At least 95 of 100 labels the world's platforms print are matched, none to another brand."""
    world = build_world(7, size="small", now=NOW)
    known: dict[str, dict[str, str]] = {}
    for brand in world.brands:
        known.setdefault(brand.sector_id, {})[brand.name] = brand.slug
    meant = {(brand.sector_id, alias): brand.slug for brand in world.brands for alias in (brand.name, *brand.aliases)}
    labels = [Label(alias, sector, sector[:2].upper(), 1) for sector, alias in meant]
    found = [
        one
        for one in match_labels(labels, known, [b.slug for b in world.brands])
        if one.judgement is Judgement.POSITIVE
    ]
    right = [one for one in found if one.brand_id == meant[one.label.sector_label, one.label.label]]
    assert len(meant) > 30
    assert len(right) >= 0.95 * len(meant)
    assert all(one.opens for one in found if one not in right)


def test_made_spellings_of_every_world_brand() -> None:
    """Of legal forms, case, domains, handles and words joined, 95 of 100 lead to their brand; of slips of the pen 75; hardly one astray."""
    brands = [brand for plan in PLANS for brand in draw_sector(3, "demo", plan)[1]]
    known = [Known(brand.name, brand.slug) for brand in brands]
    model, chance = shipped(), Chance(2)
    hits: dict[str, list[int]] = {way: [] for way in SAME}
    astray = 0
    for brand in brands:
        for way, text in spellings(brand.name, chance):
            (places,) = Lookup([one.name for one in known], model.rarity).candidates([text])
            choice = choose(text, [known[n] for n in places], model, len(known))
            first = choice.candidates[0].known.brand_id if choice.candidates else ""
            hits[way].append(first == brand.slug)
            astray += choice.judgement is Judgement.POSITIVE and first != brand.slug
    rate = {way: sum(found) / len(found) for way, found in hits.items() if found}
    for way in ("legal form", "case and marks", "domain", "handle", "words joined or parted"):
        assert rate[way] >= 0.95, (way, rate[way])
    assert rate["slip of the pen"] >= 0.75
    assert astray <= 0.01 * sum(map(len, hits.values()))


def test_two_candidates_are_never_both_certain() -> None:
    known = [Known("Şahin Kargo", "a"), Known("Şahin Kargo", "b"), Known("Sahin Kargo A.Ş.", "c")]
    choice = choose("ŞAHİN KARGO", known, shipped(), 3)
    assert choice.judgement is Judgement.UNSURE
    assert sum(one.chance for one in choice.candidates) + choice.none == pytest.approx(1)
    assert max(one.chance for one in choice.candidates) < 0.5


def test_the_command_answers_every_row_and_says_why(tmp_path: Path) -> None:
    asked, book, out = tmp_path / "asked.csv", tmp_path / "book.csv", tmp_path / "out.csv"
    asked.write_text("label,sector\n@turkuaz_destek,\nMigren Bank,\nGHY,\nyok boyle,\n", encoding="utf-8")
    book.write_text(
        "name,aliases,sector\nTurkuaz,,gsm\nMigren,,perakende\nGökmen Hava Yolları,Gokmen Airlines,havayolu\n",
        encoding="utf-8",
    )
    done = CliRunner().invoke(app, ["match-brand", str(asked), "--against", str(book), "--out", str(out)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [(row["answer"], row["brand_id"]) for row in rows] == [
        ("match", "Turkuaz"),
        ("none", ""),
        ("unsure", "Gökmen Hava Yolları"),
        ("none", ""),
    ]
    assert "another trade" in rows[1]["because_en"]
    assert "başka bir iş kolu" in rows[1]["because_tr"]
    assert all(float(row["score"] or 0) < 100 for row in rows)


def test_the_command_without_a_book_groups_the_files_own_names(tmp_path: Path) -> None:
    asked, out = tmp_path / "asked.csv", tmp_path / "out.csv"
    asked.write_text("name\nŞahin Kargo\nYelkovan Lojistik\nSAHIN KARGO A.Ş.\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["match-brand", str(asked), "--out", str(out)])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert [row["answer"] for row in rows] == ["none", "none", "match"]
    assert rows[2]["brand_id"] == "Şahin Kargo"
