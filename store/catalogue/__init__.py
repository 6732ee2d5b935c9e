"""What a release says of itself to programs and people: codebook, data package, Croissant, DCAT-AP, citation, licences.

All of it is made of the manifest and the codebook table, so that the same tables give the same bytes.
"""

from pathlib import Path
from typing import Any

from store.catalogue.citation import citation
from store.catalogue.croissant import croissant
from store.catalogue.datapackage import datapackage
from store.catalogue.dcat import as_turtle, dcat
from store.catalogue.parts import as_json, columns_of
from store.catalogue.readme import readme

__all__ = ["write_catalogue"]


def write_catalogue(folder: Path, manifest: dict[str, Any]) -> None:
    """Write the descriptions beside the tables. `manifest["files"]` must hold the hashes of the tables' files."""
    columns = columns_of(folder)
    linked = dcat(manifest)
    texts = {
        "datapackage.json": as_json(datapackage(manifest, columns)),
        "croissant.json": as_json(croissant(manifest, columns)),
        "dcat.jsonld": as_json(linked),
        "dcat.ttl": as_turtle(linked),
        "CITATION.cff": citation(manifest),
        "README.md": readme(manifest, columns),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
