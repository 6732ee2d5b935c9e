"""R4 A researcher asks: can I trust the labels? Cards with figures by language and platform, each made by a command that is named."""

import json
import re
from pathlib import Path

import pytest

from tests.commands import said

CARDS = Path(__file__).parents[2] / "docs" / "models"
ROW = re.compile(r"^\| (?P<figure>[^|]+) \| (?P<value>[^|]+) \| (?P<span>[^|]*) \| (?P<cases>[^|]*) \| (?P<floor>[^|]*) \|$")  # fmt: skip
WANTED = {
    "language": 3,
    "sentiment_tr": 2,
    "sentiment_en": 2,
    "intent": 2,
    "redaction": 2,
    "replies": 2,
    "complaint_type": 2,
    "names": 2,
}
"""Models that are used on several languages or platforms, and how many cards each has at least."""


def cards() -> list[Path]:
    return sorted(path for path in CARDS.glob("*.md") if path.name != "README.md")


@pytest.mark.parametrize("card", cards(), ids=lambda path: path.stem)
def test_a_card_says_by_which_command_on_which_bytes_and_how_often_it_is_right(card: Path) -> None:
    text = card.read_text(encoding="utf-8")
    assert re.search(r"by `terazi evaluate \w+[^`]*`", text)
    rows = [found.groupdict() for line in text.splitlines() if (found := ROW.match(line))][1:]
    measured = [row for row in rows if re.search(r"\d", row["value"]) and re.search(r"\d", row["cases"])]
    assert measured, "figures with the number of cases behind them"
    for row in measured:
        if floor := row["floor"].strip():
            assert float(row["value"].replace(",", "")) >= float(floor.replace(",", "")), row
    assert "Not for:" in text
    assert "Known faults:" in text


def test_each_model_has_a_card_for_every_language_or_platform_it_is_used_on() -> None:
    stems = [path.stem for path in cards()]
    for model, least in WANTED.items():
        assert sum(stem.partition("-")[0].startswith(model) for stem in stems) >= least, model


def test_a_figure_on_a_card_comes_out_again() -> None:
    """The set of personal data is our own, so anybody can."""
    data = Path(__file__).parents[1] / "data" / "redaction_tr.json"
    told = json.loads(said(Path("nowhere"), "evaluate", "redaction_tr", "--data", str(data), "--json"))
    card = (CARDS / "redaction_tr.md").read_text(encoding="utf-8")
    figures = told["figures"] if isinstance(told, dict) else told
    assert figures
    for one in figures:
        line = next(line for line in card.splitlines() if line.startswith(f"| {one['name']} |"))
        assert f"| {one['value']:.3f} |" in line or f"| {one['value']:,} |" in line, (one, line)
