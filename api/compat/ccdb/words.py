"""The search box: words, OR, NOT, phrases, wildcards and parentheses, read into a condition over the index of words."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from api.compat.ccdb.asked import Condition
from api.compat.ccdb.layout import FOLDED, STEM

Rows = Callable[[str, list[Any]], list[dict[str, Any]]]
MOST_WORDS = 2000
"""A wildcard stands for at most this many words, the commonest first."""
MOST_DEEP = 20
_FIELDS = {"complaint_what_happened": (1,), "company": (2,)}
_TOKEN = re.compile(r'"[^"]*"(?:~\d+)?|[()]|[+-]?[^\s()"]+')
_PARTS = {1: "split_part(folded, '|', 1)", 2: "split_part(folded, '|', 2)"}
_NONE: Condition = ("false", [])


class Match(NamedTuple):
    """Which complaints a search term means, and the words that make them so, with the number of complaints that hold each."""

    condition: Condition
    words: dict[str, int]
    fields: tuple[int, ...]


def match(rows: Rows, term: str, field: str) -> Match:
    """The complaints a search term means. Nothing asked matches all; nothing readable matches none."""
    fields = _FIELDS.get(field, (1, 2, 4))
    if not term.strip():
        return Match(("", []), {}, fields)
    if term.count("(") > MOST_DEEP:
        term = re.sub("[()]", " ", term)
    reader = _Reader(rows, _TOKEN.findall(term), fields)
    return Match(reader.either() or _NONE, reader.words, fields)


class _Reader:
    """Recursive descent: either := all (OR all)*; all := one+; one := NOT one | ( either ) | word | "phrase"."""

    def __init__(self, rows: Rows, tokens: list[str], fields: tuple[int, ...]) -> None:
        self._rows, self._tokens, self._fields = rows, tokens, fields
        self._in = f"field IN ({', '.join(map(str, fields))})"
        self.words: dict[str, int] = {}

    def either(self) -> Condition | None:
        ways = [self._all()]
        while self._next() == "OR":
            self._tokens.pop(0)
            ways.append(self._all())
        return _joined(" OR ", ways)

    def _next(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _all(self) -> Condition | None:
        found = []
        while self._next() not in {"", "OR", ")"}:
            if self._next() == "AND":
                self._tokens.pop(0)
                continue
            found.append(self._one())
        return _joined(" AND ", found)

    def _one(self) -> Condition | None:
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

    def _not(self, read: Callable[[], Condition | None]) -> Condition | None:
        kept, self.words = self.words, {}
        found, self.words = read(), kept
        return found and (f"NOT {found[0]}", found[1])

    def _word(self, typed: str) -> Condition | None:
        typed, _, near = typed.partition("~")
        plain = self._folded(typed, keep="*?")
        found = _joined(" AND ", [self._indexed(*_wanted(word, near)) for word in plain.split()])
        is_number = typed.isdecimal() and len(self._fields) > 1
        return _joined(" OR ", [found, ("complaint_id = ?", [typed])]) if is_number else found

    def _phrase(self, typed: str) -> Condition | None:
        plain = self._folded(typed)
        if not plain:
            return None
        text = _PARTS.get(self._fields[0], "folded") if len(self._fields) == 1 else "folded"
        each = [self._indexed("word = ?", [word]) for word in plain.split()]
        return _joined(" AND ", [*each, (f"contains({text}, ?)", [f" {plain} "])])

    def _folded(self, typed: str, keep: str = "") -> str:
        folded = str(self._rows(f"SELECT {FOLDED.format('?')} AS folded", [typed])[0]["folded"])
        return " ".join(
            word
            for word in "".join(sign if sign.isalnum() or sign in keep else " " for sign in folded).split()
            if word.strip(keep)
        )

    def _indexed(self, how: str, values: list[Any]) -> Condition:
        query = f"SELECT word, n FROM vocabulary WHERE {how} ORDER BY n DESC, word LIMIT {MOST_WORDS}"
        found = {row["word"]: row["n"] for row in self._rows(query, values)}
        self.words |= found
        if not found:
            return _NONE
        marks = ", ".join("?" * len(found))
        return f"position IN (SELECT position FROM words WHERE word IN ({marks}) AND {self._in})", list(found)


def _wanted(word: str, near: str) -> tuple[str, list[Any]]:
    """How the vocabulary is asked for a word: like it, near it, or with its stem."""
    if near:
        return "damerau_levenshtein(word, ?) <= ?", [word, min(2, int(near) if near.isdecimal() else 1)]
    if set(word) & {"*", "?"}:
        return "word GLOB ?", [word]
    return f"stem = {STEM.format('?')}", [word, word, word]


def _joined(by: str, found: list[Condition | None]) -> Condition | None:
    held = [one for one in found if one]
    return (f"({by.join(sql for sql, _ in held)})", [value for _, values in held for value in values]) if held else None
