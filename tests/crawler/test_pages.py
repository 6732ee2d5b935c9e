"""Pages and what is read from them: `tests/pages/<source>/<case>.*` beside `<case>.expected.json`, compared whole.

A page named `2026-10-05T09:00:00Z` in its twin's `served_at` is read as if the site served it then.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import to_jsonable_python

from crawler.page import Page
from crawler.source import SOURCES

PAGES = Path(__file__).parents[1] / "pages"
BESIDE = (".expected.json", ".meta.json")
CASES = sorted(path for path in PAGES.glob("*/*") if not path.name.endswith(BESIDE))
SERVED_AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
PLACES = {"cfpb": "https://www.consumerfinance.gov/x", "sikayetvar": "https://www.sikayetvar.com/a/b"}


def page_of(path: Path) -> Page:
    """The page as if it had come over the wire: from `<case>.meta.json` its url, status, headers, context and parent (a file name)."""
    beside = path.with_name(f"{path.stem}.meta.json")
    meta: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
    parent = page_of(path.with_name(meta["parent"])) if "parent" in meta else None
    url = meta.get("url") or PLACES.get(path.parent.name, SOURCES[path.parent.name].base_url)
    return Page(url, meta.get("status", 200), path.read_bytes(), f"hash-of-{path.stem}", SERVED_AT, SERVED_AT,
                meta.get("headers", {}), meta.get("context", {}), url, parent)  # fmt: skip


def read(path: Path) -> Any:
    """What the source reads from a page, as JSON; fields nobody filled are left out."""
    return _filled(to_jsonable_python(SOURCES[path.parent.name].read(page_of(path))))


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: kept
            for name, one in value.items()
            if (kept := _filled(one)) not in (None, "", [], {}) and (name, kept) != ("is_unlisted", False)
        }
    return [_filled(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_page_is_read_as_expected(path: Path) -> None:
    expected = path.with_name(f"{path.stem}.expected.json")
    assert read(path) == json.loads(expected.read_text(encoding="utf-8"))


def without_pairs(cases: Iterable[Path], sources: Iterable[str]) -> dict[str, int]:
    """Sources that have not two pages with what is expected of them; pages of no source."""
    counts = Counter(path.parent.name for path in cases if path.with_name(f"{path.stem}.expected.json").exists())
    wanted = set(sources)
    return {name: counts[name] for name in sorted(wanted | set(counts)) if name not in wanted or counts[name] < 2}


def test_every_source_has_pairs() -> None:
    assert without_pairs(CASES, SOURCES) == {}


def test_a_source_without_expectations_fails(tmp_path: Path) -> None:
    assert without_pairs(CASES, [*SOURCES, "newcomer"]) == {"newcomer": 0}
    assert without_pairs(CASES, set(SOURCES) - {"eksi"}).keys() == {"eksi"}
    for name in ("one.html", "one.expected.json", "two.html"):
        (tmp_path / "newcomer").mkdir(exist_ok=True)
        (tmp_path / "newcomer" / name).write_text("{}")
    cases = [path for path in (tmp_path / "newcomer").iterdir() if not path.name.endswith(BESIDE)]
    assert without_pairs(cases, ["newcomer"]) == {"newcomer": 1}
    page = PAGES / "eksi" / "one-page.html"
    with pytest.raises(FileNotFoundError):
        test_page_is_read_as_expected(page.with_name("one-page-unexpected.html"))


LAYOUTS = {
    "sikayetvar": ("complaint-2018", "complaint-2021", "complaint-2023", "complaint-2026", "listing-2021", "listing-2023", "listing-2026"),
    "amazon": ("product-", "*-2026"), "trendyol": ("old-", "current-"), "google_places": ("new-", "legacy-"),
    "trustpilot_pages": ("state-", "next-data", "markup-only"), "schema_org": ("jsonld-", "microdata"), "reclame_aqui": ("company", "page-"),
    "bcb_ranking": ("quarter-", "quarter-projected"), "cfpb": ("rows-2024", "rows-2026"), "bbb": ("complaints-", "reviews-"),
    "eksi": ("page-2020", "*-2026"), "consumidor_gov": ("rows",), "rss": ("rss", "*atom", "rdf"),
}  # fmt: skip
"""What tells the pages of each layout, where a source has several."""


@pytest.mark.parametrize(("source_id", "layout"), [(one, layout) for one, of in LAYOUTS.items() for layout in of])
def test_every_layout_has_two_pairs(source_id: str, layout: str) -> None:
    assert len([path for path in (PAGES / source_id).glob(f"{layout}*") if path in CASES]) >= 2
