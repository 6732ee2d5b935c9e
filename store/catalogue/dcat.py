"""The release as a DCAT-AP 3 catalogue of one dataset, in JSON-LD and Turtle. Addresses are relative: true wherever the folder lies."""

import json
from collections.abc import Iterator
from typing import Any

from store.catalogue.parts import ABSTRACT_EN, ABSTRACT_TR, KEYWORDS, MEDIA, Manifest, cite, files_of

EU = "http://publications.europa.eu/resource/authority/"
FORMATS = {"parquet": "PARQUET", "csv": "CSV", "jsonl": "JSON"}
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#", "xsd": "http://www.w3.org/2001/XMLSchema#", "adms": "http://www.w3.org/ns/adms#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "skos": "http://www.w3.org/2004/02/skos/core#",
}  # fmt: skip
LICENCE = {"@id": f"{EU}licence/CC_BY_4_0", "@type": "dct:LicenseDocument"}
THEME = {
    "@id": f"{EU}data-theme/ECON",
    "@type": "skos:Concept",
    "skos:prefLabel": {"@value": "Economy and finance", "@language": "en"},
}
PUBLISHER = {"@id": "#publisher", "@type": "foaf:Agent", "foaf:name": {"@value": "Terazi", "@language": "en"}}


def dcat(manifest: Manifest) -> dict[str, Any]:
    """dcat.jsonld. Nothing in it is a blank node, so that its Turtle is the same every time."""
    title = _both(f"Terazi: {manifest.get('title_en', '')}", f"Terazi: {manifest.get('title_tr', '')}")
    dated = {"@value": manifest["published_at"], "@type": "xsd:dateTime"}
    return {
        "@context": CONTEXT,
        "@id": "#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": title,
        "dct:description": _both(ABSTRACT_EN, ABSTRACT_TR),
        "dct:publisher": PUBLISHER,
        "dct:issued": dated,
        "dct:language": [_language("ENG"), _language("TUR")],
        "dcat:dataset": {
            "@id": "#dataset",
            "@type": "dcat:Dataset",
            "dct:title": title,
            "dct:description": _both(ABSTRACT_EN, ABSTRACT_TR),
            "dct:identifier": f"urn:terazi:release:{manifest['release_id']}",
            "dct:publisher": {"@id": "#publisher"},
            "dct:issued": dated,
            "dct:language": [_language("ENG"), _language("TUR")],
            "dct:bibliographicCitation": cite(manifest),
            "dcat:version": manifest["release_id"],
            "dcat:keyword": [{"@value": word, "@language": "en"} for word in KEYWORDS],
            "dcat:theme": THEME,
            "dct:accessRights": {"@id": f"{EU}access-right/PUBLIC", "@type": "dct:RightsStatement"},
            "dct:source": [{"@id": f"#source-{one['source_id']}", "@type": "dcat:Dataset", "dct:title": _both(one["name"], one["name"]),
                            "dct:description": _both(one["licence"], one["licence"]), "dcat:landingPage": {"@id": one["homepage"], "@type": "foaf:Document"}}
                           for one in manifest["licences"] if one["homepage"]],
            "dcat:distribution": [_distribution(*one) for one in files_of(manifest)],
        },
    }  # fmt: skip


def _distribution(file: str, table: str, kind: str, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "@id": f"#{file}", "@type": "dcat:Distribution", "dct:title": _both(f"{table} ({kind})", f"{table} ({kind})"),
        "dct:description": _both(f"Table {table}; columns in codebook.csv", f"{table} tablosu; sütunlar codebook.csv dosyasında"),
        "dcat:accessURL": {"@id": file, "@type": "rdfs:Resource"}, "dcat:downloadURL": {"@id": file}, "dct:license": LICENCE,
        "dct:format": {"@id": f"{EU}file-type/{FORMATS[kind]}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[kind]}", "@type": "dct:MediaType"},
        "dcat:byteSize": {"@value": str(about["bytes"]), "@type": "xsd:nonNegativeInteger"},
        "spdx:checksum": {"@id": f"#sha256-{file}", "@type": "spdx:Checksum", "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256", "@type": "spdx:ChecksumAlgorithm"},
                          "spdx:checksumValue": {"@value": about["sha256"], "@type": "xsd:hexBinary"}},
    }  # fmt: skip


def _both(english: str, turkish: str) -> list[dict[str, str]]:
    return [{"@value": english, "@language": "en"}, {"@value": turkish, "@language": "tr"}]


def _language(code: str) -> dict[str, str]:
    return {"@id": f"{EU}language/{code}", "@type": "dct:LinguisticSystem"}


def as_turtle(linked: dict[str, Any]) -> str:
    """The same graph as Turtle: one block a node, in the order of the JSON-LD."""
    prefixes = "".join(f"@prefix {name}: <{address}> .\n" for name, address in linked["@context"].items())
    blocks = (" ;\n    ".join([_name(node["@id"]), *_lines(node)]) for node in _nodes(linked) if len(node) > 1)
    return prefixes + "".join(f"\n{block.replace(' ;', '', 1)} .\n" for block in blocks)


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A node and those inside it."""
    yield node
    for values in node.values():
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, dict) and "@id" in value:
                yield from _nodes(value)


def _lines(node: dict[str, Any]) -> Iterator[str]:
    for name, values in node.items():
        if name == "@type":
            yield f"a {values}"
        elif values and not name.startswith("@"):
            yield f"{name} {', '.join(map(_term, values if isinstance(values, list) else [values]))}"


def _term(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if "@id" in value:
        return _name(value["@id"])
    kind = f"@{value['@language']}" if "@language" in value else f"^^{value['@type']}"
    return json.dumps(value["@value"], ensure_ascii=False) + kind


def _name(address: str) -> str:
    return address if address.partition(":")[0] in CONTEXT else f"<{address}>"
