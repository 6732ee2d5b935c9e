"""docs/sources.md is what the declarations say today."""

from pathlib import Path

import pytest

from crawler.catalogue import as_markdown
from crawler.source import SOURCES, Source

PAGE = Path(__file__).parents[2] / "docs" / "sources.md"


def test_the_page_is_made_of_the_declarations() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), (
        "run: .venv/bin/terazi sources --markdown > docs/sources.md"
    )


@pytest.mark.parametrize("source", SOURCES.values(), ids=list(SOURCES))
def test_every_source_says_what_it_is(source: Source) -> None:
    part = as_markdown().split(f"\n## {source.source_id}\n")[1].split("\n## ")[0]
    for said in (
        source.terms,
        source.licence,
        *source.keys,
        *source.maybe_keys,
        *source.personal,
        *source.unknown,
        *source.conflicts,
    ):
        assert said in part
    assert f"{source.delay_s:g} s between two requests" in part
    assert ("off until an operator turns it on" in part) is source.is_off
