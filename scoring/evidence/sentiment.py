"""What a text feels of its matter, -1 to 1: Turkish by three classes, English by valence; it abstains in other languages."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.errors import ScoringError
from scoring.evidence.hashed import Hashed, hashed
from scoring.evidence.language import languages
from scoring.evidence.linear import shipped
from scoring.evidence.names import names_of, struck
from scoring.evidence.plain import plain
from scoring.evidence.polarity import polarity
from scoring.evidence.sign import Sign
from scoring.evidence.text_model import Shipped, TextModel

CLASSES = ("negative", "neutral", "positive")
TURN, SPREAD = 0.3, 0.35
"""Valence (-4 to 4, shrunk by learning) from which a sentence counts as praise or blame, and how softly."""
Floats = NDArray[np.float64]
Strings = NDArray[np.str_]


class Valence:
    """English: learned valence, rules beside it, as shares of three classes."""

    classes = CLASSES

    def shares(self, raw: Sequence[str], texts: Hashed) -> Floats:
        """Logistic steps at -.3 and .3."""
        value = shipped("sentiment_en").sums(texts, polarity(texts)[:, None])[:, 0]
        negative = 1 / (1 + np.exp((value + TURN) / SPREAD))
        positive = 1 / (1 + np.exp((TURN - value) / SPREAD))
        return np.column_stack([negative, 1 - negative - positive, positive])


OURS: Mapping[str, TextModel] = {"tr": Shipped("sentiment_tr"), "en": Valence()}
"""A model per language; another with the same classes may stand in its place."""


def shares(raw: Sequence[str], texts: Hashed, language: Strings, models: Mapping[str, TextModel] = OURS) -> Floats:
    """Shares of negative, neutral and positive, shape (texts, 3); NaN in languages without a model and for texts without a word.

    Raises ScoringError for a model whose classes are not these three.
    """
    out = np.full((len(raw), len(CLASSES)), np.nan)
    for name, model in models.items():
        if tuple(model.classes) != CLASSES:
            raise ScoringError(f"the sentiment model for {name} must have the classes {', '.join(CLASSES)}")
        rows = np.flatnonzero((language == name) & (texts.words.counts > 0))
        if rows.size:
            some = [raw[number] for number in rows.tolist()]
            out[rows] = model.shares(some, texts if rows.size == len(raw) else texts.only(rows))
    return out


def values(found: Floats) -> Floats:
    """-1 to 1: share of positive less share of negative."""
    return np.asarray(np.round(found[:, 2] - found[:, 0], 6))


def classes(found: Floats) -> Strings:
    """The likeliest class of each text, "" where it abstains."""
    known = ~np.isnan(found[:, 0])
    out = np.full(len(found), "", "<U8")
    out[known] = np.array(CLASSES)[found[known].argmax(axis=1)]
    return out


def sentiment(text: str, models: Mapping[str, TextModel] = OURS) -> Sign:
    """The sentiment of one text as a sign."""
    raw = plain([text])
    texts = hashed(raw).without(names_of())
    found = shares(struck(raw, names_of()), texts, languages(raw, texts), models)
    if np.isnan(found[0, 0]):
        return Sign(
            "sentiment", None, "no model for its language, or too short", "dili için model yok ya da metin çok kısa"
        )
    percent = [f"{share:.0%}" for share in found[0]]
    turkish = [f"%{100 * share:.0f}" for share in found[0]]
    return Sign("sentiment", float(values(found)[0]), f"blame {percent[0]}, neither {percent[1]}, praise {percent[2]}",
                f"yergi {turkish[0]}, ikisi de değil {turkish[1]}, övgü {turkish[2]}")  # fmt: skip
