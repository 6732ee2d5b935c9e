"""Which language a text is in: by its small words where they decide, else by py3langid; it abstains where both are unsure."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scoring.evidence.hashed import Hashed, hashed, hashes_of
from scoring.evidence.rolling import Hashes, is_in
from scoring.evidence.sign import Sign

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = ("tr", "en", "pt", "es", "de", "fr", "it", "nl")
"""Languages of the sources; a text in another one comes out as the nearest of these or as none."""
ENOUGH, TIMES, PROBABLE = 3, 3, 0.9
TURKISH = "ğışĞİŞ"
READ = 400
Strings = NDArray[np.str_]


def languages(raw: Sequence[str], texts: Hashed, stated: Sequence[str] | None = None) -> Strings:
    """Language of each text, two letters, "" where it abstains; `stated` is what the source says, used only then.

    Three small words of one language and three times those of any other decide, Turkish letters counting as one such
    word each. Fewer: py3langid held to `LANGUAGES`, at a probability of .9. One or two words are Turkish if they are
    small words of Turkish alone, or hold its own letters.
    """
    seen = _small_words(texts)
    seen[:, 0] += [min(3, sum(text.count(letter) for letter in TURKISH)) for text in raw]
    best = seen.argmax(axis=1)
    top = seen.max(axis=1)
    rest = np.sort(seen, axis=1)[:, -2]
    out = np.array([LANGUAGES[number] for number in best], "<U2")
    unsure = np.flatnonzero((top < ENOUGH) | (top < TIMES * rest))
    for number in unsure.tolist():
        is_turkish = seen[number, 0] > 0 and seen[number, 1:].max() == 0
        out[number] = "tr" if is_turkish else _asked(raw[number], int(texts.words.counts[number]))
    if stated is not None:
        known = np.array([value if value in LANGUAGES else "" for value in stated], "<U2")
        out = np.where(out == "", known, out)
    return out


def language(text: str) -> Sign:
    """The language of one text as a sign: value 1 where it speaks, None where it abstains."""
    (found,) = languages([text], hashed([text]))
    if not found:
        return Sign("language", None, "too little text to tell its language", "dilini söylemek için metin çok kısa")
    return Sign("language", 1.0, f"written in {found}", f"metnin dili: {found}")


def _small_words(texts: Hashed) -> NDArray[np.float64]:
    """Small words of each language in each text, shape (texts, languages)."""
    wanted, owner = _small_word_hashes()
    hit = np.flatnonzero(is_in(texts.words.hashes, wanted))
    text = np.searchsorted(texts.begin, hit, side="right") - 1
    whose = owner[np.searchsorted(wanted, texts.words.hashes[hit])]
    counts = np.bincount(text * len(LANGUAGES) + whose, minlength=(texts.begin.size - 1) * len(LANGUAGES))
    return counts.reshape(-1, len(LANGUAGES)).astype(np.float64)


def _asked(text: str, words_count: int) -> str:
    """py3langid's answer, "" below its probability; one word alone is never enough."""
    if words_count < 2:
        return ""
    name, probability = _identifier().classify(text[:READ])
    return name if probability >= PROBABLE else ""


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(LANGUAGES))
    return found


@cache
def _small_word_hashes() -> tuple[Hashes, NDArray[np.int64]]:
    """Sorted hashes of the small words that are in one language's list alone, and whose they are."""
    lines = (resources.files("scoring") / "models" / "function_words.txt").read_text(encoding="utf-8").splitlines()
    by_language = {line[:2]: set(line.split()[1:]) for line in lines if not line.startswith("#")}
    times = Counter(word for words in by_language.values() for word in words)
    own = [hashes_of(word for word in by_language[name] if times[word] == 1) for name in LANGUAGES]
    hashes = np.concatenate(own)
    owner = np.repeat(np.arange(len(own)), [one.size for one in own])
    order = np.argsort(hashes)
    return hashes[order], owner[order]
