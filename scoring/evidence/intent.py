"""What a text wants: to complain, to ask, to praise or to thank. Rules with their weights in sight; English complaints by a learned model."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed, hashed
from scoring.evidence.language import languages
from scoring.evidence.letters import ASK
from scoring.evidence.linear import shipped
from scoring.evidence.lists import word_list
from scoring.evidence.names import names_of
from scoring.evidence.plain import plain
from scoring.evidence.sentiment import shares as sentiment_shares
from scoring.evidence.sign import Sign

INTENTS = ("complaint", "question", "praise", "thanks")
TURKISH = {"bias": -1.7, "trouble": 1.0, "negated": 0.8, "demand": 0.5, "thanks": -1.2, "praise": -0.6, "mood": 1.6}
"""Weights of a logistic rule for Turkish; counts enter as their square roots, mood is the share of blame less that of praise."""
SURE = 0.5
WORDS = {"complaint": ("complains", "şikâyet ediyor"), "question": ("asks", "soruyor"), "praise": ("praises", "övüyor"), "thanks": ("thanks", "teşekkür ediyor")}  # fmt: skip
Floats = NDArray[np.float64]
Strings = NDArray[np.str_]


class Intents(NamedTuple):
    """Probability that a text complains (NaN: it abstains) and the likeliest of the four, "" for none of them."""

    complaint: Floats
    intent: Strings


def intents(texts: Hashed, language: Strings, mood: Floats) -> Intents:
    """What each text wants. `mood` is `scoring.evidence.sentiment.shares`.

    In order: a complaint at a probability of .5; thanks where a word of thanks stands; a question where one is asked;
    praise where praise is the likeliest mood.
    """
    complaint = _complaints(texts, language, np.nan_to_num(mood[:, 0] - mood[:, 2]))
    intent = np.full(complaint.size, "", "<U9")
    known = ~np.isnan(complaint)
    is_praise = known & (np.nan_to_num(mood).argmax(axis=1) == 2)
    for is_so, name in ((is_praise, "praise"), (known & _asks(texts, language), "question"),
                        (known & (_count(texts, language, "thanks") > 0), "thanks"), (complaint >= SURE, "complaint")):  # fmt: skip
        intent[is_so] = name
    return Intents(np.round(complaint, 6), intent)


def intent(text: str) -> Sign:
    """What one text wants, as a sign: value is the probability that it complains."""
    raw = plain([text])
    texts = hashed(raw).without(names_of())
    language = languages(raw, texts)
    found = intents(texts, language, sentiment_shares(raw, texts, language))
    if np.isnan(found.complaint[0]):
        return Sign("intent", None, "no rules for its language", "dili için kural yok")
    said = WORDS.get(
        str(found.intent[0]),
        ("none of complaint, question, praise, thanks", "şikâyet, soru, övgü ya da teşekkür değil"),
    )
    share = float(found.complaint[0])
    return Sign(
        "intent", share, f"{said[0]}; a complaint at {share:.0%}", f"{said[1]}; şikâyet olasılığı %{100 * share:.0f}"
    )


def _complaints(texts: Hashed, language: Strings, mood: Floats) -> Floats:
    out = np.full(mood.size, np.nan)
    has_words = texts.words.counts > 0
    english = np.flatnonzero((language == "en") & has_words)
    if english.size:
        model = shipped("complaint_en")
        out[english] = model.shares(texts.only(english))[:, model.classes.index("complaint")]
    turkish = (language == "tr") & has_words
    total = TURKISH["bias"] + TURKISH["mood"] * mood
    for name in ("trouble", "negated", "demand", "thanks", "praise"):
        total = total + TURKISH[name] * np.sqrt(texts.words.per_text(texts.marked(word_list(f"tr.{name}"))))
    out[turkish] = 1 / (1 + np.exp(-total[turkish]))
    return out


def _asks(texts: Hashed, language: Strings) -> NDArray[np.bool_]:
    """A question mark, or in Turkish a word that asks."""
    marks = texts.words.per_text(texts.letters.byte[texts.start] == ASK) > 0
    return np.asarray(marks | ((language == "tr") & (texts.words.per_text(texts.marked(word_list("tr.ask"))) > 0)))


def _count(texts: Hashed, language: Strings, name: str) -> Floats:
    out = np.zeros(language.size)
    for one in ("tr", "en"):
        out += (language == one) * texts.words.per_text(texts.marked(word_list(f"{one}.{name}")))
    return out
