"""Names and texts compared without what only looks different: case, Turkish letters, diacritics, punctuation, legal suffixes."""

import hashlib
import re
import unicodedata

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
_WORD = re.compile(r"[a-z0-9]+")
_SUFFIXES = {
    "a s",
    "as",
    "anonim sirketi",
    "ltd",
    "ltd sti",
    "limited sirketi",
    "limited",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "llc",
    "l l c",
    "lp",
    "llp",
    "plc",
    "gmbh",
    "ag",
    "sa",
    "s a",
    "n a",
    "na",
    "nv",
    "bv",
    "spa",
    "s p a",
    "tic",
    "san",
    "ve tic",
    "san ve tic",
    "ticaret",
    "sanayi",
    "and",
}


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


def fold_brand(label: str) -> str:
    """A folded name without its legal suffixes: "EQUIFAX, INC." -> "equifax". A name that is only suffixes stays whole."""
    words = fold(label).split()
    while True:
        cut = next((n for n in (3, 2, 1) if len(words) > n and " ".join(words[-n:]) in _SUFFIXES), 0)
        if not cut:
            return " ".join(words)
        words = words[:-cut]


def slug(label: str) -> str:
    """A stable name for an address: "Şahin Kargo A.Ş." -> "sahin-kargo-a-s". A label without letters gets its hash."""
    return fold(label).replace(" ", "-") or hashlib.sha256(label.encode()).hexdigest()[:12]


def text_hash(text: str) -> str:
    """SHA-256 of the folded text, or "" where there is none: equal for texts that differ only in case, marks or spacing."""
    folded = fold(text)
    return hashlib.sha256(folded.encode()).hexdigest() if folded else ""
