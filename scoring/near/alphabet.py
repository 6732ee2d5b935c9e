"""One byte for every character, so that case, marks and punctuation do not tell two copies apart.

Letters lose case and marks ("İ", "ı", "I" and "i" are one; "ş" is "s"), digits stay, whatever is neither is a blank. Letters
of other scripts become one of 96 stand-ins: enough to tell texts apart, not to read them.
"""

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

BLANK = 32
_PLANE = 1 << 16
STAND_INS = 96


def _byte(point: int) -> int:
    letter = chr(point)
    if letter in "ıİI":
        return ord("i")
    plain = unicodedata.normalize("NFKD", letter).lower()[:1]
    if plain.isascii() and plain.isalnum():
        return ord(plain)
    return 128 + point % STAND_INS if letter.isalnum() else BLANK


@cache
def byte_of() -> NDArray[np.uint8]:
    """The byte of every code point below 65,536. Combining marks are 0: they vanish, as the marks of one-piece letters do."""
    table = np.fromiter((_byte(point) for point in range(_PLANE)), np.uint8, _PLANE)
    table[[point for point in range(_PLANE) if unicodedata.combining(chr(point))]] = 0
    table.flags.writeable = False
    return table


def byte_of_far(point: int) -> int:
    """The byte of a code point of 65,536 and above: emoji are blanks, rare letters stand-ins."""
    return 128 + point % STAND_INS if chr(point).isalnum() else BLANK
