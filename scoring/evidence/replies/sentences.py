"""Replies cut into sentences, each sentence once: folded for the cues, and as a wording without what fills a mould's blanks."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from scoring.near.alphabet import byte_of

Numbers = NDArray[np.int64]
_LINE = 10
_FAR = 1 << 16
# RE2 (pyarrow) on texts as they are written: who is addressed, who signs, addresses, what a page adds
_ADDRESS = r"https?://\S+|www\.\S+|\S+@\S+\.\w+|\[[A-Z-]+\]|@\w+"
_NAME = r"\p{Lu}[\p{L}.’'*]*"
_GREETING = r"(?i:say[ıi]n|merhabalar|merhaba|selamlar|selam|sevgili|de[ğg]erli|[iİ]yi (?:g[üu]nler|ak[şs]amlar)|g[üu]nayd[ıi]n|hi|hello|hey|dear|good (?:morning|afternoon|evening))"
_GUEST = r"(?i:m[üu][şs]terimiz|misafirimiz|[üu]yemiz|kullan[ıi]c[ıi]m[ıi]z|there|all|customer|guest|sir|madam|han[ıi]m|bey|efendi)"
SALUTATION = (
    rf"^\s*(?:{_GREETING}(?:\s+{_GUEST}|\s+{_NAME})*\s*[,;:!.]\s*|{_NAME}(?:\s+{_NAME})?,\s*{_GREETING}\s*[,;:!.]\s*)+"
)
_SIGNATURE = r"\s*(?:[\^*~]|(?:^|\s)[-–/]{1,2})\s?\p{L}{1,14}\s*(?:\d\s*/\s*\d)?\s*$"
_MORE = r"(?i)\s*(?:\.\.\.|…)?\s*(?:devam[ıi]n[ıi] g[öo]r|read more)\s*$"
_NAMES_INSIDE = r"([\p{Ll},;]\s+)(?:\p{Lu}\p{Ll}+(?:[’']\p{Ll}+)?(?:\s+|([,.;!?])))+"
_MONTHS = "ocak|subat|mart|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim|aralik|january|february|march|april|june|july|august|september|october|november|december|pazartesi|sali|carsamba|persembe|cuma|cumartesi|pazar|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_FILLING = rf"\b\w*\d\w*\b|\b(?:{_MONTHS})\w{{0,4}}\b"


class Sentences(NamedTuple):
    """`of[i]` is the text the i-th sentence stands in and `unique[i]` its number among the different ones.

    `folded` and `wording` are those different ones: letters without case and marks; the latter also without names, numbers and dates.
    """

    of: Numbers
    unique: Numbers
    folded: pa.StringArray
    wording: list[str]


def plain(texts: Sequence[str]) -> list[str]:
    """Letters and digits as `scoring.near.alphabet` folds them, blanks once."""
    if not texts:
        return []
    joined = "\n".join(text.replace("\n", " ") for text in texts)
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), "<u4")
    byte = np.where(points == _LINE, np.uint8(_LINE), byte_of().take(np.minimum(points, _FAR - 1)))
    return [" ".join(line.split()) for line in byte[byte != 0].tobytes().decode("latin-1").split("\n")]


def cut(texts: Sequence[str]) -> Sentences:
    """The sentences of texts. Addresses, salutations and signatures are no part of them."""
    bare = pa.array(texts, pa.string())
    for form, instead in ((_MORE, ""), (_ADDRESS, " "), (_SIGNATURE, ""), (SALUTATION, ""), (r"([.!?…]+)\s+", "\\1\n")):
        bare = pc.replace_substring_regex(bare, form, instead)
    number: dict[str, int] = {}
    of, unique = list[int](), list[int]()
    for text, told in enumerate(bare.to_pylist()):
        for sentence in (line.strip() for line in (told or "").split("\n")):
            if len(sentence) > 1:
                of.append(text)
                unique.append(number.setdefault(sentence, len(number)))
    different = list(number)
    return Sentences(
        np.array(of, np.int64),
        np.array(unique, np.int64),
        pa.array(_folded(different), pa.string()),
        wordings(different),
    )


def _folded(different: list[str]) -> list[str]:
    """Folded, with "?" at the end of a question: it alone changes what the words mean."""
    return [
        f"{folded} ?" if raw.endswith("?") else folded for raw, folded in zip(different, plain(different), strict=True)
    ]


def wordings(different: list[str]) -> list[str]:
    """What is left of sentences without names, numbers and dates."""
    nameless = pc.replace_substring_regex(pa.array(different, pa.string()), _NAMES_INSIDE, "\\1\\2")
    folded = pa.array(plain([one or "" for one in nameless.to_pylist()]), pa.string())
    return [" ".join((one or "").split()) for one in pc.replace_substring_regex(folded, _FILLING, "").to_pylist()]
