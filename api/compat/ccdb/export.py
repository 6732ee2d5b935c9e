"""Exports in pieces: never more than one batch of rows in memory."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import UNSET

from api.compat.ccdb.hits import said_of
from api.compat.ccdb.shapes import Hit

HEADINGS = {
    "date_received": "Date received", "product": "Product", "sub_product": "Sub-product", "issue": "Issue", "sub_issue": "Sub-issue",
    "complaint_what_happened": "Consumer complaint narrative", "company_public_response": "Company public response",
    "company": "Company", "state": "State", "zip_code": "ZIP code", "tags": "Tags",
    "consumer_consent_provided": "Consumer consent provided?", "submitted_via": "Submitted via",
    "date_sent_to_company": "Date sent to company", "company_response": "Company response to consumer",
    "timely": "Timely response?", "consumer_disputed": "Consumer disputed?", "complaint_id": "Complaint ID",
}  # fmt: skip


def as_csv(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """The columns of the bureau's bulk file; what is not said is empty, days are YYYY-MM-DD."""
    yield _lines([list(HEADINGS.values())])
    for batch in batches:
        yield _lines([[_cell(said, name) for name in HEADINGS] for said in map(said_of, batch)])


def as_json(batches: Iterable[list[dict[str, Any]]]) -> Iterator[bytes]:
    """A list of hits."""
    yield b"["
    is_first = True
    for batch in batches:
        hits = [msgspec.json.encode(Hit(row["complaint_id"], said_of(row))) for row in batch]
        if hits:
            yield (b"\n" if is_first else b",\n") + b",\n".join(hits)
            is_first = False
    yield b"]\n"


def _cell(said: Any, name: str) -> str:
    value = getattr(said, name)
    text = "" if value is None or value is UNSET else str(value)
    return text[:10] if name in {"date_received", "date_sent_to_company"} else text


def _lines(rows: Iterable[list[str]]) -> bytes:
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode()
