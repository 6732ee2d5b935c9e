"""Complaint, question, praise, thanks: on sentences labelled by hand, and on records whose source says what they are."""

from pathlib import Path

import numpy as np

from scoring.evaluations import Card, Evaluation, Figure, file_hash
from scoring.evaluations.measured import column, of_classes, share
from scoring.evidence.hashed import hashed, portions
from scoring.evidence.intent import INTENTS, TURKISH, Intents, intents
from scoring.evidence.language import languages
from scoring.evidence.names import names_of
from scoring.evidence.plain import plain
from scoring.evidence.sentiment import shares
from scoring.json_lines import texts_of
from scoring.training.labelled import rows_of
from scoring.training.sentiment_tr import CLASSES

NAME = "intent"
CARD = Card(
    title="What a text wants",
    what="Complaint, question, praise, thanks or none of them. Turkish complaints by a logistic rule over counts of words with these weights: "
    + ", ".join(f"{name} {weight:g}" for name, weight in TURKISH.items())
    + "; English ones by the model of the card complaint_or_not.",
    input="a text; CSV with text and intent, JSON lines of a complaint site, or CSV of reviews with text and label",
    output="probability of a complaint, and the likeliest of the four",
    learned_from="nothing in Turkish: weights and lists are our own, set by hand; they lean on the learned sentiment",
    not_for="records whose source says what they are",
    known_faults=(
        "the labelled sentences are ours, written after the lists: they show that the rules do what they say, not how people write",
        "a polite request without a word of trouble is no complaint to it",
    ),
)


def evaluate(path: Path) -> Evaluation:
    """By what the file says: `intent`, or complaints (JSON lines), or reviews with a mood."""
    if path.suffix == ".jsonl":
        figures = _of_complaints(path)
    elif "intent" in _head(path):
        rows = rows_of(path, "text", "intent")
        found = of([row.text for row in rows])
        said = np.where(found.intent == "", "other", found.intent)
        figures = of_classes(column(rows, "label"), said, "all", 0.8)
    else:
        figures = _of_reviews(path)
    return Evaluation(NAME, path.name, file_hash(path), tuple(figures), CARD)


def _head(path: Path) -> str:
    with path.open(encoding="utf-8-sig") as lines:
        return lines.readline()


def of(texts: list[str]) -> Intents:
    """What texts want."""
    raw, complaint, intent = plain(texts), [], []
    for part in portions(raw):
        read = hashed(raw[part])
        spoken, nameless = languages(raw[part], read), read.without(names_of())
        found = intents(nameless, spoken, shares(raw[part], nameless, spoken))
        complaint.append(found.complaint)
        intent.append(found.intent)
    return Intents(np.concatenate(complaint), np.concatenate(intent))


def _of_complaints(path: Path) -> list[Figure]:
    rows = texts_of(path, "text")
    found = of([str(row["text"]) for row in rows]).intent
    return [share("complaint, of a complaint site's complaints", int((found == "complaint").sum()), len(rows), 0.85),
            *(share(f"{one}, of a complaint site's complaints", int((found == one).sum()), len(rows)) for one in INTENTS[1:])]  # fmt: skip


def _of_reviews(path: Path) -> list[Figure]:
    rows = [row for row in rows_of(path, "text", "label") if row.label in CLASSES]
    found, mood = of([row.text for row in rows]).intent, np.array([CLASSES[row.label] for row in rows])
    return [share(f"{one}, of {kind} reviews", int(((found == one) & (mood == kind)).sum()), int((mood == kind).sum()))
            for kind in ("negative", "neutral", "positive") for one in INTENTS]  # fmt: skip
