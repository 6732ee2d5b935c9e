"""Which complaints repeat an earlier one: copies, cut previews and cross-posts within a brand, and never two people with one mould."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scoring.engine import ask
from scoring.near.bands import Index, Pairs
from scoring.near.by_numpy import Numbers
from scoring.near.clusters import leaders
from scoring.near.same import CUT, SHORTEST, Likeness, compare, folded
from scoring.near.signature import signatures, similarity

LIKELY = 0.5
"""Estimated similarity of 5-grams below which two texts are not laid side by side."""
COLUMNS = ("brand_id", "source_id", "author_hash", "text", "text_hash")
MOST_HEADS = 50
"""Of one text: a mould of more authors is not laid side by side with each of them."""
COMPLAINTS = """
SELECT record_id, brand_id, source_id, author_hash, text, text_hash
FROM records r JOIN labels l USING (brand_label, sector_label, country)
WHERE r.kind = 'complaint' AND text_hash <> '' AND r.posted_at <= $as_of AND r.posted_at > $as_of - to_days($window_days)
ORDER BY posted_at, record_id"""
_EXACT = Likeness(1.0, False, False, 0)


def find_repeats(lake: duckdb.DuckDBPyConnection, window: Mapping[str, object]) -> pa.Table:
    """record_id, leader_id, because: every complaint that repeats an earlier one about the same brand, in order of time.

    Two texts are laid side by side where their 5-grams are alike, or where one is the cut beginning of the other;
    `scoring.near.same` says whether they are the same. Different known authors of one platform are different matters
    whatever they write; where several wrote one text word for word it is a mould, and nobody's copy is told from another's.
    Texts that are only like a copy of a text are not its copies: groups do not chain.
    """
    table = ask(lake, COMPLAINTS, **window)
    brand, source, author, text, text_hash = (_strings(table, name) for name in COLUMNS)
    case = Complaints(brand, source, author, text, text_hash)
    leader = case.leaders()
    ids = table.column("record_id").to_pylist()
    repeats = np.flatnonzero(leader != np.arange(leader.size)).tolist()
    return pa.table({
        "record_id": pa.array([ids[number] for number in repeats], pa.string()),
        "leader_id": pa.array([ids[int(leader[number])] for number in repeats], pa.string()),
        "because": pa.array([case.likeness(int(leader[number]), number).because for number in repeats], pa.string()),
    })  # fmt: skip


def _strings(table: pa.Table, name: str) -> list[str]:
    return [str(value or "") for value in table.column(name).to_pylist()]


@dataclass
class Complaints:
    """Complaints by number, in order of time."""

    brand: list[str]
    source: list[str]
    author: list[str]
    text: list[str]
    text_hash: list[str]
    compared: dict[tuple[int, int], Likeness] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known: dict[tuple[str, str, str], set[str]] = {}
        for brand, source, author, text_hash in zip(self.brand, self.source, self.author, self.text_hash, strict=True):
            if author:
                known.setdefault((brand, source, text_hash), set()).add(author)
        self.moulds = {(brand, text_hash) for (brand, _, text_hash), authors in known.items() if len(authors) > 1}

    def leaders(self) -> Numbers:
        """Of each complaint the earliest one it repeats, itself where it repeats none."""
        return leaders(len(self.text), self.same_pairs(), self.are_same)

    def likeness(self, one: int, other: int) -> Likeness:
        """How alike two texts are, calculated once."""
        if self.text_hash[one] == self.text_hash[other]:
            return _EXACT
        if (one, other) not in self.compared:
            self.compared[one, other] = compare(self.text[one], self.text[other])
        return self.compared[one, other]

    def may_be_one(self, one: int, other: int) -> bool:
        """Whether one person may have written both."""
        mine, theirs = self.author[one], self.author[other]
        if self.source[one] == self.source[other] and mine and theirs:
            return mine == theirs
        return (self.brand[one], self.text_hash[one]) not in self.moulds or (not mine and not theirs)

    def is_same(self, one: int, other: int) -> bool:
        """Whether a complaint repeats an earlier one."""
        return (
            self.brand[one] == self.brand[other] and self.may_be_one(one, other) and self.likeness(one, other).is_same
        )

    def are_same(self, first: Numbers, second: Numbers) -> NDArray[np.bool_]:
        """`is_same` of pairs."""
        return np.array([self.is_same(a, b) for a, b in zip(first.tolist(), second.tolist(), strict=True)], bool)

    def same_pairs(self) -> Pairs:
        """The pairs of complaints that are one matter, first < second."""
        pairs = np.array(sorted({*self._near(), *self._exact(), *self._previews()}), np.int64).reshape(-1, 2)
        pairs = pairs[self.are_same(pairs[:, 0], pairs[:, 1])]
        return Pairs(pairs[:, 0], pairs[:, 1])

    def _near(self) -> Iterator[tuple[int, int]]:
        if not self.text:
            return
        found = signatures(pa.array(self.text, pa.string()))
        _, code = np.unique(np.array(self.brand), return_inverse=True)
        first, second = Index(found, code.astype(np.uint64)).pairs()
        likely = similarity(found, first, second) >= LIKELY
        yield from zip(first[likely].tolist(), second[likely].tolist(), strict=True)

    def _exact(self) -> Iterator[tuple[int, int]]:
        """Each copy with every author's first one, and with the first of unknown author."""
        heads: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
        for number, (brand, text_hash) in enumerate(zip(self.brand, self.text_hash, strict=True)):
            mine = heads.setdefault((brand, text_hash), {})
            yield from ((head, number) for head in mine.values())
            who = (self.source[number], self.author[number]) if self.author[number] else ("", "")
            if who not in mine and len(mine) < MOST_HEADS:
                mine[who] = number
            elif who in mine:
                yield mine[who], number

    def _previews(self) -> Iterator[tuple[int, int]]:
        """Cut texts with what begins like them."""
        cut = {number for number, text in enumerate(self.text) if CUT.search(text) and len(text) >= SHORTEST}
        brands = {self.brand[number] for number in cut}
        by_begin: dict[tuple[str, str], list[int]] = {}
        for number, text in enumerate(self.text):
            if self.brand[number] in brands:
                by_begin.setdefault((self.brand[number], folded(text[: 2 * SHORTEST])[: SHORTEST - 10]), []).append(
                    number
                )
        for group in by_begin.values():
            for one in group[:MOST_HEADS]:
                yield from (tuple(sorted((one, other))) for other in group if other != one and cut & {one, other})  # type: ignore[misc]
