"""CITATION.cff 1.2.0. Strings are written as JSON, which is YAML."""

import json

from store.catalogue.parts import ABSTRACT_EN, KEYWORDS, LICENCE, Manifest


def citation(manifest: Manifest) -> str:
    """How to cite the release, for programs that cite."""
    fields = {
        "cff-version": "1.2.0", "message": "Please cite the release you used.", "type": "dataset", "title": f"Terazi: {manifest.get('title_en', '')}",
        "abstract": ABSTRACT_EN, "version": manifest["release_id"], "date-released": manifest["published_at"][:10],
        "authors": [{"name": "Terazi"}], "keywords": list(KEYWORDS), "license": LICENCE,
    }  # fmt: skip
    if manifest.get("address"):
        fields["url"] = f"{manifest['address']}/en/releases?release={manifest['release_id']}"
    return "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
