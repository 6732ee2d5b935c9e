"""Files of names: a book of brands (name, aliases), pairs (name1, name2, is_match), a list of spellings (raw_company_name, canonical_name)."""

from pathlib import Path
from typing import NamedTuple

from scoring.names.sheet import named_columns, rows


class Brand(NamedTuple):
    """One row of a book: a name, what else it is called, and the key that makes two rows one brand."""

    key: str
    name: str
    aliases: tuple[str, ...]
    sector: str = ""


class Pair(NamedTuple):
    """Two names, whether they mean one firm, and the sector the other stands in ("" for none)."""

    one: str
    other: str
    same: bool
    sector: str = ""


class Spelled(NamedTuple):
    """How a firm is spelled somewhere, the name it is known by, and its sector ("" where the file gives none)."""

    raw: str
    name: str
    sector: str = ""


ORGANISATIONS = {"", "company", "organization", "organisation", "legalentity", "publicbody", "brand"}
_YES, _NO = {"true", "1", "yes", "match", "positive"}, {"false", "0", "no", "none", "negative", "different"}


def brands(path: Path) -> list[Brand]:
    """Rows with a name and, where known, `aliases` (parted by |), and a key: wikidata or brand_id. Raises ScoringError naming the line."""
    found, (named, sectored) = [], named_columns(path)
    for row in rows(path, (named,)):
        name, said = row.must(named), row.cells
        key = said.get("wikidata") or said.get("brand_id") or "|".join(filter(None, (name, said.get("category"))))
        aliases = tuple(alias for alias in said.get("aliases", "").split("|") if alias.strip())
        found.append(Brand(key, name, aliases, said.get(sectored, "")))
    return found


def pairs(path: Path) -> list[Pair]:
    """Rows with name1, name2, is_match; where a schema stands, those of organisations. Raises ScoringError naming the line."""
    found = []
    for row in rows(path, ("name1", "name2", "is_match")):
        said = row.must("is_match").lower()
        if said not in _YES | _NO:
            row.refuse("is_match", f"{row.cells['is_match']!r} is neither true nor false")
        if row.cells.get("schema", "").lower() in ORGANISATIONS:
            found.append(Pair(row.must("name1"), row.must("name2"), said in _YES))
    return found


def spelled(path: Path) -> list[Spelled]:
    """Rows (raw_company_name, canonical_name), with the category the file gives to the latter."""
    return [
        Spelled(row.must("raw_company_name"), row.must("canonical_name"), row.cells.get("category", ""))
        for row in rows(path, ("raw_company_name", "canonical_name"))
    ]
