"""What a name says: its words without legal form, its numbers, its initials; the name within a domain or a handle."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from store.names.lexicon import GENERIC, HELP, LONG_FORMS, SHORT, TRADE
from store.naming import fold_brand, fold_words

_TOP = r"(?:com|net|org|co|gov|edu|info|biz|io|app|shop|online|store|ai|me|tv|[a-z]{2})"
_DOMAIN = re.compile(rf"\b((?:[\w-]+\.)+?){_TOP}(?:\.[a-z]{{2}})?(?:/\S*)?(?=$|[\s,;)])", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://)?(?:\bwww\d?\.|\bm\.)?", re.IGNORECASE)
_HANDLE = re.compile(r"^\s*@([\w.]+)\s*$")
_ASIDE = re.compile(r"\s*\([^)]*\)\s*")
_HUMP = re.compile(r"(?<=[a-zçğıöşü])(?=[A-ZÇĞİÖŞÜ])|_|\.")
_ALSO = re.compile(
    r"[\s,;(]+(?:d/?b/?a|doing business as|t/a|trading as|f/?k/?a|formerly(?: known as)?|previously|a/?k/?a|also known as|eski ad[ıi](?:yla)?|nam[- ]ı diğer)\b[\s.:]*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]+)\)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xx": "20"}  # fmt: skip
_LETTER_NUMBERS = {"i": "1", "v": "5", "x": "10"}
_TENS, _ONES = re.compile(r"[2-9]0"), re.compile(r"[1-9]")
_GLUED = re.compile(r"(?<=[a-zçğıöşü])(?=(?:AG|AŞ|A\.Ş\.?|GmbH|LTD|Ltd|INC|Inc|LLC|SA|OOO)\b)")
COUNTRIES = (("united states of america", "usa"), ("united states", "us"), ("united kingdom", "uk"))
_LIKELY_DOMAIN = re.compile(
    r"\.(?:com|net|org|io|app|co|gov|edu|info|biz|shop|store|online|de|fr|tr|nl|it|es|ru|pl|br|uk)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Name:
    """A name read. `words`: in one spelling, without legal form; `bare`: the same without words in brackets; `kind`: name, domain or handle."""

    raw: str
    folded: str
    words: tuple[str, ...]
    bare: str
    joined: str
    initials: str
    initials_with_small: str
    numbers: tuple[str, ...]
    trades: frozenset[str]
    kind: str


@lru_cache(maxsize=100_000)
def read(raw: str) -> Name:
    """The reading of a name, a domain ("hepsiburada.com") or a handle ("@turkcell_destek")."""
    text, kind = _named(raw)
    folded = _without_slipped_form(fold_brand(text) or fold_brand(raw))
    for said, short in COUNTRIES:
        folded = folded.replace(said, short)
    words = _counted([SHORT.get(word, word) for word in folded.split()])
    spoken = tuple(word for word in fold_words(_ASIDE.sub(" ", text)) if word not in {"and", "the"})
    large = [
        word for word in spoken if word not in {"of", "de", "la", "le", "ve", "for", "du", "des", "und", "et", "y", "e"}
    ]
    return Name(raw, folded, words, fold_brand(_ASIDE.sub(" ", text)) or folded, "".join(folded.split()), "".join(word[0] for word in large),
                "".join(word[0] for word in spoken), tuple(sorted(re.findall(r"\d+", " ".join(words)))),
                frozenset(TRADE[word] for word in folded.split() if word in TRADE), kind)  # fmt: skip


@lru_cache(maxsize=100_000)
def spoken_as(raw: str) -> tuple[str, ...]:
    """The names one text gives a firm: "A d/b/a B", "A (formerly B)", initials in brackets; the whole text first."""
    parts = [part.strip(" ,;()") for part in _ALSO.split(raw)]
    aside = _BRACKETS.search(raw)
    if aside and len(parts) == 1 and _is_initials(aside.group(1), _BRACKETS.sub(" ", raw)):
        parts = [_BRACKETS.sub(" ", raw).strip(), aside.group(1)]
    return (raw, *(part for part in parts if part and fold_brand(part))) if len(parts) > 1 else (raw,)


def _is_initials(short: str, long: str) -> bool:
    said = fold_brand(short).replace(" ", "")
    name = read(long)
    return len(said) > 1 and said in {name.initials, name.initials_with_small}


def _counted(words: list[str]) -> tuple[str, ...]:
    """Tens and ones as one number: "40 4" -> "44"; Roman numbers behind a name: "fund iv" -> "fund 4"."""
    words = words[:1] + [_ROMAN.get(word, word) for word in words[1:]]
    if len(words) > 2:
        words[-1] = _LETTER_NUMBERS.get(words[-1], words[-1])
    out: list[str] = []
    for word in words:
        if out and _ONES.fullmatch(word) and _TENS.fullmatch(out[-1]):
            out[-1] = out[-1][0] + word
        else:
            out.append(word)
    return tuple(out)


def _without_slipped_form(folded: str) -> str:
    words = folded.split()
    while (
        len(words) > 1
        and len(words[-1]) >= 5
        and process.extractOne(words[-1], LONG_FORMS, scorer=fuzz.ratio, score_cutoff=86)
    ):
        words = words[:-1]
    return " ".join(words)


def _named(raw: str) -> tuple[str, str]:
    if handle := _HANDLE.match(raw):
        words = [word for word in _HUMP.sub(" ", handle.group(1)).split() if word]
        kept = [word for word in words if word.lower() not in HELP] or words
        return " ".join(kept), "handle"
    if _LIKELY_DOMAIN.search(raw):
        text = _DOMAIN.sub(lambda found: _host(found.group(1)), _ADDRESS.sub("", raw))
        return text, "domain" if " " not in raw.strip() else "name"
    return _GLUED.sub(" ", raw), "name"


def _host(labels: str) -> str:
    parts = [part for part in labels.lower().rstrip(".").split(".") if part not in {"www", "m", "com", "co"}]
    return parts[-1] if parts else labels


def is_common(word: str) -> bool:
    """Whether a word says nothing of which firm of its trade is meant."""
    return word in GENERIC or word in TRADE
