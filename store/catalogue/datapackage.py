"""The release as a Frictionless data package: one tabular resource a table (its CSV), the other formats beside it."""

from typing import Any

from store.catalogue.codebook import key_of, tables
from store.catalogue.parts import (
    ABSTRACT_EN,
    ABSTRACT_TR,
    KEYWORDS,
    LICENCE,
    LICENCE_URL,
    MEDIA,
    Columns,
    Manifest,
    cite,
    files_of,
    says,
    standing,
)

TYPES = {
    "int": "integer",
    "double": "number",
    "float": "number",
    "bool": "boolean",
    "timestamp": "datetime",
    "date": "date",
}


def datapackage(manifest: Manifest, columns: Columns) -> dict[str, Any]:
    """datapackage.json. Sizes and hashes of the other formats stand in `alternatives`."""
    return {
        "name": f"terazi-{manifest['release_id'].lower()}",
        "id": f"urn:terazi:release:{manifest['release_id']}",
        "title": f"Terazi: {manifest.get('title_en', '')}",
        "description": f"{ABSTRACT_EN}\n\n{ABSTRACT_TR}",
        "version": manifest["release_id"],
        "created": manifest["published_at"],
        "keywords": list(KEYWORDS),
        "citation": cite(manifest),
        "contributors": [{"title": "Terazi", "role": "publisher"}],
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": "Terazi's own figures; texts stay under the licence of their source"}],
        "sources": [{"title": one["name"], "path": one["homepage"], "licence": one["licence"]} for one in manifest["licences"]],
        "resources": [_resource(manifest, table, columns[table]) for table in sorted(manifest["tables"])],
    }  # fmt: skip


def _resource(manifest: Manifest, table: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    about = tables().get(table, {"en": "", "tr": ""})
    others = {kind: file for file, one, kind, _ in files_of(manifest) if one == table and kind != "csv"}
    csv = manifest["files"][f"{table}.csv"]
    fields = [_field(row) for row in standing(rows)]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if key := key_of(table):
        schema["primaryKey"] = list(key)
    return {
        "name": table.replace("_", "-"), "path": f"{table}.csv", "type": "table", "title": table, "description": f"{about['en']} / {about['tr']}",
        "format": "csv", "mediatype": MEDIA["csv"], "encoding": "utf-8", "bytes": csv["bytes"], "hash": f"sha256:{csv['sha256']}",
        "rows": manifest["tables"][table]["rows"], "schema": schema,
        "alternatives": [{"path": file, "mediatype": MEDIA[kind], **manifest["files"][file]} for kind, file in sorted(others.items())],
    }  # fmt: skip


def _field(row: dict[str, Any]) -> dict[str, Any]:
    kind = next((name for begin, name in TYPES.items() if row["type"].startswith(begin)), "string")
    field = {"name": row["column"], "type": kind, "description": says(row), "description_tr": says(row, "tr")}
    return field | ({"unit": row["unit"]} if row["unit"] else {}) | ({"levels": row["levels"]} if row["levels"] else {})
