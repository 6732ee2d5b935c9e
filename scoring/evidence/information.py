"""How much a text tells, 0 to 1: when, how much, which order, what thing, in how many different words. Anger lowers nothing (W9)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed, hashed
from scoring.evidence.insult import insult_words
from scoring.evidence.lists import word_list
from scoring.evidence.sign import Sign

_MONTHS = (
    "ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık|january|february|march|april|june|july|august|"
    "september|october|november|december"
)
_UNITS = "gün|ay|yıl|sene|hafta|saat|dakika|iş günü|day|week|month|year|hour|minute"
FORMS = {
    "date": rf"(?i)\d{{1,2}}[./-]\d{{1,2}}(?:[./-]\d{{2,4}})?|\d{{1,2}}\s+(?:{_MONTHS})|(?:{_MONTHS})\s+\d|\b20[0-3]\d\b|\bdün\b|\bbugün\b|yesterday|today",
    "span": rf"(?i)\d+\s*(?:{_UNITS})",
    "sum": r"(?i)\d[\d.,]*\s*(?:tl\b|₺|lira|kuruş|€|\$|usd|eur|dolar|dollar|reais)|[$€₺£]\s*\d|r\$\s*\d",
    "order": r"(?i)\[(?:number|card|iban|phone)\]|sipariş|fatura|takip no|kayıt no|seri no|şube|randevu|order|invoice|receipt|tracking|account",
}  # fmt: skip
WORTH = {"date": 0.15, "span": 0.10, "sum": 0.15, "order": 0.15}
THINGS_WORTH, THINGS_ENOUGH = 0.20, 5
WORDS_WORTH, WORDS_SCALE = 0.25, 25.0
SAID = {"date": ("a date", "bir tarih"), "span": ("a length of time", "bir süre"), "sum": ("a sum", "bir tutar"), "order": ("an order, bill or account", "bir sipariş, fatura ya da hesap")}  # fmt: skip
Floats = NDArray[np.float64]


class Told(NamedTuple):
    """What texts tell: whether each form of fact occurs, how many concrete words and different words there are."""

    facts: dict[str, NDArray[np.bool_]]
    things: NDArray[np.int64]
    words: NDArray[np.int64]


def told(raw: Sequence[str], texts: Hashed) -> Told:
    """What each text tells; insulting words are no words here."""
    column = pa.array(raw, pa.string())
    facts = {
        name: pc.match_substring_regex(column, form).to_numpy(zero_copy_only=False) for name, form in FORMS.items()
    }
    number = np.repeat(np.arange(len(raw)), texts.words.counts)
    counts = (texts.length > 1) & texts.is_spelled & ~texts.marked(insult_words())
    is_thing = texts.marked(word_list("concrete")) & counts
    order = np.lexsort((texts.words.hashes, number))
    first = np.ones(order.size, bool)
    first[1:] = (number[order][1:] != number[order][:-1]) | (
        texts.words.hashes[order][1:] != texts.words.hashes[order][:-1]
    )
    is_first = np.zeros(order.size, bool)
    is_first[order[first]] = True
    things, words = (np.bincount(number[is_first & one], minlength=len(raw)) for one in (is_thing, counts))
    return Told(facts, things, words)


def information(found: Told) -> Floats:
    """0 (tells nothing) to 1: .15 for a date, a sum and an order each, .10 for a length of time, up to .20 for concrete words, up to .25 for different words.

    Adding words never lowers it; capitals, exclamation marks and insults change nothing.
    """
    out = np.zeros(found.words.size)
    for name, worth in WORTH.items():
        out += worth * found.facts[name]
    out += THINGS_WORTH * np.minimum(found.things, THINGS_ENOUGH) / THINGS_ENOUGH
    return np.asarray(np.round(out + WORDS_WORTH * (1 - np.exp(-found.words / WORDS_SCALE)), 6))


def told_by(text: str) -> Sign:
    """The information of one text as a sign."""
    found = told([text], hashed([text]))
    names = [SAID[name] for name in FORMS if found.facts[name][0]]
    english = ", ".join(name for name, _ in names) or "no date, sum or order"
    turkish = ", ".join(name for _, name in names) or "tarih, tutar ya da sipariş yok"
    return Sign(
        "information",
        float(information(found)[0]),
        f"tells {english}; {found.things[0]} concrete of {found.words[0]} different words",
        f"verdiği bilgi: {turkish}; {found.words[0]} farklı sözcükten {found.things[0]} tanesi somut",
    )
