"""What the format documents promise is what the importers take."""

import json
import re
from pathlib import Path

from sqlalchemy import Engine

from crawler.imports.short_names import HANDLED, SHORT
from store.exposure import ExposureRow
from store.records import CrawledRecord, CrawledReply
from store.settings import Settings
from store.tables import Record, Reply
from tests.crawler.imports.told import brought, codes, counted

DOCS = Path(__file__).resolve().parents[3] / "docs"
EXAMPLE = DOCS / "examples" / "records.jsonl"


def named(document: str) -> set[str]:
    """Every word a document sets as code."""
    return set(re.findall(r"`(\w+)`", (DOCS / document).read_text(encoding="utf-8")))


def test_every_field_of_a_record_is_documented() -> None:
    assert CrawledRecord.model_fields.keys() | CrawledReply.model_fields.keys() | SHORT.keys() | HANDLED <= named(
        "record-format.md"
    )


def test_every_column_of_an_exposure_is_documented() -> None:
    assert set(ExposureRow.model_fields) <= named("exposure-format.md")


def test_the_example_uses_every_field() -> None:
    lines = [json.loads(line) for line in EXAMPLE.read_text(encoding="utf-8").splitlines()]
    assert set().union(*lines) == CrawledRecord.model_fields.keys() | SHORT.keys() | HANDLED


def test_the_document_shows_the_example_as_it_is() -> None:
    assert f"```json\n{EXAMPLE.read_text(encoding='utf-8')}```" in (DOCS / "record-format.md").read_text(
        encoding="utf-8"
    )


def test_the_example_is_taken_without_a_notice(settings: Settings, engine: Engine) -> None:
    run = brought(settings, "jsonl", EXAMPLE)
    assert (run.counts["new"], counted(engine, Record), counted(engine, Reply)) == (3, 3, 3)
    assert codes(run) == set()
