"""Redaction on English texts with typed spans (Presidio's generated set)."""

from pathlib import Path

from scoring.evaluations import Card, Evaluation, file_hash
from scoring.evaluations.spans import f2_figures, recalls, told

NAME = "redaction_en"
OURS = {
    "PERSON", "ADDRESS", "CREDIT_CARD", "PHONE_NUMBER", "EMAIL_ADDRESS", "US_SSN", "IBAN_CODE", "IP_ADDRESS", "US_DRIVER_LICENSE",
    "FIRST_NAME", "LAST_NAME", "STREET_ADDRESS", "US_PASSPORT", "US_ITIN", "US_BANK_NUMBER",
}  # fmt: skip
BESIDE = {"LOCATION", "GPE", "ZIP_CODE", "PREFIX"}
CARD = Card(
    title="Redaction, English",
    what="Names, phones, e-mail, addresses, cards, IBAN, social security and licence numbers, IP addresses and handles leave a text; by checksum where there "
    "is one, by form and by the words beside it elsewhere, names by lists of given names and surnames with rules of context. No model was trained.",
    input="a text of any length, in English or Turkish or both",
    output="the text with a word in brackets for each thing taken out",
    learned_from="nothing; the lists were written by hand. The rules were made on the texts of even template numbers, after one look at sample values of every "
    "type: the figures of odd templates are the ones to believe. Marks of others on texts of this kind: Presidio as it comes .62, tuned .845",
    not_for="anonymising in the law's sense: what happened to somebody may still tell who it was",
    known_faults=(
        "towns and countries alone, firms, dates and job titles stay: they are no personal data of a complaint by themselves, so F2 over every type of the set "
        "is lower by design; a town inside an address goes with it and counts neither way",
        "a surname alone stays, unless an honorific or an introduction names it",
        "given names that are words (Will, Grace, May) stay where nothing beside them shows a person",
        "in texts without any capital letter unknown surnames stay",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """F2, recall and precision over words (JSON: a list of full_text, spans, template_id). Raises ScoringError for another format."""
    texts = told(path)
    unseen = [one for one in texts if one.template_id is not None and one.template_id % 2]
    every = {kind for one in texts for kind in one.types} - {""}
    figures = [*f2_figures("personal data", texts, OURS, BESIDE, at_least=0.85)]
    if unseen:
        figures += f2_figures("personal data, templates not looked at", unseen, OURS, BESIDE, at_least=0.85)
    figures += f2_figures("personal data, a town taken alone counts as wrong", texts, OURS, ())
    figures += f2_figures("every type of the set", texts, every, ())
    return Evaluation(NAME, path.name, file_hash(path), (*figures, *recalls(texts)), CARD)
