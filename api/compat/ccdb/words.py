"""The search box: words, OR, NOT, phrases, wildcards and parentheses, looked up in the index of words."""

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from api.compat.ccdb.columns import Array
from api.compat.ccdb.layout import FOLDED, STEM
from api.compat.ccdb.stream import Stream

Ask = Callable[[str, list[Any]], pa.Table]
MOST_WORDS = 2000
"""A wildcard stands for at most this many words, the commonest first."""
MOST_DEEP = 20
_FIELDS = {"complaint_what_happened": (1,), "company": (2,)}
_TOKEN = re.compile(r'"[^"]*"(?:~\d+)?|[()]|[+-]?[^\s()"]+')


class Match(NamedTuple):
    """Which complaints a search term means (None: all), and the words that make them so, with the number of complaints that hold each."""

    mask: Array | None
    words: dict[str, int]
    fields: tuple[int, ...]


def match(ask: Ask, stream: Stream, count: int, term: str, field: str) -> Match:
    """The complaints a search term means, of `count`. Nothing asked matches all; nothing readable matches none."""
    fields = _FIELDS.get(field, (1, 2, 4))
    if not term.strip():
        return Match(None, {}, fields)
    if term.count("(") > MOST_DEEP:
        term = re.sub("[()]", " ", term)
    reader = _Reader(ask, stream, count, _TOKEN.findall(term), fields)
    found = reader.either()
    return Match(np.zeros(count, dtype=bool) if found is None else found, reader.words, fields)


def relevance(ask: Ask, count: int, found: Match) -> Array:
    """BM25 of every complaint over the words that matched, in ten-thousandths."""
    rarity = {word: math.log(1 + (count - min(n, count) + 0.5) / (min(n, count) + 0.5)) for word, n in found.words.items()}  # fmt: skip
    table = ask(
        f"SELECT position, weight * rarity AS part FROM words JOIN (SELECT unnest(?) AS word, unnest(?::DOUBLE[]) AS rarity) USING (word) "
        f"WHERE word IN ({', '.join('?' * len(rarity))}) AND field IN ({', '.join(map(str, found.fields))})",
        [list(rarity), list(rarity.values()), *rarity],
    )
    sums = np.bincount(table.column(0).to_numpy() - 1, weights=table.column(1).to_numpy(), minlength=count)
    return np.rint(sums * 10_000).astype(np.int64)


class _Reader:
    """Recursive descent: either := all (OR all)*; all := one+; one := NOT one | ( either ) | word | "phrase"."""

    def __init__(self, ask: Ask, stream: Stream, count: int, tokens: list[str], fields: tuple[int, ...]) -> None:
        self._ask, self._stream, self._count = ask, stream, count
        self._tokens, self._fields = tokens, fields
        self._in = f"field IN ({', '.join(map(str, fields))})"
        self.words: dict[str, int] = {}

    def either(self) -> Array | None:
        ways = [self._all()]
        while self._next() == "OR":
            self._tokens.pop(0)
            ways.append(self._all())
        return _joined(np.logical_or, ways)

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _all(self) -> Array | None:
        found = []
        while self._next() not in {"", "OR", ")"}:
            if self._next() == "AND":
                self._tokens.pop(0)
                continue
            found.append(self._one())
        return _joined(np.logical_and, found)

    def _one(self) -> Array | None:
        given = self._tokens.pop(0) if self._tokens else ""
        if given == "NOT":
            return self._not(self._one)
        if given == "(":
            inner = self.either()
            if self._next() == ")":
                self._tokens.pop(0)
            return inner
        if given.startswith('"'):
            return self._phrase(given[1:].partition('"')[0])
        if given.startswith("-"):
            return self._not(lambda: self._word(given[1:]))
        return self._word(given.lstrip("+"))

    def _not(self, read: Callable[[], Array | None]) -> Array | None:
        kept, self.words = self.words, {}
        found, self.words = read(), kept
        return None if found is None else ~found

    def _word(self, typed: str) -> Array | None:
        typed, _, near = typed.partition("~")
        plain = self._folded(typed, keep="*?")
        found = _joined(np.logical_and, [self._indexed(*_wanted(word, near)) for word in plain.split()])
        is_number = typed.isdecimal() and len(self._fields) > 1
        number = [self._at("SELECT position FROM complaints WHERE complaint_id = ?", [typed])] if is_number else []
        return _joined(np.logical_or, [found, *number])

    def _phrase(self, typed: str) -> Array | None:
        plain = self._folded(typed)
        if not plain:
            return None
        words = plain.split()
        query = f"SELECT word, n, rowid + 1 AS number FROM vocabulary WHERE word IN ({', '.join('?' * len(words))})"
        found = {row["word"]: row for row in self._ask(query, words).to_pylist()}
        self.words |= {word: row["n"] for word, row in found.items()}
        mask = np.zeros(self._count, dtype=bool)
        if len(found) == len(set(words)):
            phrase = [found[word]["number"] for word in words]
            mask[self._stream.rows(phrase, min(range(len(words)), key=lambda n: found[words[n]]["n"]), self._fields)] = True  # fmt: skip
        return mask

    def _folded(self, typed: str, keep: str = "") -> str:
        folded = str(self._ask(f"SELECT {FOLDED.format('?')} AS folded", [typed]).column(0)[0].as_py())
        return " ".join(
            word
            for word in "".join(sign if sign.isalnum() or sign in keep else " " for sign in folded).split()
            if word.strip(keep)
        )

    def _indexed(self, how: str, values: list[Any]) -> Array:
        query = f"SELECT word, n FROM vocabulary WHERE {how} ORDER BY n DESC, word LIMIT {MOST_WORDS}"
        found = {row["word"]: row["n"] for row in self._ask(query, values).to_pylist()}
        self.words |= found
        if not found:
            return np.zeros(self._count, dtype=bool)
        marks = ", ".join("?" * len(found))
        return self._at(f"SELECT position FROM words WHERE word IN ({marks}) AND {self._in}", list(found))

    def _at(self, query: str, values: list[Any]) -> Array:
        """The mask of positions."""
        mask = np.zeros(self._count, dtype=bool)
        mask[self._ask(query, values).column(0).to_numpy() - 1] = True
        return mask


def _wanted(word: str, near: str) -> tuple[str, list[Any]]:
    """How the vocabulary is asked for a word: like it, near it, or with its stem."""
    if near:
        return "damerau_levenshtein(word, ?) <= ?", [word, min(2, int(near) if near.isdecimal() else 1)]
    if set(word) & {"*", "?"}:
        return "word GLOB ?", [word]
    return f"stem = {STEM.format('?')}", [word, word, word]


def _joined(by: np.ufunc, found: list[Array | None]) -> Array | None:
    held = [one for one in found if one is not None]
    return by.reduce(held) if held else None
