"""`terazi explain`: how a brand's published numbers came to be, step by step, for a terminal or a program."""

from typing import Any

import msgspec

from api.queries import Queries
from store.errors import StoreError
from store.release import open_release
from store.settings import Settings


def explain_brand(settings: Settings, name: str, language: str) -> dict[str, Any]:
    """The brand most like `name` in the latest release: its scores with a sentence a step, newest period first.

    Raises StoreError where there is no release, no such language, or nobody of a like name.
    """
    queries, brand_id = find_brand(settings, name)
    if language not in {"en", "tr"}:
        raise StoreError(f"--language is en or tr, not {language!r}")
    answer = queries.brand(brand_id)
    scores = [
        {
            **{part: getattr(score, part) for part in ("sector_id", "period", "dimension", "band")},
            "steps": [getattr(step, f"sentence_{language}") for step in score.components]
            or [getattr(score, f"reading_{language}")],
            "components": msgspec.to_builtins(score.components),
        }
        for score in answer.scores
    ]
    return {"brand_id": answer.brand_id, "name": answer.name, "release_id": queries.release_id, "scores": scores}


def find_brand(settings: Settings, name: str) -> tuple[Queries, str]:
    """The latest release, and the id of its brand most like `name`. Raises StoreError where there is none."""
    queries = Queries(open_release(settings.releases), settings.home / "cache")
    found = queries.find(name, 1).brands
    if not found:
        raise StoreError(f"release {queries.release_id} holds no brand like {name!r}")
    return queries, found[0].brand_id
