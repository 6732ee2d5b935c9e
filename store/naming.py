"""Names and texts compared without what only looks different: case, Turkish letters, diacritics, punctuation, legal suffixes."""

import hashlib
import re
import unicodedata

from store.latin import latin
from store.legal_forms import without_forms

_SPELT = {
    "ı": "i",
    "İ": "i",
    "I": "i",
    "ß": "ss",
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "đ": "d",
    "æ": "ae",
    "œ": "oe",
    "&": " and ",
}
_FREQUENT = {"ş": "s", "ğ": "g", "ü": "u", "ö": "o", "ç": "c", "â": "a"}
_LETTERS = str.maketrans(_SPELT)
_WORD, _ANY_WORD = re.compile(r"[a-z0-9]+"), re.compile(r"[^\W_]+")
_SPELLED = re.compile(r"\b([a-z](?: [a-z])+)\b")
"""Letters that stand alone, one after another."""
_APART = re.compile(r"(?<=\w)['’`´](?=\w)")


class _Unmarked(dict[int, int | str | None]):
    """What becomes of a code point after marks are dropped, found out when it is first met."""

    def __missing__(self, point: int) -> int | str | None:
        self[point] = None if unicodedata.combining(chr(point)) else _LETTERS.get(point, point)
        return self[point]


_UNMARKED = _Unmarked()


def fold(text: str) -> str:
    """Lower-case ASCII words parted by one blank: "İŞ Bankası A.Ş." -> "is bankasi a s"."""
    for letter, said in _SPELT.items():
        text = text.replace(letter, said)
    text = text.casefold()
    return " ".join(_WORD.findall(_frequent(text) or _unmarked(text)))


def _frequent(text: str) -> str:
    """The same as `_unmarked`, several times as quick, for a text without other marks than the usual Turkish ones; "" for any other."""
    for letter, said in _FREQUENT.items():
        text = text.replace(letter, said)
    return text if text.isascii() else ""


def _unmarked(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text)
    return plain if plain.isascii() else plain.translate(_UNMARKED)


def fold_words(label: str) -> list[str]:
    """The words of a label in any alphabet, in Latin letters where it has some: "ŞOK Маркет" -> ["sok", "market"]."""
    spelt = latin(_APART.sub("", label).replace("株式会社", " 株式会社 ")).translate(_LETTERS)
    return _ANY_WORD.findall(_unmarked(spelt.casefold()))


def fold_brand(label: str) -> str:
    """A folded name without legal forms: "EQUIFAX, INC." -> "equifax", "U.S. Bank N.A." -> "us bank". A name that is only forms stays."""
    words: list[str] = []
    for part in _SPELLED.split(" ".join(without_forms(fold_words(label)))):
        words += [part.replace(" ", "")] if _SPELLED.fullmatch(part) else part.split()
    folded = " ".join(without_forms(words))
    return folded if folded == label else fold_brand(folded)


def slug(label: str) -> str:
    """A stable name for an address: "Şahin Kargo A.Ş." -> "sahin-kargo-a-s". A label without letters gets its hash."""
    return fold(label).replace(" ", "-") or hashlib.sha256(label.encode()).hexdigest()[:12]


def text_hash(text: str) -> str:
    """SHA-256 of the folded text, or "" where there is none: equal for texts that differ only in case, marks or spacing."""
    folded = fold(text)
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""
