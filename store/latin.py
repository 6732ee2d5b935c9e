"""Letters of other alphabets written in Latin ones, so that one name in two scripts can be compared. What has no letters stays."""

import re
import unicodedata

_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґђѓјљњћќўџ",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
            "e",
            "i",
            "i",
            "e",
            "g",
            "dj",
            "g",
            "j",
            "lj",
            "nj",
            "c",
            "k",
            "u",
            "dz",
        ],
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        [
            "a",
            "v",
            "g",
            "d",
            "e",
            "z",
            "i",
            "th",
            "i",
            "k",
            "l",
            "m",
            "n",
            "x",
            "o",
            "p",
            "r",
            "s",
            "s",
            "t",
            "i",
            "f",
            "ch",
            "ps",
            "o",
        ],
        strict=True,
    )
)
_ARABIC = dict(
    zip(
        "اأإآبتثجحخدذرزسشصضطظعغفقكلمنهويىةئؤءپچژگک",
        [
            "a",
            "a",
            "i",
            "a",
            "b",
            "t",
            "th",
            "j",
            "h",
            "kh",
            "d",
            "dh",
            "r",
            "z",
            "s",
            "sh",
            "s",
            "d",
            "t",
            "z",
            "a",
            "gh",
            "f",
            "q",
            "k",
            "l",
            "m",
            "n",
            "h",
            "u",
            "i",
            "a",
            "a",
            "i",
            "u",
            "",
            "p",
            "ch",
            "zh",
            "g",
            "k",
        ],
        strict=True,
    )
)
_NAMED = re.compile(
    r"(?:HANGUL SYLLABLE|(?:KATAKANA|HIRAGANA) LETTER(?: SMALL)?|ARMENIAN SMALL LETTER|GEORGIAN LETTER|HEBREW LETTER) (\w+)"
)


class _Latin(dict[int, int | str]):
    """What stands for a code point, found out when it is first met."""

    def __missing__(self, point: int) -> int | str:
        letter = chr(point).lower()
        known = _CYRILLIC.get(letter, _GREEK.get(letter, _ARABIC.get(letter)))
        named = None if known is not None or point < 0x500 else _NAMED.match(unicodedata.name(letter, ""))
        self[point] = known if known is not None else named.group(1).lower() if named else point
        return self[point]


_LATIN = _Latin()


def latin(text: str) -> str:
    """Cyrillic, Greek, Arabic, Hangul and kana in Latin letters, roughly as they sound; other signs as they are."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_LATIN)
