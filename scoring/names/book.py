"""Files of names: a book of brands (name, aliases), pairs (name1, name2, is_match), a list of spellings (raw_company_name, canonical_name)."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scoring.errors import ScoringError


class Brand(NamedTuple):
    """One row of a book: a name, what else it is called, and the key that makes two rows one brand."""

    key: str
    name: str
    aliases: tuple[str, ...]
    sector: str = ""


class Pair(NamedTuple):
    """Two names and whether they mean one firm."""

    one: str
    other: str
    same: bool


ORGANISATIONS = {"", "company", "organization", "organisation", "legalentity", "publicbody", "brand"}
_YES, _NO = {"true", "1", "yes", "match", "positive"}, {"false", "0", "no", "none", "negative", "different"}


def columns_of(path: Path) -> tuple[str, ...]:
    """The head of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return tuple(next(csv.reader(lines), ()))


def brands(path: Path) -> list[Brand]:
    """Rows with `name` and, where known, `aliases` (parted by |), and a key: wikidata or brand_id. Raises ScoringError naming the line."""
    found = []
    for number, row in _rows(path, ("name",)):
        if not row["name"].strip():
            raise ScoringError(f"{path}:{number}: name: empty")
        key = row.get("wikidata") or row.get("brand_id") or "|".join(filter(None, (row["name"], row.get("category"))))
        aliases = tuple(alias for alias in (row.get("aliases") or "").split("|") if alias.strip())
        found.append(Brand(key, row["name"], aliases, row.get("sector") or ""))
    return found


def pairs(path: Path) -> list[Pair]:
    """Rows with name1, name2, is_match; where a schema stands, those of organisations. Raises ScoringError naming the line."""
    found = []
    for number, row in _rows(path, ("name1", "name2", "is_match")):
        said = row["is_match"].strip().lower()
        if said not in _YES | _NO:
            raise ScoringError(f"{path}:{number}: is_match: {row['is_match']!r} is neither true nor false")
        if (row.get("schema") or "").strip().lower() in ORGANISATIONS:
            found.append(Pair(row["name1"], row["name2"], said in _YES))
    return found


def spelled(path: Path) -> list[tuple[str, str]]:
    """Rows (raw_company_name, canonical_name)."""
    return [
        (row["raw_company_name"], row["canonical_name"])
        for _, row in _rows(path, ("raw_company_name", "canonical_name"))
    ]


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise ScoringError(f"{path}:1: no column {', '.join(missing)}")
        for row in reader:
            if None in row or None in row.values():
                raise ScoringError(f"{path}:{reader.line_num}: {len(reader.fieldnames or ())} columns are expected")
            yield reader.line_num, row
