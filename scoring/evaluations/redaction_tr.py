"""Redaction on Turkish texts with typed spans (our own invented set, tests/data/redaction_tr.json)."""

from pathlib import Path

from scoring.evaluations import Card, Evaluation, file_hash
from scoring.evaluations.spans import f2_figures, recalls, told

NAME = "redaction_tr"
CARD = Card(
    title="Redaction, Turkish",
    what="As in English, with Turkish forms: identity numbers and IBAN by checksum, plates, phones in every spacing, addresses by quarter, street and number, "
    "order, customer and file numbers by the word beside them; names by lists, by Bey, Hanım and Sayın, by \"benim adım\", by kin and roles beside them.",
    input="a text of any length, in Turkish or English or both",
    output="the text with a word in brackets for each thing taken out; sums, dates, models and bar codes stay",
    learned_from="nothing; the lists were written by hand. Which names are also words was checked against 15,765 real complaints",
    not_for="anonymising in the law's sense: what happened to somebody may still tell who it was",
    known_faults=(
        "the set was written by those who wrote the rules: its figures flatter. A quarter of its names stand in no list, and recall of PERSON shows what that costs",
        "company lines (0850, 444) go like any phone number",
        "a given name that is a word (Umut, Barış, Deniz) stays where nothing beside it shows a person",
    ),
)  # fmt: skip


def evaluate(path: Path) -> Evaluation:
    """F2, recall and precision over words (JSON: a list of full_text, spans). Every type of the file counts. Raises ScoringError for another format."""
    texts = told(path)
    every = {kind for one in texts for kind in one.types} - {""}
    figures = [*f2_figures("personal data", texts, every, (), at_least=0.9)]
    return Evaluation(NAME, path.name, file_hash(path), (*figures, *recalls(texts)), CARD)
