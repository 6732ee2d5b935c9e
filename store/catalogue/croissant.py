"""The release as Croissant 1.0 (mlcommons.org): every file with its hash, every table's columns read from its Parquet file."""

from typing import Any

from store.catalogue.codebook import tables
from store.catalogue.parts import (
    ABSTRACT_EN,
    KEYWORDS,
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
    "int": "sc:Integer",
    "double": "sc:Float",
    "float": "sc:Float",
    "bool": "sc:Boolean",
    "timestamp": "sc:DateTime",
    "date": "sc:Date",
}
FORMATS = MEDIA | {"parquet": "application/x-parquet", "jsonl": "application/jsonlines"}
"""As mlcroissant names them."""
CONTEXT: dict[str, Any] = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/", "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty", "fileObject": "cr:fileObject", "fileSet": "cr:fileSet",
    "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset", "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5",
    "parentField": "cr:parentField", "path": "cr:path", "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex",
    "repeated": "cr:repeated", "replace": "cr:replace", "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source",
    "subField": "cr:subField", "equivalentProperty": "cr:equivalentProperty", "samplingRate": "cr:samplingRate", "transform": "cr:transform",
}  # fmt: skip


def croissant(manifest: Manifest, columns: Columns) -> dict[str, Any]:
    """croissant.json."""
    where = manifest.get("address")
    return {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": f"terazi-{manifest['release_id']}",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "description": ABSTRACT_EN,
        "citeAs": cite(manifest),
        "license": LICENCE_URL,
        "url": f"{where}/en/releases?release={manifest['release_id']}"
        if where
        else f"urn:terazi:release:{manifest['release_id']}",
        "version": "1.0.0",
        "alternateName": manifest["release_id"],
        "datePublished": manifest["published_at"][:10],
        "keywords": list(KEYWORDS),
        "creator": {"@type": "sc:Organization", "name": "Terazi"},
        "isLiveDataset": False,
        "distribution": [_file(file, kind, about) for file, _, kind, about in files_of(manifest)],
        "recordSet": [_records(table, columns[table]) for table in sorted(manifest["tables"])],
    }


def _file(file: str, kind: str, about: dict[str, Any]) -> dict[str, Any]:
    return {"@type": "cr:FileObject", "@id": file, "name": file, "contentUrl": file, "encodingFormat": FORMATS[kind],
            "contentSize": f"{about['bytes']} B", "sha256": about["sha256"]}  # fmt: skip


def _records(table: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    fields = [
        {"@type": "cr:Field", "@id": f"{table}/{row['column']}", "name": row["column"], "description": says(row), "dataType": _type(row["type"]),
         "source": {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": row["column"]}}} for row in standing(rows)
    ]  # fmt: skip
    about = tables().get(table, {"en": ""})["en"]
    return {"@type": "cr:RecordSet", "@id": table, "name": table, "description": about, "field": fields}


def _type(name: str) -> str:
    return next((kind for begin, kind in TYPES.items() if name.startswith(begin)), "sc:Text")
