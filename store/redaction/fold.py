"""A text folded letter by letter, so that every place in it is the same place in the text."""

import re
import unicodedata

_ODD = {"ı": "i", "İ": "i", "ß": "s", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "t", "Þ": "t",
        "æ": "a", "Æ": "a", "œ": "o", "Œ": "o", "’": "'", "‘": "'", "`": "'", "´": "'", "\u00a0": " "}  # fmt: skip
_FREQUENT = (("ı", "i"), ("ş", "s"), ("ğ", "g"), ("ü", "u"), ("ö", "o"), ("ç", "c"), ("’", "'"))


def _plain(code: int) -> str | None:
    base = unicodedata.normalize("NFKD", chr(code))[0]
    return base.lower() if base.isascii() and base.isalpha() else None


_LETTERS = str.maketrans(
    {chr(code): plain for code in (*range(0x41, 0x5B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00)) if (plain := _plain(code))}
    | _ODD
)  # fmt: skip


_OTHERS = re.compile(r"[^\x00-\x5f\x61-\x7f]")


def fold_in_place(text: str) -> str:
    """The text in small Latin letters without marks, of the same length: "Şükrü ÇELİK" -> "sukru celik"."""
    folded = text.replace("İ", "i").lower()
    for letter, plain in _FREQUENT:
        folded = folded.replace(letter, plain)
    return folded if folded.isascii() else _OTHERS.sub(lambda found: found[0].translate(_LETTERS), folded)
