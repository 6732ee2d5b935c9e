"""What the descriptions share: the codebook's rows by table, the formats, the words of a release."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Manifest = dict[str, Any]
Columns = dict[str, list[dict[str, Any]]]
MEDIA = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv", "jsonl": "application/jsonl"}
LICENCE = "CC-BY-4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
ABSTRACT_EN = (
    "Public complaints and reviews of brands, found to be one matter or not, weighed by evidence, and set against size, sector and mix, "
    "with 95% intervals and groups of brands that cannot be told apart instead of ranks."
)
ABSTRACT_TR = (
    "Markalar hakkındaki herkese açık şikâyet ve yorumlar: aynı konu olanlar birleştirilmiş, kanıtına göre tartılmış; büyüklük, sektör ve "
    "karışıma göre, %95 aralıklarıyla ve sıralama yerine ayırt edilemeyen marka kümeleriyle."
)
KEYWORDS = ("complaints", "reviews", "consumer protection", "benchmarking", "uncertainty", "Türkiye")


def columns_of(folder: Path) -> Columns:
    """The codebook's rows by table, withdrawn columns included."""
    found: Columns = {}
    for row in pq.read_table(folder / "codebook.parquet").to_pylist():
        found.setdefault(row["table"], []).append(row)
    return found


def standing(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns a table has today."""
    return [row for row in rows if row["last_release"] is None]


def files_of(manifest: Manifest) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """(file, table, kind, its size and hash) of every file of a table."""
    for name, about in sorted(manifest["files"].items()):
        table, _, kind = name.rpartition(".")
        if kind in MEDIA and table in manifest["tables"]:
            yield name, table, kind, about


def says(row: dict[str, Any], language: str = "en") -> str:
    """A column in a sentence or three: what it is, unit, what a missing value means."""
    unit = f" [{row['unit']}]" if row["unit"] else ""
    words = {"en": "Missing", "tr": "Eksikse"}[language]
    missing = "" if row["missing"] == "never" else f" {words}: {row[f'missing_{language}']}."
    return f"{row[language]}{unit}{missing}"


def cite(manifest: Manifest) -> str:
    """How to quote a release."""
    where = f" {manifest['address']}/en/releases?release={manifest['release_id']}" if manifest.get("address") else ""
    return (
        f"Terazi, {manifest.get('title_en', '')}, release {manifest['release_id']}, "
        f"{manifest.get('method_name', '')} {manifest.get('method_version', '')}.{where}"
    )


def as_json(thing: Any) -> str:
    """Canonical JSON: the order is part of the bytes."""
    return json.dumps(thing, indent=1, ensure_ascii=False) + "\n"
